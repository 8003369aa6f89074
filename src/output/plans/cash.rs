//! The seller's money of a plan: its facts, a sheet with a bar for what has come so far, and what
//! JSON and CSV get of it.

use chrono::NaiveDate;
use num_bigint::BigInt;
use num_traits::ToPrimitive;
use rust_decimal::Decimal;
use serde::Serialize;
use serde_json::Value;

use super::sheet::{Align, Cell, Row, Sheet};
use crate::marketplace::limits::{Payout, Sure};
use crate::plan::{Cash, CashLine, Paid, Plan};

/// How many characters a full bar has.
const WIDTH: u32 = 20;

/// Pairs of a word and what there is to say of the fee, of the buyer's payment and of paying out.
pub fn facts(cash: &Cash) -> Vec<(&'static str, String)> {
    let reported = match cash.fee.sure {
        Sure::Reported => "; reported, not documented",
        Sure::Documented | Sure::Given => "",
    };
    let collected = match (&cash.paid, cash.late_days) {
        (Paid::Unknown(_), _) => "not known".to_owned(),
        (Paid::ByCard, _) => "on the invoice date, by credit card".to_owned(),
        (Paid::WhenDue, 0) => "on the due date".to_owned(),
        (Paid::WhenDue, 1) => "1 day after the due date".to_owned(),
        (Paid::WhenDue, days) => format!("{days} days after the due date"),
    };
    vec![
        ("fee", format!("{} ({}{reported})", cash.fee.share.words(), cash.fee.why)),
        ("collected", collected),
        ("paid out", cash.payout.words()),
    ]
}

/// The sheet of the seller's money, a row for each invoice and one for the sums.
pub fn sheet(plan: &Plan, cash: &Cash) -> Sheet {
    let currency = plan.offer.currency;
    let money = |amount| Cell::Money(amount, currency);
    let sum = |amount| Cell::Sum(amount, currency);
    let columns = vec![
        ("#", Align::Right),
        ("due", Align::Left),
        ("collected", Align::Left),
        ("amount", Align::Right),
        ("fee", Align::Right),
        ("net", Align::Right),
        ("paid out", Align::Left),
        ("cumulative", Align::Right),
        ("so far", Align::Left),
    ];
    let item = |(invoice, line): (&crate::plan::Invoice, &CashLine)| {
        Row::item(vec![
            Cell::Count(invoice.number),
            Cell::date(invoice.due_date),
            Cell::date(line.collected),
            money(invoice.amount),
            money(line.fee),
            money(line.net),
            Cell::date(line.paid_out),
            money(line.cumulative),
            Cell::text(&bar(line.cumulative, cash.net, WIDTH)),
        ])
    };
    let mut rows: Vec<Row> = plan.invoices.iter().zip(&cash.lines).map(item).collect();
    rows.push(Row::total(vec![
        Cell::Empty,
        Cell::text("total"),
        Cell::Empty,
        sum(plan.offer.total),
        sum(cash.fees),
        sum(cash.net),
        Cell::Empty,
        Cell::Empty,
        Cell::Empty,
    ]));
    Sheet { name: "Cash".to_owned(), columns, rows }
}

/// A plan's money in the shape of version 1 of the format.
#[derive(Serialize)]
pub(super) struct Object<'a> {
    fee: Fee<'a>,
    late_days: u32,
    disbursement: Value,
    listing_fees: String,
    seller_net: String,
    first_disbursement_date: Option<String>,
    notes: &'a [String],
    lines: Vec<Line>,
}

#[derive(Serialize)]
struct Fee<'a> {
    percent: String,
    why: &'a str,
    source: Option<&'a str>,
    sure: &'a str,
}

#[derive(Serialize)]
struct Line {
    number: usize,
    collection_date: Option<String>,
    listing_fee: String,
    seller_net: String,
    disbursement_date: Option<String>,
    cumulative_seller_net: String,
}

/// A plan's money in the shape of version 1 of the format.
pub(super) fn object<'a>(plan: &Plan, cash: &'a Cash) -> Object<'a> {
    let amount = |amount| plan.offer.currency.digits(amount);
    let day = |day: Option<NaiveDate>| day.map(|day| day.to_string());
    let line = |line: &CashLine| Line {
        number: line.number,
        collection_date: day(line.collected),
        listing_fee: amount(line.fee),
        seller_net: amount(line.net),
        disbursement_date: day(line.paid_out),
        cumulative_seller_net: amount(line.cumulative),
    };
    let fee = &cash.fee;
    Object {
        fee: Fee { percent: fee.share.words(), why: &fee.why, source: fee.source, sure: fee.sure.word() },
        late_days: cash.late_days,
        disbursement: match cash.payout {
            Payout::Daily => Value::from("daily"),
            Payout::Monthly(day) => Value::from(day),
        },
        listing_fees: amount(cash.fees),
        seller_net: amount(cash.net),
        first_disbursement_date: day(cash.first().and_then(|line| line.paid_out)),
        notes: &cash.notes,
        lines: cash.lines.iter().map(line).collect(),
    }
}

/// The columns that the seller's money adds to `plan --format csv`.
pub(super) const COLUMNS: [&str; 5] =
    ["collection_date", "listing_fee", "seller_net", "disbursement_date", "cumulative_seller_net"];

/// The cells of those columns for the invoice at `at`; empty ones for a plan without its money.
pub(super) fn cells(plan: &Plan, at: usize) -> Vec<String> {
    let Some(line) = plan.cash.as_ref().and_then(|cash| cash.lines.get(at)) else {
        return vec![String::new(); COLUMNS.len()];
    };
    let day = |day: Option<NaiveDate>| day.map_or_else(String::new, |day| day.to_string());
    let digits = |amount| plan.offer.currency.digits(amount);
    vec![day(line.collected), digits(line.fee), digits(line.net), day(line.paid_out), digits(line.cumulative)]
}

/// A bar of `width` characters for the whole, rounded down to an eighth of a character: neither
/// part nor whole is negative.
///
/// ```
/// use paysched::offer::parse_decimal;
/// let amount = |text| parse_decimal(text).unwrap();
/// assert_eq!(paysched::output::plans::cash::bar(amount("50.00"), amount("100"), 4), "██");
/// assert_eq!(paysched::output::plans::cash::bar(amount("99.99"), amount("100"), 4), "███▉");
/// ```
pub fn bar(part: Decimal, whole: Decimal, width: u32) -> String {
    const EIGHTHS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
    if whole <= Decimal::ZERO {
        return String::new();
    }
    // Both as whole numbers of one size, so that dividing them rounds down.
    let scale = part.scale().max(whole.scale());
    let units = |value: Decimal| BigInt::from(value.mantissa()) * BigInt::from(10).pow(scale - value.scale());
    let eighths: BigInt = units(part) * 8_u32 * width / units(whole);
    let eighths = eighths.to_usize().unwrap_or(0);
    let rest = EIGHTHS.get(eighths % 8).copied().unwrap_or("");
    format!("{}{rest}", "█".repeat(eighths / 8))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_never_shows_more_than_there_is() {
        let of = |part: i64, whole: i64| bar(Decimal::new(part, 2), Decimal::from(whole), 20);
        assert_eq!(of(0, 100), "");
        assert_eq!(of(62, 100), "");
        assert_eq!(of(63, 100), "▏");
        assert_eq!(of(9_999, 100), "███████████████████▉");
        assert_eq!(of(10_000, 100), "█".repeat(20));
        assert_eq!(of(1, 0), "");
        assert_eq!(bar(Decimal::MAX, Decimal::MAX, 20), "█".repeat(20));
    }
}
