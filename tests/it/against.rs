//! Frozen schedules: `check --against REV` and `diff`, in real git repositories.

use crate::support;

use crate::support::place::Place;

fn run(place: &Place, arguments: &[&str]) -> (i32, String, String) {
    let ran = place.run(arguments);
    (ran.code, ran.out, ran.err)
}

const RELEASED: [&str; 4] = ["check", "--against", "HEAD", "--as-of=2026-12-02"];

#[test]
fn a_released_schedule_must_not_change() {
    let place = Place::repository(&[("offers/a.yaml", support::BASE)]);
    assert_eq!(run(&place, &RELEASED).0, 0);
    place.write("offers/a.yaml", &support::BASE.replace("2026-12-15", "2026-12-20"));
    let (code, out, _) = run(&place, &RELEASED);
    assert_eq!(code, 1);
    assert!(out.contains("error[released-schedule-changed]"), "{out}");
    assert!(out.contains("2026-12-20 was 2026-12-15"), "{out}");
    assert!(out.contains("HEAD:offers/a.yaml"), "{out}");
    // Before its release it may still change.
    assert_eq!(run(&place, &["check", "--against", "HEAD", "--as-of=2026-11-30"]).0, 0);
}

#[test]
fn a_renamed_file_is_followed_by_the_offers_id() {
    let with_id = format!("{}id: offer-abc\n", support::BASE);
    let place = Place::repository(&[("a.yaml", &with_id)]);
    std::fs::remove_file(place.path().join("a.yaml")).unwrap();
    place.write("archive/b.yaml", &with_id.replace("60000.00", "70000.00"));
    let (code, out, _) = run(&place, &RELEASED);
    assert_eq!(code, 1);
    assert!(out.contains("was 60000.00 USD, now 70000.00 USD"), "{out}");
}

#[test]
fn notes_and_names_may_change() {
    let place = Place::repository(&[("a.yaml", support::BASE)]);
    place.write(
        "a.yaml",
        &support::BASE.replace("amount: 60000.00}", "amount: 60000.00, note: On signature}"),
    );
    assert_eq!(run(&place, &RELEASED).0, 0);
}

#[test]
fn a_new_offer_has_nothing_to_be_compared_with() {
    let place = Place::repository(&[("a.yaml", support::BASE)]);
    place.write("b.yaml", &support::BASE.replace("60000.00", "70000.00"));
    assert_eq!(run(&place, &RELEASED).0, 0);
}

#[test]
fn without_git_or_revision_the_tool_says_so() {
    let bare = Place::new(&[]);
    bare.write("a.yaml", support::BASE);
    let (code, out, err) = run(&bare, &RELEASED);
    assert_eq!((code, out.as_str()), (2, ""));
    assert!(err.contains("not a git repository"), "{err}");
    let place = Place::repository(&[("a.yaml", support::BASE)]);
    let (code, _, err) = run(&place, &["check", "--against"]);
    assert_eq!(
        (code, err.as_str()),
        (
            2,
            "paysched: git knows no revision `origin/main`; `git fetch` brings what is new, and `git branch --all` lists the branches\n"
        )
    );
    assert_eq!(run(&place, &["check", "--against=--help"]).0, 2);
}

#[test]
fn the_work_tree_is_not_touched() {
    let place = Place::repository(&[("a.yaml", support::BASE)]);
    let changed = support::BASE.replace("60000.00", "70000.00");
    place.write("a.yaml", &changed);
    run(&place, &RELEASED);
    assert_eq!(std::fs::read_to_string(place.path().join("a.yaml")).unwrap(), changed);
}

#[test]
fn two_versions_can_be_read_side_by_side() {
    let place = Place::repository(&[("offers/a.yaml", support::BASE)]);
    place.write("offers/a.yaml", &support::BASE.replace("total: 360000.00", "total: 390000.00"));
    let (code, out, err) = run(&place, &["diff", "HEAD:offers/a.yaml", "offers/a.yaml", "--format", "json"]);
    assert_eq!((code, err.as_str()), (1, ""));
    let changes: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(changes["offers"][0]["total"]["after"], "390000.00");
    assert_eq!(changes["offers"][0]["installments"].as_array().unwrap().len(), 30);
    assert_eq!(changes["offers"][0]["installments"][0]["change"], "resized");
    let (code, out, _) = run(&place, &["diff", "offers/a.yaml", "offers/a.yaml"]);
    assert_eq!(code, 0);
    assert!(out.contains("no change"), "{out}");
    assert_eq!(run(&place, &["diff", "HEAD:offers/none.yaml", "offers/a.yaml"]).0, 2);
}

const WITH_ID: &str = "id: offer-abc\n";

