//! `check --changed`: what changed since a revision, and what depends on it, in real git repositories.

use crate::support;
use crate::support::place::Place;

const DAY: &str = "--as-of=2026-12-02";

/// An offer with a mistake, so that it shows whether it is reported on.
fn wrong() -> String {
    support::BASE.replace("2026-12-15", "2026-02-30")
}

/// The exit code, the files with findings, and what is said of the rest.
fn run(place: &Place, more: &[&str]) -> (i32, Vec<String>, String) {
    let ran = place.run(&[&["check", "--format=concise", DAY], more].concat());
    let mut files: Vec<String> =
        ran.out.lines().filter_map(|line| Some(line.split_once(':')?.0.to_owned())).collect();
    files.dedup();
    (ran.code, files, ran.err)
}

#[test]
fn nothing_changed_is_clean_and_says_so() {
    let place = Place::repository(&[("a.yaml", &wrong())]);
    let (code, files, err) = run(&place, &["--changed"]);
    assert_eq!((code, files.as_slice()), (0, &[][..]), "{err}");
    assert_eq!(err, "paysched: nothing in 1 file has changed since `main`\n");
    let human = place.run(&["check", "--changed", DAY]);
    assert_eq!((human.code, human.out.as_str(), human.err.as_str()), (0, "", err.as_str()));
    let json = place.json(&["check", "--changed", DAY]);
    assert_eq!(json["summary"]["errors"], 0, "{json}");
    // Written again with the same bytes, it has not changed.
    place.write("a.yaml", &wrong());
    assert_eq!(run(&place, &["--changed"]).0, 0);
}

#[test]
fn what_changed_or_is_new_is_reported_and_the_rest_is_not() {
    let place = Place::repository(&[("a.yaml", &wrong()), ("b.yaml", support::BASE), ("c.yaml", &wrong())]);
    place.write("b.yaml", &wrong());
    place.write("new.yaml", &wrong());
    let (code, files, err) = run(&place, &["--changed"]);
    assert_eq!((code, files), (1, vec!["b.yaml".to_owned(), "new.yaml".to_owned()]));
    assert_eq!(err, "paysched: 2 of 4 files changed since `main`, or depend on what did\n");
    let json = place.json(&["check", "--changed", DAY]);
    assert_eq!(json["summary"]["offers"], 2, "{json}");
    assert_eq!(run(&place, &["c.yaml", "--changed"]).0, 0);
}

#[test]
fn what_a_branch_committed_counts_and_what_others_committed_since_does_not() {
    let place = Place::repository(&[("a.yaml", support::BASE), ("b.yaml", support::BASE)]);
    place.git(&["switch", "-q", "-c", "deal"]);
    place.write("a.yaml", &wrong());
    place.git(&["commit", "-q", "-a", "-m", "mine"]);
    place.git(&["switch", "-q", "main"]);
    place.write("b.yaml", &support::BASE.replace("60000.00", "70000.00"));
    place.git(&["commit", "-q", "-a", "-m", "theirs"]);
    place.git(&["switch", "-q", "deal"]);
    for (revision, code) in [(&["--changed"][..], 1), (&["--changed", "main"], 1), (&["--changed=HEAD"], 0)] {
        let (got, files, err) = run(&place, revision);
        assert_eq!((got, files.len()), (code, usize::from(code == 1)), "{revision:?}: {err}");
    }
}

#[test]
fn a_register_holidays_or_a_configuration_that_changed_affects_the_files_under_it() {
    let register = "paysched_accounts: 1\naccounts:\n  \"111122223333\": { name: Acme }\n";
    let files = [
        ("a/paysched.toml", "accounts = \"accounts.yaml\"\nholidays = \"days.txt\"\n"),
        ("a/accounts.yaml", register),
        ("a/days.txt", "2026-12-31\n"),
        ("a/x.yaml", &wrong()),
        ("b/x.yaml", &wrong()),
    ];
    for (name, text) in [
        (
            "a/accounts.yaml",
            "# changed\npaysched_accounts: 1\naccounts:\n  \"111122223333\": { name: Acme }\n",
        ),
        ("a/days.txt", "2026-12-30\n"),
        ("a/paysched.toml", "accounts = \"accounts.yaml\"\n"),
    ] {
        let place = Place::repository(&files);
        place.write(name, text);
        assert_eq!(run(&place, &["--changed"]).1, ["a/x.yaml"], "{name}");
    }
    let place = Place::repository(&files);
    place.write("paysched.toml", "disbursement = \"daily\"\n");
    assert_eq!(run(&place, &["--changed"]).1, ["b/x.yaml"], "the nearer one decides");
    let place = Place::repository(&files);
    std::fs::remove_file(place.path().join("a/paysched.toml")).unwrap();
    assert_eq!(run(&place, &["--changed"]).1, ["a/x.yaml"], "one that is gone");
}

