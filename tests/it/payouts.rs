//! `paysched reconcile --cash` and the billing event feed: what was paid out, each event once.

use crate::support::place::Place;
use serde_json::Value;

const FOLDER: &str = "schedules/reconcile";
const DISBURSEMENTS: &str = "disbursements.csv";
const EVENTS: &str = "billing-events.csv";

fn example(name: &str) -> String {
    std::fs::read_to_string(format!("{FOLDER}/{name}")).unwrap()
}

/// The example offer with these reports.
fn place(reports: &[(&str, &str)]) -> Place {
    let offer = example("tern-maps.yaml");
    Place::new(&[&[("o.yaml", offer.as_str())], reports].concat())
}

fn run(reports: &[(&str, &str)], more: &[&str]) -> (Value, i32) {
    let names: Vec<&str> = reports.iter().map(|(name, _)| *name).collect();
    let ran = place(reports).run(&[&["reconcile", "o.yaml", "--format", "json"], &names[..], more].concat());
    (serde_json::from_str(&ran.out).unwrap_or_else(|_| panic!("{}{}", ran.out, ran.err)), ran.code)
}

fn paid(reports: &[(&str, &str)], more: &[&str]) -> (Value, i32) {
    run(reports, &[&["--cash"], more].concat())
}

/// `1 matched 0.00` for each row: number, outcome, difference.
fn outcomes(result: &Value) -> Vec<String> {
    let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    let row =
        |row: &Value| format!("{} {} {}", row["number"], text(&row["outcome"]), text(&row["difference"]));
    result["rows"].as_array().unwrap().iter().map(row).collect()
}

/// A table with one cell of one row changed, the row named by a text in it.
fn changed(table: &str, row: &str, column: &str, cell: &str) -> String {
    let at = table.lines().next().unwrap().split(',').position(|name| name == column).unwrap();
    let mut lines: Vec<String> = table.lines().map(str::to_owned).collect();
    let line = lines.iter_mut().find(|line| line.contains(row)).unwrap();
    // The offer's name is quoted, with one comma in it.
    let quoted = line.contains(", route");
    let whole = line.replace(", route", "; route");
    let mut cells: Vec<&str> = whole.split(',').collect();
    cells[at] = cell;
    *line = cells.join(",");
    if quoted {
        *line = line.replace("; route", ", route");
    }
    lines.join("\n") + "\n"
}

const EXPECTED: [&str; 13] = [
    "1 matched 0.00",
    "2 matched 0.00",
    "3 matched 0.00",
    "4 late 0.00",
    "5 short -194.00",
    "6 missing -1940.00",
    "2 refunded -1940.00",
    "7 not_yet_due -",
    "8 not_yet_due -",
    "9 not_yet_due -",
    "10 not_yet_due -",
    "11 not_yet_due -",
    "12 not_yet_due -",
];

fn sorted(mut rows: Vec<String>) -> Vec<String> {
    rows.sort();
    rows
}

#[test]
fn the_dashboard_and_the_feed_say_the_same_alone_and_together() {
    let (dashboard, feed) = (example(DISBURSEMENTS), example(EVENTS));
    let expected = sorted(EXPECTED.map(str::to_owned).to_vec());
    let (one, two) = ((DISBURSEMENTS, dashboard.as_str()), (EVENTS, feed.as_str()));
    for reports in [&[one][..], &[two], &[one, two], &[two, one], &[two, ("again.csv", feed.as_str())]] {
        let (result, code) = paid(reports, &[]);
        assert_eq!((sorted(outcomes(&result)), code), (expected.clone(), 1), "{}", reports.len());
        assert_eq!(result["totals"][0]["paid"], "13386.00");
    }
}

