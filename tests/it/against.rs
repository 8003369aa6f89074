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
