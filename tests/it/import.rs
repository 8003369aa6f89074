//! `paysched import aws`: what the JSON of the marketplace says stands in the file, as a value or
//! in a comment, and nothing else does.

use crate::support;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::support::place::Place;
use chrono::NaiveDate;
use paysched::internals::marketplace::aws::import::{Given, ImportOptions, Imported, import};
use paysched::internals::schedule::{Holidays, expand};
use paysched::internals::text::source::SourceFile;
use paysched::internals::text::yaml;
use paysched::offer::{Amount, Billing, Entry, ProductType, is_offer, parse_date, read};
use proptest::prelude::*;
use serde_json::{Value, json};

const FIXTURES: &str = "tests/fixtures/aws";

/// The public and our own documents, templates apart, by their path from the fixtures' folder.
fn documents() -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for folder in ["changesets", "entities", "made", "other"] {
        for entry in std::fs::read_dir(Path::new(FIXTURES).join(folder)).unwrap() {
            let path = entry.unwrap().path();
            let name = path.strip_prefix(FIXTURES).unwrap().to_str().unwrap().to_owned();
            if name.ends_with(".json") && !name.contains("template") && name != "made/agreement-epoch.json" {
                found.insert(name, std::fs::read_to_string(path).unwrap());
            }
        }
    }
    assert!(found.len() >= 21, "{:?}", found.keys());
    found
}

/// What the command line calls the options.
fn options() -> ImportOptions {
    let called = [
        (Given::Product, "--product"),
        (Given::ProductType, "--product-type"),
        (Given::Buyers, "--buyer"),
        (Given::AcceptBy, "--accept-by"),
    ];
    ImportOptions { called: called.into(), ..ImportOptions::default() }
}

fn imported(text: &str) -> Result<Imported, String> {
    import(&[text], &options()).map_err(|error| error.to_string())
}

fn written(text: &str) -> String {
    imported(text).unwrap_or_else(|problem| panic!("{problem}\n{text}")).to_yaml()
}

/// An agreement may say that it renews no time, which an offer file has no words for.
#[test]
fn a_number_that_an_offer_file_does_not_take_is_said_beside_the_renewal() {
    let agreement = std::fs::read_to_string(format!("{FIXTURES}/made/agreement-terms-epoch.json")).unwrap();
    for (is, becomes) in [
        ("\"maxRenewals\": 2", "\"maxRenewals\": 0"),
        ("\"maxRenewals\": 2", "\"maxRenewals\": 10000000"),
        ("\"dayOfMonth\": 15", "\"dayOfMonth\": 0"),
        ("\"dayOfMonth\": 15", "\"dayOfMonth\": 32"),
    ] {
        assert!(agreement.contains(is));
        let text = agreement.replace(is, becomes);
        support::promises::import(&text);
        let (name, number) = becomes.split_once(": ").unwrap();
        let said = |line: &str| {
            line.contains("# not carried: ")
                && line.ends_with(&format!("{}: {number}", name.trim_matches('"')))
        };
        assert!(written(&text).lines().any(said), "{}", written(&text));
    }
}

/// A change set with nothing but a payment schedule.
fn schedule(charges: &[(NaiveDate, String)]) -> String {
    let charge = |(date, amount): &(NaiveDate, String)| json!({"ChargeDate": date.to_string(), "ChargeAmount": amount});
    let charges: Vec<Value> = charges.iter().map(charge).collect();
    let term = json!({"Type": "PaymentScheduleTerm", "CurrencyCode": "USD", "Schedule": charges});
    json!({"ChangeSet": [{
        "ChangeType": "UpdatePaymentScheduleTerms",
        "Entity": {"Type": "Offer@1.0", "Identifier": "offer-1"},
        "DetailsDocument": {"Terms": [term]},
    }]})
    .to_string()
}

