//! Exit codes where the world does not cooperate: full disks, closed pipes, signals.
#![cfg(target_os = "linux")]

use std::fs::OpenOptions;
use std::io::Read as _;
use std::os::unix::process::ExitStatusExt as _;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

use crate::support::place::Place;
use crate::support::{BASE, scrubbed};

fn place() -> Place {
    let accepted = Place::accepted_offer();
    Place::for_every_command(&[
        ("b.yaml", &accepted.replace("60000.00", "50000.00")),
        ("date.yaml", &accepted.replace("2026-12-15", "2026/12/15")),
        ("untidy.yaml", &accepted.replace("currency: ", "currency:   ")),
        ("bills.toml", "accounts = \"accounts.yaml\"\n"),
        ("accounts.yaml", ACCOUNTS),
        ("usage.csv", "month,account,service,amount\n2027-01,111122223333,Compute,10.00\n"),
    ])
}

/// An agent with a customer.
const ACCOUNTS: &str = "paysched_accounts: 1\n\
    accounts:\n  \"111122223333\": {name: Acme KK, payer: \"444455556666\"}\n\
    agents:\n  agency: {payer: \"444455556666\", closes: last, due: {months: 1, day: last}}\n";

/// A call of every command, and the code with which it ends.
const COMMANDS: [(&str, i32); 32] = [
    ("check a.yaml", 0),
    ("check . --list-files", 0),
    ("check date.yaml --diff", 1),
    ("check a.yaml --format sarif", 0),
    ("plan a.yaml", 0),
    ("plan a.yaml --format xlsx", 0),
    ("plan a.yaml --explain 1", 0),
    ("timeline a.yaml", 0),
    ("calendar a.yaml", 0),
    ("calendar a.yaml --format ics", 0),
    (
        "new --name A --product prod-1abc --buyer 111122223333 --term P12M --as-of 2026-11-22 --first 2027-01-15 --total 1200.00 --times 9",
        0,
    ),
    (
        "solve most-installments --name A --product prod-1abc --buyer 111122223333 --term P12M --as-of 2026-11-22 --first 2027-01-15 --total 1200.00",
        0,
    ),
    ("amend a.yaml --on 2027-03-01 --agreement agmt-1 --add 100.00", 0),
    ("resell ra.yaml --markup 5% --as-of 2026-11-22", 0),
    ("invoices a.yaml", 0),
    ("agenda a.yaml --as-of 2026-12-01", 0),
    (
        "bills a.yaml --config bills.toml --usage usage.csv --month 2027-01 --as-of 2026-12-20 --fx USDJPY=151.20",
        0,
    ),
    ("reconcile a.yaml r.csv", 1),
    ("diff a.yaml b.yaml", 1),
    ("fmt --check untidy.yaml", 1),
    ("fmt --diff untidy.yaml", 1),
    ("export console a.yaml", 0),
    ("export aws a.yaml", 0),
    ("import aws set.json", 0),
    ("import aws set.json --diff a.yaml", 1),
    ("explain total-mismatch", 0),
    ("rules", 0),
    ("schema", 0),
    // Nobody is there to serve, nor to end it as the protocol has it.
    ("lsp", 1),
    ("completions bash", 0),
    ("man", 0),
    ("check --help", 0),
];

fn command(place: &Place, line: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_paysched"));
    scrubbed(&mut command).args(line.split(' ')).current_dir(place.path());
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// The code with which a process ends, and what it says on standard error.
fn ended(mut child: Child) -> (Option<i32>, String) {
    let mut err = String::new();
    if let Some(mut stream) = child.stderr.take() {
        stream.read_to_string(&mut err).unwrap();
    }
    (child.wait().unwrap().code(), err)
}

#[test]
fn every_command_is_tried_and_says_its_codes() {
    let place = place();
    let help = place.run(&["--help"]).out;
    let names: Vec<&str> = help
        .lines()
        .skip_while(|line| *line != "Commands:")
        .skip(1)
        .map_while(|line| line.strip_prefix("  ")?.split(' ').next())
        .filter(|name| !name.is_empty() && *name != "help")
        .collect();
    assert!(names.len() > 15, "{help}");
    for name in names {
        assert!(COMMANDS.iter().any(|(line, _)| line.split(' ').next() == Some(name)), "{name}");
    }
    for (line, code) in COMMANDS {
        let output = command(&place, line).output().unwrap();
        let err = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(code), "{line}: {err}");
    }
    for code in ["  0  ", "  1  ", "  2  ", "  130  "] {
        assert!(help.contains(&format!("\n{code}")), "{help}");
    }
    for page in [place.run(&["man"]), place.run(&["man", "check"])] {
        let (_, codes) = page.out.split_once(".SH \"EXIT STATUS\"").unwrap();
        assert!(["0", "1", "2", "130"].iter().all(|code| codes.contains(&format!("\\fB{code}\\fR"))));
    }
}

