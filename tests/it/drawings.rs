//! Drawings for any plan: texts never lie on one another, nothing leaves the picture, and every
//! amount in it is one of the plan's.

use chrono::{Days, NaiveDate};
use paysched::internals::output::plans::svg::{Drawing, NARROW, Series, WIDE, chart, drawings, write};
use paysched::internals::text::message::{English, Message};
use paysched::offer::{Amount, Currency, parse_date};
use paysched::plan::{Acceptance, Invoice, OfferFacts, Plan};
use proptest::prelude::*;

/// An element of a drawing: its attributes, and its text if it has one.
struct Element<'a> {
    name: &'a str,
    attributes: &'a str,
    text: &'a str,
}

impl Element<'_> {
    fn get(&self, key: &str) -> Option<&str> {
        let (_, rest) = self.attributes.split_once(&format!(" {key}=\""))?;
        rest.split('"').next()
    }

    /// A length in tenths of a pixel.
    fn tenths(&self, key: &str) -> i64 {
        let (whole, tenth) = self.get(key).unwrap().split_once('.').unwrap_or((self.get(key).unwrap(), "0"));
        let sign = if whole.starts_with('-') { -1 } else { 1 };
        whole.parse::<i64>().unwrap() * 10 + sign * tenth.parse::<i64>().unwrap()
    }

    /// Left, top, right, bottom; a text in a usual font, a digit 7 pixels wide.
    fn area(&self) -> (i64, i64, i64, i64) {
        let (x, y) = (self.tenths("x"), self.tenths("y"));
        if self.name == "rect" {
            return (x, y, x + self.tenths("width"), y + self.tenths("height"));
        }
        let wide = |c: char| if matches!(c, ',' | '.' | ' ') { 40 } else { 70 };
        let width: i64 = self.text.chars().map(wide).sum();
        let left = match self.get("text-anchor").unwrap() {
            "start" => x,
            "middle" => x - width / 2,
            _ => x - width,
        };
        (left, y - 90, left + width, y + 20)
    }
}

fn elements(drawing: &Drawing) -> Vec<(String, String, String)> {
    let markup = drawing.inline("d", "wide");
    let open = |piece: &str| -> Option<(String, String, String)> {
        let (tag, text) = piece.split_once('>')?;
        let (name, attributes) = tag.split_once(' ')?;
        Some((name.to_owned(), format!(" {attributes}"), text.to_owned()))
    };
    markup.as_str().split('<').filter_map(open).collect()
}

/// Holds the texts of a drawing apart from each other, from bars, and inside the picture.
fn is_readable(drawing: &Drawing, width: i64) {
    let all = elements(drawing);
    let view = |(name, attributes, text): &(String, String, String)| {
        let element = Element { name, attributes, text };
        let bar = element.get("class").is_some_and(|class| class.contains("invoice"));
        (name == "text" || name == "rect" && bar).then(|| (element.area(), name.clone(), text.clone()))
    };
    let areas: Vec<_> = all.iter().filter_map(view).collect();
    assert!(!areas.is_empty());
    for (at, (one, name, text)) in areas.iter().enumerate() {
        if name == "text" {
            assert!(one.0 >= -5 && one.2 <= width * 10 + 5, "`{text}` leaves the drawing: {one:?}");
        }
        for (other, other_name, other_text) in &areas[at + 1..] {
            let apart = one.2 <= other.0 || other.2 <= one.0 || one.3 <= other.1 || other.3 <= one.1;
            let bars = name == "rect" && other_name == "rect";
            assert!(apart || bars, "`{text}` {one:?} lies on `{other_text}` {other:?}");
        }
    }
}

fn plan_of(currency: &str, amounts: &[i64], gaps: &[u64], net: Option<u64>) -> Plan {
    let currency = Currency::parse(currency).unwrap();
    let start = parse_date("2026-12-31").unwrap();
    let amounts: Vec<Amount> =
        amounts.iter().map(|a| crate::support::amount(*a, currency.decimals())).collect();
    let total = Amount::sum(amounts.iter().copied()).unwrap();
    let (mut day, mut cumulative) = (start, Amount::ZERO);
    let invoice = |(at, (amount, gap)): (usize, (&Amount, &u64))| {
        day = day + Days::new(*gap);
        cumulative = cumulative.plus(*amount).unwrap();
        Invoice {
            number: at + 1,
            scheduled_date: day,
            invoice_date: day,
            due_date: net.map(|net| day + Days::new(net)),
            amount: *amount,
            cumulative,
            remaining: total.minus(cumulative).unwrap(),
            note: None,
            purchase_order: None,
            expected: true,
            entry: 1,
            position: at + 1,
            explanation: Message::default(),
        }
    };
    let invoices: Vec<Invoice> = amounts.iter().zip(gaps).enumerate().map(invoice).collect();
    let end = invoices.last().unwrap().invoice_date + Days::new(40);
    let offer = OfferFacts {
        name: "A & B <Ltd>".to_owned(),
        id: None,
        product: ("prod-k3xu7yexample".to_owned(), "saas_contract".to_owned()),
        currency,
        total,
        buyers: Vec::new(),
        billing_agent: None,
        labels: Vec::new(),
        term_words: Message::default(),
    };
    Plan::new(offer, None, Acceptance { date: start, assumed: false }, Some((start, end)), invoices)
}