/// What an offer file bills, in the order of dates.
fn billed(text: &str) -> Vec<(NaiveDate, Amount)> {
    let file = SourceFile::new("offer.yaml", text);
    let documents = yaml::parse(&file);
    let offer = documents.iter().find(|d| is_offer(d)).and_then(|d| read(&file, d).0).unwrap();
    let (schedule, problems) = expand(&offer, &Holidays::default());
    assert!(problems.is_empty() && schedule.is_complete(), "{text}");
    schedule.installments.iter().map(|i| (i.date, i.amount.unwrap())).collect()
}

#[test]
fn every_document_becomes_the_file_that_is_kept() {
    for (name, text) in documents() {
        let path = Path::new("tests/imports").join(name).with_extension("yaml");
        support::golden(&path, &written(&text));
    }
    let two: Vec<String> = ["agreement-terms-epoch", "agreement-epoch"]
        .iter()
        .map(|name| std::fs::read_to_string(format!("{FIXTURES}/made/{name}.json")).unwrap())
        .collect();
    let texts: Vec<&str> = two.iter().map(String::as_str).collect();
    let both = import(&texts, &options()).unwrap().to_yaml();
    support::golden(Path::new("tests/imports/made/agreement-with-terms.yaml"), &both);
    // Epoch seconds or local time, two files or one: the same agreement.
    let japan = std::fs::read_to_string(format!("{FIXTURES}/made/agreement-in-japan.json")).unwrap();
    assert_eq!(written(&japan), both);
}

/// What an import needs beside a public sample, so that it says what our own file of it says.
fn beside(name: &str) -> Vec<&'static str> {
    let mut options = vec!["--billing", "invoice", "--release", "2023-12-01"];
    if name.contains("replacement") {
        options.extend(["--product", "prod-1111111111111", "--buyer", "111111111111"]);
    }
    if name.contains("resale-authorization") {
        options = vec!["--billing", "invoice", "--release", "2023-06-01", "--product-type", "saas_contract"];
    }
    options
}

#[test]
fn the_public_samples_give_the_plans_of_the_files_that_were_written_by_hand() {
    let place = Place::new(&[]);
    let mut count = 0;
    for entry in std::fs::read_dir("schedules/marketplace-samples").unwrap() {
        let by_hand = std::path::absolute(entry.unwrap().path()).unwrap();
        let name = by_hand.file_stem().unwrap().to_str().unwrap().to_owned();
        let json = std::path::absolute(format!("{FIXTURES}/changesets/{name}.json")).unwrap();
        let file = format!("{name}.yaml");
        let mut arguments = vec!["import", "aws", json.to_str().unwrap(), "--output", &file];
        arguments.extend(beside(&name));
        let ran = place.run(&arguments);
        assert_eq!((ran.code, ran.out.as_str(), ran.err.as_str()), (0, "", ""), "{name}");
        let ours = place.json(&["plan", by_hand.to_str().unwrap()]);
        assert_eq!(place.json(&["plan", &file]), ours, "{name}");
        let checked = place.json(&["check", &file]);
        let rules: Vec<&Value> =
            checked["diagnostics"].as_array().unwrap().iter().map(|d| &d["rule"]).collect();
        assert!(rules.iter().all(|rule| *rule == "zero-amount"), "{name}: {rules:?}");
        count += 1;
    }
    assert_eq!(count, 10);
}

/// Every text and number of a JSON, with the name that it stands under; JSON in a text is read.
fn leaves(name: &str, value: &Value, found: &mut Vec<(String, String)>) {
    match value {
        Value::Object(members) => members.iter().for_each(|(name, value)| leaves(name, value, found)),
        Value::Array(items) => items.iter().for_each(|item| leaves(name, item, found)),
        Value::String(text) if name == "Details" => leaves("", &serde_json::from_str(text).unwrap(), found),
        Value::String(text) => found.push((name.to_owned(), text.clone())),
        Value::Number(number) => found.push((name.to_owned(), number.to_string())),
        Value::Bool(_) | Value::Null => {}
    }
}

