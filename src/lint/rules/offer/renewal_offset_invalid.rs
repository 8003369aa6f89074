//! Renewal installments at times that no renewed term has.

use crate::lint::rules::Context;
use crate::offer::{Duration, Offset, RenewalPart, Term, quote};
use crate::text::diagnostic::Diagnostic;
use crate::text::message::{Message, msg};
use crate::text::source::{Span, Spanned};

rule! {
    /// An installment of the renewal is at a time that the marketplace does not allow.
    ///
    /// ## Why
    /// The installments of a renewed term are counted from its start, all of them in months or all in
    /// days, and are before its end. Up to 86 are allowed. A `day` of the month needs months; it may
    /// appear on one installment of the first month (`0 months`) at most, and on none of the last month,
    /// where the day could come after the end.
    ///
    /// ## What to do
    /// Change the values that are shown. Zero months and zero days are the same, so `0 months` goes with
    /// either.
    ///
    /// ### Fails
    /// ```yaml
    /// term: 36 months
    /// renewal:
    ///   times: 1
    ///   price_increase: 5%
    ///   installments:
    ///     - {after: 0 months, percent: 50%}
    ///     - {after: 36 months, percent: 50%}
    /// ```
    /// ```yaml
    /// renewal:
    ///   times: 1
    ///   price_increase: 5%
    ///   installments:
    ///     - {after: 6 months, percent: 50%}
    ///     - {after: 400 days, percent: 50%}
    /// ```
    /// ```yaml
    /// term: 36 months
    /// renewal:
    ///   times: 1
    ///   price_increase: 5%
    ///   installments:
    ///     - {after: 0 months, percent: 50%, day: 15}
    ///     - {after: 35 months, percent: 50%, day: 15}
    /// ```
    ///
    /// ### Passes
    /// ```yaml
    /// term: 36 months
    /// renewal:
    ///   times: 1
    ///   price_increase: 5%
    ///   installments:
    ///     - {after: 0 months, percent: 50%, day: 15}
    ///     - {after: 34 months, percent: 25%, day: 15}
    ///     - {after: 35 months, percent: 25%}
    /// ```
    name: "renewal-offset-invalid",
    level: Error,
    codes: ["INVALID_CHARGE_DATE_OFFSETS", "INVALID_DAY_OF_MONTH"],
    reference: "Catalog API, Work with private offers, UpdateRenewalTerms",
    check: check,
}

fn check(cx: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let Some(parts) = cx.offer.renewal.get().and_then(|renewal| renewal.installments.get()) else { return };
    let term = cx.offer.term.get().and_then(Term::length);
    found.extend(too_many(cx, parts));
    found.extend(mixed_units(cx, parts));
    found.extend(day_with_days(parts));
    found.extend(several_in_the_first_month(parts));
    if let Some(term) = term {
        found.extend(outside_the_term(cx, parts, term));
        found.extend(day_in_the_last_month(parts, term));
    }
}

fn offsets(parts: &[RenewalPart]) -> impl Iterator<Item = &Spanned<Offset>> {
    parts.iter().filter_map(|part| part.after.spanned())
}

/// The given days of the month, each with its time after the start.
fn days(parts: &[RenewalPart]) -> impl Iterator<Item = (Offset, &Spanned<u32>)> {
    parts.iter().filter_map(|part| Some((*part.after.get()?, part.day.spanned()?)))
}

/// One finding for all spans that are wrong in the same way; `None` if there are none.
fn finding<'a>(
    message: Message,
    label: Message,
    wrong: impl IntoIterator<Item = &'a Span>,
    help: Message,
) -> Option<Diagnostic> {
    let mut wrong = wrong.into_iter();
    let mut diagnostic = RULE.at(*wrong.next()?, message).label(label.clone()).help(help);
    for span in wrong.take(3) {
        diagnostic = diagnostic.also(*span, label.clone());
    }
    Some(diagnostic)
}

fn too_many(cx: &Context<'_>, parts: &[RenewalPart]) -> Option<Diagnostic> {
    let most = cx.limits.renewal_items;
    let first_over = parts.get(most)?;
    finding(
        msg!("the renewal has {count} installments, but may have {most}", count = parts.len(), most),
        msg!("number {position}", position = most + 1),
        [&cx.head(first_over.span)],
        msg!("bill less often, to have {count} fewer", count = parts.len() - most),
    )
}

fn mixed_units(cx: &Context<'_>, parts: &[RenewalPart]) -> Option<Diagnostic> {
    if cx.said.is_some_and(|said| said.is_request()) {
        return mixed_units_of_request(cx, parts);
    }
    let in_months = offsets(parts).find(|after| after.value.months() > 0)?;
    let wrong: Vec<_> =
        offsets(parts).filter(|after| after.value.days() > 0).map(|after| after.span).collect();
    let first = offsets(parts).find(|after| after.value.days() > 0)?;
    let both = first.value.months() > 0;
    let message = match both {
        true => {
            msg!("{after} counts in months and in days, but must count in one of them", after = first.value)
        }
        false => msg!(
            "{after} counts in days, but {other} in months",
            after = first.value,
            other = in_months.value,
        ),
    };
    let diagnostic = finding(
        message,
        msg!("in days"),
        &wrong,
        msg!("write every `after` in months, or every one in days"),
    )?;
    Some(if both { diagnostic } else { diagnostic.also(in_months.span, msg!("in months")) })
}

