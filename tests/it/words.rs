//! No output for people has English words of its own: all of them come from the catalogue.

mod bills;

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use paysched::internals::deal::amend::{Amendment, Invoiced, NewValue, amend};
use paysched::internals::deal::compare::compare;
use paysched::internals::deal::resell::{PartnerTerms, resell};
use paysched::internals::lint::{CheckedOffer, Settings};
use paysched::internals::marketplace::reports;
use paysched::internals::output::plans::agenda::AgendaView;
use paysched::internals::output::plans::book::{Book, draw_facts};
use paysched::internals::output::plans::changes::{self, NamedComparison};
use paysched::internals::output::plans::invoice_list::InvoiceListView;
use paysched::internals::output::plans::portfolio::PortfolioView;
use paysched::internals::output::plans::reconcile::ReconcileView;
use paysched::internals::output::plans::{self, html, ics, ledger, markdown, svg};
use paysched::internals::reconcile::{Deal, DealStatus, Reconciliation, Strictness, payouts, reconcile};
use paysched::internals::schedule::Holidays;
use paysched::internals::text::message::{Catalogue, Words};
use paysched::internals::text::yaml;
use paysched::offer::{Rate, Share, parse_date, parse_percent};
use paysched::plan::agenda::{AgendaItem, AgendaOffer};
use paysched::plan::invoice_list::{InvoiceStatus, ListedInvoice, ListedOffer};
use paysched::plan::{
    AgencyTerms, By, CashTerms, Counted, Every, Plan, Portfolio, Refund, Scenario, Stage, Timeline, Window,
    agency, collections,
};
use paysched::{SourceFile, check};

use crate::messages::is_listed;
use crate::support;

/// Puts every word of a template in brackets, and leaves the values outside.
#[derive(Debug)]
struct Bracketed;

const WORDS: Words = &Bracketed;

/// What was looked up.
static ASKED: Mutex<BTreeMap<&'static str, &'static str>> = Mutex::new(BTreeMap::new());

impl Catalogue for Bracketed {
    fn wording(&self, english: &'static str) -> &'static str {
        let mut asked = ASKED.lock().unwrap();
        asked.entry(english).or_insert_with(|| {
            let mut wording = String::new();
            let mut rest = english;
            while let Some(at) = rest.find('{') {
                let (words, value) = rest.split_at(at);
                let end = if value.starts_with("{{") { 2 } else { value.find('}').unwrap() + 1 };
                wording += &(bracketed(words) + &value[..end]);
                rest = &value[end..];
            }
            Box::leak((wording + &bracketed(rest)).into_boxed_str())
        })
    }
}

fn bracketed(words: &str) -> String {
    match words.contains(char::is_alphabetic) {
        true => format!("⟦{words}⟧"),
        false => words.to_owned(),
    }
}

/// What is the same in every language, besides the user's own text, numbers and days, and in which
/// outputs.
const FIXED: [(&str, &[&str]); 5] = [
    // The accounts of a billing agent's journal.
    ("bills, ledger", &["customers", "re-billed", "consumption", "tax", "expenses", "payable", "cloud"]),
    // The program's name, and currencies.
    ("", &["paysched", "USD", "JPY", "EUR", "AUD", "GBP", "USDJPY"]),
    // Values of the format, as they are written in a file.
    ("explain", &["preceding", "following", "modified_following", "last", "spread", "largest_remainder"]),
    // Keys of the format.
    ("diff", &["name", "currency", "term", "buyers", "release", "accept_by", "net_terms"]),
    // The directives, accounts and tags of hledger, which the user's other journals know.
    (
        ", ledger",
        &[
            "decimal-mark",
            "commodity",
            "account",
            "payee",
            "tag",
            "due",
            "scheduled",
            "assets",
            "receivable",
            "marketplace",
            "liabilities",
            "deferred",
            "revenue",
        ],
    ),
];

/// The keys of a file whose values are the user's own text.
const OWN: [&str; 16] = [
    "name",
    "note",
    "title",
    "id",
    "type",
    "account",
    "key",
    "description",
    "purchase_order",
    "agreement",
    "schedule",
    "billing_agent",
    "agents",
    "payer",
    "registration",
    "labels",
];

/// Adds the user's own texts in a file.
fn own_texts(value: &serde_yaml::Value, own: bool, into: &mut BTreeSet<String>) {
    match value {
        serde_yaml::Value::String(text) if own => into.extend(named(text)),
        serde_yaml::Value::Sequence(list) => list.iter().for_each(|one| own_texts(one, own, into)),
        serde_yaml::Value::Mapping(keys) => {
            for (key, value) in keys {
                let key = key.as_str().unwrap_or_default();
                if own {
                    into.extend(named(key));
                }
                own_texts(value, own || OWN.contains(&key), into);
            }
        }
        _ => {}
    }
}

/// A text of the user's, if it has words.
fn named(text: &str) -> Option<String> {
    words_of(text).next().map(|_| flat(text))
}

/// A text with single blanks, and without what the journal replaces in it.
fn flat(text: &str) -> String {
    text.replace([':', ';', '|', '"', '\''], " ").split_whitespace().collect::<Vec<_>>().join(" ")
}

fn words_of(text: &str) -> impl Iterator<Item = String> {
    let pieces = text.split(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '_' | '-' | '\''));
    let pieces = pieces.map(|word| word.trim_matches(['-', '\'']).to_owned());
    pieces.filter(|word| word.len() > 1 && word.starts_with(|c: char| c.is_ascii_alphabetic()))
}

