//! The seller's cash flow of a plan: facts, a sheet with a bar for the cumulative amount, and its part
//! of JSON and CSV.

use crate::offer::Amount;
use chrono::NaiveDate;
use num_bigint::BigInt;
use num_traits::ToPrimitive;
use serde::Serialize;
use serde_json::{Value, json};

use super::grid::{Columns, Grid, Records};
use super::invoices::{InvoiceRow, lines};
use super::sheet::{Cell, Sheet};
use crate::marketplace::limits::{Disbursement, Sure};
use crate::plan::{Cash, CashLine, Paid, Plan};
use crate::text::message::{Message, count, msg};

/// How many characters a full bar has.
const WIDTH: u32 = 20;

/// Facts about the fee, the buyer's payment and payouts.
pub fn facts(cash: &Cash) -> [(Message, Message); 3] {
    let (share, why) = (cash.fee.share.words(), &cash.fee.why);
    let fee = match cash.fee.sure {
        Sure::Reported => msg!("{share} ({why}; reported, not documented)", share, why),
        Sure::Documented | Sure::Given => msg!("{share} ({why})", share, why),
    };
    let collected = match cash.paid {
        Paid::Unknown(_) => msg!("not known"),
        Paid::ByCard => msg!("on the invoice date, by credit card"),
        Paid::WhenDue => paid_after(cash.late_days),
    };
    [(msg!("fee"), fee), (msg!("collected"), collected), (msg!("paid out"), cash.disbursement.words())]
}

/// When a buyer pays who pays that many days late.
pub(super) fn paid_after(late_days: u32) -> Message {
    match late_days {
        0 => msg!("on the due date"),
        days => msg!("{days} after the due date", days = count!(days, "day")),
    }
}

/// The cash columns for each invoice; empty for a plan without cash, and no columns at all unless
/// `wanted`.
pub(super) fn columns<'a>(wanted: bool) -> Grid<'a, InvoiceRow<'a>> {
    let c = Columns::<InvoiceRow<'_>>::of();
    let of = |line: &InvoiceRow<'a>| {
        Some((line.plan.cash.as_ref()?, line.plan.cash.as_ref()?.lines.get(line.at)?))
    };
    let day = move |day: fn(&CashLine) -> Option<NaiveDate>| {
        move |line: &InvoiceRow<'a>| of(line).and_then(|(_, cash)| day(cash))
    };
    let money = move |amount: fn(&CashLine) -> Amount| {
        move |line: &InvoiceRow<'a>| of(line).map(|(_, cash)| (amount(cash), line.plan.offer.currency))
    };
    let so_far =
        move |line: &InvoiceRow<'a>| of(line).map(|(all, cash)| bar(cash.cumulative, all.net, WIDTH));
    Grid::new([
        c.named("number", |line| line.invoice.number).titled("#").not_in_csv().only_if(wanted),
        c.people("due", |line| Cell::date(line.invoice.due_date)).only_if(wanted),
        c.named("collection_date", day(|cash| cash.collected))
            .titled("collected")
            .or_unknown()
            .only_if(wanted),
        c.people("amount", |line| (line.invoice.amount, line.plan.offer.currency)).only_if(wanted),
        c.named("listing_fee", money(|cash| cash.fee)).titled("fee").only_if(wanted),
        c.named("seller_net", money(|cash| cash.net)).titled("net").only_if(wanted),
        c.named("disbursement_date", day(|cash| cash.paid_out))
            .titled("paid out")
            .or_unknown()
            .only_if(wanted),
        c.named("cumulative_seller_net", money(|cash| cash.cumulative)).titled("cumulative").only_if(wanted),
        c.people("so far", so_far).only_if(wanted),
    ])
}

/// The cash sheet, a row for each invoice and one for the sums.
pub fn sheet(plan: &Plan, cash: &Cash) -> Sheet {
    let sum = |amount| Cell::Sum(amount, plan.offer.currency);
    let mut sheet = columns(true).sheet(msg!("Cash"), lines(plan, "").filter(|line| line.invoice.expected));
    sheet.add_total(&[
        ("due", Cell::Words("total")),
        ("amount", sum(plan.expected_total())),
        ("fee", sum(cash.fees)),
        ("net", sum(cash.net)),
    ]);
    sheet
}

/// A plan's cash in version 1 of the format.
#[derive(Serialize)]
pub(super) struct CashObject<'a> {
    fee: Value,
    late_days: u32,
    disbursement: Value,
    listing_fees: String,
    seller_net: String,
    first_disbursement_date: Option<String>,
    notes: &'a [Message],
    lines: Records<'a, InvoiceRow<'a>>,
}

/// A plan's cash in version 1 of the format.
pub(super) fn object<'a>(plan: &'a Plan, cash: &'a Cash) -> CashObject<'a> {
    let amount = |amount| plan.offer.currency.digits(amount);
    let fee = &cash.fee;
    CashObject {
        fee: json!({"percent": fee.share.words(), "why": fee.why, "source": fee.source, "sure": fee.sure.word()}),
        late_days: cash.late_days,
        disbursement: match cash.disbursement {
            Disbursement::Daily => Value::from("daily"),
            Disbursement::Monthly(day) => Value::from(day),
        },
        listing_fees: amount(cash.fees),
        seller_net: amount(cash.net),
        first_disbursement_date: cash.first().and_then(|line| line.paid_out).map(|day| day.to_string()),
        notes: &cash.notes,
        lines: columns(true).records(lines(plan, "")),
    }
}

/// A bar of up to `width` characters, rounded down to an eighth of a character; neither `part` nor
/// `whole` may be negative.
///
/// ```
/// use paysched::offer::Amount;
/// let amount = |text| Amount::parse(text).unwrap();
/// assert_eq!(paysched::internals::output::plans::cash::bar(amount("50.00"), amount("100"), 4), "██");
/// assert_eq!(paysched::internals::output::plans::cash::bar(amount("99.99"), amount("100"), 4), "███▉");
/// ```
pub fn bar(part: Amount, whole: Amount, width: u32) -> String {
    const EIGHTHS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
    if whole <= Amount::ZERO {
        return String::new();
    }
    // Both as whole numbers of the same scale, so that division rounds down.
    let scale = part.scale().max(whole.scale());
    let eighths: BigInt = part.units(scale) * 8_u32 * width / whole.units(scale);
    let eighths = eighths.to_usize().unwrap_or(0);
    let rest = EIGHTHS.get(eighths % 8).copied().unwrap_or("");
    format!("{}{rest}", "█".repeat(eighths / 8))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_never_shows_more_than_there_is() {
        let of = |part: u32, whole: u32| bar(Amount::unit(2).times(part).unwrap(), Amount::from(whole), 20);
        assert_eq!(of(0, 100), "");
        assert_eq!(of(62, 100), "");
        assert_eq!(of(63, 100), "▏");
        assert_eq!(of(9_999, 100), "███████████████████▉");
        assert_eq!(of(10_000, 100), "█".repeat(20));
        assert_eq!(of(1, 0), "");
        assert_eq!(bar(Amount::MAX, Amount::MAX, 20), "█".repeat(20));
    }
}
