//! What stands in the files of `plan --format xlsx`; Excel's kin open them in `.ci/run`.
#![cfg(feature = "xlsx")]

use crate::support;
use std::io::{Cursor, Read};
use std::process::Command;

use crate::support::place::Place;
use paysched::internals::output::plans::book::Book;
use paysched::internals::output::plans::sheet::{Align, Cell, Row, Sheet};
use paysched::internals::output::plans::xlsx;
use paysched::internals::text::message::{English, Message};
use paysched::offer::{Currency, parse_date};
use zip::ZipArchive;

/// A workbook taken apart.
struct Parts(ZipArchive<Cursor<Vec<u8>>>);

impl Parts {
    fn of(bytes: Vec<u8>) -> Self {
        Self(ZipArchive::new(Cursor::new(bytes)).unwrap())
    }

    fn text(&mut self, name: &str) -> String {
        let mut text = String::new();
        self.0.by_name(name).unwrap().read_to_string(&mut text).unwrap();
        text
    }

    fn sheet(&mut self, number: usize) -> String {
        self.text(&format!("xl/worksheets/sheet{number}.xml"))
    }

    fn names(&mut self) -> Vec<String> {
        let book = self.text("xl/workbook.xml");
        let quoted = book.split("<sheet name=\"").skip(1);
        quoted.map(|rest| rest.split('"').next().unwrap().to_owned()).collect()
    }
}

/// The bytes of the workbook of a plan.
fn planned(offer: &str, arguments: &[&str]) -> Vec<u8> {
    let place = Place::new(&[("a.yaml", &support::complete(offer))]);
    let ran = place.run(&[&["plan", "a.yaml", "--output", "plan.xlsx"], arguments].concat());
    assert_eq!((ran.code, ran.out.as_str()), (0, ""), "{}", ran.err);
    std::fs::read(place.path().join("plan.xlsx")).unwrap()
}

fn written(books: &[Book]) -> Parts {
    let mut bytes = Vec::new();
    xlsx::write(books, parse_date("2026-11-21").unwrap(), &English, &mut bytes).unwrap();
    Parts::of(bytes)
}

fn sheet(name: &str, cells: Vec<Cell>) -> Sheet {
    let rows = cells.into_iter().map(|cell| Row::item(vec![cell])).collect();
    Sheet { name: Message::verbatim(name), columns: vec![("what", Align::Left)], rows }
}

#[test]
fn a_workbook_has_the_offer_its_invoices_the_sums_and_every_year() {
    let mut parts = Parts::of(planned("", &[]));
    assert_eq!(parts.names(), ["Offer", "Invoices", "Years", "2026", "2027", "2028", "2029"]);
    let invoices = parts.sheet(2);
    assert!(invoices.contains("<pane ySplit=\"1\" topLeftCell=\"A2\""), "{invoices}");
    assert!(invoices.contains("<f>SUM(E2:E32)</f><v>360000.00</v>"), "{invoices}");
    assert!(invoices.contains("<autoFilter ref=\"A1:G32\"/>"), "{invoices}");
    assert!(parts.sheet(4).contains("<f>SUM(E2)</f><v>60000.00</v>"));
    assert!(parts.sheet(5).contains("<f>SUM(E2:E13)</f><v>120000.00</v>"));
    let styles = parts.text("xl/styles.xml");
    assert!(styles.contains("\"yyyy-mm-dd\"") && styles.contains("\"#,##0.00 [$USD]\""), "{styles}");
}

#[test]
fn the_same_offer_gives_the_same_bytes_on_any_day_and_by_any_way_out() {
    let place = Place::new(&[("a.yaml", support::BASE)]);
    let run = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_paysched"));
        let output = support::scrubbed(&mut command).args(arguments).current_dir(place.path()).output();
        output.unwrap().stdout
    };
    let first = run(&["plan", "a.yaml", "--format", "xlsx"]);
    for _ in 0..8 {
        assert!(run(&["plan", "a.yaml", "--format", "xlsx", "--as-of", "2030-01-01"]) == first);
    }
    assert_eq!(run(&["plan", "a.yaml", "--output", "plan.XLSX"]), b"");
    assert!(std::fs::read(place.path().join("plan.XLSX")).unwrap() == first);

    let mut parts = Parts::of(first);
    for at in 0..parts.0.len() {
        assert_eq!(parts.0.by_index(at).unwrap().last_modified(), Some(zip::DateTime::default()));
    }
    let properties = parts.text("docProps/core.xml");
    assert_eq!(properties.matches(">2026-12-01T00:00:00Z<").count(), 2, "{properties}");
}

