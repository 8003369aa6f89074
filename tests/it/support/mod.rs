//! What several test files share: offers out of snippets, and checking them in memory.
#![allow(dead_code, reason = "each test file uses its own part")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a broken test stops here")]

pub(crate) mod place;
pub(crate) mod promises;
pub(crate) mod request;
pub(crate) mod slips;

pub(crate) use promises::{planned, settings, spans_are_sound};
pub(crate) use slips::BASE;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use paysched::internals::lint::{
    CheckedOffer, FileReport, Overlap, ReferenceError, References, Related, Settings,
};
use paysched::internals::text::source::SourceFile;
use paysched::offer::{Amount, parse_date};
use paysched::plan::Plan;
use proptest::test_runner::Config;
use rust_decimal::Decimal;

/// The configuration of a property that is tried on so many inputs, or on as many as PROPTEST_CASES says.
pub(crate) fn cases(cases: u32) -> Config {
    match std::env::var_os("PROPTEST_CASES") {
        Some(_) => Config::default(),
        None => Config::with_cases(cases),
    }
}

/// So many units of the last of `scale` decimals: 1234 and 2 are 12.34.
pub(crate) fn amount(units: i64, scale: u32) -> Amount {
    Decimal::new(units, scale).into()
}

/// One first-level key with all its lines.
struct Block {
    key: String,
    text: String,
}

fn blocks(text: &str) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut pending = String::new();
    for line in text.split_inclusive('\n') {
        let starts =
            line.starts_with(|c: char| c.is_alphabetic() || matches!(c, '"' | '\u{3000}' | '<' | '&'));
        if starts {
            let key = line.split([':', '：']).next().unwrap_or("").to_owned();
            blocks.push(Block { key, text: std::mem::take(&mut pending) + line });
        } else if line.starts_with('#') || (line.trim().is_empty() && blocks.is_empty()) {
            pending.push_str(line);
        } else if let Some(last) = blocks.last_mut() {
            last.text.push_str(&std::mem::take(&mut pending));
            last.text.push_str(line);
        } else {
            pending.push_str(line);
        }
    }
    if let Some(last) = blocks.last_mut() {
        last.text.push_str(&pending);
    }
    blocks
}

/// Completes a snippet to a whole offer: its first-level keys take the place of the base's.
/// `# without: a, b` leaves keys of the base out. A text with the key `paysched` of its own, or
/// with `---` or `%` at a line's start, is whole already.
pub(crate) fn complete(snippet: &str) -> String {
    let whole = |line: &str| line.starts_with("paysched") || line.starts_with("---") || line.starts_with('%');
    if snippet.lines().any(whole) {
        return snippet.to_owned();
    }
    let snippet = &counted(snippet);
    let without: Vec<&str> = snippet
        .lines()
        .filter_map(|l| l.strip_prefix("# without:"))
        .flat_map(|list| list.split(',').map(str::trim))
        .collect();
    let own = blocks(snippet);
    let mut text = String::new();
    for block in blocks(BASE) {
        if without.contains(&block.key.as_str()) || own.iter().any(|o| o.key == block.key) {
            continue;
        }
        text.push_str(&block.text);
    }
    own.iter().for_each(|block| text.push_str(&block.text));
    text
}

/// Writes out a line that counts: `- {key: item-1}  # and so on, up to item-201` stands for 201
/// lines, of which the last has `item-201` in place of `item-1`.
fn counted(snippet: &str) -> String {
    let mut text = String::new();
    for line in snippet.split_inclusive('\n') {
        let Some((first, last)) = line.trim_end().split_once("  # and so on, up to ") else {
            text.push_str(line);
            continue;
        };
        let start = last.find(|c: char| c.is_ascii_digit()).unwrap();
        let (before, rest) = last.split_at(start);
        let (number, after) = rest.split_at(rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len()));
        let one = format!("{before}1{after}");
        assert!(first.contains(&one), "{line}");
        for n in 1..=number.parse::<u32>().unwrap() {
            text.push_str(&first.replace(&one, &format!("{before}{n}{after}")));
            text.push('\n');
        }
    }
    text
}

