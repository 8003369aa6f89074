//! What identifies a finding across runs, wherever its lines have moved.

use std::fmt;

use crate::text::diagnostic::{Diagnostic, names};
use crate::text::source::SourceFile;
use crate::text::stable_hash::{Apart, Fnv};
use crate::text::yaml::{Node, Value};

use super::FileReport;

/// A finding's 64-bit fingerprint, written as 16 hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint(Fnv);

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The fingerprints of a file's findings, in their order; no two are the same.
///
/// A fingerprint is the FNV-1a hash of the rule, the path, the offer (its `id`, else the number of its
/// document), the key path (`key_path`) and the values of the message, sorted. Findings that are equal
/// in all of this are numbered in order. So rewording, moved lines and inserted entries do not change a
/// fingerprint; another value does.
pub fn fingerprints(file: &SourceFile, report: &FileReport) -> Vec<Fingerprint> {
    numbered(report, |finding| {
        let mut hash = start(file, report, finding);
        hash.part(&finding.key_path);
        let mut values = Vec::new();
        finding.message.stable_values(&mut values);
        values.sort_unstable();
        values.into_iter().for_each(|value| hash.part(value));
        hash
    })
}

/// The fingerprints of baselines of version 1: with the text under the primary label in place of the
/// message's values, and the pointer without list indexes.
pub fn fingerprints_v1(file: &SourceFile, report: &FileReport) -> Vec<Fingerprint> {
    numbered(report, |finding| {
        let mut hash = start(file, report, finding);
        for step in finding.pointer.as_deref().unwrap_or("").split('/') {
            hash.part(if is_place_in_list(step) { "-" } else { step });
        }
        for word in file.slice(finding.span()).split_whitespace() {
            hash.part(word);
        }
        // The labeled text does not identify missing keys.
        if finding.rule == names::MISSING_KEY {
            finding.message.to_string().split('`').skip(1).step_by(2).for_each(|key| hash.part(key));
        }
        hash
    })
}

fn numbered(report: &FileReport, of: impl Fn(&Diagnostic) -> Fnv) -> Vec<Fingerprint> {
    let mut apart = Apart::default();
    report.diagnostics.iter().map(|finding| Fingerprint(apart.next(of(finding)))).collect()
}

fn start(file: &SourceFile, report: &FileReport, finding: &Diagnostic) -> Fnv {
    let mut hash = Fnv::new();
    hash.part(finding.rule);
    hash.part(file.path());
    match report.offer_ids.get(&finding.document) {
        Some(id) => hash.part(id),
        None => hash.part(&finding.document.to_string()),
    }
    hash
}

/// A JSON pointer whose list indexes are replaced by what identifies the items: an entry's date, a
/// buyer's account, a dimension's key, as in `/installments/2027-01-31/amount`; `-` if an item has none
/// of these.
pub(super) fn key_path(root: &Node<'_>, pointer: &str) -> String {
    let mut path = String::with_capacity(pointer.len());
    let mut node = Some(root);
    let mut rest = pointer;
    // Steps into lists are skipped over quickly: a mapping may have very many keys.
    while let Some((step, after)) = rest.strip_prefix('/').map(|rest| rest.split_at(step_end(rest))) {
        let is_sequence = matches!(node.map(|node| &node.value), Some(Value::Sequence(_)));
        let more = is_sequence || after.split('/').any(is_place_in_list);
        node = node.filter(|_| more).and_then(|node| node.at_step(step));
        path.push('/');
        path.push_str(match is_sequence {
            true => node.and_then(name_of).unwrap_or("-"),
            false if node.is_none() && is_place_in_list(step) => "-",
            false => step,
        });
        rest = after;
    }
    path
}

fn step_end(pointer: &str) -> usize {
    pointer.find('/').unwrap_or(pointer.len())
}

/// What identifies an item of a list.
fn name_of<'n>(item: &'n Node<'_>) -> Option<&'n str> {
    ["invoice_date", "first", "account", "key", "after"].iter().find_map(|key| item.get(key)?.text())
}

