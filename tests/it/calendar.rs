//! `paysched calendar`: sums that another reckoning confirms, stages, groups, days to come, errors.

use crate::support;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::support::place::Place;
use paysched::offer::Amount;
use proptest::prelude::*;
use rust_decimal::Decimal;
use serde_json::Value;

/// Runs the program in the project's folder; gives exit code, output and errors.
fn run(arguments: &[&str]) -> (i32, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_paysched"));
    let output = support::scrubbed(&mut command).args(arguments).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

fn json(arguments: &[&str]) -> Value {
    let (_, out, err) = run(&[arguments, &["--format", "json"]].concat());
    serde_json::from_str(&out).unwrap_or_else(|_| panic!("{out}{err}"))
}

/// An offer of single installments; `days` are their dates and amounts.
fn offer(name: &str, extra: &str, days: &[(&str, &str)]) -> String {
    let lines: String =
        days.iter().map(|(day, sum)| format!("  - {{invoice_date: {day}, amount: {sum}}}\n")).collect();
    format!(
        "paysched: 1\nname: {name}\nproduct: {{id: prod-k3xu7yexample, type: saas_contract}}\n\
         buyers: [{{account: \"111122223333\", billing: invoice, net_days: 30}}]\n\
         term: 60 months\ncurrency: USD\n{extra}installments:\n{lines}"
    )
}

/// The sums of a list of records by these of their fields.
type Sums = BTreeMap<Vec<String>, [(u64, Amount); 3]>;

fn sums(records: &Value, by: &[&str]) -> Sums {
    let mut sums = Sums::new();
    for record in records.as_array().unwrap() {
        let key = by.iter().map(|field| record[field].as_str().unwrap_or("none").to_owned()).collect();
        let own = sums.entry(key).or_default();
        for (sum, field) in own.iter_mut().zip(["invoiced", "due", "expected"]) {
            sum.0 += record[&format!("{field}_count")].as_u64().unwrap();
            sum.1 = sum.1.plus(Amount::parse(record[field].as_str().unwrap()).unwrap()).unwrap();
        }
    }
    sums.retain(|_, sums| sums.iter().any(|(count, _)| *count > 0));
    sums
}

/// The offers of a file as another reader of YAML reads them.
fn documents(path: &Path) -> Vec<Value> {
    use serde::Deserialize as _;
    let text = std::fs::read_to_string(path).unwrap();
    serde_yaml::Deserializer::from_str(&text).map(|document| Value::deserialize(document).unwrap()).collect()
}

/// What the calendar of these files must be, out of the plans of each and the keys of the offers: by
/// month, currency and stage.
fn reckoned(files: &[PathBuf], as_of: &str, late: &str) -> Sums {
    let mut replaced: BTreeMap<PathBuf, String> = BTreeMap::new();
    for path in files {
        for offer in documents(path) {
            if let (Some(old), Some(day)) =
                (offer["replaces"]["schedule"].as_str(), offer["accepted"].as_str())
            {
                replaced.insert(path.parent().unwrap().join(old), day.to_owned());
            }
        }
    }
    let mut sums = Sums::new();
    for path in files {
        let shown = path.to_str().unwrap();
        let plans = json(&["plan", shown, "--as-of", as_of, "--cash", "--fee=3%", "--late", late]);
        let plans = if plans.is_array() { plans } else { Value::from(vec![plans]) };
        for (offer, plan) in documents(path).iter().zip(plans.as_array().unwrap()) {
            let day = |key: &str| offer[key].as_str();
            let stage = match (day("accepted"), day("release")) {
                (Some(_), _) => "accepted",
                _ if day("accept_by").unwrap() < as_of => continue,
                (None, Some(release)) if release <= as_of => "released",
                _ => "draft",
            };
            if offer["kind"] == "resale_authorization" {
                continue;
            }
            for (invoice, line) in
                plan["invoices"].as_array().unwrap().iter().zip(plan["cash"]["lines"].as_array().unwrap())
            {
                let issued = invoice["invoice_date"].as_str().unwrap();
                let ended = offer["ended"]["on"].as_str().or(offer["ended"].as_str());
                if ended.is_some_and(|day| issued > day) {
                    continue;
                }
                if replaced.get(path).is_some_and(|day| issued > day.as_str()) {
                    continue;
                }
                let days = [Some(issued), invoice["due_date"].as_str(), line["collection_date"].as_str()];
                for (at, day) in days.into_iter().enumerate() {
                    let month = day.map_or("unknown", |day| day.split_at(7).0);
                    let key = [month, plan["offer"]["currency"].as_str().unwrap(), stage];
                    let sum = &mut sums.entry(key.map(str::to_owned).to_vec()).or_default()[at];
                    sum.0 += 1;
                    sum.1 = sum.1.plus(Amount::parse(invoice["amount"].as_str().unwrap()).unwrap()).unwrap();
                }
            }
        }
    }
    sums
}

#[test]
fn the_sums_are_those_of_the_plans_of_every_offer() {
    let files = support::offer_files();
    assert!(files.len() > 20);
    for (as_of, late) in [("2026-12-05", "0"), ("2027-02-01", "45")] {
        let calendar = json(&["calendar", "schedules", "--as-of", as_of, "--late", late]);
        assert_eq!(
            sums(&calendar["months"], &["period", "currency", "offers"]),
            reckoned(&files, as_of, late)
        );
        for by in ["buyer", "product", "label=region"] {
            let grouped = json(&["calendar", "schedules", "--as-of", as_of, "--late", late, "--by", by]);
            for list in ["months", "next"] {
                let fields = ["period", "currency", "offers"];
                assert_eq!(sums(&grouped[list], &fields), sums(&calendar[list], &fields), "{by} {list}");
            }
        }
    }
}

#[test]
fn the_outputs_are_as_they_are_kept() {
    for format in ["table", "json", "csv", "markdown", "html", "ics"] {
        let mut arguments =
            vec!["calendar", "schedules/portfolio", "--as-of", "2027-02-01", "--format", format];
        if format != "ics" {
            arguments.extend(["--late", "15", "--by", "buyer"]);
        }
        let (code, out, err) = run(&arguments);
        assert_eq!((code, err.as_str()), (0, ""), "{format}");
        support::golden(&PathBuf::from(format!("tests/plans/calendar/portfolio.{format}")), &out);
    }
}

#[test]
fn each_grouping_has_its_groups() {
    for (by, groups) in [
        (
            "buyer",
            vec![
                ("411122223333", "Harbor Freight Lines"),
                ("422233334444", "Lumen Health"),
                ("433344445555", "さくら物流"),
            ],
        ),
        (
            "product",
            vec![("prod-k3xu7yexample", "Meridian Observability"), ("prod-m5ryw6example", "Meridian Traces")],
        ),
        ("label=region", vec![("east", "none"), ("japan", "none"), ("west", "none")]),
        ("label=nothing", vec![("none", "none")]),
        ("currency", vec![("none", "none")]),
    ] {
        let calendar = json(&["calendar", "schedules/portfolio", "--as-of", "2027-02-01", "--by", by]);
        let found: Vec<Vec<String>> = sums(&calendar["months"], &["group", "name"]).into_keys().collect();
        let groups: Vec<Vec<String>> =
            groups.iter().map(|(a, b)| vec![(*a).to_owned(), (*b).to_owned()]).collect();
        assert_eq!(found, groups, "{by}");
        assert_eq!(calendar["by"], by.split('=').next().unwrap());
        assert_eq!(calendar["label"].as_str(), by.split('=').nth(1));
    }
}

#[test]
fn several_buyers_of_one_offer_are_one_group_in_any_order() {
    let buyers = |list: &str| {
        offer("a", "accepted: 2026-12-20\naccept_by: 2026-12-31\n", &[("2027-01-15", "100.00")]).replace(
            "buyers: [{account: \"111122223333\", billing: invoice, net_days: 30}]",
            &format!("net_terms: 30\nbuyers: [{list}]"),
        )
    };
    let (a, b) =
        ("{account: \"111122223333\", billing: invoice}", "{account: \"222233334444\", billing: invoice}");
    let place =
        Place::new(&[("a.yaml", &buyers(&format!("{a}, {b}"))), ("b.yaml", &buyers(&format!("{b}, {a}")))]);
    let calendar = place.json(&["calendar", "--as-of", "2027-01-01", "--by", "buyer"]);
    let found = sums(&calendar["months"], &["group", "period"]);
    let key = vec!["111122223333, 222233334444".to_owned(), "2027-01".to_owned()];
    assert_eq!(found[&key][0], (2, support::amount(20000, 2)));
}

#[test]
fn an_offer_is_accepted_released_or_a_draft_and_expires_after_its_last_day() {
    let stage = |extra: &str, as_of: &str| {
        let place = Place::new(&[("a.yaml", &offer("a", extra, &[("2027-06-15", "100.00")]))]);
        let offers = place.json(&["calendar", "--as-of", as_of])["offers"].clone();
        let named = offers.as_object().unwrap().iter().filter(|(_, count)| **count != 0);
        named.map(|(name, _)| name.clone()).collect::<Vec<_>>().join(" ")
    };
    let open = "release: 2026-12-01\naccept_by: 2026-12-31\n";
    for (extra, as_of, expected) in [
        (open, "2026-11-30", "draft"),
        (open, "2026-12-01", "released"),
        (open, "2026-12-31", "released"),
        (open, "2027-01-01", "expired"),
        ("accept_by: 2026-12-31\n", "2026-12-31", "draft"),
        ("accept_by: 2026-12-31\n", "2027-01-01", "expired"),
        ("release: 2026-12-01\naccept_by: 2026-12-31\naccepted: 2026-12-05\n", "2026-11-01", "accepted"),
        ("release: 2026-12-01\naccept_by: 2026-12-31\naccepted: 2026-12-05\n", "2027-11-01", "accepted"),
        (
            "kind: resale_authorization\nrelease: 2026-12-01\naccept_by: 2026-12-31\n",
            "2026-12-01",
            "authorizations",
        ),
    ] {
        assert_eq!(stage(extra, as_of), expected, "{extra} {as_of}");
    }
}

#[test]
fn the_days_to_come_begin_today_and_end_on_the_last_day() {
    let accepted = "release: 2026-12-01\naccept_by: 2026-12-31\naccepted: 2026-12-05\n";
    let days =
        [("2027-01-09", "1.00"), ("2027-01-10", "2.00"), ("2027-02-09", "4.00"), ("2027-02-10", "8.00")];
    let place = Place::new(&[("a.yaml", &offer("a", accepted, &days))]);
    let next = |arguments: &[&str]| -> Vec<String> {
        let calendar = place.json(&[&["calendar", "--as-of", "2027-01-10"], arguments].concat());
        let of = |record: &Value| {
            let text = |field: &str| record[field].as_str().unwrap().to_owned();
            [text("period"), text("from"), text("to"), text("invoiced"), text("due"), text("expected")]
                .join(" ")
        };
        calendar["next"].as_array().unwrap().iter().map(of).collect()
    };
    // Due are the 8th and 9th of February, the 11th and 12th of March; the first two are paid first.
    assert_eq!(next(&["--next", "30"]), ["30 days 2027-01-10 2027-02-09 6.00 3.00 3.00"]);
    assert_eq!(next(&["--next", "0"]), ["0 days 2027-01-10 2027-01-10 2.00 0.00 0.00"]);
    assert_eq!(
        next(&["--next", "31,29", "--late", "1"]),
        ["29 days 2027-01-10 2027-02-08 2.00 1.00 0.00", "31 days 2027-01-10 2027-02-10 14.00 3.00 3.00"]
    );
    assert_eq!(
        next(&[]),
        ["30 days 2027-01-10 2027-02-09 6.00 3.00 3.00", "90 days 2027-01-10 2027-04-10 14.00 15.00 15.00"]
    );
    // Beyond the last day that there is.
    assert_eq!(next(&["--next", "4294967295"]), ["4294967295 days 2027-01-10 9999-12-31 14.00 15.00 15.00"]);
}

#[test]
fn pending_invoices_of_a_replaced_offer_are_cancelled_once_the_replacement_is_accepted() {
    let accepted = "release: 2026-12-01\naccept_by: 2026-12-31\naccepted: 2026-12-05\n";
    let old =
        offer("old", accepted, &[("2027-01-10", "1.00"), ("2027-02-10", "2.00"), ("2027-03-10", "4.00")]);
    let new = |accepted: &str| {
        offer("new", &format!("kind: replacement_offer\nreplaces: {{agreement: agmt-1exampleofanagreement, schedule: ../old/a.yaml}}\nrelease: 2027-02-01\naccept_by: 2027-02-20\n{accepted}"), &[("2027-03-10", "8.00")])
            .replace("term: 60 months", "term: {end: 2031-12-05}")
    };
    let asked = |new: &str, more: &[&str]| {
        let place = Place::new(&[("old/a.yaml", &old), ("new/b.yaml", new)]);
        let calendar = place.json(&[&["calendar", "--as-of", "2027-02-15"], more].concat());
        let sums = sums(&calendar["months"], &["offers"]);
        let of = |stage: &str| sums.get(&vec![stage.to_owned()]).map(|sums| sums[0].1.to_string());
        (of("accepted"), of("released"), calendar["cancelled_invoices"].as_u64().unwrap())
    };
    let total = |new: &str| asked(new, &[]);
    let some = |text: &str| Some(text.to_owned());
    // Released on the day of an invoice, so that none falls into the time to accept.
    let open = new("").replace("release: 2027-02-01", "release: 2027-02-10");
    assert_eq!(total(&open), (some("7.00"), some("8.00"), 0));
    // What is issued on the day itself was issued at its beginning.
    assert_eq!(total(&new("accepted: 2027-02-09\n")), (some("9.00"), None, 2));
    assert_eq!(total(&new("accepted: 2027-02-10\n")), (some("11.00"), None, 1));
    // An offer does not replace itself: that is an error, and even so nothing of it is cancelled.
    let itself = new("accepted: 2027-02-10\n").replace("../old/a.yaml", "b.yaml");
    assert_eq!(total(&itself), (some("7.00"), None, 0));
    assert_eq!(asked(&itself, &["--allow-errors"]), (some("15.00"), None, 0));
}

#[test]
fn folders_threads_and_the_order_of_paths_change_nothing() {
    let texts: Vec<String> = (0_i32..90)
        .map(|n| {
            let extra = format!(
                "release: 2026-12-01\naccept_by: 2026-12-31\n{}labels: {{region: r{}}}\n",
                if n % 2 == 0 { "accepted: 2026-12-05\n" } else { "" },
                n % 7
            );
            offer(
                &format!("offer {n}"),
                &extra,
                &[("2027-01-09", &format!("{n}.01")), ("2028-01-10", "20.00")],
            )
        })
        .collect();
    let flat = Place::new(&[]);
    let deep = Place::new(&[]);
    for (n, text) in texts.iter().enumerate() {
        flat.write(&format!("{n:03}.yaml"), text);
        deep.write(&format!("{}/{}/{n}.yaml", n % 5, 90 - n), text);
    }
    for format in ["json", "csv", "table"] {
        let arguments = ["calendar", "--as-of", "2026-12-10", "--by", "label=region", "--format", format];
        let first = flat.run_with(&arguments, "", &[("RAYON_NUM_THREADS", "1")]);
        assert_eq!((first.code, first.err.as_str()), (0, ""));
        for (place, threads) in [(&flat, "7"), (&deep, "1"), (&deep, "3")] {
            let again = place.run_with(&arguments, "", &[("RAYON_NUM_THREADS", threads)]);
            assert_eq!(again.out, first.out);
        }
    }
    let paths = |order: &[&str]| {
        deep.run(&[&["calendar", "--as-of", "2026-12-10", "--format", "csv"], order].concat()).out
    };
    assert_eq!(paths(&["0", "1", "2", "3", "4"]), paths(&["3", "0", "4", "2", "1", "."]));
}

#[test]
fn the_calendar_file_has_the_events_of_the_plans() {
    let texts: Vec<String> = (0..600)
        .map(|n| {
            offer(
                &format!("offer {}", n / 2),
                "release: 2026-12-01\naccept_by: 2026-12-31\n",
                &[("2027-01-09", "10.00")],
            )
        })
        .collect();
    let place = Place::new(&[]);
    let names: Vec<String> = (0..600).map(|n| format!("{n:03}.yaml")).collect();
    names.iter().zip(&texts).for_each(|(name, text)| place.write(name, text));
    let mut arguments = vec!["plan", "--as-of", "2026-12-10", "--format", "ics"];
    arguments.extend(names.iter().map(String::as_str));
    let plans = place
        .run(&arguments)
        .out
        .replace("X-WR-CALNAME:Invoices of 600 offers", "X-WR-CALNAME:Calendar of the current folder");
    let calendar = place.run(&["calendar", "--as-of", "2026-12-10", "--format", "ics"]);
    assert_eq!(plans.matches("BEGIN:VEVENT").count(), 1200);
    assert_eq!(calendar.out, plans);
    place.run(&["calendar", "--as-of", "2026-12-10", "--output", "all.ics"]);
    assert_eq!(std::fs::read_to_string(place.path().join("all.ics")).unwrap(), plans);
    for options in [["--by", "buyer"], ["--late", "3"], ["--next", "30"]] {
        let ran = place.run(&[&["calendar", "--format", "ics"], &options[..]].concat());
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{options:?}");
    }
}

#[test]
fn offers_with_errors_are_left_out_and_the_first_ten_are_named() {
    let good = offer("a", "release: 2026-12-01\naccept_by: 2026-12-31\n", &[("2027-01-09", "10.00")]);
    let wrong = good.replace("currency: USD", "currency: USD\ntotal: 11.00");
    let place = Place::new(&[("good.yaml", &good), ("read.md", "no offer"), ("other.yaml", "key: value\n")]);
    (0..12).for_each(|n| place.write(&format!("wrong-{n:02}.yaml"), &wrong));
    let arguments = ["calendar", "--as-of", "2026-12-10", "--format", "json"];
    let ran = place.run(&arguments);
    let calendar: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(
        (ran.code, &calendar["offers"]["with_errors"], &calendar["offers"]["released"]),
        (1, &12.into(), &1.into())
    );
    let lines: Vec<&str> = ran.err.lines().collect();
    assert_eq!(lines.len(), 12, "{}", ran.err);
    assert_eq!(
        lines[0],
        "paysched: wrong-00.yaml, offer 1: installments add up to 10.00 USD, but the total is 11.00 USD"
    );
    assert!(lines[9].starts_with("paysched: wrong-09.yaml, "), "{}", ran.err);
    assert_eq!(
        lines[10..],
        [
            "paysched: and 2 more",
            "paysched: 12 offers are left out (--allow-errors counts them all the same)"
        ]
    );
    assert_eq!(place.run_with(&arguments, "", &[("RAYON_NUM_THREADS", "5")]).err, ran.err);
    let events = place.run(&["calendar", "--as-of", "2026-12-10", "--format", "ics"]);
    assert_eq!((events.code, events.err, events.out.matches("BEGIN:VEVENT").count()), (1, ran.err, 2));

    let all = place.run(&["calendar", "--as-of", "2026-12-10", "--format", "json", "--allow-errors"]);
    let calendar: Value = serde_json::from_str(&all.out).unwrap();
    assert_eq!((all.code, all.err.as_str(), &calendar["offers"]["released"]), (0, "", &13.into()));
    place.write("broken.yaml", "paysched: 1\nname: [\n");
    let ran = place.run(&["calendar", "--as-of", "2026-12-10", "--allow-errors"]);
    assert_eq!(ran.code, 1);
    assert!(
        ran.err.starts_with("paysched: broken.yaml, offer 1: ")
            && ran.err.ends_with("paysched: 1 offer is left out\n"),
        "{}",
        ran.err
    );
}

#[test]
fn what_cannot_be_read_is_an_error_and_writes_nothing() {
    let good = offer("a", "release: 2026-12-01\naccept_by: 2026-12-31\n", &[("2027-01-09", "10.00")]);
    let place = Place::new(&[
        ("good.yaml", &good),
        ("empty/read.md", ""),
        ("bad/a.yaml", &good),
        ("bad/paysched.toml", "accounts = 3\n"),
    ]);
    for (arguments, words) in [
        (vec!["calendar", "nowhere", "good.yaml"], "paysched: nowhere: no such file or folder"),
        (vec!["calendar", "empty"], "paysched: there is no offer in empty"),
        (vec!["calendar", "bad", "good.yaml"], "error"),
        (vec!["calendar", "--by", "label"], "name the label, such as `label=region`"),
        (vec!["calendar", "--by", "colour"], "write `month`, `quarter`, `fiscal-year`, `offer`, `buyer`"),
        (vec!["calendar", "--late", "-1"], "-1 is not in"),
        (vec!["calendar", "good.yaml", "--output", "calendar.doc"], "names no format"),
    ] {
        for format in ["json", "ics"] {
            let extra = if arguments.contains(&"--output") {
                vec![]
            } else {
                vec!["--format", format, "--output", "out.txt"]
            };
            let ran = place.run(&[arguments.clone(), extra].concat());
            assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{arguments:?}");
            assert!(ran.err.contains(words), "{}", ran.err);
            let left: Vec<_> =
                std::fs::read_dir(place.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
            assert_eq!(left.len(), 3, "{left:?}");
        }
    }
}

#[test]
fn a_sum_that_cannot_be_held_exactly_is_refused() {
    let one = offer(
        "a",
        "release: 2026-12-01\naccept_by: 2026-12-31\n",
        &[("2027-01-09", "9999999999999999999999999999")],
    );
    let place = Place::new(&[]);
    (0..7).for_each(|n| place.write(&format!("{n}.yaml"), &one));
    let arguments = ["calendar", "--as-of", "2026-12-10", "--allow-errors"];
    let out = place.run(&arguments).out;
    assert!(out.contains(" 69,999,999,999,999,999,999,999,999,993.00\n"), "{out}");
    // Eight of them are more than 2^96 - 1, whichever thread adds them.
    place.write("7.yaml", &one);
    for threads in ["1", "4"] {
        let ran = place.run_with(&arguments, "", &[("RAYON_NUM_THREADS", threads)]);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""));
        assert_eq!(ran.err, "paysched: the amounts are too large to be added exactly\n");
    }
}

