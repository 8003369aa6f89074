//! Agreements: the answers of `GetAgreementTerms` and `DescribeAgreement`.

use super::Build;
use super::json::Json;
use super::members::Members;
use crate::draft::{Buyer, Product};

/// The answers about one agreement: of `GetAgreementTerms` and `DescribeAgreement`, in one object
/// or in two, which may be the members or the items of one JSON. None for anything else.
pub(super) fn parts(all: &[Json]) -> Option<Vec<&Json>> {
    let found: Vec<&Json> = all.iter().flat_map(inside).collect();
    (!found.is_empty() && found.len() <= 2 && found.iter().all(|json| is_about(json))).then_some(found)
}

fn is_about(json: &Json) -> bool {
    let tells = |(name, _): &(String, Json)| matches!(name.as_str(), "acceptedTerms" | "agreementId");
    json.members().is_some_and(|members| members.iter().any(tells))
}

/// An answer, or the answers that lie in an object or a list.
fn inside(json: &Json) -> Vec<&Json> {
    match json {
        Json::Object(members) if !is_about(json) => members.iter().map(|(_, value)| value).collect(),
        Json::List(items) => items.iter().collect(),
        one => vec![one],
    }
}

impl Build<'_> {
    /// The offer as it was accepted.
    pub(super) fn agreement(&mut self, parts: &[&Json]) -> Result<(), String> {
        self.head("From an agreement as the AWS Marketplace Agreement API describes it.");
        let mut times = None;
        for part in parts {
            let mut part = Members::of(part, "")?;
            part.ignore(&["ResponseMetadata", "agreementType"]);
            if part.take("nextToken").is_some() {
                return Err("these are not all terms: the answer has a nextToken; ask for the next page \
                            and put its acceptedTerms with these"
                    .to_owned());
            }
            for (path, term) in part.list("acceptedTerms")? {
                self.accepted_term(&path, term)?;
            }
            if part.has("agreementId") {
                self.parties(&mut part)?;
                times = Some((part.moment("startTime")?, part.moment("endTime")?));
            }
            self.leave_at_head(part);
        }
        if let Some((Some(start), Some(end))) = times {
            self.runs(start, end);
        }
        Ok(())
    }

    /// A term in an object whose one member says which it is.
    fn accepted_term(&mut self, path: &str, term: &Json) -> Result<(), String> {
        match term {
            Json::Object(members) => match members.as_slice() {
                [(name, inner @ Json::Object(_))] => {
                    let mut letters = name.chars();
                    let first = letters.next().map(|c| c.to_ascii_uppercase());
                    let kind: String = first.into_iter().chain(letters).collect();
                    self.term_of(&kind, Members::of(inner, format!("{path}.{name}"))?)
                }
                _ => self.term(Members::of(term, path)?),
            },
            other => Err(format!("{path}: an object is expected, but this is {}", other.kind())),
        }
    }

    /// Who agreed on what, and when.
    fn parties(&mut self, part: &mut Members<'_>) -> Result<(), String> {
        if let Some(id) = part.text("agreementId")? {
            self.draft.labels.push(("agreement".to_owned(), id.to_owned()));
        }
        if let Some(status) = part.text("status")? {
            self.head(format!("Its status is {status}."));
        }
        if let Some(mut acceptor) = part.object("acceptor")? {
            if let Some(account) = acceptor.account("accountId")? {
                self.draft.buyers.push(Buyer { account, ..Buyer::default() });
            }
            self.leave("buyers", acceptor);
        }
        if let Some(accepted) = part.moment("acceptanceTime")? {
            if let Some(time) = accepted.within_day() {
                self.say("accepted", format!("at {time}"));
            }
            self.draft.accepted = Some(accepted.day);
        }
        if let Some(mut summary) = part.object("proposalSummary")? {
            self.draft.id = summary.text("offerId")?.map(str::to_owned);
            let mut resources = summary.objects("resources")?.into_iter();
            if let Some(mut resource) = resources.next() {
                let id = resource.text("id")?.map(str::to_owned);
                self.draft.product = Some(Product { id, ..Product::default() });
                self.facts.resource = resource.text("type")?.map(str::to_owned);
                self.leave("product", resource);
            }
            resources.for_each(|other| self.leave("product", other));
            self.leave_at_head(summary);
        }
        self.value(part)
    }

    /// What the marketplace says the agreement is worth; said where the installments say another.
    fn value(&mut self, part: &mut Members<'_>) -> Result<(), String> {
        let Some(mut charges) = part.object("estimatedCharges")? else { return Ok(()) };
        let (currency, value) = (charges.text("currencyCode")?, charges.decimal("agreementValue")?);
        if let Some(value) = value {
            let currency = currency.unwrap_or("");
            self.worth = Some((value, currency.to_owned()));
        }
        self.leave("total", charges);
        Ok(())
    }
}