/// Members that say nothing about the offer, or say it in a word of ours. When an agreement ends
/// is said by its duration, and by itself where that gives another day.
const SAID_OTHERWISE: [&str; 37] = [
    "agreementType",
    "endTime",
    "agreementEndDate",
    "Catalog",
    "ChangeType",
    "ChangeName",
    "Identifier",
    "Type",
    "type",
    "Id",
    "id",
    "EntityType",
    "EntityArn",
    "ChangeSetArn",
    "LastModifiedDate",
    "CreatedDate",
    "EntityIdentifier",
    "OffersMaxQuantity",
    "PricingModel",
    "QuantityConfiguration",
    "MultipleDimensionSelection",
    "quantityConfiguration",
    "multipleDimensionSelection",
    "ManufacturerLegalName",
    "ManufacturerAccountId",
    "OfferExtendedStatus",
    "OfferCreatedCount",
    "Unit",
    "Types",
    "RequestId",
    "HTTPStatusCode",
    "date",
    "content-type",
    "content-length",
    "connection",
    "x-amzn-requestid",
    "RetryAttempts",
];

/// A text of the JSON in the forms in which an offer file may say it.
fn forms(name: &str, text: &str) -> Vec<String> {
    let mut forms = vec![text.to_owned(), text.trim_end_matches('0').trim_end_matches('.').to_owned()];
    forms.push(serde_json::to_string(text).unwrap().trim_matches('"').to_owned());
    // Points in time: the day in UTC, which the tests of `moment` hold.
    forms.extend(text.get(..10).filter(|day| parse_date(day).is_ok()).map(str::to_owned));
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    match name.to_lowercase().as_str() {
        "agreementduration" | "duration" | "value" | "selectorvalue" | "lockoutperiod"
        | "paymentdueperiod" | "chargedateoffset" => {
            let months = digits.parse::<u32>().unwrap_or(0) * if text.ends_with('Y') { 12 } else { 1 };
            forms.extend([
                format!("{months} month"),
                format!("{digits} days"),
                format!("lockout_days: {digits}"),
            ]);
            forms.push(format!("net_terms: {digits}"));
        }
        "price" if text.trim_matches(['0', '.']).is_empty() => forms.push("paysched: 1".to_owned()),
        "resellerlegalname" | "connection" => {}
        _ => {}
    }
    forms
}

#[test]
fn everything_that_the_json_says_stands_in_the_file() {
    for (name, text) in documents() {
        let file = written(&text);
        let mut found = Vec::new();
        leaves("", &serde_json::from_str(&text).unwrap(), &mut found);
        for (member, value) in found {
            if SAID_OTHERWISE.contains(&member.as_str()) || (name.contains("epoch") && member == "chargeDate")
            {
                continue;
            }
            let said = forms(&member, &value).iter().any(|form| file.contains(form.as_str()));
            let in_series =
                ["ChargeDate", "ChargeAmount", "chargeDate", "chargeAmount"].contains(&member.as_str());
            // The version of the standard contract is that of every new offer.
            let current = value == "2022-07-14";
            assert!(said || in_series || current, "{name}: {member} {value:?} is nowhere in\n{file}");
        }
        let dates = billed_or_none(&text);
        assert_eq!(dates, charges(&serde_json::from_str(&text).unwrap()), "{name}");
    }
}

fn billed_or_none(text: &str) -> usize {
    let imported = imported(text).unwrap();
    if imported.offer.installments.is_absent() { 0 } else { billed(&imported.to_yaml()).len() }
}

/// How many charges a JSON lists.
fn charges(value: &Value) -> usize {
    match value {
        Value::Object(members) => members
            .iter()
            .map(|(name, value)| match (name.as_str(), value) {
                ("Details", Value::String(text)) => charges(&serde_json::from_str(text).unwrap()),
                ("ChargeDate" | "chargeDate", _) => 1,
                _ => charges(value),
            })
            .sum(),
        Value::Array(items) => items.iter().map(charges).sum(),
        _ => 0,
    }
}