/// A request is taken as it is written, so zero has a unit there.
fn mixed_units_of_request(cx: &Context<'_>, parts: &[RenewalPart]) -> Option<Diagnostic> {
    let text = |after: &Spanned<Offset>| cx.file.slice(after.span).trim_matches(['"', '\\']);
    let in_days = |after: &Spanned<Offset>| text(after).ends_with('D');
    let in_months = offsets(parts).find(|after| !in_days(after))?;
    let wrong: Vec<_> = offsets(parts).filter(|after| in_days(after)).collect();
    let message = msg!(
        "{after} counts in days, but {other} in months",
        after = quote(text(wrong.first()?)),
        other = quote(text(in_months)),
    );
    let diagnostic = finding(
        message,
        msg!("in days"),
        wrong.iter().map(|after| &after.span),
        msg!("write every `after` in months, or every one in days"),
    )?;
    Some(diagnostic.also(in_months.span, msg!("in months")))
}

fn outside_the_term(cx: &Context<'_>, parts: &[RenewalPart], term: Duration) -> Option<Diagnostic> {
    let is_outside = |after: Offset| match ((after.months(), after.days()), (term.months(), term.days())) {
        ((months, 0), (all, 0)) => months >= all,
        ((0, days), (0, all)) => days >= all,
        // A renewed term starts when the previous one ends.
        _ => cx.contract.end.is_some_and(|start| after.after(start) >= term.after(start)),
    };
    let wrong: Vec<_> = offsets(parts).filter(|after| is_outside(after.value)).collect();
    let first = wrong.first()?;
    let diagnostic = finding(
        msg!("{after} after the start is outside the renewed term of {term}", after = first.value, term),
        msg!("outside the term"),
        wrong.iter().map(|after| &after.span),
        match (term.days(), first.value.days()) {
            (0, 0) => {
                let latest = Offset::new(term.months().saturating_sub(1), 0);
                msg!("write `after: {latest}` or less", latest)
            }
            _ => msg!("write a time shorter than {term}", term),
        },
    )?;
    Some(match cx.offer.term.span() {
        Some(span) => diagnostic.also(cx.head(span), msg!("each renewed term is {term} long", term)),
        None => diagnostic,
    })
}

fn day_with_days(parts: &[RenewalPart]) -> Option<Diagnostic> {
    // If units are mixed, it is unclear which one was meant.
    if offsets(parts).any(|after| after.value.months() > 0) {
        return None;
    }
    let first = offsets(parts).find(|after| after.value.days() > 0)?;
    let wrong: Vec<_> = days(parts).map(|(_, day)| day).collect();
    let diagnostic = finding(
        msg!(
            "`day: {day}` is a day of the month, but the installments are counted in days",
            day = wrong.first()?.value
        ),
        msg!("needs months"),
        wrong.iter().map(|day| &day.span),
        msg!("delete `day`, or count all installments in months"),
    )?;
    Some(diagnostic.also(first.span, msg!("in days")))
}

fn several_in_the_first_month(parts: &[RenewalPart]) -> Option<Diagnostic> {
    if offsets(parts).any(|after| after.value.days() > 0) {
        return None;
    }
    let first_month = days(parts).filter(|(after, _)| *after == Offset::default()).map(|(_, day)| day);
    let first_month: Vec<_> = first_month.collect();
    let (first, others) = first_month.split_first()?;
    let diagnostic = finding(
        msg!("{count} installments of `0 months` have a `day`, but only one may", count = first_month.len()),
        msg!("another day of the first month"),
        others.iter().map(|day| &day.span),
        msg!("delete `day` from all but one of them, or combine their percentages in one installment"),
    )?;
    Some(diagnostic.also(first.span, msg!("a day of the first month")))
}

fn day_in_the_last_month(parts: &[RenewalPart], term: Duration) -> Option<Diagnostic> {
    let last = Offset::new(term.months().checked_sub(1).filter(|_| term.days() == 0)?, 0);
    let wrong: Vec<_> = days(parts).filter(|(after, _)| *after == last).map(|(_, day)| day).collect();
    finding(
        msg!(
            "`day: {day}` is in the last month of the renewed term, {last} after its start",
            day = wrong.first()?.value,
            last
        ),
        msg!("could fall after the end"),
        wrong.iter().map(|day| &day.span),
        msg!("delete `day`, or move the installment to an earlier month"),
    )
}