/// The changes of a request that is clean on the day of the tests.
const CHANGES: &str = r#"[
{"ChangeType": "CreateOffer", "DetailsDocument": {"ProductId": "prod-k3xu7yexample"}},
{"ChangeType": "UpdateInformation", "DetailsDocument": {"Name": "Acme KK, three-year plan", "Description": "Enterprise plan for Acme KK"}},
{"ChangeType": "UpdateTargeting", "DetailsDocument": {"PositiveTargeting": {"BuyerAccounts": ["111122223333"]}}},
{"ChangeType": "UpdatePricingTerms", "DetailsDocument": {"PricingModel": "Contract", "Terms": [
  {"Type": "FixedUpfrontPricingTerm", "CurrencyCode": "USD", "Price": "0.0", "Grants": [{"DimensionKey": "users", "MaxQuantity": 25}]}]}},
{"ChangeType": "UpdateValidityTerms", "DetailsDocument": {"Terms": [{"Type": "ValidityTerm", "AgreementDuration": "P36M"}]}},
{"ChangeType": "UpdatePaymentScheduleTerms", "DetailsDocument": {"Terms": [
  {"Type": "PaymentScheduleTerm", "CurrencyCode": "USD", "Schedule": [
    {"ChargeDate": "2027-01-15", "ChargeAmount": "60000.00"}, {"ChargeDate": "2027-02-15", "ChargeAmount": "60000.00"}]}]}},
{"ChangeType": "UpdateLegalTerms", "DetailsDocument": {"Terms": [{"Type": "LegalTerm", "Documents": [{"Type": "StandardEula", "Version": "2022-07-14"}]}]}},
{"ChangeType": "UpdateAvailability", "DetailsDocument": {"AvailabilityEndDate": "2026-12-31"}},
{"ChangeType": "ReleaseOffer", "DetailsDocument": {}}
]"#;

/// Completes a list of changes to a whole request: each takes the place of the one of its type. `words`
/// may say `without=A,B` for changes to leave out, `as=CREATE` for another change that creates the
/// entity, and `repeat=N` for a request that has the one change N times. A text that is no list of
/// changes is whole already.
pub(crate) fn complete_json(snippet: &str, words: &[&str]) -> String {
    use serde_json::{Value, json};
    let word = |name: &str| words.iter().find_map(|word| word.strip_prefix(name)?.strip_prefix('='));
    let Ok(Value::Array(mut own)) = serde_json::from_str(snippet) else { return snippet.to_owned() };
    let Value::Array(base) = serde_json::from_str(CHANGES).unwrap() else { unreachable!() };
    let mut changes = Vec::new();
    let without: Vec<&str> = word("without").iter().flat_map(|list| list.split(',')).collect();
    for mut change in base.into_iter().filter(|_| word("repeat").is_none()) {
        let kind = change["ChangeType"].as_str().unwrap().to_owned();
        if let Some(at) = own.iter().position(|own| own["ChangeType"] == kind) {
            changes.push(own.remove(at));
        } else if !without.contains(&kind.as_str()) {
            if let (true, Some(create)) = (kind == "CreateOffer", word("as")) {
                change["ChangeType"] = json!(create);
                change["DetailsDocument"] = created(create);
            }
            changes.push(change);
        }
    }
    let repeat = word("repeat").map_or(1, |times| times.parse().unwrap());
    let at = changes.len().saturating_sub(1);
    (0..repeat).for_each(|_| changes.splice(at..at, own.clone()).for_each(drop));
    let authorization = word("as") == Some("CreateResaleAuthorization");
    // An authorization runs as long as its prices say, and names its buyers in a term.
    changes.retain(|change| !authorization || change["ChangeType"] != "UpdateValidityTerms");
    for change in
        changes.iter_mut().filter(|change| authorization && change["ChangeType"] == "UpdateTargeting")
    {
        let positive = change["DetailsDocument"]["PositiveTargeting"].take();
        let term = json!({"Type": "BuyerTargetingTerm", "PositiveTargeting": positive});
        *change = json!({"ChangeType": "UpdateBuyerTargetingTerms", "DetailsDocument": {"Terms": [term]}});
    }
    for change in &mut changes {
        let creates = change["ChangeType"].as_str().unwrap().starts_with("Create");
        let kind = if authorization { "ResaleAuthorization@1.0" } else { "Offer@1.0" };
        change["Entity"] = json!({"Type": kind});
        match (creates, word("repeat")) {
            (true, _) => change["ChangeName"] = json!("Create"),
            (_, Some(_)) => change["Entity"]["Identifier"] = json!("offer-k3xu7yexample"),
            _ => change["Entity"]["Identifier"] = json!("$Create.Entity.Identifier"),
        }
    }
    let mut text =
        serde_json::to_string_pretty(&json!({"Catalog": "AWSMarketplace", "ChangeSet": changes})).unwrap();
    if authorization {
        for name in ["FixedUpfrontPricingTerm", "PaymentScheduleTerm"] {
            text = text.replace(&format!("\"{name}\""), &format!("\"Resale{name}\""));
        }
        text = text.replace("\"Price\": \"0.0\"", "\"Price\": \"0.0\", \"Duration\": \"P36M\"");
        text = text.replace("\"LegalTerm\"", "\"BuyerLegalTerm\"");
        text = text.replace("\"ReleaseOffer\"", "\"ReleaseResaleAuthorization\"");
    }
    text
}