#[test]
fn a_released_offer_that_has_gone_is_named() {
    let place = Place::repository(&[
        ("offers/a.yaml", &format!("{}{WITH_ID}", support::BASE)),
        (
            "offers/two.yaml",
            &format!(
                "{}---\n{}",
                support::BASE.replace("60000.00", "50000.00"),
                support::BASE.replace("60000.00", "40000.00")
            ),
        ),
        ("other/x.yaml", &support::BASE.replace("60000.00", "30000.00")),
        ("draft.yaml", &support::BASE.replace("release: 2026-12-01", "release: 2026-12-10")),
    ]);
    assert_eq!(run(&place, &RELEASED).0, 0);
    let gone = |arguments: &[&str]| -> Vec<(String, String)> {
        let report = place.json(&[&RELEASED[..], arguments].concat());
        let found = report["diagnostics"].as_array().unwrap().iter();
        let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
        let gone = found.filter(|found| found["rule"] == "released-offer-gone");
        gone.map(|found| (text(&found["path"]), text(&found["notes"][0]))).collect()
    };
    let a = ("offers/a.yaml".to_owned(), "it was HEAD:offers/a.yaml".to_owned());
    // Deleted; an expired offer may go, and so may one that was not released.
    std::fs::remove_file(place.path().join("offers/a.yaml")).unwrap();
    std::fs::remove_file(place.path().join("draft.yaml")).unwrap();
    assert_eq!(gone(&[]), std::slice::from_ref(&a));
    assert_eq!(gone(&["offers"]), std::slice::from_ref(&a));
    assert!(gone(&["other"]).is_empty() && gone(&["offers/two.yaml"]).is_empty());
    // On the last day to accept it can still be accepted.
    for (as_of, open) in [("--as-of=2026-12-31", true), ("--as-of=2027-01-01", false)] {
        let ran = place.run(&["check", "--against", "HEAD", as_of]);
        assert_eq!((ran.code, ran.out.contains("`offer-abc` has gone")), (0, open), "{as_of}: {}", ran.out);
    }
    let ran = place.run(&RELEASED);
    assert!(ran.out.contains("the released offer `offer-abc` has gone"), "{}", ran.out);
    // Renamed without its id: the same terms are the same offer, others are not. It may be anywhere.
    place.write("archive/b.yaml", support::BASE);
    assert!(gone(&["offers"]).is_empty());
    place.write("archive/b.yaml", &support::BASE.replace("60000.00", "70000.00"));
    assert_eq!(gone(&[]), std::slice::from_ref(&a));
    // Another id at its place is another offer.
    place
        .write("offers/a.yaml", &format!("{}id: offer-xyz\n", support::BASE.replace("60000.00", "70000.00")));
    assert_eq!(gone(&[]), std::slice::from_ref(&a));
    place.write("offers/a.yaml", &format!("{}{WITH_ID}", support::BASE));
    // The second document of a file.
    place.write("offers/two.yaml", &support::BASE.replace("60000.00", "50000.00"));
    let second = ("offers/two.yaml".to_owned(), "it was HEAD:offers/two.yaml, offer 2".to_owned());
    assert_eq!(gone(&[]), [second]);
    assert!(gone(&["--ignore", "released-offer-gone"]).is_empty());
}

#[test]
fn a_path_that_leads_elsewhere_finds_the_same_earlier_offer() {
    let place = Place::repository(&[("offers/a.yaml", support::BASE), ("offers/deep/x", "")]);
    place.write("offers/a.yaml", &support::BASE.replace("2026-12-15", "2026-12-20"));
    for (from, path) in [("offers/deep", ".."), ("offers", "deep/../a.yaml"), (".", "offers")] {
        let ran = place.run_in(from, &[&RELEASED[..], &[path]].concat(), &[]);
        assert!(ran.out.contains("error[released-schedule-changed]"), "{from} {path}: {}", ran.out);
    }
}

/// The findings against HEAD, as path, line and rule.
fn found(place: &Place, arguments: &[&str]) -> Vec<String> {
    let report = place.json(&[&RELEASED[..], arguments].concat());
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    let found = report["diagnostics"].as_array().unwrap().iter();
    found.map(|found| format!("{} {}", text(&found["path"]), text(&found["rule"]))).collect()
}

#[test]
fn an_offer_with_another_id_is_no_counterpart_even_with_the_same_terms() {
    let with_id = format!("{}{WITH_ID}", support::BASE);
    let place = Place::repository(&[("a.yaml", &with_id)]);
    std::fs::remove_file(place.path().join("a.yaml")).unwrap();
    place.write("b.yaml", &with_id.replace("offer-abc", "offer-xyz"));
    assert_eq!(found(&place, &[]), ["a.yaml released-offer-gone"]);
    // An id that another offer of the revision has is another id as well.
    let place =
        Place::repository(&[("a.yaml", support::BASE), ("b.yaml", &with_id.replace("60000.00", "50000.00"))]);
    place.write("a.yaml", &place.read("b.yaml"));
    std::fs::remove_file(place.path().join("b.yaml")).unwrap();
    assert_eq!(found(&place, &[]), ["a.yaml released-offer-gone"]);
}

