//! An offer that a program makes is an offer file: what is written is what is read, in the layout of `paysched fmt`.

use crate::support;
use rust_decimal::Decimal;
use std::collections::BTreeSet;
use std::path::Path;

use crate::support::place::Place;
use chrono::{NaiveDate, Weekday};
use paysched::internals::output::schema::{File, schema};
use paysched::internals::text::source::{SourceFile, Spanned};
use paysched::internals::text::yaml::{self, Node};
use paysched::offer::layout::format;
use paysched::offer::{
    Amount, Billing, Buyer, Choice, Comments, ContractType, Currency, Day, Dimension, Duration, Entry,
    Except, FORMAT, Field, Kind, Leftover, Legal, Offer, Offset, Overflow, Period, Portion, Price, Pricing,
    Product, ProductType, Raise, Renewal, RenewalPart, Replaces, Resale, Roll, Rounding, Series, Shape,
    Share, Single, Table, Term, Unit, is_offer, parse_date, read,
};
use proptest::prelude::*;
use serde_json::Value;

/// The offers of a text.
fn offers(text: &str) -> Vec<Offer> {
    let file = SourceFile::new("offer.yaml", text);
    let documents = yaml::parse(&file);
    let offer = |document| read(&file, document).0.unwrap_or_else(|| panic!("no offer in\n{text}"));
    let whole = |document| {
        Some(offer(document)).filter(Offer::is_read).unwrap_or_else(|| panic!("not read:\n{text}"))
    };
    documents.iter().filter(|document| is_offer(document)).map(whole).collect()
}

fn comments(text: &str) -> Vec<String> {
    let file = SourceFile::new("offer.yaml", text);
    let documents = yaml::parse(&file);
    yaml::comments(&file, &documents).iter().map(|c| c.text.trim().to_owned()).collect()
}

fn some<T: Choice + std::fmt::Debug>() -> impl Strategy<Value = Option<T>> {
    prop::option::of(prop::sample::select(T::WORDS).prop_map(|(_, value)| value))
}

/// Texts that a reader of YAML may stumble over.
fn text() -> impl Strategy<Value = String> {
    const TRICKY: &[&str] = &[
        "no",
        "Yes",
        "~",
        "null",
        "1:30",
        "1e3",
        "012",
        "0x1F",
        "2026-12-31",
        "",
        " ",
        "a ",
        " a",
        "# a",
        "a #b",
        "a: b",
        "a:",
        "- a",
        "&a",
        "*a",
        "!a",
        "|",
        ">-",
        "%a",
        "@",
        "`",
        "?",
        "{a}",
        "[a",
        "a, b",
        "\"",
        "'",
        "\\",
        "a\nb",
        "a\r\nb",
        "\t",
        "\0",
        "\u{85}",
        "\u{2028}",
        "\u{feff}",
        "\u{3000}",
        "総額：1，000",
        "｛x｝",
        "---",
        "...",
        "<<",
        "=",
        "note: x",
        "💰 12%",
        "{{offer-id}}",
        "paysched: 1",
        ", a",
        "a, b, c",
        "1, 2",
        "no, yes",
        "a, # b",
        "a,",
        "a,  b",
        "\u{202e}x",
        "remainder",
    ];
    prop_oneof![
        2 => prop::sample::select(TRICKY).prop_map(str::to_owned),
        1 => "[ -~]{0,40}",
        1 => "\\PC{0,20}",
        1 => any::<String>(),
        1 => "[A-Za-z ,:#]{0,160}",
    ]
}

fn date() -> impl Strategy<Value = NaiveDate> {
    (1000..=9999_i32, 1..=366_u32).prop_map(|(year, day)| {
        NaiveDate::from_yo_opt(year, day).unwrap_or_else(|| NaiveDate::from_yo_opt(year, 365).unwrap())
    })
}

fn account() -> impl Strategy<Value = String> {
    "[0-9]{12}"
}

fn decimal() -> impl Strategy<Value = Decimal> {
    prop_oneof![
        (0..10_000_000_000_i64, 0..5_u32).prop_map(|(n, scale)| Decimal::new(n, scale)),
        (0..10_i128.pow(28), 0..28_u32).prop_map(|(n, scale)| Decimal::from_i128_with_scale(n, scale)),
    ]
}

fn price() -> impl Strategy<Value = Amount> {
    decimal().prop_map(Amount::from)
}

fn positive() -> impl Strategy<Value = Amount> {
    price().prop_map(|value| if value.is_zero() { Amount::from(1) } else { value })
}

