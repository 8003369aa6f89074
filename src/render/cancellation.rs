//! What a cancellation leaves of a plan: its facts, a sheet of sums, and what JSON and CSV get of it.

use serde::Serialize;

use super::sheet::{Align, Cell, Row, Sheet};
use crate::plan::{Cancellation, Invoice, Plan, Refund};

/// Pairs of a word and what there is to say of the day and of the refund.
pub(super) fn facts(cut: &Cancellation) -> Vec<(String, String)> {
    let used = cut.used.map_or(String::new(), |used| {
        let plural = if used.of == 1 { "" } else { "s" };
        format!(", {} of {} day{plural} used", used.days, used.of)
    });
    let refund = match cut.refund {
        Refund::None => "nothing goes back",
        Refund::Full => "everything that was billed goes back",
        Refund::Prorated => "what was billed beyond the days used goes back",
    };
    vec![
        ("cancelled".to_owned(), format!("{}{used}", cut.date)),
        ("refund".to_owned(), format!("{} ({refund})", word(cut.refund))),
    ]
}

/// The sheet of what was billed, what is cancelled and what goes back.
pub(super) fn sheet(plan: &Plan, cut: &Cancellation) -> Sheet {
    let currency = plan.offer.currency;
    let (billed, all) = (issued(plan, cut), plan.invoices.len());
    let row = |what: String, count: Option<usize>, amount| {
        Row::item(vec![
            Cell::Text(what),
            count.map_or(Cell::Empty, Cell::Count),
            Cell::Money(amount, currency),
        ])
    };
    let mut rows = vec![
        row(format!("billed up to {}", cut.date), Some(billed), cut.billed),
        row("cancelled".to_owned(), Some(all - billed), cut.cancelled),
        Row::total(vec![Cell::text("total"), Cell::Count(all), Cell::Sum(plan.offer.total, currency)]),
    ];
    if let Some(used) = cut.used.filter(|_| cut.refund == Refund::Prorated) {
        rows.push(row(format!("worth of {} of {} days", used.days, used.of), None, used.value));
    }
    rows.push(row("goes back to the buyer".to_owned(), None, cut.refunded));
    rows.push(row("stays with the seller, before fees".to_owned(), None, cut.kept));
    let columns = vec![("what", Align::Left), ("invoices", Align::Right), ("amount", Align::Right)];
    Sheet { name: "Cancellation".to_owned(), columns, rows }
}

/// Sentences that a reader must not miss. Sources: Seller Guide, "Refunds"; Buyer Guide,
/// "Cancellation and billing adjustment events".
pub(super) fn notes(plan: &Plan, cut: &Cancellation) -> Vec<String> {
    let mut notes = Vec::new();
    if let Some(used) = cut.used.filter(|used| cut.refund == Refund::Prorated && used.value > cut.billed) {
        notes.push(format!(
            "The days used are worth {}, more than was billed: nothing goes back.",
            money(plan, used.value)
        ));
    }
    if cut.refund != Refund::None {
        notes.push("A refund of a private offer always needs the seller's approval.".to_owned());
    }
    notes.push(format!(
        "The buyer has 7 days to answer a seller's request to cancel, and then has agreed; {} is the day on which the contract ends.",
        cut.date
    ));
    notes
}

/// What becomes of an invoice: `billed` or `cancelled`; nothing where nobody cancels.
pub(super) fn status(plan: &Plan, invoice: &Invoice) -> &'static str {
    match &plan.cancellation {
        Some(cut) if cut.bills(invoice) => "billed",
        Some(_) => "cancelled",
        None => "",
    }
}

fn issued(plan: &Plan, cut: &Cancellation) -> usize {
    plan.invoices.iter().filter(|invoice| cut.bills(invoice)).count()
}

fn word(refund: Refund) -> &'static str {
    match refund {
        Refund::None => "none",
        Refund::Full => "full",
        Refund::Prorated => "prorated",
    }
}

fn money(plan: &Plan, amount: rust_decimal::Decimal) -> String {
    let currency = plan.offer.currency;
    format!("{} {currency}", super::sheet::grouped(&currency.digits(amount)))
}

/// A cancellation in the shape of version 1 of the format.
#[derive(Serialize)]
pub(super) struct Object {
    date: String,
    refund: &'static str,
    days_used: Option<i64>,
    days_of_term: Option<i64>,
    value_used: Option<String>,
    billed: String,
    cancelled: String,
    refunded: String,
    kept: String,
    billed_invoices: Vec<usize>,
    cancelled_invoices: Vec<usize>,
}

/// A cancellation in the shape of version 1 of the format.
pub(super) fn object(plan: &Plan, cut: &Cancellation) -> Object {
    let amount = |amount| plan.offer.currency.digits(amount);
    let numbers = |billed: bool| {
        let wanted = plan.invoices.iter().filter(|invoice| cut.bills(invoice) == billed);
        wanted.map(|invoice| invoice.number).collect()
    };
    Object {
        date: cut.date.to_string(),
        refund: word(cut.refund),
        days_used: cut.used.map(|used| used.days),
        days_of_term: cut.used.map(|used| used.of),
        value_used: cut.used.map(|used| amount(used.value)),
        billed: amount(cut.billed),
        cancelled: amount(cut.cancelled),
        refunded: amount(cut.refunded),
        kept: amount(cut.kept),
        billed_invoices: numbers(true),
        cancelled_invoices: numbers(false),
    }
}
