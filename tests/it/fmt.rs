//! One layout for every offer: what the text says, its comments and its plan stay what they were.

use crate::support;
use crate::support::promises::{comments, verdict};
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use paysched::internals::text::source::SourceFile;
use paysched::offer::layout::{Refusal, format};
use proptest::prelude::*;

fn formatted(text: &str) -> Result<String, Refusal> {
    format(&SourceFile::new("offer.yaml", text))
}

/// The cases with every `after` as it is now, and how many there are.
fn refreshed(page: &str) -> (String, usize) {
    let mut fresh = String::new();
    let mut before = String::new();
    let mut count = 0;
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        fresh.push_str(&format!("{line}\n"));
        let (is_before, is_after) = (line == "```yaml before", line == "```yaml after");
        if !is_before && !is_after {
            continue;
        }
        let text: String =
            lines.by_ref().take_while(|line| *line != "```").map(|l| format!("{l}\n")).collect();
        if is_before {
            fresh.push_str(&format!("{text}```\n"));
            before = text;
        } else {
            let after = formatted(&before).unwrap_or_else(|refusal| panic!("{refusal}:\n{before}"));
            assert_eq!(formatted(&after).as_ref(), Ok(&after), "changes again");
            assert_eq!(verdict(&before).1, verdict(&after).1);
            fresh.push_str(&format!("{after}```\n"));
            count += 1;
        }
    }
    (fresh, count)
}

#[test]
fn every_case_is_laid_out_as_shown() {
    let path = Path::new("tests/fmt/cases.md");
    let (fresh, count) = refreshed(&std::fs::read_to_string(path).unwrap());
    assert!(count >= 18);
    support::golden(path, &fresh);
}

#[test]
fn line_breaks_and_the_byte_order_mark_stay() {
    let text = "\u{feff}name: Acme\r\n\r\n\r\npaysched: 1\r\nlabels:\r\n  a: |\r\n     x\r\n";
    let new = "\u{feff}paysched: 1\r\nname: Acme\r\nlabels:\r\n  a: |\r\n    x\r\n";
    assert_eq!(formatted(text).unwrap(), new);
    assert_eq!(formatted("name: Acme\rpaysched: 1").unwrap(), "paysched: 1\nname: Acme\n");
    // What is not ours keeps even breaks that do not agree.
    let foreign = "kind:  a\r\nb:\tc\n\n\n";
    let file = format!("{foreign}---\nname: Acme\r\npaysched: 1\n---\n{foreign}x: y");
    let new = format!("{foreign}---\r\npaysched: 1\r\nname: Acme\r\n---\n{foreign}x: y");
    assert_eq!(formatted(&file).unwrap(), new);
}

/// Prettier itself is asked by tests/clients/beside_prettier.mjs.
#[test]
fn what_prettier_laid_out_stays_and_nothing_like_it() {
    let theirs = "\
# A file for everybody.

paysched: 1
name: \"Acme\" # as registered
product:
  {
    id: prod-1,
    # the kind
    type: saas_contract, # of them all
  }
installments:
  # The first.
  - { invoice_date: 2026-12-15, amount: 60000.00, note: On acceptance } # signed
  - {
      first: 2027-01-31,
      every: month,
      times: 3,
      split: remainder,
      weights:
        [
          1,
          2,
          3,
        ],
    }
  - { invoice_date: 2028-12-15, amount: 0 } # paysched: allow(zero-amount) free
labels: {}
";
    assert_eq!(formatted(theirs).as_deref(), Ok(theirs));
    assert_eq!(formatted(&theirs.replace('\n', "\r\n")), Ok(theirs.replace('\n', "\r\n")));
    for (right, wrong) in [
        // Of two manners, or of none.
        (
            "{ invoice_date: 2026-12-15, amount: 60000.00, note: On acceptance }",
            "{invoice_date: 2026-12-15, amount: 60000.00}",
        ),
        ("name: \"Acme\" # as", "name: \"Acme\"  # as"),
        ("name: \"Acme\"", "name:  \"Acme\""),
        ("      times: 3,\n", "      times:   3,\n"),
        ("      every: month,\n      times: 3,\n", "      every: month, times: 3,\n"),
        ("      split: remainder,", "    split: remainder,"),
        ("          2,\n", "          2,\n\n\n"),
        ("        ],\n", "        ]\n"),
        // Not in the order of the format.
        (
            "id: prod-1,\n    # the kind\n    type: saas_contract,",
            "type: saas_contract,\n    # the kind\n    id: prod-1,",
        ),
        ("{ invoice_date: 2026-12-15, amount: 60000.00,", "{ amount: 60000.00, invoice_date: 2026-12-15,"),
    ] {
        let text = theirs.replace(right, wrong);
        assert_ne!(text, theirs, "{right}");
        let new = formatted(&text).unwrap();
        assert!(new != text && new.contains("  - { invoice_date: 2026-12-15, amount"), "{new}");
    }
}