/// Every object of a JSON, by the path that leads to it.
fn objects(value: &Value, path: &str, found: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            found.push(path.to_owned());
            members.iter().for_each(|(name, value)| objects(value, &format!("{path}/{name}"), found));
        }
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(at, item)| objects(item, &format!("{path}/{at}"), found));
        }
        _ => {}
    }
}

/// Objects of which nothing is carried or said.
const NOT_READ: [&str; 2] = ["/ResponseMetadata", "/OfferDetails"];

#[test]
fn whatever_is_unknown_is_said_wherever_it_stands() {
    let mut tried = 0;
    for (name, text) in documents() {
        let whole: Value = serde_json::from_str(&text).unwrap();
        let mut paths = Vec::new();
        objects(&whole, "", &mut paths);
        for path in paths.iter().filter(|path| !NOT_READ.iter().any(|part| path.starts_with(part))) {
            let mut with = whole.clone();
            // In front, since a comment shows the beginning of what is long.
            let members = with.pointer_mut(path).unwrap().as_object_mut().unwrap();
            members.shift_insert(0, "Surprise".to_owned(), json!("unheard-of"));
            let said = match imported(&with.to_string()) {
                Ok(imported) => imported.to_yaml(),
                Err(problem) => problem,
            };
            assert!(said.contains("unheard-of"), "{name} {path}\n{said}");
            tried += 1;
        }
    }
    assert!(tried > 500, "{tried}");
}

proptest! {
    #[test]
    fn a_series_says_exactly_what_the_list_says(
        start in 0..20_000_i32,
        steps in prop::collection::vec((prop::sample::select(&[0_u32, 1, 1, 1, 1, 3, 12][..]), 0..4_u32), 0..60),
        amounts in prop::collection::vec(prop::sample::select(&["100.00", "100.00", "100.00", "100", "33.33", "33.34", "0"][..]), 60),
        last in any::<bool>(),
    ) {
        let mut day = NaiveDate::from_epoch_days(start).unwrap();
        let mut charges = Vec::new();
        for ((months, days), amount) in steps.iter().zip(&amounts) {
            charges.push((day, (*amount).to_owned()));
            day = paysched::offer::add_months(day, i64::from(*months));
            day = day.checked_add_days(chrono::Days::new(if *days == 3 { 1 } else { 0 })).unwrap();
            if last {
                let month = paysched::offer::add_months(day.format("%Y-%m-01").to_string().parse().unwrap(), 1);
                day = month.pred_opt().unwrap();
            }
        }
        let text = schedule(&charges);
        let mut wanted: Vec<_> = charges.iter().map(|(d, a)| (*d, Amount::parse(a).unwrap())).collect();
        wanted.sort();
        let as_series = imported(&text).unwrap();
        let explicit = import(&[&text], &ImportOptions { explicit: true, ..ImportOptions::default() }).unwrap();
        let entries = explicit.offer.installments.get().map_or(&[][..], Vec::as_slice);
        prop_assert!(entries.iter().all(|entry| matches!(entry, Entry::Single(_))));
        prop_assert_eq!(entries.len(), charges.len());
        if !charges.is_empty() {
            for imported in [as_series, explicit] {
                let mut found = billed(&imported.to_yaml());
                found.sort();
                prop_assert_eq!(&found, &wanted);
            }
        }
    }

    #[test]
    fn no_text_whatever_breaks_it(text in ".{0,200}") {
        if let Err(problem) = imported(&text) {
            prop_assert!(!problem.contains('\n'), "{}", problem);
        }
    }

    #[test]
    fn a_broken_document_is_refused_in_one_line(which in 0..20_usize, cut in any::<prop::sample::Index>(), to in "[\"{}\\[\\],:0-9a-zTZ-]{0,3}") {
        let (_, text) = documents().into_iter().nth(which).unwrap();
        let at = cut.index(text.len());
        let Some((before, after)) = text.split_at_checked(at) else { return Ok(()) };
        let rest: String = after.chars().skip(1).collect();
        match imported(&format!("{before}{to}{rest}")) {
            Ok(imported) => { imported.to_yaml(); }
            Err(problem) => prop_assert!(!problem.contains('\n'), "{}", problem),
        }
    }
}

