//! A partner's offer on other terms than its authorization.

use rust_decimal::Decimal;

use crate::lint::rules::Context;
use crate::lint::rules::resale::{Grants, Named};
use crate::offer::{Term, quote};
use crate::text::diagnostic::Diagnostic;
use crate::text::message::{Message, msg};
use crate::text::source::Span;

rule! {
    /// A channel partner offer has another currency, term or quantity than its authorization.
    ///
    /// ## Why
    /// The partner sets the price, nothing else: what the buyer gets, for how long and in which
    /// currency is the seller's to say. The marketplace compares each with the authorization.
    /// `1 year` and `12 months` are the same term, and so is a contract from one day to another
    /// that is as long.
    ///
    /// ## What to do
    /// Write what the authorization says, or have the seller issue another one. Quantities are
    /// compared where both files have `pricing`.
    ///
    /// ### Fails
    /// ```yaml file=authorization.yaml
    /// kind: resale_authorization
    /// accept_by: 2026-12-10
    /// term: 36 months
    /// ```
    /// ```yaml
    /// kind: channel_partner_offer
    /// term: 48 months
    /// resale: {authorization: authorization.yaml}
    /// ```
    ///
    /// ### Passes
    /// ```yaml file=authorization.yaml
    /// kind: resale_authorization
    /// accept_by: 2026-12-10
    /// term: 36 months
    /// ```
    /// ```yaml
    /// kind: channel_partner_offer
    /// term: 3 years
    /// resale: {authorization: authorization.yaml}
    /// ```
    name: "resale-terms-differ",
    level: Error,
    codes: ["INCOMPATIBLE_RESALE_AUTHORIZATION"],
    reference: "Catalog API, Work with channel partner private offers, UpdateValidityTerms and UpdatePricingTerms",
    check: check,
}

fn check(cx: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let Some(resold) = cx.resold() else { return };
    found.extend(currency(cx, resold));
    found.extend(term(cx, resold));
    found.extend(quantities(cx, resold));
}

fn currency(cx: &Context<'_>, resold: Named<'_>) -> Option<Diagnostic> {
    let own = cx.offer.currency.spanned()?;
    let theirs = resold.other.offer.currency.get().filter(|theirs| **theirs != own.value)?;
    Some(
        RULE.at(
            own.span,
            msg!("the offer is in {own}, but the authorization in {theirs}", own = own.value, theirs),
        )
        .label(msg!("another currency"))
        .also(resold.span, msg!("`currency: {theirs}`", theirs))
        .help(msg!("write `currency: {theirs}`", theirs)),
    )
}

fn term(cx: &Context<'_>, resold: Named<'_>) -> Option<Diagnostic> {
    let (own, theirs) = (cx.offer.term.spanned()?, resold.other.offer.term.get()?);
    if same_length(&own.value, theirs)? {
        return None;
    }
    let (span, right) = correction(&own.value, cx.head(own.span), theirs);
    let diagnostic = RULE
        .at(
            span,
            msg!("the term is `{own}`, but the authorization's is `{theirs}`", own = own.value, theirs,),
        )
        .label(msg!("another term"))
        .also(resold.span, msg!("`term: {theirs}`", theirs));
    Some(diagnostic.help(msg!("write `{right}`", right)))
}

/// Whether two terms mean the same; none where that cannot be told.
fn same_length(own: &Term, theirs: &Term) -> Option<bool> {
    use Term as T;
    let lasts = |duration: crate::offer::Duration, start: chrono::NaiveDate, end: chrono::NaiveDate| {
        duration.after(start).pred_opt() == Some(end)
    };
    match (own, theirs) {
        (T::For(own), T::For(theirs)) => Some(own == theirs),
        (T::From { duration: one, .. }, T::For(other)) | (T::For(other), T::From { duration: one, .. }) => {
            Some(one.value == *other)
        }
        (T::From { duration: own, .. }, T::From { duration: theirs, .. }) => Some(own.value == theirs.value),
        (T::Dates { start, end }, T::For(duration)) | (T::For(duration), T::Dates { start, end }) => {
            Some(lasts(*duration, start.value, end.value))
        }
        (T::Dates { start, end }, T::From { duration, .. })
        | (T::From { duration, .. }, T::Dates { start, end }) => {
            Some(lasts(duration.value, start.value, end.value))
        }
        (T::Dates { start: s1, end: e1 }, T::Dates { start: s2, end: e2 }) => {
            Some(s1.value == s2.value && e1.value == e2.value)
        }
        (T::Until { end: own }, T::Until { end: theirs }) => Some(own.value == theirs.value),
        (T::Until { .. }, _) | (_, T::Until { .. }) => None,
    }
}