#[test]
fn files_without_an_offer_are_not_touched() {
    for text in ["", "# only a comment", "a:   1\n\n\n", "- 1\n-   2", "---\n---\n", "just text"] {
        assert_eq!(formatted(text).as_deref(), Ok(text));
    }
}

#[test]
fn what_cannot_be_told_for_sure_is_left_alone() {
    for text in [
        "paysched: 1\nname: [\n",
        "paysched: 1\nname: a\nname: b\n",
        "paysched: 1\nname: &a x\n",
        "paysched: 1\nname: !!str x\n",
        "%YAML 1.1\n---\npaysched: 1\n",
        "paysched: 2\nname: a\n",
        "paysched_accounts: 2\naccounts: {}\n",
        // One ideographic space is two spaces of indentation to whoever typed it.
        "paysched: 1\nbuyers:\n\u{3000}account: x\n",
        "paysched: 1\ninstallments: [{amount: 1,000.00, note: x}]\n",
        "paysched: 1\nbuyers: [{name: Smith, Jones and Co, account: x}]\n",
        "paysched: 1\n[a]: b\n",
        "a: 1\n---\npaysched: 1\n---\nb: [\n",
    ] {
        assert_eq!(formatted(text), Err(Refusal::Errors), "{text}");
    }
    let bytes = b"paysched: 1\nname: \xff\n".to_vec();
    assert_eq!(format(&SourceFile::from_bytes("a.yaml", bytes, 100)), Err(Refusal::Errors));
    assert_eq!(format(&SourceFile::too_large("a.yaml", 100, 10)), Err(Refusal::Errors));
    assert_eq!(formatted("paysched: 1\nlabels: {one\n  two: 3}\n"), Err(Refusal::Unwieldy));
}

#[test]
fn an_allowed_account_id_keeps_having_no_quotes() {
    let text =
        "paysched: 1\nbuyers:\n  - 111122223333 # paysched: allow(unquoted-account-id) read by us alone\n";
    assert_eq!(formatted(text).as_deref(), Ok(text));
}

#[test]
fn everything_under_schedules_is_laid_out() {
    let files = support::schedules();
    assert!(files.len() >= 24);
    for path in files {
        let text = std::fs::read_to_string(&path).unwrap();
        assert_eq!(formatted(&text).as_ref(), Ok(&text), "{}", path.display());
    }
}

#[test]
fn a_huge_file_is_laid_out_as_a_small_one() {
    let labels: String = (0..10_000).map(|n| format!("  k{n}: {n} # {n}\n")).collect();
    let text = format!("labels:\n{labels}paysched: 1\n");
    assert_eq!(formatted(&text).unwrap(), format!("paysched: 1\nlabels:\n{labels}"));
    let allow = |n| format!("# paysched: allow(zero-amount) {n}\n");
    let stack: String = (0..4_000).map(allow).collect();
    let text = format!("{stack}name: Acme\npaysched: 1\n");
    assert_eq!(formatted(&text).unwrap(), format!("paysched: 1\n{stack}name: Acme\n"));
    let offers: Vec<_> = (0..1_000).map(|n| format!("paysched: 1\n{}name: Acme\n", allow(n))).collect();
    let offers = offers.join("---\n");
    assert_eq!(formatted(&offers).as_ref(), Ok(&offers));
    let deep = format!("paysched: 1\nx: {}{}\n", "[".repeat(50), "]".repeat(50));
    assert_eq!(formatted(&deep).as_ref(), Ok(&deep));
    let wide = format!("paysched: 1\nx: {}{}{}\n", "[{a: ".repeat(30), "1, b: 2".repeat(20), "}]".repeat(30));
    assert_eq!(formatted(&wide), Err(Refusal::Errors));
    let wide = wide.replace("1, b: 2", "words ");
    let new = formatted(&wide).unwrap();
    assert_eq!(formatted(&new).as_ref(), Ok(&new));
}