fn percent() -> impl Strategy<Value = Share> {
    (0..10_u64.pow(12), 0..9_u32).prop_map(|(n, scale)| Share::new(n, 100 * 10_u64.pow(scale)).unwrap())
}

fn amount() -> impl Strategy<Value = Portion> {
    prop_oneof![
        price().prop_map(Portion::Fixed),
        percent().prop_map(Portion::Share),
        (0..1000_u32, 1..1000_u32).prop_map(|(n, d)| Portion::Share(Share::new(n, d).unwrap())),
    ]
}

fn duration() -> impl Strategy<Value = Duration> {
    let lengths = prop_oneof![(1..100_u32, Just(0)), (Just(0), 1..2000_u32), (1..9_999_999_u32, 0..400_u32)];
    lengths.prop_map(|(months, days)| Duration::new(months, days).unwrap())
}

fn term() -> impl Strategy<Value = Term> {
    prop_oneof![
        duration().prop_map(Term::For),
        (date(), date()).prop_map(|(start, end)| Term::dates(start, end)),
        (date(), duration()).prop_map(|(start, duration)| Term::from(start, duration)),
        date().prop_map(Term::until),
    ]
}

fn period() -> impl Strategy<Value = Period> {
    let counts = prop_oneof![1..40_u32, 1..9_999_999_u32];
    let units = prop::sample::select([Unit::Day, Unit::Month].as_slice());
    (counts, units).prop_map(|(count, unit)| Period { count, unit })
}

fn lines() -> impl Strategy<Value = Vec<String>> {
    // What a comment allows is for `fmt`'s own tests.
    prop::collection::vec("[a-zA-Z0-9:{}\\[\\],\"' ]{0,60}", 0..3)
}

fn given<T: std::fmt::Debug>(value: impl Strategy<Value = T>) -> impl Strategy<Value = Field<T>> {
    prop::option::of(value).prop_map(Field::from)
}

/// A list that is there, if it has items.
fn list<T>(items: Vec<T>) -> Field<Vec<T>> {
    Some(items).filter(|items| !items.is_empty()).into()
}

fn places<T>(items: Vec<T>) -> Field<Vec<Spanned<T>>> {
    list(items.into_iter().map(Spanned::from).collect())
}

fn series() -> impl Strategy<Value = Entry> {
    let run = prop_oneof![
        (1..100_u32).prop_map(|times| (Some(times), None)),
        date().prop_map(|until| (None, Some(until)))
    ];
    let weekday = || prop::sample::select([Weekday::Mon, Weekday::Wed, Weekday::Sun].as_slice());
    let day = prop_oneof![
        (1..=31_u32).prop_map(Day::Of),
        (1..=28_u32).prop_map(Day::FromEnd),
        (1..=4_u8, weekday()).prop_map(|(nth, weekday)| Day::Nth(nth, weekday)),
        weekday().prop_map(Day::Last),
    ];
    let day = prop::collection::vec(day, 1..4).boxed();
    let except = prop_oneof![
        (1000..=9999_i32, 1..=12_u32).prop_map(|(y, m)| Except::Month(y, m)),
        date().prop_map(Except::Date),
    ];
    let raise = (percent(), 1..100_u32).prop_map(|(percent, every)| Raise { percent, every }).boxed();
    let bills = prop_oneof![
        (amount().prop_map(|each| (Some(each), None)), Just(Vec::new()), given(raise.clone())),
        (amount().prop_map(|whole| (None, Some(whole))), Just(Vec::new()), given(raise)),
        (
            Just((None, Some(Portion::Remainder))),
            prop::collection::vec(positive().prop_map(Amount::decimal), 0..70),
            Just(Field::Absent)
        ),
    ];
    let dates = (date(), period(), run, given(day), some::<Overflow>(), some::<Roll>());
    (dates, prop::collection::vec(except, 0..5), bills, given(text())).prop_map(
        |((first, every, run, day, overflow, roll), except, (bills, weights, raise), note)| {
            Entry::Series(Box::new(Series {
                first: first.into(),
                every: every.into(),
                times: run.0.into(),
                until: run.1.into(),
                day,
                overflow: overflow.into(),
                roll: roll.into(),
                except: places(except),
                amount: bills.0.into(),
                split: bills.1.into(),
                weights: places(weights),
                raise,
                note,
                ..Series::default()
            }))
        },
    )
}

