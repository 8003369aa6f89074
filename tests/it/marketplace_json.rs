//! `check` of the marketplace's JSON: the same rules, each finding at its place, on every form that the
//! marketplace and its clients write.

use std::collections::BTreeSet;
use std::path::Path;

use crate::support::place::Place;
use crate::support::{names, settings, spans_are_sound};
use paysched::internals::lint::{BesideJson, FileReport, Settings};
use paysched::internals::marketplace::aws::import::{ImportOptions, import};
use paysched::internals::text::source::SourceFile;
use paysched::offer::{Billing, ProductType, parse_date};
use paysched::{Checked, check};
use proptest::prelude::*;
use serde_json::{Value, json};

const FIXTURES: &str = "tests/fixtures/aws";

fn fixture(name: &str) -> String {
    std::fs::read_to_string(Path::new(FIXTURES).join(name)).unwrap()
}

fn on(day: &str) -> Settings {
    Settings::new(parse_date(day).unwrap())
}

fn checked(text: &str, settings: &Settings) -> Checked {
    let file = SourceFile::new("request.json", text);
    let checked = check(&file, settings);
    for finding in checked.findings() {
        spans_are_sound(&file, finding);
        assert!(finding.fix.is_none(), "{finding:?}");
        assert!(finding.labels.iter().all(|label| label.span.start() as usize <= text.len()), "{finding:?}");
    }
    checked
}

fn report(text: &str, day: &str) -> FileReport {
    checked(text, &on(day)).report
}

/// The rules of a text's findings, each with the pointer and the text of its first label.
fn found(text: &str, day: &str) -> Vec<(&'static str, String, String)> {
    let file = SourceFile::new("request.json", text);
    let of = |finding: &paysched::Diagnostic| {
        (finding.rule, finding.pointer.clone().unwrap(), file.slice(finding.span()).to_owned())
    };
    report(text, day).diagnostics.iter().map(of).collect()
}

/// A public change set with one member changed.
fn changed(path: &str, value: Value) -> String {
    let mut set: Value = serde_json::from_str(&fixture("changesets/saas-fps.json")).unwrap();
    *set.pointer_mut(path).unwrap() = value;
    serde_json::to_string_pretty(&set).unwrap()
}

const SCHEDULE: &str = "/ChangeSet/5/DetailsDocument/Terms/0";

/// The day on which each public change set could be sent.
fn its_day(name: &str) -> &'static str {
    match name {
        "resale-authorization-fps.json" => "2023-06-01",
        "lab-offer-fps-template.json" | "lab-resale-authorization-fps-template.json" => "2024-12-01",
        "update-offer-expiry.json" => "2025-12-01",
        // An offer expires at once if its day is over.
        "expire-offer.json" => "2023-02-01",
        _ => "2023-12-01",
    }
}

#[test]
fn no_public_change_set_is_called_wrong_on_its_day() {
    let mut tried = 0;
    for folder in ["changesets", "other"] {
        for entry in std::fs::read_dir(Path::new(FIXTURES).join(folder)).unwrap() {
            let name = entry.unwrap().file_name().into_string().unwrap();
            if !name.ends_with(".json") {
                continue;
            }
            let found = report(&fixture(&format!("{folder}/{name}")), its_day(&name));
            let rules = names(&found);
            let warned: &[&str] = match name.as_str() {
                name if name.contains("replacement") => &["zero-amount"],
                _ => &[],
            };
            assert_eq!(rules, warned, "{name}");
            assert_eq!(found.offers, 1, "{name}");
            tried += 1;
        }
    }
    assert_eq!(tried, 16);
}

#[test]
fn the_rules_of_offer_files_speak_at_the_place_in_the_json() {
    let charge = format!("{SCHEDULE}/Schedule/0/ChargeDate");
    for (path, value, rule, text) in [
        (charge.as_str(), json!("2024-02-01"), "duplicate-invoice-date", "\"2024-02-01\""),
        (&charge, json!("2023-11-30"), "invoice-date-in-past", "\"2023-11-30\""),
        (&charge, json!("2024-12-02"), "invoice-date-after-term", "\"2024-12-02\""),
        (&charge, json!("2024-02-30"), "invalid-date", "\"2024-02-30\""),
        (
            "/ChangeSet/7/DetailsDocument/AvailabilityEndDate",
            json!("2024-02-01"),
            "several-invoices-before-acceptance",
            "\"2024-02-01\"",
        ),
        (
            "/ChangeSet/4/DetailsDocument/Terms/0/AgreementDuration",
            json!("P61M"),
            "term-too-long",
            "\"P61M\"",
        ),
        (
            "/ChangeSet/2/DetailsDocument/PositiveTargeting/BuyerAccounts/0",
            json!("1111"),
            "invalid-account-id",
            "\"1111\"",
        ),
    ] {
        let text_of_file = changed(path, value);
        let found = found(&text_of_file, "2023-12-01");
        let of_rule: Vec<_> = found.iter().filter(|(name, ..)| *name == rule).collect();
        assert_eq!(of_rule.len(), 1, "{path}: {found:?}");
        // A label of the finding is the value that was changed; most often the first one.
        let file = SourceFile::new("request.json", text_of_file.clone());
        let report = report(&text_of_file, "2023-12-01");
        let finding = report.diagnostics.iter().find(|finding| finding.rule == rule).unwrap();
        assert!(finding.labels.iter().any(|label| file.slice(label.span) == text), "{rule}: {finding:?}");
    }
    let found =
        found(&changed(&format!("{SCHEDULE}/Schedule/1/ChargeAmount"), json!("1,000.00")), "2023-12-01");
    assert_eq!(
        found,
        [("invalid-amount", format!("{SCHEDULE}/Schedule/1/ChargeAmount"), "\"1,000.00\"".to_owned())]
    );
}

