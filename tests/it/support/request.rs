//! Requests of the Catalog API taken apart, and what ours say otherwise than the public ones.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a broken test stops here")]

use std::collections::BTreeMap;

use paysched::offer::Amount;
use serde_json::Value;

/// The details of a change of a request, as JSON in whichever way they are written.
pub(crate) fn details<'r>(request: &'r Value, change: &str) -> Option<std::borrow::Cow<'r, Value>> {
    let changes = request["ChangeSet"].as_array().unwrap();
    let change = changes.iter().find(|one| one["ChangeType"] == change)?;
    Some(match change["Details"].as_str() {
        Some(text) => std::borrow::Cow::Owned(serde_json::from_str(text).unwrap()),
        None => std::borrow::Cow::Borrowed(change.get("DetailsDocument").unwrap_or(&change["Details"])),
    })
}

/// Every value of a request by its path: changes by their type, terms by theirs. Details as text
/// are read, and the new entity goes by the change that creates it.
pub(crate) fn values(request: &Value) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let all = request["ChangeSet"].as_array().unwrap();
    let created = all.iter().find_map(|change| change["ChangeName"].as_str()).unwrap_or("");
    for change in all {
        let kind = change["ChangeType"].as_str().unwrap();
        let entity = change["Entity"]["Identifier"].as_str().unwrap_or("");
        let entity = entity.replace(&format!("${created}."), "$Created.");
        found.insert(format!("{kind}/Entity"), format!("{} {entity}", change["Entity"]["Type"]));
        walk(&details(request, kind).unwrap(), kind, &mut found);
    }
    found
}

fn walk(value: &Value, path: &str, found: &mut BTreeMap<String, String>) {
    match value {
        Value::Object(entries) => {
            for (key, value) in entries {
                walk(value, &format!("{path}/{key}"), found);
            }
        }
        Value::Array(items) => {
            for (at, item) in items.iter().enumerate() {
                let name = item["Type"].as_str().map_or(at.to_string(), str::to_owned);
                walk(item, &format!("{path}/{name}"), found);
            }
        }
        Value::String(text) => {
            // `0`, `0.0` and `0.00` are one amount.
            let amount =
                Amount::parse(text).ok().filter(|_| path.ends_with("Price") || path.ends_with("Amount"));
            found.insert(
                path.to_owned(),
                amount.map_or(text.clone(), |amount| amount.normalized().to_string()),
            );
        }
        other => {
            found.insert(path.to_owned(), other.to_string());
        }
    }
}

/// What our request says otherwise than the public one, and why.
pub(crate) const OTHERWISE: [(&str, &str, &str); 6] = [
    (
        "saas-fps",
        "UpdatePricingTerms/Terms/FixedUpfrontPricingTerm/Duration",
        "the sample leaves out the duration, which the table of the term asks for; ours is the contract's",
    ),
    ("saas-fps-two-buyers", "UpdatePricingTerms/Terms/FixedUpfrontPricingTerm/Duration", "the same"),
    (
        "replacement-saas-fps-named",
        "CreateReplacementOffer/Name",
        "a first name, which UpdateInformation overwrites in the same request",
    ),
    ("replacement-saas-fps-2", "CreateReplacementOffer/Name", "the same"),
    ("replacement-schedule-without-pricing", "CreateReplacementOffer/Name", "the same"),
    (
        "cppo-replacement-fps-p6m",
        "CreateReplacementOfferUsingResaleAuthorization/Name",
        "a first name, which UpdateInformation overwrites in the same request",
    ),
];
