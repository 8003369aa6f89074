//! `paysched export`: the request says what the offer file says, in the shape that the marketplace
//! publishes, and the checklist's settings give the schedule that they claim to give.

use crate::support;
use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use crate::support::place::Place;
use crate::support::request::{OTHERWISE, details, values};
use paysched::internals::marketplace::aws::change_set::{ExportOptions, change_set};
use paysched::internals::marketplace::console::{Fit, fit};
use paysched::internals::marketplace::limits::Limits;
use paysched::offer::{Amount, Currency, Term, parse_date};
use proptest::prelude::*;
use serde_json::Value;

fn export(arguments: &[&str]) -> (i32, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_paysched"));
    let output = support::scrubbed(&mut command).arg("export").args(arguments).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

fn exported(arguments: &[&str]) -> Value {
    let (code, out, err) = export(arguments);
    assert_eq!(code, 0, "{arguments:?}: {err}");
    serde_json::from_str(&out).unwrap()
}

fn changes(request: &Value) -> Vec<&str> {
    request["ChangeSet"].as_array().unwrap().iter().map(|one| one["ChangeType"].as_str().unwrap()).collect()
}

const GOLDEN: [(&str, &[&str]); 13] = [
    ("saas.json", &["aws", "schedules/marketplace-samples/saas-fps.yaml", "--release"]),
    ("ami-hourly-annual.json", &["aws", "schedules/ami-hourly-annual.yaml", "--release"]),
    ("update-of-a-draft.json", &["aws", "schedules/pricing-with-overage.yaml"]),
    ("renewal.json", &["aws", "schedules/renewal-with-installments.yaml"]),
    ("replacement.json", &["aws", "schedules/replacement-carries-over.yaml"]),
    ("resold-replacement.json", &["aws", "schedules/marketplace-samples/cppo-replacement-fps-p12m.yaml"]),
    (
        "resale-authorization.json",
        &["aws", "schedules/resale-authorization.yaml", "--reseller", "999900001111", "--release"],
    ),
    ("future-dated.json", &["aws", "schedules/future-dated.yaml", "--offer", "2"]),
    ("yen.json", &["aws", "schedules/japan/yen-step-1000.yaml", "--details-string"]),
    ("released.json", &["aws", "schedules/pricing-with-overage.yaml", "--released"]),
    ("console/upfront-quarterly.txt", &["console", "schedules/upfront-quarterly.yaml"]),
    ("console/yen.md", &["console", "schedules/japan/yen-step-1000.yaml", "--markdown"]),
    (
        "console/resale-authorization.txt",
        &["console", "schedules/resale-authorization.yaml", "--reseller", "999900001111"],
    ),
];

#[test]
fn every_export_is_as_it_was() {
    for (name, arguments) in GOLDEN {
        let (code, out, err) = export(arguments);
        assert_eq!(code, 0, "{name}: {err}");
        support::golden(&Path::new("tests/exports").join(name), &out);
    }
}

#[test]
fn every_public_change_set_comes_back_out_of_its_offer_file() {
    let mut compared = 0;
    for entry in std::fs::read_dir("tests/fixtures/aws/changesets").unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "json") {
            continue;
        }
        compared += 1;
        let sample = path.file_stem().unwrap().to_str().unwrap();
        let theirs: Value = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
        let file = format!("schedules/marketplace-samples/{sample}.yaml");
        let ours = exported(&["aws", &file, "--release", "--reseller", "111111111111"]);
        let (theirs, ours) = (values(&theirs), values(&ours));
        let paths: BTreeSet<&String> = theirs.keys().chain(ours.keys()).collect();
        let different: BTreeSet<&str> = paths
            .into_iter()
            .filter(|path| theirs.get(*path) != ours.get(*path))
            .map(String::as_str)
            .collect();
        let known = OTHERWISE.iter().filter(|(name, ..)| *name == sample);
        let known: BTreeSet<&str> = known.map(|(_, path, _)| *path).collect();
        assert_eq!(different, known, "{sample}");
    }
    assert_eq!(compared, 10);
}

