//! Commands that write, killed while they do: every file is old or new, and nothing is left behind.
#![cfg(unix)]

use std::collections::BTreeMap;
use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

use crate::support::place::Place;
use crate::support::{BASE, scrubbed};

/// How often each command is killed; `KILLS=1000` gives the figure of docs/reliability.md.
fn times() -> u32 {
    std::env::var("KILLS").ok().and_then(|times| times.parse().ok()).unwrap_or(12)
}

/// The files of a folder, without what is in folders of it.
type Files = BTreeMap<String, String>;

fn files(place: &Place) -> Files {
    let entries = fs::read_dir(place.path()).unwrap().map(|entry| entry.unwrap().path());
    entries
        .filter(|path| path.is_file())
        .map(|path| {
            (path.file_name().unwrap().to_str().unwrap().to_owned(), fs::read_to_string(path).unwrap())
        })
        .collect()
}

/// Makes the folder what it was: readable by its owner only.
fn reset(place: &Place, before: &Files) {
    for name in files(place).keys() {
        fs::remove_file(place.path().join(name)).unwrap();
    }
    for (name, text) in before {
        place.write(name, text);
        fs::set_permissions(place.path().join(name), Permissions::from_mode(0o600)).unwrap();
    }
}

/// Runs a command, and sends it a signal after a while.
fn killed(place: &Place, arguments: &[&str], after: Duration, signal: Signal) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_paysched"));
    scrubbed(&mut command).args(arguments).current_dir(place.path());
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    std::thread::sleep(after);
    // It may have ended by itself.
    let _ = kill_process(Pid::from_child(&child), signal);
    child.wait().unwrap();
}

/// Kills a command at moments spread over its run.
fn always_whole(before: &Files, arguments: &[&str]) {
    let place = Place::new(&[]);
    reset(&place, before);
    let start = Instant::now();
    place.run(arguments);
    let (whole, after) = (start.elapsed(), files(&place));
    assert_ne!(*before, after, "{arguments:?} writes nothing");
    let signals = [Signal::INT, Signal::KILL, Signal::TERM, Signal::HUP];
    for (turn, signal) in (0..times()).zip(signals.into_iter().cycle()) {
        reset(&place, before);
        killed(&place, arguments, whole * turn / times(), signal);
        let mut left = 0;
        for (name, text) in files(&place) {
            if name.starts_with(".paysched-") {
                left += 1;
                assert_eq!(signal, Signal::KILL, "{name} is left");
                let mode = fs::metadata(place.path().join(&name)).unwrap().permissions().mode();
                assert!(!before.contains_key("a0.yaml") || mode & 0o077 == 0, "{name}: {mode:o}");
            } else {
                let whole = [before.get(&name), after.get(&name)].contains(&Some(&text));
                assert!(whole, "{name} is neither old nor new: {text}");
            }
        }
        if left > 0 {
            place.run(arguments);
            assert!(files(&place).keys().all(|name| !name.starts_with(".paysched-")), "not swept");
        }
    }
}

fn offers(text: &str) -> Files {
    (0..40).map(|n| (format!("a{n}.yaml"), text.to_owned())).collect()
}

#[test]
fn fmt_is_killed() {
    always_whole(&offers(&BASE.replace("currency: ", "currency:   ")), &["fmt", "."]);
}

#[test]
fn fixes_are_killed() {
    always_whole(&offers(&BASE.replace("2026-12-15", "2026/12/15")), &["check", "--fix", "."]);
}

#[test]
fn reports_and_offers_are_killed() {
    let set = include_str!("../fixtures/aws/changesets/replacement-saas-fps-2.json");
    let before = [("offer.yaml".to_owned(), BASE.to_owned()), ("set.json".to_owned(), set.to_owned())].into();
    always_whole(&before, &["plan", "offer.yaml", "-o", "plan.html"]);
    always_whole(&before, &["check", "offer.yaml", "--write-baseline=known.json"]);
    always_whole(&before, &["import", "aws", "set.json", "-o", "imported.yaml", "--force"]);
}
