//! When an agent closes its books: a day of the month, and how it moves off bank holidays.

use super::MonthDay;
use crate::offer::keys::{Mapping, Value, table};
use crate::offer::yaml::Yaml;
use crate::offer::{Currency, Field, Reader, Roll, Shape};
use crate::text::message::msg;
use crate::text::yaml::{self, Node};

/// When an agent closes its books and invoices what came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClosingDay {
    /// The day of the month.
    pub day: MonthDay,
    /// How it moves off weekends and bank holidays.
    pub roll: Roll,
}

table! {
    /// The agent's closing day, and how it moves off bank holidays.
    struct ClosesKeys = "closes", "`closes`";
    /// The day of the month: 1 to 31, or `last`.
    day: Field<MonthDay> as MonthDay = required "day",
    /// How that day moves off weekends and bank holidays.
    roll: Field<Roll> as Roll = optional "roll",
}

impl ClosingDay {
    /// Whether the month whose days are counted is over on every closing day.
    pub(crate) fn ends_month(self) -> bool {
        // Any other roll takes the month's end to a day before it.
        matches!(self.day, MonthDay::Last | MonthDay::Nth(31))
            && matches!(self.roll, Roll::None | Roll::Following)
    }
}

impl Value for ClosingDay {
    type Value = Self;
    const SHAPE: Shape = Shape::Either(&[MonthDay::SHAPE, Shape::Table(ClosesKeys::TABLE)]);

    fn read<'d, 's>(reader: &mut Reader<'d, 's>, node: &'d Node<'s>, what: &str) -> Option<Self> {
        if node.mapping().is_some() {
            let keys = ClosesKeys::read_mapping(reader, node)?;
            let roll = match &keys.roll {
                Field::Given(roll) => roll.value,
                Field::Absent => Roll::None,
                Field::Invalid => return None,
            };
            return Some(Self { day: *keys.day.get()?, roll });
        }
        if matches!(node.value, yaml::Value::Sequence(_)) {
            let help = msg!("write `last`, or `{{day: last, roll: preceding}}`");
            reader.wrong_type(node, msg!("`closes` is a day of the month or a mapping"), Some(help));
            return None;
        }
        Some(Self { day: MonthDay::read(reader, node, what)?, roll: Roll::None })
    }

    fn write(closes: &Self, currency: Option<Currency>) -> Yaml {
        let day = MonthDay::write(&closes.day, currency);
        match closes.roll {
            Roll::None => day,
            roll => Yaml::Mapping(vec![("day".to_owned(), day), ("roll".to_owned(), Yaml::plain(roll))]),
        }
    }
}