#[test]
fn text_is_never_a_formula() {
    let offer = r#"
name: "=1+1 & Co"
labels: {"+a": "@b"}
installments:
  - {invoice_date: 2027-01-15, amount: 180000.00, note: "=HYPERLINK(\"http://x\")"}
  - {invoice_date: 2027-02-15, amount: 180000.00, note: "-1"}
"#;
    let mut parts = Parts::of(planned(offer, &[]));
    let strings = parts.text("xl/sharedStrings.xml");
    for text in ["=1+1 &amp; Co", "+a: @b", "=HYPERLINK(\"http://x\")", "-1"] {
        assert!(strings.contains(&format!("<t>{text}</t>")), "{strings}");
    }
    let sheets: String = (1..=parts.names().len()).map(|number| parts.sheet(number)).collect();
    assert!(sheets.matches("<f>").count() >= 3);
    assert_eq!(sheets.matches("<f>").count(), sheets.matches("<f>SUM(").count());
}

#[test]
fn an_amount_that_a_spreadsheet_would_round_is_text_and_a_note_says_so() {
    let offer = r#"
total: 1234567890123456.78
installments:
  - {invoice_date: 2027-01-15, amount: 1234567890123456.58}
  - {invoice_date: 2028-01-15, amount: 0.20}
"#;
    let mut parts = Parts::of(planned(offer, &["--allow-errors"]));
    let strings = parts.text("xl/sharedStrings.xml");
    assert!(strings.contains("<t>1,234,567,890,123,456.58 USD</t>"), "{strings}");
    assert!(strings.contains("written as text"), "{strings}");
    assert!(!parts.sheet(2).contains("<f>"), "a sum over text would lie");
    assert!(parts.sheet(5).contains("<f>SUM(E2)</f><v>0.20</v>"));
    assert!(!Parts::of(planned("", &[])).text("xl/sharedStrings.xml").contains("written as text"));
}

#[test]
fn several_offers_have_sheets_with_names_of_their_own() {
    let japanese = support::BASE.replace("name: ", "name: みなと物流 [年間/契約] ");
    let text = format!("{}---\n{japanese}---\n{japanese}", support::BASE);
    let place = Place::new(&[("a.yaml", &text)]);
    assert_eq!(place.run(&["plan", "a.yaml", "--output", "plan.xlsx"]).code, 0);
    let mut parts = Parts::of(std::fs::read(place.path().join("plan.xlsx")).unwrap());
    let names = parts.names();
    assert_eq!(names.len(), 21);
    let one_of_each: Vec<&str> = names.iter().step_by(7).map(String::as_str).collect();
    let japanese = "みなと物流 (年間-契約) Acme";
    let expected = [
        "Acme KK, three-year en Offer".to_owned(),
        format!("{japanese} KK, Offer"),
        format!("{japanese} K 2 Offer"),
    ];
    assert_eq!(one_of_each, expected);
}

#[test]
fn any_book_is_drawn_with_its_facts_and_notes() {
    let yen = Currency::parse("JPY").unwrap();
    let amounts = vec![Cell::Money(100.into(), yen), Cell::Money(20.into(), yen), Cell::Sum(120.into(), yen)];
    let book = Book {
        title: Message::verbatim("Portfolio"),
        facts: vec![(Message::verbatim("offers"), Message::verbatim(2))],
        sheets: vec![sheet("Calendar", amounts), sheet("", Vec::new())],
        notes: vec![Message::verbatim("one offer was left out")],
    };
    let mut parts = written(&[book]);
    assert_eq!(parts.names(), ["Overview", "Calendar", "Sheet"]);
    let strings = parts.text("xl/sharedStrings.xml");
    for text in ["Portfolio", "offers", "one offer was left out"] {
        assert!(strings.contains(&format!("<t>{text}</t>")), "{strings}");
    }
    assert!(parts.sheet(2).contains("<f>SUM(A2:A3)</f><v>120</v>"));
    assert_eq!(written(&[Book::default()]).names(), ["Overview"]);
}

#[test]
fn what_no_workbook_can_hold_is_refused() {
    let refused = |book: Book| {
        let mut bytes = Vec::new();
        let error =
            xlsx::write(&[book], parse_date("2026-11-21").unwrap(), &English, &mut bytes).unwrap_err();
        assert!(bytes.is_empty());
        error.to_string()
    };
    let long = sheet("Notes", vec![Cell::text(&"x".repeat(32_768))]);
    let book = Book { sheets: vec![long], ..Book::default() };
    assert_eq!(refused(book), "a cell holds at most 32,767 characters");
    let book = Book { sheets: vec![Sheet::default(); 1001], ..Book::default() };
    assert_eq!(refused(book), "1001 sheets are more than one workbook is good for, 1000");
}
