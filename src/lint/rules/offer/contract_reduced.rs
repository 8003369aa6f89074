//! A replacement that grants less than the contract it replaces.

use crate::deal::sentences;
use crate::lint::rules::Context;
use crate::lint::rules::resale::{Grants, is_found};
use crate::offer::quote;
use crate::text::diagnostic::Diagnostic;
use crate::text::message::{Message, msg};
use crate::text::source::Span;
use rust_decimal::Decimal;

rule! {
    /// A replacement grants fewer units of a dimension than the contract it replaces.
    ///
    /// ## Why
    /// While a contract runs it can only grow: more units, more dimensions, a later end. It shrinks
    /// when it is renewed, in a new agreement after the old one has ended.
    ///
    /// ## What to do
    /// Grant at least what the buyer already has. A replaced schedule that replaces another one and has no
    /// `pricing` grants what that one does. If neither has any, or the offer has none, this rule is
    /// silent, and so it is if the replaced schedule cannot be read, or if both are of
    /// `contract_type: tier`: another tier may well be more.
    ///
    /// ### Fails
    /// ```yaml file=first.yaml
    /// pricing:
    ///   dimensions:
    ///     - {key: users, quantity: 100}
    /// installments:
    ///   - {invoice_date: 2026-12-01, amount: 360000.00}
    /// ```
    /// ```yaml
    /// kind: replacement_offer
    /// term: {end: 2029-12-01}
    /// replaces: {agreement: agmt-5d1nr3xampleofanagreement, schedule: first.yaml}
    /// pricing:
    ///   dimensions:
    ///     - {key: users, quantity: 80}
    /// ```
    ///
    /// ### Passes
    /// ```yaml file=first.yaml
    /// pricing:
    ///   dimensions:
    ///     - {key: users, quantity: 100}
    /// installments:
    ///   - {invoice_date: 2026-12-01, amount: 360000.00}
    /// ```
    /// ```yaml
    /// kind: replacement_offer
    /// term: {end: 2029-12-01}
    /// replaces: {agreement: agmt-5d1nr3xampleofanagreement, schedule: first.yaml}
    /// pricing:
    ///   dimensions:
    ///     - {key: users, quantity: 120}
    ///     - {key: auditors, quantity: 5}
    /// ```
    name: "contract-reduced",
    level: Error,
    reference: "Seller Guide, Private offer upgrades and renewals",
    check: check,
}

/// A dimension of which the buyer would have less.
struct Reduced<'a> {
    key: &'a str,
    before: Decimal,
    /// `None` if the dimension is gone.
    now: Option<Decimal>,
    span: Span,
}

fn check(cx: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let Some(replaced) = cx.replaced() else { return };
    let (Some(before), Some(now)) = (cx.replaced_grants(), Grants::of(cx.offer)) else { return };
    // Another tier is how a tier contract grows.
    if before.tiers && now.tiers {
        return;
    }
    let reduced: Vec<_> = before
        .all()
        .filter_map(|(key, before, _)| {
            let units = now.units(key).filter(|units| *units < before)?;
            let dimension = now.dimension(key);
            let span = cx.quantity_span(dimension);
            if is_found(found, span) {
                return None;
            }
            Some(Reduced { key, before, now: dimension.map(|_| units), span })
        })
        .collect();
    let [first, others @ ..] = reduced.as_slice() else { return };
    let (name, before) = (quote(first.key), first.before);
    let message = match (others, first.now) {
        ([], Some(now)) => sentences::grants_less(first.key, now, before),
        ([], None) => {
            msg!("dimension {name} is missing, but the replaced contract grants {before}", name, before)
        }
        _ => msg!("{count} dimensions grant less than the replaced contract", count = reduced.len()),
    };
    let mut diagnostic = RULE.at(first.span, message).label(words(first));
    for other in others.iter().take(3) {
        diagnostic = diagnostic.also(other.span, words(other));
    }
    let way_out = match first.now {
        Some(_) => msg!("write `quantity: {before}` or more for {name}", before, name),
        None => msg!("add the dimension {name} with `quantity: {before}` or more", name, before),
    };
    found.push(
        diagnostic
            .also(replaced.span, msg!("grants {before} of {name}", before, name))
            .help(way_out)
            .note(msg!("a contract can grow while it runs; it shrinks only when it is renewed")),
    );
}

fn words(reduced: &Reduced<'_>) -> Message {
    match reduced.now {
        Some(_) => msg!("{before} before", before = reduced.before),
        None => msg!("{key} is missing, {before} before", key = quote(reduced.key), before = reduced.before),
    }
}