const TIDY: &str = "paysched: 1\nname: Acme\n";
const UNTIDY: &str = "name: Acme\npaysched: 1\n";

/// Runs the program on files in a folder of its own: the exit code, both streams, and the files.
fn run(files: &[(&str, &str)], arguments: &[&str], input: &str) -> (i32, String, String, Vec<String>) {
    let place = tempfile::tempdir().unwrap();
    for (name, text) in files {
        std::fs::write(place.path().join(name), text).unwrap();
    }
    let mut command = Command::new(env!("CARGO_BIN_EXE_paysched"));
    support::scrubbed(&mut command).arg("fmt").args(arguments).current_dir(place.path());
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    // A program that reads no input closes the pipe; that is fine.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    let output = child.wait_with_output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    let read = |(name, _): &(&str, &str)| std::fs::read_to_string(place.path().join(name)).unwrap();
    let left = files.iter().map(read).collect();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr), left)
}

#[test]
fn files_are_laid_out_in_place() {
    let files = [("a.yaml", UNTIDY), ("b.yaml", TIDY), ("c.yaml", "other:   1\n")];
    let (code, out, err, left) = run(&files, &[], "");
    assert_eq!((code, err.as_str()), (0, ""));
    assert_eq!(out, "a.yaml: laid out\n1 file laid out, 2 as they should be\n");
    assert_eq!(left, [TIDY, TIDY, "other:   1\n"]);
    let (code, out, _, _) = run(&[("a.yaml", TIDY)], &["a.yaml"], "");
    assert_eq!((code, out.as_str()), (0, "nothing to change in 1 file\n"));
}

#[test]
fn only_showing_changes_nothing() {
    let files = [("a.yaml", UNTIDY), ("b.yaml", TIDY)];
    let (code, out, err, left) = run(&files, &["--check"], "");
    assert_eq!((code, err.as_str()), (1, ""));
    assert_eq!(out, "a.yaml: would change\n1 file would change, 1 as it should be\n");
    assert_eq!(left, [UNTIDY, TIDY]);
    let (code, out, err, left) = run(&files, &["--diff"], "");
    assert_eq!((code, err.as_str()), (1, ""));
    assert_eq!(out, "--- a/a.yaml\n+++ b/a.yaml\n@@ -1,2 +1,2 @@\n+paysched: 1\n name: Acme\n-paysched: 1\n");
    assert_eq!(left, [UNTIDY, TIDY]);
    assert_eq!(run(&files, &["--check", "b.yaml"], "").0, 0);
}

#[test]
fn a_file_with_errors_is_left_alone_and_named() {
    let broken = "name: [\npaysched: 1\n";
    let files = [("a.yaml", broken), ("b.yaml", UNTIDY)];
    let (code, out, err, left) = run(&files, &["."], "");
    assert_eq!(code, 1);
    assert_eq!(out, "b.yaml: laid out\n1 file laid out\n");
    assert_eq!(err, "a.yaml: left alone, it has errors that paysched check shows\n");
    assert_eq!(left, [broken, TIDY]);
}

#[test]
fn standard_input_goes_to_standard_output() {
    let (code, out, err, _) = run(&[], &["-"], UNTIDY);
    assert_eq!((code, out.as_str(), err.as_str()), (0, TIDY, ""));
    let (code, out, err, _) = run(&[], &["-", "--stdin-filename", "a.yaml"], "paysched: [\n");
    assert_eq!((code, out.as_str()), (1, "paysched: [\n"));
    assert_eq!(err, "a.yaml: left alone, it has errors that paysched check shows\n");
    let (code, out, _, _) = run(&[], &["-", "--check"], UNTIDY);
    assert_eq!((code, out.as_str()), (1, "-: would change\n1 file would change\n"));
}

#[test]
fn what_cannot_be_done_exits_with_2() {
    let (code, out, err, left) = run(&[("a.yaml", UNTIDY)], &["a.yaml", "missing.yaml"], "");
    assert_eq!((code, out.as_str()), (2, "a.yaml: laid out\n1 file laid out\n"));
    assert_eq!(err, "paysched: missing.yaml: no such file or folder\n");
    assert_eq!(left, [TIDY]);
    assert_eq!(run(&[], &["-", "a.yaml"], "").0, 2);
}

