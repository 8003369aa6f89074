//! Findings in the words of JSON: `ChargeDate` where an offer file says `invoice_date`.

use crate::marketplace::aws::change_set::iso;
use crate::offer::Duration;
use crate::text::diagnostic::Diagnostic;
use crate::text::message::Value;

/// Sentences that have another way out in JSON; the first that fits is taken.
const SENTENCES: [(&str, &str); 15] = [
    ("the renewal has no `installments`", "the renewal has no `TermTemplates`"),
    ("write `kind: {wanted}`, or delete `{key}`", "create it with `{wanted}`, or take `{key}` out"),
    ("for `kind: {wanted}`", "for `{wanted}`"),
    (
        "if the offer was published earlier, write that day as `release`",
        "if it was published earlier, check it as of that day",
    ),
    (
        "without `release`, an offer is judged as of the day of checking",
        "JSON is judged as of the day of checking",
    ),
    (
        "if it replaces an agreement, set `kind: replacement_offer`",
        "if it replaces an agreement, create it with `CreateReplacementOffer`",
    ),
    ("write `kind: private_offer`", "create it with `CreateOffer`"),
    (
        "set `term: {{start: {start}, end: {end}}}`",
        "write `\"AgreementStartDate\": \"{start}\", \"AgreementEndDate\": \"{end}\"`",
    ),
    ("write `{{account: \"{account}\", billing: invoice}}` here", "say so in the account register"),
    ("write `standard`, or an address", "write a document of the type `StandardEula`, or an address"),
    ("neither `standard` nor", "neither a `StandardEula` nor"),
    (
        "write the account that is to accept it: `buyers: [\"111122223333\"]`",
        "write the account that is to accept it: `\"BuyerAccounts\": [\"111122223333\"]`",
    ),
    (
        "add `installments: [{{after: 0 months, percent: 100%}}]` to `renewal`, or several parts",
        "add `TermTemplates` with a `PaymentScheduleTermTemplate`",
    ),
    ("write `term: {{end: YYYY-MM-DD}}` with", "add `\"AgreementEndDate\": \"YYYY-MM-DD\"` with"),
    ("set `end: {after}`", "write `\"AgreementEndDate\": \"{after}\"`"),
];

/// A key of an offer file, the member that says the same, and whether its value is in quotes.
const MEMBERS: [(&str, &str, bool); 18] = [
    ("accept_by", "AvailabilityEndDate", true),
    ("after", "ChargeDateOffset", true),
    ("amount", "ChargeAmount", true),
    ("currency", "CurrencyCode", true),
    ("day", "DayOfMonth", false),
    ("description", "Description", true),
    ("end", "AgreementEndDate", true),
    ("invoice_date", "ChargeDate", true),
    ("key", "DimensionKey", true),
    ("markup", "UpdateMarkup", true),
    ("name", "Name", true),
    ("net_terms", "PaymentDuePeriod", true),
    ("overage", "Price", true),
    ("percent", "ChargePercentage", true),
    ("quantity", "MaxQuantity", false),
    ("refund_policy", "RefundPolicy", true),
    ("start", "AgreementStartDate", true),
    ("term", "AgreementDuration", true),
];

/// Puts a finding into the words of JSON. How long an authorization's agreements run, the prices say.
pub(super) fn put(finding: &mut Diagnostic, authorization: bool) {
    let Diagnostic { message, labels, help, notes, .. } = finding;
    let captions = labels.iter_mut().map(|label| &mut label.message);
    for message in captions.chain(help).chain(notes).chain([message]) {
        if authorization {
            message.reword(&of_authorization);
        } else {
            message.reword(&reworded);
        }
    }
}

fn of_authorization(template: &str, values: &mut [(&'static str, Value)]) -> Option<String> {
    Some(reworded(template, values)?.replace("AgreementDuration", "Duration"))
}

/// A template in the words of JSON, its values with it.
fn reworded(template: &str, values: &mut [(&'static str, Value)]) -> Option<String> {
    let mut text = template.to_owned();
    for (ours, theirs) in SENTENCES {
        text = text.replace(ours, theirs);
    }
    for (key, member, quoted) in MEMBERS {
        text = text.replace(&format!("`{key}`"), &format!("`{member}`"));
        let begins = format!("`{key}: ");
        while let Some((before, (value, after))) =
            text.split_once(&begins).and_then(|(before, rest)| Some((before, rest.split_once('`')?)))
        {
            let quote = if quoted { "\"" } else { "" };
            let name = value.trim_matches(['{', '}']);
            values.iter_mut().filter(|(known, _)| *known == name).for_each(|(_, value)| in_iso(value));
            text = format!("{before}`\"{member}\": {quote}{value}{quote}`{after}");
        }
    }
    (text != template).then_some(text)
}

/// A duration in the form of the marketplace: `P12M` for 12 months.
fn in_iso(value: &mut Value) {
    let (Value::Text(text) | Value::Volatile(text)) = value else { return };
    if let Ok(duration) = Duration::parse(text) {
        *text = iso(duration);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::message::{Message, msg};

    fn said(mut message: Message) -> String {
        message.reword(&reworded);
        message.to_string()
    }

    #[test]
    fn keys_become_members_and_durations_those_of_the_marketplace() {
        let day = "2026-12-31";
        assert_eq!(
            said(msg!("set `accept_by: {day}` or earlier", day)),
            "set `\"AvailabilityEndDate\": \"2026-12-31\"` or earlier"
        );
        let longer = "19 months";
        assert_eq!(said(msg!("set `term: {longer}`", longer)), "set `\"AgreementDuration\": \"P19M\"`");
        assert_eq!(said(msg!("write `quantity: 1` or more")), "write `\"MaxQuantity\": 1` or more");
        assert_eq!(said(msg!("no key here, {day}", day)), "no key here, 2026-12-31");
    }

    #[test]
    fn every_sentence_is_one_of_ours() {
        let page = include_str!("../../../docs/messages.md");
        for (sentence, _) in SENTENCES {
            assert!(page.contains(sentence), "{sentence}");
        }
    }
}