#[test]
fn every_mistake_is_found_at_once_and_each_once() {
    let mut set: Value = serde_json::from_str(&fixture("changesets/saas-fps.json")).unwrap();
    set["ChangeSet"][5]["DetailsDocument"]["Terms"][0]["Schedule"][0]["ChargeDate"] = json!("2024/01/01");
    set["ChangeSet"][5]["DetailsDocument"]["Terms"][0]["Schedule"][1]["ChargeAmount"] = json!("-5");
    set["ChangeSet"][4]["DetailsDocument"]["Terms"][0]["AgreementDuration"] = json!("12 months");
    set["ChangeSet"][3]["DetailsDocument"]["Terms"][0]["Price"] = json!("500.00");
    set["ChangeSet"][2]["DetailsDocument"]["PositiveTargeting"]["BuyerAccounts"][0] = json!(111111111111_u64);
    let report = report(&set.to_string(), "2023-12-01");
    let mut rules = names(&report);
    rules.sort_unstable();
    assert_eq!(
        rules,
        ["invalid-amount", "invalid-date", "invalid-term", "price-beside-schedule", "wrong-type"]
    );
}

#[test]
fn the_help_is_in_the_words_of_the_json() {
    let report =
        report(&changed(&format!("{SCHEDULE}/Schedule/0/ChargeDate"), json!("2025-06-01")), "2023-12-01");
    let help: Vec<String> = report.diagnostics[0].help.iter().map(ToString::to_string).collect();
    assert_eq!(
        help,
        ["set `\"AgreementDuration\": \"P19M\"`", "set `\"ChargeDate\": \"2024-11-30\"` or earlier"]
    );
}