fn entry() -> impl Strategy<Value = Entry> {
    let single = (date(), prop_oneof![amount(), Just(Portion::Remainder)], given(text()));
    prop_oneof![
        single.prop_map(|(date, amount, note)| Entry::Single(Single { note, ..Single::new(date, amount) })),
        series(),
    ]
}

fn buyer() -> impl Strategy<Value = Buyer> {
    let own = (given(text()), given(account()), some::<Billing>());
    (account(), own, given(0..400_u32), given(any::<bool>())).prop_map(
        |(account, (name, payer, billing), net_days, independent)| Buyer {
            name,
            payer,
            billing: billing.into(),
            net_days,
            independent,
            ..Buyer::new(account)
        },
    )
}

fn pricing() -> impl Strategy<Value = Pricing> {
    let prices = prop::collection::btree_map(1..60_u32, price(), 0..4);
    let dimension = (given(text()), given(text()), given(text()), given(decimal()), prices);
    let dimension =
        (dimension, given(price())).prop_map(|((key, name, description, quantity, prices), overage)| {
            let price = |(months, price): (u32, Amount)| Price {
                duration: Duration::new(months, 0).unwrap().into(),
                amount: price.into(),
            };
            let prices = list(prices.into_iter().map(price).collect());
            Dimension { key, name, description, quantity, prices, overage, ..Dimension::default() }
        });
    let category = given(prop::sample::select(["users", "data"].as_slice()).prop_map(str::to_owned));
    let dimensions = prop::collection::vec(dimension, 0..4);
    (some::<ContractType>(), category, given(duration()), dimensions).prop_map(
        |(contract_type, category, duration, dimensions)| Pricing {
            contract_type: contract_type.into(),
            category,
            duration,
            dimensions: list(dimensions),
            ..Pricing::default()
        },
    )
}

fn offset() -> impl Strategy<Value = Offset> {
    prop_oneof![duration().prop_map(Duration::offset), Just(Offset::default())]
}

fn renewal() -> impl Strategy<Value = Renewal> {
    let part = (given(offset()), given(percent()), given(1..=31_u32))
        .prop_map(|(after, percent, day)| RenewalPart { after, percent, day, ..RenewalPart::default() });
    (given(1..9_u32), given(percent()), given(0..100_u32), prop::collection::vec(part, 0..4)).prop_map(
        |(times, price_increase, lockout_days, installments)| Renewal {
            times,
            price_increase,
            lockout_days,
            installments: list(installments),
            ..Renewal::default()
        },
    )
}

/// Offers of every shape, few of which would make sense.
fn offer() -> impl Strategy<Value = Offer> {
    let product =
        (given(text()), some::<ProductType>(), given(text())).prop_map(|(id, product_type, title)| Product {
            id,
            product_type: product_type.into(),
            title,
            ..Product::default()
        });
    let rounding = (given(positive()), some::<Leftover>()).prop_map(|(step, leftover)| Rounding {
        step,
        leftover: leftover.into(),
        ..Rounding::default()
    });
    let currency = prop::sample::select(["USD", "JPY", "KWD", "CLF"].as_slice()).prop_map(Currency::parse);
    let texts = (given(text()), given(text()), given(text()), given(text()), given(text()));
    let dates = (given(date()), given(date()), given(date()));
    let parts = (
        some::<Kind>(),
        given(product),
        prop::collection::vec(buyer(), 0..4),
        given(term()),
        prop_oneof![Just(None), currency],
        given(price()),
        rounding,
        prop::collection::vec(entry(), 0..5),
    );
    let around = (
        given(pricing()),
        given(prop::sample::select([15_u32, 30, 120].as_slice())),
        given(given(text()).prop_map(|eula| Legal { eula, ..Legal::default() })),
        given(renewal()),
        given((given(text()), given(text())).prop_map(|(agreement, schedule)| Replaces {
            agreement,
            schedule,
            ..Replaces::default()
        })),
        given((given(text()), given(percent())).prop_map(|(authorization, markup)| Resale {
            authorization,
            markup,
            ..Resale::default()
        })),
        prop::collection::btree_map(text(), text(), 0..4),
    );
    (texts, dates, parts, around).prop_map(|(texts, dates, parts, around)| Offer {
        name: texts.0,
        description: texts.1,
        id: texts.2,
        kind: parts.0.into(),
        product: parts.1,
        buyers: list(parts.2),
        release: dates.0,
        accept_by: dates.1,
        accepted: dates.2,
        term: parts.3,
        currency: parts.4.into(),
        total: parts.5,
        rounding: parts.6,
        installments: list(parts.7),
        pricing: around.0,
        net_terms: around.1,
        legal: around.2,
        refund_policy: texts.3,
        renewal: around.3,
        replaces: around.4,
        resale: around.5,
        billing_agent: texts.4,
        labels: around.6.into_iter().map(|(name, text)| (name.into(), text.into())).collect(),
        ..Offer::default()
    })
}