/// An output without what is in brackets, and with the words that were in them counted.
fn outside(text: &str) -> (String, usize) {
    let (mut outside, mut depth, mut found) = (String::new(), 0_usize, 0);
    for c in text.chars() {
        match c {
            '⟦' => (depth, found) = (depth + 1, found + 1),
            '⟧' => depth -= 1,
            c if depth == 0 => outside.push(c),
            _ => {}
        }
        if depth == 0 && c == '⟧' {
            outside.push(' ');
        }
    }
    (outside, found)
}

/// The texts of HTML, SVG or XML: without style, with the attributes that are read out.
fn texts(markup: &str) -> String {
    let mut text = String::new();
    let mut rest = markup;
    while let Some((before, tag)) = rest.split_once('<') {
        text += &(before.to_owned() + "\n");
        let (tag, after) = tag.split_once('>').unwrap();
        for read in ["aria-label=\"", "abbr=\""] {
            let value = tag.split_once(read).and_then(|(_, value)| value.split_once('"'));
            text += &value.map_or(String::new(), |(value, _)| format!("{value}\n"));
        }
        rest = match tag.starts_with("style") {
            true => after.split_once("</style>").unwrap().1,
            false => after,
        };
    }
    let text = text + rest;
    ["&amp;", "&lt;", "&gt;", "&quot;"].iter().fold(text, |text, entity| text.replace(entity, " "))
}

/// The values of the properties of a calendar that people read.
fn properties(calendar: &str) -> String {
    let lines = calendar.replace("\r\n ", "").replace("\\n", "\n ").replace('\\', "");
    let read = ["SUMMARY:", "DESCRIPTION:", "CATEGORIES:", "X-WR-CALNAME:", " "];
    let value = |line: &str| read.iter().find_map(|name| line.strip_prefix(name)).map(str::to_owned);
    lines.lines().filter_map(value).collect::<Vec<_>>().join("\n")
}

/// The outputs, and the words that they may have.
#[derive(Default)]
struct Held {
    own: BTreeSet<String>,
    /// How many outputs had words of the catalogue.
    outputs: usize,
    /// The words of no catalogue, with an output that has each.
    stray: BTreeMap<String, String>,
}

