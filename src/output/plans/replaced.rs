//! The agreements that an offer continues, as a sheet and as records.

use super::grid::{Columns, Grid, Records};
use super::sheet::{Cell, Sheet};
use crate::offer::{Amount, Currency};
use crate::plan::ReplacedAgreement;
use crate::text::message::{Message, msg};

fn grid<'a>(currency: Currency) -> Grid<'a, &'a ReplacedAgreement> {
    let c = Columns::<&ReplacedAgreement>::of();
    let money =
        move |of: fn(&ReplacedAgreement) -> Amount| move |step: &&'a ReplacedAgreement| (of(step), currency);
    Grid::new([
        c.named("name", |step| step.name.as_str()),
        c.named("path", |step| step.path.as_str()).titled("agreement"),
        c.named("accepted", |step| step.acceptance.date).titled("accepted"),
        c.named("accepted_assumed", |step| step.acceptance.assumed),
        c.named("replaced_on", |step| step.replaced_on).titled("replaced"),
        c.named("invoices", |step| step.billed.count),
        c.named("billed", money(|step| step.billed.amount)).titled("billed"),
        c.named("cancelled_invoices", |step| step.pending.count),
        c.named("cancelled", money(|step| step.pending.amount)).titled("pending, cancelled"),
        c.named("brought", money(|step| step.brought)).titled("brought"),
        c.people("days used", |step| msg!("{days} of {all}", days = step.used, all = step.days)),
        c.named("days_used", |step| step.used),
        c.named("days_of_term", |step| step.days),
        c.named("unused", money(|step| step.unused)).titled("not used"),
    ])
}

/// What each agreement billed, what was cancelled when the next one replaced it, and what of it was not
/// used; `None` if there is none.
pub(super) fn sheet(steps: &[ReplacedAgreement], currency: Currency) -> Option<Sheet> {
    let mut sheet = (!steps.is_empty()).then(|| grid(currency).sheet(msg!("Replaced agreements"), steps))?;
    let sum = |of: fn(&ReplacedAgreement) -> Amount| {
        let sum = Amount::sum(steps.iter().map(of));
        sum.map_or(Cell::Words("too large"), |sum| Cell::Sum(sum, currency))
    };
    sheet.add_total(&[
        ("agreement", Cell::Words("total")),
        ("billed", sum(|step| step.billed.amount)),
        ("pending, cancelled", sum(|step| step.pending.amount)),
    ]);
    Some(sheet)
}

/// The same as records.
pub(super) fn records(
    steps: &[ReplacedAgreement],
    currency: Currency,
) -> Option<Records<'_, &ReplacedAgreement>> {
    (!steps.is_empty()).then(|| grid(currency).records(steps))
}

/// Why they are not known, for a reader who must not miss it. That an offer names no schedule is no news.
pub(super) fn unknown(plan: &crate::plan::Plan) -> Option<Message> {
    use crate::plan::ChainError;
    match plan.replaced_unknown.as_ref()? {
        ChainError::NoSchedule(path) if path.is_empty() => None,
        error => Some(msg!("What the replaced agreements billed is not known: {error}.", error)),
    }
}