/// Comments of every kind; those of entries for as many as there are.
fn said_around() -> impl Strategy<Value = Comments> {
    let keys = prop::sample::select(["paysched", "name", "accept_by", "installments", "labels"].as_slice());
    let schema = prop::option::of(Just("../offer.schema.json".to_owned()));
    let entries = prop::collection::btree_map(0..5_usize, lines(), 0..4);
    (schema, lines(), prop::collection::btree_map(keys, lines(), 0..4), entries)
        .prop_map(|(schema, head, keys, entries)| Comments { schema, head, keys, entries })
}

/// Every line of comment of an offer, however it is written.
fn said(offer: &Offer, comments: &Comments) -> Vec<String> {
    let count = offer.installments.get().map_or(0, Vec::len);
    let entries = comments.entries.range(..count).flat_map(|(_, lines)| lines);
    let all = comments.head.iter().chain(comments.keys.values().flatten()).chain(entries);
    let schema = comments.schema.iter().map(|path| format!("yaml-language-server: $schema={path}"));
    all.map(|line| line.trim().to_owned()).chain(schema).collect()
}

proptest! {
    #[test]
    fn what_is_written_is_what_is_read_laid_out_with_every_comment_once(offer in offer(), around in said_around()) {
        let text = offer.to_yaml(&around);
        let mut found = comments(&text);
        let mut said: Vec<String> = said(&offer, &around).iter().map(|l| format!("# {l}").trim().to_owned()).collect();
        found.iter_mut().for_each(|line| *line = format!("# {}", line.trim_start_matches('#').trim()).trim().to_owned());
        found.sort();
        said.sort();
        prop_assert_eq!(found, said);
        prop_assert_eq!(offers(&text), vec![offer], "{}", text);
        let again = format(&SourceFile::new("a.yaml", text.clone()));
        prop_assert_eq!(again, Ok(text));
    }

    #[test]
    fn another_reader_finds_the_same_text(value in text()) {
        let offer = Offer {
            name: value.clone().into(),
            legal: Legal { eula: value.clone().into(), ..Legal::default() }.into(),
            labels: vec![(value.clone().into(), value.clone().into())],
            ..Offer::default()
        };
        let text = offer.to_yaml(&Comments::default());
        let read: Value = serde_yaml::from_str(&text).unwrap_or_else(|e| panic!("{e}:\n{text}"));
        prop_assert_eq!(&read["name"], &Value::String(value.clone()), "{}", text);
        prop_assert_eq!(&read["legal"]["eula"], &Value::String(value.clone()), "{}", text);
        prop_assert_eq!(&read["labels"][&value], &Value::String(value.clone()), "{}", text);
    }
}

#[test]
fn every_example_says_the_same_after_being_written_anew() {
    let found = support::offer_files();
    assert!(found.len() >= 22);
    let place = Place::new(&[]);
    for name in ["accounts.yaml", "paysched.toml", "japan/paysched.toml"] {
        place.write(name, &std::fs::read_to_string(Path::new("schedules").join(name)).unwrap());
    }
    let name = |path: &Path| path.strip_prefix("schedules").unwrap().to_str().unwrap().to_owned();
    // All of them first: some name others.
    for path in &found {
        let text = std::fs::read_to_string(path).unwrap();
        let anew: Vec<String> =
            offers(&text).iter().map(|offer| offer.to_yaml(&Comments::default())).collect();
        place.write(&name(path), &anew.join("---\n"));
    }
    for path in &found {
        let name = name(path);
        let plan = |folder: &Path| {
            let mut plan = place.json(&["plan", folder.join(&name).to_str().unwrap()]);
            for step in plan.get_mut("replaced").and_then(Value::as_array_mut).into_iter().flatten() {
                let path = step["path"].as_str().unwrap().trim_start_matches(folder.to_str().unwrap());
                step["path"] = path.trim_start_matches('/').into();
            }
            plan
        };
        assert_eq!(plan(Path::new("")), plan(&std::path::absolute("schedules").unwrap()), "{name}");
    }
    // A suppression is a comment and lost with it; nothing else is found.
    let rules: Vec<Value> = place.json(&["check", "."])["diagnostics"].as_array().unwrap().clone();
    assert!(rules.iter().all(|finding| finding["rule"] == "zero-amount"), "{rules:#?}");
}

