//! `paysched reconcile` for a controller: differences and their sums in every format, several reports
//! at once, known differences, the buyer's charges.

use crate::support::place::Place;
use serde_json::Value;

const DASHBOARD: &str = "schedules/reconcile/billed-revenue.csv";

/// The example offers and reports, and two currencies: an offer in yen beside those in dollars.
fn place(more: &[(&str, &str)]) -> Place {
    let mut files: Vec<(String, String)> = Vec::new();
    for entry in std::fs::read_dir("schedules/reconcile").unwrap() {
        let path = entry.unwrap().path();
        files.push((path.to_str().unwrap().to_owned(), std::fs::read_to_string(&path).unwrap()));
    }
    files.push(("schedules/reconcile/yen.yaml".to_owned(), YEN.to_owned()));
    files.push(("yen.csv".to_owned(), YEN_BILLED.to_owned()));
    files.extend(more.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())));
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    Place::new(&files)
}

const YEN: &str = "paysched: 1\nname: Yen\nid: offer-yenexample\nproduct: {id: prod-k3xu7yexample, type: saas_contract}\n\
    buyers: [{account: \"011122223333\", billing: invoice}]\nrelease: 2026-12-01\naccept_by: 2027-01-31\n\
    accepted: 2027-01-10\nterm: 12 months\ncurrency: JPY\ninstallments:\n  \
    - {first: 2027-02-05, every: month, times: 3, amount: 1000}\n";

const YEN_BILLED: &str = "offer_id,agreement_id,subscriber_aws_account_id,invoice_id,invoice_date,gross_revenue,currency\n\
    offer-yenexample,agmt-yen,011122223333,71,2027-02-05,1000,JPY\n\
    offer-yenexample,agmt-yen,011122223333,72,2027-03-05,1300,JPY\n";

const ARGUMENTS: [&str; 4] = ["reconcile", "schedules/reconcile", DASHBOARD, "yen.csv"];

fn run(place: &Place, more: &[&str]) -> (String, i32) {
    let ran = place.run(&[&ARGUMENTS, more].concat());
    (ran.out, ran.code)
}

fn json(place: &Place, more: &[&str]) -> Value {
    serde_json::from_str(&run(place, &[&["--format", "json"], more].concat()).0).unwrap()
}

/// An amount in hundredths; nothing is none.
fn cents(text: &str) -> i128 {
    let digits = text.replace(',', "");
    let (whole, fraction) = digits.split_once('.').unwrap_or((&digits, ""));
    let sign = if whole.starts_with('-') { -1 } else { 1 };
    let number = |text: &str| if text.is_empty() { 0 } else { text.parse::<i128>().unwrap() };
    number(whole) * 100 + sign * number(&format!("{fraction:0<2}"))
}

/// The sums of planned, billed and difference.
type Sums = [i128; 3];

const COLUMNS: [&str; 3] = ["planned", "billed", "difference"];

fn total(result: &Value, currency: &str) -> Sums {
    let totals = result["totals"].as_array().unwrap();
    let total = totals.iter().find(|total| total["currency"] == currency).unwrap();
    COLUMNS.map(|column| cents(total[column].as_str().unwrap()))
}

#[test]
fn the_difference_is_what_was_billed_less_what_was_planned_in_each_row_and_sum() {
    let result = json(&place(&[]), &[]);
    let amount = |value: &Value| value.as_str().map_or(0, cents);
    let mut sums = std::collections::BTreeMap::<(&str, &str), Sums>::new();
    for row in result["rows"].as_array().unwrap() {
        let compared =
            !["not_yet_due", "not_covered", "cancelled"].contains(&row["outcome"].as_str().unwrap());
        assert_eq!(row["difference"].is_null(), !compared, "{row}");
        let [planned, billed, difference] = COLUMNS.map(|column| amount(&row[column]));
        if compared {
            assert_eq!(billed - planned, difference, "{row}");
        }
        let key = (row["currency"].as_str().unwrap(), row["outcome"].as_str().unwrap());
        let sum = sums.entry(key).or_default();
        for (sum, amount) in sum.iter_mut().zip([planned, billed, difference]) {
            *sum += amount;
        }
    }
    for outcome in result["outcomes"].as_array().unwrap() {
        let key = (outcome["currency"].as_str().unwrap(), outcome["outcome"].as_str().unwrap());
        assert_eq!(sums[&key], COLUMNS.map(|column| amount(&outcome[column])), "{outcome}");
    }
    // 20,000.00 planned; missing, given back, too little, and too much: see docs/reconcile.md.
    assert_eq!(total(&result, "USD"), [2_000_000, 1_780_000, -220_000]);
    assert_eq!(total(&result, "JPY"), [300_000, 230_000, -70_000]);
}