impl Held {
    fn hold(&mut self, what: &str, text: &str) {
        let (outside, found) = outside(text);
        assert!(found > 0, "{what}: {text}");
        self.outputs += 1;
        let mut rest = flat(&outside);
        // Those that hold others first.
        let mut own: Vec<&str> =
            self.own.iter().map(String::as_str).filter(|text| rest.contains(text)).collect();
        own.sort_by_key(|text| std::cmp::Reverse(text.len()));
        own.into_iter().for_each(|text| rest = rest.replace(text, " "));
        let fixed = |word: &str| FIXED.iter().any(|(of, words)| what.contains(of) && words.contains(&word));
        for word in words_of(&rest).filter(|word| !fixed(word)) {
            let line = outside.lines().find(|line| line.contains(&word)).unwrap_or_default();
            self.stray.entry(word).or_insert(format!("{what}: {}", line.trim()));
        }
    }

    /// An output as it is written.
    fn written(&mut self, what: &str, read: fn(&str) -> String, write: impl FnOnce(&mut Vec<u8>)) {
        let mut out = Vec::new();
        write(&mut out);
        self.hold(what, &read(&String::from_utf8(out).unwrap()));
    }

    /// A book in every format of books.
    fn book(&mut self, what: &str, book: &Book) {
        self.hold(&format!("{what}, table"), &book.draw(None, WORDS));
        let books = std::slice::from_ref(book);
        self.written(&format!("{what}, markdown"), markdown_text, |out| {
            markdown::write(books, WORDS, out).unwrap();
        });
        self.written(&format!("{what}, html"), texts, |out| html::write_books(books, WORDS, out).unwrap());
    }

    /// A book as a workbook.
    fn workbook(&mut self, what: &str, book: Book) {
        #[cfg(feature = "xlsx")]
        self.hold(&format!("{what}, xlsx"), &workbook(&[book]));
    }
}

fn markdown_text(text: &str) -> String {
    text.replace('\\', "").replace("&lt;", " ").replace("&amp;", " ")
}

/// The texts of a workbook's cells.
#[cfg(feature = "xlsx")]
fn workbook(books: &[Book]) -> String {
    let mut bytes = Vec::new();
    let day = parse_date("2026-11-21").unwrap();
    plans::xlsx::write(books, day, WORDS, &mut bytes).unwrap();
    strings_of(bytes)
}

/// The texts of the cells of a workbook that is written.
#[cfg(feature = "xlsx")]
fn strings_of(bytes: Vec<u8>) -> String {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut text = String::new();
    std::io::Read::read_to_string(&mut archive.by_name("xl/sharedStrings.xml").unwrap(), &mut text).unwrap();
    texts(&text)
}

/// Every file of `schedules/`, checked with the register beside it.
fn files() -> Vec<(PathBuf, String, Vec<CheckedOffer>)> {
    let read = |path: PathBuf| {
        let text = std::fs::read_to_string(&path).unwrap();
        let file = SourceFile::new(path.to_str().unwrap(), text.clone());
        let offers = check(&file, &settings(&path)).into_offers().filter_map(|(_, offer)| offer.ok());
        let offers: Vec<CheckedOffer> = offers.collect();
        (path, text, offers)
    };
    support::schedules().into_iter().map(read).collect()
}

fn settings(path: &Path) -> Settings {
    let mut settings = support::settings();
    let japan = path.with_file_name("closing-days.yaml");
    let register = if japan.exists() { japan } else { PathBuf::from("schedules/accounts.yaml") };
    let file = SourceFile::new("accounts.yaml", std::fs::read_to_string(register).unwrap());
    let (register, _) = paysched::offer::accounts::read(&file, &yaml::parse(&file)[0]);
    settings.accounts = register.into();
    settings
}