#[test]
fn an_output_that_cannot_be_written_is_2() {
    let place = place();
    // Without an editor, the server has nothing to say; what it is with one, its own test says.
    let saying = COMMANDS.iter().filter(|(line, _)| *line != "lsp");
    for (line, _) in saying.chain(&[("--help", 0), ("--version", 0), ("help plan", 0)]) {
        let full = OpenOptions::new().write(true).open("/dev/full").unwrap();
        let (code, err) = ended(command(&place, line).stdout(full).spawn().unwrap());
        assert_eq!(code, Some(2), "{line}: {err}");
        assert!(err.contains("the output cannot be written: No space left on device"), "{line}: {err}");
    }
}

#[test]
fn a_reader_that_closes_the_pipe_is_no_failure_and_changes_no_code() {
    let place = place();
    for (line, code) in COMMANDS.iter().chain(&[("--help", 0), ("check date.yaml", 1), ("plan none.yaml", 2)])
    {
        let mut child = command(&place, line).spawn().unwrap();
        drop(child.stdout.take());
        let (ended, err) = ended(child);
        assert_eq!(ended, Some(*code), "{line}: {err}");
        assert!(!err.contains("cannot be written") && !err.contains("panicked"), "{line}: {err}");
        // Both at once, as by `2>&1 | head`.
        let mut child = command(&place, line).spawn().unwrap();
        drop((child.stdout.take(), child.stderr.take()));
        assert_eq!(child.wait().unwrap().code(), Some(*code), "{line}");
    }
}

#[test]
fn nobody_watches_for_a_closed_pipe() {
    let place = place();
    let mut child = command(&place, "check --watch a.yaml").spawn().unwrap();
    drop(child.stdout.take());
    // It ends by itself at once, or by the next change.
    let start = Instant::now();
    let mut ended = None;
    while ended.is_none() && start.elapsed() < Duration::from_secs(60) {
        std::thread::sleep(Duration::from_millis(50));
        place.write("a.yaml", &format!("{BASE}# {}\n", start.elapsed().as_millis()));
        ended = child.try_wait().unwrap();
    }
    let _ = child.kill();
    child.wait().unwrap();
    assert_eq!(ended.and_then(|status| status.code()), Some(0));
}

/// Commands that wait: for standard input, for a pipe that nobody writes to, for one that nobody reads.
/// A shell gives 130 for a program that this signal ended.
#[test]
fn an_interrupt_ends_every_command_by_its_signal() {
    let place = place();
    for name in ["in.yaml", "in.json", "out.json"] {
        assert!(Command::new("mkfifo").arg(place.path().join(name)).status().unwrap().success());
    }
    for line in [
        "check -",
        "check --watch a.yaml",
        "plan -",
        "plan in.yaml",
        "plan a.yaml --format json -o out.json",
        "timeline in.yaml",
        "calendar in.yaml",
        "new --ask",
        "amend in.yaml --on 2027-03-01 --agreement agmt-1 --add 1.00",
        "resell in.yaml --markup 5%",
        "reconcile a.yaml in.json",
        "diff a.yaml in.yaml",
        "fmt -",
        "export aws -",
        "import aws in.json",
        "import aws -",
        "lsp",
    ] {
        let program = command(&place, line);
        // A job in the background of a script is started with the signal ignored, and so are these tests.
        let mut heeding = Command::new("env");
        scrubbed(&mut heeding).arg("--default-signal=INT").arg(program.get_program());
        heeding.args(program.get_args()).current_dir(place.path());
        heeding.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = heeding.spawn().unwrap();
        // Until it waits.
        std::thread::sleep(Duration::from_millis(300));
        assert!(child.try_wait().unwrap().is_none(), "{line} does not wait");
        kill_process(Pid::from_child(&child), Signal::INT).unwrap();
        assert_eq!(child.wait().unwrap().signal(), Some(2), "{line}");
    }
}
