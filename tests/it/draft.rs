//! A draft is an offer file: what is written is what is read, in the layout of `paysched fmt`.

use crate::support;
use std::path::{Path, PathBuf};

use crate::support::place::Place;
use chrono::{NaiveDate, Weekday};
use paysched::offer::draft::{
    Bills, Buyer, Comments, Dimension, Draft, Entry, Legal, Pricing, Product, Renewal, RenewalPart, Replaces,
    Resale, Rounding, Run, Series, Single, Term,
};
use paysched::offer::layout::format;
use paysched::offer::{
    Amount, Billing, Choice, ContractType, Currency, Day, Duration, Except, Kind, Leftover, Overflow, Period,
    ProductType, Raise, Roll, Share, Unit, is_offer, parse_date, read,
};
use paysched::text::source::SourceFile;
use paysched::text::yaml;
use proptest::prelude::*;
use rust_decimal::Decimal;
use serde_json::Value;

/// The drafts of a text's offers, without comments.
fn drafts(text: &str) -> Vec<Draft> {
    let file = SourceFile::new("offer.yaml", text);
    let documents = yaml::parse(&file);
    let offer = |document| read(&file, document).0.unwrap_or_else(|| panic!("no offer in\n{text}"));
    let draft = |document| Draft::of(&offer(document)).unwrap_or_else(|| panic!("not read:\n{text}"));
    documents.iter().filter(|document| is_offer(document)).map(draft).collect()
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

fn maybe(of: impl Strategy<Value = String>) -> impl Strategy<Value = Option<String>> {
    prop::option::of(of)
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

fn positive() -> impl Strategy<Value = Decimal> {
    decimal().prop_map(|value| if value.is_zero() { Decimal::ONE } else { value })
}

fn percent() -> impl Strategy<Value = Share> {
    (0..10_u64.pow(12), 0..9_u32).prop_map(|(n, scale)| Share::new(n, 100 * 10_u64.pow(scale)).unwrap())
}

fn amount() -> impl Strategy<Value = Amount> {
    prop_oneof![
        decimal().prop_map(Amount::Fixed),
        percent().prop_map(Amount::Share),
        (0..1000_u32, 1..1000_u32).prop_map(|(n, d)| Amount::Share(Share::new(n, d).unwrap())),
    ]
}

fn duration() -> impl Strategy<Value = Duration> {
    let lengths = prop_oneof![(1..100_u32, Just(0)), (Just(0), 1..2000_u32), (1..9_999_999_u32, 0..400_u32)];
    lengths.prop_map(|(months, days)| Duration { months, days })
}

fn term() -> impl Strategy<Value = Term> {
    prop_oneof![
        duration().prop_map(Term::For),
        (date(), date()).prop_map(|(start, end)| Term::Dates { start, end }),
        (date(), duration()).prop_map(|(start, duration)| Term::From { start, duration }),
        date().prop_map(|end| Term::Until { end }),
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

fn series() -> impl Strategy<Value = Entry> {
    let run = prop_oneof![(1..100_u32).prop_map(Run::Times), date().prop_map(Run::Until)];
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
        (amount().prop_map(Bills::Each), Just(Vec::new()), prop::option::of(raise.clone())),
        (amount().prop_map(Bills::Split), Just(Vec::new()), prop::option::of(raise)),
        (Just(Bills::Split(Amount::Remainder)), prop::collection::vec(positive(), 0..70), Just(None)),
    ];
    let dates = (date(), period(), run, prop::option::of(day), some::<Overflow>(), some::<Roll>());
    (lines(), dates, prop::collection::vec(except, 0..5), bills, maybe(text())).prop_map(
        |(comments, (first, every, run, day, overflow, roll), except, (bills, weights, raise), note)| {
            let series = Series::new(first, every, run, bills);
            Entry::Series(Box::new(Series {
                comments,
                day,
                overflow,
                roll,
                except,
                weights,
                raise,
                note,
                ..series
            }))
        },
    )
}

fn entry() -> impl Strategy<Value = Entry> {
    let single = (lines(), date(), prop_oneof![amount(), Just(Amount::Remainder)], maybe(text()));
    prop_oneof![
        single.prop_map(|(comments, invoice_date, amount, note)| {
            Entry::Single(Single { comments, invoice_date, amount, note })
        }),
        series(),
    ]
}

fn buyer() -> impl Strategy<Value = Buyer> {
    let own = (maybe(text()), prop::option::of(account()), some::<Billing>());
    (account(), own, prop::option::of(0..400_u32), prop::option::of(any::<bool>())).prop_map(
        |(account, (name, payer, billing), net_days, independent)| Buyer {
            account,
            name,
            payer,
            billing,
            net_days,
            independent,
        },
    )
}

fn pricing() -> impl Strategy<Value = Pricing> {
    let prices = prop::collection::btree_map(1..60_u32, decimal(), 0..4);
    let dimension = (maybe(text()), maybe(text()), maybe(text()), prop::option::of(decimal()), prices);
    let dimension = (dimension, prop::option::of(decimal())).prop_map(
        |((key, name, description, quantity, prices), overage)| {
            let prices =
                prices.into_iter().map(|(months, price)| (Duration::months(months), price)).collect();
            Dimension { key, name, description, quantity, prices, overage }
        },
    );
    let category = prop::option::of(prop::sample::select(["users", "data"].as_slice()));
    (some::<ContractType>(), category, prop::collection::vec(dimension, 0..4)).prop_map(
        |(contract_type, category, dimensions)| Pricing {
            contract_type,
            category: category.map(str::to_owned),
            dimensions,
        },
    )
}

fn renewal() -> impl Strategy<Value = Renewal> {
    let part = (prop::option::of(duration()), prop::option::of(percent()), prop::option::of(1..=31_u32))
        .prop_map(|(after, percent, day)| RenewalPart { after, percent, day });
    let days = prop::option::of(0..100_u32);
    (prop::option::of(1..9_u32), prop::option::of(percent()), days, prop::collection::vec(part, 0..4))
        .prop_map(|(times, price_increase, lockout_days, installments)| Renewal {
            times,
            price_increase,
            lockout_days,
            installments,
        })
}

/// Drafts of every shape, few of which would make sense.
fn draft() -> impl Strategy<Value = Draft> {
    let product = (maybe(text()), some::<ProductType>(), maybe(text()))
        .prop_map(|(id, product_type, title)| Product { id, product_type, title });
    let rounding = (prop::option::of(positive()), some::<Leftover>())
        .prop_map(|(step, leftover)| Rounding { step, leftover });
    let currency = prop::sample::select(["USD", "JPY", "KWD", "CLF"].as_slice()).prop_map(Currency::parse);
    let texts = (maybe(text()), maybe(text()), maybe(text()), maybe(text()), maybe(text()));
    let dates = (prop::option::of(date()), prop::option::of(date()), prop::option::of(date()));
    let parts = (
        some::<Kind>(),
        prop::option::of(product),
        prop::collection::vec(buyer(), 0..4),
        prop::option::of(term()),
        prop_oneof![Just(None), currency],
        prop::option::of(decimal()),
        rounding,
        prop::collection::vec(entry(), 0..5),
    );
    let keys = prop::sample::select(["paysched", "name", "accept_by", "installments", "labels"].as_slice());
    let around = (
        prop::option::of(pricing()),
        prop::option::of(prop::sample::select([15_u32, 30, 120].as_slice())),
        prop::option::of(maybe(text()).prop_map(|eula| Legal { eula })),
        prop::option::of(renewal()),
        prop::option::of(
            (maybe(text()), maybe(text())).prop_map(|(a, s)| Replaces { agreement: a, schedule: s }),
        ),
        prop::option::of(
            (maybe(text()), prop::option::of(percent()))
                .prop_map(|(authorization, markup)| Resale { authorization, markup }),
        ),
        prop::collection::btree_map(text(), text(), 0..4),
        (
            prop::option::of(Just("../offer.schema.json".to_owned())),
            lines(),
            prop::collection::btree_map(keys, lines(), 0..4),
        ),
    );
    (texts, dates, parts, around).prop_map(|(texts, dates, parts, around)| Draft {
        schema: around.7.0,
        comments: Comments { head: around.7.1, keys: around.7.2 },
        name: texts.0,
        description: texts.1,
        id: texts.2,
        kind: parts.0,
        product: parts.1,
        buyers: parts.2,
        release: dates.0,
        accept_by: dates.1,
        accepted: dates.2,
        term: parts.3,
        currency: parts.4,
        total: parts.5,
        rounding: parts.6,
        installments: parts.7,
        pricing: around.0,
        net_terms: around.1,
        legal: around.2,
        refund_policy: texts.3,
        renewal: around.3,
        replaces: around.4,
        resale: around.5,
        billing_agent: texts.4,
        labels: around.6.into_iter().collect(),
    })
}

fn without_comments(draft: &Draft) -> Draft {
    let bare = |entry: &Entry| match entry.clone() {
        Entry::Single(it) => Entry::Single(Single { comments: Vec::new(), ..it }),
        Entry::Series(it) => Entry::Series(Box::new(Series { comments: Vec::new(), ..*it })),
    };
    let installments = draft.installments.iter().map(bare).collect();
    Draft { schema: None, comments: Comments::default(), installments, ..draft.clone() }
}

/// Every line of comment in a draft, however it is written.
fn said(draft: &Draft) -> Vec<String> {
    let entries = draft.installments.iter().flat_map(|entry| match entry {
        Entry::Single(it) => &it.comments,
        Entry::Series(it) => &it.comments,
    });
    let all = draft.comments.head.iter().chain(draft.comments.keys.values().flatten()).chain(entries);
    let schema = draft.schema.iter().map(|path| format!("yaml-language-server: $schema={path}"));
    all.map(|line| line.trim().to_owned()).chain(schema).collect()
}

proptest! {
    #[test]
    fn what_is_written_is_what_is_read(draft in draft()) {
        let text = draft.to_yaml();
        prop_assert_eq!(drafts(&text), vec![without_comments(&draft)], "{}", text);
    }

    #[test]
    fn laying_it_out_again_changes_nothing(draft in draft()) {
        let text = draft.to_yaml();
        let again = format(&SourceFile::new("a.yaml", text.clone()));
        prop_assert_eq!(again, Ok(text));
    }

    #[test]
    fn every_comment_is_written_once(draft in draft()) {
        let mut found = comments(&draft.to_yaml());
        let mut said: Vec<String> = said(&draft).iter().map(|l| format!("# {l}").trim().to_owned()).collect();
        found.iter_mut().for_each(|line| *line = format!("# {}", line.trim_start_matches('#').trim()).trim().to_owned());
        found.sort();
        said.sort();
        prop_assert_eq!(found, said);
    }

    #[test]
    fn another_reader_finds_the_same_text(value in text()) {
        let draft = Draft {
            name: Some(value.clone()),
            legal: Some(Legal { eula: Some(value.clone()) }),
            labels: vec![(value.clone(), value.clone())],
            ..Draft::default()
        };
        let text = draft.to_yaml();
        let read: Value = serde_yaml::from_str(&text).unwrap_or_else(|e| panic!("{e}:\n{text}"));
        prop_assert_eq!(&read["name"], &Value::String(value.clone()), "{}", text);
        prop_assert_eq!(&read["legal"]["eula"], &Value::String(value.clone()), "{}", text);
        prop_assert_eq!(&read["labels"][&value], &Value::String(value.clone()), "{}", text);
    }
}

fn examples(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            examples(&path, found);
        } else if path.extension().is_some_and(|e| e == "yaml") && path.file_stem().unwrap() != "accounts" {
            found.push(path);
        }
    }
}

#[test]
fn every_example_says_the_same_after_being_written_anew() {
    let mut found = Vec::new();
    examples(Path::new("schedules"), &mut found);
    assert!(found.len() >= 22);
    let place = Place::new(&[]);
    for name in ["accounts.yaml", "paysched.toml", "japan/paysched.toml"] {
        place.write(name, &std::fs::read_to_string(Path::new("schedules").join(name)).unwrap());
    }
    for path in &found {
        let text = std::fs::read_to_string(path).unwrap();
        let anew: Vec<String> = drafts(&text).iter().map(Draft::to_yaml).collect();
        let name = path.strip_prefix("schedules").unwrap().to_str().unwrap();
        place.write(name, &anew.join("---\n"));
        let plan = |folder: &Path| {
            let path = folder.join(name);
            place.json(&["plan", path.to_str().unwrap()])
        };
        assert_eq!(plan(Path::new(".")), plan(&std::path::absolute("schedules").unwrap()), "{name}");
    }
    // A suppression is a comment and lost with it; nothing else is found.
    let rules: Vec<Value> = place.json(&["check", "."])["diagnostics"].as_array().unwrap().clone();
    assert!(rules.iter().all(|finding| finding["rule"] == "zero-amount"), "{rules:#?}");
}

#[test]
fn an_offer_with_a_broken_value_gives_no_draft() {
    for broken in ["release: soon", "buyers: [x]", "installments: [1]", "term: {end: x}", "pricing: 1"] {
        let text = support::complete(broken);
        let file = SourceFile::new("offer.yaml", text.clone());
        let documents = yaml::parse(&file);
        let offer = read(&file, &documents[0]).0.unwrap();
        assert_eq!(Draft::of(&offer), None, "{text}");
    }
}

#[test]
fn a_draft_reads_like_an_offer_that_a_person_wrote() {
    let day = |text| parse_date(text).unwrap();
    let monthly = Period { count: 1, unit: Unit::Month };
    let mut draft = Draft {
        schema: Some("../schema/offer.schema.json".to_owned()),
        name: Some("Acme KK, three-year plan: 請求代行".to_owned()),
        product: Some(Product {
            id: Some("prod-k3xu7yexample".to_owned()),
            product_type: Some(ProductType::SaasContract),
            title: None,
        }),
        buyers: vec![
            Buyer { account: "001122223333".to_owned(), ..Buyer::default() },
            Buyer { account: "111122223333".to_owned(), billing: Some(Billing::Invoice), ..Buyer::default() },
        ],
        accept_by: Some(day("2026-12-31")),
        term: Some(Term::For(Duration::months(36))),
        currency: Currency::parse("USD"),
        total: Some(Decimal::new(360_000, 0)),
        installments: vec![
            Entry::Single(Single {
                comments: vec!["Agreed by mail.".to_owned()],
                invoice_date: day("2026-12-15"),
                amount: Amount::Fixed(Decimal::new(60_000, 0)),
                note: Some("yes".to_owned()),
            }),
            Entry::Series(Box::new(Series {
                day: Some(vec![Day::FromEnd(1)]),
                overflow: Some(Overflow::Clamp),
                roll: Some(Roll::ModifiedFollowing),
                except: vec![Except::Month(2027, 8)],
                note: Some("Month {n} of {count}".to_owned()),
                ..Series::new(day("2027-01-31"), monthly, Run::Times(30), Bills::Split(Amount::Remainder))
            })),
        ],
        ..Draft::default()
    };
    draft.comments.head.push("Read from the marketplace on 1 December.".to_owned());
    draft.comments.above("release", "the day of publication is not known");
    let expected = r#"# yaml-language-server: $schema=../schema/offer.schema.json
# Read from the marketplace on 1 December.
paysched: 1
name: "Acme KK, three-year plan: 請求代行"
product: {id: prod-k3xu7yexample, type: saas_contract}
buyers:
  - "001122223333"
  - {account: "111122223333", billing: invoice}
# the day of publication is not known
accept_by: 2026-12-31
term: 36 months
currency: USD
total: 360000.00
installments:
  # Agreed by mail.
  - {invoice_date: 2026-12-15, amount: 60000.00, note: "yes"}
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
    assert_eq!(draft.to_yaml(), expected);
}