#[test]
fn gross_fee_net_and_day_are_each_held_against_the_plan() {
    let table = example(DISBURSEMENTS);
    let row = |changes: &[(&str, &str)]| {
        let changed = changes
            .iter()
            .fold(table.clone(), |table, (column, cell)| changed(&table, ",2500000118,", column, cell));
        let (result, _) = paid(&[("d.csv", changed.as_str())], &[]);
        let rows = result["rows"].as_array().unwrap();
        let one = rows.iter().find(|row| row["number"] == 1).unwrap().clone();
        format!("{} {}: {}", one["outcome"], one["difference"], one["remark"]).replace('"', "")
    };
    assert_eq!(row(&[]), "matched 0.00: ");
    // A fee of 3.5%: 40.00 more is kept.
    assert_eq!(
        row(&[("listing_fee", "-280.00"), ("seller_net_revenue", "7720.00")]),
        "short -40.00: 40.00 less, fee 40.00 more"
    );
    assert_eq!(
        row(&[("listing_fee", "-200.00"), ("seller_net_revenue", "7800.00")]),
        "amount_differs 40.00: 40.00 more, fee 40.00 less"
    );
    // How a fee is rounded is not documented.
    assert_eq!(
        row(&[("listing_fee", "-240.01"), ("seller_net_revenue", "7759.99")]),
        "matched -0.01: 0.01 less, fee 0.01 more"
    );
    // Tax that is paid out beside it is no difference.
    assert_eq!(row(&[("seller_tax_share", "800.00"), ("seller_net_revenue", "8560.00")]), "matched 0.00: ");
    assert_eq!(row(&[("disbursement_date", "2027-02-09")]), "matched 0.00: 1 day early");
    assert_eq!(row(&[("disbursement_date", "2027-02-12")]), "late 0.00: 2 days late");
    for unpaid in ["Failed", "Not disbursed", "Disbursement reversed"] {
        assert_eq!(
            row(&[("disbursement_status", unpaid)]),
            "missing -7760.00: invoiced on 2026-12-18, not paid out"
        );
    }
    assert_eq!(
        row(&[("gross_revenue", "500.00"), ("listing_fee", "-15.00"), ("seller_net_revenue", "485.00")]),
        "short -7275.00: 7275.00 less, gross 7500.00 less, fee 225.00 less"
    );
}

#[test]
fn two_payouts_of_one_invoice_are_one_row() {
    let table = example(DISBURSEMENTS);
    let half = |day: &str, amounts: [&str; 3]| {
        let columns = ["gross_revenue", "listing_fee", "seller_net_revenue"];
        let changes = columns.iter().zip(amounts);
        let half = changes.fold(table.clone(), |t, (column, cell)| changed(&t, ",2500000118,", column, cell));
        changed(&half, ",2500000118,", "disbursement_date", day)
    };
    let one = half("2027-02-10", ["5000.00", "-150.00", "4850.00"]);
    let two = half("2027-03-10", ["3000.00", "-90.00", "2910.00"]);
    let (result, _) = paid(&[("one.csv", one.as_str()), ("two.csv", two.as_str())], &[]);
    let row = &result["rows"][0];
    assert_eq!([&row["outcome"], &row["paid"], &row["paid_date"]], ["late", "7760.00", "2027-03-10"]);
    assert_eq!(row["remark"], "28 days late, in 2 payouts");
}

#[test]
fn the_last_update_of_an_event_counts_over_all_files() {
    let feed = example(EVENTS);
    let header = feed.lines().next().unwrap();
    let deposit = feed.lines().find(|line| line.contains(",SELLER_REV_SHARE,")).unwrap();
    let id = deposit.split(',').next().unwrap();
    let update = |column: &str, cell: &str| {
        let later = changed(&format!("{header}\n{deposit}\n"), id, "update_date", "2027-01-05T00:00:00Z");
        changed(&later, id, column, cell)
    };
    let deposit = |files: &[(&str, &str)]| {
        let (result, _) = run(files, &[]);
        let rows = result["rows"].as_array().unwrap();
        let row = rows.iter().find(|row| row["number"] == 1).unwrap();
        (row["outcome"].as_str().unwrap().to_owned(), row["billed"].clone())
    };
    let more = update("amount", "8100.000000");
    let gone = update("delete_date", "2027-01-05T00:00:00Z");
    let (feed, more, gone) = (("f.csv", feed.as_str()), ("m.csv", more.as_str()), ("g.csv", gone.as_str()));
    assert_eq!(deposit(&[feed]), ("matched".to_owned(), "8000.00".into()));
    for files in [[feed, more], [more, feed]] {
        assert_eq!(deposit(&files), ("amount_differs".to_owned(), "8100.00".into()));
    }
    for files in [[feed, gone], [gone, feed]] {
        assert_eq!(deposit(&files), ("missing".to_owned(), Value::Null));
    }
}

