//! The words of bills: all of them come from the catalogue, and the Japanese one has all of them.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::{Arc, Mutex};

use paysched::internals::marketplace::reports::{UsageLine, read_usage};
use paysched::internals::output::plans::bills::{
    BillsView, Japanese, agent_book, books, page_title, workbook, write_ics, write_ledger,
};
use paysched::internals::output::plans::{html, markdown};
use paysched::internals::schedule::Holidays;
use paysched::internals::text::message::{Catalogue, Words};
use paysched::internals::text::yaml;
use paysched::offer::accounts::Register;
use paysched::offer::{Rate, parse_date};
use paysched::plan::bills::{BillSources, BilledOffer, Bills, bills};
use paysched::plan::invoice_list::ListedOffer;
use paysched::plan::{AgencyTerms, Scenario};
use paysched::{SourceFile, check};

use super::{Held, WORDS, flat, markdown_text, own_texts, properties, settings, texts};

const TAX: &str = "tax: 10%";

/// The bills of the example, with this instead of its tax.
fn made(tax: &str) -> Bills {
    let text = std::fs::read_to_string("schedules/accounts.yaml").unwrap();
    assert!(text.contains(TAX));
    let file = SourceFile::new("accounts.yaml", text.replace(TAX, tax));
    let (register, found): (Register, _) = paysched::offer::accounts::read(&file, &yaml::parse(&file)[0]);
    assert!(found.is_empty());
    let agent = register.agent("akebono").unwrap();
    let usage = std::fs::read_to_string("schedules/japan/bills/usage.csv").unwrap();
    let usage: Vec<UsageLine> = read_usage(&SourceFile::new("usage.csv", usage)).unwrap().lines;
    let offers: Vec<BilledOffer> = ["hoshino-retail", "shiomi-works"].map(offer).into();
    let mut terms = AgencyTerms::default();
    terms.rates.add(Rate::parse("USDJPY=151.20").unwrap()).unwrap();
    let sources = BillSources { usage: Some(&usage), usage_invoiced: None, offers: &offers };
    let month = parse_date("2027-01-01").unwrap();
    let mut made =
        bills(("akebono", agent), &register, month, sources, &terms, &Holidays::weekends()).unwrap();
    // A day that is not known, an invoice without a note.
    for line in made.bills.iter_mut().flat_map(|bill| &mut bill.lines).skip(1) {
        if let paysched::plan::bills::BillItem::Invoice(invoice) = &mut line.item {
            invoice.note = None;
            line.paid.on = None;
        }
    }
    made
}

fn offer(name: &str) -> BilledOffer {
    let path = format!("schedules/japan/bills/{name}.yaml");
    let file = SourceFile::new(&*path, std::fs::read_to_string(&path).unwrap());
    let (_, checked) = check(&file, &settings(Path::new(&path))).into_offers().next().unwrap();
    let plan = checked.unwrap().plan(&Scenario::default()).unwrap();
    let facts = plan.offer.clone();
    let listed = ListedOffer { path, document: 0, facts, buyer_name: None, agreement: None };
    BilledOffer { offer: Arc::new(listed), plan }
}

/// The taxes of the example's agent, in turn.
const TAXES: [&str; 4] = [
    TAX,
    "leftover: half_up",
    "tax: { usage: 10%, marketplace: 0% }",
    "tax: { usage: out_of_scope, marketplace: reverse_charge }",
];

/// Gives every output for people of these bills to `each`, with how its texts are read.
fn written(bills: &Bills, words: Words, each: &mut dyn FnMut(&str, String)) {
    for for_agent in [false, true] {
        let as_of = parse_date("2027-02-03").unwrap();
        let view = BillsView { bills, as_of, for_agent, notes: &[] };
        let all = if for_agent { vec![agent_book(view).unwrap()] } else { books(view) };
        all.iter().for_each(|book| each("bills, table", book.draw(None, words)));
        let mut write = |what: &str, read: fn(&str) -> String, out: Vec<u8>| {
            each(what, read(&String::from_utf8(out).unwrap()));
        };
        let mut out: [Vec<u8>; 4] = Default::default();
        let [md, page, days, journal] = &mut out;
        markdown::write(&all, words, md).unwrap();
        html::write_letters(&page_title(view), &all, words, page).unwrap();
        write_ics(view, words, days).unwrap();
        write_ledger(view, words, journal).unwrap();
        let [md, page, days, journal] = out;
        write("bills, markdown", markdown_text, md);
        write("bills, html", texts, page);
        write("bills, ics", properties, days);
        write("bills, ledger", str::to_owned, journal);
        #[cfg(feature = "xlsx")]
        {
            let all = if for_agent { all } else { vec![workbook(view)] };
            let mut bytes = Vec::new();
            paysched::internals::output::plans::xlsx::write(&all, as_of, words, &mut bytes).unwrap();
            each("bills, xlsx", super::strings_of(bytes));
        }
    }
}

/// Holds the bills of the example, in all formats.
pub(super) fn of_bills(held: &mut Held) {
    let register = std::fs::read_to_string("schedules/accounts.yaml").unwrap();
    own_texts(&serde_yaml::from_str(&register).unwrap(), false, &mut held.own);
    for tax in TAXES {
        let bills = made(tax);
        held.own.extend(["akebono", "T1234567890123"].map(str::to_owned));
        for line in bills.bills.iter().flat_map(|bill| &bill.lines) {
            if let paysched::plan::bills::BillItem::Usage { service, .. } = &line.item {
                held.own.insert(flat(service));
            }
        }
        written(&bills, WORDS, &mut |what, text| held.hold(what, &text));
    }
}

/// What was asked for and is not in the Japanese catalogue.
#[derive(Debug)]
struct Untold;

static MISSED: Mutex<BTreeSet<&'static str>> = Mutex::new(BTreeSet::new());
static ASKED: Mutex<BTreeSet<&'static str>> = Mutex::new(BTreeSet::new());

impl Catalogue for Untold {
    fn wording(&self, english: &'static str) -> &'static str {
        let japanese = Japanese.wording(english);
        let words = english.split('{').map(|part| part.rsplit('}').next().unwrap_or_default());
        if words.into_iter().any(|part| part.contains(char::is_alphabetic)) {
            ASKED.lock().unwrap().insert(english);
            if japanese == english {
                MISSED.lock().unwrap().insert(english);
            }
        }
        japanese
    }

    fn tag(&self) -> &'static str {
        "ja"
    }
}

#[test]
fn japanese_has_every_word_of_a_bill() {
    for tax in TAXES {
        written(&made(tax), &Untold, &mut |_, _| ());
    }
    let (missed, asked) = (MISSED.lock().unwrap(), ASKED.lock().unwrap());
    assert!(missed.is_empty(), "{missed:?}");
    assert!(asked.len() > 55, "{}", asked.len());
}