#[test]
fn equal_amounts_at_regular_dates_come_back_as_a_series() {
    let first = parse_date("2027-01-31").unwrap();
    let charge = |k| (paysched::offer::add_months(first, k), "5.00".to_owned());
    let list: Vec<_> = (0..60).map(charge).collect();
    assert!(
        written(&schedule(&list))
            .contains("\n  - { first: 2027-01-31, every: month, times: 60, amount: 5.00 }\n")
    );
}

#[test]
fn numbers_are_read_as_they_are_written() {
    let text = schedule(&[]).replace(
        "\"Schedule\":[]",
        r#""Schedule":[{"ChargeDate":1798675200,"ChargeAmount":99999999999999999999.99},{"ChargeDate":1798761600.000,"ChargeAmount":"00200."}]"#,
    );
    assert_eq!(
        billed(&written(&text)),
        [
            (parse_date("2026-12-31").unwrap(), Amount::parse("99999999999999999999.99").unwrap()),
            (parse_date("2027-01-01").unwrap(), Amount::from(200)),
        ]
    );
}

#[test]
fn a_time_of_day_is_said() {
    let at = |times: &[&str]| {
        let charge = |time: &&str| json!({"ChargeDate": time, "ChargeAmount": "1"});
        let charges: Vec<Value> = times.iter().map(charge).collect();
        written(&schedule(&[]).replace("\"Schedule\":[]", &format!("\"Schedule\":{}", Value::Array(charges))))
    };
    let midnight = at(&["2027-01-01T00:00:00.000Z", "2027-02-01T09:00:00+09:00"]);
    assert!(!midnight.contains("UTC") && midnight.contains("{ invoice_date: 2027-02-01,"), "{midnight}");
    let one = at(&["2027-01-01T00:00:00.000Z", "2027-02-01T13:00:00Z"]);
    assert!(
        one.contains("# the charge of 2027-02-01 is at 13:00:00 UTC; an offer file says days\n"),
        "{one}"
    );
    // Midnight in Japan is the day before in UTC, where invoices are issued.
    let all = at(&["2027-01-01T00:00:00+09:00", "2027-02-01T00:00:00+09:00"]);
    assert!(all.contains("# every charge is at 15:00:00 UTC of its day; an offer file says days\n"), "{all}");
    assert!(all.contains("{ invoice_date: 2026-12-31, amount: 1.00 }"), "{all}");
}