/// A key with a colon and no value is never the rest of a text before it, wherever it stands.
#[test]
fn a_key_that_lacks_its_value_is_the_same_mistake_in_any_layout() {
    let offers = [
        support::BASE.replace("description: ", "pronce-code:\ndescription: "),
        support::BASE.replace("description: ", "pronce-code :\n# a remark\ndescription: "),
        support::complete(
            "pricing:\n  dimensions:\n    - {key: t2.micro, quantity1: , overage: 0.17}\n    - {key: t3.micro, quantity1:}\n",
        ),
    ];
    for offer in offers {
        support::promises::fmt(&offer);
        let (findings, _) = verdict(&offer);
        assert!(!findings.iter().any(|finding| finding.contains("comma ends the value")), "{findings:?}");
    }
}

/// Only braces have commas between keys: on a line of its own, such a key hides no other mistake.
#[test]
fn a_key_with_a_digit_and_a_comma_is_the_same_mistake_in_any_layout() {
    let offer = support::BASE.replace("description: ", "7 name, code:\ndescription: ");
    let offer = format!("{offer}pricing:\n  contract_type: options\n  c second: 7\n");
    support::promises::fmt(&offer);
    let (findings, _) = verdict(&offer);
    assert!(findings.iter().any(|finding| finding.contains("`pricing` lacks `dimensions`")), "{findings:?}");
    assert!(!findings.iter().any(|finding| finding.contains("comma ends the value")), "{findings:?}");
}

/// A key that is none keeps its value as it is written.
#[test]
fn an_account_under_a_key_that_is_none_keeps_its_warning() {
    let offer = support::BASE.replace("account: \"111122223333\"", "acco\"unt: 111122223333");
    assert_ne!(offer, support::BASE);
    support::promises::fmt(&offer);
    assert!(verdict(&offer).0.iter().any(|finding| finding.contains("unquoted-account-id")));
}

/// Laid out, it is one line; the mistake in it is the same.
#[test]
fn a_wrong_text_over_two_lines_is_the_same_mistake_in_one() {
    let two = support::BASE.replace("saas_contract}", "saas_contra\n  and more}");
    assert_ne!(formatted(&two).as_deref(), Ok(two.as_str()));
    support::promises::fmt(&two);
    assert!(verdict(&two).0.iter().any(|finding| finding.ends_with(" at saas_contra and more\"]")));
}

/// A mapping that becomes too long for one line loses its braces, and begins where its first key does.
#[test]
fn a_finding_about_a_mapping_points_at_it_with_and_without_braces() {
    let text =
        format!("{}replaces: {{agreement: agmt-{}, schedule: a.yaml}}\n", support::BASE, "7".repeat(150));
    assert!(formatted(&text).is_ok_and(|new| new.contains("replaces:\n  agreement:")));
    support::promises::fmt(&text);
    let pointed =
        |finding: &String| finding.contains("key-of-another-kind") && finding.contains("\"/replaces\"");
    assert!(verdict(&text).0.iter().any(pointed));
}

/// The text laid out; that it is refused is a failure.
fn laid_out(text: &str) -> Result<String, TestCaseError> {
    formatted(text).map_err(|refusal| TestCaseError::fail(format!("{refusal}:\n{text}")))
}

proptest! {
    #![proptest_config(support::cases(300))]

    #[test]
    fn laying_out_changes_no_finding_plan_comment_or_value_and_is_done_at_once(text in crate::scribble::offers()) {
        let new = laid_out(&text)?;
        prop_assert_eq!(&formatted(&new).unwrap(), &new);
        let (before, after) = (verdict(&text), verdict(&new));
        prop_assert_eq!(before.0, after.0, "{}", new);
        prop_assert_eq!(before.1, after.1);
        prop_assert_eq!(comments(&text), comments(&new));
        let read = |text: &str| -> Vec<serde_yaml::Value> {
            let documents = serde_yaml::Deserializer::from_str(text.trim_start_matches('\u{feff}'));
            documents.map(|d| serde::Deserialize::deserialize(d).unwrap()).collect()
        };
        prop_assert_eq!(read(&text), read(&new));
    }
}
