//! A schedule that changes after the offer was released.

use crate::deal::compare::{Change, compare};
use crate::lint::Related;
use crate::lint::rules::Context;
use crate::lint::rules::dates::several_invoices_before_acceptance;
use crate::lint::rules::frozen::{Frozen, frozen};
use crate::offer::{Kind, Offer};
use crate::text::diagnostic::Diagnostic;
use crate::text::message::{Message, msg};
use crate::text::source::Span;

rule! {
    /// Something has changed that was frozen when the offer was released.
    ///
    /// ## Why
    /// The marketplace freezes dates, amounts, currency, buyers, product, dimensions with their
    /// quantities and metered prices, net terms, agreement text, refund policy and renewal when an offer
    /// is released; a change in the file would bill nobody and only make the repository wrong. A term's
    /// duration may still change, but not a fixed start or end. The last day to accept may move while
    /// the offer has not expired, but not to or past the second invoice date, since at most one may be
    /// before acceptance. Of a released resale authorization nothing may change.
    ///
    /// ## What to do
    /// Revert the change, or make a new offer (a replacement offer once the buyer has accepted).
    ///
    /// ## Options
    /// Only a check against a revision looks for it: the offer with the same `id`, else at the
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
    let Some(before) = cx.before.filter(|before| !is_another(&before.offer, cx.offer)) else { return };
    let Some(released) = before.offer.release.get().copied().filter(|day| *day <= cx.as_of) else { return };
    let path = &before.path;
    let note = || msg!("released on {released}; what the marketplace has is {path}", released, path);
    if let Some(diagnostic) = frozen_changed(cx, before) {
        found.push(
            diagnostic
                .help(msg!("take the change back, or make a new offer; what is released can never change"))
                .note(note()),
        );
    }
    if let Some(diagnostic) = expiry_moved(cx, before) {
        // That rule suggests moving an invoice, which is frozen.
        found.retain(|finding| finding.rule != several_invoices_before_acceptance::RULE.name);
        found.push(diagnostic.note(note()));
    }
}

/// Another `id` at the same path is another offer.
fn is_another(before: &Offer, now: &Offer) -> bool {
    before.id.get().zip(now.id.get()).is_some_and(|(before, now)| before != now)
}

/// Both versions in one picture: each label marks the current value and gives the previous one.
fn frozen_changed(cx: &Context<'_>, before: &Related) -> Option<Diagnostic> {
    let facts = frozen(&before.offer, cx.offer);
    let known = cx.schedule.is_complete() && before.schedule.is_complete();
    let changes = if known {
        compare((&before.offer, &before.schedule), (cx.offer, cx.schedule)).installments
    } else {
        Vec::new()
    };
    let facts_labels = facts.iter().map(|fact| (cx.head(fact.span), was(fact)));
    let labels: Vec<_> = facts_labels.chain(changes.iter().map(|change| installment(cx, change))).collect();
    let ((span, label), rest) = labels.split_first()?;
    let count = labels.len();
    let message = match (facts.as_slice(), changes.as_slice()) {
        ([fact], []) => msg!("{what} changed after the offer was released", what = name(fact)),
        ([], [_]) => msg!("an installment changed after the offer was released"),
        _ => msg!("{count} things changed after the offer was released", count),
    };
    let mut diagnostic = RULE.at(*span, message).label(label.clone());
    for (span, words) in rest.iter().take(4) {
        diagnostic = diagnostic.also(*span, words.clone());
    }
    Some(match count {
        0..=5 => diagnostic,
        _ => diagnostic.note(msg!("and {more} more; `paysched diff` shows all", more = count - 5)),
    })
}

fn name(fact: &Frozen) -> String {
    if fact.what.contains('`') { fact.what.clone() } else { format!("`{}`", fact.what) }
}

fn was(fact: &Frozen) -> Message {
    match &fact.was {
        Some(was) => msg!("was {was}", was),
        None => msg!("was not given"),
    }
}

/// The span of an installment now, or of its neighbour, and its previous value.
fn installment(cx: &Context<'_>, change: &Change) -> (Span, Message) {
    let on = |day| cx.schedule.installments.iter().find(|i| i.date == day);
    let list = || cx.offer.installments.span().map_or(cx.offer.marker, |span| cx.head(span));
    let money = |amount| cx.offer.money(amount);
    match *change {
        Change::Moved { from, to, .. } => {
            (on(to).map_or_else(list, |i| cx.date_span(i)), msg!("{to} was {from}", to, from))
        }
        Change::Resized { date, before, after } => (
            on(date).map_or_else(list, |i| cx.amount_span(i)),
            msg!("{date} was {before}, now {after}", date, before = money(before), after = money(after)),
        ),
        Change::Added { date, amount } => (
            on(date).map_or_else(list, |i| cx.date_span(i)),
            msg!("{date}, {amount} is new", date, amount = money(amount)),
        ),
        Change::Dropped { date, amount } => {
            (list(), msg!("{date}, {amount} was removed", date, amount = money(amount)))
        }
    }
}

/// The last day to accept may move while the offer has not expired, but not to or past the second
/// invoice. For an authorization it is frozen like everything else.
fn expiry_moved(cx: &Context<'_>, before: &Related) -> Option<Diagnostic> {
    let accept_by = cx.offer.accept_by.spanned()?;
    let (day, was) = (accept_by.value, *before.offer.accept_by.get()?);
    if day == was || before.offer.kind() == Some(Kind::ResaleAuthorization) {
        return None;
    }
    if was < cx.as_of {
        let message = msg!("`accept_by` moves to {day}, but the offer expired at the end of {was}", day, was);
        return Some(
            RULE.at(accept_by.span, message)
                .label(msg!("was {was}", was))
                .help(msg!("take the change back, and make a new offer")),
        );
    }
    let second = before.schedule.installments.get(1)?.date;
    let latest = second.pred_opt().filter(|latest| day > *latest)?;
    let message = msg!(
        "`accept_by` moves to {day}, but the released schedule has its second invoice on {second}",
        day,
        second,
    );
    Some(
        RULE.at(accept_by.span, message)
            .label(msg!("was {was}", was))
            .help(msg!("write `accept_by: {latest}` at the latest", latest)),
    )
}
