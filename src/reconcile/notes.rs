//! The notes of a comparison.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::{AssignedLines, Billed, Deal, DealStatus};
use crate::marketplace::reports::{BilledReport, LineKind, Note, Subscriber};
use crate::offer::Amount;
use crate::plan::Plan;
use crate::text::message::{Message, Value, count, msg};
use crate::text::words::and_list;

/// How many names a note lists, and how many notes of one report are shown.
const MOST: usize = 10;

/// The lines up to a day, and a note about later ones, which are not compared.
pub(super) fn up_to(last: NaiveDate, lines: Vec<Billed>) -> (Vec<Billed>, Vec<Message>) {
    let (kept, later): (Vec<Billed>, Vec<Billed>) =
        lines.into_iter().partition(|b| b.line.kind == LineKind::Listed || b.line.date <= last);
    let note = |later: Vec<Billed>| {
        msg!("{lines} after {last} not looked at", lines = count!(later.len(), "line"), last)
    };
    (kept, Some(later).filter(|later| !later.is_empty()).map(note).into_iter().collect())
}

/// Notes about offers: which are not expected to be billed, and which cannot be found.
pub(super) fn of_deals(deals: &[Deal], found: &AssignedLines) -> Vec<Message> {
    let mut notes = Vec::new();
    let named = |standing: &DealStatus| {
        let those = deals.iter().filter(|deal| deal.standing == *standing);
        let mut paths: Vec<String> = those.map(|deal| deal.path.clone()).collect();
        paths.dedup();
        paths
    };
    let open = named(&DealStatus::NotAccepted);
    if !open.is_empty() {
        notes.push(msg!("not accepted, so not expected to be billed: {files}", files = some_of(&open)));
    }
    let authorizations = named(&DealStatus::Authorization);
    if !authorizations.is_empty() {
        notes.push(msg!("resale authorizations bill no buyer: {files}", files = some_of(&authorizations)));
    }
    for (at, deal) in deals.iter().enumerate() {
        let DealStatus::Planned(plan) = &deal.standing else { continue };
        let groups = found.of(at);
        if deal.id.is_none() && groups.is_empty() {
            notes.push(without_id(deal, found));
        }
        if let [(_, lines)] = groups.as_slice() {
            notes.extend(other_acceptance(deal, plan.acceptance.date, lines));
        }
        for (_, lines) in groups {
            notes.extend(other_contract(deal, plan, lines));
        }
    }
    notes.extend(not_listed(deals, found));
    notes.extend(without_lines(deals, found));
    let unknown = |(deal, billed, _): &(Option<usize>, Billed, Message)| {
        deal.is_none() && billed.line.offer.is_none() && billed.line.agreement.is_some()
    };
    if found.strays.iter().any(unknown) {
        notes.push(msg!("an offer file tells its agreement with `labels: {{agreement: agmt-...}}`; a billed revenue export beside the line items tells it too"));
    }
    notes
}

/// An offer that no line can name, with the id that it likely has.
fn without_id(deal: &Deal, found: &AssignedLines) -> Message {
    let of_buyer = |billed: &Billed| match &billed.line.subscriber {
        Subscriber::Known(id) => deal.buyers.contains(id),
        _ => false,
    };
    let unknown = found.strays.iter().filter(|(deal, billed, _)| deal.is_none() && of_buyer(billed));
    let ids: BTreeSet<&String> = unknown.filter_map(|(_, billed, _)| billed.line.offer.as_ref()).collect();
    let hint = match ids.iter().collect::<Vec<_>>().as_slice() {
        [id] => msg!("its buyer has lines of `{id}`: write `id: {id}` if that is it", id),
        _ => msg!("write the `id` that the marketplace gave it"),
    };
    let path = &deal.path;
    msg!("{path}: the offer has no `id`, so no line can be found for it; {hint}", path, hint)
}

fn other_acceptance(deal: &Deal, accepted: NaiveDate, lines: &[Billed]) -> Option<Message> {
    let told: BTreeSet<NaiveDate> = lines.iter().filter_map(|billed| billed.line.acceptance).collect();
    let other = told.iter().find(|day| **day != accepted).filter(|_| !told.contains(&accepted))?;
    let path = &deal.path;
    Some(msg!("{path}: accepted on {accepted}, but the report says {other}", path, accepted, other))
}

