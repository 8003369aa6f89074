//! What an offer still lacks before it can be released.

use crate::lint::rules::Context;
use crate::lint::rules::offer::description_missing;
use crate::offer::{Field, Kind, Offer};
use crate::text::diagnostic::Diagnostic;
use crate::text::message::{Message, msg};
use crate::text::words::and_list;

rule! {
    /// The offer lacks something that the marketplace requires for release.
    ///
    /// ## Why
    /// A draft may lack its description, its agreement text, its pricing or what it grants; the
    /// release may not. So this is off while an offer is written: the last line of `check` counts
    /// such offers, and asked whether all are ready, `check` takes each for an error.
    ///
    /// ## What to do
    /// Add what the message lists. A replacement or channel partner offer inherits agreement text,
    /// pricing and grants, and has to name what it replaces or resells, an authorization by its id or by
    /// a file that has the id; a resale authorization needs no description. What is granted of a machine
    /// image or container is for one of the durations that are priced; where there is not exactly one, `pricing.duration` says which. An offer that has been
    /// accepted was released: this rule is silent.
    ///
    /// ### Fails
    /// ```yaml
    /// # without: description
    /// name: Acme KK, three-year enterprise plan
    /// ```
    ///
    /// ### Passes
    /// ```yaml
    /// description: Enterprise plan for Acme KK
    /// legal: {eula: standard}
    /// pricing:
    ///   dimensions:
    ///     - {key: users, quantity: 25}
    /// ```
    name: "not-ready-for-release",
    level: Off,
    codes: ["MISSING_DESCRIPTION", "MISSING_MANDATORY_TERMS"],
    reference: "Catalog API, Work with private offers, ReleaseOffer",
    check: check,
}

fn check(cx: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let offer = cx.offer;
    let lacking = lacking(offer, cx.unidentified);
    if lacking.is_empty() {
        return;
    }
    if lacking.contains(&Lacking::Description) {
        // One cause, one finding: this one.
        found.retain(|finding| finding.rule != description_missing::RULE.name);
    }
    let words: Vec<String> = lacking.iter().map(|what| what.words().to_owned()).collect();
    let what = and_list(&words);
    let place = offer.name.span().map_or(offer.marker, |name| cx.head(name));
    let mut diagnostic = RULE
        .at(place, msg!("the offer has no {what}, without which it cannot be released", what))
        .label(msg!("not ready for release"));
    for what in lacking {
        diagnostic = diagnostic.help(what.help());
    }
    found.push(diagnostic);
}

/// Whether the offer has all that the release needs; `unidentified` if its authorization is named by a file
/// from which the id is not known.
pub(crate) fn is_ready(offer: &Offer, unidentified: bool) -> bool {
    lacking(offer, unidentified).is_empty()
}

/// Something that the release needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Lacking {
    Description,
    Legal,
    Pricing,
    Grants,
    Duration,
    Replaces,
    Resale,
    AuthorizationId,
}

/// What the release needs and the offer lacks. A value that could not be read counts as given: it
/// has its own finding.
fn lacking(offer: &Offer, unidentified: bool) -> Vec<Lacking> {
    let Some(kind) = offer.kind().filter(|_| offer.accepted.is_absent()) else { return Vec::new() };
    let mut lacking = Vec::new();
    let described = match &offer.description {
        Field::Absent => false,
        Field::Given(written) => !written.value.trim().is_empty(),
        Field::Invalid => true,
    };
    if !described && kind != Kind::ResaleAuthorization {
        lacking.push(Lacking::Description);
    }
    if kind == Kind::ReplacementOffer && offer.replaces.is_absent() {
        lacking.push(Lacking::Replaces);
    }
    if kind == Kind::ChannelPartnerOffer && offer.resale.is_absent() {
        lacking.push(Lacking::Resale);
    }
    if unidentified {
        lacking.push(Lacking::AuthorizationId);
    }
    if matches!(kind, Kind::ReplacementOffer | Kind::ChannelPartnerOffer) {
        return lacking;
    }
    if offer.legal.is_absent() {
        lacking.push(Lacking::Legal);
    }
    if offer.pricing.is_absent() {
        lacking.push(Lacking::Pricing);
    }
    let dimensions = offer.pricing.get().and_then(|pricing| pricing.dimensions.get());
    if dimensions.is_some_and(|dimensions| !dimensions.iter().any(|dimension| dimension.is_granted())) {
        lacking.push(Lacking::Grants);
    } else if let (Some(pricing), Some(product)) = (offer.pricing.get(), offer.product_type())
        && pricing.is_duration_open(product)
    {
        lacking.push(Lacking::Duration);
    }
    lacking
}

impl Lacking {
    fn words(self) -> &'static str {
        match self {
            Self::Description => "`description`",
            Self::Legal => "`legal`",
            Self::Pricing => "`pricing`",
            Self::Grants => "`quantity` of any dimension",
            Self::Duration => "`pricing.duration`",
            Self::Replaces => "`replaces`",
            Self::Resale => "`resale`",
            Self::AuthorizationId => "authorization with an `id`",
        }
    }

    fn help(self) -> Message {
        match self {
            Self::Description => {
                msg!("write a `description`, a sentence for yourself: the buyer does not see it")
            }
            Self::Legal => msg!("write `legal: {{eula: standard}}`, or the address of a PDF"),
            Self::Pricing => msg!("write `pricing: {{dimensions: [{{key: …, quantity: …}}]}}`"),
            Self::Grants => msg!("give a dimension of `pricing` the `quantity` that is granted"),
            Self::Duration => {
                msg!(
                    "write how long the quantities are granted for, such as `pricing: {{duration: 12 months, …}}`"
                )
            }
            Self::Replaces => msg!("write `replaces: {{agreement: agmt-…}}`"),
            Self::Resale => msg!("write `resale: {{authorization: …}}`, its file or its id `resaleauthz-…`"),
            Self::AuthorizationId => {
                msg!(
                    "write `id: resaleauthz-…` into the authorization's file, once the marketplace gave it one"
                )
            }
        }
    }
}