#[test]
fn details_as_text_say_the_same_as_the_document() {
    for file in ["schedules/renewal-with-installments.yaml", "schedules/ami-hourly-annual.yaml"] {
        let document = exported(&["aws", file]);
        let text = exported(&["aws", file, "--details-string"]);
        assert_eq!(changes(&document), changes(&text));
        for change in changes(&document) {
            assert_eq!(details(&document, change), details(&text, change));
        }
        assert!(text["ChangeSet"].as_array().unwrap().iter().all(|one| one.get("DetailsDocument").is_none()));
    }
}

#[test]
fn only_release_releases() {
    let file = "schedules/marketplace-samples/saas-fps.yaml";
    assert!(!changes(&exported(&["aws", file])).contains(&"ReleaseOffer"));
    assert_eq!(changes(&exported(&["aws", file, "--release"])).last(), Some(&"ReleaseOffer"));
    let file = "schedules/resale-authorization.yaml";
    let released = exported(&["aws", file, "--release", "--reseller", "999900001111"]);
    assert_eq!(changes(&released).last(), Some(&"ReleaseResaleAuthorization"));
}

#[test]
fn a_draft_may_lack_what_a_release_may_not() {
    let place = Place::new(&[("draft.yaml", &support::complete(""))]);
    let draft = place.run(&["export", "aws", "draft.yaml"]);
    assert_eq!(draft.code, 0);
    assert!(!draft.out.contains("UpdatePricingTerms") && !draft.out.contains("UpdateLegalTerms"));
    let prices = "write `pricing: {dimensions: [{key: …, quantity: …}]}`";
    let err = draft.err;
    assert!(err.contains(&format!("sets no prices, which is wanted before the release: {prices}")), "{err}");
    assert!(err.contains("sets no agreement text"), "{err}");
    let released = place.run(&["export", "aws", "draft.yaml", "--release"]);
    assert_eq!((released.code, released.out.as_str()), (1, ""));
    let err = released.err;
    assert!(err.contains("error[not-ready-for-release]") && err.ends_with("; not exported\n"), "{err}");
    assert!(err.contains(prices) && err.contains("write `legal: {eula: standard}`"), "{err}");
}

#[test]
fn what_is_refused_says_what_to_write() {
    let place = Place::new(&[]);
    let refused = |snippet: &str, arguments: &[&str], says: &str| {
        place.write("offer.yaml", &support::complete(snippet));
        let ran = place.run(&[&["export", "aws", "offer.yaml"], arguments].concat());
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{}", ran.err);
        assert!(ran.err.contains(says), "{}\nlacks {says}", ran.err);
    };
    let authorization = "kind: resale_authorization\naccept_by: 2026-12-10\n";
    let whole = format!(
        "{authorization}legal: {{eula: standard}}\npricing: {{dimensions: [{{key: a, quantity: 1, prices: {{36 months: 360000}}}}]}}\n"
    );
    refused(&whole, &[], "give it with --reseller");
    // An authorization is created whole, so the rule about releases speaks of each.
    place.write("offer.yaml", &support::complete(authorization));
    let ran = place.run(&["export", "aws", "offer.yaml", "--reseller", "999900001111"]);
    assert_eq!((ran.code, ran.out.as_str()), (1, ""));
    for says in ["error[not-ready-for-release]", "`pricing: {dimensions:", "`legal: {eula: standard}`"] {
        assert!(ran.err.contains(says), "{}", ran.err);
    }
    let partner = "kind: channel_partner_offer\nresale: {authorization: nowhere.yaml}\n";
    refused(partner, &[], "write `id: resaleauthz-…` into `nowhere.yaml`");
    let container =
        "product: {id: prod-x, type: container_contract}\npricing: {dimensions: [{key: a, quantity: 1}]}\n";
    refused(container, &[], "write `pricing: {duration: 12 months, …}`");
    refused("", &["--released"], "write `id: offer-…`");
    refused("", &["--change-set-name", "a/b"], "a request is named in 1 to 100 letters");
}

