//! A currency that no payment schedule may have.

use crate::lint::rules::Context;
use crate::marketplace::limits::{SPECIAL_CURRENCIES, is_special_currency};
use crate::offer::Kind;
use crate::text::diagnostic::{Diagnostic, closest, names};
use crate::text::message::msg;

rule! {
    /// The offer's currency is not one that the marketplace accepts for a payment schedule.
    ///
    /// ## Why
    /// Schedules can be in USD, EUR, GBP, AUD and JPY. An offer, but not a resale authorization, may
    /// also be in CAD, and a seller in India may offer in INR. Anything else is refused.
    ///
    /// ## What to do
    /// Write one of these codes in capitals. A seller in India says so once, in the configuration.
    ///
    /// ## Options
    /// `seller_country = "IN"` lets INR pass.
    ///
    /// ### Fails
    /// ```yaml
    /// currency: CHF
    /// ```
    /// ```yaml
    /// currency: usd
    /// ```
    ///
    /// ### Passes
    /// ```yaml
    /// currency: EUR
    /// ```
    /// ```yaml set:seller_country=IN
    /// currency: INR
    /// ```
    name: names::UNSUPPORTED_CURRENCY,
    level: Error,
    codes: ["INVALID_CURRENCY_CODE"],
    reference: "Catalog API, Work with private offers, UpdatePaymentScheduleTerms, `CurrencyCode`; INR: Seller Guide, \
        Private offers overview",
    fix: Safe,
    check: check,
}

fn check(cx: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let Some(currency) = cx.offer.currency.spanned() else { return };
    // A kind that could not be read may allow more currencies.
    let kind = cx.offer.kind().unwrap_or(Kind::PrivateOffer);
    let country = cx.options.seller_country.as_deref();
    let is_taken =
        |code: &str| cx.limits.currencies.contains(&code) || is_special_currency(code, kind, country);
    let code = currency.value.code();
    if is_taken(code) {
        return;
    }
    let taken =
        || cx.limits.currencies.iter().copied().chain(SPECIAL_CURRENCIES).filter(|code| is_taken(code));
    let list: Vec<String> = taken().map(|code| format!("`{code}`")).collect();
    let mut diagnostic = RULE
        .at(currency.span, msg!("no payment schedule can be in `{code}`", code))
        .label(msg!("not supported by the marketplace"));
    if let Some(meant) = closest(code, taken()) {
        diagnostic = diagnostic.help(msg!("did you mean `{meant}`?", meant));
    }
    if code == "INR" {
        diagnostic = diagnostic
            .help(msg!("if the seller is in India, write `seller_country = \"IN\"` in the configuration"));
    }
    diagnostic = diagnostic.help(msg!("write one of {currencies}", currencies = list.join(", ")));
    if code == "CAD" {
        diagnostic = diagnostic.note(msg!("an offer may be in CAD, but not a resale authorization"));
    }
    found.push(diagnostic);
}
