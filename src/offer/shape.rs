//! The shape of a value, as the tables of keys give it, for everything that describes the format.

use super::choice::Choice;

/// A mapping of the format: its keys, and the constraints between them.
#[derive(Debug, Clone, Copy)]
pub struct Table {
    /// Its name among all tables of the format: `series`.
    pub name: &'static str,
    /// What it is, in one sentence.
    pub about: &'static str,
    /// Its keys in the order of the format.
    pub keys: &'static [Key],
    /// Pairs of keys of which exactly one is present.
    pub either: &'static [[&'static str; 2]],
    /// Keys that need another one: the key, and the one it needs.
    pub needs: &'static [[&'static str; 2]],
}

/// One key that a mapping of the format may have.
#[derive(Debug, Clone, Copy)]
pub struct Key {
    /// The key as it is written.
    pub name: &'static str,
    /// Whether it is required.
    pub required: bool,
    /// Its description, in one sentence.
    pub about: &'static str,
    /// The shape of its value.
    pub shape: Shape,
}

/// The shape of a value. A scalar of an offer or a register counts as its written text, so a number may
/// be plain or in quotes.
#[derive(Debug, Clone, Copy)]
pub enum Shape {
    /// Any text.
    Text,
    /// The format version, 1.
    Version,
    /// `true` or `false`.
    Flag,
    /// A calendar day.
    Date,
    /// A calendar day, or a month such as `2027-08`.
    DateOrMonth,
    /// A length of time above zero.
    Duration,
    /// A length of time, possibly zero.
    Offset,
    /// How far apart the dates of a series are.
    Period,
    /// A day of the month, counted from its start, or from its end if true.
    Day {
        /// Whether `-1` to `-28` count from the month's end.
        from_end: bool,
    },
    /// An amount of the offer's currency.
    Amount,
    /// An amount above zero.
    Positive,
    /// An amount, a percentage or a fraction of the total, or `remainder`.
    Share {
        /// Whether it may be `remainder`.
        remainder: bool,
    },
    /// A percentage.
    Percent,
    /// A number that a rule checks; it may have a sign.
    Number,
    /// A whole number of this size.
    Whole {
        /// The minimum.
        least: u32,
        /// The maximum.
        most: u32,
    },
    /// An account id, twelve digits.
    Account,
    /// A currency code.
    Currency,
    /// A country code of two letters.
    Country,
    /// One of these words.
    Word(fn() -> Vec<&'static str>),
    /// A list of this.
    List(&'static Shape),
    /// A mapping with these keys.
    Table(&'static Table),
    /// A mapping whose keys are computed on demand.
    Keys(fn() -> Vec<Key>),
    /// A mapping from any key of the first shape to a value of the second.
    Map(&'static Shape, &'static Shape),
    /// One of several shapes.
    Either(&'static [Shape]),
}

/// The largest whole number that the reader accepts: seven digits.
pub(crate) const MOST: u32 = 9_999_999;

impl Shape {
    /// A whole number from `least` on.
    pub(crate) const fn whole(least: u32) -> Self {
        Self::Whole { least, most: MOST }
    }

    fn has_key(&self, word: &str) -> bool {
        match self {
            Self::Table(table) => table.has_key(word),
            Self::List(item) | Self::Map(_, item) => item.has_key(word),
            Self::Either(shapes) => shapes.iter().any(|shape| shape.has_key(word)),
            _ => false,
        }
    }

    fn tables(&self) -> Vec<&'static Table> {
        match self {
            Self::Table(table) => table.tables(),
            Self::List(item) | Self::Map(_, item) => item.tables(),
            Self::Either(shapes) => shapes.iter().flat_map(Self::tables).collect(),
            _ => Vec::new(),
        }
    }
}

impl Table {
    /// A mapping without constraints between its keys.
    pub(crate) const fn new(name: &'static str, about: &'static str, keys: &'static [Key]) -> Self {
        Self { name, about, keys, either: &[], needs: &[] }
    }

    /// This mapping and those inside it.
    pub fn tables(&'static self) -> Vec<&'static Self> {
        let inside = self.keys.iter().flat_map(|key| key.shape.tables());
        std::iter::once(self).chain(inside).collect()
    }

    /// Whether this mapping, or one inside of it, has such a key.
    pub(super) fn has_key(&self, word: &str) -> bool {
        self.keys.iter().any(|key| key.name == word || key.shape.has_key(word))
    }

    /// The names of the mappings with such a key, this one and those inside it.
    pub(super) fn homes(&'static self, word: &str) -> Vec<&'static str> {
        let has = |table: &&'static Self| table.keys.iter().any(|key| key.name == word);
        self.tables().into_iter().filter(has).map(|table| table.name).collect()
    }
}

/// A required key.
pub(crate) const fn required(name: &'static str, about: &'static str, shape: Shape) -> Key {
    Key { name, required: true, about, shape }
}

/// A key that may be left out.
pub(crate) const fn optional(name: &'static str, about: &'static str, shape: Shape) -> Key {
    Key { name, required: false, about, shape }
}

/// The words of a closed set.
pub(crate) fn words<T: Choice>() -> Vec<&'static str> {
    T::WORDS.iter().map(|(word, _)| *word).collect()
}

/// How a mapping with these keys is written: the required ones, or all if none is.
pub(super) fn example(table: &[Key]) -> String {
    let any_required = table.iter().any(|key| key.required);
    let shown = table.iter().filter(|key| key.required || !any_required);
    let keys: Vec<String> = shown.map(|key| format!("{}: …", key.name)).collect();
    format!("{{{}}}", keys.join(", "))
}

/// A value of this shape; `…` if only the author knows what it is.
pub(crate) fn sample(shape: &Shape) -> String {
    let text = match shape {
        Shape::Version => "1",
        Shape::Flag => "true",
        Shape::Date | Shape::DateOrMonth => "2026-12-31",
        Shape::Duration | Shape::Offset => "12 months",
        Shape::Period => "month",
        Shape::Day { .. } => "last",
        Shape::Amount | Shape::Positive | Shape::Share { .. } | Shape::Number => "1000.00",
        Shape::Percent => "5%",
        Shape::Whole { .. } => "12",
        Shape::Account => "\"111122223333\"",
        Shape::Currency => "USD",
        Shape::Country => "JP",
        Shape::Word(words) => words().first().copied().unwrap_or("…"),
        Shape::List(item) => return format!("[{}]", sample(item)),
        Shape::Table(table) => return example(table.keys),
        Shape::Either([first, ..]) => return sample(first),
        Shape::Text | Shape::Keys(_) | Shape::Map(..) | Shape::Either([]) => "…",
    };
    text.to_owned()
}