/// The plans of an offer: as it is, and with each part that can be asked for.
fn plans_of(offer: &CheckedOffer) -> Vec<Plan> {
    let cash = |late_days| {
        let rates = vec![Rate::parse("USDJPY=151.20").unwrap()];
        Some(CashTerms { late_days, rates, ..CashTerms::default() })
    };
    let day = parse_date("2027-09-15").unwrap();
    let cut = |refund| Scenario { cancellation: Some((day, refund)), ..Scenario::default() };
    let scenarios = [
        Scenario::default(),
        Scenario { cash: cash(0), ..Scenario::default() },
        Scenario { cash: cash(3), renewals: 1, ..Scenario::default() },
        Scenario { accepted: Some(day), ..Scenario::default() },
        cut(Refund::None),
        cut(Refund::Full),
        cut(Refund::Prorated),
    ];
    let mut plans: Vec<Plan> = scenarios.iter().filter_map(|one| offer.plan(one).ok()).collect();
    let agent = plans.first().and_then(|plan| plan.offer.billing_agent.clone());
    if let Some((name, agent)) = agent.and_then(|name| Some((name.clone(), offer.accounts.agent(&name)?))) {
        let mut terms = AgencyTerms { tax: parse_percent("10%").ok(), ..AgencyTerms::default() };
        terms.rates.add(Rate::parse("USDJPY=151.20").unwrap()).unwrap();
        let mut plan = plans[0].clone();
        plan.agency = Some(agency(&plan, &name, agent, &terms, &offer.holidays).unwrap());
        plans.push(plan);
    }
    plans
}

/// Every output of one offer.
fn of_offer(held: &mut Held, what: &str, offer: &CheckedOffer) {
    for (at, plan) in plans_of(offer).into_iter().enumerate() {
        let all = std::slice::from_ref(&plan);
        // With their numbers in the place of `{n}`.
        let notes = plan.terms().flat_map(|term| term.invoices.iter().filter_map(|one| one.note.as_deref()));
        held.own.extend(notes.map(flat));
        plans::plan::books(&plan).for_each(|book| held.book(&format!("plan {what}"), &book));
        // The page of a plan has what its book has.
        let alone = at == 0 || !plan.renewals.is_empty() || plan.agency.is_some();
        if alone || plan.cancellation.is_some_and(|cut| cut.refund == Refund::Full) {
            let page = |out: &mut Vec<u8>| html::write(all, WORDS, out).unwrap();
            held.written(&format!("plan {what}, html"), texts, page);
        }
        if alone {
            held.written(&format!("plan {what}, svg"), texts, |out| svg::write(all, WORDS, out).unwrap());
            held.written(&format!("plan {what}, ics"), properties, |out| {
                ics::write(all, WORDS, out).unwrap();
            });
            let journal = |out: &mut Vec<u8>| ledger::write(all, WORDS, out).unwrap();
            held.written(&format!("plan {what}, ledger"), str::to_owned, journal);
        }
        if !alone || plan.agency.is_some() {
            continue;
        }
        of_timeline(held, what, offer.timeline(plan.clone()));
        held.workbook(&format!("plan {what}"), plans::plan::workbook(&plan));
        for number in 1..=plan.invoices.len().min(3) {
            let lines = offer.explain(&plan, number).unwrap();
            held.hold(&format!("explain {what}"), &draw_facts(&lines, "", 8, WORDS));
        }
        let window = |(from, to)| offer.window(&plan, (parse_date(from).ok(), parse_date(to).ok())).ok();
        let windows = [("2026-11-21", "2027-06-30"), ("2026-12-01", "2026-12-05")];
        let windows: Vec<Window> = windows.into_iter().filter_map(window).collect();
        windows.iter().for_each(|one| held.book(&format!("window {what}"), &plans::window::book(one)));
    }
}

fn of_timeline(held: &mut Held, what: &str, timeline: Timeline) {
    let what = format!("timeline {what}");
    held.book(&what, &plans::timeline::book(&timeline));
    let all = std::slice::from_ref(&timeline);
    held.written(&what, texts, |out| html::write_timelines(all, WORDS, out).unwrap());
    held.written(&what, properties, |out| plans::timeline::ics(all, WORDS, out).unwrap());
}

