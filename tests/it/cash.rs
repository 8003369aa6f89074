//! `plan --cash`: fees that sum, days of payout, the tiers at their boundaries, and what is kept.

use crate::support;
use rust_decimal::Decimal;
use std::path::PathBuf;
use std::process::Command;

use crate::support::place::Place;
use paysched::internals::marketplace::limits::{ListingFee, Sale};
use paysched::offer::{Amount, Currency, Kind, Money, ProductType, Rate, Share, parse_date, parse_percent};
use paysched::plan::{Cash, CashTerms, FeeTerms, Plan, Scenario};
use proptest::prelude::*;
use serde_json::Value;

/// The plan and the money of an offer in memory.
fn money(text: &str, terms: &CashTerms) -> (Plan, Cash) {
    let scenario = Scenario { cash: Some(terms.clone()), ..Scenario::default() };
    let mut plan = support::offer(text).plan(&scenario).unwrap();
    let cash = plan.cash.take().unwrap();
    (plan, cash)
}

fn decimal(text: &str) -> Amount {
    Amount::parse(text).unwrap()
}

/// A sale of so much on a day in late 2026.
fn sale(total: &str, currency: &str) -> Sale<'static> {
    Sale {
        kind: Kind::PrivateOffer,
        product: Some(ProductType::SaasContract),
        total: Money::new(decimal(total), Currency::parse(currency).unwrap()),
        accepted: parse_date("2026-12-31").unwrap(),
        renewal: false,
        rates: &[],
    }
}

fn percent(sale: Sale<'_>) -> String {
    ListingFee::of(sale).map_or_else(|error| error.to_string(), |fee| fee.share.words())
}

#[test]
fn the_tiers_change_at_one_and_at_ten_million_dollars() {
    for (total, fee) in [
        ("0", "3%"),
        ("999999.99", "3%"),
        ("1000000.00", "2%"),
        ("1000000.01", "2%"),
        ("9999999.99", "2%"),
        ("10000000", "1.5%"),
        ("99999999999999.99", "1.5%"),
    ] {
        assert_eq!(percent(sale(total, "USD")), fee, "{total}");
    }
}

#[test]
fn what_is_sold_and_through_whom_changes_the_fee() {
    let small = sale("1000.00", "USD");
    let services = Sale { product: Some(ProductType::ProfessionalServices), ..small };
    let day = |text| parse_date(text).unwrap();
    assert_eq!(percent(Sale { renewal: true, ..small }), "1.5%");
    assert_eq!(percent(services), "0.5%");
    assert_eq!(percent(Sale { renewal: true, ..services }), "0.5%");
    assert_eq!(percent(Sale { accepted: day("2026-06-16"), ..services }), "0.5%");
    assert_eq!(percent(Sale { accepted: day("2026-06-15"), ..services }), "2.5%");
    for kind in [Kind::ChannelPartnerOffer, Kind::ResaleAuthorization] {
        assert_eq!(percent(Sale { kind, ..small }), "3.5%");
        assert_eq!(percent(Sale { kind, renewal: true, ..small }), "2%");
        assert_eq!(percent(Sale { kind, ..services }), "1%");
    }
    assert_eq!(percent(Sale { accepted: day("2024-01-05"), ..small }), "3%");
    let early = percent(Sale { accepted: day("2024-01-04"), ..small });
    assert!(early.contains("2024-01-04"), "{early}");
}

#[test]
fn a_total_in_another_currency_finds_its_tier_only_by_a_rate() {
    let yen = sale("151199999", "JPY");
    assert!(percent(yen).contains("a total in JPY falls into is not documented"), "{}", percent(yen));
    let rates = ["EURUSD=1.1", "USDJPY=151.20"].map(|text| Rate::parse(text).unwrap());
    let by_rate = |total| percent(Sale { rates: &rates, ..sale(total, "JPY") });
    assert_eq!([by_rate("151199999"), by_rate("151200000")], ["3%", "2%"]);
    assert_eq!([by_rate("1511999999"), by_rate("1512000000")], ["2%", "1.5%"]);
    assert_eq!(percent(Sale { rates: &rates, ..sale("909090.90", "EUR") }), "3%");
    assert_eq!(percent(Sale { rates: &rates, ..sale("909090.91", "EUR") }), "2%");
    // A renewal has one fee whatever the total; so it needs no rate.
    assert_eq!(percent(Sale { renewal: true, ..yen }), "1.5%");
}

