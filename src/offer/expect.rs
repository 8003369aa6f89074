//! What an offer's author expects of its plan: kept with the offer, never sent anywhere.

use chrono::NaiveDate;

use super::fields::{Field, Problem, quote};
use super::keys::{MapKey, MapOf, Mapping, mapping_values, table};
use super::reader::Reader;
use super::values::Whole;
use super::{Amount, Shape};
use crate::text::diagnostic::names;
use crate::text::message::msg;
use crate::text::source::Spanned;
use crate::text::yaml::Node;

table! {
    /// What the plan of the offer is expected to be, for the acceptance of the file.
    pub struct Expect at span = "expect", "`expect`";
    /// How many invoices there are.
    count: Field<u32> as Whole<0> = optional "count",
    /// The day on which the first invoice is issued.
    first: Field<NaiveDate> as NaiveDate = optional "first",
    /// The day on which the last invoice is issued.
    last: Field<NaiveDate> as NaiveDate = optional "last",
    /// The sum of all invoices.
    total: Field<Amount> as Amount = optional "total",
    /// The sum of the invoices of a calendar year, by the year.
    years: Field<Vec<(Spanned<u32>, Spanned<Amount>)>> as MapOf<Year, Amount> = optional "years",
    /// What is expected of single invoices, by their numbers.
    invoices: Field<Vec<(Spanned<u32>, Spanned<ExpectedInvoice>)>> as MapOf<Number, ExpectedInvoice> = optional "invoices",
}

table! {
    /// What is expected of one invoice.
    pub struct ExpectedInvoice at span = "expected_invoice", "an expected invoice";
    /// The day on which it is issued.
    date: Field<NaiveDate> as NaiveDate = optional "date",
    /// Its amount.
    amount: Field<Amount> as Amount = optional "amount",
}

mapping_values!(Expect, ExpectedInvoice);

/// A calendar year.
pub(crate) struct Year;
/// The number of an invoice, from 1.
pub(crate) struct Number;

impl MapKey for Year {
    type Key = u32;
    const SHAPE: Shape = Shape::Whole { least: 1000, most: 9999 };
    const FROM: &'static str = "years";
    const EXAMPLE: &'static str = "{2027: 120000.00}";

    fn read_key<'d, 's>(reader: &mut Reader<'d, 's>, node: &'d Node<'s>) -> Option<u32> {
        key(reader, node, "a year", 1000..=9999)
    }

    fn write_key(key: &u32) -> String {
        key.to_string()
    }
}

impl MapKey for Number {
    type Key = u32;
    const SHAPE: Shape = Shape::whole(1);
    const FROM: &'static str = "numbers of invoices";
    const EXAMPLE: &'static str = "{1: {date: 2026-12-15, amount: 60000.00}}";

    fn read_key<'d, 's>(reader: &mut Reader<'d, 's>, node: &'d Node<'s>) -> Option<u32> {
        key(reader, node, "the number of an invoice", 1..=9_999_999)
    }

    fn write_key(key: &u32) -> String {
        key.to_string()
    }
}

fn key<'d, 's>(
    reader: &mut Reader<'d, 's>,
    node: &'d Node<'s>,
    what: &str,
    range: std::ops::RangeInclusive<u32>,
) -> Option<u32> {
    reader.parse(node, names::WRONG_TYPE, what, |text| {
        let digits = text.bytes().all(|b| b.is_ascii_digit());
        let number = digits.then(|| text.parse().ok()).flatten().filter(|number| range.contains(number));
        number.ok_or_else(|| {
            let (least, most) = (range.start(), range.end());
            Problem::new(msg!("{what} is a whole number, but this is {text}", what, text = quote(text)))
                .help(msg!("write a number from {least} to {most}", least, most))
        })
    })
}