/// The tables of a text: their columns by name, from titles over a rule.
fn tables(text: &str) -> Vec<Vec<Vec<(String, String)>>> {
    let lines: Vec<&str> = text.lines().collect();
    let mut tables = Vec::new();
    for (at, rule) in lines.iter().enumerate().filter(|(_, line)| line.starts_with('─')) {
        let mut places = Vec::new();
        let mut from = 0;
        for part in rule.split("  ") {
            let width = part.chars().count();
            places.push((from, width));
            from += width + 2;
        }
        let cells = |line: &str| -> Vec<String> {
            let cell = |(from, width): &(usize, usize)| {
                line.chars().skip(*from).take(*width).collect::<String>().trim().to_owned()
            };
            places.iter().map(cell).collect()
        };
        let titles = cells(lines[at - 1]);
        let rows = lines[at + 1..].iter().take_while(|line| !line.is_empty());
        tables.push(rows.map(|row| titles.iter().cloned().zip(cells(row)).collect()).collect());
    }
    tables
}

fn of<'r>(row: &'r [(String, String)], column: &str) -> Option<&'r str> {
    row.iter().find(|(title, _)| title == column).map(|(_, cell)| cell.as_str())
}

#[test]
fn subtotals_make_the_total_and_every_format_has_the_same_sums() {
    let place = place(&[]);
    let result = json(&place, &[]);
    let expected = ["JPY", "USD"].map(|currency| total(&result, currency));

    let (text, _) = run(&place, &[]);
    let tables = tables(&text);
    let sums = |row: &[(String, String)]| COLUMNS.map(|column| cents(of(row, column).unwrap()));
    let mut found = Vec::new();
    for table in tables.iter().filter(|table| table.iter().any(|row| of(row, "remark").is_some())) {
        if of(&table[0], "difference").is_none() {
            continue;
        }
        let (mut items, mut subtotals) = ([0; 3], [0; 3]);
        for row in table {
            let into = match of(row, "outcome").unwrap() {
                "total" => continue,
                "subtotal" => &mut subtotals,
                _ => &mut items,
            };
            for (sum, amount) in into.iter_mut().zip(sums(row)) {
                *sum += amount;
            }
        }
        let total = sums(table.last().unwrap());
        assert_eq!(items, total);
        if table.iter().any(|row| of(row, "outcome") == Some("subtotal")) {
            assert_eq!(subtotals, total);
        }
        found.push(total);
    }
    assert_eq!(found, expected);

    let (csv, _) = run(&place, &["--format", "csv"]);
    let mut lines = csv::Reader::from_reader(csv.as_bytes());
    let titles = lines.headers().unwrap().clone();
    let place_of = |title: &str| titles.iter().position(|own| own == title).unwrap();
    let mut in_csv = [[0; 3]; 2];
    for line in lines.records().map(Result::unwrap) {
        if line[place_of("difference")].is_empty() {
            continue;
        }
        let sums = &mut in_csv[usize::from(&line[place_of("currency")] == "USD")];
        for (sum, column) in sums.iter_mut().zip(COLUMNS) {
            *sum += cents(&line[place_of(column)]);
        }
    }
    assert_eq!(in_csv, expected);

    for format in ["html", "markdown"] {
        let (page, _) = run(&place, &["--format", format]);
        for sum in expected.iter().flatten() {
            let digits = [format!("{}.{:02}", sum / 100, (sum % 100).abs()), (sum / 100).to_string()];
            let plain = page.replace(',', "");
            assert!(digits.iter().any(|digits| plain.contains(digits)), "{format}: {sum}");
        }
    }
}

