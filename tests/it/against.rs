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
    assert_eq!(place.run(&["check", "--against", "HEAD", "--as-of=2027-01-01"]).code, 0);
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
