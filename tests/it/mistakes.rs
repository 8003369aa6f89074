//! Mistakes as people make them, one a line in `tests/mistakes.tsv`: what is typed, what is found, what
//! to do about it, and what a safe fix leaves.
//!
//! The first column is the part of the offer that the second stands for: a first-level key, or `rows`,
//! what is below `installments:`. `⏎` is a line end, `⇥` a tab. `UPDATE=1` rewrites the other columns.

use std::fmt::Write as _;
use std::path::Path;

use crate::support;
use paysched::internals::lint::fixes::fix;
use paysched::internals::text::diagnostic::Applicability;
use paysched::internals::text::source::SourceFile;

const HEAD: &str = "in the place of\ttyped\tfound\twhat to do\tafter --fix";

/// The offer in which `part` is replaced by `typed`.
fn offer(part: &str, typed: &str) -> String {
    let typed = typed.replace('⏎', "\n").replace('⇥', "\t");
    let head = if part == "rows" { "  - {invoice_date".to_owned() } else { format!("{part}:") };
    let start = support::BASE.find(&format!("\n{head}")).unwrap_or_else(|| panic!("no {part}")) + 1;
    let rest = &support::BASE[start..];
    let continues = |line: &str| part == "rows" || line.starts_with(' ');
    let lines: Vec<&str> = rest.split_inclusive('\n').collect();
    let count = 1 + lines.iter().skip(1).take_while(|line| continues(line)).count();
    let after: String = lines[count..].concat();
    format!("{}{typed}\n{after}", &support::BASE[..start])
}

/// The lines of the second text that the first does not have.
fn changed(before: &str, after: &str) -> String {
    let (old, new): (Vec<&str>, Vec<&str>) = (before.lines().collect(), after.lines().collect());
    let head = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let most = old.len().min(new.len()) - head;
    let tail = old.iter().rev().zip(new.iter().rev()).take(most).take_while(|(a, b)| a == b).count();
    new[head..new.len() - tail].join("⏎").replace('\t', "⇥")
}

fn judged(part: &str, typed: &str) -> String {
    let text = offer(part, typed);
    let report = support::check(&text);
    let found: Vec<String> =
        report.diagnostics.iter().map(|d| format!("{}: {}", d.rule, d.message)).collect();
    let help: Vec<String> =
        report.diagnostics.iter().flat_map(|d| &d.help).map(ToString::to_string).collect();
    let fixed = fix(SourceFile::new("offer.yaml", text.clone()), &support::settings(), Applicability::Safe);
    let left: Vec<&str> = fixed.checked.findings().iter().map(|d| d.rule).collect();
    let after = match (fixed.applied, left.is_empty()) {
        (0, _) => "-".to_owned(),
        (_, true) => changed(&text, fixed.source.text()),
        (_, false) => format!("{} [{}]", changed(&text, fixed.source.text()), left.join(", ")),
    };
    let row = [found.join(" · "), help.join(" · "), after];
    assert!(!row[0].is_empty(), "nothing is found: {part}\t{typed}");
    row.map(|cell| cell.replace('\t', "⇥").replace('\n', "⏎")).join("\t")
}

#[test]
fn each_mistake_is_found_named_and_mended_as_listed() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/mistakes.tsv");
    let kept = std::fs::read_to_string(&path).unwrap();
    let mut now = format!("{HEAD}\n");
    let mut rows = 0;
    for line in kept.lines().skip(1) {
        let mut cells = line.split('\t');
        let (part, typed) = (cells.next().unwrap(), cells.next().unwrap_or_else(|| panic!("{line}")));
        writeln!(now, "{part}\t{typed}\t{}", judged(part, typed)).unwrap();
        rows += 1;
    }
    assert!(rows >= 500, "{rows} mistakes");
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, &now).unwrap();
        return;
    }
    for (kept, now) in kept.lines().zip(now.lines()) {
        assert_eq!(kept, now);
    }
}