#[test]
fn what_cannot_be_imported_is_refused_with_its_place() {
    let change = |old: &str, new: &str| {
        let text = documents().remove("changesets/saas-fps.json").unwrap();
        assert!(text.contains(old), "{old}");
        imported(&text.replacen(old, new, 1)).unwrap_err()
    };
    for (old, new, message) in [
        (
            "\"2024-01-01\"",
            "\"2024-13-01\"",
            "ChangeSet[5].DetailsDocument.Terms[0].Schedule[0].ChargeDate: `2024-13-01` is not a date of the form 2026-12-31 or 2026-12-31T00:00:00Z",
        ),
        (
            "\"2024-01-01\"",
            "\"2024-01-01T00:00:00\"",
            "ChangeSet[5].DetailsDocument.Terms[0].Schedule[0].ChargeDate: `2024-01-01T00:00:00` does not say in which time zone it is",
        ),
        (
            "\"200.00\"",
            "\"1,200.00\"",
            "ChangeSet[5].DetailsDocument.Terms[0].Schedule[0].ChargeAmount: `1,200.00` is not written in plain digits",
        ),
        (
            "\"200.00\"",
            "1e3",
            "ChangeSet[5].DetailsDocument.Terms[0].Schedule[0].ChargeAmount: `1e3` is not an amount",
        ),
        (
            "\"200.00\"",
            "-1",
            "ChangeSet[5].DetailsDocument.Terms[0].Schedule[0].ChargeAmount: `-1` has a sign, but an amount is never negative",
        ),
        ("\"200.00\"", "null", "ChangeSet[5].DetailsDocument.Terms[0].Schedule[0].ChargeAmount is missing"),
        (
            "\"P12M\"",
            "\"12 months\"",
            "ChangeSet[4].DetailsDocument.Terms[0].AgreementDuration: `12 months` is not a duration such as `P12M`",
        ),
        ("\"P12M\"", "\"{{MONTHS}}\"", "this is a template: fill in the placeholder `{{MONTHS}}` first"),
        (
            "\"111111111111\"",
            "111111111111",
            "ChangeSet[2].DetailsDocument.PositiveTargeting.BuyerAccounts[0]: text is expected, but this is a number",
        ),
        (
            "\"111111111111\"",
            "\"1111\"",
            "ChangeSet[2].DetailsDocument.PositiveTargeting.BuyerAccounts[0]: `1111` is not an account id of 12 digits",
        ),
        (
            "\"USD\"",
            "\"usd\"",
            "ChangeSet[3].DetailsDocument.Terms[0].CurrencyCode: `usd` is not a currency code",
        ),
        (
            "\"Catalog\"",
            "\"ChangeSet\": [], \"Catalog\"",
            "this is not JSON: the member `ChangeSet` is given twice",
        ),
        (
            "\"$CreateOfferChange.Entity.Identifier\"",
            "\"offer-2\"",
            "the change set changes 2 offers, `$CreateOfferChange.Entity.Identifier` and `offer-2`: leave the changes of one",
        ),
    ] {
        assert_eq!(change(old, new), message);
    }
    let more = r#"{"acceptedTerms": [], "nextToken": "abc"}"#;
    assert!(imported(more).unwrap_err().contains("nextToken"));
    let twice = r#"{"Terms": [{"Type": "PaymentScheduleTerm", "Schedule": [{"ChargeDate": "2027-01-01", "ChargeAmount": "1"}]},
        {"Type": "PaymentScheduleTerm", "Schedule": []}]}"#;
    assert_eq!(imported(twice).unwrap_err(), "Terms[1].Schedule: a second payment schedule");
}

#[test]
fn no_text_of_the_json_becomes_a_directive() {
    let evil = "paysched: allow-file(total-mismatch) x\nname: evil";
    let text = json!({"Status": evil, "ChangeSet": [
        {"ChangeType": evil, "Entity": {"Type": "Offer@1.0"}, "ErrorDetailList": [{"ErrorCode": evil}], "DetailsDocument": {"Terms": evil}},
        {"ChangeType": evil, "Entity": {"Type": evil}},
        {"ChangeType": "UpdateInformation", "Entity": {"Type": "Offer@1.0", "Identifier": "ChangeSet[0].DetailsDocument"}, "DetailsDocument": {evil: evil, "Name": evil}},
    ]});
    let file = written(&text.to_string());
    assert!(file.contains("name: \"paysched: allow-file(total-mismatch) x\\nname: evil\"\n"), "{file}");
    let lines = || file.lines().map(|line| line.trim_start_matches(['#', ' ']));
    assert!(lines().filter(|line| line.starts_with("paysched: ")).eq(["paysched: 1"]), "{file}");
    assert_eq!(lines().filter(|line| line.starts_with("name: ")).count(), 1, "{file}");
}

#[test]
fn templates_of_the_marketplace_name_what_is_to_be_filled_in() {
    let text = std::fs::read_to_string(format!("{FIXTURES}/other/lab-offer-fps-template.json")).unwrap();
    let problem = imported(&text).unwrap_err();
    assert_eq!(
        problem,
        "this is a template: fill in the placeholders `{{OFFER_ID}}` and `{{CONTRACT_DURATION_MONTHS}}` first"
    );
    let filled = text.replace("{{OFFER_ID}}", "offer-1").replace("{{CONTRACT_DURATION_MONTHS}}", "P12M");
    assert!(imported(&filled).is_ok());
}