#[test]
fn the_feed_is_a_report_of_invoices_beside_the_dashboard() {
    let (feed, dashboard) = (example(EVENTS), example("billed-revenue.csv"));
    let alone = run(&[(EVENTS, feed.as_str())], &[]).0;
    let both = run(&[(EVENTS, feed.as_str()), ("b.csv", dashboard.as_str())], &[]).0;
    let known = |result: &Value| {
        outcomes(result).into_iter().filter(|row| !row.starts_with("null")).collect::<Vec<_>>()
    };
    assert_eq!(known(&alone), known(&both));
    assert!(outcomes(&alone).contains(&"2 refunded -2000.00".to_owned()), "{:?}", outcomes(&alone));
    // The dashboard has one line of another offer, and no invoice twice.
    assert_eq!(outcomes(&both).len(), outcomes(&alone).len() + 1);
}

#[test]
fn a_payout_that_failed_is_none_and_money_of_no_invoice_is_said() {
    let feed = example(EVENTS);
    let payout = feed.lines().find(|line| line.contains(",DISBURSEMENT,")).unwrap();
    let id = payout.split(',').next().unwrap();
    let fresh = |transaction: &str, action: &str, name: &str| {
        let line = payout.replace(",DISBURSEMENT,", &format!(",{transaction},"));
        let line = line.replace(",DISBURSED,", &format!(",{action},")).replace(id, name);
        format!("{}\n{line}\n", feed.lines().next().unwrap())
    };
    let failure = fresh("DISBURSEMENT_FAILURE", "DISBURSED", "be9998");
    let failure = changed(&failure, "be9998", "parent_billing_event_id", id);
    let adjustment = fresh("BALANCE_ADJUSTMENT", "INVOICED", "be9999");
    let files = [("e.csv", feed.as_str()), ("f.csv", failure.as_str()), ("a.csv", adjustment.as_str())];
    let (result, code) = paid(&files, &[]);
    assert_eq!((outcomes(&result)[0].as_str(), code), ("1 missing -7760.00", 1));
    let notes = result["notes"].to_string();
    assert!(notes.contains("the payout of 2027-02-10 failed"), "{notes}");
    assert!(notes.contains("a balance adjustment of 7760.00 USD belongs to no invoice"), "{notes}");
}

#[test]
fn each_report_is_asked_for_what_it_says() {
    let reports = [(DISBURSEMENTS, example(DISBURSEMENTS)), ("b.csv", example("billed-revenue.csv"))];
    let reports = reports.each_ref().map(|(name, text)| (*name, text.as_str()));
    let ran = place(&reports).run(&["reconcile", "o.yaml", DISBURSEMENTS]);
    assert_eq!((ran.code, ran.err.contains("or compare payouts with --cash")), (2, true), "{}", ran.err);
    let ran = place(&reports).run(&["reconcile", "o.yaml", "b.csv", "--cash"]);
    assert_eq!((ran.code, ran.err.contains("or leave out --cash")), (2, true), "{}", ran.err);
}