#[test]
fn an_offer_with_errors_is_shown_and_not_exported() {
    let place = Place::new(&[]);
    place.write("offer.yaml", &support::complete("total: 1.00\n"));
    for target in ["aws", "console"] {
        let ran = place.run(&["export", target, "offer.yaml", "--output", "out"]);
        assert_eq!((ran.code, ran.out.as_str()), (1, ""), "{}", ran.err);
        assert!(ran.err.contains("offer.yaml: ") && ran.err.ends_with("; not exported\n"), "{}", ran.err);
        assert!(!place.path().join("out").exists());
    }
}

#[test]
fn the_target_is_a_word_or_an_option() {
    let file = "schedules/upfront-quarterly.yaml";
    for target in ["aws", "console"] {
        assert_eq!(export(&[target, file]), export(&["--format", target, file]));
        assert_eq!(export(&[target, file]), export(&[file, "--format", target]));
    }
    let wrong: [(&[&str], &str); 7] = [
        (&[file], "say where the offer is to go: paysched export aws"),
        (&["aws"], "name the offer file: paysched export aws FILE"),
        (&["consol", file], "an offer goes to `aws` or to `console`, not to `consol`"),
        (&["aws", file, "--format", "aws"], "the target is given twice"),
        (&["console", file, "--release"], "--release is for `paysched export aws`"),
        (&["aws", file, "--markdown"], "--markdown is for `paysched export console`"),
        (&["aws", "schedules/future-dated.yaml"], "holds 2 offers"),
    ];
    for (arguments, says) in wrong {
        let (code, out, err) = export(arguments);
        assert_eq!((code, out.as_str()), (2, ""), "{arguments:?}");
        assert!(err.contains(says), "{err}\nlacks {says}");
    }
}

#[test]
fn an_output_is_the_whole_request() {
    let place = Place::new(&[("offer.yaml", support::BASE)]);
    let shown = place.run(&["export", "aws", "offer.yaml"]);
    let ran = place.run(&["export", "aws", "offer.yaml", "--output", "request.json"]);
    assert_eq!((ran.code, ran.out.as_str()), (0, ""));
    assert_eq!(std::fs::read_to_string(place.path().join("request.json")).unwrap(), shown.out);
    assert_eq!(place.run(&["export", "aws", "offer.yaml", "--output", "no/such/folder.json"]).code, 2);
}

/// The partner's offer and its authorization, which the marketplace gave an id.
fn resold(extra: &str) -> Place {
    let read = |name: &str| std::fs::read_to_string(format!("schedules/{name}")).unwrap();
    let authorization = read("resale-authorization.yaml");
    let partner = read("channel-partner-offer.yaml").replace(
        "resale: { authorization: resale-authorization.yaml }",
        &format!("resale: {{authorization: resale-authorization.yaml{extra}}}"),
    );
    Place::new(&[("resale-authorization.yaml", &authorization), ("partner.yaml", &partner)])
}

#[test]
fn an_authorization_without_an_id_is_created() {
    let place = resold("");
    let text = std::fs::read_to_string(place.path().join("resale-authorization.yaml")).unwrap();
    place.write("resale-authorization.yaml", &text.replace("id: resaleauthz-4k2mexample\n", ""));
    let ran = place.run(&["export", "aws", "resale-authorization.yaml", "--reseller", "999900001111"]);
    let request: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(changes(&request)[0], "CreateResaleAuthorization");
    let created = details(&request, "CreateResaleAuthorization").unwrap();
    assert_eq!(created["ProductId"], "prod-k3xu7yexample");
    assert_eq!(created["ResellerAccountId"], "999900001111");
    assert_eq!(created["Description"], "What the reseller owes for one hundred users");
    let entity = &request["ChangeSet"][1]["Entity"]["Identifier"];
    assert_eq!(entity, "$CreateResaleAuthorization.Entity.Identifier");
    let ran = place.run(&["check", "--ready", "partner.yaml"]);
    assert!(ran.code == 1 && ran.out.contains("not-ready-for-release"), "{}", ran.out);
}

