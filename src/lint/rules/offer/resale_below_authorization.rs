//! Amounts below the authorization's.

use chrono::NaiveDate;

use crate::lint::rules::Context;
use crate::lint::rules::resale::by_day;
use crate::offer::Amount;
use crate::text::diagnostic::Diagnostic;
use crate::text::message::msg;

rule! {
    /// A channel partner offer bills less on a day than its authorization.
    ///
    /// ## Why
    /// The authorization's amounts are what the partner owes the seller on each day. The marketplace
    /// refuses an installment that does not cover that, even if others bring in more.
    ///
    /// ## What to do
    /// Raise the installment to the authorization's amount of that day. Days that only one of the two
    /// has are reported by `resale-dates-differ`.
    ///
    /// ### Fails
    /// ```yaml file=authorization.yaml
    /// kind: resale_authorization
    /// accept_by: 2026-12-10
    /// total: 40000.00
    /// installments:
    ///   - {invoice_date: 2027-02-01, amount: 20000.00}
    ///   - {invoice_date: 2027-08-02, amount: 20000.00}
    /// ```
    /// ```yaml
    /// kind: channel_partner_offer
    /// total: 45000.00
    /// installments:
    ///   - {invoice_date: 2027-02-01, amount: 26000.00}
    ///   - {invoice_date: 2027-08-02, amount: 19000.00}
    /// resale: {authorization: authorization.yaml}
    /// ```
    ///
    /// ### Passes
    /// ```yaml file=authorization.yaml
    /// kind: resale_authorization
    /// accept_by: 2026-12-10
    /// total: 40000.00
    /// installments:
    ///   - {invoice_date: 2027-02-01, amount: 20000.00}
    ///   - {invoice_date: 2027-08-02, amount: 20000.00}
    /// ```
    /// ```yaml
    /// kind: channel_partner_offer
    /// total: 45000.00
    /// installments:
    ///   - {invoice_date: 2027-02-01, amount: 25000.00}
    ///   - {invoice_date: 2027-08-02, amount: 20000.00}
    /// resale: {authorization: authorization.yaml}
    /// ```
    name: "resale-below-authorization",
    level: Error,
    codes: ["INCOMPATIBLE_RESALE_AUTHORIZATION"],
    reference: "Catalog API, Work with channel partner private offers, UpdatePaymentScheduleTerms",
    check: check,
}

fn check(cx: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let offer = cx.offer;
    let Some(resold) = cx.resold().filter(|_| !cx.has_markup()) else { return };
    if offer.currency.get().is_none() || offer.currency.get() != resold.other.offer.currency.get() {
        return;
    }
    let (Some(own), Some(theirs)) = (by_day(cx.schedule), by_day(&resold.other.schedule)) else { return };
    let both = own.iter().filter_map(|(day, amount)| Some((day, amount, theirs.get(day)?)));
    let below: Vec<_> = both.filter(|(_, amount, least)| amount < least).collect();
    let [(day, amount, least), others @ ..] = below.as_slice() else { return };
    let message = match others {
        [] => {
            msg!(
                "the installment of {day} is {amount}, but the authorization's is {least}",
                day,
                amount = offer.money(**amount),
                least = offer.money(**least)
            )
        }
        _ => {
            msg!("{count} installments are less than the authorization's of their days", count = below.len())
        }
    };
    let installment_on = |day| cx.schedule.installments.iter().find(|installment| installment.date == day);
    let place = |day| installment_on(day).map_or(offer.marker, |installment| cx.amount_span(installment));
    let words = |day: NaiveDate, amount: Amount, least: Amount| match least.minus(amount) {
        Some(gap) => msg!("{day}: {gap} less", day, gap = offer.money(gap)),
        None => msg!("{day}: less", day),
    };
    let mut diagnostic = RULE.at(place(**day), message).label(words(**day, **amount, **least));
    for (day, amount, least) in others {
        if diagnostic.labels.len() == 4 {
            break;
        }
        let span = place(**day);
        // A series is labeled once, not for each of its days.
        if diagnostic.labels.iter().all(|label| label.span != span) {
            diagnostic = diagnostic.also(span, words(**day, **amount, **least));
        }
    }
    diagnostic = diagnostic.also(resold.span, msg!("{least} on {day}", least = offer.money(**least), day));
    found.push(diagnostic.help(msg!("bill {least} or more on {day}", least = offer.digits(**least), day)));
}