/// The smallest place to change, and what to write there.
fn correction(own: &Term, whole: Span, theirs: &Term) -> (Span, String) {
    let length = match theirs {
        Term::For(duration) => Some(*duration),
        Term::From { duration, .. } => Some(duration.value),
        Term::Dates { .. } | Term::Until { .. } => None,
    };
    match (own, length) {
        (Term::From { duration, .. }, Some(length)) => (duration.span, format!("duration: {length}")),
        (Term::Dates { start, end }, Some(length)) if length.after(start.value) > start.value => {
            let last = length.after(start.value).pred_opt().unwrap_or(start.value);
            (end.span, format!("end: {last}"))
        }
        (_, Some(length)) => (whole, format!("term: {length}")),
        (_, None) => (whole, format!("term: {theirs}")),
    }
}

/// A dimension of which the offer grants another number than the authorization.
struct Different<'a> {
    key: &'a str,
    /// None where the dimension is missing.
    own: Option<Decimal>,
    authorized: Decimal,
    span: Span,
}

fn quantities(cx: &Context<'_>, resold: Named<'_>) -> Option<Diagnostic> {
    let different = different(cx, &Grants::of(cx.offer)?, &Grants::of(&resold.other.offer)?);
    let (first, others) = different.split_first()?;
    let (name, authorized) = (quote(first.key), first.authorized);
    let message = match (others, first.own) {
        ([], Some(own)) => {
            msg!(
                "dimension {name} grants {own}, but the authorization grants {authorized}",
                name,
                own,
                authorized
            )
        }
        ([], None) => {
            msg!("dimension {name} is missing, but the authorization grants {authorized}", name, authorized)
        }
        _ => {
            msg!("{count} dimensions grant other quantities than the authorization", count = different.len())
        }
    };
    let mut diagnostic = RULE.at(first.span, message).label(label(first));
    for other in others.iter().take(3) {
        diagnostic = diagnostic.also(other.span, label(other));
    }
    let way_out = match first.own {
        None => msg!("add the dimension {name} with `quantity: {authorized}`", name, authorized),
        Some(_) if authorized.is_zero() => msg!("delete the dimension {name}", name),
        Some(_) => msg!("write `quantity: {authorized}` for {name}", authorized, name),
    };
    Some(diagnostic.also(resold.span, msg!("grants {authorized} of {name}", authorized, name)).help(way_out))
}

fn different<'a>(cx: &Context<'a>, own: &Grants<'a>, theirs: &Grants<'a>) -> Vec<Different<'a>> {
    let granted = own.all().filter_map(|(key, units, dimension)| {
        let authorized = theirs.units(key).filter(|authorized| *authorized != units)?;
        Some(Different { key, own: Some(units), authorized, span: cx.quantity_span(Some(dimension)) })
    });
    let missing = theirs.all().filter_map(|(key, authorized, _)| {
        // Where a key could not be read, nothing is known to be missing.
        let known = own.units(key).is_some() && own.dimension(key).is_none();
        let span = cx.quantity_span(None);
        (known && !authorized.is_zero()).then_some(Different { key, own: None, authorized, span })
    });
    granted.chain(missing).collect()
}

fn label(different: &Different<'_>) -> Message {
    match different.own {
        None => msg!("{key} is missing", key = quote(different.key)),
        Some(_) => msg!("{authorized} authorized", authorized = different.authorized),
    }
}