/// Whether a step of a pointer is a list index. A key of twelve digits is an account.
fn is_place_in_list(step: &str) -> bool {
    (1..=6).contains(&step.len()) && step.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::{Settings, check};
    use crate::text::message::msg;

    fn checked(path: &str, text: &str) -> (SourceFile, FileReport) {
        let file = SourceFile::new(path, text);
        let settings = Settings::new(chrono::NaiveDate::from_ymd_opt(2026, 11, 21).unwrap());
        let report = check(&file, &settings).report;
        assert!(!report.diagnostics.is_empty());
        (file, report)
    }

    fn of_text(path: &str, text: &str) -> Vec<String> {
        let (file, report) = checked(path, text);
        fingerprints(&file, &report).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_place_in_a_list_is_what_tells_its_item_apart() {
        let text =
            "installments:\n  - {first: 2027-01-31, amount: 1}\n  - {amount: 2}\nbuyers: [{account: a/b}]\n";
        let file = SourceFile::new("a.yaml", text);
        let documents = crate::text::yaml::parse(&file);
        let path = |pointer| key_path(documents[0].root.as_ref().unwrap(), pointer);
        assert_eq!(path("/installments/0/amount"), "/installments/2027-01-31/amount");
        assert_eq!(path("/installments/1/amount"), "/installments/-/amount");
        assert_eq!(path("/installments/7/amount"), "/installments/-/amount");
        assert_eq!(path("/buyers/0/account"), "/buyers/a/b/account");
        assert_eq!(path("/installments"), "/installments");
        assert_eq!(path(""), "");
    }

    #[test]
    fn another_wording_is_the_same_finding() {
        let (file, mut report) = checked("a.yaml", OFFER);
        let fresh = fingerprints(&file, &report);
        let reworded = |amount: &str| msg!("it is {amount}", amount);
        report.diagnostics[0].message = msg!("the amount is {sum}", sum = "5");
        let said = fingerprints(&file, &report);
        report.diagnostics[0].message = reworded("5");
        assert_eq!(fingerprints(&file, &report), said);
        report.diagnostics[0].message = reworded("6");
        assert_ne!(fingerprints(&file, &report), said);
        assert_ne!(fresh, said);
    }

    const OFFER: &str =
        "paysched: 1\ndescription: x\ntotl: 1\ninstallments:\n  - {amount: 1, dat: 5}\n  - {dat: 5}\n";

    #[test]
    fn lines_that_move_change_nothing() {
        let fresh = of_text("a.yaml", OFFER);
        let moved = OFFER.replace("totl", "# a comment\n\n\ntotl").replace("dat: 5", "dat:   5");
        assert_eq!(of_text("a.yaml", &moved), fresh);
        assert_eq!(of_text("a.yaml", &OFFER.replace('\n', "\r\n")), fresh);
    }

    #[test]
    fn an_item_put_in_before_others_adds_only_its_own() {
        let more = OFFER.replace("installments:\n", "installments:\n  - {amount: 2, wen: 1}\n");
        let more = of_text("a.yaml", &more);
        assert!(of_text("a.yaml", OFFER).iter().all(|old| more.contains(old)), "{more:?}");
    }

    #[test]
    fn rule_path_offer_and_value_each_count() {
        // The second finding is the unknown key at the offer's first level.
        let second = |path: &str, text: &str| of_text(path, text).get(1).cloned().unwrap();
        let fresh = second("a.yaml", OFFER);
        let differs = |path: &str, text: &str| assert_ne!(second(path, text), fresh, "{text}");
        differs("b.yaml", OFFER);
        differs("a.yaml", &OFFER.replace("totl", "toal"));
        differs("a.yaml", &OFFER.replace("totl", "id: offer-1\ntotl"));
    }

    #[test]
    fn one_more_missing_key_is_another_finding() {
        let missing = |text: &str| of_text("a.yaml", text).first().cloned().unwrap();
        let fresh = missing(OFFER);
        let named = OFFER.replace("totl", "name: Acme\ntotl");
        assert_ne!(missing(&named), fresh);
        // The same keys are missing, whatever else the offer says.
        assert_eq!(missing(&named.replace("totl: 1", "totl: 2")), missing(&named));
    }

    #[test]
    fn no_two_findings_share_one() {
        let mut all = of_text("a.yaml", &OFFER.replace("{dat: 5}", "{dat: 5}\n  - {dat: 5}\n  - {dat: 5}"));
        let count = all.len();
        all.sort();
        all.dedup();
        assert_eq!(all.len(), count);
    }

    #[test]
    fn an_id_holds_where_the_document_has_moved() {
        let named = OFFER.replace("totl", "id: offer-1\ntotl");
        let behind = format!("paysched: 1\n---\n{named}");
        let (alone, behind) = (of_text("a.yaml", &named), of_text("a.yaml", &behind));
        assert!(alone.iter().all(|old| behind.contains(old)));
    }
}