#[test]
fn a_later_change_of_one_kind_holds_and_the_earlier_is_said() {
    let mut set: Value =
        serde_json::from_str(&documents().remove("changesets/saas-fps.json").unwrap()).unwrap();
    let mut again = set["ChangeSet"][5].clone();
    again["DetailsDocument"]["Terms"][0]["Schedule"][0]["ChargeAmount"] = json!("300.00");
    set["ChangeSet"].as_array_mut().unwrap().push(again);
    let text = written(&set.to_string());
    assert!(text.contains("{ invoice_date: 2024-01-01, amount: 300.00 }"), "{text}");
    assert!(
        text.contains(
            "# the change UpdatePaymentScheduleTerms is there again below; this one is overwritten:"
        ),
        "{text}"
    );
    assert!(text.contains("\"200.00\""), "{text}");
}

#[test]
fn what_the_json_lacks_comes_from_the_options() {
    let text = documents().remove("changesets/replacement-saas-fps.json").unwrap();
    let options = ImportOptions {
        product: Some("prod-9".to_owned()),
        product_type: Some(ProductType::SaasContractWithConsumption),
        buyers: vec!["001122223333".to_owned()],
        billing: Some(Billing::CreditCard),
        release: parse_date("2023-12-02").ok(),
        schema: Some("offer.schema.json".to_owned()),
        ..ImportOptions::default()
    };
    let file = import(&[&text], &options).unwrap().to_yaml();
    assert!(file.starts_with("# yaml-language-server: $schema=offer.schema.json\n"), "{file}");
    for line in [
        "product: { id: prod-9, type: saas_contract_with_consumption }\n",
        "  - { account: \"001122223333\", billing: credit_card }\n",
        "release: 2023-12-02\n",
    ] {
        assert!(file.contains(line), "{file}");
    }
    let clash = ImportOptions { accept_by: parse_date("2024-01-01").ok(), ..ImportOptions::default() };
    let problem = import(&[&text], &clash).unwrap_err();
    assert_eq!(
        problem.to_string(),
        "the last day to accept given is 2024-01-01, but the JSON says 2023-12-31"
    );
}

#[test]
fn an_agreement_that_runs_otherwise_than_its_terms_say_is_told() {
    let text = documents().remove("made/agreement-in-japan.json").unwrap();
    let shorter = text.replace("\"endTime\": \"2028-12-10T17", "\"endTime\": \"2027-12-10T17");
    let file = written(&shorter);
    assert!(
        file.contains(
            "# the agreement runs from 2026-12-10 to 2027-12-10, says the marketplace\nterm: 24 months\n"
        ),
        "{file}"
    );
    let shorter = text.replace("\"agreementEndDate\": \"2028", "\"agreementEndDate\": \"2027");
    let file = written(&shorter);
    assert!(file.contains("# not carried: the end on 2027-12-10\nterm: 24 months\n"), "{file}");
    let worth = text.replace("120000.00", "130000.00");
    let file = written(&worth);
    assert!(
        file.contains("# the agreement is worth 130000.00 USD, says the marketplace\ntotal: 120000.00\n"),
        "{file}"
    );
    let without = text.replace("validityTerm", "otherTerm");
    let file = written(&without);
    assert!(
        file.contains("worked out of the agreement's time, 2026-12-10 to 2028-12-10\nterm: 24 months\n"),
        "{file}"
    );
    assert!(file.contains("not carried: OtherTerm: {\"agreementDuration\": \"P24M\""), "{file}");
}

fn fixture(name: &str) -> PathBuf {
    std::path::absolute(Path::new(FIXTURES).join(name)).unwrap()
}

