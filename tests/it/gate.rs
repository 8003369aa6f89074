//! One gate: what a command refuses, a rule says first, or this list says why none can.

use std::collections::{BTreeMap, BTreeSet};

use paysched::internals::lint::rules;

use crate::support::place::Place;
use crate::support::{self, BASE};
use Why::{Broken, Json, Rule, Typed, Unruled};

/// Why a refusal is none of its own.
#[derive(Debug, Clone, Copy)]
enum Why {
    /// These rules say the same of the file: of the one that is read, or of the one that would be made.
    Rule(&'static [&'static str]),
    /// A value could not be read or is out of all bounds, which is an error of `check` before.
    Broken,
    /// What the command line asks for.
    Typed,
    /// It is no offer file.
    Json,
    /// No file shows it, or no rule says it yet.
    Unruled,
}

/// An error type: its file, its name, and each of its variants.
type Refusals = (&'static str, &'static str, &'static [(&'static str, Why)]);

/// Every refusal.
const REFUSALS: &[Refusals] = &[
    (
        "src/deal/amend/error.rs",
        "AmendError",
        &[
            ("Unread", Broken),
            ("NoTerm", Broken),
            ("NoCurrency", Broken),
            ("NoProductType", Broken),
            ("TooLarge", Broken),
            ("TooLargeToDivide", Broken),
            ("NotReplaceable", Rule(&["replacement-not-supported"])),
            ("Authorization", Typed),
            ("Markup", Rule(&["markup-with-schedule"])),
            ("AuthorizationNeeded", Typed),
            ("NotResold", Typed),
            ("NotAcceptable", Rule(&["accepted-out-of-window"])),
            ("BeforeAcceptance", Typed),
            ("BeforeStart", Typed),
            ("Ended", Typed),
            ("ChainUnknown", Typed),
            ("AfterEnd", Typed),
            ("Shorter", Rule(&["replacement-differs"])),
            ("BeforeRelease", Rule(&["acceptance-in-past"])),
            ("AfterLastDay", Typed),
            ("NeverBilled", Rule(&["replacement-bills-twice"])),
            ("BilledTwice", Rule(&["replacement-bills-twice"])),
            ("NothingToBill", Rule(&["no-installments"])),
            ("NoDays", Typed),
            ("Shrinks", Rule(&["replacement-drops-pending"])),
            ("FewerUnits", Rule(&["contract-reduced"])),
            ("NoDimension", Typed),
            ("NoContractDays", Broken),
            ("NothingUnused", Typed),
        ],
    ),
    (
        "src/deal/resell.rs",
        "ResellError",
        &[
            ("NotAnAuthorization", Typed),
            ("Unread", Broken),
            ("NoCurrency", Broken),
            ("NoLastDay", Broken),
            ("Ended", Rule(&["resale-terms-differ"])),
            ("NotYetPublished", Typed),
            ("TooLarge", Broken),
            ("NotWritable", Unruled),
        ],
    ),
    (
        "src/plan/build.rs",
        "PlanError",
        &[
            ("Unread", Broken),
            ("NoAcceptance", Broken),
            ("NoCurrency", Broken),
            ("Incomplete", Broken),
            ("Empty", Rule(&["no-installments"])),
            ("TooLarge", Broken),
            ("Renewal", Typed),
            ("Cancel", Typed),
            ("Cash", Typed),
        ],
    ),
    (
        "src/marketplace/console/pages.rs",
        "ChecklistError",
        &[("Kind", Broken), ("Currency", Broken), ("Incomplete", Broken), ("TooLarge", Broken)],
    ),
    (
        "src/marketplace/aws/import/error.rs",
        "ImportError",
        &[
            ("Json", Json),
            ("NotAnAgreement", Json),
            ("Unknown", Json),
            ("Placeholders", Json),
            ("Value", Json),
            ("Missing", Json),
            ("Within", Json),
            ("SecondSchedule", Json),
            ("Schedule", Json),
            ("NoDetails", Json),
            ("OtherEntity", Json),
            ("NoOffer", Json),
            ("SeveralOffers", Json),
            ("SeveralAgreements", Json),
            ("SeveralEntities", Json),
            ("OfferSet", Json),
            ("VariablePayments", Json),
            ("NotAllTerms", Json),
            ("Contradiction", Typed),
        ],
    ),
];