#[test]
fn an_unknown_day_has_its_own_row_at_the_end() {
    let unknown = offer("a", "release: 2026-12-01\naccept_by: 2026-12-31\n", &[("2027-01-09", "10.00")])
        .replace(", net_days: 30", "");
    let place = Place::new(&[("a.yaml", &unknown)]);
    let calendar = place.json(&["calendar", "--as-of", "2026-12-10"]);
    let last = calendar["months"].as_array().unwrap().last().unwrap();
    assert_eq!(
        (&last["period"], &last["from"], &last["due"], &last["expected"]),
        (&"unknown".into(), &Value::Null, &"10.00".into(), &"10.00".into())
    );
}

#[test]
#[cfg(feature = "xlsx")]
fn a_workbook_has_a_sheet_for_each_currency_with_totals_as_formulas() {
    use std::io::Read as _;
    let place = Place::new(&[]);
    let file = place.path().join("calendar.xlsx");
    let (code, out, err) = run(&[
        "calendar",
        "schedules/portfolio",
        "--as-of",
        "2027-02-01",
        "--output",
        file.to_str().unwrap(),
    ]);
    assert_eq!((code, out.as_str(), err.as_str()), (0, "", ""));
    let mut parts = zip::ZipArchive::new(std::fs::File::open(file).unwrap()).unwrap();
    let mut text = |name: &str| {
        let mut text = String::new();
        parts.by_name(name).unwrap().read_to_string(&mut text).unwrap();
        text
    };
    let book = text("xl/workbook.xml");
    let names: Vec<&str> =
        book.split("<sheet name=\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
    assert_eq!(names, ["Overview", "Next 30 days", "Next 90 days", "EUR", "JPY", "USD"]);
    assert!(
        text("xl/worksheets/sheet4.xml").contains("<f>SUM(D2,D4:D14,D16:D26)</f><v>100000.00</v>"),
        "the total in euro"
    );
}

/// The period of a month `2027-03` for fiscal years from that month, reckoned by counting.
fn period_of(month: &str, every: &str, starts: u32) -> String {
    let Some((year, number)) = month.split_once('-') else { return month.to_owned() };
    let (mut year, mut own, mut passed) = (year.parse::<u32>().unwrap(), number.parse::<u32>().unwrap(), 0);
    while own != starts {
        (year, own) = if own == 1 { (year - 1, 12) } else { (year, own - 1) };
        passed += 1;
    }
    let fiscal = match starts {
        1 => year.to_string(),
        _ => format!("{year}/{}", &(year + 1).to_string()[2..]),
    };
    match every {
        "month" => month.to_owned(),
        "quarter" => format!("{fiscal}-Q{}", passed / 3 + 1),
        _ => fiscal,
    }
}

#[test]
fn every_view_has_the_sums_of_the_plans_in_every_period() {
    let files = support::offer_files();
    let months = reckoned(&files, "2027-02-01", "0");
    for (every, starts) in [
        ("month", 1),
        ("quarter", 1),
        ("quarter", 4),
        ("fiscal-year", 1),
        ("fiscal-year", 4),
        ("quarter", 12),
    ] {
        let mut expected = Sums::new();
        for (key, sums) in &months {
            let key = [&[period_of(&key[0], every, starts)], &key[1..]].concat();
            let own = expected.entry(key).or_default();
            for (own, more) in own.iter_mut().zip(sums) {
                *own = (own.0 + more.0, own.1.plus(more.1).unwrap());
            }
        }
        let starts = starts.to_string();
        let seen = ["calendar", "schedules", "--as-of", "2027-02-01", "--fiscal-year-starts", &starts];
        for by in
            [vec!["--by", every], vec!["--by", every, "--by", "offer"], vec!["--by", "buyer", "--by", every]]
        {
            let calendar = json(&[&seen[..], &by].concat());
            let list = every.replace('-', "_");
            assert!(calendar["months"].as_array().unwrap().iter().all(|row| row["list"] == list.as_str()));
            assert_eq!(sums(&calendar["months"], &["period", "currency", "offers"]), expected, "{by:?}");
        }
    }
}

/// The totals of a calendar as people read them, by currency and class.
fn totals(calendar: &Value) -> Vec<Vec<String>> {
    let rows = sums(&calendar["months"], &["currency", "offers"]);
    // Sums keep the decimals of their currency.
    let words = |amount: &Amount| paysched::internals::output::plans::sheet::grouped(&amount.to_string());
    let row = |(key, sums): (Vec<String>, [(u64, Amount); 3])| {
        let amounts = sums.iter().map(|(_, amount)| words(amount));
        [vec![key[1].clone(), "total".to_owned(), sums[0].0.to_string()], amounts.collect()].concat()
    };
    rows.into_iter().map(row).collect()
}

#[test]
fn every_format_has_the_same_totals() {
    let plain = |cell: &str| cell.replace(['*', '\n'], "").trim().to_owned();
    for by in
        [vec![], vec!["--by", "quarter"], vec!["--by", "fiscal-year"], vec!["--by", "month", "--cancelled"]]
    {
        let seen = [&["calendar", "schedules", "--as-of", "2027-02-01", "--renewals", "1"][..], &by].concat();
        let mut expected = totals(&json(&seen));
        let (_, csv, _) = run(&[&seen[..], &["--format", "csv"]].concat());
        let mut csv = csv::Reader::from_reader(csv.as_bytes());
        let rows: Vec<Value> = csv
            .deserialize::<BTreeMap<String, Value>>()
            .map(|row| serde_json::to_value(row.unwrap()).unwrap())
            .filter(|row| row["list"] != "next")
            .collect();
        let text = |row: &Value, key: &str| row[key].as_str().map_or(row[key].to_string(), str::to_owned);
        let mut counts: BTreeMap<(String, String), u64> = BTreeMap::new();
        for row in &rows {
            let count: u64 = text(row, "invoiced_count").parse().unwrap();
            *counts.entry((text(row, "currency"), text(row, "offers"))).or_default() += count;
        }
        let of_csv: Vec<(String, String)> =
            counts.into_iter().map(|((_, class), count)| (class, count.to_string())).collect();
        let of_json: Vec<(String, String)> =
            expected.iter().map(|row| (row[0].clone(), row[2].clone())).collect();
        assert_eq!(of_csv, of_json);
        expected.sort();
        for (format, between) in [("table", "  "), ("markdown", "|"), ("html", "</t")] {
            let (_, out, _) = run(&[&seen[..], &["--format", format]].concat());
            let cells = |line: &str| -> Vec<String> {
                let cells = line.split(between).map(|cell| plain(cell.rsplit('>').next().unwrap()));
                cells.filter(|cell| !cell.is_empty()).collect()
            };
            let mut found: Vec<Vec<String>> = out
                .lines()
                .map(cells)
                .filter(|cells| cells.get(1).is_some_and(|word| word == "total"))
                .collect();
            found.sort();
            assert_eq!(found, expected, "{format} {by:?}");
        }
    }
}

#[test]
fn there_is_no_gap_between_the_first_and_the_last_period() {
    for every in ["month", "quarter", "fiscal-year"] {
        let calendar =
            json(&["calendar", "schedules", "--as-of", "2027-02-01", "--by", every, "--by", "offer"]);
        let mut last: BTreeMap<Vec<String>, String> = BTreeMap::new();
        let mut zeros = 0;
        for row in calendar["months"].as_array().unwrap() {
            let (Some(from), Some(to)) = (row["from"].as_str(), row["to"].as_str()) else { continue };
            let key = ["currency", "offers", "group"].map(|key| row[key].to_string()).to_vec();
            let before = last.insert(key, to.to_owned());
            let next = |day: &str| day.parse::<chrono::NaiveDate>().unwrap().succ_opt().unwrap().to_string();
            assert!(before.is_none_or(|before| next(&before) == from), "{row}");
            zeros +=
                usize::from(["invoiced", "due", "expected"].iter().all(|f| row[&format!("{f}_count")] == 0));
        }
        assert!(last.len() > 5 && (zeros > 0 || every == "fiscal-year"), "{every} {zeros}");
    }
    let (_, table, _) = run(&["calendar", "schedules/portfolio", "--as-of", "2027-02-01"]);
    let row = table.lines().find(|line| line.starts_with("released  2027-06")).unwrap();
    let cells: Vec<&str> = row.split_whitespace().collect();
    assert_eq!(cells, ["released", "2027-06", "0", "0.00", "0.00", "0.00"]);
}

#[test]
fn fiscal_years_begin_where_the_configuration_says() {
    let days = [("2027-03-31", "10.00"), ("2027-04-01", "4.00"), ("2028-03-31", "6.00")];
    let one = offer("a", "release: 2026-12-01\naccept_by: 2026-12-31\naccepted: 2026-12-02\n", &days);
    let place = Place::new(&[
        ("a/a.yaml", &one),
        ("a/paysched.toml", "fiscal_year_starts = 4\n"),
        ("b/b.yaml", &one),
        ("c/c.yaml", &one),
        ("c/paysched.toml", "fiscal_year_starts = 13\n"),
    ]);
    let years = |arguments: &[&str]| -> Vec<(String, String)> {
        let calendar =
            place.json(&[&["calendar", "--as-of", "2026-12-10", "--by", "fiscal-year"], arguments].concat());
        let invoiced = |row: &&Value| row["invoiced_count"] != 0;
        let of =
            |row: &Value| (row["period"].as_str().unwrap().into(), row["invoiced"].as_str().unwrap().into());
        calendar["months"].as_array().unwrap().iter().filter(invoiced).map(of).collect()
    };
    let pairs = |list: &[(&str, &str)]| -> Vec<(String, String)> {
        list.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect()
    };
    assert_eq!(years(&["a"]), pairs(&[("2026/27", "10.00"), ("2027/28", "10.00")]));
    assert_eq!(years(&["b"]), pairs(&[("2027", "14.00"), ("2028", "6.00")]));
    assert_eq!(
        years(&["a", "b", "--fiscal-year-starts", "4"]),
        pairs(&[("2026/27", "20.00"), ("2027/28", "20.00")])
    );
    let mixed = place.run(&["calendar", "a", "b", "--as-of", "2026-12-10", "--by", "quarter"]);
    assert_eq!((mixed.code, mixed.out.as_str()), (2, ""));
    assert!(mixed.err.contains("others from month 4: give --fiscal-year-starts 1 or 4"), "{}", mixed.err);
    let months = place.run(&["calendar", "a", "b", "--as-of", "2026-12-10"]);
    assert_eq!(months.code, 0, "months are the same for all: {}", months.err);
    let title = place.run(&["calendar", "a", "--as-of", "2026-12-10", "--by", "quarter"]).out;
    let expected = "Invoices by quarter, fiscal years from April: January 2027 to June 2028\n";
    assert!(title.starts_with(expected), "{title}");
    let wrong = place.run(&["calendar", "c", "--as-of", "2026-12-10"]);
    assert_eq!(wrong.code, 2);
    assert!(wrong.err.contains("13 is not a month") && wrong.err.contains("4 is April"), "{}", wrong.err);
    let twice = place.run(&["calendar", "b", "--by", "quarter", "--by", "month"]);
    assert!(twice.code == 2 && twice.err.contains("one of `month`, `quarter`"), "{}", twice.err);
}

#[test]
fn renewals_and_cancelled_invoices_are_counted_apart_where_they_are_asked_for() {
    let renewing = "schedules/renewal-with-installments.yaml";
    let seen = ["calendar", renewing, "schedules/portfolio", "--as-of", "2026-12-05"];
    let sum = |calendar: &Value, class: &str| {
        let rows = sums(&calendar["months"], &["offers"]);
        rows.get(&vec![class.to_owned()]).map(|sums| sums[0].1)
    };
    let plain = json(&seen);
    assert_eq!((sum(&plain, "renewal"), sum(&plain, "cancelled")), (None, None));
    for renewals in ["1", "2", "9"] {
        let all = json(&[&seen[..], &["--renewals", renewals, "--cancelled"]].concat());
        let times = if renewals == "9" { "2" } else { renewals };
        let plans = json(&["plan", renewing, "--as-of", "2026-12-05", "--renewals", times]);
        let plans = if plans.is_array() { plans } else { plans["renewals"].clone() };
        let terms = plans.as_array().unwrap();
        let renewed = terms.iter().rev().take(times.parse().unwrap());
        let amounts = renewed.flat_map(|term| term["invoices"].as_array().unwrap());
        let amounts = amounts.map(|invoice| Amount::parse(invoice["amount"].as_str().unwrap()).unwrap());
        assert_eq!(sum(&all, "renewal"), Amount::sum(amounts), "{renewals}");
        assert_eq!(sum(&all, "cancelled"), Some(Amount::parse("48000.00").unwrap()));
        for class in ["accepted", "released", "draft"] {
            assert_eq!(sum(&all, class), sum(&plain, class), "{class}");
        }
    }
    let (_, table, _) = run(&[&seen[..], &["--renewals", "2", "--cancelled"]].concat());
    let counted = "first terms, and up to 2 renewals where an offer renews; cancelled invoices apart";
    assert!(table.contains(counted) && table.contains("4 invoices are counted as cancelled"), "{table}");
    let (_, table, _) = run(&seen);
    assert!(table.contains("first terms, no renewals; no cancelled invoices"), "{table}");
}

#[test]
fn what_a_thousand_offers_with_amendments_earn_adds_up_to_the_cent() {
    let mut seed = 20_270_101_u64;
    let mut below = |most: u64| {
        // Knuth, MMIX.
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) % most
    };
    let base = chrono::NaiveDate::from_ymd_opt(2027, 1, 5).unwrap();
    let mut files: Vec<(String, String)> = Vec::new();
    for number in 0..500 {
        let after = |days: u64| (base + chrono::Days::new(days)).to_string();
        let mut rows = |from: u64| -> String {
            let one = |n: u64| {
                let cents = 1 + below(9_999_999);
                format!(
                    "  - {{invoice_date: {}, amount: {}.{:02}}}\n",
                    after(from + 31 * n + below(20)),
                    cents / 100,
                    cents % 100
                )
            };
            (1..=1 + from % 9).map(one).collect()
        };
        let head = |name: &str, more: &str, accepted: u64, rows: String| {
            format!(
                "paysched: 1\nname: {name}\nproduct: {{id: prod-k3xu7yexample, type: saas_contract}}\n\
                 buyers: [{{account: \"1{number:011}\", billing: invoice, net_days: 30}}]\n\
                 release: {}\naccept_by: {}\naccepted: {}\nterm: 36 months\ncurrency: USD\n{more}installments:\n{rows}",
                after(accepted),
                after(accepted + 9),
                after(accepted + 1)
            )
        };
        let (old, new) = (number % 40, number % 40 + 20 + number % 233);
        let more = if number % 7 == 0 { format!("ended: {}\n", after(new - 5)) } else { String::new() };
        files.push((format!("old-{number}.yaml"), head("old", &more, old, rows(old))));
        let replaces = format!(
            "kind: replacement_offer\nreplaces: {{agreement: agmt-{number:022}, schedule: old-{number}.yaml}}\n"
        );
        files.push((format!("new-{number}.yaml"), head("new", &replaces, new, rows(new + 3))));
    }
    let named: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let place = Place::new(&named);
    let calendar =
        place.json(&["calendar", "--as-of", "2026-12-10", "--recognize", "--by", "offer", "--allow-errors"]);
    assert_eq!(calendar["offers"]["accepted"], 1000, "{}", calendar["offers"]);
    assert!(calendar["cancelled_invoices"].as_u64().unwrap() > 300, "{}", calendar["cancelled_invoices"]);
    let mut offers: BTreeMap<String, [Decimal; 3]> = BTreeMap::new();
    for row in calendar["months"].as_array().unwrap() {
        let own = offers.entry(row["group"].as_str().unwrap().to_owned()).or_default();
        let number = |key: &str| row[key].as_str().unwrap().parse::<Decimal>().unwrap();
        for (sum, key) in own.iter_mut().zip(["invoiced", "carried", "recognized"]) {
            *sum += number(key);
        }
        let [invoiced, carried, recognized] = *own;
        assert_eq!(number("deferred") - number("unbilled"), invoiced + carried - recognized, "{row}");
    }
    assert!(offers.len() > 900, "{}", offers.len());
    assert!(offers.values().filter(|[_, carried, _]| !carried.is_zero()).count() > 300);
    for (offer, [invoiced, carried, recognized]) in &offers {
        assert_eq!(invoiced + carried, *recognized, "{offer}");
    }
    assert!(offers.values().map(|[_, carried, _]| *carried).sum::<Decimal>().is_zero());
}

