//! A replacement with another product, currency, buyer or start, or one that ends earlier.

use crate::deal::sentences;
use crate::lint::rules::resale::{ReferencedOffer, is_found};
use crate::lint::rules::{Context, days};
use crate::offer::{Buyer, Contract, EndReason, Term, quote};
use crate::text::diagnostic::Diagnostic;
use crate::text::message::{Message, msg};
use crate::text::source::Span;

rule! {
    /// A replacement has another product, currency, buyer or start than what it replaces, or ends earlier.
    ///
    /// ## Why
    /// A replacement offer continues one agreement: for one product, in one currency, with its buyer.
    /// While that agreement runs it can be extended, not shortened, and the replacement starts when it
    /// is accepted; before that agreement has started, the replacement starts on the same day. The
    /// marketplace refuses anything else. An agreement that has ended, or was not yet accepted,
    /// cannot be replaced.
    ///
    /// ## What to do
    /// Write what the replaced schedule says, or make a separate private offer. If `replaces.schedule`
    /// cannot be read, this rule is silent. A schedule that comes back to this offer, over those that it
    /// replaces in turn, is another one than meant.
    ///
    /// ### Fails
    /// ```yaml file=first.yaml
    /// product: {id: prod-k3xu7yexample, type: saas_contract}
    /// installments:
    ///   - {invoice_date: 2026-12-01, amount: 360000.00}
    /// ```
    /// ```yaml
    /// kind: replacement_offer
    /// product: {id: prod-another7example, type: saas_contract}
    /// term: {end: 2029-12-01}
    /// replaces: {agreement: agmt-5d1nr3xampleofanagreement, schedule: first.yaml}
    /// ```
    ///
    /// ### Passes
    /// ```yaml file=first.yaml
    /// product: {id: prod-k3xu7yexample, type: saas_contract}
    /// installments:
    ///   - {invoice_date: 2026-12-01, amount: 360000.00}
    /// ```
    /// ```yaml
    /// kind: replacement_offer
    /// product: {id: prod-k3xu7yexample, type: saas_contract}
    /// term: {end: 2029-12-01}
    /// replaces: {agreement: agmt-5d1nr3xampleofanagreement, schedule: first.yaml}
    /// ```
    name: "replacement-differs",
    level: Error,
    codes: ["INCOMPATIBLE_TERMS"],
    reference: "Catalog API, Work with private offers, CreateReplacementOffer; Seller Guide, Private offer upgrades and \
        renewals",
    check: check,
}

/// One difference from the replaced schedule.
struct Deviation {
    span: Span,
    message: Message,
    label: Message,
    theirs: Message,
    help: Message,
}

fn check(cx: &Context<'_>, found: &mut Vec<Diagnostic>) {
    if let Some(circle) = &cx.behind.circle {
        return found.extend(circular(cx, circle));
    }
    let Some(replaced) = cx.replaced() else { return };
    let all = [product(cx, replaced), currency(cx, replaced), buyer(cx, replaced)];
    let dates = [start(cx, replaced), end(cx, replaced), running(cx, replaced)];
    for Deviation { span, message, label, theirs, help } in all.into_iter().chain(dates).flatten() {
        if is_found(found, span) {
            continue;
        }
        found.push(RULE.at(span, message).label(label).also(replaced.span, theirs).help(help));
    }
}

/// A chain of replaced schedules that has no beginning.
fn circular(cx: &Context<'_>, circle: &[String]) -> Option<Diagnostic> {
    let named = cx.offer.replaces.get()?.schedule.spanned()?;
    let way = circle.join(", ");
    Some(
        RULE.at(cx.head(named.span), msg!("the replaced schedule replaces itself: {way}", way))
            .label(msg!("each replaces the next, and none is the first"))
            .help(msg!("name the file of the agreement that was replaced by this one")),
    )
}

fn product(cx: &Context<'_>, replaced: ReferencedOffer<'_>) -> Option<Deviation> {
    let own = cx.offer.product.get()?.id.spanned()?;
    let theirs = replaced.other.offer.product.get()?.id.get().filter(|theirs| **theirs != own.value)?;
    let (own_id, theirs) = (quote(&own.value), quote(theirs));
    Some(Deviation {
        span: cx.head(own.span),
        message: msg!(
            "the replacement is of product {own_id}, but the replaced schedule of {theirs}",
            own_id,
            theirs
        ),
        label: msg!("another product"),
        theirs: msg!("of {theirs}", theirs),
        help: msg!("write {theirs}, or make a private offer", theirs),
    })
}

fn currency(cx: &Context<'_>, replaced: ReferencedOffer<'_>) -> Option<Deviation> {
    let own = cx.offer.currency.spanned()?;
    let theirs = replaced.other.offer.currency.get().filter(|theirs| **theirs != own.value)?;
    let code = own.value;
    Some(Deviation {
        span: own.span,
        message: msg!("the replacement is in {code}, but the replaced schedule in {theirs}", code, theirs),
        label: msg!("another currency"),
        theirs: msg!("`currency: {theirs}`", theirs),
        help: msg!("write `currency: {theirs}`", theirs),
    })
}

