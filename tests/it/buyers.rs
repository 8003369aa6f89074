//! What deleting a duplicate buyer leaves of the file, byte for byte.

use crate::support::{BASE, check, names};
use paysched::internals::text::diagnostic::{Applicability, Fix};

/// An offer with these lines in the place of its buyers.
fn offer(buyers: &str) -> String {
    let own = "buyers:\n  - {account: \"111122223333\", billing: invoice, net_days: 30}\n";
    assert!(BASE.contains(own));
    BASE.replace(own, buyers)
}

fn apply(text: &str, fix: &Fix) -> String {
    let mut changed = text.to_owned();
    assert!(fix.edits.is_sorted_by(|a, b| a.span.end() <= b.span.start()), "{fix:?}");
    for edit in fix.edits.iter().rev() {
        changed.replace_range(edit.span.range(), &edit.text);
    }
    changed
}

/// The fixes that the duplicates of these lines come with.
fn fixes(buyers: &str) -> Vec<Option<Fix>> {
    let report = check(&offer(buyers));
    assert!(
        report.diagnostics.iter().all(|d| d.rule == "duplicate-buyer"),
        "{:?} in\n{buyers}",
        names(&report)
    );
    report.diagnostics.into_iter().map(|d| d.fix).collect()
}

/// Deletes the one duplicate; what is left must be an offer without mistakes.
fn mended(buyers: &str) -> String {
    let fixes = fixes(buyers);
    let [Some(fix)] = fixes.as_slice() else { panic!("{fixes:?} for\n{buyers}") };
    assert_eq!(fix.applicability, Applicability::Safe);
    let text = apply(&offer(buyers), fix);
    assert_eq!(names(&check(&text)), [""; 0], "{text}");
    let (_, after) = text.split_once("buyers:").unwrap();
    let (buyers, _) = after.split_once("release:").unwrap();
    format!("buyers:{buyers}")
}

const ONE: &str = "{account: \"111122223333\", billing: invoice}";
const TWO: &str = "{account: \"222233334444\", billing: invoice}";

#[test]
fn an_entry_of_a_block_list_goes_with_its_lines() {
    let left = format!("buyers:\n  - {ONE}\n  - {TWO}\n");
    for buyers in [
        format!("buyers:\n  - {ONE}\n  - {ONE}\n  - {TWO}\n"),
        format!("buyers:\n  - {ONE}\n  - {TWO}\n  - {ONE}\n"),
        format!("buyers:\n  - {ONE}\n  - {TWO}\n  - \"111122223333\"   # Acme again\n"),
        format!(
            "buyers:\n  - {ONE}\n  - account: \"111122223333\"\n    billing: invoice  # as above\n  - {TWO}\n"
        ),
        format!("buyers:\n  - {ONE}\n  -   '111122223333'\n  - {TWO}\n"),
        format!("buyers:\n  - {ONE}\n  -\n    account: \"111122223333\"\n  - {TWO}\n"),
        format!("buyers:\n  - {ONE}\n  - \"111122223333\"\n  - {TWO}\n  - \"111122223333\"\n"),
    ] {
        assert_eq!(mended(&buyers), left, "{buyers}");
    }
}

#[test]
fn line_ends_and_the_end_of_the_file_are_kept() {
    let windows = format!("buyers:\r\n  - {ONE}\r\n  - {ONE}\r\n  - {TWO}\r\n");
    assert_eq!(mended(&windows), format!("buyers:\r\n  - {ONE}\r\n  - {TWO}\r\n"));
    let text = offer("") + &format!("buyers:\n  - {ONE}\n  - {ONE}");
    let report = check(&text);
    let changed = apply(&text, report.diagnostics[0].fix.as_ref().unwrap());
    assert!(changed.ends_with(&format!("buyers:\n  - {ONE}\n")), "{changed}");
}

