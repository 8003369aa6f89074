//! Files that commands write: nothing is lost, and nothing that a user wrote steers a reader.

use paysched::check;
use paysched::internals::output::findings::human::{self, Style};
use paysched::internals::text::source::SourceFile;

use crate::support::place::{Place, Ran};
use crate::support::{self, BASE};

const REGISTER: &str = "paysched_accounts: 1\naccounts: []\n";
const CHANGE_SET: &str = "tests/fixtures/aws/changesets/replacement-saas-fps-2.json";

fn text(place: &Place, name: &str) -> String {
    std::fs::read_to_string(place.path().join(name)).unwrap()
}

fn refused(ran: &Ran, says: &str) {
    assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{}", ran.err);
    assert!(ran.err.contains(says), "{says}: {}", ran.err);
}

/// An accepted offer, as `amend` needs one.
fn accepted() -> String {
    BASE.replace("release:", "accepted: 2026-12-20\nrelease:")
}

/// The library behind this format escapes most of them, but not all.
#[test]
fn no_character_that_turns_the_writing_is_in_yaml() {
    let turned = "note: \"\\u2067a\\u202eb\\u200fc\\e[1m\"";
    let place =
        Place::new(&[("a.yaml", &BASE.replace("amount: 60000.00", &format!("amount: 60000.00, {turned}")))]);
    let ran = place.run(&["plan", "a.yaml", "--format", "yaml"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.out.contains("note: ") && ran.out.contains('a'), "{}", ran.out);
    let turns = |c: char| (c.is_control() && c != '\n') || "\u{2067}\u{202e}\u{200f}".contains(c);
    assert!(!ran.out.contains(turns), "{:?}", ran.out);
}

#[test]
fn an_output_that_is_an_input_is_refused_under_whatever_name() {
    let accepted = accepted();
    let report = "{\"invoiceLineItems\": []}";
    let place =
        Place::new(&[("a.yaml", &accepted), ("offers/b.yaml", BASE), ("r.json", report), ("c.toml", "")]);
    let commands: [&[&str]; 12] = [
        &["plan", "a.yaml", "--format", "json", "-o", "./a.yaml"],
        &["plan", "offers/b.yaml", "-o", "offers/../offers/b.yaml", "--force"],
        &["plan", "a.yaml", "--config", "c.toml", "--format", "csv", "-o", "c.toml"],
        &["timeline", "a.yaml", "--format", "json", "--output", "a.yaml"],
        &["calendar", "a.yaml", "--format", "json", "-o", "a.yaml"],
        &["reconcile", "offers", "r.json", "-o", "r.json"],
        &["export", "aws", "a.yaml", "-o", "a.yaml", "--force"],
        &["amend", "a.yaml", "--on", "2027-03-01", "--agreement", "agmt-1", "-o", "a.yaml", "--force"],
        &["import", "aws", "r.json", "-o", "r.json", "--force"],
        &["check", "a.yaml", "--report", "json=a.yaml"],
        &["check", "a.yaml", "--output-file", "a.yaml"],
        &["check", "a.yaml", "--write-baseline=a.yaml"],
    ];
    for command in commands {
        refused(&place.run(command), "is an input of this command; write to another file");
    }
    assert_eq!((text(&place, "a.yaml"), text(&place, "r.json")), (accepted, report.to_owned()));
    assert_eq!(text(&place, "offers/b.yaml"), BASE);
}

#[test]
fn an_offer_a_register_and_a_configuration_are_never_replaced_by_something_else() {
    // A broken offer is one all the same: somebody wrote it.
    let broken = "paysched: 1\nname: [\n";
    let files = [
        ("a.yaml", BASE),
        ("b.yaml", broken),
        ("accounts.yaml", REGISTER),
        ("sub/paysched.toml", "# none\n"),
    ];
    let place = Place::new(&files);
    let targets = [
        ("b.yaml", "an offer"),
        ("accounts.yaml", "an account register"),
        ("sub/paysched.toml", "a configuration"),
    ];
    for (target, what) in targets {
        let says = format!("{target} is {what}, which nothing else may replace");
        for command in ["plan", "timeline", "calendar"] {
            refused(&place.run(&[command, "a.yaml", "--format", "json", "--force", "-o", target]), &says);
        }
        refused(&place.run(&["export", "console", "a.yaml", "-o", target]), &says);
        refused(&place.run(&["check", "a.yaml", "--report", &format!("sarif={target}")]), &says);
        refused(&place.run(&["check", "a.yaml", &format!("--write-baseline={target}")]), &says);
    }
    let change_set = std::path::absolute(CHANGE_SET).unwrap();
    let import = ["import", "aws", change_set.to_str().unwrap(), "--force", "-o", "accounts.yaml"];
    refused(&place.run(&import), "is an account register");
    for (name, before) in files {
        assert_eq!(text(&place, name), before);
    }
}

#[test]
fn an_output_that_is_an_input_by_way_of_the_configuration_is_refused() {
    let days = "2027-01-11 # a day off\n";
    let report = "invoice_date,offer_id,gross_revenue,currency\n2027-01-15,offer-1,1.00,USD\n";
    let place = Place::new(&[
        ("a.yaml", &accepted()),
        ("days.csv", days),
        ("paysched.toml", "holidays = \"days.csv\"\n"),
        ("r.csv", report),
    ]);
    let commands: [&[&str]; 8] = [
        &["plan", "a.yaml", "-o", "days.csv"],
        &["timeline", "a.yaml", "--force", "-o", "days.csv"],
        &["calendar", "-o", "days.csv"],
        &["calendar", "--format", "ics", "-o", "days.csv"],
        &["reconcile", "a.yaml", "r.csv", "-o", "days.csv"],
        &["export", "console", "a.yaml", "-o", "days.csv"],
        &["check", "--report", "json=days.csv"],
        &["check", "--write-baseline=days.csv"],
    ];
    for command in commands {
        refused(&place.run(command), "days.csv is an input of this command; write to another file");
        assert_eq!(text(&place, "days.csv"), days);
    }
}

#[test]
fn a_folder_that_is_not_there_is_named_and_no_other_path_is() {
    let place = Place::new(&[("a.yaml", &accepted())]);
    let ran = place.run(&["plan", "a.yaml", "-o", "reports/plan.csv"]);
    assert_eq!((ran.code, ran.err.as_str()), (2, "paysched: reports/plan.csv: there is no folder reports\n"));
}

#[cfg(target_os = "linux")]
#[test]
fn a_link_to_a_pipe_is_written_to() {
    let place = Place::new(&[("a.yaml", &accepted())]);
    let ran = place.run(&["plan", "a.yaml", "--format", "csv", "-o", "/dev/stdout"]);
    assert_eq!((ran.code, ran.out), (0, place.run(&["plan", "a.yaml", "--format", "csv"]).out));
}

#[test]
fn reports_replace_earlier_ones_and_sources_only_by_force() {
    let place =
        Place::new(&[("a.yaml", &accepted()), ("plan.json", "{}"), ("known.json", "{}"), ("r.sarif", "{}")]);
    for command in [
        &["plan", "a.yaml", "-o", "plan.json"][..],
        &["check", "a.yaml", "--report", "r.sarif", "-o", "json=r.json"],
        &["check", "a.yaml", "--write-baseline=known.json"],
    ] {
        assert_eq!(place.run(command).code, 0, "{command:?}");
    }
    for name in ["plan.json", "known.json", "r.sarif", "r.json"] {
        assert!(text(&place, name).len() > 2, "{name}");
    }
    let change_set = std::path::absolute(CHANGE_SET).unwrap();
    let change_set = change_set.to_str().unwrap();
    let sources: [&[&str]; 3] = [
        &["import", "aws", change_set, "--output", "made.yaml"],
        &[
            "amend",
            "a.yaml",
            "--on",
            "2027-03-01",
            "--agreement",
            "agmt-1",
            "--add",
            "100.00",
            "-o",
            "made.yaml",
        ],
        &["new", "made.yaml", "--first", "2027-01-15", "--total", "1200.00", "--times", "12"],
    ];
    for command in sources {
        place.write("made.yaml", "edited by hand\n");
        refused(&place.run(command), "made.yaml exists already; name a new file, or replace it with --force");
        assert_eq!(text(&place, "made.yaml"), "edited by hand\n");
    }
    for command in &sources[..2] {
        let ran = place.run(&[command, &["--force"][..]].concat());
        assert_eq!(ran.code, 0, "{}", ran.err);
        assert!(text(&place, "made.yaml").contains("paysched: 1"));
    }
}

#[test]
fn every_report_replaces_its_like_and_nothing_of_somebody_else() {
    let place = Place::for_every_command(&[]);
    let commands: [(&str, &[&str]); 9] = [
        ("plan a.yaml", &["json", "csv", "yaml", "md", "ics", "ledger", "html", "svg", "xlsx"]),
        ("plan a.yaml --cash", &["csv"]),
        ("plan a.yaml --accept-range", &["csv", "md"]),
        ("plan a.yaml --recognize", &["csv", "xlsx"]),
        ("timeline a.yaml", &["json", "csv", "yaml", "md", "ics", "html", "svg", "xlsx"]),
        ("calendar .", &["json", "csv", "md", "ics", "html", "xlsx"]),
        ("invoices .", &["json", "csv", "md", "html", "xlsx"]),
        ("agenda .", &["json", "csv", "md", "ics", "html", "xlsx"]),
        ("reconcile a.yaml r.csv", &["json", "csv", "md", "html", "xlsx"]),
    ];
    for (line, formats) in commands {
        for format in formats {
            let file = format!("out.{format}");
            let command: Vec<&str> = line.split(' ').chain(["-o", &file, "--as-of", "2026-12-25"]).collect();
            for _ in 0..2 {
                let ran = place.run(&command);
                assert!(ran.code < 2, "{line} {format}: {}", ran.err);
            }
            std::fs::remove_file(place.path().join(file)).unwrap();
        }
    }
    for (name, own) in [
        ("out.md", "## How we sell\n\nBy hand.\n"),
        ("out.json", "{\"name\": \"ours\", \"version\": 1, \"rules\": []}"),
        ("out.html", "<!DOCTYPE html>\n<html lang=\"en\">\n<title>Our site</title>\n"),
        ("out.csv", "date,amount,currency,buyer\n"),
        ("out.ics", "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Us//EN\r\nEND:VCALENDAR\r\n"),
        ("out.xlsx", "PK\u{3}\u{4}\u{14}\0\u{6}\0\u{8}\0\0\0\u{21}\0"),
        ("out.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>"),
    ] {
        place.write(name, own);
        let ran = place.run(&["plan", "a.yaml", "-o", name]);
        refused(&ran, &format!("{name} is no earlier report of paysched"));
        assert_eq!(text(&place, name), own);
    }
}

#[test]
fn a_value_of_a_baseline_never_swallows_a_path() {
    let place = Place::new(&[("a.yaml", BASE)]);
    assert_eq!(place.run(&["check", "--write-baseline", "a.yaml"]).code, 0);
    assert_eq!(text(&place, "a.yaml"), BASE);
    assert!(text(&place, "paysched-baseline.json").starts_with('{'));
    assert_eq!(place.run(&["check", "--baseline", "a.yaml"]).code, 0);
}

#[cfg(unix)]
#[test]
fn a_file_written_in_place_keeps_its_mode_and_one_that_cannot_be_replaced_says_why() {
    use std::os::unix::fs::PermissionsExt;
    let untidy = BASE.replace("currency: USD", "currency:   USD");
    let place = Place::new(&[("a.yaml", &untidy)]);
    let path = place.path().join("a.yaml");
    let mode = |mode| std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
    mode(0o444);
    let ran = place.run(&["fmt", "a.yaml"]);
    assert_eq!((ran.code, ran.err.as_str()), (2, "paysched: a.yaml: is read-only, and stays as it is\n"));
    mode(0o640);
    std::fs::hard_link(&path, place.path().join("same")).unwrap();
    let ran = place.run(&["fmt", "a.yaml"]);
    assert!(ran.code == 2 && ran.err.contains("a.yaml: has 2 names (hard links)"), "{}", ran.err);
    assert_eq!(text(&place, "a.yaml"), untidy);
    std::fs::remove_file(place.path().join("same")).unwrap();
    assert_eq!(place.run(&["fmt", "a.yaml"]).code, 0);
    assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o640);
    assert_ne!(text(&place, "a.yaml"), untidy);
    assert_eq!(std::fs::read_dir(place.path()).unwrap().count(), 1);
}

