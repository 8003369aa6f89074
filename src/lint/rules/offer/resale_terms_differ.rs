//! A partner's offer on other terms than its authorization.

use crate::deal::sentences;
use crate::lint::rules::Context;
use crate::lint::rules::resale::{Grants, ReferencedOffer, is_found};
use crate::offer::{Buyer, Term, quote};
use crate::text::diagnostic::Diagnostic;
use crate::text::message::{Message, msg};
use crate::text::source::Span;
use rust_decimal::Decimal;

rule! {
    /// A channel partner offer has other terms than its authorization: product, currency, term,
    /// quantities, buyers.
    ///
    /// ## Why
    /// The partner sets the price, nothing else: what is sold, to whom, for how long, until when and in
    /// which currency is up to the seller. The marketplace compares each with the authorization. `1
    /// year` and `12 months` are the same term, and so is a contract from one day to another that is as
    /// long.
    ///
    /// ## What to do
    /// Write what the authorization says, or have the seller issue another one. Quantities are compared
    /// if both files have `pricing`, buyers if the authorization names any.
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
    let all = [
        product(cx, resold),
        currency(cx, resold),
        buyer(cx, resold),
        released_late(cx, resold),
        term(cx, resold),
        quantities(cx, resold),
    ];
    let own: Vec<_> = all.into_iter().flatten().filter(|differs| !is_found(found, differs.span())).collect();
    found.extend(own);
}

fn product(cx: &Context<'_>, resold: ReferencedOffer<'_>) -> Option<Diagnostic> {
    let own = cx.offer.product.get()?.id.spanned()?;
    let theirs = resold.other.offer.product.get()?.id.get().filter(|theirs| **theirs != own.value)?;
    let (id, theirs) = (quote(&own.value), quote(theirs));
    Some(
        RULE.at(
            cx.head(own.span),
            msg!("the offer is of product {id}, but the authorization of {theirs}", id, theirs),
        )
        .label(msg!("another product"))
        .also(resold.span, msg!("of {theirs}", theirs))
        .help(msg!("write {theirs}", theirs)),
    )
}

fn buyer(cx: &Context<'_>, resold: ReferencedOffer<'_>) -> Option<Diagnostic> {
    let authorized = resold.other.offer.buyers.get()?.iter().map(|buyer| buyer.account.get());
    // An account that could not be read may be the one.
    let authorized: Vec<&String> = authorized.collect::<Option<_>>()?;
    let (first, others) = authorized.split_first()?;
    let stranger = |buyer: &&Buyer| buyer.account.get().is_some_and(|id| !authorized.contains(&id));
    let account = cx.offer.buyers.get()?.iter().find(stranger)?.account.spanned()?;
    let (id, first) = (&account.value, *first);
    Some(
        RULE.at(account.span, msg!("account `{id}` is not a buyer that the authorization names", id))
            .label(msg!("another buyer"))
            .also(
                resold.span,
                match others.len() {
                    0 => msg!("names `{first}`", first),
                    more => msg!("names `{first}` and {more} more", first, more),
                },
            )
            .help(msg!("name a buyer of the authorization, or have the seller issue one without buyers")),
    )
}

/// A partner cannot make an offer from an expired authorization.
fn released_late(cx: &Context<'_>, resold: ReferencedOffer<'_>) -> Option<Diagnostic> {
    let released = cx.contract.reference_day?;
    let last = resold.other.offer.accept_by.get().filter(|last| released > **last)?;
    let (span, when) = (cx.offer.release.span().unwrap_or(resold.span), cx.reference_words(released));
    let diagnostic =
        RULE.at(span, sentences::released_late(when, *last)).label(msg!("the authorization has expired"));
    let diagnostic = match cx.offer.release.span() {
        Some(_) => diagnostic
            .also(resold.span, msg!("expired at the end of {last}", last))
            .help(msg!("set `release: {last}` or earlier", last)),
        None => diagnostic.help(msg!("if the offer was published earlier, write that day as `release`")),
    };
    Some(diagnostic.help(msg!("have the seller issue another authorization")))
}