#[test]
fn details_in_a_string_have_their_places_to_the_byte() {
    let mut set: Value = serde_json::from_str(&fixture("changesets/saas-fps.json")).unwrap();
    for change in set["ChangeSet"].as_array_mut().unwrap() {
        let details = change.as_object_mut().unwrap().remove("DetailsDocument").unwrap();
        change["Details"] = json!(details.to_string());
    }
    assert_eq!(found(&set.to_string(), "2023-12-01"), []);
    let text = set.to_string().replace("170.00", "17O.00");
    assert_eq!(
        found(&text, "2023-12-01"),
        [("invalid-amount", "/ChangeSet/5/Details".to_owned(), r#"\"17O.00\""#.to_owned())]
    );
    let text = set.to_string().replace(r#"{\"AvailabilityEndDate\""#, r#"{AvailabilityEndDate\""#);
    assert_eq!(names(&report(&text, "2023-12-01")), ["invalid-json"]);
}

#[test]
fn what_the_json_cannot_say_comes_from_the_settings_or_is_not_judged() {
    let text = fixture("changesets/saas-fps.json");
    let plain = report(&text, "2023-12-01");
    assert_eq!((plain.unjudged.billing, plain.unjudged.product_type), (1, 0));
    let with = |beside_json| checked(&text, &Settings { beside_json, ..on("2023-12-01") }).report;
    let card = with(BesideJson { billing: Some(Billing::CreditCard), product_type: None });
    assert_eq!(names(&card), ["buyer-not-invoiced"]);
    assert_eq!(card.unjudged.billing, 0);
    let byol = with(BesideJson { billing: Some(Billing::Invoice), product_type: Some(ProductType::Byol) });
    assert_eq!(names(&byol), ["product-without-installments"]);
    let image =
        with(BesideJson { billing: Some(Billing::Invoice), product_type: Some(ProductType::AmiContract) });
    assert_eq!(names(&image), ["grant-duration-invalid"]);
}

#[test]
fn single_updates_and_templates_are_judged_by_what_they_hold() {
    let update = fixture("other/update-offer-expiry.json");
    let report = report(&update, "2025-12-01");
    assert_eq!((names(&report).len(), report.unjudged.rest, report.unjudged.schedule), (0, 1, 1));
    let wrong = update.replace("2026-01-01", "2026-13-01");
    assert_eq!(names(&checked(&wrong, &on("2025-12-01")).report), ["invalid-date"]);
    let lab = fixture("other/lab-offer-fps-template.json");
    let open = checked(&lab, &on("2024-12-01")).report;
    assert_eq!((names(&open).len(), open.unjudged.placeholders), (0, 1));
    let twice = lab.replace("2025-01-15", "2025-01-01");
    assert_eq!(names(&checked(&twice, &on("2024-12-01")).report), ["duplicate-invoice-date"]);
    for placeholder in ["$DAY", "${DAY}", "{{DAY}}", "until {{DAY}}"] {
        let text = changed("/ChangeSet/7/DetailsDocument/AvailabilityEndDate", json!(placeholder));
        assert_eq!(names(&checked(&text, &on("2023-12-01")).report), Vec::<&str>::new(), "{placeholder}");
    }
}

#[test]
fn batches_pages_and_lists_are_read() {
    let entity = |id: &str, amount: &str| {
        json!({"EntityType": "Offer@1.0", "EntityIdentifier": format!("{id}@1"), "DetailsDocument": {
            "Id": id, "Name": "S", "Description": "S", "ProductId": "prod-1", "State": "Released",
            "Rules": [{"Type": "AvailabilityRule", "AvailabilityEndDate": "2026-12-31T23:59:59.999Z"}],
            "Terms": [
                {"Type": "PaymentScheduleTerm", "CurrencyCode": "USD",
                 "Schedule": [{"ChargeDate": "2027-01-15T00:00:00.000Z", "ChargeAmount": amount}]},
                {"Type": "ValidityTerm", "AgreementDuration": "P12M"}]}})
    };
    let (one, two) = (entity("offer-1", "10.00"), entity("offer-2", "10.005"));
    let batch = json!({"EntityDetails": {"offer-1": one, "offer-2": two}, "Errors": {}});
    for text in [batch.to_string(), json!([one, two]).to_string(), format!("{one}\n{two}\n")] {
        let report = checked(&text, &settings()).report;
        assert_eq!((report.offers, report.offers_with_findings), (2, 1), "{text}");
        assert_eq!(names(&report), ["amount-too-precise"]);
        assert_eq!(report.diagnostics[0].document, 2);
        assert_eq!(report.offer_ids.values().collect::<Vec<_>>(), ["offer-1", "offer-2"]);
    }
    let alone = json!({"EntityDetails": {"offer-1": one}, "Errors": {}}).to_string();
    let file = import(&[&alone], &ImportOptions::default()).unwrap().to_yaml();
    assert!(
        file.contains("id: offer-1\n") && file.contains("{ invoice_date: 2027-01-15, amount: 10.00 }"),
        "{file}"
    );
    let several = import(&[&batch.to_string()], &ImportOptions::default()).unwrap_err().to_string();
    assert_eq!(several, "this describes 2 entities, `offer-1` and `offer-2`: take one of EntityDetails");

    let whole: Value = serde_json::from_str(&fixture("made/agreement-in-japan.json")).unwrap();
    let terms = whole.pointer("/terms/acceptedTerms").or(whole.pointer("/1/acceptedTerms"));
    let terms = terms.or(whole.pointer("/acceptedTerms")).unwrap().as_array().unwrap().clone();
    let (first, last) = terms.split_at(1);
    let first = json!({"acceptedTerms": first, "nextToken": "more"});
    let last = json!({"acceptedTerms": last});
    let all = json!({"acceptedTerms": terms}).to_string();
    let all = import(&[&all], &ImportOptions::default()).unwrap().offer;
    for pages in [format!("{first}\n{last}"), json!([first, last]).to_string()] {
        assert_eq!(import(&[&pages], &ImportOptions::default()).unwrap().offer, all);
    }
    let cut = import(&[&first.to_string()], &ImportOptions::default()).unwrap_err().to_string();
    assert!(cut.contains("nextToken"), "{cut}");
    assert!(names(&checked(&first.to_string(), &settings()).report).contains(&"unsupported-json"));
}

#[test]
fn what_has_no_payment_schedule_is_refused_by_name() {
    let mut set: Value = serde_json::from_str(&fixture("changesets/saas-fps.json")).unwrap();
    let offer_set = json!({"ChangeType": "CreateOfferSet", "ChangeName": "Set", "Entity": {"Type": "OfferSet@1.0"},
        "DetailsDocument": {"Name": "Bundle"}});
    set["ChangeSet"].as_array_mut().unwrap().insert(0, offer_set);
    let variable = json!({"acceptedTerms": [{"variablePaymentTerm": {"type": "VariablePaymentTerm",
        "currencyCode": "USD", "maxTotalChargeAmount": "100.00"}}]});
    for (text, words) in [
        (set.to_string(), "offer set"),
        (variable.to_string(), "variable payments"),
        ("{\"foo\": 1}".to_owned(), "there is no ChangeSet"),
        ("[]".to_owned(), "there is no ChangeSet"),
        (json!({"EntityType": "SaaSProduct@1.0", "DetailsDocument": {}}).to_string(), "SaaSProduct@1.0"),
    ] {
        let report = report(&text, "2023-12-01");
        assert_eq!(names(&report), ["unsupported-json"], "{text}");
        let said = report.diagnostics[0].message.to_string();
        assert!(said.contains(words), "{said}");
        let refused = import(&[&text], &ImportOptions::default()).unwrap_err().to_string();
        assert!(refused.contains(words), "{refused}");
    }
}

#[test]
fn an_offer_file_may_still_be_written_as_json() {
    let file = SourceFile::new("offer.json", "{\"paysched\": 1, \"description\": \"x\"}");
    assert_eq!(names(&check(&file, &settings()).report), ["missing-key"]);
    let file = SourceFile::new("-", "{paysched: 1, description: x}");
    assert_eq!(names(&check(&file, &settings()).report), ["missing-key"]);
}

#[test]
fn the_duration_of_grants_survives_import_and_export() {
    for (name, duration) in [("cppo-replacement-fps-p12m", "P12M"), ("cppo-replacement-fps-p6m", "P6M")] {
        let place = Place::new(&[]);
        let json = std::path::absolute(format!("{FIXTURES}/changesets/{name}.json")).unwrap();
        let ran = place.run(&[
            "import",
            "aws",
            json.to_str().unwrap(),
            "--product",
            "prod-1111111111111",
            "--buyer",
            "111111111111",
            "--billing",
            "invoice",
            "--release",
            "2023-12-01",
            "--output",
            "offer.yaml",
        ]);
        assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{name}");
        let ran = place.run(&["export", "aws", "offer.yaml"]);
        let request: Value = serde_json::from_str(&ran.out).unwrap();
        let changes = request["ChangeSet"].as_array().unwrap();
        let pricing = changes.iter().find(|change| change["ChangeType"] == "UpdatePricingTerms").unwrap();
        assert_eq!(pricing["DetailsDocument"]["Terms"][0]["Duration"], *duration, "{name}");
    }
}

#[test]
fn the_command_takes_files_standard_input_and_folders() {
    let wrong = changed("/ChangeSet/3/DetailsDocument/Terms/0/Price", json!("500.00"));
    let place = Place::new(&[
        ("a.json", &wrong),
        ("b/package.json", "{\"name\": \"x\"}"),
        ("b/tsconfig.json", "{\"a\": 1, // a comment\n}"),
        ("b/c.JSON", &fixture("changesets/saas-fps.json")),
    ]);
    let day = ["--as-of", "2023-12-01"];
    let run = |arguments: &[&str]| place.run(&[&["check"], arguments, &day[..]].concat());
    let ran = run(&["a.json", "--format", "concise"]);
    assert_eq!(ran.code, 1, "{}", ran.err);
    assert!(ran.out.starts_with("a.json:51:22: error[price-beside-schedule] "), "{}", ran.out);
    let ran = place.run_with(&[&["check", "-"], &day[..]].concat(), &wrong, &[]);
    assert!(ran.code == 1 && ran.out.contains("error[price-beside-schedule]"), "{}", ran.out);
    let ran = run(&[".", "--json"]);
    assert!(ran.out.ends_with(
        "1 error in 1 of 2 offers; 2 files without an offer passed over, not judged in full: 2 with buyers of unknown billing\n"
    ), "{}", ran.out);
    let ran = run(&["b", "--json", "--billing", "invoice"]);
    assert_eq!(
        (ran.code, ran.out.as_str()),
        (0, "1 offer checked, all clean; 2 files without an offer passed over\n")
    );
    let found = place.json(&["check", "a.json", "--as-of", "2023-12-01"]);
    let finding = &found["diagnostics"][0];
    assert_eq!(finding["pointer"], "/ChangeSet/3/DetailsDocument/Terms/0/Price");
    assert_eq!(finding["marketplace_codes"], json!(["INCOMPATIBLE_TERMS"]));
    assert_eq!(finding["fix"], Value::Null);
    // Nothing is written, and the schedule can be planned.
    let ran = run(&["a.json", "--fix"]);
    assert_eq!(ran.code, 1);
    assert_eq!(std::fs::read_to_string(place.path().join("a.json")).unwrap(), wrong);
    let plan = place.json(&["plan", "b/c.JSON", "--as-of", "2023-12-01"]);
    assert_eq!(plan["offer"]["total"], "370.00");
    // Import says what it would lose.
    let ran = place.run(&["import", "aws", "a.json"]);
    assert_eq!(ran.code, 1);
    assert!(
        ran.out.contains("paysched: 1\n") && ran.err.contains("error[price-beside-schedule]"),
        "{}",
        ran.err
    );
}

/// Every place of a JSON, by its pointer.
fn places(value: &Value, path: &str, found: &mut Vec<String>) {
    found.push(path.to_owned());
    match value {
        Value::Object(members) => {
            members.iter().for_each(|(name, value)| places(value, &format!("{path}/{name}"), found));
        }
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(at, item)| places(item, &format!("{path}/{at}"), found));
        }
        _ => {}
    }
}

#[test]
fn whatever_is_dropped_or_altered_the_check_gives_an_answer() {
    let strange = [
        json!(null),
        json!(-1),
        json!("x"),
        json!([]),
        json!({}),
        json!("9999-12-31"),
        json!("P0D"),
        json!("99999999999999999999999999.99"),
        json!({"Terms": [{"Type": "PaymentScheduleTerm"}]}),
    ];
    let mut seen = BTreeSet::new();
    for name in [
        "changesets/saas-fps.json",
        "changesets/resale-authorization-fps.json",
        "made/agreement-in-japan.json",
    ] {
        let whole: Value = serde_json::from_str(&fixture(name)).unwrap();
        let mut paths = Vec::new();
        places(&whole, "", &mut paths);
        for path in paths.iter().skip(1) {
            for value in &strange {
                let mut text = whole.clone();
                *text.pointer_mut(path).unwrap() = value.clone();
                let report = checked(&text.to_string(), &on("2023-06-01")).report;
                seen.extend(names(&report));
            }
            let (parent, last) = path.rsplit_once('/').unwrap();
            let mut text = whole.clone();
            match text.pointer_mut(parent).unwrap() {
                Value::Object(members) => drop(members.shift_remove(last)),
                Value::Array(items) => drop(items.remove(last.parse().unwrap())),
                _ => unreachable!(),
            }
            checked(&text.to_string(), &on("2023-06-01"));
        }
    }
    for rule in [
        "wrong-type",
        "invalid-date",
        "invalid-amount",
        "missing-key",
        "unsupported-json",
        "release-incomplete",
    ] {
        assert!(seen.contains(rule), "{seen:?}");
    }
}

#[test]
fn hostile_texts_are_answered() {
    let deep = format!("{}1{}", "{\"ChangeSet\":".repeat(5000), "}".repeat(5000));
    let wide = format!("{{\"ChangeSet\": [{}]}}", ["{}"; 20_000].join(","));
    let many: Vec<Value> =
        (0..20_000).map(|_| json!({"ChargeDate": "2027-01-01", "ChargeAmount": "1"})).collect();
    let many = changed(&format!("{SCHEDULE}/Schedule"), Value::Array(many));
    for (text, rule) in [
        (deep.as_str(), "invalid-json"),
        (&wide, "missing-key"),
        (&many, "too-many-installments"),
        ("{\"ChangeSet\": [{\"ChangeType\": \"\\ud800\"}]}", "invalid-json"),
        ("{\"ChangeSet\": [], \"ChangeSet\": []}", "duplicate-key"),
        ("{\"ChangeSet\": [\0]}", "invalid-json"),
        ("", "invalid-json"),
        ("{\"Terms\": [{\"Type\": \"PaymentScheduleTerm\", \"Schedule\": {}}]}", "wrong-type"),
    ] {
        assert!(
            names(&report(text, "2023-12-01")).contains(&rule),
            "{rule}: {}",
            &text[..text.len().min(80)]
        );
    }
}

proptest! {
    #[test]
    fn a_broken_text_is_answered(cut in any::<prop::sample::Index>(), to in "[\"{}\\[\\],:\\\\0-9a-zé-]{0,3}") {
        let text = fixture("changesets/replacement-saas-fps-2.json");
        let at = cut.index(text.len());
        let Some((before, after)) = text.split_at_checked(at) else { return Ok(()) };
        let rest: String = after.chars().skip(1).collect();
        checked(&format!("{before}{to}{rest}"), &on("2023-12-01"));
    }
}

/// Changes of a public change set that is clean on its day, and the one rule that speaks; `null` takes a
/// member out.
#[test]
fn one_mistake_is_one_finding() {
    let details = |at: usize, rest: &str| format!("/ChangeSet/{at}/DetailsDocument{rest}");
    let charge = "/Terms/0/Schedule/0";
    let cases = [
        (details(5, "/Terms"), json!(null), "missing-key"),
        (details(5, "/Terms/0/Type"), json!(null), "missing-key"),
        (details(5, "/Terms/0/Type"), json!("PaymentScheduleTerms"), "unknown-change"),
        (details(5, "/Terms/0/Schedule"), json!(null), "missing-key"),
        (details(5, "/Terms"), json!("text"), "wrong-type"),
        (
            details(5, &format!("{charge}/ChargeDate")),
            json!("2024-01-01T00:00:00Z"),
            "malformed-request-value",
        ),
        ("/ChangeSet/5/DetailsDocument".to_owned(), json!(null), "missing-key"),
        ("/ChangeSet/5/ChangeType".to_owned(), json!("updatePaymentScheduleTerms"), "unknown-change"),
        ("/ChangeSet/5/Entity/Identifier".to_owned(), json!("$Other.Entity.Identifier"), "unknown-change"),
        ("/ChangeSet/5/Entity/Identifier".to_owned(), json!(null), "missing-key"),
        ("/ChangeSet/5/Entity/Type".to_owned(), json!("Offer"), "malformed-request-value"),
        ("/ChangeSet/5/Details".to_owned(), json!("{}"), "malformed-request-value"),
        ("/ChangeSet/0/ChangeName".to_owned(), json!(null), "unknown-change"),
        (details(2, "/PositiveTargeting/BuyerAccounts"), json!([]), "no-buyers"),
        (details(3, "/PricingModel"), json!("Contracts"), "unknown-change"),
        (details(3, "/PricingModel"), json!("Free"), "price-in-free-model"),
        (details(3, "/Terms/0/Price"), json!(500), "price-beside-schedule"),
        (details(3, "/Terms/0/Grants"), json!([]), "malformed-request-value"),
        (details(3, "/Terms/0/Grants"), json!(null), "missing-key"),
        (details(3, "/Terms/0/Grants/0/MaxQuantity"), json!("1"), "malformed-request-value"),
        (details(4, "/Terms/0/AgreementDuration"), json!("P61M"), "term-too-long"),
        (details(6, "/Terms/0/Documents/0/Url"), json!(null), "missing-key"),
        (details(7, "/AvailabilityEndDate"), json!(null), "missing-key"),
    ];
    for (pointer, value, rule) in cases {
        let mut set: Value = serde_json::from_str(&fixture("changesets/saas-fps.json")).unwrap();
        let (parent, name) = pointer.rsplit_once('/').unwrap();
        match (set.pointer_mut(parent).unwrap(), &value) {
            (Value::Object(members), Value::Null) => drop(members.remove(name).unwrap()),
            (Value::Object(members), value) => drop(members.insert(name.to_owned(), value.clone())),
            (other, _) => panic!("{other} has no members"),
        }
        let report = report(&set.to_string(), "2023-12-01");
        assert_eq!(names(&report), [rule], "{pointer} {value}");
    }
    // Members as the Agreement API writes them: a mistake in many rows is told once for each column.
    let rows: Vec<Value> = (1..=12)
        .map(|month| json!({"chargeDate": format!("2024-{month:02}-01"), "chargeAmount": "1.00"}))
        .collect();
    let many = report(&changed(&format!("{SCHEDULE}/Schedule"), json!(rows)), "2023-12-01");
    let said = ["invoice-date-on-term-end", "malformed-request-value", "malformed-request-value"];
    let told: Vec<&str> = names(&many).into_iter().filter(|name| *name != said[0]).collect();
    assert_eq!(told, said[1..]);
}

/// One change of an offer that is there already.
fn update(change: &str, details: Value) -> String {
    let entity = json!({"Type": "Offer@1.0", "Identifier": "offer-k3xu7yexample"});
    let change = json!({"ChangeType": change, "Entity": entity, "DetailsDocument": details});
    json!({"Catalog": "AWSMarketplace", "ChangeSet": [change]}).to_string()
}

#[test]
fn good_updates_are_not_called_wrong() {
    let template = json!({"Schedule": [{"ChargeDateOffset": "P0M", "ChargePercentage": "100"}]});
    let typed = json!({"Type": "PaymentScheduleTermTemplate", "Schedule": template["Schedule"]});
    let range = json!({"PercentageRange": {"MinValue": "1", "MaxValue": "5", "DefaultValue": "3"}});
    let renewal = |increase: &Value, template: Value| {
        let term = json!({"Type": "RenewalTerm", "PriceIncrease": increase, "TermTemplates": [template]});
        update("UpdateRenewalTerms", json!({"Terms": [term]}))
    };
    for text in [
        update("UpdateMarkup", json!({"Percentage": "5.0"})),
        update("UpdatePaymentScheduleTerms", json!({"Terms": []})),
        renewal(&range, json!({"PaymentScheduleTermTemplate": template})),
        renewal(&json!({"FixedPercentage": {"Value": "5"}}), typed),
    ] {
        assert_eq!(names(&report(&text, "2026-12-01")), [""; 0], "{text}");
    }
}

/// What the marketplace has already cannot be refused any more.
#[test]
fn an_import_of_what_the_marketplace_has_succeeds() {
    for name in ["offer-entity", "agreement-terms", "resale-authorization-entity"] {
        let place = Place::new(&[("there.json", &fixture(&format!("entities/{name}.json")))]);
        let ran = place.run(&["import", "aws", "there.json"]);
        assert_eq!(ran.code, 0, "{name}: {}", ran.err);
        assert!(!ran.err.contains("error["), "{}", ran.err);
    }
    assert_eq!(names(&report(&fixture("entities/agreement-terms.json"), "2023-12-01")), [""; 0]);
}

/// What is refused of a public change set after one edit, each with the only rule that speaks.
#[test]
fn what_no_request_may_hold_is_one_finding() {
    let terms = |change: usize| format!("/ChangeSet/{change}/DetailsDocument/Terms");
    let (pricing, schedule, legal) = (terms(3), terms(5), terms(6));
    let card = |constraints: Value| {
        json!({"Type": "ConfigurableUpfrontPricingTerm", "CurrencyCode": "USD", "RateCards": [
            {"Selector": {"Type": "Duration", "Value": "P12M"}, "Constraints": constraints,
             "RateCard": [{"DimensionKey": "seats", "Price": "10.00"}]}]})
    };
    let [same, apart] = ["Allowed", "Disallowed"]
        .map(|word| json!({"MultipleDimensionSelection": "Allowed", "QuantityConfiguration": word}));
    let documents = |more: Value| json!([{"Type": "LegalTerm", "Documents": more}]);
    let version = |day: &str| documents(json!([{"Type": "StandardEula", "Version": day}]));
    let malformed = "malformed-request-value";
    for (path, value, rule) in [
        ("/Catalog", json!("AWS"), malformed),
        ("/Catalog", json!("AWSMarketplace"), ""),
        ("/Intent", json!("VALIDATE"), malformed),
        ("/Intent", json!("APPLY"), ""),
        ("/ChangeSetName", json!("n".repeat(101)), malformed),
        ("/ChangeSetName", json!("n".repeat(100)), ""),
        ("/ChangeSetName", json!(""), malformed),
        ("/ChangeSetName", json!("Acme / 2024"), malformed),
        ("/ClientRequestToken", json!("a b"), malformed),
        ("/ClientRequestToken", json!("a".repeat(64)), ""),
        ("/ChangeSets", json!([]), malformed),
        ("/ChangeSet/1/ChangeType", json!("FrobOffer"), "unknown-change"),
        ("/ChangeSet/0/Entity/Type", json!("ResaleAuthorization@1.0"), "unknown-change"),
        ("/ChangeSet/5/Entity/Type", json!("ResaleAuthorization@1.0"), "unknown-change"),
        ("/ChangeSet/7/DetailsDocument/Time", json!("12:00"), malformed),
        (&format!("{schedule}/0/Total"), json!("370.00"), malformed),
        (&format!("{schedule}/0/Schedule/0/Note"), json!("first"), malformed),
        (&format!("{schedule}/0/Schedule"), json!({}), "wrong-type"),
        (&format!("{pricing}/0/Duraton"), json!("P12M"), malformed),
        (&format!("{pricing}/1"), json!({"Type": "FooTerm"}), "unknown-change"),
        (&format!("{pricing}/1"), card(same), "upfront-price-twice"),
        (&pricing, json!([]), malformed),
        ("/ChangeSet/3/DetailsDocument/PricingModel", json!(null), "missing-key"),
        (&legal, json!([]), malformed),
        (&legal, documents(json!([])), malformed),
        (&legal, documents(json!([{"Type": "MyEula"}])), malformed),
        (&legal, documents(json!([{"Type": "StandardEula"}])), "legal-version-invalid"),
        (&legal, documents(json!([{"Type": "StandardResellerContract"}])), "legal-version-invalid"),
        (&legal, version("2019-04-24"), "legal-version-invalid"),
        (&legal, version("2022-07-14"), ""),
        ("/ChangeSet/1/DetailsDocument/Description", json!(" x"), "description-invalid"),
        ("/ChangeSet/1/DetailsDocument/Description", json!(""), "description-invalid"),
        ("/ChangeSet/1/DetailsDocument/Description", json!("x "), ""),
        (
            "/ChangeSet/1/DetailsDocument/PreExistingAgreement",
            json!({"AcquisitionChannel": "Direct", "PricingModel": "Contract"}),
            malformed,
        ),
        (
            "/ChangeSet/1/DetailsDocument/PreExistingAgreement",
            json!({"AcquisitionChannel": "External"}),
            "missing-key",
        ),
        (
            "/ChangeSet/1/DetailsDocument/PreExistingAgreement",
            json!({"AcquisitionChannel": "External", "PricingModel": "Contract"}),
            "",
        ),
        ("/ChangeSet/9/DetailsDocument/ReleaseDate", json!("2023-12-01"), malformed),
    ] {
        let text = set_at(&fixture("changesets/saas-fps.json"), path, value.clone());
        let wanted: Vec<&str> = Some(rule).filter(|rule| !rule.is_empty()).into_iter().collect();
        assert_eq!(names(&report(&text, "2023-12-01")), wanted, "{path}: {value}");
    }
    // Two constraints that differ, where the prices to choose from stand alone.
    let alone = fixture("other/saas-contract-payg-no-schedule.json");
    assert_eq!(names(&report(&alone, "2023-12-01")), [""; 0]);
    let mut set: Value = serde_json::from_str(&alone).unwrap();
    let is_pricing = |change: &&mut Value| change["ChangeType"] == "UpdatePricingTerms";
    let pricing = set["ChangeSet"].as_array_mut().unwrap().iter_mut().find(is_pricing).unwrap();
    let cards = pricing["DetailsDocument"]["Terms"].as_array_mut().unwrap();
    let cards = cards.iter_mut().find(|term| term["Type"] == "ConfigurableUpfrontPricingTerm").unwrap();
    cards["RateCards"][0]["Constraints"] = apart;
    assert_eq!(names(&report(&set.to_string(), "2023-12-01")), [malformed]);
}

/// A JSON with a value set at a pointer, also where nothing was; `null` takes it out.
fn set_at(text: &str, pointer: &str, value: Value) -> String {
    let mut json: Value = serde_json::from_str(text).unwrap();
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    match json.pointer_mut(parent).unwrap() {
        Value::Object(members) if value.is_null() => drop(members.remove(name).unwrap()),
        Value::Object(members) => drop(members.insert(name.to_owned(), value)),
        Value::Array(items) => match items.get_mut(name.parse::<usize>().unwrap()) {
            Some(item) => *item = value,
            None => items.push(value),
        },
        other => panic!("{other}"),
    }
    json.to_string()
}

#[test]
fn changes_come_in_their_order() {
    let set: Value = serde_json::from_str(&fixture("changesets/saas-fps.json")).unwrap();
    let last = set["ChangeSet"].as_array().unwrap().len() - 1;
    let moved = |from: usize, to: usize| {
        let mut set = set.clone();
        let changes = set["ChangeSet"].as_array_mut().unwrap();
        let change = changes.remove(from);
        changes.insert(to, change);
        names(&report(&set.to_string(), "2023-12-01"))
    };
    for from in 1..last {
        assert_eq!(moved(from, last), ["change-after-release"], "{from}");
        assert_eq!(moved(from, last - 1), [""; 0], "{from}");
    }
    assert_eq!(moved(0, 1), ["unknown-change"]);
    // What was set before the release may change after it, unless the release fixes it.
    for (at, rules) in
        [(1, &[""; 0][..]), (7, &[]), (2, &["change-after-release"]), (last, &["change-after-release"])]
    {
        let mut set = set.clone();
        let again = set["ChangeSet"][at].clone();
        set["ChangeSet"].as_array_mut().unwrap().push(again);
        assert_eq!(names(&report(&set.to_string(), "2023-12-01")), rules, "{at}");
    }
}

#[test]
fn details_in_a_string_have_a_length() {
    let mut set: Value = serde_json::from_str(&fixture("changesets/saas-fps.json")).unwrap();
    let details = set["ChangeSet"][1].as_object_mut().unwrap().remove("DetailsDocument").unwrap();
    let with = |text: Value| {
        let mut set = set.clone();
        set["ChangeSet"][1]["Details"] = text;
        names(&report(&set.to_string(), "2023-12-01"))
    };
    // The public change sets have such, which clients write as text.
    assert_eq!(with(details.clone()), [""; 0]);
    let text = details.to_string();
    let padded = |length: usize| json!(format!("{text}{}", " ".repeat(length - text.len())));
    assert_eq!(with(padded(16_384)), [""; 0]);
    assert_eq!(with(padded(16_385)), ["malformed-request-value"]);
}

#[test]
fn a_request_counts_the_charges_of_a_renewal_in_one_unit() {
    let renewal = |first: &str, second: &str| {
        let charge = |offset: &str| json!({"ChargeDateOffset": offset, "ChargePercentage": "50"});
        let template = json!({"PaymentScheduleTermTemplate": {"Schedule": [charge(first), charge(second)]}});
        let increase = json!({"FixedPercentage": {"Value": "5"}});
        let term = json!({"Type": "RenewalTerm", "PriceIncrease": increase, "TermTemplates": [template]});
        let text = update("UpdateRenewalTerms", json!({"Terms": [term]}));
        let report = report(&text, "2026-12-01");
        report.diagnostics.iter().map(|finding| finding.rule).collect::<Vec<_>>()
    };
    assert!(renewal("P0M", "P3M").is_empty());
    assert!(renewal("P0D", "P30D").is_empty());
    assert_eq!(renewal("P0M", "P30D"), ["renewal-offset-invalid"]);
    assert_eq!(renewal("P0D", "P3M"), ["renewal-offset-invalid"]);
    for unpublished in ["P1Y", "P1M1D", "P10000M", "P1W", "3 months"] {
        assert_eq!(renewal("P0M", unpublished), ["invalid-term"], "{unpublished}");
    }
}

#[test]
fn an_authorization_needs_the_agreement_text_of_its_buyers() {
    let text = fixture("changesets/resale-authorization-fps.json");
    assert!(report(&text, "2023-06-01").diagnostics.is_empty());
    let other = text.replace("BuyerLegalTerm", "ResaleLegalTerm");
    let rules: Vec<_> = found(&other, "2023-06-01").into_iter().map(|(rule, ..)| rule).collect();
    assert_eq!(rules, ["release-incomplete"]);
}

#[test]
fn information_that_says_nothing_is_not_taken() {
    let rules = |details| found(&update("UpdateInformation", details), "2026-12-01").len();
    assert_eq!([rules(json!({"Name": "Acme"})), rules(json!({}))], [0, 1]);
}