#[test]
fn an_entry_between_brackets_goes_with_one_comma() {
    for (buyers, left) in [
        (format!("buyers: [{ONE}, \"111122223333\"]\n"), format!("buyers: [{ONE}]\n")),
        (format!("buyers: [{ONE}, \"111122223333\", {TWO}]\n"), format!("buyers: [{ONE}, {TWO}]\n")),
        (format!("buyers: [{ONE},\"111122223333\",\"111122223333\"]\n"), format!("buyers: [{ONE}]\n")),
        (format!("buyers: [{ONE} , \"111122223333\" , {TWO},]\n"), format!("buyers: [{ONE}  , {TWO},]\n")),
    ] {
        assert_eq!(mended(&buyers), left);
    }
}

#[test]
fn an_entry_on_a_line_of_its_own_between_brackets_goes_with_the_line() {
    let left = format!("buyers: [\n  {ONE},\n  {TWO},\n]\n");
    let twice = format!("buyers: [\n  {ONE},\n  \"111122223333\",  # Acme again\n  {TWO},\n]\n");
    for buyers in [twice, format!("buyers: [\n  {ONE},\n  {TWO},\n  \"111122223333\"\n]\n")] {
        assert_eq!(mended(&buyers.replace("\n]", "\n  ]")), left.replace("\n]", "\n  ]"));
    }
}

#[test]
fn an_entry_that_shares_its_line_with_a_bracket_leaves_the_bracket() {
    let buyers = format!("buyers: [{ONE},\n  \"111122223333\"]\n");
    assert_eq!(mended(&buyers), format!("buyers: [{ONE},\n  ]\n"));
    let buyers = format!("buyers: [{ONE},\n  \"111122223333\", {TWO}]\n");
    assert_eq!(mended(&buyers), format!("buyers: [{ONE},\n  {TWO}]\n"));
    let buyers = format!("buyers: [{ONE},\n  \"111122223333\", \"111122223333\"]\n");
    assert_eq!(mended(&buyers), format!("buyers: [{ONE},\n  ]\n"));
    let buyers = format!("buyers: [{ONE}\n  , \"111122223333\"\n  , {TWO}]\n");
    assert_eq!(mended(&buyers), format!("buyers: [{ONE}\n  \n  , {TWO}]\n"));
}

#[test]
fn each_account_has_its_own_fix() {
    let buyers = format!("buyers:\n  - {ONE}\n  - {TWO}\n  - {ONE}\n  - {TWO}\n");
    let fixes = fixes(&buyers);
    assert_eq!(fixes.len(), 2);
    assert!(fixes.iter().all(|fix| fix.as_ref().is_some_and(|fix| fix.edits.len() == 1)));
}

#[test]
fn what_the_later_entry_adds_is_never_deleted_unseen() {
    for later in [
        "{account: \"111122223333\", billing: invoice, name: Acme KK}",
        "{account: \"111122223333\", billing: invoice, net_days: 60}",
        "{account: \"111122223333\", billing: credit_card}",
        "{account: \"111122223333\", billing: invoice, payer: \"444455556666\"}",
        "{account: \"111122223333\", billing: invoice, independent: true}",
    ] {
        assert_eq!(fixes(&format!("buyers:\n  - {ONE}\n  - {later}\n")), [None], "{later}");
    }
}

#[test]
fn a_comment_above_may_be_about_the_entry_so_a_person_must_look() {
    assert_eq!(fixes(&format!("buyers:\n  - {ONE}\n  # the other branch\n  - {ONE}\n")), [None]);
    assert_eq!(
        fixes(&format!("buyers:\n  - {ONE}\n  -  # the other branch\n    account: \"111122223333\"\n")),
        [None]
    );
    // On the line of another entry it is about that one.
    let beside = format!("buyers:\n  - {ONE}  # head office\n  - {ONE}\n");
    assert_eq!(mended(&beside), format!("buyers:\n  - {ONE}  # head office\n"));
}