#[test]
fn what_the_examples_earn_adds_up_in_every_period() {
    for every in ["month", "quarter", "fiscal-year"] {
        let seen = [
            "calendar",
            "schedules",
            "--as-of",
            "2027-02-01",
            "--renewals",
            "1",
            "--recognize",
            "--by",
            every,
        ];
        let calendar = json(&seen);
        let mut sums: BTreeMap<[String; 2], [Decimal; 2]> = BTreeMap::new();
        for row in calendar["months"].as_array().unwrap() {
            let own = sums.entry(["currency", "offers"].map(|key| row[key].to_string())).or_default();
            for (sum, key) in own.iter_mut().zip(["invoiced", "recognized"]) {
                *sum += row[key].as_str().unwrap().parse::<Decimal>().unwrap();
            }
        }
        assert!(sums.len() > 4 && sums.values().all(|[a, b]| a == b && !a.is_zero()), "{every} {sums:?}");
        let next = &calendar["next"].as_array().unwrap()[0];
        assert!(next["recognized"].is_null(), "{next}");
    }
}

#[test]
fn the_page_has_a_chart_of_each_currency_that_can_be_read_aloud() {
    let (_, page, _) = run(&[
        "calendar",
        "schedules/portfolio",
        "--as-of",
        "2027-02-01",
        "--by",
        "quarter",
        "--format",
        "html",
    ]);
    for (currency, words) in [
        ("EUR", "From 2027-Q1 to 2029-Q1: accepted 0.00 EUR, open: released or draft 100,000.00 EUR."),
        ("JPY", "From 2027-Q2 to 2027-Q4: accepted 0 JPY, open: released or draft 6,000,000 JPY."),
        ("USD", "From 2026-Q1 to 2028-Q4: accepted 192,000.00 USD, open: released or draft 0.00 USD."),
    ] {
        for id in [format!("bars-{currency}"), format!("bars-{currency}-narrow")] {
            let label = format!(
                "role=\"img\" class=\"drawing {}\"",
                if id.ends_with('w') { "narrow" } else { "wide" }
            );
            let start = page.find(&format!("aria-labelledby=\"{id}-title {id}-words\"")).unwrap();
            assert!(page[..start].ends_with(&format!("{label} ")), "{id}");
            assert!(page[start..].contains(&format!("<desc id=\"{id}-words\">{words}")), "{id}");
        }
    }
    // Twelve quarters are accepted, each in both drawings; the legends have a box each.
    let bars = |look: &str| page.matches(&format!("<rect class=\"{look}\"")).count();
    assert_eq!((bars("invoice"), bars("due")), (12 * 2 + 6, (3 + 3) * 2 + 6));
}

