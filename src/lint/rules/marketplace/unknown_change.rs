//! A change or term with a name that is none.

use crate::lint::rules::Context;
use crate::marketplace::aws::import::shapes::{CHANGES, TERMS, change_of, term_of};
use crate::offer::{Kind, quote};
use crate::text::diagnostic::{Diagnostic, closest};
use crate::text::message::{Message, msg};
use crate::text::source::Spanned;
use crate::text::words::or_list;

rule! {
    /// A change, a term, a pricing model or a reference has a name that the marketplace does not know.
    ///
    /// ## Why
    /// The marketplace refuses the whole request for one wrong letter. It makes the changes in their order,
    /// so that one which creates an offer comes first, and takes each only of its entity.
    ///
    /// ## What to do
    /// Write the name that is proposed, or move the change.
    ///
    /// ### Fails
    /// ```json
    /// [{"ChangeType": "UpdatePaymentScheduleTerm",
    ///   "DetailsDocument": {"Terms": [{"Type": "PaymentScheduleTerm",
    ///   "CurrencyCode": "USD", "Schedule": [{"ChargeDate": "2027-01-15",
    ///   "ChargeAmount": "60000.00"}]}]}}, {"ChangeType": "UpdatePaymentScheduleTerms",
    ///   "DetailsDocument": {"Terms": []}}]
    /// ```
    /// ```json
    /// [{"ChangeType": "UpdatePricingTerms", "DetailsDocument": {"PricingModel": "Contracts",
    ///   "Terms": [{"Type": "FixedUpfrontPricingTerm", "CurrencyCode": "USD", "Price": "0.0",
    ///   "Grants": [{"DimensionKey": "users", "MaxQuantity": 25}]}]}}]
    /// ```
    ///
    /// ### Passes
    /// ```json
    /// [{"ChangeType": "UpdatePaymentScheduleTerms",
    ///   "DetailsDocument": {"Terms": [{"Type": "PaymentScheduleTerm",
    ///   "CurrencyCode": "USD", "Schedule": [{"ChargeDate": "2027-01-15",
    ///   "ChargeAmount": "60000.00"}]}]}}]
    /// ```
    name: "unknown-change",
    level: Error,
    reference: "Catalog API, StartChangeSet",
    check: check,
}

/// The pricing models of offers; an authorization has no `Byol`.
const MODELS: [&str; 4] = ["Contract", "Usage", "Byol", "Free"];

fn check(cx: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let Some(said) = cx.said.filter(|said| said.is_request()) else { return };
    for change in said.own.iter().filter(|change| change_of(&change.value).is_none()) {
        found.push(unknown(change, &change.value, CHANGES.iter().map(|shaped| shaped.name), None));
    }
    for term in said.terms.iter().filter(|term| term_of(term.plain_kind()).is_none()) {
        let change = term.change.and_then(|at| said.own.get(at)).map_or("", |change| &change.value);
        let taken = TERMS.iter().filter(|shaped| shaped.change == change).map(|shaped| quote(shaped.name));
        let taken: Vec<String> = taken.collect();
        let taken = (!taken.is_empty()).then(|| msg!("write {known}", known = or_list(&taken)));
        found.push(unknown(&term.kind, term.plain_kind(), TERMS.iter().map(|shaped| shaped.name), taken));
    }
    found.extend(said.misfit.as_ref().map(misfit));
    found.extend(said.early.first().map(early));
    let authorization = cx.offer.kind() == Some(Kind::ResaleAuthorization);
    let models: Vec<&str> = MODELS.into_iter().filter(|model| !(authorization && *model == "Byol")).collect();
    if let Some(model) = said.pricing_model.as_ref().filter(|model| !models.contains(&model.value.as_str())) {
        let known = or_list(&models.iter().map(|model| quote(model)).collect::<Vec<_>>());
        found.push(
            RULE.at(model.span, msg!("the marketplace knows no {name}", name = quote(&model.value)))
                .label(msg!("no such pricing model"))
                .help(msg!("write {known}", known)),
        );
    }
    for (at, (written, right)) in said.dangling.iter().enumerate() {
        if said.dangling.iter().take(at).all(|(before, _)| before.value != written.value) {
            found.push(dangling(written, right.as_deref()));
        }
    }
}

/// A reference to a change that is not there.
fn dangling(written: &Spanned<String>, right: Option<&str>) -> Diagnostic {
    let name = quote(&written.value);
    let finding = RULE
        .at(written.span, msg!("no change of the request creates {name}", name))
        .label(msg!("leads nowhere"));
    match right {
        Some(right) => finding.help(msg!("write {right}", right = quote(right))),
        None => finding
            .help(msg!("give the change that creates it this `ChangeName`, or write the id of the offer")),
    }
}

/// A change of an entity that does not take it.
fn misfit((change, entity, right): &(Spanned<String>, Spanned<String>, &'static str)) -> Diagnostic {
    let (name, is, right) = (quote(&change.value), quote(&entity.value), quote(right));
    RULE.at(entity.span, msg!("{name} is no change of {is} here", name, is))
        .label(msg!("another entity"))
        .also(change.span, msg!("the change"))
        .help(msg!("write {right}", right))
}

/// A reference to a change that comes after it.
fn early(written: &Spanned<String>) -> Diagnostic {
    let name = quote(&written.value);
    RULE.at(written.span, msg!("{name} is created only by a later change", name))
        .label(msg!("not there yet"))
        .help(msg!("move the change that creates it before this one"))
}

/// A name that is none of the known ones, with what it should be: a close one, else `other`.
fn unknown(
    written: &Spanned<String>,
    plain: &str,
    known: impl Iterator<Item = &'static str>,
    other: Option<Message>,
) -> Diagnostic {
    let finding =
        RULE.at(written.span, msg!("the marketplace knows no {name}", name = quote(&written.value)));
    match (closest(plain, known), other) {
        (Some(right), _) => {
            let right = quote(right);
            finding.label(msg!("did you mean {right}?", right)).help(msg!("write {right}", right))
        }
        (None, Some(other)) => finding.label(msg!("no such name")).help(other),
        (None, None) => finding
            .label(msg!("no such name"))
            .help(msg!("take it out, or write the change that is meant, such as `UpdatePricingTerms`")),
    }
}
