//! What makes a finding the same one in another run, wherever its lines have moved.

use std::fmt;

use crate::text::diagnostic::{Diagnostic, names};
use crate::text::source::SourceFile;
use crate::text::stable_hash::{Apart, Fnv};

use super::FileReport;

/// A finding's mark of 64 bits, written as 16 hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint(Fnv);

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The fingerprints of a file's findings, in their order; no two are the same.
///
/// A fingerprint is the FNV-1a hash of the rule, the path, the offer (its `id`, else the number of
/// its document), the JSON pointer without the places in lists, and the text under the primary
/// label with each run of blanks as one; where keys are missing, also their names, because what
/// stands under the label says nothing of them. Findings that are alike in all of this are
/// numbered in order of place. So a line that moves, an installment that is put in before others,
/// and another kind of line end change no fingerprint; another value does, and so does one more
/// missing key.
pub fn fingerprints(file: &SourceFile, report: &FileReport) -> Vec<Fingerprint> {
    let mut apart = Apart::default();
    report.diagnostics.iter().map(|finding| Fingerprint(apart.next(of(file, report, finding)))).collect()
}

fn of(file: &SourceFile, report: &FileReport, finding: &Diagnostic) -> Fnv {
    let mut hash = Fnv::new();
    hash.part(finding.rule);
    hash.part(file.path());
    match report.offer_ids.get(&finding.document) {
        Some(id) => hash.part(id),
        None => hash.part(&finding.document.to_string()),
    }
    for step in finding.pointer.as_deref().unwrap_or("").split('/') {
        hash.part(if is_place_in_list(step) { "-" } else { step });
    }
    for word in file.slice(finding.span()).split_whitespace() {
        hash.part(word);
    }
    if finding.rule == names::MISSING_KEY {
        quoted(&finding.message.to_string()).for_each(|key| hash.part(key));
    }
    hash
}

/// What stands between backticks.
fn quoted(message: &str) -> impl Iterator<Item = &str> {
    message.split('`').skip(1).step_by(2)
}

/// Whether a step of a pointer counts the items of a list. A key of twelve digits is an account.
fn is_place_in_list(step: &str) -> bool {
    (1..=6).contains(&step.len()) && step.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::{Settings, check};

    fn of_text(path: &str, text: &str) -> Vec<String> {
        let file = SourceFile::new(path, text);
        let settings = Settings::new(chrono::NaiveDate::from_ymd_opt(2026, 11, 21).unwrap());
        let report = check(&file, &settings).report;
        assert!(!report.diagnostics.is_empty());
        fingerprints(&file, &report).iter().map(ToString::to_string).collect()
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