/// What the request of the Catalog API is refused for: a part of each sentence.
const REQUEST: &[(&str, Why)] = &[
    ("a released offer has an id", Typed),
    ("a released authorization cannot be changed", Rule(&["released-schedule-changed"])),
    ("`accept_by` is missing", Broken),
    ("without which nothing can be released", Rule(&["not-ready-for-release"])),
    ("as text, at most {most} are taken", Typed),
    ("a request is named in 1 to {most}", Typed),
    ("an authorization names the partner's account", Typed),
    ("`product.id` is missing", Broken),
    ("the replaced agreement is missing", Broken),
    ("the authorization's id is not known", Typed),
    ("the authorization is missing", Broken),
    ("has more decimals than the {} that are taken", Rule(&["price-too-precise"])),
    ("`currency` or `product.type` is missing", Broken),
    ("no prices: write {write}", Rule(&["not-ready-for-release"])),
    ("is granted, but not how many", Rule(&["quantity-out-of-range"])),
    ("how long the quantities are granted for is not said", Rule(&["not-ready-for-release"])),
    ("an authorization says how long", Rule(&["end-without-start"])),
    ("`term` could not be worked out", Broken),
    ("the installments could not all be worked out", Broken),
    (
        "{what} is {words}, but at most {most} decimals are taken",
        Rule(&["price-too-precise", "amount-too-precise"]),
    ),
    ("`renewal` needs `times` and `price_increase`", Broken),
    ("no agreement text: write {write}", Rule(&["not-ready-for-release"])),
];

/// The variants of an error, in the order of its file.
fn variants(path: &str, name: &str) -> Vec<String> {
    let file = syn::parse_file(&std::fs::read_to_string(path).unwrap()).unwrap();
    let is = |item: &syn::Item| matches!(item, syn::Item::Enum(found) if found.ident == name);
    match file.items.iter().find(|item| is(item)) {
        Some(syn::Item::Enum(found)) => found.variants.iter().map(|one| one.ident.to_string()).collect(),
        _ => panic!("{path} has no {name}"),
    }
}

#[test]
fn every_refusal_is_in_the_list() {
    for (path, name, known) in REFUSALS {
        let known: BTreeMap<&str, Why> = known.iter().copied().collect();
        let found = variants(path, name);
        assert_eq!(
            known.keys().map(|name| (*name).to_owned()).collect::<BTreeSet<_>>(),
            found.into_iter().collect(),
            "{path}"
        );
    }
    let mut sites = 0;
    let mut text = String::new();
    for path in ["", "/change", "/create", "/pricing", "/terms"] {
        let path = format!("src/marketplace/aws/change_set{path}.rs");
        let source = std::fs::read_to_string(path).unwrap();
        // However it is broken into lines.
        text.push_str(&source.split_whitespace().collect::<Vec<_>>().join(" ").replace("\\ ", ""));
        sites +=
            source.split("missing").skip(1).filter(|rest| rest.trim_start().starts_with(".push(")).count();
    }
    for (says, _) in REQUEST {
        assert!(text.contains(says), "nothing is refused with: {says}");
    }
    assert_eq!(sites, REQUEST.len(), "a refusal of the request has come or gone");
    let listed = REFUSALS.iter().flat_map(|(_, _, known)| *known).chain(REQUEST);
    for (_, why) in listed {
        if let Rule(names) = why {
            assert!(names.iter().all(|name| rules::find(name).is_some()), "{names:?}");
        }
    }
}

/// What a command refuses with a finding, `check` says of the file in the same words.
#[test]
fn a_refusal_has_the_words_of_check() {
    let cases: [(&str, &[&str], &[&str], &str); 3] = [
        (
            "accepted: 2027-01-05\n",
            &["amend", "a.yaml", "--on", "2027-06-01", "--agreement", "agmt-1", "--add", "1.00"],
            &["check", "a.yaml"],
            "accepted-out-of-window",
        ),
        (
            "# without: description\n",
            &["export", "aws", "a.yaml", "--release"],
            &["check", "a.yaml", "--ready"],
            "not-ready-for-release",
        ),
        (
            "kind: resale_authorization\naccept_by: 2026-12-10\n",
            &["export", "aws", "a.yaml"],
            &["check", "a.yaml", "--ready"],
            "not-ready-for-release",
        ),
    ];
    for (snippet, command, check, rule) in cases {
        let place = Place::new(&[("a.yaml", &support::complete(snippet))]);
        let refused = place.run(command);
        assert_eq!((refused.code, refused.out.as_str()), (1, ""), "{command:?}: {}", refused.err);
        let said = place.run(check).out;
        let finding = said.split("\n\n").find(|text| text.contains(&format!("error[{rule}]"))).unwrap();
        assert!(refused.err.contains(finding.trim()), "{}\nlacks\n{finding}", refused.err);
    }
    // A day of the command line is judged like that of the file.
    let place = Place::new(&[("a.yaml", BASE)]);
    let ran = place.run(&[
        "amend",
        "a.yaml",
        "--on",
        "2027-06-01",
        "--agreement",
        "agmt-1",
        "--add",
        "1.00",
        "--accepted",
        "2027-01-05",
    ]);
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains("error[accepted-out-of-window]"), "{}", ran.err);
}
