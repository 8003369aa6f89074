//! A currency that the marketplace may or may not accept.

use crate::lint::rules::Context;
use crate::marketplace::limits::is_special_currency;
use crate::offer::{Kind, ProductType};
use crate::text::diagnostic::Diagnostic;
use crate::text::message::msg;

rule! {
    /// The marketplace's own pages disagree on whether an offer can be in this currency.
    ///
    /// ## Why
    /// CAD is in the published shape of an offer's terms, but in no list of currencies on the pages for
    /// sellers. INR is for sellers in India, but not for the metered prices of containers. We have not
    /// seen such an offer accepted or refused.
    ///
    /// ## What to do
    /// Ask the marketplace, or try a small offer first; then allow this finding in the file. USD, EUR,
    /// GBP, AUD and JPY are certain.
    ///
    /// ### Fails
    /// ```yaml
    /// currency: CAD
    /// ```
    ///
    /// ### Passes
    /// ```yaml
    /// currency: USD
    /// ```
    name: "currency-unconfirmed",
    level: Warning,
    codes: ["INVALID_CURRENCY_CODE"],
    reference: "Catalog API, Work with private offers, UpdatePricingTerms, `CurrencyCode`; INR: Seller Guide, Private \
        offers overview",
    check: check,
}

fn check(cx: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let Some(currency) = cx.offer.currency.spanned() else { return };
    let code = currency.value.code();
    let kind = cx.offer.kind().unwrap_or(Kind::PrivateOffer);
    // A currency that schedules never have is `unsupported-currency`.
    if !is_special_currency(code, kind, cx.options.seller_country.as_deref()) {
        return;
    }
    let diagnostic = match (code, metered_container(cx)) {
        ("CAD", _) => RULE
            .at(currency.span, msg!("whether an offer can be in {code} is not confirmed", code))
            .label(msg!("in the published shapes, not in the pages")),
        ("INR", Some(metered)) => RULE
            .at(
                currency.span,
                msg!("whether metered container prices can be in {code} is not confirmed", code),
            )
            .label(msg!("taken for contracts"))
            .also(metered, msg!("a metered price of a container")),
        _ => return,
    };
    found.push(diagnostic.help(msg!("ask the marketplace before the release, or use another currency")));
}

/// The span of a container product's metered price.
fn metered_container(cx: &Context<'_>) -> Option<crate::text::source::Span> {
    use ProductType::{ContainerContract, ContainerHourlyLongTerm};
    let container = matches!(cx.offer.product_type(), Some(ContainerContract | ContainerHourlyLongTerm));
    cx.dimensions().iter().filter(|_| container).find_map(|dimension| dimension.overage.span())
}