/// What the change that creates an entity says.
fn created(change: &str) -> serde_json::Value {
    use serde_json::json;
    match change {
        "CreateResaleAuthorization" => {
            json!({"ProductId": "prod-k3xu7yexample", "Name": "For a partner", "ResellerAccountId": "777788889999"})
        }
        "CreateReplacementOffer" => json!({"AgreementId": "agmt-4x7k2example"}),
        _ => json!({"ResaleAuthorizationId": "resaleauthz-1"}),
    }
}

/// Offers that other offers name, by path.
#[derive(Debug, Clone, Default)]
pub(crate) struct Files(pub BTreeMap<String, String>);

/// The name under which it is kept where another offer with the same id stands.
pub(crate) const TWIN: &str = "the other offer";

/// The name under which it is kept where an agreement that runs at the same time stands.
pub(crate) const OVERLAP: &str = "the overlapping offer";

/// The name under which the earlier version of an offer is kept.
pub(crate) const BEFORE: &str = "the earlier version";

impl References for Files {
    fn find(&self, _: &SourceFile, reference: &str) -> Option<Result<Arc<Related>, ReferenceError>> {
        let text = self.0.get(reference)?;
        let file = SourceFile::new(reference, text.clone());
        Some(Related::read(&file, &settings().holidays).map(Arc::new).ok_or(ReferenceError::NoOffer))
    }

    fn twin(&self, _: &SourceFile, _: usize) -> Option<String> {
        self.0.get(TWIN).cloned()
    }

    fn overlap(&self, _: &SourceFile, _: usize) -> Option<Overlap> {
        let day = |text| parse_date(text).unwrap();
        let path = self.0.get(OVERLAP).cloned()?;
        Some(Overlap { path, document: 1, from: day("2026-12-10"), to: day("2027-06-30") })
    }

    fn before(&self, file: &SourceFile, _: usize, _: Option<&str>) -> Option<Arc<Related>> {
        self.find(file, BEFORE)?.ok()
    }
}

/// Checks a text as a file that was named.
pub(crate) fn check(text: &str) -> FileReport {
    check_with(text, &settings(), &Files::default())
}

/// Checks a text with settings and files beside it.
pub(crate) fn check_with(text: &str, settings: &Settings, files: &Files) -> FileReport {
    let json = text.starts_with(['{', '[']) && !text.contains("paysched");
    let file = SourceFile::new(if json { "offer.json" } else { "offer.yaml" }, text);
    let settings = settings.clone().with_references(Arc::new(files.clone()));
    let report = paysched::check(&file, &settings).report;
    for finding in &report.diagnostics {
        spans_are_sound(&file, finding);
    }
    report
}

/// The first offer of a text, checked.
pub(crate) fn offer(text: impl Into<String>) -> CheckedOffer {
    let checked = paysched::check(&SourceFile::new("offer.yaml", text), &settings());
    checked.into_offers().next().unwrap().1.unwrap()
}

/// The plan of every offer of a text; `None` for one with errors, which the command does not plan.
pub(crate) fn plans(text: &str) -> Vec<Option<Plan>> {
    planned(paysched::check(&SourceFile::new("offer.yaml", text), &settings()))
}

/// The rules of the findings, in order.
pub(crate) fn names(report: &FileReport) -> Vec<&'static str> {
    report.diagnostics.iter().map(|d| d.rule).collect()
}

/// A command that sees nothing of the terminal, the day's fashion or the CI that runs the test.
pub(crate) fn scrubbed(command: &mut std::process::Command) -> &mut std::process::Command {
    for name in ["NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE", "CI", "TERM", "GITHUB_ACTIONS", "GITLAB_CI"] {
        command.env_remove(name);
    }
    command
}

/// The YAML files of `schedules/` and the folders in it, in order.
pub(crate) fn schedules() -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![PathBuf::from("schedules")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            match path.is_dir() {
                true => folders.push(path),
                false if path.extension().is_some_and(|end| end == "yaml") => found.push(path),
                false => {}
            }
        }
    }
    found.sort();
    found
}

/// Those of them that hold offers.
pub(crate) fn offer_files() -> Vec<PathBuf> {
    schedules().into_iter().filter(|path| path.file_stem().unwrap() != "accounts").collect()
}

/// Compares a text with the one that is kept; `UPDATE=1` keeps the new one.
pub(crate) fn golden(path: &std::path::Path, text: &str) {
    if std::env::var_os("UPDATE").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    let kept = std::fs::read_to_string(path).unwrap_or_default();
    assert_eq!(kept, text, "{} is not fresh; UPDATE=1 cargo test rewrites it", path.display());
}