#[test]
fn the_largest_difference_comes_first_and_nothing_is_cut() {
    let (text, _) = run(&place(&[]), &["--differences"]);
    let tables = tables(&text);
    let largest = |column: &str, table: &[Vec<(String, String)>]| -> Vec<i128> {
        let rows = table.iter().filter(|row| !of(row, "outcome").unwrap().ends_with("total"));
        rows.map(|row| cents(of(row, column).unwrap()).abs()).collect()
    };
    for table in &tables[1..] {
        let mut from = 0;
        let ends: Vec<usize> = table
            .iter()
            .enumerate()
            .filter(|(_, row)| of(row, "outcome").unwrap().ends_with("total"))
            .map(|(at, _)| at)
            .collect();
        let mut firsts = Vec::new();
        for end in ends {
            let sizes = largest("difference", &table[from..end]);
            assert!(sizes.is_sorted_by(|one, next| one >= next), "{sizes:?}");
            firsts.extend(sizes.first().copied());
            from = end + 1;
        }
        assert!(firsts.is_sorted_by(|one, next| one >= next), "{firsts:?}");
    }
    for cell in
        ["the report says accepted on 2027-06-15", "-2,200.00", "12 days late", "Tern Maps, route planning"]
    {
        assert!(text.contains(cell), "{cell}");
    }
}

#[test]
fn a_page_groups_by_offer_and_marks_what_is_wrong() {
    let (page, _) = run(&place(&[]), &["--format", "html"]);
    let heading = |name: &str| format!("<th scope=\"rowgroup\" colspan=\"8\"><span>{name}, buyer 0");
    assert!(page.contains(&heading("Tern Maps, atlas for the field")), "{page}");
    assert!(page.contains(&heading("Tern Maps, route planning")));
    for (class, outcome) in [("wrong", "missing"), ("wrong", "refunded"), ("off", "late")] {
        let row = format!("<tr class=\"{class}\"><th scope=\"row\">{outcome}</th>");
        assert!(page.contains(&row), "{row}");
    }
    assert!(page.contains("<tr><th scope=\"row\">matched</th>"));
    assert!(page.contains("same day"), "a day that repeats the expected one is folded away");
}

