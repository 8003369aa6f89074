//! Agreements: the answers of `GetAgreementTerms` and `DescribeAgreement`.

use super::json::{Json, JsonValue};
use super::members::{Members, PRICE_DECIMALS, catalog_name, not_carried};
use super::{Build, ImportError};
use crate::marketplace::moment::Moment;
use crate::offer::{AGREEMENT, Buyer, Contract, EndReason, Ended, Field, Product};
use crate::text::source::Spanned;

/// The answers about one agreement, and comment lines about what else is there.
pub(super) struct Answers<'j> {
    parts: Vec<&'j Json>,
    beside: Vec<String>,
}

/// The answers of `GetAgreementTerms` and `DescribeAgreement`: in one object or in two, which may
/// be the members or the items of one JSON. None for anything else.
pub(super) fn answers(all: &[Json]) -> Option<Answers<'_>> {
    let mut found = Answers { parts: Vec::new(), beside: Vec::new() };
    for json in all {
        match &json.value {
            _ if is_about(json) => found.parts.push(json),
            JsonValue::Object(members) => members.iter().for_each(|(name, value)| found.take(name, value)),
            JsonValue::List(items) => items.iter().for_each(|item| found.take("[…]", item)),
            _ => return None,
        }
    }
    (!found.parts.is_empty()).then_some(found)
}

fn is_about(json: &Json) -> bool {
    let tells = |(name, _): &(String, Json)| matches!(name.as_str(), "acceptedTerms" | "agreementId");
    json.members().is_some_and(|members| members.iter().any(tells))
}

impl<'j> Answers<'j> {
    fn take(&mut self, name: &str, json: &'j Json) {
        if is_about(json) { self.parts.push(json) } else { self.beside.push(not_carried(name, json)) }
    }
}