/// What is made of an offer: a replacement and a partner's offer.
fn made_of(held: &mut Held, what: &str, offer: &CheckedOffer) {
    let day = |text: &str| parse_date(text).unwrap();
    for (accepted, invoiced, credit) in
        [("2026-12-15", Invoiced::WithPending, false), ("2026-12-15", Invoiced::AtOnce, true)]
    {
        let value = NewValue::More(support::amount(50_000, 2));
        let wishes = Amendment {
            name: offer.offer.name.get().cloned(),
            ..crate::amend::wishes(day("2027-04-01"), value, invoiced, credit)
        };
        let scenario = Scenario { accepted: Some(day(accepted)), ..Scenario::default() };
        let Ok(plan) = offer.plan(&scenario) else { continue };
        if let Ok(amended) = amend(&offer.offer, &plan, &wishes) {
            held.book(&format!("amend {what}"), &plans::amend::book(&amended));
        }
    }
    let wishes = PartnerTerms {
        authorization: "ra.yaml".to_owned(),
        markup: Share::new(1, 20).unwrap(),
        as_markup: true,
        release: day("2026-12-01"),
        accept_by: None,
        buyers: Vec::new(),
        name: offer.offer.name.get().cloned(),
        description: None,
        schema: None,
    };
    if let Ok(resold) = resell(&offer.offer, &offer.schedule, &Holidays::default(), &wishes) {
        held.book(&format!("resell {what}"), &plans::resell::book(&resold, true));
    }
}

/// The calendar of all offers.
fn of_portfolio(held: &mut Held, offers: &[&CheckedOffer]) {
    let as_of = parse_date("2026-11-21").unwrap();
    for (by, late_days, every) in [
        (By::Currency, 0, Every::Month),
        (By::Offer, 0, Every::FiscalYear),
        (By::Buyer, 1, Every::Quarter),
        (By::Product, 2, Every::Quarter),
        (By::Label("region".to_owned()), 3, Every::FiscalYear),
    ] {
        let mut portfolio = Portfolio::new(as_of, vec![1, 30, 9]);
        portfolio.with_cancelled = late_days > 1;
        portfolio.with_recognized = late_days == 2;
        let fiscal_year_starts = if late_days > 1 { 1 } else { 4 };
        for offer in offers {
            let stage = Stage::of(&offer.offer, as_of);
            let (Ok(plan), Ok(stage)) = (offer.plan(&Scenario::default()), stage) else {
                stage.err().into_iter().for_each(|aside| portfolio.leave_aside(aside));
                continue;
            };
            let expected = collections(&plan, &offer.offer, &offer.accounts, late_days);
            let group = by.group(&plan, &offer.offer, &offer.accounts, "2026");
            let (plan, expected) = (&plan, &expected);
            let counted = Counted {
                plan,
                stage,
                group,
                expected,
                replaced_on: None,
                recognized: &[],
                fiscal_year_starts,
            };
            portfolio.add(&counted).unwrap();
        }
        (portfolio.cancelled, portfolio.ended, portfolio.no_term) = (2, 1, 2);
        portfolio.not_carried = usize::try_from(late_days).unwrap();
        let portfolio = &portfolio.in_periods(every).unwrap();
        let view =
            PortfolioView { of: "2026", portfolio, by: &by, late_days, renewals: late_days, left_out: 3 };
        held.book("calendar", &plans::portfolio::book(view).unwrap());
        held.workbook("calendar", plans::portfolio::book(view).unwrap());
    }
}