fn currency(cx: &Context<'_>, resold: ReferencedOffer<'_>) -> Option<Diagnostic> {
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

fn term(cx: &Context<'_>, resold: ReferencedOffer<'_>) -> Option<Diagnostic> {
    let (own, theirs) = (cx.offer.term.spanned()?, resold.other.offer.term.get()?);
    if same_length(&own.value, theirs, cx.offer.counts_years_in_days())? {
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

/// Whether two terms are equally long; `None` if unknown.
fn same_length(own: &Term, theirs: &Term, years_in_days: bool) -> Option<bool> {
    use Term as T;
    let lasts = |duration: crate::offer::Duration, start: chrono::NaiveDate, end: chrono::NaiveDate| {
        duration.after(start).pred_opt() == Some(end)
    };
    match (own, theirs) {
        (T::For(_) | T::From { .. }, T::For(_) | T::From { .. }) => {
            Some(own.length()?.is_as_long_as(theirs.length()?, years_in_days))
        }
        (T::Dates { start, end }, T::For(duration)) | (T::For(duration), T::Dates { start, end }) => {
            Some(lasts(*duration, start.value, end.value))
        }
        (T::Dates { start, end }, T::From { duration, .. })
        | (T::From { duration, .. }, T::Dates { start, end }) => {
            Some(lasts(duration.value, start.value, end.value))
        }
        (T::Dates { .. }, T::Dates { .. }) => Some(own.length()? == theirs.length()?),
        (T::Until { end: own }, T::Until { end: theirs }) => Some(own.value == theirs.value),
        (T::Until { .. }, _) | (_, T::Until { .. }) => None,
    }
}

/// The smallest span to change, and its new text.
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

/// A dimension of which the offer grants another quantity than the authorization.
struct Different<'a> {
    key: &'a str,
    /// `None` if the dimension is missing here.
    own: Option<Decimal>,
    /// `None` if the authorization does not have it.
    authorized: Option<Decimal>,
    span: Span,
}

fn quantities(cx: &Context<'_>, resold: ReferencedOffer<'_>) -> Option<Diagnostic> {
    let different = different(cx, &Grants::of(cx.offer)?, &Grants::of(&resold.other.offer)?);
    let (first, others) = different.split_first()?;
    let (name, authorized) = (quote(first.key), first.authorized.unwrap_or_default());
    let message = match (others, first.own, first.authorized) {
        ([], Some(own), None) if own.is_zero() => msg!("dimension {name} is not in the authorization", name),
        ([], Some(own), _) => {
            msg!(
                "dimension {name} grants {own}, but the authorization grants {authorized}",
                name,
                own,
                authorized
            )
        }
        ([], None, _) => {
            msg!("dimension {name} is missing, but the authorization grants {authorized}", name, authorized)
        }
        _ => {
            msg!("{count} dimensions grant other quantities than the authorization", count = different.len(),)
        }
    };
    let mut diagnostic = RULE.at(first.span, message).label(label(first));
    for other in others.iter().take(3) {
        diagnostic = diagnostic.also(other.span, label(other));
    }
    let way_out = match (first.own, first.authorized) {
        (None, _) => msg!("add the dimension {name} with `quantity: {authorized}`", name, authorized),
        (Some(_), None) => msg!("delete the dimension {name}", name),
        (Some(_), Some(none)) if none.is_zero() => msg!("delete the `quantity` of {name}", name),
        (Some(_), Some(_)) => msg!("write `quantity: {authorized}` for {name}", authorized, name),
    };
    let theirs = match first.authorized {
        Some(_) => msg!("grants {authorized} of {name}", authorized, name),
        None => msg!("does not have {name}", name),
    };
    Some(diagnostic.also(resold.span, theirs).help(way_out))
}

/// Compared by key; a key on only one side is a difference.
fn different<'a>(cx: &Context<'a>, own: &Grants<'a>, theirs: &Grants<'a>) -> Vec<Different<'a>> {
    let granted = own.all().filter_map(|(key, units, dimension)| {
        let authorized = theirs.units(key).filter(|authorized| *authorized != units || theirs.lacks(key))?;
        let authorized = (!theirs.lacks(key)).then_some(authorized);
        Some(Different { key, own: Some(units), authorized, span: cx.quantity_span(Some(dimension)) })
    });
    let missing = theirs.all().filter(|(key, ..)| own.lacks(key)).map(|(key, authorized, _)| {
        let span = cx.quantity_span(None);
        Different { key, own: None, authorized: Some(authorized), span }
    });
    granted.chain(missing).collect()
}

fn label(different: &Different<'_>) -> Message {
    match (different.own, different.authorized) {
        (None, _) => msg!("{key} is missing", key = quote(different.key)),
        (Some(_), None) => msg!("not in the authorization"),
        (Some(_), Some(authorized)) => msg!("{authorized} authorized", authorized),
    }
}