#[test]
fn an_offer_with_a_broken_value_is_not_read() {
    for broken in ["release: soon", "buyers: [x]", "installments: [1]", "term: {end: x}", "pricing: 1"] {
        let text = support::complete(broken);
        let file = SourceFile::new("offer.yaml", text.clone());
        let documents = yaml::parse(&file);
        let offer = read(&file, &documents[0]).0.unwrap();
        assert!(!offer.is_read(), "{text}");
    }
}

#[test]
fn a_made_offer_reads_like_one_that_a_person_wrote() {
    let day = |text| parse_date(text).unwrap();
    let single = Single::new(day("2026-12-15"), Portion::Fixed(support::amount(60_000, 0)));
    let product = Product {
        id: "prod-k3xu7yexample".to_owned().into(),
        product_type: ProductType::SaasContract.into(),
        ..Product::default()
    };
    let offer = Offer {
        name: "Acme KK, three-year plan: 請求代行".to_owned().into(),
        product: product.into(),
        buyers: vec![
            Buyer::new("001122223333"),
            Buyer { billing: Billing::Invoice.into(), ..Buyer::new("111122223333") },
        ]
        .into(),
        accept_by: day("2026-12-31").into(),
        term: Term::For(Duration::new(36, 0).unwrap()).into(),
        currency: Currency::parse("USD").into(),
        total: support::amount(360_000, 0).into(),
        installments: vec![
            Entry::Single(Single { note: "yes".to_owned().into(), ..single }),
            Entry::Series(Box::new(Series {
                day: vec![Day::FromEnd(1)].into(),
                overflow: Overflow::Clamp.into(),
                roll: Roll::ModifiedFollowing.into(),
                except: vec![Except::Month(2027, 8).into()].into(),
                split: Portion::Remainder.into(),
                note: "Month {n} of {count}".to_owned().into(),
                ..Series::new(day("2027-01-31"), Period::MONTH, 30)
            })),
        ]
        .into(),
        ..Offer::default()
    };
    let mut comments = Comments {
        schema: Some("../schema/offer.schema.json".to_owned()),
        head: vec!["Read from the marketplace on 1 December.".to_owned()],
        entries: [(0, vec!["Agreed by mail.".to_owned()])].into(),
        ..Comments::default()
    };
    comments.above("release", "the day of publication is not known");
    let expected = r#"# yaml-language-server: $schema=../schema/offer.schema.json
# Read from the marketplace on 1 December.
paysched: 1
name: "Acme KK, three-year plan: 請求代行"
product: { id: prod-k3xu7yexample, type: saas_contract }
buyers:
  - "001122223333"
  - { account: "111122223333", billing: invoice }
# the day of publication is not known
accept_by: 2026-12-31
term: 36 months
currency: USD
total: 360000.00
installments:
  # Agreed by mail.
  - { invoice_date: 2026-12-15, amount: 60000.00, note: "yes" }
  - first: 2027-01-31
    every: month
    times: 30
    day: last
    overflow: clamp
    roll: modified_following
    except: [2027-08]
    split: remainder
    note: "Month {n} of {count}"
"#;
    assert_eq!(offer.to_yaml(&comments), expected);
}

/// An offer with every key of the format.
const EVERY_KEY: &str = r#"
paysched: 1
name: Acme KK, three-year plan
description: Enterprise plan
id: offer-4k2mexample
kind: replacement_offer
product: { id: prod-k3xu7yexample, type: saas_contract, title: Acme }
buyers:
  - { account: "111122223333", name: Acme, payer: "444455556666", billing: invoice, net_days: 30, independent: false }
release: 2026-12-01
accept_by: 2026-12-31
accepted: 2026-12-15
ended: { on: 2028-01-31, reason: rolled_back }
term: { start: 2027-01-01, end: 2029-12-31 }
currency: USD
total: 360000.00
rounding: { step: 0.01, leftover: spread }
installments:
  - { invoice_date: 2026-12-15, amount: 10%, note: On acceptance, purchase_order: PO-1 }
  - { first: 2027-01-31, every: month, times: 3, day: last, overflow: clamp, roll: following, except: [2027-02], split: remainder, weights: [1, 2, 3], note: "{n} of {count}", purchase_order: PO-2 }
  - { first: 2027-01-15, every: year, until: 2028-12-31, amount: 100.00, raise: { percent: 5%, every: 1 } }