/// The list of the invoices of all offers, and the agenda.
fn of_lists(held: &mut Held, offers: &[&CheckedOffer]) {
    let as_of = parse_date("2026-11-21").unwrap();
    let (mut invoices, mut own) = (Vec::new(), Vec::new());
    for (at, checked) in offers.iter().enumerate() {
        let cash = Some(CashTerms::default()).filter(|_| at % 2 == 0);
        let Ok(plan) = checked.plan(&Scenario { cash, ..Scenario::default() }) else { continue };
        held.own.extend(plan.invoices.iter().filter_map(|invoice| invoice.note.as_deref()).map(flat));
        let listed = ListedOffer {
            path: "1".to_owned(),
            document: checked.document,
            facts: plan.offer.clone(),
            buyer_name: None,
            agreement: None,
        };
        let listed = Arc::new(listed);
        for (invoice, status) in plan.invoices.iter().zip(InvoiceStatus::ALL) {
            invoices.push(ListedInvoice {
                offer: Arc::clone(&listed),
                invoice: invoice.clone().into(),
                status,
                expected_on: None,
                after_fee: None,
            });
        }
        let stage = Stage::of(&checked.offer, as_of).unwrap_or(Stage::Draft);
        own.push(AgendaOffer { offer: listed, stage, timeline: checked.timeline(plan), replaced_on: None });
    }
    let view = InvoiceListView { of: "2026", as_of, invoices: &invoices, filter: &[], notes: &[] };
    held.book("invoices", &plans::invoice_list::book(view).unwrap());
    let days = (as_of, parse_date("2028-11-21").unwrap());
    let items: Vec<AgendaItem> = own.iter().flat_map(|own: &AgendaOffer| own.items(days)).collect();
    let mut calendar = plans::agenda::AgendaCalendar::default();
    own.iter().for_each(|own| calendar.add(own, days));
    let view = AgendaView { of: "2026", days, offers: own.len(), items: &items, notes: &[] };
    held.book("agenda", &plans::agenda::book(view));
    held.written("agenda", properties, |out| calendar.write("2026", WORDS, out).unwrap());
}

/// All offers held against the reports beside those of one folder.
fn of_reports(held: &mut Held, files: &[(PathBuf, String, Vec<CheckedOffer>)]) {
    let mut deals = Vec::new();
    for (path, _, offers) in files {
        for offer in offers {
            let accepted = offer.offer.accepted.get().is_some();
            let plan = offer.plan(&Scenario::default()).ok().filter(|_| accepted);
            let label = offer.offer.labels.iter().find(|(key, _)| key.value == "agreement");
            let buyers = offer.offer.buyers.get().into_iter().flatten();
            deals.push(Deal {
                path: path.display().to_string(),
                document: offer.document,
                name: offer.offer.name.get().cloned().unwrap_or_default(),
                id: offer.offer.id.get().cloned(),
                agreement: label.map(|(_, value)| value.value.clone()),
                replaces: None,
                buyers: buyers.filter_map(|buyer| buyer.account.get().cloned()).collect(),
                standing: plan.map_or(DealStatus::NotAccepted, |plan| DealStatus::Planned(Box::new(plan))),
            });
        }
    }
    held.own.extend(deals.iter().map(|deal| flat(&deal.path)));
    let read = |name: &str| {
        let path = format!("schedules/reconcile/{name}");
        reports::read(&SourceFile::new(&*path, std::fs::read_to_string(&path).unwrap())).unwrap()
    };
    let paid = ["disbursements.csv", "billing-events.csv"];
    held.own.extend(paid.iter().map(|name| format!("schedules/reconcile/{name}")));
    let all = ["billed-revenue.csv", "section-4.csv", "line-items.json"];
    held.own.extend(all.iter().map(|name| format!("schedules/reconcile/{name}")));
    // The titles of a report's columns, its ids, and what a reader of tables decided about a column.
    held.own.extend(["agreement_acceptance_date", "gross_refund", "gross_revenue"].map(str::to_owned));
    held.own.extend(["agmt-t3rnm4psexampleagreement", "read as month/day/year, from"].map(str::to_owned));
    for (names, since) in [(&all[..1], None), (&all[..], Some("2027-02-01")), (&all[1..], None)] {
        let reports: Vec<_> = names.iter().map(|name| read(name)).collect();
        let up_to = parse_date("2027-12-31").ok();
        let since = since.map(|day| parse_date(day).unwrap());
        let result = reconcile(&deals, &reports, Strictness { tolerance: 1, since, up_to }).unwrap();
        let sums = |rows| Reconciliation::sums(rows).unwrap();
        let (billed, listed) = (sums(&result.billed), sums(&result.listed));
        let sums = (&billed[..], &listed[..]);
        let view =
            ReconcileView { deals: &deals, reports: &reports, result: &result, sums, differences: false };
        held.book("reconcile", &plans::reconcile::book(view));
        held.workbook("reconcile", plans::reconcile::workbook(view));
    }
    let mut reports: Vec<_> = paid.iter().map(|name| read(name)).collect();
    reports::settle(&mut reports);
    let result = payouts(&deals, &reports, Strictness { tolerance: 1, since: None, up_to: None }).unwrap();
    let sums = Reconciliation::sums(&result.billed).unwrap();
    let (deals, reports, result, sums) = (&deals[..], &reports[..], &result, (&sums[..], &[][..]));
    let view = ReconcileView { deals, reports, result, sums, differences: false };
    held.book("reconcile", &plans::reconcile::book(view));
    held.workbook("reconcile", plans::reconcile::workbook(view));
}