#[test]
fn a_partners_offer_takes_the_id_of_its_authorizations_file() {
    let ran = resold("").run(&["export", "aws", "partner.yaml"]);
    let request: Value = serde_json::from_str(&ran.out).unwrap();
    let created = details(&request, "CreateOfferUsingResaleAuthorization").unwrap();
    assert_eq!(created["ResaleAuthorizationId"], "resaleauthz-4k2mexample");
    let schedule = details(&request, "UpdatePaymentScheduleTerms").unwrap();
    assert_eq!(schedule["Terms"][0]["Schedule"][0]["ChargeAmount"], "26500.00");
}

#[test]
fn a_markup_takes_the_place_of_prices_and_schedule() {
    let place = resold(", markup: 7.5%");
    let text = std::fs::read_to_string(place.path().join("partner.yaml")).unwrap();
    let (before, rest) = text.split_once("total:").unwrap();
    let (_, after) = rest.split_once("pricing:").unwrap();
    let own = "total: 80000.00\ninstallments:\n  - { first: 2027-02-01, every: quarter, times: 4, amount: 20000.00 }\n";
    place.write("partner.yaml", &format!("{before}{own}pricing:{after}"));
    let ran = place.run(&["export", "aws", "partner.yaml", "--release"]);
    let request: Value = serde_json::from_str(&ran.out).unwrap_or_else(|_| panic!("{}", ran.err));
    assert_eq!(details(&request, "UpdateMarkup").unwrap()["Percentage"], "7.5");
    assert!(!changes(&request).contains(&"UpdatePricingTerms"));
    assert!(!changes(&request).contains(&"UpdatePaymentScheduleTerms"));
    let ran = place.run(&["export", "console", "partner.yaml"]);
    assert!(ran.out.contains("Markup percentage") && !ran.out.contains("Contract total"), "{}", ran.out);
}