#[test]
fn an_offer_depends_on_the_one_that_it_names() {
    let replacing = support::BASE.replace(
        "paysched: 1\n",
        "paysched: 1\nkind: replacement_offer\nreplaces: {agreement: agmt-1, schedule: old/was.yaml}\n",
    );
    let files = [("new.yaml", replacing.as_str()), ("old/was.yaml", support::BASE), ("other.yaml", &wrong())];
    let place = Place::repository(&files);
    let before = run(&place, &["new.yaml"]).1;
    assert_eq!(before, ["new.yaml"], "it has findings");
    assert_eq!(run(&place, &["--changed"]).1, Vec::<String>::new());
    place.write("old/was.yaml", &support::BASE.replace("60000.00", "70000.00"));
    assert!(run(&place, &["--changed"]).1.contains(&"new.yaml".to_owned()));
    std::fs::remove_file(place.path().join("old/was.yaml")).unwrap();
    assert_eq!(run(&place, &["--changed"]).1, ["new.yaml"], "one that is gone");
}

#[test]
fn an_id_that_a_changed_file_takes_is_found_in_the_file_that_had_it() {
    let with_id = |id: &str| format!("{}id: {id}\n", support::BASE);
    let place = Place::repository(&[("a.yaml", &with_id("offer-1")), ("z.yaml", &with_id("offer-2"))]);
    assert_eq!(run(&place, &["--changed"]).0, 0);
    place.write("a.yaml", &with_id("offer-2"));
    assert_eq!(run(&place, &["--changed"]).1, ["z.yaml"]);
}

#[test]
fn a_baseline_is_held_against_all_files() {
    let known = support::BASE.replace("amount: 60000.00", "amount: 0.00");
    let place = Place::repository(&[("a.yaml", &known), ("b.yaml", &known)]);
    assert_eq!(place.run(&["check", "--write-baseline", DAY]).code, 0);
    assert_eq!(place.read("paysched-baseline.json").matches("zero-amount").count(), 2);
    place.git(&["add", "-A"]);
    place.git(&["commit", "-q", "-m", "baseline"]);
    place.write("b.yaml", &format!("{known}# changed\n"));
    let (code, files, err) = run(&place, &["--changed", "--baseline"]);
    assert_eq!((code, files.len()), (0, 0));
    assert_eq!(err, "paysched: 1 of 2 files changed since `main`, or depends on what did\n");
}

#[test]
fn no_filter_of_the_repository_is_run() {
    let place = Place::repository(&[("a.yaml", support::BASE), (".gitattributes", "*.yaml filter=x\n")]);
    let mark = place.path().join("ran");
    place.git(&["config", "filter.x.clean", &format!("touch {}; cat", mark.display())]);
    place.write("a.yaml", &wrong());
    assert_eq!(run(&place, &["--changed"]).1, ["a.yaml"]);
    assert!(!mark.exists());
}

#[test]
fn without_a_repository_or_revision_it_says_what_to_do() {
    let place = Place::new(&[("a.yaml", support::BASE)]);
    let (code, _, err) = run(&place, &["--changed"]);
    assert_eq!(
        (code, err.as_str()),
        (2, "paysched: this is not a git repository, so nothing tells what changed\n")
    );
    let place = Place::repository(&[("a.yaml", support::BASE)]);
    let (code, _, err) = run(&place, &["--changed", "a.yaml"]);
    let words = "git knows no revision `a.yaml`; to check that path, put it before --changed";
    assert_eq!((code, err), (2, format!("paysched: {words}\n")));
    let stdin = place.run_with(&["check", "-", "--changed", DAY], support::BASE, &[]);
    assert_eq!(stdin.code, 2, "{}", stdin.err);
    assert_eq!(run(&place, &["--changed", "--fix"]).0, 2);
}
