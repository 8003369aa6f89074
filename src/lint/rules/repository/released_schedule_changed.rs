//! A schedule that changes after the offer was released.

use crate::deal::compare::{Change, Comparison, Fact, compare};
use crate::lint::Related;
use crate::lint::rules::Context;
use crate::text::diagnostic::Diagnostic;
use crate::text::source::Span;

rule! {
    /// The schedule of an offer changes that has been released already.
    ///
    /// ## Why
    /// The marketplace freezes dates, amounts, currency, term and buyers when an offer is released;
    /// a change in the file would bill nobody and only make the repository wrong. Only the last day
    /// to accept may still move, and not to or past the second invoice date, since at most one may
    /// lie before acceptance.
    ///
    /// ## What to do
    /// Take the change back, or make a new offer (a replacement offer once the buyer has accepted).
    ///
    /// ## Options
    /// Only `paysched check --against REV` looks for it: the offer with the same `id`, else at the
    /// same path, as it stands in that revision of git.
    ///
    /// ### Fails
    /// ```yaml before
    /// release: 2026-11-01
    /// ```
    /// ```yaml
    /// release: 2026-11-01
    /// accept_by: 2026-12-31
    /// installments:
    ///   - {invoice_date: 2026-12-20, amount: 60000.00}
    ///   - {first: 2027-01-31, every: month, day: last, times: 30, split: remainder}
    /// ```
    ///
    /// ### Passes
    /// ```yaml before
    /// release: 2026-11-01
    /// ```
    /// ```yaml
    /// release: 2026-11-01
    /// accept_by: 2027-01-30
    /// ```
    name: "released-schedule-changed",
    level: Error,
    codes: ["INCOMPATIBLE_TERMS"],
    reference: "Catalog API, Work with private offers, UpdatePaymentScheduleTerms: not after release",
    check: check,
}

fn check(cx: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let Some(before) = cx.before else { return };
    let Some(released) = before.offer.release.get().copied().filter(|day| *day <= cx.as_of) else { return };
    if !cx.schedule.is_complete() || !before.schedule.is_complete() {
        return;
    }
    let change = compare((&before.offer, &before.schedule), (cx.offer, cx.schedule));
    let frozen: Vec<&Fact> = change
        .facts
        .iter()
        .filter(|f| matches!(f.what, "currency" | "term" | "buyers" | "net_terms"))
        .collect();
    let note = format!("released on {released}; what the marketplace has is {}", before.path);
    if let Some(diagnostic) = schedule_changed(cx, &change, &frozen) {
        found.push(
            diagnostic
                .help("take the change back, or make a new offer; a released schedule can never change")
                .note(note.clone()),
        );
    }
    if let Some(diagnostic) = expiry_moved_too_far(cx, before) {
        found.push(diagnostic.note(note));
    }
}

/// Both versions in one picture: each label shows what is there now and says what was.
fn schedule_changed(cx: &Context<'_>, change: &Comparison, frozen: &[&Fact]) -> Option<Diagnostic> {
    let mut labels: Vec<(Span, String)> = Vec::new();
    for fact in frozen {
        labels.push((place(cx, fact.what), format!("was {}", or_nothing(&fact.before))));
    }
    labels.extend(change.installments.iter().map(|c| installment(cx, c)));
    let (first, rest) = labels.split_first()?;
    let count = labels.len();
    let what = match (frozen, change.installments.as_slice()) {
        ([fact], []) => format!("`{}` changed after the offer was released", fact.what),
        ([], [_]) => "an installment changed after the offer was released".to_owned(),
        _ => format!("{count} things changed after the offer was released"),
    };
    let mut diagnostic = RULE.at(first.0, what).label(first.1.as_str());
    for (span, words) in rest.iter().take(4) {
        diagnostic = diagnostic.also(*span, words.as_str());
    }
    if count > 5 {
        diagnostic = diagnostic.note(format!("and {} more; `paysched diff` shows all", count - 5));
    }
    Some(diagnostic)
}

fn or_nothing(text: &str) -> &str {
    if text.is_empty() { "not given" } else { text }
}

/// Where a fact is written now.
fn place(cx: &Context<'_>, what: &str) -> Span {
    let offer = cx.offer;
    let span = match what {
        "currency" => offer.currency.span(),
        "term" => offer.term.span().map(|span| span.first_line(cx.file.text())),
        "buyers" => offer.buyers.span().map(|span| span.first_line(cx.file.text())),
        "net_terms" => offer.net_terms.span(),
        _ => None,
    };
    span.unwrap_or(offer.marker)
}

/// Where an installment stands now, or where its like would, and what it was.
fn installment(cx: &Context<'_>, change: &Change) -> (Span, String) {
    let on = |day| cx.schedule.installments.iter().find(|i| i.date == day);
    let list =
        || cx.offer.installments.span().map_or(cx.offer.marker, |span| span.first_line(cx.file.text()));
    let money = |amount| cx.offer.money(amount);
    match *change {
        Change::Moved { from, to, .. } => {
            (on(to).map_or_else(list, |i| cx.date_span(i)), format!("{to} was {from}"))
        }
        Change::Resized { date, before, after } => (
            on(date).map_or_else(list, |i| cx.amount_span(i)),
            format!("{date} was {}, now {}", money(before), money(after)),
        ),
        Change::Added { date, amount } => (
            on(date).map_or_else(list, |i| cx.date_span(i)),
            format!("{date}, {} was not there", money(amount)),
        ),
        Change::Dropped { date, amount } => (list(), format!("{date}, {} was there", money(amount))),
    }
}

/// The last day to accept may move, but not to or past the second invoice.
fn expiry_moved_too_far(cx: &Context<'_>, before: &Related) -> Option<Diagnostic> {
    let accept_by = cx.offer.accept_by.spanned()?;
    let was = before.offer.accept_by.get()?;
    let second = before.schedule.installments.get(1)?.date;
    if accept_by.value == *was || accept_by.value < second {
        return None;
    }
    // Where today's schedule has two invoices before that day as well, the rule for that speaks.
    let todays = cx.schedule.installments.get(1).is_some_and(|i| i.date <= accept_by.value);
    if todays {
        return None;
    }
    let latest = second.pred_opt()?;
    Some(
        RULE.at(
            accept_by.span,
            format!(
                "`accept_by` moves to {}, but the released schedule has its second invoice on {second}",
                accept_by.value
            ),
        )
        .label(format!("was {was}"))
        .help(format!("write `accept_by: {latest}` at the latest")),
    )
}
