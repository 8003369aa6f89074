//! One gate: what a command refuses, a rule says first, or this list says why none can.

use std::collections::{BTreeMap, BTreeSet};

use paysched::internals::lint::rules;

use crate::support::place::Place;
use crate::support::{self, BASE};
use Why::{Broken, Json, Rule, Typed};

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
            ("Markup", Typed),
            ("AuthorizationNeeded", Typed),
            ("NotResold", Typed),
            ("BeforeAcceptance", Typed),
            ("BeforeStart", Typed),
            ("Ended", Typed),
            ("ChainUnknown", Typed),
            ("AfterEnd", Typed),
            ("Shorter", Rule(&["replacement-differs"])),
            ("BeforeRelease", Typed),
            ("AfterLastDay", Typed),
            ("NeverBilled", Rule(&["replacement-bills-twice"])),
            ("BilledTwice", Rule(&["replacement-bills-twice"])),
            ("NothingToBill", Typed),
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
            ("Recognition", Typed),
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

/// What `new` and `solve` refuse by themselves, a part of each sentence; all else is a finding of the offer
/// that they make, which is checked like any other.
const NEW: &[(&str, Why)] = &[
    ("the schedule that was found cannot be planned", Broken),
    ("--row names the dates; there is nothing left to look for", Typed),
    ("--on names the dates; there is nothing left to look for", Typed),
    ("--times is what is looked for; leave it out", Typed),
    ("--times is needed: how many installments", Typed),
    ("--first is what is looked for; leave it out", Typed),
    ("--first is needed: the first regular invoice date", Typed),
    ("is not a number from 1 on", Typed),
    ("the answer cannot be read", Typed),
    ("Failure::message(left)", Typed),
    ("needed; at a terminal, `paysched {command} --ask` asks for what is missing", Typed),
    ("is no date and amount; write for example", Typed),
    ("is not one of 15, 30, 45, 60, 90 and 120 days", Typed),
    ("write an amount, or a percentage of the total such as 20%", Typed),
    ("is not a currency; write a code such as USD", Typed),
    ("is not a product type; there are", Typed),
];

#[test]
fn new_and_solve_refuse_only_what_was_typed() {
    let files = ["src/cli/new.rs", "src/cli/new/ask.rs", "src/cli/new/wanted.rs", "src/deal/propose.rs"];
    let text: String = files.map(|path| std::fs::read_to_string(path).unwrap()).concat();
    let sites = ["Failure::message(", "BadValue::new("].iter().map(|site| text.matches(site).count());
    assert_eq!(sites.sum::<usize>(), NEW.len(), "a refusal of `new` or `solve` has come or gone");
    for (says, _) in NEW {
        assert!(text.contains(says), "nothing is refused with: {says}");
    }
    // Nothing that a rule says is refused before the offer is made and checked.
    let cases: [(&[&str], &str); 6] = [
        (&["--total", "100.00", "--first", "2026-01-15"], "invoice-date-in-past"),
        (&["--total", "100.00", "--first", "2027-01-15", "--currency", "CNY"], "unsupported-currency"),
        (&["--total", "100.00", "--first", "2027-01-15", "--term", "61 months"], "term-too-long"),
        (&["--total", "100.00", "--first", "2027-01-15", "--product", "x y"], "product-id-invalid"),
        (
            &["--total", "100.00", "--first", "2027-01-15", "--product-type", "byol"],
            "product-without-installments",
        ),
        (&["--total", "100.00", "--on", "2027-01-15,2027-01-15"], "duplicate-invoice-date"),
    ];
    for (flags, rule) in cases {
        let mut command =
            vec!["new", "a.yaml", "--name", "Acme", "--buyer", "111122223333", "--as-of", "2026-12-01"];
        if !flags.contains(&"--product") {
            command.extend(["--product", "prod-k3xu7yexample"]);
        }
        if !flags.contains(&"--term") {
            command.extend(["--term", "12 months"]);
        }
        command.extend(flags);
        let place = Place::new(&[]);
        let ran = place.run(&command);
        assert_eq!((ran.code, ran.out.as_str()), (1, ""), "{flags:?}: {}", ran.err);
        assert!(ran.err.contains(&format!("error[{rule}]")), "{flags:?}: {}", ran.err);
    }
}

/// A refusal that a rule says as well has its words from one template.
#[test]
fn a_refusal_and_its_rule_have_one_template() {
    for (path, name, known) in REFUSALS.iter().filter(|(path, ..)| path.starts_with("src/deal/")) {
        let file = syn::parse_file(&std::fs::read_to_string(path).unwrap()).unwrap();
        let found = file.items.iter().find_map(|item| match item {
            syn::Item::Enum(found) if found.ident == name => Some(found),
            _ => None,
        });
        for variant in &found.unwrap().variants {
            let (_, why) = known.iter().find(|(known, _)| variant.ident == known).unwrap();
            let words = variant.attrs.iter().find(|attribute| attribute.path().is_ident("error")).unwrap();
            let syn::Meta::List(words) = &words.meta else { panic!("{}", variant.ident) };
            let shared = words.tokens.to_string().contains("sentences");
            assert_eq!(shared, matches!(why, Rule(_)), "{path}: {}", variant.ident);
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
