//! Every key of a configuration, with its description and shape.

use crate::lint::rules::{self, Level};
use crate::marketplace::limits::Disbursement;
use crate::offer::{Key, Shape, Table, optional};

/// A configuration file, from its first level on.
pub const FORMAT: Table =
    Table::new("config", "What holds for all offers below the folder of this file.", &KEYS);

pub(super) const KEYS: [Key; 12] = [
    optional("accounts", "The account register, relative to this file.", Shape::Text),
    optional(
        "holidays",
        "Which days are no business days: `jp`, `jp-bank`, `us`, `target`, or a file of dates.",
        Shape::Text,
    ),
    optional("seller_country", "The ISO 3166 code of the seller's country.", Shape::Country),
    optional(
        "dimension_limits",
        "Whose limits on pricing dimensions hold, the console's or the API's.",
        Shape::Word(dimension_limits),
    ),
    optional(
        "disbursement",
        "When the marketplace pays the seller: `daily`, or on a day of the month, 1 to 28.",
        Shape::Either(&[Shape::Word(daily), Shape::Whole { least: 1, most: Disbursement::LAST_DAY }]),
    ),
    optional(
        "exclude",
        "What folders leave out: patterns as in `.gitignore`, relative to this file.",
        Shape::List(&Shape::Text),
    ),
    optional(
        "concurrent_agreements",
        "Products of which a buyer may have several agreements at once: overlapping-offers.",
        Shape::List(&Shape::Text),
    ),
    optional(
        "fiscal_year_starts",
        "The month in which the seller's fiscal years begin, 1 to 12: 4 for April.",
        Shape::Whole { least: 1, most: 12 },
    ),
    optional("max_file_bytes", "The largest offer file that is read, in bytes.", COUNT),
    optional("levels", "What a finding of each rule counts as.", Shape::Keys(levels)),
    optional(
        "per-path",
        "Levels that hold only for some paths; later ones win.",
        Shape::List(&Shape::Table(&PER_PATH_TABLE)),
    ),
    optional("thresholds", "From where on some rules speak.", Shape::Table(&THRESHOLDS_TABLE)),
];

const COUNT: Shape = Shape::Whole { least: 0, most: u32::MAX };

const PER_PATH_TABLE: Table = Table::new("per_path", "Levels that hold only for some paths.", &PER_PATH);
pub(super) const PER_PATH: [Key; 2] = [
    optional("paths", "Patterns as in `.gitignore`, relative to this file.", Shape::List(&Shape::Text)),
    optional("levels", "What a finding of each rule counts as there.", Shape::Keys(levels)),
];

const THRESHOLDS_TABLE: Table = Table::new("thresholds", "From where on some rules speak.", &THRESHOLDS);
pub(super) const THRESHOLDS: [Key; 4] = [
    optional("days_after_acceptance", "How late an invoice may be: invoice-long-after-acceptance.", COUNT),
    optional("months_between_invoices", "How far apart invoices may be: gap-between-invoices.", COUNT),
    optional("days_to_extend", "How much room the last day to accept leaves: no-room-to-extend.", COUNT),
    optional(
        "smallest_installment",
        "The least that an installment may be, for each currency: small-installment.",
        Shape::Map(&Shape::Currency, &Shape::Amount),
    ),
];

fn daily() -> Vec<&'static str> {
    vec!["daily"]
}

fn dimension_limits() -> Vec<&'static str> {
    vec!["console", "api"]
}

/// A key for each rule that can be lowered; the others are always errors.
fn levels() -> Vec<Key> {
    let shape = |rule: &rules::Rule| match rule.lowerable {
        true => Shape::Word(any_level),
        false => Shape::Word(only_error),
    };
    rules::ALL.iter().map(|rule| optional(rule.name, rule.summary(), shape(rule))).collect()
}

fn only_error() -> Vec<&'static str> {
    vec![Level::Error.word()]
}

fn any_level() -> Vec<&'static str> {
    Level::WORDS.map(|(word, _)| word).to_vec()
}