fn buyer(cx: &Context<'_>, replaced: ReferencedOffer<'_>) -> Option<Deviation> {
    let named = replaced.other.offer.buyers.get()?.iter().map(|buyer| buyer.account.get());
    // An account that could not be read may be the one; an authorization without buyers allows any.
    let theirs: Vec<&String> = named.collect::<Option<_>>()?;
    let (first, others) = theirs.split_first()?;
    let stranger = |buyer: &&Buyer| buyer.account.get().is_some_and(|account| !theirs.contains(&account));
    let account = cx.offer.buyers.get()?.iter().find(stranger)?.account.spanned()?;
    let (own, first) = (&account.value, *first);
    Some(Deviation {
        span: account.span,
        message: msg!("account `{own}` is not a buyer of the replaced schedule", own),
        label: msg!("another buyer"),
        theirs: match others.len() {
            0 => msg!("its buyer is `{first}`", first),
            more => msg!("its buyers are `{first}` and {more} more", first, more),
        },
        help: msg!("name the account that has the agreement, or make a private offer"),
    })
}

fn start(cx: &Context<'_>, replaced: ReferencedOffer<'_>) -> Option<Deviation> {
    let (own, span) = cx.offer.term.get().and_then(days::written_start)?;
    let theirs = Contract::of(&replaced.other.offer, cx.as_of).start.filter(|theirs| *theirs != own)?;
    let runs = cx.contract.reference_day.is_some_and(|day| theirs <= day);
    let message = match runs {
        true => msg!(
            "the replacement starts on {own}, but the replaced contract has run since {theirs}",
            own,
            theirs
        ),
        false => msg!("the replacement starts on {own}, but the replaced contract on {theirs}", own, theirs),
    };
    Some(Deviation {
        span,
        message,
        label: msg!("another start"),
        theirs: msg!("its contract starts on {theirs}", theirs),
        help: match runs {
            true => msg!("write `term: {{end: …}}`: the replacement starts when it is accepted"),
            false => msg!("set `start: {theirs}`", theirs),
        },
    })
}

fn end(cx: &Context<'_>, replaced: ReferencedOffer<'_>) -> Option<Deviation> {
    let Some(Term::Until { end }) = cx.offer.term.get() else { return None };
    let theirs = Contract::of(&replaced.other.offer, cx.as_of).end.filter(|theirs| end.value < *theirs)?;
    let day = end.value;
    Some(Deviation {
        span: end.span,
        message: sentences::ends_earlier(day, theirs),
        label: msg!("ends earlier"),
        theirs: msg!("its contract ends on {theirs}", theirs),
        help: msg!("set `end: {theirs}` or later", theirs),
    })
}

/// The replacement comes when the agreement that it replaces does not run.
fn running(cx: &Context<'_>, replaced: ReferencedOffer<'_>) -> Option<Deviation> {
    let offer = cx.offer;
    let old = &replaced.other.offer;
    let day = offer.accepted.spanned().or(offer.release.spanned())?;
    let on = day.value;
    let deviation = |message, label, theirs, help| Deviation { span: day.span, message, label, theirs, help };
    let accepted = *old.accepted.get()?;
    if offer.accepted.get().is_some_and(|own| *own < accepted) {
        return Some(deviation(
            msg!(
                "the replacement on {on} comes before {accepted}, when the replaced offer was accepted",
                on,
                accepted
            ),
            msg!("nothing to replace yet"),
            msg!("accepted on {accepted}", accepted),
            msg!("correct the day on which one of them was accepted"),
        ));
    }
    let ended = old.ended.get().and_then(|ended| Some((*ended.on.get()?, ended.reason.get().copied())));
    if let Some((ended, reason)) = ended {
        // An agreement that this very offer replaced has ended by it.
        let by_another =
            !matches!(reason, Some(EndReason::Replaced | EndReason::Superseded | EndReason::Renewed));
        return (by_another && ended < on).then(|| {
            deviation(
                msg!(
                    "the replaced agreement ended on {ended}, so there is none to replace on {on}",
                    ended,
                    on
                ),
                msg!("too late"),
                msg!("ended on {ended}", ended),
                msg!("make a private offer"),
            )
        });
    }
    // A renewed agreement runs on.
    let last = Contract::of(old, cx.as_of).end.filter(|last| old.renewal.is_absent() && on >= *last)?;
    Some(deviation(
        msg!("the replacement on {on} lies outside the replaced contract, which ends on {last}", on, last),
        msg!("too late"),
        msg!("its contract ends on {last}", last),
        msg!("make a private offer"),
    ))
}
