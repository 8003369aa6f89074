//! What the keys `ended` and `purchase_order` do to a plan, in every format.

use crate::support::complete;
use crate::support::place::Place;

fn place(snippet: &str) -> Place {
    Place::new(&[("offer.yaml", &complete(snippet))])
}

const ORDERED: &str = "total: 3600.00
installments:
  - {invoice_date: 2026-12-15, amount: 600.00, purchase_order: \"PO-1, rev; 2\"}
  - {first: 2027-01-31, every: month, times: 3, split: remainder, purchase_order: PO-2}
  - {invoice_date: 2027-06-30, amount: 0.00}
";

#[test]
fn a_purchase_order_is_in_every_output_of_a_plan() {
    let place = place(ORDERED);
    let plan = |format: &str| {
        let ran = place.run(&["plan", "offer.yaml", "--format", format]);
        assert_eq!(ran.code, 0, "{format}: {}", ran.err);
        // Long lines of a calendar are folded.
        ran.out.replace("\r\n ", "")
    };
    for format in ["table", "json", "csv", "yaml", "markdown", "html", "ics", "ledger"] {
        let out = plan(format);
        assert_eq!(out.matches("PO-1").count() * 3, out.matches("PO-2").count(), "{format}\n{out}");
        assert!(out.contains("PO-1"), "{format}\n{out}");
    }
    let csv = plan("csv");
    let rows: Vec<&str> = csv.lines().collect();
    assert!(rows[0].ends_with(",remaining,note,purchase_order"), "{csv}");
    assert!(
        rows[1].ends_with(",\"PO-1, rev; 2\"") && rows[2].ends_with(",PO-2") && rows[5].ends_with(",,"),
        "{csv}"
    );
    // A comma would end the tag, and a semicolon open a comment of its own.
    assert!(plan("ledger").contains("purchase_order:PO-1 rev 2\n"), "{}", plan("ledger"));
    assert!(plan("ics").contains("Purchase order: PO-2"));
}

#[test]
fn without_a_purchase_order_no_output_speaks_of_one() {
    let place = place(
        &ORDERED.replace(", purchase_order: \"PO-1, rev; 2\"", "").replace(", purchase_order: PO-2", ""),
    );
    for format in ["table", "json", "csv", "yaml", "markdown", "html", "ics", "ledger"] {
        let out = place.run(&["plan", "offer.yaml", "--format", format]).out.to_lowercase().replace('_', " ");
        assert!(!out.contains("purchase order"), "{format}\n{out}");
    }
}

#[test]
fn what_comes_after_the_end_of_an_agreement_is_not_expected() {
    let text = "accepted: 2026-12-10
ended: {on: 2027-02-28, reason: terminated}
total: 3600.00
installments:
  - {invoice_date: 2026-12-15, amount: 600.00}
  - {first: 2027-01-31, every: month, times: 3, split: remainder}
";
    let plan = place(text).json(&["plan", "offer.yaml"]);
    let rows: Vec<String> = plan["invoices"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| {
            format!("{} {} {} {}", row["invoice_date"], row["cumulative"], row["remaining"], row["expected"])
        })
        .collect();
    // The invoice on the day itself is expected; the one after it is not.
    assert_eq!(
        rows,
        [
            "\"2026-12-15\" \"600.00\" \"2000.00\" null",
            "\"2027-01-31\" \"1600.00\" \"1000.00\" null",
            "\"2027-02-28\" \"2600.00\" \"0.00\" null",
            "\"2027-03-31\" \"3600.00\" \"0.00\" false",
        ]
    );
    assert_eq!(plan["offer"]["total"], "3600.00");
}

#[test]
fn an_offer_that_ended_is_written_as_it_is_read() {
    for (ended, anew) in [
        ("2027-02-28", "2027-02-28"),
        ("{on: 2027-02-28}", "2027-02-28"),
        ("{reason: replaced, on: 2027-02-28}", "{ on: 2027-02-28, reason: replaced }"),
    ] {
        let text = complete(&format!("accepted: 2026-12-10\nended: {ended}"));
        let file = paysched::internals::text::source::SourceFile::new("offer.yaml", text);
        let documents = paysched::internals::text::yaml::parse(&file);
        let offer = paysched::offer::read(&file, &documents[0]).0.unwrap();
        let written = offer.to_yaml(&paysched::offer::Comments::default());
        assert!(written.contains(&format!("\nended: {anew}\n")), "{written}");
    }
}
