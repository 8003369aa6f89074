//! Out to the marketplace and back in: the same plan, the same terms, the same request.

use rust_decimal::Decimal;
use std::collections::BTreeSet;
use std::path::Path;

use crate::support;
use crate::support::place::Place;
use crate::support::request::{OTHERWISE, values};
use chrono::NaiveDate;
use paysched::internals::marketplace::aws::change_set::{ExportOptions as Export, change_set};
use paysched::internals::marketplace::aws::import::{ImportOptions, import};
use paysched::internals::marketplace::limits::Limits;
use paysched::internals::schedule::{Holidays, Schedule, expand};
use paysched::offer::{
    Amount, Buyer, Contract, Currency, Day, Dimension, Duration, Entry, Field, Leftover, Legal, Offer,
    Offset, Period, Portion, Pricing, Product, ProductType, Raise, Renewal, RenewalPart, Rounding, Series,
    Share, Single, Term, Unit, parse_date,
};
use proptest::prelude::*;
use serde_json::Value;

/// The examples in a folder of their own.
fn place() -> Place {
    let place = Place::new(&[]);
    let mut found = support::offer_files();
    found.extend(
        ["accounts.yaml", "paysched.toml", "japan/paysched.toml"].map(|n| Path::new("schedules").join(n)),
    );
    for path in found {
        let name = path.strip_prefix("schedules").unwrap().to_str().unwrap();
        let text = std::fs::read_to_string(&path).unwrap();
        place.write(name, &text);
    }
    place
}

/// What a request carries of a plan: dates, amounts, the term, the buyers. Notes, labels and the
/// buyers' own payment terms are not the marketplace's.
fn carried(plan: &Value) -> Vec<String> {
    let offer = &plan["offer"];
    let mut rows = vec![
        format!("{} {} {} {}", offer["name"], offer["total"], offer["currency"], offer["buyers"]),
        format!("{} {}", plan["term"], plan["acceptance"]),
    ];
    let row = |invoice: &Value| {
        format!(
            "{} {} {} {}",
            invoice["number"], invoice["scheduled_date"], invoice["invoice_date"], invoice["amount"]
        )
    };
    rows.extend(plan["invoices"].as_array().unwrap().iter().map(row));
    rows
}

