//! A plan's cancellation: facts, a sheet of sums, and its part of JSON and CSV.

use serde_json::{Value, json};

use super::grid::{Columns, Grid};
use super::sheet::{Cell, Sheet, money};
use crate::offer::{Amount, Currency};
use crate::plan::{Cancellation, Invoice, Plan, Refund};
use crate::text::message::{Message, count, msg, word};

/// Facts about the day and the refund.
pub(super) fn facts(plan: &Plan, cut: &Cancellation) -> [(Message, Message); 2] {
    let day = match cut.used {
        None => Message::verbatim(cut.date),
        Some(used) => {
            let (day, days, of) = (cut.date, used.days, count!(used.of, "day"));
            let words = msg!("{day}, {days} of {of} used", day, days, of);
            match cut.refund {
                Refund::Prorated => {
                    msg!("{words}, worth {value}", words, value = money(used.value, plan.offer.currency))
                }
                _ => words,
            }
        }
    };
    let refund = match cut.refund {
        Refund::None => msg!("none (nothing goes back)"),
        Refund::Full => msg!("full (everything that was billed goes back)"),
        Refund::Prorated => msg!("prorated (what was billed beyond the days used goes back)"),
    };
    [(msg!("cancelled"), day), (msg!("refund"), refund)]
}

/// The sheets of what was billed and cancelled, and of what is refunded.
pub(super) fn sheets(plan: &Plan, cut: &Cancellation) -> [Sheet; 2] {
    let currency = plan.offer.currency;
    let (billed, all) = (issued(plan, cut), plan.invoices.len());
    let parts: [CancelledPart; 2] = [
        (msg!("billed up to {day}", day = cut.date), billed, cut.billed),
        (msg!("cancelled"), all - billed, cut.cancelled),
    ];
    let mut invoices = grid(currency, true).sheet(msg!("Cancellation"), parts);
    invoices.add_total(&[
        ("what", Cell::Words("total")),
        ("invoices", Cell::count(all)),
        ("amount", Cell::Sum(plan.offer.total, currency)),
    ]);
    let parts: [CancelledPart; 2] = [
        (msg!("goes back to the buyer"), 0, cut.refunded),
        (msg!("stays with the seller, before fees"), 0, cut.kept),
    ];
    let mut refund = grid(currency, false).sheet(msg!("Refund"), parts);
    refund.add_total(&[("what", Cell::Words("total billed")), ("amount", Cell::Sum(cut.billed, currency))]);
    [invoices, refund]
}

/// A part of a sum: its name, the number of invoices, and the amount.
type CancelledPart = (Message, usize, Amount);

fn grid<'a>(currency: Currency, counted: bool) -> Grid<'a, CancelledPart> {
    let c = Columns::<CancelledPart>::of();
    Grid::new([
        c.people("what", |(what, _, _)| what.clone()),
        c.people("invoices", |(_, count, _)| *count).only_if(counted),
        c.people("amount", move |(_, _, amount)| (*amount, currency)),
    ])
}

/// Notes that a reader must not miss. Sources: Seller Guide, "Refunds" and "Configuring your product to
/// meter usage with SaaS contracts"; Buyer Guide, "Cancellation and
/// billing adjustment events".
pub(super) fn notes(plan: &Plan, cut: &Cancellation) -> Vec<Message> {
    let (mut notes, day) = (Vec::new(), cut.date);
    if let Some(used) = cut.used.filter(|used| cut.refund == Refund::Prorated && used.value > cut.billed) {
        let value = money(used.value, plan.offer.currency);
        notes.push(msg!("The days used are worth {value}, more than was billed: nothing goes back.", value));
    }
    if plan.metered {
        notes.push(msg!("Usage that is left can be reported for one hour after the end on {day}.", day));
    }
    notes.push(msg!("The full refund within 48 hours is for public purchases."));
    if cut.refund != Refund::None {
        notes.push(msg!("A refund of a private offer always needs the seller's approval."));
    }
    notes.push(msg!(
        "The buyer has 7 days to answer a seller's request to cancel, and then has agreed; {day} is the day on which the contract ends.",
        day
    ));
    notes
}

/// Whether the plan says what becomes of each invoice: it is cancelled, or the agreement ended before
/// one of them.
pub(super) fn has_status(plan: &Plan) -> bool {
    plan.cancellation.is_some() || plan.invoices.iter().any(|invoice| !invoice.expected)
}

/// What becomes of an invoice: `billed` or `cancelled`, `not expected` after the end of the agreement;
/// else empty.
pub(super) fn status(plan: &Plan, invoice: &Invoice) -> &'static str {
    match &plan.cancellation {
        Some(cut) if cut.bills(invoice) => word!("billed"),
        Some(_) => word!("cancelled"),
        None if !invoice.expected => word!("not expected"),
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

/// A cancellation in version 1 of the format.
pub(super) fn object(plan: &Plan, cut: &Cancellation) -> Value {
    let amount = |amount| plan.offer.currency.digits(amount);
    let numbers = |billed: bool| -> Vec<usize> {
        let wanted = plan.invoices.iter().filter(|invoice| cut.bills(invoice) == billed);
        wanted.map(|invoice| invoice.number).collect()
    };
    json!({
        "date": cut.date.to_string(),
        "refund": word(cut.refund),
        "days_used": cut.used.map(|used| used.days),
        "days_of_term": cut.used.map(|used| used.of),
        "value_used": cut.used.map(|used| amount(used.value)),
        "billed": amount(cut.billed),
        "cancelled": amount(cut.cancelled),
        "refunded": amount(cut.refunded),
        "kept": amount(cut.kept),
        "billed_invoices": numbers(true),
        "cancelled_invoices": numbers(false),
    })
}
