//! The page of a plan: its tables say what the JSON says, its text stays text, and it needs
//! nothing from outside.

use crate::support;
use std::path::Path;

use crate::support::place::Place;
use serde_json::Value;

/// The cells of a page's tables of one class, row by row, the headings included.
fn rows(page: &str, class: &str) -> Vec<Vec<Vec<String>>> {
    let begin = format!("<table class=\"{class}\">");
    let tables = page.split(&begin).skip(1);
    let table = |rest: &str| -> Vec<Vec<String>> {
        let rows = rest.split("</table>").next().unwrap().split("<tr>").skip(1);
        rows.map(|row| row.split("</t").map(text).filter(|cell| !cell.is_empty()).collect()).collect()
    };
    tables.map(table).collect()
}

/// What a reader sees of a piece of markup.
fn text(markup: &str) -> String {
    let visible = markup.split('<').filter_map(|piece| piece.split_once('>')).map(|(_, text)| text);
    let text: String = visible.collect();
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&").trim().to_owned()
}

fn page(place: &Place, file: &str) -> String {
    let ran = place.run(&["plan", file, "--format", "html"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    ran.out
}

/// Only a page with a wide table is printed across; a drawing that asked for a page of its own would leave
/// its heading on another.
#[test]
fn a_drawing_is_printed_under_its_heading() {
    let place =
        Place::new(&[("o.yaml", &std::fs::read_to_string("schedules/upfront-quarterly.yaml").unwrap())]);
    let page = page(&place, "o.yaml");
    assert!(page.contains("class=\"drawing wide\""), "{page}");
    let rules = page.lines().filter(|line| line.contains("{page:wide}"));
    assert_eq!(rules.collect::<Vec<_>>(), ["main.wide{page:wide}"]);
}

/// The whole example folder, copied to where the program runs.
fn examples() -> (Place, Vec<String>) {
    let place = Place::new(&[]);
    let mut names = Vec::new();
    let mut folders = vec![Path::new("schedules").to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let name = path.to_str().unwrap().to_owned();
            place.write(&name, &std::fs::read_to_string(&path).unwrap());
            if path.extension().unwrap() == "yaml" && path.file_stem().unwrap() != "accounts" {
                names.push(name);
            }
        }
    }
    (place, names)
}

#[test]
fn the_tables_say_what_the_json_says() {
    let (place, names) = examples();
    assert!(names.len() >= 22);
    for name in names {
        let plans = place.json(&["plan", &name]);
        let plans = if plans.is_array() { plans } else { Value::Array(vec![plans]) };
        let tables = rows(&page(&place, &name), "sheet");
        // For each offer the invoices and the years, among those of a billing agent.
        let of =
            |title: &str| tables.iter().filter(|table| table[0].iter().any(|cell| cell == title)).collect();
        let (invoiced, years): (Vec<_>, Vec<_>) = (of("scheduled"), of("year"));
        let plans = plans.as_array().unwrap();
        assert_eq!((invoiced.len(), years.len()), (plans.len(), plans.len()), "{name}");
        for (plan, tables) in plans.iter().zip(invoiced.into_iter().zip(years)) {
            let tables = [tables.0, tables.1];
            let invoices = plan["invoices"].as_array().unwrap();
            assert_eq!(tables[0].len(), invoices.len() + 2, "{name}: a heading and a total");
            for (row, invoice) in tables[0][1..].iter().zip(invoices) {
                let digits = |key: &str| invoice[key].as_str().unwrap_or("unknown").to_owned();
                let keys =
                    ["scheduled_date", "invoice_date", "due_date", "amount", "cumulative", "remaining"];
                let mut expected = vec![invoice["number"].to_string()];
                expected.extend(keys.map(digits));
                expected.extend((invoice["expected"] == false).then(|| "not expected".to_owned()));
                expected.extend(invoice["note"].as_str().map(str::to_owned));
                let shown: Vec<String> = row.iter().map(|cell| cell.replace(',', "")).collect();
                let expected: Vec<String> = expected.iter().map(|cell| cell.replace(',', "")).collect();
                assert_eq!(shown, expected, "{name}");
            }
            // What is not expected any more stays in the list of invoices, but not in the years.
            let total = plan["offer"]["total"].as_str().unwrap();
            let expected = invoices.iter().rev().find(|invoice| invoice["expected"] != false).unwrap();
            let expected = expected["cumulative"].as_str().unwrap();
            for (table, total) in tables.into_iter().zip([total, expected]) {
                let last = table.last().unwrap();
                assert_eq!(last[0], "total");
                assert!(last.iter().any(|cell| cell.replace(',', "") == total), "{name}: {last:?}");
            }
        }
    }
}

#[test]
fn the_calendar_shows_each_invoice_and_due_date_once() {
    let place = Place::new(&[("a.yaml", support::BASE)]);
    let page = page(&place, "a.yaml");
    let plan = place.json(&["plan", "a.yaml"]);
    for invoice in plan["invoices"].as_array().unwrap() {
        let number = &invoice["number"];
        for (day, words) in
            [("invoice_date", format!("invoice {number}")), ("due_date", format!("invoice {number} due"))]
        {
            let day = invoice[day].as_str().unwrap();
            let number_of_day = day.rsplit('-').next().unwrap().trim_start_matches('0');
            let entry = format!("<li><time datetime=\"{day}\">{number_of_day}</time> <span>{words}</span>");
            assert_eq!(page.matches(&entry).count(), 1, "{entry}");
        }
    }
    // Each month has its days, in weeks of seven.
    for month in rows(&page, "month") {
        let days: Vec<u32> = month[1..].iter().flatten().map(|day| day.parse().unwrap()).collect();
        assert!((28..=31).contains(&days.len()));
        assert!(days.iter().copied().eq(1..=u32::try_from(days.len()).unwrap()), "{days:?}");
    }
}

#[test]
fn a_page_needs_nothing_and_runs_nothing() {
    let (place, names) = examples();
    for name in names {
        let page = page(&place, &name);
        for foreign in ["<script", "http://", "https://", "src=", "url(", "@import", " onload"] {
            assert!(!page.contains(foreign), "{name} has {foreign}");
        }
        assert!(page.contains("default-src 'none'") && page.contains("<html lang=\"en\">"));
    }
}

#[test]
fn text_of_the_offer_stays_text() {
    let hostile = r#"name: 'A "quoted" </title><script>alert(1)</script> & 株式会社'
labels: {'<b>': '<img src=x onerror=alert(1)>'}
installments:
  - {invoice_date: 2026-12-15, amount: 360000.00, note: "</td><td>9,999.00 & \u202e"}
"#;
    let place = Place::new(&[("a.yaml", &support::complete(hostile))]);
    // The name is refused by `check`; a plan can be had all the same.
    let page = place.run(&["plan", "a.yaml", "--format", "html", "--allow-errors"]).out;
    assert!(!page.contains("<script") && !page.contains("<img") && !page.contains("<b>:"));
    assert!(page.contains(
        "<h1 lang=\"ja\">A \"quoted\" &lt;/title&gt;&lt;script&gt;alert(1)&lt;/script&gt; &amp; 株式会社</h1>"
    ));
    assert!(page.contains("&lt;/td&gt;&lt;td&gt;9,999.00 &amp;"));
}

#[test]
fn months_and_years_without_anything_are_named_not_drawn() {
    let offer = support::complete(
        "term: 60 months\ninstallments:\n  - {invoice_date: 2026-12-15, amount: 60000.00}\n  - {invoice_date: 2029-06-30, amount: 300000.00}\n",
    );
    let place = Place::new(&[("a.yaml", &offer)]);
    let page = page(&place, "a.yaml");
    let drawn: Vec<&str> = page
        .split("<table class=\"month\">\n<caption>")
        .skip(1)
        .map(|m| m.split('<').next().unwrap())
        .collect();
    assert_eq!(drawn, ["December 2026", "January 2027", "June 2029", "July 2029", "December 2031"]);
    assert!(page.contains("Nothing in 2028.") && page.contains("Nothing in 2030."));
    assert!(page.contains("Nothing in January, February, March, April, May, August,"));
}

#[test]
fn several_offers_share_a_page_with_links_to_each() {
    let place = Place::new(&[("a.yaml", support::BASE), ("b.yaml", support::BASE)]);
    let ran = place.run(&["plan", "a.yaml", "b.yaml", "--format", "html"]);
    let page = ran.out;
    assert!(page.contains("<title>2 offers</title>"));
    let ids: Vec<&str> = page.split(" id=\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
    let distinct: std::collections::BTreeSet<&&str> = ids.iter().collect();
    assert_eq!(distinct.len(), ids.len(), "an id stands for one thing");
    for number in [1, 2] {
        assert!(
            page.contains(&format!("href=\"#offer-{number}\"")) && ids.contains(&&*format!("offer-{number}"))
        );
    }
}

#[test]
fn the_sellers_money_stands_in_a_table_and_beside_the_billed_amount() {
    let place = Place::new(&[("a.yaml", support::BASE)]);
    let page = place.run(&["plan", "a.yaml", "--cash", "--format", "html"]).out;
    let plan = place.json(&["plan", "a.yaml", "--cash"]);
    let tables = rows(&page, "sheet");
    let lines = plan["cash"]["lines"].as_array().unwrap();
    let cash = tables.iter().find(|table| table[0].contains(&"net".to_owned())).unwrap();
    assert_eq!(cash.len(), lines.len() + 2);
    for (row, line) in cash[1..].iter().zip(lines) {
        let net = line["seller_net"].as_str().unwrap();
        assert!(row.iter().any(|cell| cell.replace(',', "") == net), "{row:?} {net}");
    }
    // Wide and narrow, billed and paid out.
    assert_eq!(page.matches("class=\"line-1\"").count(), page.matches("class=\"line-2\"").count());
    assert!(page.contains("Cumulative amount billed and paid out to the seller"));
}

#[test]
fn days_of_acceptance_are_a_page_too() {
    let place = Place::new(&[("a.yaml", support::BASE)]);
    let ran = place.run(&["plan", "a.yaml", "--accept-range", "--format", "html"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    let window = place.json(&["plan", "a.yaml", "--accept-range"]);
    let table = &rows(&ran.out, "sheet")[0];
    let stretches = window["acceptance"].as_array().unwrap();
    assert_eq!(table.len(), stretches.len() + 1);
    for (row, stretch) in table[1..].iter().zip(stretches) {
        assert_eq!(row[0], stretch["from"].as_str().unwrap());
    }
}

/// Amounts that stand far to the right stay in sight on a phone; an agenda has them beside the day.
#[test]
fn amounts_are_in_sight_on_a_narrow_screen() {
    let place = Place::new(&[("a.yaml", support::BASE)]);
    let plan = page(&place, "a.yaml");
    assert!(plan.contains("class=\"n held\">amount</th>"), "{plan}");
    assert!(plan.contains("main:not(.letter) .sheet .held{position:sticky;right:"), "{plan}");
    let agenda =
        place.run(&["agenda", "a.yaml", "--as-of", "2026-12-01", "--next", "3650", "--format", "html"]);
    let heads = &rows(&agenda.out, "sheet")[0][0];
    assert_eq!(heads[..3], ["date", "amount", "currency"], "{heads:?}");
}

/// Only a page as a whole is turned on its side for a printer: a drawing would stand alone on its sheet.
#[test]
fn drawings_stay_on_the_sheet_of_their_heading() {
    let place = Place::new(&[("a.yaml", support::BASE)]);
    let plan = page(&place, "a.yaml");
    assert!(plan.contains("\nmain.wide{page:wide}") && !plan.contains("\n.wide{page:wide}"), "{plan}");
}