#[test]
fn an_offer_in_yen_without_a_fee_says_what_to_type() {
    let yen = support::complete(
        "currency: JPY\ntotal: 360000\ninstallments:\n  - {invoice_date: 2026-12-15, amount: 360000}\n",
    );
    let place = Place::new(&[("yen.yaml", &yen)]);
    let ran = place.run(&["plan", "yen.yaml", "--cash"]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    assert!(
        ran.err.starts_with("paysched: yen.yaml, offer 1: ") && ran.err.lines().count() == 1,
        "{}",
        ran.err
    );
    for (argument, fee) in
        [("--fee=3%", 10_800), ("--fee=renewal", 5_400), ("--tier-rate=USDJPY=151.20", 10_800)]
    {
        let plan = place.json(&["plan", "yen.yaml", "--cash", argument]);
        assert_eq!(plan["cash"]["listing_fees"], fee.to_string(), "{argument}");
    }
}

#[test]
fn money_that_nobody_asked_for_changes_nothing() {
    let place = Place::new(&[("a.yaml", support::BASE)]);
    assert_eq!(place.json(&["plan", "a.yaml"]).get("cash"), None);
    let plain = place.run(&["plan", "a.yaml", "--format", "csv"]).out;
    let money = place.run(&["plan", "a.yaml", "--format", "csv", "--cash"]).out;
    assert_eq!(plain.lines().count(), money.lines().count());
    assert!(plain.lines().count() > 1, "{plain}");
    for (plain, money) in plain.lines().zip(money.lines()) {
        assert_eq!(money.split(plain).next(), Some(""), "the columns of the plan come first, as they are");
        assert_eq!(money.matches(',').count(), plain.matches(',').count() + 5);
    }
    for option in ["--late=3", "--fee=3%", "--tier-rate=USDJPY=151.20"] {
        assert_eq!(place.run(&["plan", "a.yaml", option]).code, 2, "{option} without --cash");
    }
}

/// The days of collection and of payout, as the program prints them.
fn days(place: &Place, arguments: &[&str]) -> Vec<(String, String)> {
    let plan = place.json(&[&["plan", "a.yaml", "--cash"], arguments].concat());
    let text = |value: &Value| value.as_str().unwrap_or("unknown").to_owned();
    let lines = plan["cash"]["lines"].as_array().unwrap().clone();
    lines.iter().map(|line| (text(&line["collection_date"]), text(&line["disbursement_date"]))).collect()
}

#[test]
fn money_is_paid_out_on_the_configured_day_after_the_buyer_has_paid() {
    let offer = support::complete(
        "total: 300.00\ninstallments:\n  - {invoice_date: 2027-01-01, amount: 100.00}\n  - {invoice_date: 2027-01-29, amount: 100.00}\n  - {invoice_date: 2027-12-02, amount: 100.00}\n",
    );
    let place = Place::new(&[("a.yaml", &offer)]);
    let pairs = |pairs: [(&str, &str); 3]| pairs.map(|(a, b)| (a.to_owned(), b.to_owned())).to_vec();
    // Nothing configured: by the 10th.
    let monthly =
        pairs([("2027-01-31", "2027-02-10"), ("2027-02-28", "2027-03-10"), ("2028-01-01", "2028-01-10")]);
    assert_eq!(days(&place, &[]), monthly);
    place.write("paysched.toml", "disbursement = \"daily\"\n");
    let daily =
        pairs([("2027-01-31", "2027-01-31"), ("2027-02-28", "2027-02-28"), ("2028-01-01", "2028-01-01")]);
    assert_eq!(days(&place, &[]), daily);
    place.write("paysched.toml", "disbursement = 28\n");
    let last =
        pairs([("2027-01-31", "2027-02-28"), ("2027-02-28", "2027-02-28"), ("2028-01-01", "2028-01-28")]);
    assert_eq!(days(&place, &[]), last);
    let late =
        pairs([("2027-02-28", "2027-02-28"), ("2027-03-28", "2027-03-28"), ("2028-01-29", "2028-02-28")]);
    assert_eq!(days(&place, &["--late", "28"]), late);
    let end = days(&place, &["--late", "4294967295"]);
    assert!(end.iter().all(|(collected, paid)| collected == "9999-12-31" && paid == "9999-12-31"));
    place.write("paysched.toml", "disbursement = 29\n");
    let ran = place.run(&["plan", "a.yaml", "--cash"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("a day from 1 to 28"), "{}", ran.err);
}

/// A card is charged on the day of the invoice; one buyer with a card does not speak for the others.
#[test]
fn only_where_all_buyers_pay_by_card_the_money_comes_at_once() {
    let offer = |buyers: &str| {
        support::complete(&format!(
            "total: 60000.00\ninstallments:\n  - {{invoice_date: 2026-12-15, amount: 60000.00}}\nbuyers:\n{buyers}"
        ))
    };
    let (card, invoice) = (
        "  - {account: \"111122223333\", billing: credit_card}\n",
        "  - {account: \"444455556666\", billing: invoice, net_days: 30}\n",
    );
    // Accepted on the last day, 2026-12-31, when the invoice is issued.
    let collected = |buyers: &str| {
        money(&offer(buyers), &CashTerms::default()).1.lines[0].collected.map(|day| day.to_string())
    };
    assert_eq!(collected(card).as_deref(), Some("2026-12-31"));
    // Nobody knows when the one with the card would pay an invoice: not all agree on a day.
    assert_eq!(collected(&format!("{card}{invoice}")), None);
    assert_eq!(collected(invoice).as_deref(), Some("2027-01-30"));
    // Any buyer may accept an authorization: of nobody it is known that a card pays.
    let open = offer(card).replace(&format!("buyers:\n{card}"), "buyers: []\nkind: resale_authorization\n");
    let open = money(&open, &CashTerms::default()).1;
    assert_eq!(open.lines[0].collected, None);
}

/// The acceptance day's own invoice is on time; only earlier ones are issued on acceptance.
#[test]
fn an_invoice_says_why_it_is_issued_when_it_is() {
    let offer = support::complete(
        "accept_by: 2026-12-31\naccepted: 2026-12-15\ntotal: 4.00\ninstallments:\n  - {invoice_date: 2026-12-14, amount: 1.00}\n  - {invoice_date: 2027-01-15, amount: 1.00}\n  - {first: 2027-01-31, every: month, day: 31, times: 2, amount: 1.00}\n",
    );
    let place = Place::new(&[("a.yaml", &offer)]);
    let words = |accepted: &str| {
        let plan = place.json(&["plan", "a.yaml", "--accepted", accepted]);
        let invoices = plan["invoices"].as_array().unwrap().clone();
        invoices.iter().map(|one| one["explanation"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let late = "; issued on acceptance, the scheduled day having passed";
    let after = words("2026-12-15");
    assert!(after[0].ends_with(late) && !after[1].contains(late), "{after:?}");
    let on_the_day = words("2026-12-14");
    assert!(on_the_day.iter().all(|words| !words.contains(late)), "{on_the_day:?}");
    assert_eq!(
        after[3],
        format!("{}; the month lacks the day, so its last day", after[2].replace("1 of 2", "2 of 2"))
    );
}

#[test]
fn without_payment_terms_no_day_is_made_up() {
    let unknown = support::BASE.replace(", net_days: 30", "");
    let place = Place::new(&[("a.yaml", &unknown)]);
    assert!(days(&place, &[]).iter().all(|(a, b)| a == "unknown" && b == "unknown"));
    let table = place.run(&["plan", "a.yaml", "--cash"]).out;
    let why = "When the money comes is not known: neither the offer nor the account register says the payment terms.";
    assert!(table.contains(why) && !table.contains("The first money"), "{table}");
    let csv = place.run(&["plan", "a.yaml", "--cash", "--format", "csv"]).out;
    assert!(csv.lines().nth(1).unwrap().ends_with(",,1800.00,58200.00,,58200.00"), "{csv}");
}

#[test]
fn a_card_is_charged_on_the_invoice_date_and_is_never_late() {
    let card = support::BASE.replace("billing: invoice", "billing: credit_card");
    let place = Place::new(&[("a.yaml", &card), ("paysched.toml", "disbursement = \"daily\"\n")]);
    let lines = days(&place, &["--late", "20", "--allow-errors"]);
    assert_eq!(lines[0], ("2026-12-31".to_owned(), "2026-12-31".to_owned()));
    let table = place.run(&["plan", "a.yaml", "--cash", "--late", "20", "--allow-errors"]).out;
    assert!(table.contains("on the invoice date, by credit card"), "{table}");
    assert!(table.contains("2026-12-31, 0 days after acceptance"), "{table}");
}

#[test]
fn the_first_money_is_that_of_the_first_invoice_above_zero() {
    let offer = support::complete(
        "total: 100.00\ninstallments:\n  - {invoice_date: 2026-12-15, amount: 0.00}\n  - {invoice_date: 2027-03-15, amount: 100.00}\n",
    );
    let (_, cash) = money(&offer, &CashTerms::default());
    assert_eq!(cash.first().unwrap().number, 2);
    assert_eq!(
        cash.notes,
        [
            "The first money reaches the seller on 2027-05-10, 130 days after acceptance.",
            "Invoice 2 is due on 2027-04-14, and is paid out only after the buyer has paid it.",
        ]
    );
}

#[test]
fn the_outputs_are_as_they_are_kept() {
    for (offer, options) in [
        ("upfront-quarterly", "--late 15"),
        ("japan/yen-step-1000", "--tier-rate USDJPY=151.20"),
        ("channel-partner-offer", "--tier-rate EURUSD=1.09"),
        ("professional-services-percentages", ""),
        ("fractions-and-weights", "--fee 3.3333%"),
    ] {
        for format in ["table", "csv", "json", "yaml", "markdown"] {
            let file = format!("schedules/{offer}.yaml");
            let mut command = Command::new(env!("CARGO_BIN_EXE_paysched"));
            support::scrubbed(&mut command).args(["plan", &file, "--cash", "--format", format]);
            let output = command.args(options.split_whitespace()).output().unwrap();
            assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
            let kept = PathBuf::from(format!("tests/plans/cash/{offer}.{format}"));
            support::golden(&kept, &String::from_utf8(output.stdout).unwrap());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, ..ProptestConfig::default() })]

    #[test]
    fn fee_and_net_make_up_every_invoice_and_the_fees_sum_to_the_fee_of_the_total(
        amounts in prop::collection::vec(0_u64..10_000_000_000, 1..61),
        (numerator, scale) in (0_u32..=100_000, 3_u32..=6),
        yen in any::<bool>(),
    ) {
        let decimals = if yen { 0 } else { 2 };
        let amounts: Vec<Amount> = amounts.into_iter().map(|amount| support::amount(amount.cast_signed(), decimals)).collect();
        let total: Decimal = amounts.iter().map(|amount| amount.decimal()).sum();
        let mut text = format!("currency: {}\ntotal: {total}\ninstallments:\n", if yen { "JPY" } else { "USD" });
        for (at, amount) in amounts.iter().enumerate() {
            let date = parse_date("2027-01-01").unwrap() + chrono::Days::new(at as u64);
            text.push_str(&format!("  - {{invoice_date: {date}, amount: {amount}}}\n"));
        }
        let share = Share::new(numerator, 10_u32.pow(scale)).unwrap();
        let share = share.min(Share::whole());
        let terms = CashTerms { fee: FeeTerms::Given(share.clone()), ..CashTerms::default() };
        let (plan, cash) = money(&support::complete(&text), &terms);
        let mut cumulative = Decimal::ZERO;
        for (invoice, line) in plan.invoices.iter().zip(&cash.lines) {
            prop_assert_eq!(line.fee.decimal() + line.net.decimal(), invoice.amount.decimal());
            prop_assert!(line.fee >= Amount::ZERO && line.net >= Amount::ZERO);
            prop_assert!(line.fee.normalized().scale() <= decimals);
            cumulative += line.net.decimal();
            prop_assert_eq!(line.cumulative.decimal(), cumulative);
            prop_assert!(line.paid_out >= line.collected && line.collected > invoice.due_date.and_then(|due| due.pred_opt()));
        }
        // Half-up of the total, by whole numbers: floor(total × n ÷ d + 1/2).
        let minor = (total * Decimal::from(10_u32.pow(decimals))).to_string().split('.').next().unwrap().parse::<i128>().unwrap();
        let (n, d) = (share.exact().numer().to_string().parse::<i128>().unwrap(), share.exact().denom().to_string().parse::<i128>().unwrap());
        let fee = (2 * minor * n + d) / (2 * d);
        prop_assert_eq!(cash.fees, Amount::from(Decimal::from_i128_with_scale(fee, decimals)));
        prop_assert_eq!(Amount::sum(cash.lines.iter().map(|line| line.fee)), Some(cash.fees));
        prop_assert_eq!(cash.fees.decimal() + cash.net.decimal(), plan.offer.total.decimal());
    }
}

#[test]
fn a_percentage_is_read_as_it_is_written() {
    assert_eq!(parse_percent("3.3333%").unwrap(), Share::new(33_333, 1_000_000).unwrap());
    let place = Place::new(&[("a.yaml", support::BASE)]);
    for (fee, words) in [
        ("3", "write the percent sign"),
        ("0.03", "write the percent sign"),
        ("-1%", "is not a percentage"),
        ("101%", "a fee is at most 100%"),
        ("renew", "or write `renewal`"),
    ] {
        let ran = place.run(&["plan", "a.yaml", "--cash", &format!("--fee={fee}")]);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{fee}");
        assert!(ran.err.contains(words), "{}", ran.err);
    }
}

#[test]
fn the_page_has_the_fees_of_the_table() {
    let page = std::fs::read_to_string("docs/cash.md").unwrap();
    let rows: Vec<Vec<&str>> = page
        .lines()
        .skip_while(|line| !line.starts_with("| sale "))
        .skip(2)
        .take_while(|line| line.starts_with('|'))
        .map(|line| line.split('|').map(str::trim).collect())
        .collect();
    let small = sale("1000.00", "USD");
    let services = Sale { product: Some(ProductType::ProfessionalServices), ..small };
    let sales = [
        small,
        sale("1000000.00", "USD"),
        sale("10000000.00", "USD"),
        Sale { renewal: true, ..small },
        Sale { accepted: parse_date("2026-06-15").unwrap(), ..services },
        services,
    ];
    assert_eq!(rows.len(), sales.len() + 1);
    for (row, sale) in rows.iter().zip(sales) {
        let fee = ListingFee::of(sale).unwrap();
        assert_eq!(row[3], fee.share.words(), "{row:?}");
        assert!(row[4].starts_with(fee.sure.word()), "{row:?}");
        let from = parse_date(row[2]).unwrap();
        let of = |accepted| ListingFee::of(Sale { accepted, ..sale }).ok();
        assert_eq!(of(from), Some(fee.clone()), "{row:?}");
        assert_ne!(of(from.pred_opt().unwrap()), Some(fee), "{row:?}");
    }
    let partner = percent(Sale { kind: Kind::ChannelPartnerOffer, ..small });
    assert_eq!((rows[6][3], partner.as_str()), ("0.5 points", "3.5%"));
}
