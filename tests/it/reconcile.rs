//! `paysched reconcile`: each outcome, each report, each mess of a spreadsheet, and the laws.

use crate::support;
use std::path::Path;
use std::process::Command;

use crate::support::place::{Place, Ran};
use serde_json::Value;

const AGREEMENT: &str = "agmt-4lphaexampleofagreement";

/// An accepted offer of three months, 100.00 each, to one buyer; `extra` are further lines.
fn offer(id: &str, buyer: &str, extra: &str) -> String {
    format!(
        "paysched: 1\nname: Offer {id}\nid: {id}\nproduct: {{id: prod-k3xu7yexample, type: saas_contract}}\n\
         buyers: [{{account: \"{buyer}\", billing: invoice}}]\nrelease: 2026-12-01\naccept_by: 2027-01-31\n\
         accepted: 2027-01-10\nterm: 12 months\ncurrency: USD\ninstallments:\n  \
         - {{first: 2027-01-05, every: month, times: 3, amount: 100.00}}\n{extra}"
    )
}

const ALPHA: &str = "offer-4lphaexample";
const BUYER: &str = "011122223333";

fn alpha() -> String {
    offer(ALPHA, BUYER, "")
}

/// The cells of a row, by their columns.
type Cells<'a> = &'a [(&'a str, &'a str)];