proptest! {
    #![proptest_config(crate::support::cases(200))]

    #[test]
    fn no_label_lies_on_another(
        invoices in prop::collection::vec((0_i64..=99_999_999, 0_u64..200), 1..100),
        currency in prop::sample::select(vec!["USD", "JPY", "KWD"]),
        net in prop::option::of(prop::sample::select(vec![15_u64, 30, 120])),
    ) {
        let (amounts, gaps): (Vec<i64>, Vec<u64>) = invoices.into_iter().unzip();
        let plan = plan_of(currency, &amounts, &gaps, net);
        for width in [WIDE, NARROW] {
            drawings(&plan, width, &English).iter().for_each(|drawing| is_readable(drawing, width));
        }
    }

    #[test]
    fn every_amount_above_a_bar_or_a_step_is_one_of_the_plan(
        invoices in prop::collection::vec((1_i64..=99_999_999, 1_u64..100), 1..30),
    ) {
        let (amounts, gaps): (Vec<i64>, Vec<u64>) = invoices.into_iter().unzip();
        let plan = plan_of("USD", &amounts, &gaps, Some(30));
        let known: Vec<Amount> = plan.invoices.iter().flat_map(|i| [i.amount, i.cumulative]).collect();
        for drawing in drawings(&plan, WIDE, &English) {
            // Amounts with cents are of invoices; those of the axis are whole here or on it.
            let shown = elements(&drawing).into_iter().filter(|(name, attributes, text)| {
                name == "text" && text.contains('.') && !attributes.contains("text-anchor=\"end\" class=\"quiet\"")
            });
            for (_, _, text) in shown {
                let amount = Amount::parse(&text.replace(',', "")).unwrap();
                prop_assert!(known.contains(&amount), "{text} is no amount of the plan");
            }
        }
    }
}

#[test]
fn sixty_equal_installments_are_told_by_the_first_and_the_last() {
    let plan = plan_of("USD", &[3_000_000; 60], &[30; 60], Some(30));
    let [timeline, _] = drawings(&plan, WIDE, &English);
    let told =
        elements(&timeline).into_iter().filter(|(name, _, text)| name == "text" && text == "30,000.00");
    assert_eq!(told.count(), 2);
}

#[test]
fn every_invoice_and_every_due_date_has_its_mark() {
    let plan = plan_of("JPY", &[0, 5, 5, 1_000_000], &[0, 0, 31, 700], Some(30));
    let [timeline, _] = drawings(&plan, NARROW, &English);
    let all = elements(&timeline);
    let count = |wanted: &str| all.iter().filter(|(name, ..)| name == wanted).count();
    assert_eq!(count("circle"), 4);
    // The fifth rectangle is the term.
    assert_eq!(count("rect"), 5);
}

#[test]
fn amounts_and_dates_at_the_end_of_what_can_be_held_are_drawn_too() {
    let mut plan = plan_of("USD", &[1, 1], &[0, 0], None);
    for (invoice, date) in plan.invoices.iter_mut().zip([NaiveDate::MIN, NaiveDate::MAX]) {
        invoice.invoice_date = date;
        invoice.amount = Amount::MAX;
        invoice.cumulative = Amount::MAX;
    }
    for width in [WIDE, NARROW] {
        assert!(drawings(&plan, width, &English).iter().all(|drawing| elements(drawing).len() < 200));
    }
}

#[test]
fn billed_and_received_share_a_chart() {
    let day = |text: &str| parse_date(text).unwrap();
    let series = |name: &str, steps: &[(&str, u32)]| Series {
        name: Message::verbatim(name),
        steps: steps.iter().map(|(date, amount)| (day(date), Amount::from(*amount))).collect(),
    };
    let both = [
        series("billed", &[("2027-01-15", 60_000), ("2027-07-15", 120_000)]),
        series("received", &[("2027-03-20", 58_200), ("2027-09-20", 116_400)]),
    ];
    let usd = Currency::parse("USD").unwrap();
    for width in [WIDE, NARROW] {
        let drawing = chart(&both, usd, width, &English).unwrap();
        is_readable(&drawing, width);
        let all = elements(&drawing);
        let says = |wanted: &str| all.iter().any(|(name, _, text)| name == "text" && text == wanted);
        assert!(["billed 120,000.00", "received 116,400.00", "0", "50,000"].into_iter().all(says));
        assert_eq!(drawing.title(), "Cumulative amount billed and received");
    }
    assert!(chart(&[], usd, WIDE, &English).is_none());
}

#[test]
fn a_picture_stands_alone_and_its_text_stays_text() {
    let plan = plan_of("USD", &[100], &[0], Some(30));
    let mut bytes = Vec::new();
    write(&[plan.clone(), plan], &English, &mut bytes).unwrap();
    let text = String::from_utf8(bytes).unwrap();
    assert!(text.contains(
        "<title id=\"title\">Payment schedule: A &amp; B &lt;Ltd&gt;; A &amp; B &lt;Ltd&gt;</title>"
    ));
    assert!(!text.contains("var(--") && !text.contains("<script") && !text.contains("<Ltd>"));
}