/// Each offer compared with the next.
fn of_changes(held: &mut Held, offers: &[&CheckedOffer]) {
    for pair in offers.windows(2) {
        let [old, new] = pair else { continue };
        for later in [new, old] {
            let named = NamedComparison {
                offer: "1".to_owned(),
                before: "2".to_owned(),
                after: "3".to_owned(),
                comparison: compare((&old.offer, &old.schedule), (&later.offer, &later.schedule)),
            };
            let all = [named];
            held.written("diff", str::to_owned, |out| changes::text(&all, WORDS, out).unwrap());
            held.written("diff", markdown_text, |out| changes::markdown(&all, WORDS, out).unwrap());
        }
    }
}

#[test]
fn every_word_of_an_output_is_one_of_the_catalogue() {
    let files = files();
    let mut held = Held::default();
    let own = |texts: &[&str]| {
        let mut own = BTreeSet::new();
        for document in texts.iter().flat_map(|text| serde_yaml::Deserializer::from_str(text)) {
            let value = <serde_yaml::Value as serde::Deserialize>::deserialize(document).unwrap();
            own_texts(&value, false, &mut own);
        }
        own
    };
    let offers: Vec<&CheckedOffer> = files.iter().flat_map(|(_, _, offers)| offers).collect();
    for (path, text, offers) in &files {
        held.own = own(&[text]);
        // The number of an agent in the register.
        held.own.insert("T1234567890123".to_owned());
        for offer in offers {
            let what = path.display().to_string();
            of_offer(&mut held, &what, offer);
            made_of(&mut held, &what, offer);
        }
    }
    held.own = own(&files.iter().map(|(_, text, _)| text.as_str()).collect::<Vec<_>>());
    of_portfolio(&mut held, &offers);
    of_lists(&mut held, &offers);
    of_reports(&mut held, &files);
    of_changes(&mut held, &offers);
    bills::of_bills(&mut held);
    let mut told = Vec::new();
    for (word, place) in &held.stray {
        writeln!(told, "{word:<20} {place}").unwrap();
    }
    assert!(held.stray.is_empty(), "{}", String::from_utf8(told).unwrap());
    let asked = ASKED.lock().unwrap();
    let unlisted: Vec<_> = asked.keys().filter(|template| !is_listed(template)).collect();
    assert!(unlisted.is_empty(), "on neither page: {unlisted:?}");
    assert!(held.outputs > 1000 && asked.len() > 300, "{} {}", held.outputs, asked.len());
}
