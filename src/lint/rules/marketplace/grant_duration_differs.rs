//! Grants that end long before or after the agreement.

use crate::lint::rules::Context;
use crate::offer::Term;
use crate::text::diagnostic::Diagnostic;
use crate::text::message::msg;

rule! {
    /// What a replacement offer grants lasts longer or shorter than the agreement can run.
    ///
    /// ## Why
    /// A replacement runs from acceptance to its end. Where the duration of what is granted fits no day
    /// of acceptance, one of the two is probably left over from another offer. The marketplace takes it.
    ///
    /// ## What to do
    /// Correct the duration or the end, or leave the duration out: a replacement does not need it.
    ///
    /// ### Fails
    /// ```yaml
    /// kind: replacement_offer
    /// replaces: {agreement: agmt-4x7k2example}
    /// term: {end: 2029-12-31}
    /// pricing:
    ///   duration: 12 months
    ///   dimensions: [{key: users, quantity: 25}]
    /// ```
    ///
    /// ### Passes
    /// ```yaml
    /// kind: replacement_offer
    /// replaces: {agreement: agmt-4x7k2example}
    /// term: {end: 2029-12-15}
    /// pricing:
    ///   duration: 36 months
    ///   dimensions: [{key: users, quantity: 25}]
    /// ```
    name: "grant-duration-differs",
    level: Off,
    reference: "Catalog API, Work with private offers, FixedUpfrontPricingTerm; the comparison is our own",
    check: check,
}

fn check(cx: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let duration = cx.offer.pricing.get().and_then(|pricing| pricing.duration.spanned());
    let Some((duration, term)) = duration.zip(cx.offer.term.spanned()) else { return };
    let Term::Until { end } = &term.value else { return };
    let Some(first) = cx.contract.reference_day else { return };
    let last = cx.accept_by().unwrap_or(first).max(first);
    let (soonest, latest) = (duration.value.after(first), duration.value.after(last));
    // The last day may be counted or not.
    if soonest.pred_opt().is_some_and(|soonest| soonest <= end.value) && end.value <= latest {
        return;
    }
    let (long, until) = (duration.value, end.value);
    found.push(
        RULE.at(
            duration.span,
            msg!("what is granted is for {long}, but the agreement ends on {until}", long, until),
        )
        .label(msg!("would end between {soonest} and {latest}", soonest, latest))
        .also(end.span, msg!("the agreement's end"))
        .help(msg!("correct one of the two, or leave the duration out")),
    );
}