impl Build<'_> {
    /// The offer as it was accepted.
    pub(super) fn agreement(&mut self, answers: Answers<'_>) {
        self.head("From an agreement as the AWS Marketplace Agreement API describes it.");
        self.comments.head.extend(answers.beside);
        let parts = answers.parts.into_iter().filter_map(|part| Members::of(part, "", self.faults));
        let mut parts: Vec<Members<'_>> = parts.collect();
        let (mut times, mut status) = (None, None);
        // The day of acceptance is needed to read the terms.
        let mut agreements = parts.iter_mut().filter(|part| part.has("agreementId"));
        if let Some(part) = agreements.next() {
            status = self.parties(part);
            times = Some((part.moment("startTime"), part.moment("endTime")));
        }
        if let Some(another) = agreements.next() {
            another.fault(ImportError::SeveralAgreements);
        }
        let last = parts.iter().rposition(|part| part.has("acceptedTerms"));
        for (at, mut part) in parts.into_iter().enumerate() {
            part.ignore(&["ResponseMetadata"]);
            if part.take("nextToken").is_some() && Some(at) == last {
                part.fault(ImportError::NotAllTerms);
            }
            for (path, term) in part.list("acceptedTerms") {
                self.accepted_term(&path, term);
            }
            self.leave_at_head(part);
        }
        let end = times.and_then(|(_, end)| end);
        if let Some(status) = status {
            let reason = reason(&status.value);
            if reason.is_some() || (is_over(&status.value) && self.is_early(end)) {
                self.ended(reason.map(|reason| status.map(|_| reason)), end);
            }
        }
        if let Some((Some(start), Some(end))) = times {
            self.runs(start, end);
        }
    }

    /// Whether an agreement ended before its term.
    fn is_early(&self, end: Option<Spanned<Moment>>) -> bool {
        let accepted = self.offer.accepted.get();
        let term = accepted.and_then(|accepted| Contract::accepted_on(&self.offer, *accepted).end);
        end.zip(term).is_some_and(|(end, term)| end.value.day < term)
    }

    /// The end of an agreement by its status, on the day of its end time.
    fn ended(&mut self, reason: Option<Spanned<EndReason>>, end: Option<Spanned<Moment>>) {
        let Some(end) = end else {
            return self.say("ended", "the JSON does not say when it ended: write `ended: …`");
        };
        let on = end.map(|moment| moment.day);
        let ended = Ended { span: on.span, on: Field::Given(on), reason: reason.into() };
        self.offer.ended = Field::Given(Spanned::new(ended, on.span));
    }

    /// A term in an object with one member, whose name is the term's type.
    fn accepted_term(&mut self, path: &str, term: &Json) {
        let Some(whole) = Members::of(term, path, self.faults) else { return };
        if whole.has("Type") {
            return self.term(whole);
        }
        for (name, inner) in term.members().unwrap_or_default() {
            let inner_path = whole.path(name);
            if inner.members().is_none() {
                self.head(not_carried(&inner_path, inner));
                continue;
            }
            if let Some(members) = Members::of(inner, inner_path, self.faults) {
                self.term_of(&Spanned::new(catalog_name(name), inner.key), members);
            }
        }
    }

    /// The parties and the day of acceptance; returns the agreement's status.
    fn parties(&mut self, part: &mut Members<'_>) -> Option<Spanned<String>> {
        if let Some(id) = part.string("agreementId") {
            self.offer.labels.push((AGREEMENT.to_owned().into(), id));
        }
        let status = part.string("status");
        if let Some(status) = &status {
            self.head(format!("Its status is {}.", status.value));
        }
        if let Some(kind) = part.text("agreementType").filter(|kind| *kind != "PurchaseAgreement") {
            self.head(format!("Its type is {kind}."));
        }
        if let Some(mut acceptor) = part.object("acceptor") {
            if let Some(account) = acceptor.account("accountId") {
                self.add_buyer(Buyer {
                    span: account.span,
                    account: Field::Given(account),
                    ..Buyer::default()
                });
            }
            self.leave("buyers", acceptor);
        }
        if let Some(accepted) = part.moment("acceptanceTime") {
            if let Some(time) = accepted.value.within_day() {
                self.say("accepted", format!("at {time}"));
            }
            self.offer.accepted = Field::Given(accepted.map(|moment| moment.day));
        }
        if let Some(mut summary) = part.object("proposalSummary") {
            self.offer.id = summary.string("offerId").into();
            let mut resources = summary.objects("resources").into_iter();
            if let Some(mut resource) = resources.next() {
                let (id, span) = (resource.string("id").into(), resource.span());
                let product = Product { span, id, ..Product::default() };
                self.offer.product = Field::Given(Spanned::new(product, span));
                self.facts.resource = resource.text("type").map(str::to_owned);
                self.leave("product", resource);
            }
            resources.for_each(|other| self.leave("product", other));
            self.leave_at_head(summary);
        }
        self.value(part);
        status
    }

    /// The value of the agreement as the marketplace gives it; a comment says so if the installments
    /// differ.
    fn value(&mut self, part: &mut Members<'_>) {
        let Some(mut charges) = part.object("estimatedCharges") else { return };
        let (currency, value) =
            (charges.text("currencyCode"), charges.amount("agreementValue", PRICE_DECIMALS));
        if let Some(value) = value {
            let currency = currency.unwrap_or("");
            self.worth = Some((value.value, currency.to_owned()));
        }
        self.leave("total", charges);
    }
}

/// Whether an agreement is over by a status that gives no reason: at the end of its term, or before.
fn is_over(status: &str) -> bool {
    matches!(status, "ARCHIVED" | "EXPIRED")
}

/// Why an agreement of that status ended before its term; `None` if the status does not say that it did.
/// Source: Agreement API, `AgreementStatus`.
fn reason(status: &str) -> Option<EndReason> {
    Some(match status {
        "CANCELLED" => EndReason::Cancelled,
        "TERMINATED" => EndReason::Terminated,
        "REPLACED" => EndReason::Replaced,
        "RENEWED" => EndReason::Renewed,
        "SUPERSEDED" => EndReason::Superseded,
        "ROLLED_BACK" => EndReason::RolledBack,
        _ => return None,
    })
}
