//! Every command that writes a file, and every kind of thing that may stand where it would write.
#![cfg(target_os = "linux")]

use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::process::Command;

use crate::support::BASE;
use crate::support::place::{Place, Ran};

const DAYS: &str = "2027-01-11 # a day off\n";
const REGISTER: &str = "paysched_accounts: 1\naccounts: {}\n";
const CONFIG: &str = "holidays = \"days.csv\"\naccounts = \"accounts.yaml\"\n";

/// Each command before its output, and the input that it reads.
const COMMANDS: [(&str, &str); 12] = [
    ("plan a.yaml --format json", "a.yaml"),
    ("plan a.yaml --format csv --accept-range", "a.yaml"),
    ("timeline a.yaml --format json", "a.yaml"),
    ("calendar a.yaml --format json", "a.yaml"),
    ("reconcile a.yaml r.csv --format json", "r.csv"),
    ("export aws a.yaml", "a.yaml"),
    ("export console a.yaml", "a.yaml"),
    ("import aws set.json", "set.json"),
    ("amend a.yaml --on 2027-03-01 --agreement agmt-1 --add 100.00", "a.yaml"),
    ("resell ra.yaml --markup 5% --as-of 2026-11-22", "ra.yaml"),
    (
        "new --name A --product prod-1abc --buyer 111122223333 --term P12M --as-of 2026-11-22 --first 2027-01-15 --total 1200.00 --times 9",
        "",
    ),
    (
        "solve most-installments --name A --product prod-1abc --buyer 111122223333 --term P12M --as-of 2026-11-22 --first 2027-01-15 --total 1200.00",
        "",
    ),
];

/// The commands that write an offer.
fn is_source(command: &str) -> bool {
    ["import", "amend", "resell", "new", "solve"].contains(&command.split(' ').next().unwrap())
}

fn place() -> Place {
    Place::for_every_command(&[
        ("other.yaml", BASE),
        ("days.csv", DAYS),
        ("accounts.yaml", REGISTER),
        ("paysched.toml", CONFIG),
        ("readme.yaml", "# How we sell\n"),
        ("deploy.yaml", "kind: Service\n"),
    ])
}

fn to(place: &Place, command: &str, target: &str, more: &[&str]) -> Ran {
    let words: Vec<&str> = command.split(' ').chain(["-o", target]).chain(more.iter().copied()).collect();
    place.run(&words)
}

#[test]
fn what_must_stay_stays_in_every_command() {
    let place = place();
    let before = |name: &str| place.read(name);
    for (command, input) in COMMANDS {
        for (target, says) in [
            (input, "is an input of this command"),
            ("days.csv", "days.csv is an input of this command"),
            ("accounts.yaml", "accounts.yaml is an"),
            ("paysched.toml", "paysched.toml is a"),
            ("other.yaml", "other.yaml is an offer, which nothing else may replace"),
        ] {
            // An offer may take the place of another, if somebody says so.
            if target.is_empty() || (target == "other.yaml" && is_source(command)) {
                continue;
            }
            // Commands that make an offer from one write YAML only.
            let yaml_only = command.starts_with("amend") || command.starts_with("resell");
            let says = if yaml_only && !target.ends_with(".yaml") { "" } else { says };
            let was = before(target);
            let ran = to(&place, command, target, &["--force"]);
            assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{command} {target}: {}", ran.err);
            assert!(ran.err.contains(says), "{command} {target}: {}", ran.err);
            assert_eq!(before(target), was, "{command} {target}");
        }
        for (target, text) in [("readme.yaml", "# How we sell\n"), ("deploy.yaml", "kind: Service\n")] {
            let ran = to(&place, command, target, &[]);
            assert_eq!(ran.code, 2, "{command} {target}");
            assert!(ran.err.contains("--force"), "{command} {target}: {}", ran.err);
            assert_eq!(before(target), text, "{command} {target}");
        }
    }
}

#[test]
fn what_is_no_plain_file_is_written_to_or_refused_in_every_command() {
    let place = place();
    let report = place.read("r.csv");
    let at = |name: &str| place.path().join(name);
    for (command, _) in COMMANDS {
        let expect = |target: &str, says: &str| {
            let ran = to(&place, command, target, &["--force"]);
            assert_eq!(ran.code, 2, "{command} {target}: {}", ran.err);
            assert!(ran.err.contains(says), "{command} {target}: {}", ran.err);
        };
        fs::create_dir(at("folder.yaml")).unwrap();
        expect("folder.yaml", "is a folder");
        fs::remove_dir(at("folder.yaml")).unwrap();
        expect("none/out.yaml", "there is no folder none");
        place.write("out.yaml", "");
        fs::set_permissions(at("out.yaml"), fs::Permissions::from_mode(0o444)).unwrap();
        expect("out.yaml", "is read-only");
        fs::remove_file(at("out.yaml")).unwrap();
        place.write("out.yaml", "");
        fs::hard_link(at("out.yaml"), at("twin")).unwrap();
        expect("out.yaml", "hard links");
        assert_eq!(place.read("out.yaml"), "");
        fs::remove_file(at("twin")).unwrap();
        fs::remove_file(at("out.yaml")).unwrap();
        // Through a link to where nothing is yet, and to an input.
        symlink("real.yaml", at("out.yaml")).unwrap();
        assert!(to(&place, command, "out.yaml", &[]).code < 2, "{command}");
        assert!(fs::symlink_metadata(at("out.yaml")).unwrap().is_symlink());
        assert!(!place.read("real.yaml").is_empty(), "{command}");
        fs::remove_file(at("real.yaml")).unwrap();
        fs::remove_file(at("out.yaml")).unwrap();
        symlink("days.csv", at("out.yaml")).unwrap();
        expect("out.yaml", "is an input of this command");
        fs::remove_file(at("out.yaml")).unwrap();
        symlink("/dev/full", at("out.yaml")).unwrap();
        expect("out.yaml", "No space left on device");
        fs::remove_file(at("out.yaml")).unwrap();
        assert!(Command::new("mkfifo").arg(at("out.yaml")).status().unwrap().success());
        let pipe = at("out.yaml");
        let reader = std::thread::spawn(move || fs::read_to_string(pipe).unwrap());
        assert!(to(&place, command, "out.yaml", &[]).code < 2, "{command}");
        assert!(!reader.join().unwrap().is_empty(), "{command}");
        fs::remove_file(at("out.yaml")).unwrap();
        let left = fs::read_dir(place.path()).unwrap().count();
        assert_eq!(left, 10, "{command} leaves something behind");
        assert_eq!((place.read("days.csv"), place.read("r.csv")), (DAYS.to_owned(), report.clone()));
    }
}