#[test]
fn terms_are_written_as_the_marketplace_takes_them() {
    let place = Place::new(&[]);
    for (term, expected) in [
        ("3 years", r#"{"Type":"ValidityTerm","AgreementDuration":"P36M"}"#),
        ("365 days", r#"{"Type":"ValidityTerm","AgreementDuration":"P365D"}"#),
        ("P1Y6M15D", r#"{"Type":"ValidityTerm","AgreementDuration":"P18M15D"}"#),
        (
            "{start: 2027-01-31, duration: 13 months}",
            r#"{"Type":"ValidityTerm","AgreementStartDate":"2027-01-31","AgreementEndDate":"2028-02-28"}"#,
        ),
    ] {
        let text = format!(
            "term: {term}\naccept_by: 2026-12-31\ninstallments: [{{invoice_date: 2027-02-01, amount: 360000.00}}]\n"
        );
        place.write("offer.yaml", &support::complete(&text));
        let ran = place.run(&["export", "aws", "offer.yaml"]);
        let request: Value = serde_json::from_str(&ran.out).unwrap_or_else(|_| panic!("{}", ran.err));
        assert_eq!(details(&request, "UpdateValidityTerms").unwrap()["Terms"][0].to_string(), expected);
    }
}

/// The published pattern: up to eight digits with at most two decimals, or a hundred million.
fn is_charge_amount(text: &str) -> bool {
    let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let largest = whole == "100000000" && decimals.bytes().all(|byte| byte == b'0');
    digits(whole) && digits(decimals) && decimals.len() <= 2 && (largest || (1..=8).contains(&whole.len()))
}

prop_compose! {
    /// A series that divides a total, and perhaps an amount before it.
    fn offers()(
        yen in any::<bool>(),
        minor in 1_000_u64..9_000_000_000,
        upfront in prop::option::of(1_u64..1_000),
        times in 1_u32..=59,
        every in prop::sample::select(vec!["month", "quarter", "year", "2 weeks", "45 days"]),
        day in 1_u32..=31,
        leftover in prop::sample::select(vec!["last", "first", "spread"]),
        months in 1_u32..=60,
    ) -> String {
        let amount = |minor: u64| if yen { minor.to_string() } else { support::amount(i64::try_from(minor).unwrap(), 2).to_string() };
        let currency = if yen { "JPY" } else { "USD" };
        let first = match upfront {
            Some(upfront) => format!("  - {{invoice_date: 2026-12-15, amount: {}}}\n", amount(upfront)),
            None => String::new(),
        };
        format!(
            "currency: {currency}\ntotal: {}\nterm: {months} months\nrounding: {{leftover: {leftover}}}\ninstallments:\n{first}  - {{first: 2027-01-{day:02}, every: {every}, times: {times}, split: remainder}}\n",
            amount(minor)
        )
    }
}

proptest! {
    #![proptest_config(support::cases(300))]

    #[test]
    fn amounts_are_of_the_published_pattern_and_add_up(snippet in offers()) {
        let checked = support::offer(support::complete(&snippet));
        let offer = &checked.offer;
        let limits = Limits::on(parse_date("2026-12-01").unwrap());
        let made = change_set(offer, &checked.schedule, &checked.contract, limits, ExportOptions::default());
        let too_large = checked.schedule.installments.iter().any(|one| one.amount > Some(limits.amount));
        prop_assert_eq!(made.is_err(), too_large);
        let Ok(made) = made else { return Ok(()) };
        prop_assert!(made.request.change_set.len() <= limits.request.changes);
        let request = serde_json::to_value(&made.request).unwrap();
        let term = details(&request, "UpdatePaymentScheduleTerms").unwrap().into_owned();
        let currency = offer.currency.get().unwrap();
        let mut sum = Amount::ZERO;
        for line in term["Terms"][0]["Schedule"].as_array().unwrap() {
            let text = line["ChargeAmount"].as_str().unwrap();
            prop_assert!(is_charge_amount(text), "{text}");
            let amount = Amount::parse(text).unwrap();
            prop_assert_eq!(amount.scale(), currency.decimals());
            sum = sum.plus(amount).unwrap();
        }
        prop_assert_eq!(sum, *offer.total.get().unwrap());
    }

    #[test]
    fn the_generators_settings_give_what_they_claim(snippet in offers()) {
        let checked = support::offer(support::complete(&snippet));
        let offer = &checked.offer;
        let currency: Currency = *offer.currency.get().unwrap();
        let lines: Vec<_> =
            checked.schedule.installments.iter().map(|one| (one.date, one.amount.unwrap())).collect();
        let Some(Term::For(term)) = offer.term.get() else { panic!("a duration") };
        let (settings, found) = fit(&lines, currency, Some(term.months())).unwrap();
        let (days, amounts): (Vec<_>, Vec<_>) = lines.iter().copied().unzip();
        prop_assert_eq!(settings.total, *offer.total.get().unwrap());
        match found {
            Fit::Whole => {
                prop_assert_eq!(settings.dates(), Some(days));
                prop_assert_eq!(settings.amounts(currency), Some(amounts));
            }
            Fit::Amounts => prop_assert_eq!(settings.amounts(currency), Some(amounts)),
            Fit::Lines => {
                // No initial payment would have made the others equal.
                let rest = amounts.get(1..).unwrap();
                prop_assert!(rest.iter().any(|amount| Some(amount) != rest.first()));
            }
        }
    }
}
