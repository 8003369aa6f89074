//! Fixes mend what they say, leave the rest byte for byte, and never change a plan unasked.

use crate::support;
use crate::support::{promises, slips};
use paysched::internals::lint::fixes::fix;
use paysched::internals::text::diagnostic::{Applicability, Diagnostic, Severity};
use paysched::internals::text::source::SourceFile;
use proptest::prelude::*;

fn fixed(text: &str, allow: Applicability) -> String {
    let file = SourceFile::new("offer.yaml", text);
    fix(file, &support::settings(), allow).source.text().to_owned()
}

#[test]
fn a_safe_fix_mends_the_form_and_nothing_else() {
    let text = support::BASE
        .replace("\"111122223333\"", "111122223333")
        .replace("accept_by: 2026-12-31", "accept_by:   2026/12/31   # the last day")
        .replace("installments:", "instalments:")
        .replace('\n', "\r\n");
    let mended = fixed(&text, Applicability::Safe);
    let expected = text
        .replace("111122223333", "\"111122223333\"")
        .replace("2026/12/31", "2026-12-31")
        .replace("instalments:", "installments:");
    assert_eq!(mended, expected);
}

#[test]
fn what_is_billed_changes_only_when_asked() {
    let text = support::BASE.replace("total: 360000.00", "total: 1,234");
    assert_eq!(fixed(&text, Applicability::Safe), text);
    assert_eq!(fixed(&text, Applicability::Unsafe), text.replace("1,234", "1234"));
    // Where there are several ways out, none is taken.
    let several = support::BASE.replace("split: remainder", "amount: 1000.00");
    assert_eq!(fixed(&several, Applicability::Unsafe), several);
}

/// Ways in which people write the same offer a little wrong.
fn slips() -> impl Strategy<Value = String> {
    let slips = [
        ("\"111122223333\"", "111122223333"),
        ("2026-12-31", "2026/12/31"),
        ("2026-12-15", "2026年12月15日"),
        ("accept_by", "acceptby"),
        ("installments", "instalments"),
        ("saas_contract", "saas-contract"),
        ("every: month", "every: monthly"),
        ("60000.00", "60_000.00"),
        ("360000.00", "３６００００"),
        ("currency:", "currency：　"),
        ("name:", "# paysched: allow(zero-amount) nothing here\nname:"),
        ("term:", "　term:"),
        ("\n", "\r\n"),
    ];
    prop::collection::vec(prop::sample::select(slips.to_vec()), 0..5).prop_map(|slips| {
        slips.iter().fold(support::BASE.to_owned(), |text, (good, bad)| text.replace(good, bad))
    })
}

proptest! {
    #![proptest_config(support::cases(300))]

    #[test]
    fn fixing_is_done_at_once_and_a_safe_fix_never_changes_a_plan(text in slips()) {
        let safe = fixed(&text, Applicability::Safe);
        prop_assert_eq!(&fixed(&safe, Applicability::Safe), &safe);
        let all = fixed(&text, Applicability::Unsafe);
        prop_assert_eq!(&fixed(&all, Applicability::Unsafe), &all);

        let checked = paysched::check(&SourceFile::new("offer.yaml", safe), &support::settings());
        let left = checked.report.diagnostics.iter().filter_map(|d| d.fix.as_ref());
        prop_assert_eq!(left.filter(|f| f.applicability == Applicability::Safe).count(), 0);

        let (before, after) = (support::plans(&text), support::planned(checked));
        // Of a text that cannot be read whole there may be no offer before.
        prop_assert!(before.is_empty() || before.len() == after.len());
        for (before, after) in before.into_iter().zip(after) {
            prop_assert!(before.is_none() || before == after);
        }
    }
}

/// An offer after some slips.
fn mutated() -> impl Strategy<Value = String> {
    prop::collection::vec(any::<u8>(), 8..32).prop_map(|dice| slips::offer(&dice))
}

proptest! {
    #![proptest_config(support::cases(300))]

    #[test]
    fn no_fix_harms_a_mutated_offer(text in mutated()) {
        promises::fix(&text);
    }

    #[test]
    fn no_layout_changes_a_mutated_offer(text in mutated()) {
        promises::fmt(&text);
    }

    /// The other lines of a clean offer are right, whatever is wrong in one.
    #[test]
    fn what_is_found_beside_a_broken_line_is_no_mistake_of_another(dice in prop::collection::vec(any::<u8>(), 8)) {
        let (clean, broken, row) = slips::broken_line(&dice);
        let file = SourceFile::new("offer.yaml", broken.as_str());
        let checked = paysched::check(&file, &support::settings());
        if checked.broken {
            let known = support::names(&support::check(clean));
            let new = |finding: &&Diagnostic| finding.rule != "invalid-yaml" && !known.contains(&finding.rule);
            for finding in checked.findings().iter().filter(new) {
                let line = file.position(finding.span().start()).line as usize - 1;
                prop_assert!(
                    line.abs_diff(row) <= 1 || finding.severity < Severity::Warning,
                    "line {} is right: {:?}\n{}", line + 1, finding, broken
                );
            }
        }
    }
}