pricing:
  contract_type: options
  category: users
  duration: 12 months
  dimensions:
    - { key: users, name: Users, description: Named users, quantity: 25, prices: { 12 months: 120.000 }, overage: 0.100 }
net_terms: 30
legal: { eula: standard }
refund_policy: None
renewal:
  times: 2
  price_increase: 5%
  lockout_days: 30
  installments:
    - { after: 0 months, percent: 100%, day: 1 }
replaces: {agreement: agmt-1, schedule: old.yaml}
resale: {authorization: resaleauthz-1, markup: 5%}
billing_agent: agency
expect: {count: 6, first: 2026-12-15, last: 2028-01-15, total: 360000.00, years: {2026: 36000.00}, invoices: {1: {date: 2026-12-15, amount: 36000.00}}}
labels: {deal: D-1}
---
paysched: 1
term: {start: 2027-01-01, duration: 36 months}
"#;

/// The keys of a value as (mapping, key), each mapping's in the order in which they are written.
fn keys(shape: &Shape, node: &Node<'_>, found: &mut Vec<(&'static str, &'static str)>) {
    let names: Vec<&str> =
        node.mapping().unwrap_or(&[]).iter().filter_map(|entry| entry.key.text()).collect();
    let knows_all = |table: &Table| names.iter().all(|name| table.keys.iter().any(|key| key.name == *name));
    match (shape, &node.value) {
        (Shape::Either(shapes), _) => {
            for shape in *shapes {
                match shape {
                    Shape::Table(table) if !knows_all(table) => {}
                    shape => keys(shape, node, found),
                }
            }
        }
        (Shape::Table(table), yaml::Value::Mapping(entries)) => {
            for entry in entries {
                let key = table.keys.iter().find(|key| Some(key.name) == entry.key.text()).unwrap();
                found.push((table.name, key.name));
                keys(&key.shape, &entry.value, found);
            }
        }
        (Shape::Map(_, value), yaml::Value::Mapping(entries)) => {
            entries.iter().for_each(|entry| keys(value, &entry.value, found));
        }
        (Shape::List(item), yaml::Value::Sequence(items)) => {
            items.iter().for_each(|node| keys(item, node, found));
        }
        _ => {}
    }
}

fn keys_of(text: &str) -> Vec<(&'static str, &'static str)> {
    let file = SourceFile::new("offer.yaml", text);
    let mut found = Vec::new();
    for document in yaml::parse(&file) {
        keys(&Shape::Table(&FORMAT), document.root.as_ref().unwrap(), &mut found);
    }
    found
}

#[test]
fn no_key_lacks_a_reader_a_writer_a_schema_or_a_place_in_the_layout() {
    let all =
        FORMAT.tables().into_iter().flat_map(|table| table.keys.iter().map(|key| (table.name, key.name)));
    let all: BTreeSet<_> = all.collect();
    assert!(all.len() > 75, "{}", all.len());
    assert_eq!(keys_of(EVERY_KEY).into_iter().collect::<BTreeSet<_>>(), all, "the text above has every key");

    // Read: nothing but the second document's missing keys is found wrong; written: each key is there.
    let file = SourceFile::new("offer.yaml", EVERY_KEY);
    let documents = yaml::parse(&file);
    let read: Vec<_> = documents.iter().map(|document| read(&file, document)).collect();
    assert!(read[0].1.is_empty(), "{:?}", read[0].1);
    let written: Vec<String> =
        read.iter().map(|(offer, _)| offer.as_ref().unwrap().to_yaml(&Comments::default())).collect();
    let written = written.join("---\n");
    assert_eq!(keys_of(&written).into_iter().collect::<BTreeSet<_>>(), all, "{written}");
    assert_eq!(offers(&written)[0], read[0].0.clone().unwrap());

    // Laid out: in whatever order the keys stand, the format's own comes out.
    let lines = |text: &str| text.lines().map(str::to_owned).collect::<Vec<_>>();
    let ours = format(&SourceFile::new("offer.yaml", written.clone())).unwrap();
    assert_eq!(lines(&ours), lines(&written));

    // Described: by the schema, and in words.
    let schema = schema(File::Offer);
    for table in FORMAT.tables() {
        let place = if table.name == "offer" { &schema } else { &schema["$defs"][table.name] };
        for key in table.keys {
            assert!(place["properties"][key.name].is_object(), "{}.{}", table.name, key.name);
            assert!(key.about.ends_with('.') && !key.about.starts_with(' '), "{}.{}", table.name, key.name);
        }
    }
}
