//! A rule's SARIF descriptor, from its manual page.

use std::collections::BTreeMap;

use super::model::{Configuration, Descriptor, Help, RuleProperties, SarifMessage};
use crate::lint::rules::{Level, Rule, TOPICS};
use crate::text::diagnostic::Severity;
use crate::text::message::{self, Fragment};

/// The tool's home page.
pub(super) const HOME: &str = "https://docs.rs/paysched";

/// Words of a rule's reference, and the page that they mean; the first match is used.
const PAGES: &[(&str, &str)] = &[
    (
        "Future-dated agreements",
        "https://docs.aws.amazon.com/marketplace/latest/userguide/private-offers-seller-future-dated-private-offers-and-agreements.html",
    ),
    (
        "Supported product types",
        "https://docs.aws.amazon.com/marketplace/latest/userguide/private-offers-supported-product-types.html",
    ),
    (
        "resale authorizations",
        "https://docs.aws.amazon.com/marketplace/latest/APIReference/work-with-resale-authorizations.html",
    ),
    ("channel partner", "https://docs.aws.amazon.com/marketplace/latest/APIReference/work-with-cppos.html"),
    (
        "Catalog API",
        "https://docs.aws.amazon.com/marketplace/latest/APIReference/work-with-private-offers.html",
    ),
    ("Seller Guide", "https://docs.aws.amazon.com/marketplace/latest/userguide/installment-plans.html"),
    ("YAML 1.2", "https://yaml.org/spec/1.2.2/"),
];

/// The longest description that GitHub shows whole.
const LONGEST_DESCRIPTION: usize = 1000;

/// Describes a rule, with its messages in the report.
pub(super) fn descriptor(rule: &'static Rule, message_strings: BTreeMap<String, SarifMessage>) -> Descriptor {
    let page = manual(rule);
    let help = Help { text: page.clone(), markdown: page };
    Descriptor {
        id: rule.name,
        name: pascal_case(rule.name),
        short_description: SarifMessage { text: format!("{}.", rule.summary()) },
        full_description: SarifMessage { text: description(rule) },
        help,
        help_uri: address(rule.reference),
        message_strings,
        default_configuration: Configuration {
            enabled: rule.level > Level::Off,
            level: rule.level.severity().map_or("none", level),
        },
        properties: RuleProperties {
            tags: topic(rule).into_iter().collect(),
            problem_severity: match rule.level.severity() {
                Some(Severity::Error) => "error",
                Some(Severity::Warning) => "warning",
                Some(Severity::Info) | None => "recommendation",
            },
            precision: "very-high",
            marketplace_codes: rule.codes,
            reference: rule.reference,
        },
    }
}

/// The name of a message among those of its rule: the words of its English template.
pub(super) fn message_id(message: &message::Message) -> String {
    let words = message.template().split(|c: char| !c.is_ascii_alphanumeric());
    words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join("-").to_ascii_lowercase()
}

/// A message in SARIF's form: a sentence, with its values by number between quotes. Other braces are
/// doubled.
pub(super) fn message_string(message: &message::Message) -> SarifMessage {
    let mut text = String::new();
    let mut count = 0;
    for part in message.parts() {
        match part {
            Fragment::Text(words) => text.push_str(&words.replace('{', "{{").replace('}', "}}")),
            Fragment::Value(_) => {
                text.push_str(&format!("'{{{count}}}'"));
                count += 1;
            }
        }
    }
    SarifMessage { text: text.replace("`'{", "'{").replace("}'`", "}'") + "." }
}

/// The arguments of a message, in the order of its numbers.
pub(super) fn arguments(message: &message::Message) -> Vec<String> {
    let value = |part| match part {
        Fragment::Value(value) => Some(value.to_string()),
        Fragment::Text(_) => None,
    };
    message.parts().into_iter().filter_map(value).collect()
}

/// SARIF's word for a severity.
pub(super) fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

/// The manual page, without the blank that a doc comment puts before each line.
fn manual(rule: &Rule) -> String {
    let lines: Vec<&str> = rule.docs.lines().map(|line| line.strip_prefix(' ').unwrap_or(line)).collect();
    let mut page = lines.join("\n").trim().to_owned();
    page.push_str(&format!("\n\n## Reference\n{}\n", rule.reference));
    if !rule.codes.is_empty() {
        page.push_str(&format!("\n## Marketplace codes\n{}\n", rule.codes.join(", ")));
    }
    page
}

/// What the rule finds and why, on one line: its page up to the second heading.
fn description(rule: &Rule) -> String {
    let page = manual(rule);
    let mut words: Vec<&str> = Vec::new();
    let mut headings = 0;
    for line in page.lines() {
        headings += usize::from(line.starts_with('#'));
        if headings == 2 {
            break;
        }
        words.extend(line.split_whitespace().filter(|_| !line.starts_with('#')));
    }
    let mut text = String::new();
    for word in words {
        if text.len() + word.len() > LONGEST_DESCRIPTION {
            text.push('…');
            break;
        }
        if !text.is_empty() {
            text.push(' ');
        }
        text.push_str(word);
    }
    text
}

fn pascal_case(name: &str) -> String {
    let word = |word: &str| {
        let mut letters = word.chars();
        let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
        first + letters.as_str()
    };
    name.split('-').map(word).collect()
}

fn topic(rule: &Rule) -> Option<String> {
    let (topic, _) = TOPICS.iter().find(|(_, rules)| rules.iter().any(|r| r.name == rule.name))?;
    Some(topic.trim().to_lowercase().replace(' ', "-"))
}

/// The web page behind a rule; if the reason is our own, the tool's.
pub(crate) fn address(reference: &str) -> &'static str {
    let page = PAGES.iter().find(|(words, _)| reference.contains(words));
    page.map_or(HOME, |(_, address)| address)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::rules::ALL;

    #[test]
    fn a_name_is_in_pascal_case() {
        assert_eq!(pascal_case("percentages-not-100"), "PercentagesNot100");
    }

    #[test]
    fn every_rule_describes_itself_whole() {
        for rule in ALL {
            let described = descriptor(rule, BTreeMap::new());
            assert!(described.short_description.text.len() > 1, "{}", rule.name);
            assert!(described.full_description.text.len() < 1024, "{}", rule.name);
            assert!(described.help.markdown.contains(rule.reference), "{}", rule.name);
            assert_eq!(described.properties.tags.len(), 1, "{}", rule.name);
            assert!(!rule.name.contains('/'));
        }
    }
}