#[test]
fn one_offer_is_the_counterpart_of_one() {
    let [one, two] = ["50000.00", "40000.00"].map(|amount| support::BASE.replace("60000.00", amount));
    let place = Place::repository(&[
        ("a.yaml", support::BASE),
        ("b.yaml", support::BASE),
        ("c.yaml", &format!("{one}{WITH_ID}")),
    ]);
    // The copy that stays is one of the two.
    std::fs::remove_file(place.path().join("b.yaml")).unwrap();
    assert_eq!(found(&place, &[]), ["b.yaml released-offer-gone"]);
    // A file that moves away with its id leaves its place to a new offer.
    place.git(&["checkout", "-q", "."]);
    std::fs::create_dir(place.path().join("old")).unwrap();
    std::fs::rename(place.path().join("c.yaml"), place.path().join("old/c.yaml")).unwrap();
    place.write("c.yaml", &two);
    assert_eq!(found(&place, &[]), [""; 0]);
}

#[test]
fn offers_are_found_again_when_others_come_and_go_in_their_file() {
    let amounts = ["50000.00", "40000.00", "30000.00"];
    let [one, two, new] = amounts.map(|amount| support::BASE.replace("60000.00", amount));
    let place = Place::repository(&[("a.yaml", &format!("{one}---\n{two}"))]);
    for (text, wanted) in [
        (format!("{two}---\n{one}"), None),
        (format!("{new}---\n{one}---\n{two}"), None),
        (two.clone(), Some("a.yaml released-offer-gone")),
        (format!("{two}---\n{new}"), Some("a.yaml released-offer-gone")),
        (format!("{one}---\n{new}"), Some("a.yaml released-schedule-changed")),
    ] {
        place.write("a.yaml", &text);
        assert_eq!(found(&place, &[]), Vec::from_iter(wanted), "{text}");
    }
    // One with an id, behind a new one without.
    let place = Place::repository(&[("a.yaml", &format!("{one}{WITH_ID}"))]);
    place.write("a.yaml", &format!("{new}---\n{one}{WITH_ID}"));
    assert_eq!(found(&place, &[]), [""; 0]);
}

#[test]
fn what_is_left_out_of_a_check_has_not_gone() {
    let place = Place::repository(&[
        ("paysched.toml", "exclude = [\"archive/\"]\n"),
        ("archive/a.yaml", support::BASE),
        ("b.yaml", &support::BASE.replace("60000.00", "50000.00")),
    ]);
    assert_eq!(found(&place, &[]), [""; 0]);
    std::fs::rename(place.path().join("b.yaml"), place.path().join("archive/b.yaml")).unwrap();
    assert_eq!(found(&place, &["--allow-empty"]), [""; 0]);
    std::fs::remove_file(place.path().join("archive/a.yaml")).unwrap();
    assert_eq!(found(&place, &["--allow-empty"]), ["archive/a.yaml released-offer-gone"]);
}

#[test]
fn what_has_gone_on_purpose_is_allowed_by_the_configuration_or_a_baseline() {
    let gone = || {
        let place = Place::repository(&[
            ("offers/a.yaml", support::BASE),
            ("b.yaml", &support::BASE.replace("60000.00", "50000.00")),
        ]);
        std::fs::remove_file(place.path().join("offers/a.yaml")).unwrap();
        place
    };
    let place = gone();
    assert_eq!(found(&place, &[]), ["offers/a.yaml released-offer-gone"]);
    for (levels, rules) in [
        ("[levels]\nreleased-offer-gone = \"off\"\n", &[][..]),
        ("[[per-path]]\npaths = [\"offers/a.yaml\"]\nlevels = {released-offer-gone = \"off\"}\n", &[]),
        (
            "[[per-path]]\npaths = [\"b.yaml\"]\nlevels = {released-offer-gone = \"off\"}\n",
            &["offers/a.yaml released-offer-gone"],
        ),
    ] {
        place.write("paysched.toml", levels);
        assert_eq!(found(&place, &[]), *rules, "{levels}");
    }
    let place = gone();
    place.run(&[&RELEASED[..], &["--write-baseline=known.json"]].concat());
    assert_eq!(found(&place, &["--baseline=known.json"]), [""; 0]);
    std::fs::remove_file(place.path().join("b.yaml")).unwrap();
    place.write("c.yaml", &support::BASE.replace("60000.00", "70000.00"));
    assert_eq!(found(&place, &["--baseline=known.json"]), ["b.yaml released-offer-gone"]);
}