#[test]
fn every_example_has_the_same_plan_after_the_way_out_and_back() {
    let place = place();
    let mut count = 0;
    let found = support::offer_files();
    for path in found {
        let name = path.strip_prefix("schedules").unwrap().to_str().unwrap();
        let plans = place.json(&["plan", name]);
        let plans = plans.as_array().cloned().unwrap_or_else(|| vec![plans]);
        for (at, plan) in plans.iter().enumerate() {
            let number = (at + 1).to_string();
            let out = place.run(&[
                "export",
                "aws",
                name,
                "--offer",
                &number,
                "--reseller",
                "999900001111",
                "--output",
                "request.json",
            ]);
            assert_eq!(out.code, 0, "{name}: {}", out.err);
            let offer = &plan["offer"];
            let mut arguments = vec![
                "import",
                "aws",
                "request.json",
                "--force",
                "--output",
                "back.yaml",
                "--billing",
                "invoice",
            ];
            arguments.extend(["--product-type", offer["product"]["type"].as_str().unwrap()]);
            arguments.extend(["--product", offer["product"]["id"].as_str().unwrap()]);
            let release = plan["reference_day"].as_str().unwrap();
            arguments.extend(["--release", release]);
            let request = std::fs::read_to_string(place.path().join("request.json")).unwrap();
            if !request.contains("BuyerAccounts") && !request.contains("ResellerAccountId") {
                offer["buyers"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .for_each(|b| arguments.extend(["--buyer", b.as_str().unwrap()]));
            }
            let back = place.run(&arguments);
            assert_eq!((back.code, back.err.as_str()), (0, ""), "{name}");
            // The day of acceptance is the buyer's; no request says it.
            let accepted = &plan["acceptance"];
            let mut arguments = vec!["plan", "back.yaml"];
            if accepted["assumed"] == false {
                arguments.extend(["--accepted", accepted["date"].as_str().unwrap()]);
            }
            let again = place.json(&arguments);
            assert_eq!(carried(&again), carried(plan), "{name}");
            count += 1;
        }
    }
    assert!(count >= 25, "{count}");
}

#[test]
fn every_public_change_set_comes_back_out_of_the_file_that_was_imported() {
    let place = Place::new(&[]);
    let mut compared = 0;
    for entry in std::fs::read_dir("tests/fixtures/aws/changesets").unwrap() {
        let path = std::path::absolute(entry.unwrap().path()).unwrap();
        if path.extension().is_none_or(|extension| extension != "json") {
            continue;
        }
        compared += 1;
        let sample = path.file_stem().unwrap().to_str().unwrap();
        let theirs: Value = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
        let release = if sample.starts_with("resale") { "2023-06-01" } else { "2023-12-01" };
        let mut arguments =
            vec!["import", "aws", path.to_str().unwrap(), "--force", "--output", "offer.yaml"];
        arguments.extend(["--billing", "invoice", "--release", release]);
        if sample.contains("replacement") {
            arguments.extend(["--product", "prod-1111111111111", "--buyer", "111111111111"]);
        } else if sample.starts_with("resale") {
            arguments.extend(["--product-type", "saas_contract"]);
        }
        let ran = place.run(&arguments);
        assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{sample}");
        let ran = place.run(&["export", "aws", "offer.yaml", "--release", "--reseller", "111111111111"]);
        assert_eq!(ran.code, 0, "{sample}: {}", ran.err);
        let ours: Value = serde_json::from_str(&ran.out).unwrap();
        let (theirs, ours) = (values(&theirs), values(&ours));
        let paths: BTreeSet<&String> = theirs.keys().chain(ours.keys()).collect();
        let different = paths.into_iter().filter(|path| theirs.get(*path) != ours.get(*path));
        let different: BTreeSet<&str> = different.map(String::as_str).collect();
        let known = OTHERWISE.iter().filter(|(name, ..)| *name == sample);
        let known: BTreeSet<&str> = known.map(|(_, path, _)| *path).collect();
        assert_eq!(different, known, "{sample}");
    }
    assert_eq!(compared, 10);
}

fn day(text: &str) -> NaiveDate {
    parse_date(text).unwrap()
}

fn cents() -> impl Strategy<Value = Portion> {
    (0..1_000_000_u32).prop_map(|cents| Portion::Fixed(support::amount(i64::from(cents), 2)))
}

fn percent() -> impl Strategy<Value = Share> {
    (1..=10_000_u32).prop_map(|n| Share::new(n, 10_000).unwrap())
}

/// Entries of every kind, at dates that do not matter.
fn entry() -> impl Strategy<Value = Entry> {
    let date =
        || (0..1500_u64).prop_map(|n| day("2027-01-01").checked_add_days(chrono::Days::new(n)).unwrap());
    let single = (date(), cents()).prop_map(|(date, amount)| Entry::Single(Single::new(date, amount)));
    let every = prop::sample::select(
        &[(1, Unit::Month), (3, Unit::Month), (12, Unit::Month), (7, Unit::Day), (90, Unit::Day)][..],
    );
    let bills = prop_oneof![
        cents().prop_map(|each| (Some(each), None)),
        cents().prop_map(|whole| (None, Some(whole)))
    ];
    // At most a tenth each time, so that no installment gets too large to be taken.
    let tenth = (1..=1000_u32).prop_map(|n| Share::new(n, 10_000).unwrap());
    let raise = prop::option::of((tenth, 1..12_u32).prop_map(|(percent, every)| Raise { percent, every }));
    let series = (date(), every, 1..20_u32, bills, any::<bool>(), raise).prop_map(
        |(first, (count, unit), times, bills, last, raise)| {
            let day = (last && unit == Unit::Month).then(|| vec![Day::FromEnd(1)]).into();
            let (amount, split, raise) = (bills.0.into(), bills.1.into(), raise.into());
            let series = Series::new(first, Period { count, unit }, times);
            Entry::Series(Box::new(Series { day, amount, split, raise, ..series }))
        },
    );
    prop_oneof![single, series]
}

fn term() -> impl Strategy<Value = Term> {
    prop_oneof![
        (1..60_u32).prop_map(|months| Term::For(Duration::new(months, 0).unwrap())),
        (1..1000_u32).prop_map(|days| Term::For(Duration::new(0, days).unwrap())),
        (1..1000_u64).prop_map(|n| {
            let start = day("2027-02-01");
            Term::dates(start, start.checked_add_days(chrono::Days::new(n)).unwrap())
        }),
    ]
}

fn renewal() -> impl Strategy<Value = Renewal> {
    let parts = prop::collection::vec((0..24_u32, percent(), prop::option::of(1..=31_u32)), 0..4);
    (1..5_u32, percent(), prop::option::of(1..90_u32), parts).prop_map(|(times, increase, lockout, parts)| {
        let part = |(months, percent, day): (u32, Share, Option<u32>)| RenewalPart {
            after: Offset::new(months, 0).into(),
            percent: percent.into(),
            day: day.into(),
            ..RenewalPart::default()
        };
        let installments: Vec<_> = parts.into_iter().map(part).collect();
        Renewal {
            times: times.into(),
            price_increase: increase.into(),
            lockout_days: lockout.into(),
            installments: Some(installments).filter(|all| !all.is_empty()).into(),
            ..Renewal::default()
        }
    })
}

/// Private offers that say what a request carries.
fn offer() -> impl Strategy<Value = Offer> {
    let text = "[A-Za-z0-9 :#,'\"{}请求代行💰-]{1,40}";
    let dimension =
        (1..1000_u32, prop::option::of(1..100_000_i64)).prop_map(|(quantity, overage)| Dimension {
            quantity: Decimal::from(quantity).into(),
            overage: overage.map(|price| support::amount(price, 3)).into(),
            ..Dimension::default()
        });
    // The marketplace takes no description that begins with a blank.
    let about = (
        text,
        "[A-Za-z0-9请求][A-Za-z0-9 :#,'\"{}请求代行💰-]{0,39}",
        prop::collection::vec("[0-9]{12}", 1..4),
        term(),
        prop::option::of(text),
    );
    let rest = (
        prop::collection::vec(entry(), 1..6),
        prop::collection::vec(dimension, 1..4),
        prop::option::of(prop::sample::select(&[15_u32, 30, 45, 60, 90, 120][..])),
        prop::option::of(prop::sample::select(&["standard", "https://legal.example/a.pdf"][..])),
        prop::option::of(renewal()),
    );
    (about, rest).prop_map(|((name, description, mut buyers, term, refund), rest)| {
        let (installments, dimensions, net_terms, eula, renewal) = rest;
        buyers.sort();
        buyers.dedup();
        let named =
            |(at, dimension): (usize, Dimension)| Dimension { key: format!("d{at}").into(), ..dimension };
        let dimensions: Vec<_> = dimensions.into_iter().enumerate().map(named).collect();
        let product = Product {
            id: "prod-k3xu7yexample".to_owned().into(),
            product_type: ProductType::SaasContractWithConsumption.into(),
            ..Product::default()
        };
        Offer {
            name: name.into(),
            description: description.into(),
            product: product.into(),
            buyers: buyers.into_iter().map(Buyer::new).collect::<Vec<_>>().into(),
            accept_by: day("2026-12-31").into(),
            term: term.into(),
            currency: Currency::parse("USD").into(),
            installments: installments.into(),
            pricing: Pricing { dimensions: dimensions.into(), ..Pricing::default() }.into(),
            net_terms: net_terms.into(),
            legal: eula.map(|eula| Legal { eula: eula.to_owned().into(), ..Legal::default() }).into(),
            refund_policy: refund.into(),
            renewal: renewal.into(),
            rounding: Rounding { leftover: Leftover::Spread.into(), ..Rounding::default() },
            ..Offer::default()
        }
    })
}

fn expanded(offer: &Offer) -> Schedule {
    expand(offer, &Holidays::default()).0
}

fn billed(schedule: &Schedule) -> Vec<(NaiveDate, Option<Amount>)> {
    let mut billed: Vec<_> = schedule.installments.iter().map(|i| (i.date, i.amount)).collect();
    billed.sort();
    billed
}

proptest! {
    #[test]
    fn an_offer_says_the_same_after_the_way_out_and_back(offer in offer(), as_text in any::<bool>(), explicit in any::<bool>()) {
        let schedule = expanded(&offer);
        prop_assume!(schedule.is_complete());
        let as_of = day("2026-12-01");
        let contract = Contract::of(&offer, as_of);
        let options = Export { details_as_text: as_text, ..Export::default() };
        let request = change_set(&offer, &schedule, &contract, Limits::on(as_of), options).unwrap().request;
        let json = serde_json::to_string(&request).unwrap();
        let options = ImportOptions {
            product_type: Some(ProductType::SaasContractWithConsumption),
            explicit,
            ..ImportOptions::default()
        };
        let back = import(&[&json], &options).unwrap().offer;
        prop_assert_eq!(billed(&expanded(&back)), billed(&schedule));
        // The schedule apart, whose entries may be others for the same dates and amounts, all is as
        // it was; the total is worked out, and the leftover's rule is in the amounts.
        let bare = |offer: &Offer| Offer {
            installments: Field::Absent,
            total: Field::Absent,
            rounding: Rounding::default(),
            ..offer.clone()
        };
        prop_assert_eq!(bare(&back), bare(&offer));
    }
}