#[test]
#[cfg(feature = "xlsx")]
fn the_periods_of_a_workbook_are_real_dates() {
    use calamine::{Data, Reader as _};
    let place = Place::new(&[]);
    for (every, name, days) in [
        ("month", "m.xlsx", vec!["2027-04-01", "2027-05-01", "2027-06-01"]),
        ("quarter", "q.xlsx", vec!["2027-04-01", "2027-07-01", "2027-10-01"]),
        ("fiscal-year", "y.xlsx", vec!["2027-04-01"]),
    ] {
        let file = place.path().join(name);
        let file = file.to_str().unwrap();
        let (code, _, err) = run(&[
            "calendar",
            "schedules/portfolio",
            "--as-of",
            "2027-02-01",
            "--by",
            every,
            "--fiscal-year-starts",
            "4",
            "--output",
            file,
        ]);
        assert_eq!((code, err.as_str()), (0, ""));
        let mut book: calamine::Xlsx<_> = calamine::open_workbook(file).unwrap();
        let sheet = book.worksheet_range("JPY").unwrap();
        let zero = chrono::NaiveDate::from_ymd_opt(1899, 12, 30).unwrap();
        let mut found = Vec::new();
        for row in sheet.rows().skip(1) {
            match &row[1] {
                Data::DateTime(day) => {
                    let days = chrono::Days::new(day.as_f64().to_string().parse().unwrap());
                    found.push(zero.checked_add_days(days).unwrap().to_string());
                }
                other => assert!(matches!(other, Data::String(_) | Data::Empty), "{other:?}"),
            }
        }
        assert!(
            found.len() >= days.len()
                && found.starts_with(&days.iter().map(|d| (*d).to_owned()).collect::<Vec<_>>()),
            "{every} {found:?}"
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    #[test]
    fn the_months_of_a_portfolio_sum_to_what_its_offers_bill(
        offers in prop::collection::vec((prop::collection::vec(1_i64..100_000_000, 1..5), any::<bool>()), 1..8),
    ) {
        let place = Place::new(&[]);
        for (at, (amounts, accepted)) in offers.iter().enumerate() {
            let days: Vec<(String, String)> = amounts.iter().enumerate()
                .map(|(n, amount)| (format!("2027-{:02}-10", 3 * n + 1), support::amount(*amount, 2).to_string())).collect();
            let days: Vec<(&str, &str)> = days.iter().map(|(day, amount)| (day.as_str(), amount.as_str())).collect();
            let accepted = if *accepted { "accepted: 2026-12-05\n" } else { "" };
            let extra = format!("release: 2026-12-01\naccept_by: 2026-12-31\n{accepted}");
            place.write(&format!("{at}.yaml"), &offer(&at.to_string(), &extra, &days));
        }
        let calendar = place.json(&["calendar", "--as-of", "2026-12-10", "--late", "400"]);
        let months = sums(&calendar["months"], &["offers"]);
        for (stage, is) in [("accepted", true), ("released", false)] {
            let own = || offers.iter().filter(|(_, accepted)| *accepted == is).flat_map(|(amounts, _)| amounts);
            let expected = (own().count() as u64, support::amount(own().sum(), 2));
            prop_assert_eq!(months.get(&vec![stage.to_owned()]).copied().unwrap_or_default(), [expected; 3]);
        }
    }
}