/// A contract whose listed value or number of payments differs from the plan.
fn other_contract(deal: &Deal, plan: &Plan, lines: &[Billed]) -> Option<Message> {
    let listed = lines.iter().filter_map(|billed| billed.line.contract);
    let (total, payments) = listed.into_iter().next()?;
    let planned = (plan.offer.total, plan.invoices.iter().filter(|i| !i.amount.is_zero()).count());
    let words = |total: Amount, payments: usize| {
        let total = plan.offer.currency.digits(total);
        msg!("{total} in {payments}", total, payments = count!(payments, "payment"))
    };
    ((total, payments) != planned).then(|| {
        let (listed, planned) = (words(total, payments), words(planned.0, planned.1));
        let path = &deal.path;
        msg!("{path}: the contract is listed with {listed}, planned are {planned}", path, listed, planned)
    })
}

/// Accepted offers that are not compared, because there are only line items of other agreements.
fn without_lines(deals: &[Deal], found: &AssignedLines) -> Option<Message> {
    let planned = |deal: &Deal| matches!(deal.standing, DealStatus::Planned(_));
    let out = deals.iter().enumerate().filter(|(at, deal)| planned(deal) && found.of(*at).is_empty());
    let out: Vec<String> = out.map(|(_, deal)| deal.path.clone()).collect();
    let only_items = !found.every && found.bills();
    (only_items && !out.is_empty()).then(|| {
        msg!("not compared, as no line items are of their agreements: {files}", files = some_of(&out))
    })
}

/// Accepted offers that a listing leaves out.
fn not_listed(deals: &[Deal], found: &AssignedLines) -> Option<Message> {
    let listed = |lines: &[Billed]| lines.iter().any(|billed| billed.line.kind == LineKind::Listed);
    let any = found.groups.values().any(|lines| listed(lines))
        || found.strays.iter().any(|(_, billed, _)| billed.line.kind == LineKind::Listed);
    let is_out = |at: usize, deal: &Deal| {
        matches!(deal.standing, DealStatus::Planned(_))
            && !found.of(at).iter().any(|(_, lines)| listed(lines))
    };
    let out: Vec<String> = deals
        .iter()
        .enumerate()
        .filter(|(at, deal)| any && is_out(*at, deal))
        .map(|(_, d)| d.path.clone())
        .collect();
    let charges = |lines: &[Billed]| lines.iter().any(|billed| billed.line.charge.is_some());
    let charged = found.groups.values().any(|lines| charges(lines))
        || found.strays.iter().any(|(_, billed, _)| billed.line.charge.is_some());
    if charged {
        let files = some_of(&out);
        return (!out.is_empty())
            .then(|| msg!("not compared, as no charges are of their agreements: {files}", files));
    }
    (!out.is_empty()).then(|| {
        msg!(
            "not in the listing of schedules, which has only the contracts of its period: {files}",
            files = some_of(&out)
        )
    })
}

/// Notes of the readers about the reports.
pub(super) fn of_reports(reports: &[BilledReport]) -> Vec<Message> {
    let mut notes = Vec::new();
    for report in reports {
        if report.empty > 0 {
            notes.push(msg!(
                "{path}: {lines} of zero passed over",
                path = report.path,
                lines = count!(report.empty, "line")
            ));
        }
        notes.extend(first(report, &report.notes, false));
        notes.extend(unread(report));
    }
    notes
}

/// Why lines could not be read.
pub(super) fn of_unread(reports: &[BilledReport]) -> Vec<Message> {
    reports.iter().flat_map(unread).collect()
}

fn unread(report: &BilledReport) -> Vec<Message> {
    first(report, &report.unread, true)
}

/// The first few notes of a report, and how many more there are; `left_out` says that the line of each
/// is.
fn first(report: &BilledReport, list: &[Note], left_out: bool) -> Vec<Message> {
    let path = &report.path;
    let shown = |note: &Note| {
        let (line, text) = (note.line, &note.words());
        match left_out {
            true => msg!("{path}:{line}: {text}; the line is left out", path, line, text),
            false => msg!("{path}:{line}: {text}", path, line, text),
        }
    };
    let mut notes: Vec<Message> = list.iter().take(MOST).map(shown).collect();
    if let Some(rest) = list.len().checked_sub(MOST).filter(|rest| *rest > 0) {
        notes.push(msg!("{path}: {rest} more like these", path, rest));
    }
    notes
}

/// The first few of a list, and how many more there are.
fn some_of(names: &[String]) -> Value {
    match names.get(..MOST) {
        Some(first) if names.len() > MOST => {
            msg!("{names} and {count} more", names = first.join(", "), count = names.len() - MOST).into()
        }
        _ => and_list(names),
    }
}