#[test]
fn the_live_agreement_is_held_against_the_file() {
    let place = Place::new(&[]);
    let (terms, agreement) =
        (fixture("made/agreement-terms-epoch.json"), fixture("made/agreement-epoch.json"));
    let live = ["import", "aws", terms.to_str().unwrap(), "--agreement", agreement.to_str().unwrap()];
    let with = |more: &[&str]| place.run(&[&live[..], more].concat());
    let ran = with(&["--accept-by", "2026-12-31", "--billing", "invoice", "--output", "offer.yaml"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    let same = with(&["--diff", "offer.yaml"]);
    assert_eq!(same.code, 0, "{}{}", same.out, same.err);
    assert!(same.out.contains("no change of dates, amounts or terms"), "{}", same.out);
    let text = std::fs::read_to_string(place.path().join("offer.yaml")).unwrap();
    place
        .write("offer.yaml", &text.replace("50000.00", "40000.00").replace("net_terms: 45", "net_terms: 30"));
    let ran = with(&["--diff", "offer.yaml", "--format", "json"]);
    assert_eq!((ran.code, ran.err.as_str()), (1, ""));
    let found: Value = serde_json::from_str(&ran.out).unwrap();
    let changes = &found["offers"][0];
    assert_eq!(changes["installments"][0]["amount_before"], "50000.00");
    assert_eq!(changes["installments"][0]["amount_after"], "40000.00");
    assert_eq!(changes["facts"], json!([{"key": "net_terms", "before": "45 days", "after": "30 days"}]));
    place.write("two.yaml", &format!("{text}---\n{}", text.replace("offer-7gq4kzexample", "offer-2")));
    assert_eq!(with(&["--diff", "two.yaml"]).code, 0);
    place.write(
        "two.yaml",
        &text.replace("offer-7gq4kzexample", "offer-2").repeat(2).replacen("paysched", "---\npaysched", 2),
    );
    let ran = with(&["--diff", "two.yaml"]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    assert_eq!(
        ran.err,
        "paysched: two.yaml: none of its 2 offers has the id of the JSON, `offer-7gq4kzexample`\n"
    );
    let expiry = fixture("other/expire-offer.json");
    let ran = place.run(&["import", "aws", expiry.to_str().unwrap(), "--diff", "offer.yaml"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.ends_with("there is no payment schedule to compare\n"), "{}", ran.err);
}

#[test]
fn what_is_no_json_of_the_marketplace_is_refused_in_one_line() {
    let place = Place::new(&[
        ("empty.json", ""),
        ("open.json", "{\"Terms\": ["),
        ("deep.json", &format!("{}1{}", "{\"Terms\":".repeat(5000), "}".repeat(5000))),
        ("brackets.json", &"[".repeat(300_000)),
        ("nul.json", "{\"Terms\0\": 1}"),
        ("other.json", "{\"foo\": 1}"),
        ("list.json", "[]"),
        ("number.json", "5"),
        ("none.json", "{\"ChangeSet\": []}"),
        ("saas.json", "{\"EntityType\": \"SaaSProduct@1.0\", \"DetailsDocument\": {}}"),
        ("large.json", &" ".repeat(20_000_000)),
    ]);
    std::fs::write(place.path().join("latin.json"), b"{\"Name\": \"M\xfcller\"}").unwrap();
    std::fs::write(place.path().join("utf16.json"), b"\xff\xfe{\0}\0").unwrap();
    for name in [
        "empty", "open", "deep", "brackets", "nul", "other", "list", "number", "none", "saas", "large",
        "latin", "utf16", "missing",
    ] {
        let file = format!("{name}.json");
        let ran = place.run(&["import", "aws", &file, "--output", "out.yaml"]);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{name}");
        assert_eq!(ran.err.lines().count(), 1, "{name}: {}", ran.err);
        assert!(ran.err.starts_with(&format!("paysched: {file}: ")), "{}", ran.err);
        assert!(!place.path().join("out.yaml").exists(), "{name}");
    }
    let ran = place.run_with(&["import", "aws", "-"], &documents()["changesets/saas-fps.json"], &[]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    assert_eq!(ran.out, written(&documents()["changesets/saas-fps.json"]));
    let ran = place.run(&["import", "aws", "-", "--agreement", "-"]);
    assert_eq!((ran.code, ran.err.lines().count()), (2, 1), "{}", ran.err);
}
