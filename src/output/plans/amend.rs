//! What a replacement changes, as a book: the invoices of the old agreement and of the new one.

use super::book::Book;
use super::grid::{Columns, Grid};
use super::replaced;
use super::sheet::{Cell, Sheet};
use crate::deal::amend::{Amended, InvoiceSum};
use crate::offer::{Amount, Currency};
use crate::plan::ReplacedAgreement;
use crate::text::message::{Message, msg, word};

/// The book of a replacement: before and after.
pub fn book(amended: &Amended) -> Book {
    let offer = &amended.offer;
    let Some(currency) = offer.currency.get().copied() else { return Book::default() };
    let end = match amended.end == amended.old_end {
        true => msg!("{day}, as before", day = amended.end),
        false => msg!("{day}, was {before}", day = amended.end, before = amended.old_end),
    };
    let days = offer.release.get().zip(offer.accept_by.get());
    let open = days.map(|(release, last)| (msg!("to accept"), msg!("{release} to {last}", release, last)));
    Book {
        title: Message::verbatim(offer.name.get().map_or("", String::as_str)),
        facts: open.into_iter().chain([(msg!("end"), end)]).collect(),
        sheets: replaced::sheet(&amended.earlier, currency)
            .into_iter()
            .chain([before(amended, currency), after(amended, currency)])
            .collect(),
        notes: Vec::new(),
    }
}

fn before(amended: &Amended, currency: Currency) -> Sheet {
    let mut rows = issued(amended);
    let all = rows.iter().fold(amended.pending, |all, (_, part)| sum(all, *part));
    rows.push((word!("pending, cancelled"), amended.pending));
    sheet((msg!("before"), word!("before")), rows, all, currency)
}

/// What stays: that of the old agreement, and that of those which it replaced.
fn issued(amended: &Amended) -> Vec<(&'static str, InvoiceSum)> {
    let part =
        |step: &ReplacedAgreement| InvoiceSum { invoices: step.billed.count, amount: step.billed.amount };
    let none = InvoiceSum { invoices: 0, amount: Amount::ZERO };
    let earlier = amended.earlier.iter().map(part).fold(none, sum);
    let earlier = (!amended.earlier.is_empty()).then_some((word!("issued earlier, stays"), earlier));
    earlier.into_iter().chain([(word!("issued, stays"), amended.billed)]).collect()
}

fn after(amended: &Amended, currency: Currency) -> Sheet {
    let new = amended.replacement;
    let mut rows = issued(amended);
    let all = rows.iter().fold(new, |all, (_, part)| sum(all, *part));
    rows.push((word!("carried over"), amended.pending));
    let credit = amended.credit.map(|credit| credit.amount);
    let added = amended.added.plus(credit.unwrap_or_default()).unwrap_or(amended.added);
    let more = new.invoices.saturating_sub(amended.pending.invoices);
    if !added.is_zero() {
        rows.push((word!("added"), InvoiceSum { invoices: more, amount: added }));
    }
    if let Some(credit) = credit {
        rows.push((word!("credit"), InvoiceSum { invoices: 0, amount: credit.negated() }));
    }
    sheet((msg!("after"), word!("after")), rows, all, currency)
}

fn sum(one: InvoiceSum, other: InvoiceSum) -> InvoiceSum {
    // Each amount was already added in the plan or in the replacement.
    let amount = one.amount.plus(other.amount).unwrap_or_default();
    InvoiceSum { invoices: one.invoices.saturating_add(other.invoices), amount }
}

fn sheet(
    (title, name): (Message, &'static str),
    rows: Vec<(&'static str, InvoiceSum)>,
    all: InvoiceSum,
    currency: Currency,
) -> Sheet {
    let c = Columns::<(&'static str, InvoiceSum)>::of();
    let count = |(_, part): &(&str, InvoiceSum)| Some(part.invoices).filter(|count| *count > 0);
    let grid = Grid::new([
        c.people(name, |(what, _): &(&'static str, InvoiceSum)| Cell::Words(what)),
        c.people("invoices", count),
        c.people("amount", |(_, part)| (part.amount, currency)),
    ]);
    let mut sheet = grid.sheet(title, rows);
    sheet.add_total(&[
        (name, Cell::Words("billed in all")),
        ("invoices", Cell::count(all.invoices)),
        ("amount", Cell::Sum(all.amount, currency)),
    ]);
    sheet
}