#[test]
fn csv_runs_nothing_in_a_spreadsheet_and_steers_no_terminal() {
    let odd = BASE
        .replace("amount: 60000.00", "amount: 60000.00, note: \"=HYPERLINK(1)\\e[31m\\u202e\"")
        .replace("Acme KK, three", "\"@SUM(1) three")
        .replace("plan\ndesc", "plan\"\ndesc");
    let place = Place::new(&[("a.yaml", &odd), ("b.yaml", BASE)]);
    let csv = |more: &[&str]| {
        let ran = place.run(&[&["plan", "a.yaml", "b.yaml", "--format", "csv"], more].concat());
        assert!(
            !ran.out.contains(|c: char| (c.is_control() && c != '\n') || c == '\u{202e}'),
            "{:?}",
            ran.out
        );
        ran.out
    };
    let safe = csv(&[]);
    let mut lines = safe.lines();
    let header =
        "offer,path,number,scheduled_date,invoice_date,due_date,amount,currency,cumulative,remaining,note";
    assert_eq!(lines.next(), Some(header));
    let first = "'@SUM(1) three-year enterprise plan,a.yaml,1,2026-12-15,2026-12-31,2027-01-30,60000.00,USD,\
                 60000.00,300000.00,'=HYPERLINK(1) [31m ";
    assert_eq!(lines.next(), Some(first));
    assert!(
        lines.last().unwrap().starts_with("\"Acme KK, three-year enterprise plan\",b.yaml,31,"),
        "{safe}"
    );
    assert_eq!(csv(&["--raw-csv"]).lines().nth(1), Some(first.replace('\'', "").as_str()));
    for command in [
        &["timeline", "a.yaml"][..],
        &["plan", "a.yaml", "--accept-range"],
        &["calendar", "a.yaml", "--by", "product"],
    ] {
        let ran = place.run(&[command, &["--format", "csv"]].concat());
        assert!(ran.code == 0 && !ran.out.lines().any(|line| line.starts_with('@')), "{}", ran.out);
        assert_eq!(place.run(&[command, &["--format", "csv", "--raw-csv"]].concat()).code, 0);
    }
}