#[test]
fn one_invoice_with_two_amounts_is_refused_with_both_lines() {
    let billed = std::fs::read_to_string(DASHBOARD).unwrap();
    let other = billed.replace("1,800.00", "1,700.00");
    assert_ne!(billed, other);
    let place = place(&[("other.csv", &other)]);
    let ran = place.run(&["reconcile", "schedules/reconcile", DASHBOARD, "other.csv"]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    let said = format!(
        "paysched: invoice 2500000430 is 1800.00 USD in {DASHBOARD}:6, but 1700.00 USD in other.csv:6; leave out \
         the report that is wrong, or export both again\n"
    );
    assert_eq!(ran.err, said);
}

#[test]
fn an_invoice_in_lines_of_one_report_and_as_a_whole_in_another_counts_once() {
    let lines = YEN_BILLED.replace("72,2027-03-05,1300", "72,2027-03-05,900")
        + "offer-yenexample,agmt-yen,011122223333,72,2027-03-05,400,JPY\n";
    let place = place(&[("lines.csv", &lines)]);
    let told =
        |reports: &[&str]| place.json(&[&["reconcile", "schedules/reconcile/yen.yaml"], reports].concat());
    let whole = told(&["yen.csv", "lines.csv"]);
    assert_eq!(total(&whole, "JPY"), total(&told(&["yen.csv"]), "JPY"));
    assert_eq!(whole["notes"][0], "lines.csv: 3 lines also in a report before it, counted once");
    // Of another agreement, an invoice of the same id is another line.
    let more = YEN_BILLED.replace("agmt-yen", "agmt-two");
    place.write("two.csv", &more);
    assert_eq!(told(&["yen.csv", "two.csv"])["rows"].as_array().unwrap().len(), 5);
    // A later export may have more of an invoice.
    let longer = format!("{YEN_BILLED}offer-yenexample,agmt-yen,011122223333,72,2027-03-05,50,JPY\n");
    place.write("longer.csv", &longer);
    assert_eq!(total(&told(&["yen.csv", "longer.csv"]), "JPY"), total(&told(&["longer.csv"]), "JPY"));
}

const KNOWN: &str = "paysched_explanations: 1\nexplanations:\n  \
    - {offer: offer-yenexample, invoice: 72, amount: 300, reason: \"Sold one seat more, ticket 7\"}\n";

fn explained(place: &Place, known: &str) -> (Value, i32) {
    place.write("known.yaml", known);
    let arguments = ["reconcile", "schedules/reconcile/yen.yaml", "yen.csv", "--explanations", "known.yaml"];
    let ran = place.run(&[&arguments[..], &["--format", "json"]].concat());
    assert_eq!(ran.err, "");
    (serde_json::from_str(&ran.out).unwrap(), ran.code)
}

#[test]
fn a_known_difference_keeps_its_amount_and_is_no_finding() {
    let place = place(&[]);
    assert_eq!(place.run(&["reconcile", "schedules/reconcile/yen.yaml", "yen.csv"]).code, 1);
    for known in [KNOWN.to_owned(), KNOWN.replace("invoice: 72", "date: 2027-03-05")] {
        let (result, code) = explained(&place, &known);
        assert_eq!((code, &result["differs"]), (0, &Value::Bool(false)));
        let row = &result["rows"][1];
        assert_eq!((&row["outcome"], &row["difference"]), (&"amount_differs".into(), &"300".into()));
        assert_eq!(row["explained"], "Sold one seat more, ticket 7");
        let total = &result["totals"][0];
        assert_eq!((&total["difference"], &total["unexplained"]), (&"300".into(), &"0".into()));
        assert_eq!(total["explained"], 1);
        assert_eq!(result["notes"], serde_json::json!([]));
    }
    let arguments = ["reconcile", "schedules/reconcile/yen.yaml", "yen.csv", "--explanations", "known.yaml"];
    let table = place.run(&arguments).out;
    assert!(
        table.contains("Sold one seat more, ticket 7") && table.ends_with("; 1 of these explained\n"),
        "{table}"
    );
}

#[test]
fn the_example_of_the_documentation_explains_two_rows() {
    let docs = std::fs::read_to_string("docs/reconcile.md").unwrap();
    let known = docs.split("```yaml\n").nth(1).unwrap().split("```").next().unwrap();
    let place = place(&[("known.yaml", known)]);
    let result = json(&place, &["--explanations", "known.yaml"]);
    let usd = result["totals"].as_array().unwrap().iter().find(|total| total["currency"] == "USD").unwrap();
    assert_eq!((&usd["explained"], &usd["unexplained"]), (&2.into(), &"-2000.00".into()));
}

#[test]
fn what_is_left_to_no_explanation_is_said() {
    let place = place(&[]);
    let cases = [
        (
            KNOWN.replace("300", "299"),
            "known.yaml:3: it explains a difference of 299, but the difference is 300",
            1,
        ),
        (
            format!("{KNOWN}{}", &KNOWN[KNOWN.find("  -").unwrap()..]),
            "known.yaml:4: the difference is explained already; take it out",
            0,
        ),
        (
            KNOWN.replace("72, amount: 300", "71, amount: 5"),
            "known.yaml:3: nothing is left to explain; take it out",
            1,
        ),
        (
            KNOWN.replace("offer-yenexample", "offer-x"),
            "known.yaml:3: it explains nothing: no row is of the offer or agreement `offer-x`",
            1,
        ),
        (
            KNOWN.replace("72", "99"),
            "known.yaml:3: it explains nothing: no row of the offer has the invoice `99`",
            1,
        ),
        (
            KNOWN.replace("invoice: 72", "date: 2027-03-06"),
            "known.yaml:3: it explains nothing: no row of the offer is of 2027-03-06",
            1,
        ),
    ];
    for (known, note, code) in cases {
        let (result, ended) = explained(&place, &known);
        assert_eq!((&result["notes"], ended), (&serde_json::json!([note]), code), "{known}");
    }
}

#[test]
fn a_mistake_in_the_explanations_is_shown_where_it_is() {
    let place = place(&[]);
    let cases = [
        (KNOWN.replace(": 1\n", ": 2\n"), "only version 1 of this format is known"),
        (
            KNOWN.replace("invoice: 72, ", ""),
            "neither `invoice` nor `date` says which difference is explained",
        ),
        (KNOWN.replace("invoice: 72", "invoice: 72, date: 2027-03-05"), "`invoice` and `date` both say"),
        (KNOWN.replace("300", "3oo"), "`3oo` is not an amount"),
        (KNOWN.replace("Sold one seat more, ticket 7", " "), "the reason is empty"),
        (KNOWN.replace("reason:", "because:"), "an explanation has no key `because`"),
    ];
    for (known, message) in cases {
        place.write("known.yaml", &known);
        let arguments =
            ["reconcile", "schedules/reconcile/yen.yaml", "yen.csv", "--explanations", "known.yaml"];
        let ran = place.run(&arguments);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{known}");
        assert!(ran.err.contains(message) && ran.err.contains("[known.yaml:"), "{}", ran.err);
    }
    let ran = place.run(&["plan", "schedules/reconcile/yen.yaml", "--format", "csv", "-o", "known.yaml"]);
    assert!(ran.code == 2 && ran.err.contains("known.yaml is a file of explanations"), "{}", ran.err);
}

/// Charges as `ListAgreementCharges` answers.
fn charges(charges: &[(&str, u32, &str, &str)]) -> String {
    let charge = |(id, revision, amount, time): &(&str, u32, &str, &str)| {
        format!(
            "{{\"id\": \"{id}\", \"revision\": {revision}, \"agreementId\": \"agmt-yen\", \"agreementType\": \
             \"PurchaseAgreement\", \"currencyCode\": \"JPY\", \"amount\": \"{amount}\"{time}}}"
        )
    };
    format!("{{\"items\": [{}]}}", charges.iter().map(charge).collect::<Vec<_>>().join(",\n"))
}

#[test]
fn the_buyers_charges_are_held_against_the_whole_schedule() {
    let answer = charges(&[
        ("c1", 1, "1000", ", \"time\": \"2027-02-05T00:00:00Z\""),
        ("c2", 1, "900", ", \"time\": 1804204800"),
        ("c2", 2, "1100", ", \"time\": 1804204800"),
        ("c4", 1, "7", ""),
        ("c5", 1, "8", ", \"time\": null"),
    ]);
    let labelled = format!("{YEN}labels: {{agreement: agmt-yen}}\n");
    let place = Place::new(&[("a.yaml", &labelled), ("c.json", &answer)]);
    let result = place.json(&["reconcile", "a.yaml", "c.json"]);
    assert_eq!(result["reports"][0]["kind"], "agreement charges");
    let rows: Vec<String> = result["rows"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| {
            [&row["list"], &row["number"], &row["outcome"], &row["difference"]]
                .map(Value::to_string)
                .join(" ")
        })
        .collect();
    assert_eq!(
        rows,
        [
            "\"listed\" 1 \"matched\" \"0\"",
            "\"listed\" 2 \"amount_differs\" \"100\"",
            "\"listed\" 3 \"missing\" \"-1000\"",
        ]
    );
    assert_eq!(
        result["notes"],
        serde_json::json!([
            "c.json:2: charge c2 is there again; its last revision counts",
            "c.json:4: 2 charges without a day, not compared",
        ])
    );
    // The same answer twice counts once.
    place.write("again.json", &answer);
    let twice = place.json(&["reconcile", "a.yaml", "c.json", "again.json"]);
    assert_eq!(twice["totals"], result["totals"]);
    let other = place.json(&["reconcile", "a.yaml", "c.json", "--accepted", "2027-01-10"]);
    assert_eq!(other["rows"], result["rows"]);
    place.write("bad.json", "{\"items\": [{\"id\": 1}]}");
    let ran = place.run(&["reconcile", "a.yaml", "bad.json"]);
    assert!(ran.code == 2 && ran.err.contains("none of its 1 line can be read"), "{}", ran.err);
}

#[cfg(feature = "xlsx")]
#[test]
fn the_sums_of_a_workbook_are_formulas_over_its_own_rows() {
    let place = place(&[]);
    let ran = place.run(&[&ARGUMENTS[..], &["-o", "out.xlsx"]].concat());
    assert_eq!((ran.code, ran.out.as_str()), (1, ""));
    let mut parts =
        zip::ZipArchive::new(std::fs::File::open(place.path().join("out.xlsx")).unwrap()).unwrap();
    let mut sheet = |number: usize| {
        let mut text = String::new();
        let mut part = parts.by_name(&format!("xl/worksheets/sheet{number}.xml")).unwrap();
        std::io::Read::read_to_string(&mut part, &mut text).unwrap();
        text
    };
    // After the overview and the outcomes: JPY, then USD with its two offers.
    let (yen, dollars) = (sheet(3), sheet(4));
    assert!(yen.contains("<f>SUM(I2:I4)</f><v>-700</v>"), "{yen}");
    for formula in [
        "<f>SUM(I2)</f><v>2000.00</v>",
        "<f>SUM(I4:I11)</f><v>-4200.00</v>",
        "<f>SUM(I2,I4:I11)</f><v>-2200.00</v>",
    ] {
        assert!(dollars.contains(formula), "{formula}: {dollars}");
    }
    assert!(dollars.contains("outlineLevel=\"1\"") && !yen.contains("outlineLevel=\"1\""));
}
