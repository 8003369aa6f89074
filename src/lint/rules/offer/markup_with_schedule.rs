//! A markup together with the partner's own amounts.

use crate::lint::rules::Context;
use crate::lint::rules::resale::by_day;
use crate::schedule::Installment;
use crate::text::diagnostic::Diagnostic;
use crate::text::message::msg;

rule! {
    /// A channel partner offer has both a markup and installments of its own.
    ///
    /// ## Why
    /// A partner either has the marketplace raise every installment of the authorization by one
    /// percentage, or sets an amount for each of its dates, not both. With a markup, the installments in
    /// the file are the authorization's.
    ///
    /// ## What to do
    /// Delete `markup`, or write the installments of the authorization.
    ///
    /// ### Fails
    /// ```yaml file=authorization.yaml
    /// kind: resale_authorization
    /// accept_by: 2026-12-10
    /// total: 80000.00
    /// installments:
    ///   - {first: 2027-02-01, every: quarter, times: 4, amount: 20000.00}
    /// ```
    /// ```yaml
    /// kind: channel_partner_offer
    /// total: 88000.00
    /// installments:
    ///   - {first: 2027-02-01, every: quarter, times: 4, amount: 22000.00}
    /// resale: {authorization: authorization.yaml, markup: 10%}
    /// ```
    ///
    /// ### Passes
    /// ```yaml file=authorization.yaml
    /// kind: resale_authorization
    /// accept_by: 2026-12-10
    /// total: 80000.00
    /// installments:
    ///   - {first: 2027-02-01, every: quarter, times: 4, amount: 20000.00}
    /// ```
    /// ```yaml
    /// kind: channel_partner_offer
    /// total: 80000.00
    /// installments:
    ///   - {first: 2027-02-01, every: quarter, times: 4, amount: 20000.00}
    /// resale: {authorization: authorization.yaml, markup: 10%}
    /// ```
    name: "markup-with-schedule",
    level: Error,
    codes: ["INCOMPATIBLE_MARKUP_PERCENTAGE"],
    reference: "Catalog API, Work with channel partner private offers, UpdateMarkup and UpdatePaymentScheduleTerms",
    check: check,
}

fn check(cx: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let offer = cx.offer;
    let (Some(resold), true) = (cx.resold(), cx.has_markup()) else { return };
    let Some(markup) = offer.resale.get().and_then(|resale| resale.markup.spanned()) else { return };
    let authorized = &resold.other.offer;
    let (Some(own), Some(theirs)) = (by_day(cx.schedule), by_day(&resold.other.schedule)) else { return };
    // Amounts of two currencies are neither the same nor different; `resale-terms-differ` reports that.
    let comparable = offer.currency.get() == authorized.currency.get();
    let same_days = own.keys().eq(theirs.keys());
    if same_days && (!comparable || own == theirs) {
        return;
    }
    let percent = markup.value.words();
    let message =
        msg!("a markup of {percent}, but the installments are not those of the authorization", percent);
    let mut diagnostic = RULE.at(markup.span, message).label(msg!("raises the authorization's installments"));
    let differs = |i: &&Installment| {
        theirs.get(&i.date).is_none_or(|other| comparable && own.get(&i.date) != Some(other))
    };
    diagnostic = match cx.schedule.installments.iter().find(differs) {
        None => diagnostic.also(
            resold.span,
            msg!("{count} installments, not {own}", count = theirs.len(), own = own.len()),
        ),
        Some(installment) => match (theirs.get(&installment.date), own.get(&installment.date)) {
            (Some(other), Some(amount)) => diagnostic
                .also(
                    cx.amount_span(installment),
                    msg!("{amount} on {date}", amount = offer.money(*amount), date = installment.date),
                )
                .also(
                    resold.span,
                    msg!("{amount} on {date}", amount = authorized.money(*other), date = installment.date),
                ),
            _ => diagnostic
                .also(cx.date_span(installment), msg!("invoiced on {date}", date = installment.date))
                .also(resold.span, msg!("nothing on {date}", date = installment.date)),
        },
    };
    found.push(
        diagnostic.help(msg!("delete `markup`; the amounts in this file are then billed as they are")).help(
            msg!(
                "write the installments of `{path}`, to which the markup is added",
                path = resold.other.path
            ),
        ),
    );
}