#[cfg(unix)]
#[test]
fn names_of_files_and_arguments_neither_steer_a_terminal_nor_add_a_line() {
    let odd = "x\u{1b}[31m\n~\u{202e}y.yaml";
    let place = Place::new(&[(odd, &BASE.replace("currency: USD", "currency:   US"))]);
    let commands: [&[&str]; 9] = [
        &["fmt", odd],
        &["fmt", "--check", odd],
        &["check", odd],
        &["check", "--format", "github", odd],
        &["check", "--format", "junit", odd],
        &["plan", odd],
        &["plan", "\u{1b}[31m\n~no\u{202e}.yaml"],
        &["check", "--select", "\u{1b}[31m\n~no\u{202e}"],
        &["--\u{1b}[31m\u{202e}"],
    ];
    for command in commands {
        let ran = place.run(command);
        for shown in [&ran.out, &ran.err] {
            let steers = |c: char| (c.is_control() && c != '\n') || c == '\u{202e}';
            assert!(!shown.contains(steers), "{command:?}: {shown:?}");
            assert!(!shown.lines().any(|line| line.trim_start().starts_with('~')), "{command:?}: {shown:?}");
        }
    }
}

#[test]
fn a_narrow_terminal_breaks_no_picture_and_hides_no_label() {
    let long =
        "a name of an offer that goes on and on until no terminal could show it on one line of its own";
    let text = BASE
        .replace("Acme KK, three-year enterprise plan", long)
        .replace("split: remainder", "amount: 1.005");
    let source = SourceFile::new("a.yaml", text);
    let findings = check(&source, &support::settings()).report.diagnostics;
    assert!(findings.iter().any(|finding| finding.rule == "total-mismatch"));
    for columns in [40, 60, 80] {
        let mut out = Vec::new();
        human::write_findings(&source, &findings, Style { color: false, columns: Some(columns) }, &mut out)
            .unwrap();
        let out = String::from_utf8(out).unwrap();
        for line in out.lines().filter(|line| line.contains(['┬', '│'])) {
            assert!(line.chars().count() <= columns.max(48), "{columns}: {line}");
        }
        for label in findings.iter().flat_map(|finding| &finding.labels) {
            assert!(out.contains(&label.message.to_string()), "{columns}: {}\n{out}", label.message);
        }
    }
}