#[test]
fn what_a_sparse_checkout_leaves_out_has_not_gone() {
    let place = Place::repository(&[
        ("here/a.yaml", support::BASE),
        ("there/b.yaml", &support::BASE.replace("60000.00", "50000.00")),
    ]);
    place.git(&["sparse-checkout", "set", "here"]);
    assert!(!place.path().join("there").exists());
    assert_eq!(found(&place, &[]), [""; 0]);
    place.git(&["rm", "-q", "--sparse", "there/b.yaml"]);
    assert_eq!(found(&place, &[]), ["there/b.yaml released-offer-gone"]);
}

#[test]
fn an_offer_that_cannot_be_read_has_not_gone() {
    let place = Place::repository(&[("a.yaml", support::BASE), ("b.yaml", "x: 1\n")]);
    for (text, rule) in
        [("paysched: [", "invalid-yaml"), (&support::BASE.replace("paysched", "payshed"), "marker-missing")]
    {
        place.write("a.yaml", text);
        assert_eq!(found(&place, &[]), [format!("a.yaml {rule}")]);
    }
    place.write("a.yaml", "x: 1\n");
    assert_eq!(found(&place, &["--allow-empty"]), ["a.yaml released-offer-gone"]);
}

#[test]
fn whichever_way_leads_to_a_folder_what_has_gone_from_it_is_named() {
    let other = support::BASE.replace("60000.00", "50000.00");
    let place = Place::repository(&[("offers/a.yaml", support::BASE), ("offers/deep/b.yaml", &other)]);
    std::fs::remove_file(place.path().join("offers/a.yaml")).unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink("offers", place.path().join("link")).unwrap();
    let ways = [("offers/deep", ".."), (".", "offers/deep/.."), (".", "offers/"), ("offers/deep", "../..")];
    for (from, path) in ways.into_iter().chain(cfg!(unix).then_some((".", "link"))) {
        let ran = place.run_in(from, &[&RELEASED[..], &[path]].concat(), &[]);
        assert!(ran.out.contains("warning[released-offer-gone]"), "{from} {path}: {}{}", ran.out, ran.err);
    }
}

#[test]
#[cfg(target_os = "linux")]
fn an_offer_whose_file_has_a_name_that_is_not_text_may_go() {
    use std::os::unix::ffi::OsStrExt as _;
    let place = Place::new(&[("b.yaml", &support::BASE.replace("60000.00", "50000.00"))]);
    let path = place.path().join(std::ffi::OsStr::from_bytes(b"caf\xe9.yaml"));
    std::fs::write(&path, support::BASE).unwrap();
    place.git(&["init", "-q", "-b", "main"]);
    place.git(&["add", "-A"]);
    place.git(&["-c", "user.name=a", "-c", "user.email=a@example.com", "commit", "-q", "-m", "first"]);
    std::fs::remove_file(&path).unwrap();
    assert_eq!(found(&place, &[]), ["caf\u{fffd}.yaml released-offer-gone"]);
}

#[test]
fn the_revision_is_that_of_the_repository_around_the_path() {
    let place = Place::repository(&[("offers/a.yaml", support::BASE)]);
    place.write("offers/a.yaml", &support::BASE.replace("60000.00", "50000.00"));
    let changed = "error[released-schedule-changed]";
    // In a hook, git names its repository by variables, which hold for the top folder only.
    let hook = [("GIT_DIR", "../.git"), ("GIT_INDEX_FILE", "../.git/index")];
    let ran = place.run_in("offers", &RELEASED, &hook);
    assert!(ran.out.contains(changed), "{}{}", ran.out, ran.err);
    let elsewhere = Place::new(&[("x", "")]);
    let path = place.path().join("offers");
    for path in [path.clone(), path.join("a.yaml")] {
        let ran = elsewhere.run(&[&RELEASED[..], &[path.to_str().unwrap()]].concat());
        assert!(ran.out.contains(changed), "{}{}", ran.out, ran.err);
    }
}

#[test]
fn what_another_repository_holds_is_said_not_to_be_compared() {
    let place = Place::repository(&[("a.yaml", support::BASE), (".gitignore", "")]);
    place.write("module/b.yaml", &support::BASE.replace("60000.00", "50000.00"));
    place.write("module/c.yaml", &support::BASE.replace("60000.00", "40000.00"));
    place.git(&["init", "-q", "module"]);
    let ran = place.run(&RELEASED);
    let said = "paysched: module: nothing is compared with `HEAD`, which is of another repository\n";
    assert_eq!((ran.code, ran.err.as_str()), (0, said));
}