/// The export of the dashboard with its real columns, the named ones filled.
fn dashboard(rows: &[Cells<'_>]) -> String {
    let header = include_str!("../reports/billed-revenue-header.csv").trim();
    let usual = [
        ("offer_id", ALPHA),
        ("agreement_id", AGREEMENT),
        ("subscriber_aws_account_id", BUYER),
        ("currency", "USD"),
        ("gross_refund", "0.00"),
        ("gross_revenue", "100.00"),
        ("listing_fee_invoice_id", "Not applicable"),
        ("subscriber_company_name", "Tern, \"Maps\""),
    ];
    let mut text = format!("{header}\n");
    for row in rows {
        let cell = |column: &str| {
            let own = row.iter().chain(&usual).find(|(name, _)| *name == column);
            quoted(own.map_or("", |(_, value)| value))
        };
        text.push_str(&header.split(',').map(cell).collect::<Vec<_>>().join(","));
        text.push('\n');
    }
    text
}

fn quoted(cell: &str) -> String {
    let special = cell.contains([',', '"', '\n', ';', '\t']);
    if special { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell.to_owned() }
}

/// All three installments as planned; the first is scheduled before acceptance.
const AS_PLANNED: [Cells<'_>; 3] = [
    &[("invoice_date", "2027-01-10"), ("invoice_id", "1")],
    &[("invoice_date", "2027-02-05"), ("invoice_id", "2")],
    &[("invoice_date", "2027-03-05"), ("invoice_id", "3")],
];

fn reconcile(files: &[(&str, &str)], arguments: &[&str]) -> Ran {
    let place = Place::new(files);
    place.run(&[&["reconcile"], arguments].concat())
}

/// The comparison of one offer with one report, as JSON, and the exit code.
fn compare(offer: &str, report: &str, more: &[&str]) -> (Value, i32) {
    let arguments = [&["a.yaml", "report", "--format", "json"], more].concat();
    let ran = reconcile(&[("a.yaml", offer), ("report", report)], &arguments);
    assert!(ran.err.is_empty(), "{}", ran.err);
    (serde_json::from_str(&ran.out).unwrap(), ran.code)
}

/// `1 matched`, `- unexpected`: number of the installment and outcome of each row.
fn outcomes(result: &Value) -> Vec<String> {
    let row = |row: &Value| {
        let number = row["number"].as_u64().map_or("-".to_owned(), |number| number.to_string());
        format!("{number} {}", row["outcome"].as_str().unwrap())
    };
    result["rows"].as_array().unwrap().iter().map(row).collect()
}

fn notes(result: &Value) -> String {
    let notes: Vec<&str> = result["notes"].as_array().unwrap().iter().map(|n| n.as_str().unwrap()).collect();
    notes.join("\n")
}

#[test]
fn a_report_as_planned_has_no_difference() {
    let (result, code) = compare(&alpha(), &dashboard(&AS_PLANNED), &[]);
    assert_eq!(outcomes(&result), ["1 matched", "2 matched", "3 matched"]);
    assert_eq!((code, &result["differs"], &result["billed_to"]), (0, &false.into(), &"2027-03-05".into()));
    assert_eq!(result["rows"][0]["scheduled_date"], "2027-01-05");
    assert_eq!(result["rows"][0]["expected_date"], "2027-01-10");
    assert_eq!(notes(&result), "");
}

#[test]
fn each_outcome_is_told() {
    let refund = [("invoice_date", "2027-03-09"), ("invoice_id", "9"), ("gross_revenue", "")];
    let with_refund = [&refund[..], &[("gross_refund", "-100.00")]].concat();
    let negative = [&refund[..2], &[("gross_revenue", "-40.00")]].concat();
    let cases: [(&str, Cells<'_>, &[&str]); 8] = [
        ("a day late is within the tolerance", &[("invoice_date", "2027-02-06")], &["2 matched"]),
        ("later", &[("invoice_date", "2027-02-07")], &["2 late"]),
        ("earlier", &[("invoice_date", "2027-02-03")], &["2 early"]),
        ("less", &[("invoice_date", "2027-02-05"), ("gross_revenue", "99.99")], &["2 amount_differs"]),
        (
            "another currency",
            &[("invoice_date", "2027-02-05"), ("currency", "EUR")],
            &["- unexpected", "2 missing"],
        ),
        (
            "another account",
            &[("invoice_date", "2027-02-05"), ("subscriber_aws_account_id", "999922223333")],
            &["2 missing", "- unexpected"],
        ),
        ("a refund", &with_refund, &["2 missing", "3 refunded"]),
        ("a negative line", &negative, &["2 missing", "- refunded"]),
    ];
    for (name, row, expected) in cases {
        let (result, code) = compare(&alpha(), &dashboard(&[AS_PLANNED[0], row, AS_PLANNED[2]]), &[]);
        let mut found = outcomes(&result);
        found.retain(|row| row != "1 matched" && row != "3 matched");
        found.sort_unstable();
        let mut expected = expected.to_vec();
        expected.sort_unstable();
        assert_eq!(found, expected, "{name}");
        assert_eq!(code, i32::from(found != ["2 matched"]), "{name}");
    }
}

#[test]
fn what_is_not_billed_is_missing_only_up_to_the_last_day() {
    let report = dashboard(&AS_PLANNED[..1]);
    let (result, code) = compare(&alpha(), &report, &[]);
    assert_eq!(
        (outcomes(&result)[1..].to_vec(), code),
        (vec!["2 not_yet_due".into(), "3 not_yet_due".into()], 0)
    );
    let (result, code) = compare(&alpha(), &report, &["--as-of", "2027-02-05"]);
    assert_eq!(
        (outcomes(&result)[1..].to_vec(), code),
        (vec!["2 missing".into(), "3 not_yet_due".into()], 1)
    );
}

#[test]
fn what_is_before_the_first_day_is_not_looked_for() {
    let (result, code) = compare(&alpha(), &dashboard(&AS_PLANNED[2..]), &["--since", "2027-03-01"]);
    assert_eq!(
        (outcomes(&result), code),
        (["1 not_covered", "2 not_covered", "3 matched"].map(String::from).to_vec(), 0)
    );
}

#[test]
fn a_line_billed_twice_is_unexpected() {
    let (result, _) = compare(&alpha(), &dashboard(&[AS_PLANNED[0], AS_PLANNED[1], AS_PLANNED[1]]), &[]);
    assert_eq!(outcomes(&result), ["1 matched", "2 matched", "- unexpected", "3 not_yet_due"]);
    let remark = result["rows"][2]["remark"].as_str().unwrap();
    assert_eq!(remark, "billed twice? invoice 2 has the same day and amount");
}

#[test]
fn a_refund_finds_the_invoice_that_it_gives_back() {
    let row = |invoice: &'static str, refund: &'static str| {
        vec![
            ("invoice_date", "2027-03-20"),
            ("invoice_id", invoice),
            ("gross_revenue", "0"),
            ("gross_refund", refund),
        ]
    };
    for (back, number, remark) in [
        (row("1", "-100.00"), 1, "in full"),
        (row("1", "-30.00"), 1, "of 100.00"),
        (row("77", "100.00"), 3, "in full"),
    ] {
        let rows = [&AS_PLANNED[..], &[&back]].concat();
        let (result, code) = compare(&alpha(), &dashboard(&rows), &[]);
        let row = result["rows"].as_array().unwrap().iter().find(|row| row["outcome"] == "refunded").unwrap();
        assert_eq!(
            (row["number"].as_i64(), row["remark"].as_str().unwrap(), code),
            (Some(number), remark, 1)
        );
        assert!(row["billed"].as_str().unwrap().starts_with('-'));
    }
    // A row may bill and give back at once.
    let both = [AS_PLANNED[0], &[("gross_refund", "-100.00")]].concat();
    let (result, _) = compare(&alpha(), &dashboard(&[&both, AS_PLANNED[1], AS_PLANNED[2]]), &[]);
    assert_eq!(outcomes(&result), ["1 matched", "1 refunded", "2 matched", "3 matched"]);
}

#[test]
fn amounts_in_any_dress_match_and_are_said() {
    for dressed in ["$100.00 ", "100", "1E+02", "1.0E2", "USD 100.00", "\"$100.00\"".trim_matches('"')] {
        let row = [AS_PLANNED[1], &[("gross_revenue", dressed)]].concat();
        let (result, code) = compare(&alpha(), &dashboard(&[AS_PLANNED[0], &row, AS_PLANNED[2]]), &[]);
        assert_eq!((code, result["differs"].as_bool()), (0, Some(false)), "{dressed}");
        assert_eq!(notes(&result).contains("report:3: gross_revenue `"), dressed != "100", "{dressed}");
    }
    let row = [AS_PLANNED[1], &[("gross_revenue", "(100.00)")]].concat();
    let (result, _) = compare(&alpha(), &dashboard(&[AS_PLANNED[0], &row]), &[]);
    assert_eq!(outcomes(&result), ["1 matched", "2 missing", "1 refunded", "3 not_yet_due"]);
}

#[test]
fn a_column_has_one_decimal_mark() {
    let row = |at: usize, amount: &'static str| [AS_PLANNED[at], &[("gross_revenue", amount)]].concat();
    let comma = dashboard(&[&row(0, "100,00"), &row(1, "100,00"), &row(2, "100")]);
    let (result, code) = compare(&alpha(), &comma, &[]);
    assert_eq!(
        (notes(&result), code),
        (
            "report:2: gross_revenue read with a decimal comma, from `100,00`\n\
             report:2: gross_revenue `100,00` read as 100.00 (and 1 line more)"
                .to_owned(),
            0
        )
    );
    let both = dashboard(&[&row(0, "100.00"), &row(1, "100,00")]);
    let ran = reconcile(&[("a.yaml", &alpha()), ("report", &both)], &["a.yaml", "report"]);
    assert_eq!(
        (ran.code, ran.err.as_str()),
        (
            2,
            "paysched: report: gross_revenue: `100.00` in line 2 has a decimal point, `100,00` in line 3 has a \
             decimal comma; one column has one decimal mark: write its amounts as 1200.50\n"
        )
    );
}

#[test]
fn an_amount_is_never_off_by_a_thousand_in_silence() {
    let thousand = alpha().replace("amount: 100.00", "amount: 1000.00");
    let row = |at: usize, amount: &'static str| {
        [AS_PLANNED[at], &[("gross_revenue", amount), ("gross_refund", "0")]].concat()
    };
    for (amounts, code) in [
        (["1.000", "1.000,00", "1000"], 0),
        (["1.000", "1.000", "1.000"], 2),     // nothing tells
        (["1.000", "1000.00", "1000.00"], 1), // 1.00 by the column's point, in dollars
        (["1,000", "1000,00", "1000,00"], 1), // 1.00 by the column's comma, in dollars
        (["1,000", "1,000", "1000"], 0),
    ] {
        let report = dashboard(&[&row(0, amounts[0]), &row(1, amounts[1]), &row(2, amounts[2])]);
        let ran = reconcile(&[("a.yaml", &thousand), ("report", &report)], &["a.yaml", "report"]);
        assert_eq!(ran.code, code, "{amounts:?}: {}{}", ran.out, ran.err);
        let refused = format!("{}{}", ran.out, ran.err).contains("may be 1.000 or 1000: write it with");
        assert_eq!(refused, code != 0, "{amounts:?}");
    }
    // Another column of the table tells, where the own one does not.
    let refund = [("gross_revenue", "1.000"), ("gross_refund", "0,00")];
    let rows = AS_PLANNED.map(|row| [row, &refund].concat());
    let rows: Vec<Cells<'_>> = rows.iter().map(Vec::as_slice).collect();
    let (result, code) = compare(&thousand, &dashboard(&rows), &[]);
    assert_eq!(code, 0, "{}", notes(&result));
    assert!(notes(&result).contains("gross_revenue read with a decimal comma, from `0,00`"));
}

#[test]
fn a_column_has_one_order_of_dates() {
    let row = |day: &'static str| [[("invoice_date", day)].as_slice(), AS_PLANNED[0]].concat();
    let written = |days: &[&'static str]| {
        let rows: Vec<_> = days.iter().map(|day| row(day)).collect();
        dashboard(&rows.iter().map(Vec::as_slice).collect::<Vec<_>>())
    };
    for (days, said) in [
        (["2/5/2027", "3/15/2027"], "report:3: invoice_date read as month/day/year, from `3/15/2027`"),
        (["05/02/2027", "15/03/2027"], "report:3: invoice_date read as day/month/year, from `15/03/2027`"),
        (
            ["46423", "46461"],
            "report:2: invoice_date `46423` read as 2027-02-05, a spreadsheet's day counted from 1900 \
             (from 1904 it would be 2031-02-06) (and 1 line more)",
        ),
        (
            ["令和9年2月5日", "R9.3.15"],
            "report:2: invoice_date `令和9年2月5日` read as 2027-02-05 (and 1 line more)",
        ),
        (
            ["5-Feb-27", "Mar 15, 2027"],
            "report:2: invoice_date `5-Feb-27` read as 2027-02-05 (and 1 line more)",
        ),
        (
            ["1801785600", "1.8050688E9"],
            "report:2: invoice_date `1801785600` read as 2027-02-05, seconds since 1970 (and 1 line more)",
        ),
        (
            ["1801785600000", "2027-03-15"],
            "report:2: invoice_date `1801785600000` read as 2027-02-05, milliseconds since 1970",
        ),
    ] {
        let (result, _) = compare(&alpha(), &written(&days), &[]);
        let read: Vec<&Value> =
            result["rows"].as_array().unwrap().iter().map(|r| &r["invoice_date"]).collect();
        assert!(read.contains(&&"2027-02-05".into()) && read.contains(&&"2027-03-15".into()), "{result}");
        assert_eq!(notes(&result), said);
    }
    for (days, said) in [
        (
            ["12/20/2026", "15/01/2027"],
            "report: invoice_date: `12/20/2026` in line 2 is month/day/year, `15/01/2027` in line 3 is \
             day/month/year; one column has one order: write its days as 2026-12-31",
        ),
        (
            ["05/02/2027", "05/03/2027"],
            "report: none of its 2 lines can be read: line 2: invoice_date: `05/02/2027` may be 2027-02-05 or \
             2027-05-02 (and 1 line more)",
        ),
        (
            ["soon", "1.80179E+09"],
            "report: none of its 2 lines can be read: line 2: invoice_date: `soon` is not a day (and 1 line more)",
        ),
    ] {
        let ran = reconcile(&[("a.yaml", &alpha()), ("report", &written(&days))], &["a.yaml", "report"]);
        assert_eq!((ran.code, ran.err), (2, format!("paysched: {said}\n")));
    }
}

#[test]
fn why_nothing_was_read_comes_before_what_follows_from_it() {
    let zero = [AS_PLANNED[1], &[("gross_revenue", "0.00")]].concat();
    let soon = [[("invoice_date", "soon")].as_slice(), AS_PLANNED[0]].concat();
    let report = dashboard(&[&zero, &soon]);
    let ran = reconcile(&[("a.yaml", &alpha()), ("report", &report)], &["a.yaml", "report"]);
    assert_eq!(
        (ran.code, ran.err.as_str()),
        (
            2,
            "paysched: report:3: invoice_date: `soon` is not a day; the line is left out\n\
             paysched: no report has a billed line, so their last day is not known; give it with --as-of\n"
        )
    );
}

#[test]
fn account_ids_that_a_spreadsheet_spoilt_are_said() {
    for (account, code, said) in [
        ("11122223333", 0, "account id `11122223333` has 11 digits: read as `011122223333`"),
        ("1.1122223333E+10", 0, "account id `1.1122223333E+10` read as `011122223333`"),
        ("1.11222E+10", 0, "lost its last 5 digits in a spreadsheet: no account can be told from it"),
        ("9.99922E+11", 1, "lost its last 6 digits"),
        ("0111-2222-3333", 0, "read as `011122223333`"),
        ("Not available", 0, ""),
        ("someone", 0, "account id `someone` is not 12 digits: not used"),
    ] {
        let row = |at: usize| [AS_PLANNED[at], &[("subscriber_aws_account_id", account)]].concat();
        let (result, found) = compare(&alpha(), &dashboard(&[&row(0), &row(1), &row(2)]), &[]);
        assert_eq!(found, code, "{account}: {}", notes(&result));
        assert!(notes(&result).contains(said), "{account}: {}", notes(&result));
    }
}

#[test]
fn days_in_every_form_of_the_reports_match() {
    for (form, code) in [
        ("02-05-2027", 0),
        ("2027-02-05T00:00:00Z", 0),
        ("2027-02-05 00:00:00.000", 0),
        ("2027-02-05T08:59:00+09:00", 0), // the day before in UTC: within the tolerance
        ("2/5/2027", 1),                  // may be 2 May
    ] {
        let row = [&[("invoice_date", form)], AS_PLANNED[1]].concat();
        let (result, found) = compare(&alpha(), &dashboard(&[AS_PLANNED[0], &row, AS_PLANNED[2]]), &[]);
        assert_eq!(found, code, "{form}: {}", notes(&result));
    }
}

#[test]
fn a_line_that_cannot_be_read_is_said_and_is_a_difference() {
    let good = dashboard(&AS_PLANNED);
    let row = |cells: Cells<'_>| dashboard(&[cells]).lines().nth(1).unwrap().to_owned();
    let count = good.lines().next().unwrap().split(',').count();
    for (line, why) in [
        ("a,b,c\n".to_owned(), format!("it has 3 fields, the header has {count}")),
        (row(&[("invoice_date", "soon")]), "invoice_date: `soon` is not a day".to_owned()),
        (
            row(&[("invoice_date", "2027-03-05"), ("gross_revenue", "much")]),
            "gross_revenue: `much` is not an amount".to_owned(),
        ),
        (
            row(&[("invoice_date", "2027-03-05"), ("currency", "dollars")]),
            "`dollars` is not a currency code".to_owned(),
        ),
    ] {
        let (result, code) = compare(&alpha(), &format!("{good}{line}"), &[]);
        assert_eq!(notes(&result), format!("report:5: {why}; the line is left out"));
        assert_eq!((outcomes(&result).len(), &result["unread_lines"], code), (3, &1.into(), 1));
    }
}

#[test]
fn lines_after_the_given_day_are_not_looked_at() {
    let (result, code) = compare(&alpha(), &dashboard(&AS_PLANNED), &["--as-of", "2027-02-05"]);
    assert_eq!(
        (outcomes(&result)[1..].to_vec(), code),
        (vec!["2 matched".into(), "3 not_yet_due".into()], 0)
    );
    assert_eq!(notes(&result), "1 line after 2027-02-05 not looked at");
}

#[test]
fn the_dress_of_the_file_does_not_matter() {
    let plain = dashboard(&AS_PLANNED);
    let (expected, _) = compare(&alpha(), &plain, &[]);
    let titles = |text: &str| {
        let (header, rows) = text.split_once('\n').unwrap();
        let title = |name: &str| {
            let words = name.replace('_', " ").replace("aws", "AWS");
            let (first, rest) = words.split_at(1);
            first.to_uppercase() + rest
        };
        format!("{}\n{rows}", header.split(',').map(title).collect::<Vec<_>>().join(","))
    };
    for (name, text) in [
        ("byte order mark", format!("\u{feff}{plain}")),
        ("CRLF", plain.replace('\n', "\r\n")),
        ("titles of the console", titles(&plain)),
        ("tabs", separated(&plain, '\t')),
        ("semicolons", separated(&plain, ';')),
        ("no line break at the end", plain.trim_end().to_owned()),
        ("blank rows", plain.replace('\n', "\n\n") + &",".repeat(10)),
    ] {
        let (result, code) = compare(&alpha(), &text, &[]);
        let places = |result: &Value| {
            let rows = result["rows"].as_array().unwrap().clone();
            rows.into_iter()
                .map(|mut row| row.as_object_mut().unwrap().remove("line").map(|_| row))
                .collect::<Vec<_>>()
        };
        assert_eq!((places(&result), code), (places(&expected), 0), "{name}: {}", notes(&result));
    }
}

/// The same rows with another separator.
fn separated(text: &str, separator: char) -> String {
    let mut quoted = false;
    let swap = |c: char| {
        quoted ^= c == '"';
        if c == ',' && !quoted { separator } else { c }
    };
    text.chars().map(swap).collect()
}

#[test]
fn what_is_no_report_is_refused_with_what_was_looked_for() {
    let header = include_str!("../reports/billed-revenue-header.csv");
    for (text, said) in [
        ("", "report: the file is empty"),
        ("invoice_date,gross_revenue,offer_id\n", "), not found: currency; section 4"),
        (
            "a,b\n1,2\n",
            "this is not a report that can be compared; looked for billed revenue dashboard (a header with invoice_date, gross_revenue, currency, and agreement_id or offer_id); ",
        ),
        ("invoice_date,gross_revenue,currency\n", "), not found: agreement_id or offer_id; "),
        (
            "disbursement_period,gross_revenue,currency,invoice_date,offer_id\n",
            "collections and disbursements dashboard",
        ),
        (
            "invoice_date,invoice_date,gross_revenue,currency,offer_id\n",
            "the header has the column invoice_date twice",
        ),
        ("invoice_date,gross_revenue\0", "line 1 holds a NUL character"),
        ("{\"a\": 1}", "not an answer of ListAgreementInvoiceLineItems: missing field"),
        ("{\"agreementInvoiceLineItemGroupSummaries\": [", "this is not JSON"),
        (header, "no report has a billed line, so their last day is not known; give it with --as-of"),
    ] {
        let ran = reconcile(&[("a.yaml", &alpha()), ("report", text)], &["a.yaml", "report"]);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{text}");
        assert!(ran.err.starts_with("paysched: ") && ran.err.contains(said), "{}", ran.err);
        assert_eq!(ran.err.lines().count(), 1);
    }
}

#[test]
fn hostile_bytes_are_refused_in_one_line() {
    let header = include_str!("../reports/billed-revenue-header.csv").as_bytes();
    let long = [header, "x".repeat(20 * 1024 * 1024).as_bytes()].concat();
    let utf16: Vec<u8> = [0xFF, 0xFE].into_iter().chain(header.iter().flat_map(|b| [*b, 0])).collect();
    for (bytes, said) in [
        (long, "line 2 has more than 1048576 bytes"),
        ([header, b"2027-01-01,\xFF\xFE\n"].concat(), "line 2 is not UTF-8; save it as \"CSV UTF-8\""),
        (utf16, "this is UTF-16; save it as \"CSV UTF-8\""),
        (b"[".repeat(1_000_000), "this is not JSON"),
    ] {
        let place = Place::new(&[("a.yaml", &alpha())]);
        std::fs::write(place.path().join("report"), bytes).unwrap();
        let ran = place.run(&["reconcile", "a.yaml", "report"]);
        assert_eq!((ran.code, ran.out.as_str(), ran.err.lines().count()), (2, "", 1), "{}", ran.err);
        assert!(ran.err.contains(said), "{}", ran.err);
    }
}

#[test]
fn nothing_in_a_report_steers_the_terminal() {
    let steer =
        [("invoice_date", "\u{1b}[31m2027"), ("offer_id", "offer-\u{1b}[2J"), ("invoice_id", "\u{7}")];
    let rows = [AS_PLANNED[0], &steer[..], &[("invoice_date", "2027-01-11"), steer[1], steer[2]]];
    for format in ["table", "markdown", "csv", "json"] {
        let files = [("a.yaml", alpha()), ("r.csv", dashboard(&rows))];
        let files = files.each_ref().map(|(name, text)| (*name, text.as_str()));
        let ran = reconcile(&files, &["a.yaml", "r.csv", "--format", format]);
        let shown = format!("{}{}", ran.out, ran.err);
        assert_eq!(ran.code, 1);
        assert!(!shown.contains(|c: char| c.is_control() && c != '\n'), "{shown:?}");
    }
}

#[test]
fn an_open_quote_is_told_by_the_lines_that_it_swallows() {
    let text = dashboard(&AS_PLANNED).replacen("2027-02-05,", "\"2027-02-05,", 1);
    let (result, code) = compare(&alpha(), &text, &[]);
    assert_eq!(code, 1);
    assert!(notes(&result).contains("report:3: "), "{}", notes(&result));
    assert_eq!(result["unread_lines"], 1);
}

#[test]
fn offers_of_one_buyer_keep_their_own_lines() {
    let place = Place::new(&[
        ("o/a.yaml", &alpha()),
        ("o/b.yaml", &offer("offer-betaexample", BUYER, "")),
        (
            "r.csv",
            &dashboard(&[
                AS_PLANNED[0],
                AS_PLANNED[1],
                AS_PLANNED[2],
                &[
                    ("invoice_date", "2027-01-10"),
                    ("offer_id", "offer-betaexample"),
                    ("agreement_id", "agmt-b"),
                ],
                &[
                    ("invoice_date", "2027-03-05"),
                    ("offer_id", "offer-betaexample"),
                    ("agreement_id", "agmt-b"),
                ],
            ]),
        ),
    ]);
    let result = place.json(&["reconcile", "o", "r.csv"]);
    let of = |id: &str| {
        let rows = result["rows"].as_array().unwrap().iter().filter(|row| row["offer_id"] == id);
        rows.map(|row| row["outcome"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(of(ALPHA), ["matched", "matched", "matched"]);
    assert_eq!(of("offer-betaexample"), ["matched", "missing", "matched"]);
}

#[test]
fn an_offer_is_expected_once_for_each_buyer_that_the_report_shows() {
    let two = alpha()
        .replace("billing: invoice}]", "billing: invoice}, {account: \"999922223333\", billing: invoice}]");
    let other = [("subscriber_aws_account_id", "999922223333"), ("agreement_id", "agmt-other")];
    let late = [("agreement_acceptance_date", "01-20-2027")];
    let first = [&[("invoice_date", "2027-01-20")], &other[..], &late].concat();
    let second = [&[("invoice_date", "2027-02-05")], &other[..], &late].concat();
    let rows = [AS_PLANNED[0], AS_PLANNED[1], AS_PLANNED[2], &first, &second];
    let (result, code) = compare(&two, &dashboard(&rows), &[]);
    let buyers: Vec<&str> =
        result["rows"].as_array().unwrap().iter().map(|r| r["buyer"].as_str().unwrap()).collect();
    assert_eq!(buyers, [[BUYER; 3], ["999922223333"; 3]].concat());
    assert_eq!(
        outcomes(&result),
        ["1 matched", "2 matched", "3 matched", "1 matched", "2 matched", "3 missing"]
    );
    assert_eq!(code, 1);
    // Where nothing tells which buyer it is, nobody guesses.
    let blind = [("invoice_date", "2027-02-05"), ("subscriber_aws_account_id", ""), ("agreement_id", "")];
    let (result, _) = compare(&two, &dashboard(&[&blind]), &[]);
    assert!(outcomes(&result).contains(&"- unexpected".to_owned()));
}

#[test]
fn an_offer_that_nobody_accepted_is_not_expected() {
    let open = alpha().replace("accepted: 2027-01-10\n", "");
    let (result, code) = compare(&open, &dashboard(&AS_PLANNED[..1]), &[]);
    assert_eq!((outcomes(&result), code), (vec!["- unexpected".to_owned()], 1));
    assert_eq!(notes(&result), "not accepted, so not expected to be billed: a.yaml");
    let (result, code) = compare(&open, &dashboard(&AS_PLANNED), &["--accepted", "2027-01-10"]);
    assert_eq!((outcomes(&result).len(), code), (3, 0));
    let authorization = open.replace("paysched: 1", "paysched: 1\nkind: resale_authorization");
    let (result, code) = compare(&authorization, &dashboard(&AS_PLANNED[..1]), &["--accepted", "2027-01-10"]);
    assert_eq!((outcomes(&result), code), (vec!["- unexpected".to_owned()], 1));
}

#[test]
fn an_offer_without_an_id_is_told_the_one_that_it_likely_has() {
    let without = alpha().replace(&format!("id: {ALPHA}\nproduct"), "product");
    let (result, _) = compare(&without, &dashboard(&AS_PLANNED), &[]);
    assert_eq!(
        notes(&result),
        format!(
            "a.yaml: the offer has no `id`, so no line can be found for it; its buyer has lines of `{ALPHA}`: write `id: {ALPHA}` if that is it"
        )
    );
}

#[test]
fn another_acceptance_in_the_report_is_said() {
    let row = [AS_PLANNED[0], &[("agreement_acceptance_date", "01-12-2027")]].concat();
    let (result, _) = compare(&alpha(), &dashboard(&[&row]), &[]);
    assert!(notes(&result).contains("a.yaml: accepted on 2027-01-10, but the report says 2027-01-12"));
}

#[test]
fn a_replaced_offer_is_expected_until_it_was_replaced() {
    let next = offer("offer-nextexample", BUYER, "")
        .replace("paysched: 1", "paysched: 1\nkind: replacement_offer")
        .replace("accepted: 2027-01-10", "accepted: 2027-02-20")
        .replace("first: 2027-01-05", "first: 2027-03-05");
    for link in [
        format!("replaces: {{agreement: {AGREEMENT}, schedule: a.yaml}}\n"),
        format!("replaces: {{agreement: {AGREEMENT}}}\n"),
    ] {
        let place = Place::new(&[
            ("o/a.yaml", &alpha()),
            ("o/b.yaml", &format!("{next}{link}")),
            (
                "r.csv",
                &dashboard(&[
                    AS_PLANNED[0],
                    AS_PLANNED[1],
                    &[
                        ("invoice_date", "2027-03-05"),
                        ("offer_id", "offer-nextexample"),
                        ("agreement_id", "agmt-n"),
                    ],
                ]),
            ),
        ]);
        let ran = place.run(&["reconcile", "o", "r.csv", "--format", "json"]);
        let result: Value = serde_json::from_str(&ran.out).unwrap();
        assert_eq!(
            outcomes(&result),
            ["1 matched", "2 matched", "3 cancelled", "1 matched", "2 not_yet_due", "3 not_yet_due"]
        );
        assert_eq!(ran.code, 0);
    }
}

/// Line items of the agreement, as the AWS command line writes them.
fn line_items(items: &[(&str, &str, &str, &str)]) -> String {
    let item = |(invoice, day, amount, kind): &(&str, &str, &str, &str)| {
        format!(
            "    {{\n      \"agreementId\": \"{AGREEMENT}\",\n      \"invoiceId\": \"{invoice}\",\n      \
             \"pricingCurrencyAmount\": {{\"amount\": {amount}, \"maxAdjustmentAmount\": \"1\", \"currencyCode\": \"USD\"}},\n      \
             \"invoiceBillingPeriod\": {{\"month\": 1, \"year\": 2027}},\n      \"issuedTime\": {day},\n      \
             \"invoiceType\": \"{kind}\",\n      \"invoicingEntity\": {{\"legalName\": \"Amazon Web Services, Inc.\"}}\n    }}"
        )
    };
    let items: Vec<String> = items.iter().map(item).collect();
    format!("{{\n  \"agreementInvoiceLineItemGroupSummaries\": [\n{}\n  ]\n}}\n", items.join(",\n"))
}

#[test]
fn line_items_are_matched_by_their_agreement() {
    let items = line_items(&[
        ("1", "\"2027-01-10T00:00:05Z\"", "\"100.00\"", "INVOICE"),
        ("2", "1801785600.0", "100.0", "INVOICE"), // 2027-02-05, in seconds
        ("3", "\"2027-03-05T00:00:00+00:00\"", "1e2", "INVOICE"),
        ("4", "\"2027-03-06T00:00:00Z\"", "\"100.00\"", "CREDIT_MEMO"),
    ]);
    let labelled = offer(ALPHA, BUYER, &format!("labels: {{agreement: {AGREEMENT}}}\n"));
    let (result, code) = compare(&labelled, &items, &[]);
    assert_eq!(outcomes(&result), ["1 matched", "2 matched", "3 matched", "3 refunded"]);
    assert_eq!((code, result["reports"][0]["kind"].as_str().unwrap()), (1, "agreement invoice line items"));
    assert_eq!(result["rows"][2]["line"], 21);

    let (result, _) = compare(&alpha(), &items, &[]);
    assert_eq!(outcomes(&result)[0], "- unexpected");
    assert!(notes(&result).contains("labels: {agreement: agmt-...}"), "{}", notes(&result));
    assert!(notes(&result).contains("not compared, as no line items are of their agreements: a.yaml"));
}

#[test]
fn a_dashboard_beside_line_items_tells_the_agreement_and_lines_count_once() {
    let place = Place::new(&[
        ("a.yaml", &alpha()),
        ("r.csv", &dashboard(&AS_PLANNED[..2])),
        (
            "items.json",
            &line_items(&[
                ("2", "\"2027-02-05T00:00:00Z\"", "\"100.00\"", "INVOICE"),
                ("3", "\"2027-03-05T00:00:00Z\"", "\"100.00\"", "INVOICE"),
            ]),
        ),
    ]);
    for order in [["r.csv", "items.json"], ["items.json", "r.csv"]] {
        let result = place.json(&["reconcile", "a.yaml", order[0], order[1]]);
        assert_eq!(outcomes(&result), ["1 matched", "2 matched", "3 matched"]);
        assert_eq!(notes(&result), format!("{}: 1 line also in a report before it, counted once", order[1]));
    }
}

#[test]
fn pages_of_line_items_may_be_joined_in_any_way() {
    let labelled = offer(ALPHA, BUYER, &format!("labels: {{agreement: {AGREEMENT}}}\n"));
    let one = line_items(&[("1", "\"2027-01-10\"", "\"100.00\"", "INVOICE")]);
    let two = line_items(&[("2", "\"2027-02-05\"", "\"100.00\"", "INVOICE")]);
    for text in [format!("{one}{two}"), format!("[{one},{two}]"), format!("\u{feff}{one}\n\n{two}")] {
        let (result, _) = compare(&labelled, &text, &[]);
        assert_eq!(outcomes(&result), ["1 matched", "2 matched", "3 not_yet_due"]);
    }
    let more = one.replacen('{', "{\"nextToken\": \"abc\", ", 1);
    assert!(notes(&compare(&labelled, &more, &[]).0).contains("nextToken"));
    let odd =
        line_items(&[("1", "\"2027-01-10\"", "null", "INVOICE"), ("2", "\"2027-02-05\"", "\"1\"", "OTHER")]);
    let (result, _) = compare(&labelled, &format!("{one}{odd}"), &[]);
    assert_eq!(result["unread_lines"], 2);
    assert!(
        notes(&result).contains("the amount is missing") && notes(&result).contains("`OTHER` is neither")
    );
}

/// Section 4 of the monthly billed revenue report, with its real titles.
fn section_4(rows: &[(&str, &str)]) -> String {
    let mut text = include_str!("../reports/section-4-header.csv").trim().to_owned() + "\n";
    for (day, amount) in rows {
        text.push_str(&format!(
            "444455556666,JP,,Tokyo,,example.com,ref,{BUYER},prod-k3xu7yexample,Product,SaaS,{ALPHA},2027-01-10,\
             2028-01-09,300.00,3,{day},{amount},ref\n"
        ));
    }
    text
}

#[test]
fn section_4_is_compared_as_a_schedule() {
    // By the scheduled days, or by those of billing: both are the schedule.
    for first in ["2027-01-05", "2027-01-10"] {
        let rows = [(first, "100.00"), ("2027-02-05", "100.00"), ("2027-03-05", "100.00")];
        let (result, code) = compare(&alpha(), &section_4(&rows), &[]);
        assert_eq!(outcomes(&result), ["1 matched", "2 matched", "3 matched"]);
        assert!(result["rows"].as_array().unwrap().iter().all(|row| row["list"] == "listed"));
        assert_eq!((code, &result["billed_to"]), (0, &Value::Null));
    }
    let rows = [("2027-01-05", "100.00"), ("2027-02-05", "90.00"), ("2027-04-05", "100.00")];
    let (result, code) = compare(&alpha(), &section_4(&rows), &[]);
    assert_eq!(
        (outcomes(&result), code),
        (["1 matched", "2 amount_differs", "3 late"].map(String::from).to_vec(), 1)
    );
    let (result, _) = compare(&alpha(), &section_4(&rows[..2]), &[]);
    assert_eq!(outcomes(&result)[2], "3 missing");
    let other = section_4(&rows).replace(",300.00,3,", ",290.00,4,");
    let (result, _) = compare(&alpha(), &other, &[]);
    assert_eq!(
        notes(&result),
        "a.yaml: the contract is listed with 290.00 in 4 payments, planned are 300.00 in 3 payments"
    );
}

#[test]
fn a_listing_has_only_the_contracts_of_its_period() {
    let place = Place::new(&[
        ("o/a.yaml", &alpha()),
        ("o/b.yaml", &offer("offer-betaexample", BUYER, "")),
        (
            "r.csv",
            &section_4(&[("2027-01-05", "100.00"), ("2027-02-05", "100.00"), ("2027-03-05", "100.00")]),
        ),
    ]);
    let result = place.json(&["reconcile", "o", "r.csv"]);
    assert_eq!(outcomes(&result), ["1 matched", "2 matched", "3 matched"]);
    assert_eq!(
        notes(&result),
        "not in the listing of schedules, which has only the contracts of its period: o/b.yaml"
    );
}

#[test]
fn offers_come_from_several_files_and_folders() {
    let place = Place::new(&[
        ("o/a.yaml", &alpha()),
        ("b.yml", &offer("offer-betaexample", BUYER, "")),
        ("r.csv", &dashboard(&AS_PLANNED)),
        ("s.csv", &dashboard(&[&[("invoice_date", "2027-03-05"), ("offer_id", "offer-betaexample")]])),
    ]);
    let result = place.json(&["reconcile", "o", "b.yml", "r.csv", "s.csv"]);
    assert_eq!(result["offers"].as_array().unwrap().len(), 2);
    let stdin = place.run_with(&["reconcile", "o", "-"], &dashboard(&AS_PLANNED), &[]);
    assert!(stdin.code == 0 && stdin.out.contains("3 matched (300.00 USD)"), "{}{}", stdin.out, stdin.err);
}

#[test]
fn offers_that_cannot_be_used_are_refused() {
    let broken = alpha().replace("amount: 100.00", "amount: much");
    for (name, text, arguments, said) in [
        ("a.yaml", alpha(), vec!["a.yaml", "b.yaml"], "there is no report to compare with"),
        ("a.yaml", alpha(), vec!["a.yaml", "gone.csv"], "gone.csv: no such file"),
        ("a.yaml", alpha(), vec!["gone.yaml", "r.csv"], "gone.yaml: no such file or folder"),
        ("a.yaml", "a: 1\n".to_owned(), vec!["a.yaml", "r.csv"], "a.yaml: there is no offer in it"),
        (
            "a.yaml",
            "a: [\n".to_owned(),
            vec!["a.yaml", "r.csv"],
            "a.yaml: it cannot be read; `paysched check` says why",
        ),
        ("o/x.yaml", "a: 1\n".to_owned(), vec!["o", "r.csv"], "there is no offer in o"),
        ("a.yaml", broken, vec!["a.yaml", "r.csv"], "a.yaml, offer 1: cannot be planned"),
        (
            "a.yaml",
            alpha().replace("accepted: 2027-01-10", "accepted: soon"),
            vec!["a.yaml", "r.csv"],
            "`accepted` cannot be read",
        ),
    ] {
        let files = [(name, text.as_str()), ("b.yaml", &alpha()), ("r.csv", &dashboard(&AS_PLANNED))];
        let ran = reconcile(&files, &arguments);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{arguments:?}");
        assert!(ran.err.starts_with("paysched: ") && ran.err.contains(said), "{}", ran.err);
    }
}

#[test]
fn an_open_offer_that_cannot_be_planned_is_in_nobodys_way() {
    let draft = alpha().replace("accepted: 2027-01-10\n", "").replace("amount: 100.00", "amount: much");
    let place = Place::new(&[
        ("o/a.yaml", &alpha()),
        ("o/draft.yaml", &draft.replace(ALPHA, "offer-draft")),
        ("r.csv", &dashboard(&AS_PLANNED)),
    ]);
    assert_eq!(place.run(&["reconcile", "o", "r.csv"]).code, 0);
}

#[test]
fn amounts_that_cannot_be_added_are_refused() {
    let large = [("invoice_date", "2027-03-05"), ("gross_revenue", "7999999999999999999999999999")];
    let (rows, report) = (vec![&large[..]; 12], "report");
    let ran = reconcile(&[("a.yaml", &alpha()), (report, &dashboard(&rows))], &["a.yaml", report]);
    assert_eq!(
        (ran.code, ran.err.as_str()),
        (2, "paysched: the amounts are too large to be added exactly\n")
    );
}

#[test]
fn only_differences_are_shown_where_they_are_asked_for() {
    let place = Place::new(&[("a.yaml", &alpha()), ("r.csv", &dashboard(&[AS_PLANNED[0], AS_PLANNED[2]]))]);
    let result = place.json(&["reconcile", "a.yaml", "r.csv", "--differences"]);
    assert_eq!(outcomes(&result), ["2 missing"]);
    let matched = &result["outcomes"][0];
    assert_eq!((&matched["outcome"], &matched["count"]), (&"matched".into(), &2.into()));
}

#[test]
fn the_extension_of_the_output_names_the_format() {
    let place = Place::new(&[("a.yaml", &alpha()), ("r.csv", &dashboard(&AS_PLANNED))]);
    for (format, extension) in [("table", "txt"), ("markdown", "md"), ("csv", "csv"), ("html", "html")] {
        let file = format!("out.{extension}");
        let ran = place.run(&["reconcile", "a.yaml", "r.csv", "--output", &file]);
        assert_eq!((ran.code, ran.out.as_str(), ran.err.as_str()), (0, "", ""));
        let written = std::fs::read_to_string(place.path().join(&file)).unwrap();
        assert_eq!(written, place.run(&["reconcile", "a.yaml", "r.csv", "--format", format]).out);
    }
}

#[cfg(feature = "xlsx")]
#[test]
fn a_workbook_has_the_tables_and_the_notes() {
    let place = Place::new(&[("a.yaml", &alpha()), ("r.csv", &dashboard(&AS_PLANNED))]);
    let ran = place.run(&["reconcile", "a.yaml", "r.csv", "--output", "out.xlsx"]);
    assert_eq!((ran.code, ran.out.as_str(), ran.err.as_str()), (0, "", ""));
    let mut parts =
        zip::ZipArchive::new(std::fs::File::open(place.path().join("out.xlsx")).unwrap()).unwrap();
    let mut text = String::new();
    std::io::Read::read_to_string(&mut parts.by_name("xl/workbook.xml").unwrap(), &mut text).unwrap();
    let names: Vec<&str> =
        text.split("<sheet name=\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
    assert_eq!(names, ["Overview", "Outcomes", "Billed, USD", "Notes"]);
}

#[test]
fn every_format_is_as_it_is_kept() {
    let formats = [("table", "txt"), ("markdown", "md"), ("csv", "csv"), ("json", "json"), ("html", "html")];
    for (format, extension) in formats {
        let mut command = Command::new(env!("CARGO_BIN_EXE_paysched"));
        let folder = "schedules/reconcile";
        let arguments = ["reconcile", folder, &format!("{folder}/billed-revenue.csv"), "--format", format];
        let output = support::scrubbed(&mut command).args(arguments).output().unwrap();
        assert_eq!(output.status.code(), Some(1));
        // Notes go beside rows, which have no place for them.
        assert_eq!(output.stderr.is_empty(), format != "csv");
        let kept = format!("tests/reports/expected/reconcile.{extension}");
        support::golden(Path::new(&kept), &String::from_utf8(output.stdout).unwrap());
    }
}

/// Plans of random schedules, and reports made of them: what a report of the plan itself shows.
mod laws {
    use chrono::{Days, NaiveDate};
    use paysched::internals::marketplace::reports::read;
    use paysched::internals::reconcile::{
        Deal, DealStatus, MatchKind, Reconciliation, Strictness, reconcile,
    };
    use paysched::internals::text::source::SourceFile;
    use paysched::offer::{Amount, parse_date};
    use paysched::plan::{Plan, Scenario};
    use proptest::prelude::*;

    use super::{ALPHA, BUYER, alpha, dashboard, support};

    fn planned(first: &str, every: &str, times: usize, amounts: (i64, i64), accepted: &str) -> Plan {
        let (one, two) = (support::amount(amounts.0, 2), support::amount(amounts.1, 2));
        let text = alpha().replace("accepted: 2027-01-10", &format!("accepted: {accepted}")).replace(
            "- {first: 2027-01-05, every: month, times: 3, amount: 100.00}",
            &format!(
                "- {{invoice_date: 2026-12-20, amount: {two}}}\n  \
                 - {{first: {first}, every: {every}, times: {times}, amount: {one}}}"
            ),
        );
        support::offer(text).plan(&Scenario::default()).unwrap()
    }

    /// A line: day, amount in cents.
    type Billed = (NaiveDate, Amount);

    fn lines(plan: &Plan) -> Vec<Billed> {
        plan.invoices.iter().map(|invoice| (invoice.invoice_date, invoice.amount)).collect()
    }

    /// The report of these lines, each in some dress, compared with the plan.
    fn compared(plan: &Plan, lines: &[Billed], dress: usize) -> Reconciliation {
        let cells: Vec<[(&str, String); 2]> = lines
            .iter()
            .enumerate()
            .map(|(at, (day, amount))| {
                let date = match (at + dress) % 3 {
                    0 => day.to_string(),
                    1 => day.format("%m-%d-%Y").to_string(),
                    _ => format!("{day}T00:00:00Z"),
                };
                let amount = match (at + dress) % 4 {
                    0 => amount.to_string(),
                    1 => format!("${amount} "),
                    2 => format!("{}E-02", amount.decimal().mantissa()),
                    _ => format!("USD {amount}"),
                };
                [("invoice_date", date), ("gross_revenue", amount)]
            })
            .collect();
        let rows: Vec<Vec<(&str, &str)>> =
            cells.iter().map(|row| row.iter().map(|(name, cell)| (*name, cell.as_str())).collect()).collect();
        let rows: Vec<&[(&str, &str)]> = rows.iter().map(Vec::as_slice).collect();
        let report = read(&SourceFile::new("r.csv", dashboard(&rows))).unwrap();
        let last = parse_date("2050-01-01").ok();
        reconcile(&[deal(plan)], &[report], Strictness { tolerance: 1, since: None, up_to: last }).unwrap()
    }

    fn deal(plan: &Plan) -> Deal {
        Deal {
            path: "a.yaml".to_owned(),
            document: 1,
            name: "Offer".to_owned(),
            id: Some(ALPHA.to_owned()),
            agreement: None,
            replaces: None,
            buyers: vec![BUYER.to_owned()],
            standing: DealStatus::Planned(Box::new(plan.clone())),
        }
    }

    fn differences(result: &Reconciliation) -> Vec<(Option<usize>, MatchKind)> {
        let rows = result.billed.iter().filter(|row| row.outcome.differs());
        rows.map(|row| (row.due.map(|due| due.number), row.outcome)).collect()
    }

    fn schedule() -> impl Strategy<Value = Plan> {
        let every = prop::sample::select(vec!["2 weeks", "month", "quarter", "45 days"]);
        // From the twentieth day on, so that no installment is near the one before acceptance.
        let accepted = prop::sample::select(vec!["2026-12-15", "2026-12-20", "2026-12-29"]);
        (0..40_u64, every, 1..24_usize, (1..10_000_000_i64, 1..10_000_000_i64), accepted).prop_map(
            |(offset, every, times, amounts, accepted)| {
                let first = parse_date("2027-01-08").unwrap().checked_add_days(Days::new(offset)).unwrap();
                planned(&first.to_string(), every, times, amounts, accepted)
            },
        )
    }

    /// A report with bytes put in the place of others.
    fn spoilt() -> impl Strategy<Value = String> {
        let whole = prop::sample::select(vec![
            dashboard(&super::AS_PLANNED),
            super::section_4(&[("2027-01-05", "100.00"), ("2027-02-05", "100.00")]),
            super::line_items(&[("1", "\"2027-01-10\"", "\"100.00\"", "INVOICE")]),
        ]);
        let mark = prop::sample::select(vec![
            "\"",
            ",",
            ";",
            "\t",
            "\n",
            "\r",
            "{",
            "}",
            "[",
            "]",
            "-",
            "E+99",
            "1e-40",
            "9999999999999999999999999999",
            "\u{feff}",
            "円",
            "\0",
            "2027-13-40",
            "=\"",
            "'",
            "(",
            "null",
        ]);
        let spot = (0..10_000_usize, 0..12_usize, mark);
        (whole, prop::collection::vec(spot, 1..8)).prop_map(|(mut text, spots)| {
            for (at, length, mark) in spots {
                let floor =
                    |at: usize| (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap();
                let (from, to) = (floor(at % text.len()), floor(at % text.len() + length));
                text.replace_range(from..to, mark);
            }
            text
        })
    }

    proptest! {
        #![proptest_config(support::cases(80))]

        #[test]
        fn a_spoilt_report_is_read_or_refused(text in prop_oneof![spoilt(), ".{0,200}"]) {
            let plan = planned("2027-02-05", "month", 3, (10000, 5000), "2026-12-20");
            let Ok(report) = read(&SourceFile::new("r", text)) else { return Ok(()) };
            prop_assert!(report.lines.iter().all(|line| !line.amount.is_negative() && !line.amount.is_zero()));
            let strictness = Strictness { tolerance: 1, since: None, up_to: parse_date("2027-03-01").ok() };
            let result = reconcile(&[deal(&plan)], &[report], strictness).unwrap();
            let lines = result.billed.iter().filter_map(|row| row.billed.as_ref());
            let mut seen: Vec<_> = lines.map(|billed| (billed.line.line, billed.line.kind)).collect();
            let count = seen.len();
            seen.sort_unstable();
            seen.dedup();
            prop_assert_eq!(seen.len(), count, "a line stands in two rows");
        }

        #[test]
        fn a_report_of_the_plan_itself_matches_whatever_its_order_and_dress(
            (plan, lines, dress) in schedule().prop_flat_map(|plan| {
                let lines = Just(lines(&plan)).prop_shuffle();
                (Just(plan), lines, 0..12_usize)
            })
        ) {
            let result = compared(&plan, &lines, dress);
            prop_assert!(!result.differs(), "{:?}", result.notes);
            prop_assert_eq!(result.billed.len(), plan.invoices.len());
            prop_assert!(result.billed.iter().all(|row| row.days() == Some(0)));
        }

        #[test]
        fn one_change_of_a_report_is_one_difference(
            (plan, lines, at) in schedule().prop_flat_map(|plan| {
                let (lines, count) = (lines(&plan), plan.invoices.len());
                (Just(plan), Just(lines), 0..count)
            }),
            days in 2..6_u64,
            cents in 1..1000_i64,
            turn in 0..100_usize,
        ) {
            let number = Some(at + 1);
            let changed = |change: &dyn Fn(&mut Vec<Billed>)| {
                let mut lines = lines.clone();
                change(&mut lines);
                let middle = turn % lines.len().max(1);
                lines.rotate_left(middle);
                lines
            };
            if lines.len() > 1 {
                let removed = changed(&|lines| { lines.remove(at); });
                prop_assert_eq!(differences(&compared(&plan, &removed, 0)), [(number, MatchKind::Missing)]);
            }
            let more = changed(&|lines| lines[at].1 = lines[at].1.plus(support::amount(cents, 2)).unwrap());
            let found = differences(&compared(&plan, &more, 0));
            prop_assert_eq!(found, [(number, MatchKind::AmountDiffers)]);
            let late = changed(&|lines| lines[at].0 = lines[at].0.checked_add_days(Days::new(days)).unwrap());
            prop_assert_eq!(differences(&compared(&plan, &late, 0)), [(number, MatchKind::Late)]);
            let early = changed(&|lines| lines[at].0 = lines[at].0.checked_sub_days(Days::new(days)).unwrap());
            // Nearer to the installment before, it would not be taken for this one.
            if at == 0 || plan.invoices[at].invoice_date - plan.invoices[at - 1].invoice_date > chrono::TimeDelta::days(12) {
                prop_assert_eq!(differences(&compared(&plan, &early, 0)), [(number, MatchKind::Early)]);
            }
            let twice = changed(&|lines| lines.push(lines[at]));
            prop_assert_eq!(differences(&compared(&plan, &twice, 0)), [(None, MatchKind::Unexpected)]);
        }
    }
}