#[test]
fn gross_and_fee_of_what_was_taken_back_are_negative_like_its_net() {
    let (dashboard, feed) = (example(DISBURSEMENTS), example(EVENTS));
    for report in [(DISBURSEMENTS, dashboard.as_str()), (EVENTS, feed.as_str())] {
        let (result, _) = paid(&[report], &[]);
        let rows = result["rows"].as_array().unwrap();
        let back = rows.iter().find(|row| row["outcome"] == "refunded").unwrap();
        let amounts = ["paid", "gross", "fee"].map(|name| back[name].as_str().unwrap());
        assert_eq!(amounts, ["-1940.00", "-2000.00", "-60.00"], "{}", report.0);
    }
}

#[test]
fn what_an_ended_agreement_cancels_has_its_net_and_later_payouts_say_that_it_ended() {
    let ended = "accepted: 2026-12-18\nended: { on: 2027-03-15, reason: cancelled }";
    let offer = example("tern-maps.yaml").replace("accepted: 2026-12-18", ended);
    let place = Place::new(&[("o.yaml", offer.as_str()), ("d.csv", example(DISBURSEMENTS).as_str())]);
    let result = place.json(&["reconcile", "o.yaml", "d.csv", "--cash", "--as-of", "2027-12-31"]);
    let of = |outcome: &str| -> Vec<String> {
        let rows = result["rows"].as_array().unwrap().iter().filter(|row| row["outcome"] == outcome);
        let words = |row: &Value| {
            let cells = ["expected_date", "planned", "planned_gross", "planned_fee", "paid", "remark"];
            cells.map(|name| row[name].as_str().unwrap_or("-")).join(" ")
        };
        rows.map(words).collect()
    };
    let why = "the agreement ended on 2027-03-15 (cancelled)";
    let cancelled = of("cancelled");
    assert_eq!(cancelled.len(), 9);
    assert_eq!(cancelled[0], format!("2027-05-10 1940.00 2000.00 60.00 - {why}"));
    let sums = result["outcomes"].as_array().unwrap();
    let sum = sums.iter().find(|sum| sum["outcome"] == "cancelled").unwrap();
    assert_eq!(sum["planned"], "17460.00");
    assert_eq!(of("unexpected"), [format!("- - - - 1940.00 {why}"), format!("- - - - 1746.00 {why}")]);
}

#[test]
fn a_payout_in_another_currency_was_paid_out_in_it() {
    let table = changed(&example(DISBURSEMENTS), ",2500000118,", "currency", "EUR");
    let (result, _) = paid(&[("d.csv", table.as_str())], &[]);
    let rows = result["rows"].as_array().unwrap();
    let remark = |row: &&Value| row["currency"] == "EUR";
    assert_eq!(rows.iter().find(remark).unwrap()["remark"], "paid out in EUR, but the offer is in USD");
}

#[test]
fn the_outcomes_of_a_page_name_a_currency_only_if_there_are_several() {
    let dashboard = example(DISBURSEMENTS);
    let euro = changed(&dashboard, ",2500000118,", "currency", "EUR");
    let page = |table: &str| {
        let page =
            place(&[("d.csv", table)]).run(&["reconcile", "o.yaml", "d.csv", "--cash", "--format", "html"]);
        let from = page.out.find("Outcomes").unwrap();
        let table = &page.out[from..];
        table[..table.find("</table>").unwrap()].to_lowercase()
    };
    assert!(!page(&dashboard).contains(">currency<"), "{}", page(&dashboard));
    assert!(page(&euro).contains(">currency<"), "{}", page(&euro));
}

#[test]
fn every_format_has_the_amounts_and_the_currency() {
    let dashboard = example(DISBURSEMENTS);
    let place = place(&[("d.csv", dashboard.as_str())]);
    let formats = ["table", "markdown", "csv", "html"];
    for format in formats {
        let out = place.run(&["reconcile", "o.yaml", "d.csv", "--cash", "--format", format]).out;
        for part in ["USD", "short", "-194"] {
            assert!(out.contains(part), "{format}: {part}\n{out}");
        }
    }
}
