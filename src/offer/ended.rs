//! The end of an agreement before its term, and the reason.

use chrono::NaiveDate;

use super::choice::choice;
use super::fields::Field;
use super::keys::{Mapping, Value, table};
use super::reader::Reader;
use super::yaml::Yaml;
use super::{Currency, Shape};
use crate::text::source::Spanned;
use crate::text::yaml::Node;

choice! {
    /// Why an agreement ended. Source: AWS Marketplace Agreement Service, `AgreementStatus`.
    pub enum EndReason {
        /// The marketplace or both sides cancelled it.
        "cancelled" => Cancelled,
        /// It was terminated.
        "terminated" => Terminated,
        /// Another agreement replaced it.
        "replaced" => Replaced,
        /// It was renewed.
        "renewed" => Renewed,
        /// A later agreement superseded it.
        "superseded" => Superseded,
        /// Its acceptance was rolled back.
        "rolled_back" => RolledBack,
    }
}

table! {
    /// The end of an agreement before its term.
    pub struct Ended at span = "ended", "`ended`";
    /// The last day on which an invoice is expected.
    on: Field<NaiveDate> as NaiveDate = required "on",
    /// Why it ended.
    reason: Field<EndReason> as EndReason = optional "reason",
}

#[cfg(feature = "cli")]
impl super::Offer {
    /// Says that the agreement ended on a day.
    pub(crate) fn end(&mut self, on: NaiveDate, reason: EndReason) {
        let span = crate::text::source::Span::default();
        let (on, reason) = (Spanned::new(on, span), Spanned::new(reason, span));
        let ended = Ended { span, on: Field::Given(on), reason: Field::Given(reason) };
        self.ended = Field::Given(Spanned::new(ended, span));
    }
}

impl Value for Ended {
    type Value = Self;
    const SHAPE: Shape = Shape::Either(&[Shape::Date, Shape::Table(Self::TABLE)]);

    fn read<'d, 's>(reader: &mut Reader<'d, 's>, node: &'d Node<'s>, what: &str) -> Option<Self> {
        if node.mapping().is_some() {
            return Self::read_mapping(reader, node);
        }
        let on = Field::Given(Spanned::new(NaiveDate::read(reader, node, what)?, node.span));
        Some(Self { span: node.span, on, ..Self::default() })
    }

    /// A bare date if no reason is given.
    fn write(value: &Self, currency: Option<Currency>) -> Yaml {
        match (value.on.get(), value.reason.get()) {
            (Some(day), None) => Yaml::plain(day),
            _ => Yaml::Mapping(value.pairs(currency)),
        }
    }

    fn is_read(value: &Self) -> bool {
        value.is_complete()
    }
}
