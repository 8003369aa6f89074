//! What holds for any input: the tests try it on inputs that they make, the fuzz targets on what they come upon.
//!
//! Each function takes one input and panics where a promise of `docs/reliability.md` is broken.

use std::sync::Arc;

use paysched::internals::lint::fixes::{Fixed, apply, fix as fixed};
use paysched::internals::lint::{Checked, CheckedOffer, Settings, rules};
use paysched::internals::marketplace::aws::import::{ImportOptions, import as imported};
use paysched::internals::marketplace::reports;
use paysched::internals::output::findings::human::{Style, write_config_error};
use paysched::internals::output::findings::{CheckedFile, Report, human, json};
use paysched::internals::output::plans;
use paysched::internals::reconcile::{Deal, DealStatus, Reconciliation, Strictness, reconcile as compared};
use paysched::internals::schedule::Holidays;
use paysched::internals::text::diagnostic::{Applicability, Diagnostic, Severity};
use paysched::internals::text::message::English;
use paysched::internals::text::source::{DEFAULT_MAX_BYTES, SourceFile, Span};
use paysched::internals::text::yaml;
use paysched::internals::workspace::config;
use paysched::offer::layout::format;
use paysched::offer::{Amount, accounts, parse_date};
use paysched::plan::{Invoice, Plan, PlanError, Scenario};

/// The settings of the tests: as of 2026-11-21, no configuration.
pub(crate) fn settings() -> Settings {
    Settings::new(parse_date("2026-11-21").unwrap())
}

fn file(text: &str) -> SourceFile {
    SourceFile::new("offer.yaml", text)
}

/// Every span lies on character boundaries inside the file.
pub(crate) fn spans_are_sound(file: &SourceFile, finding: &Diagnostic) {
    let edits = finding.fix.iter().flat_map(|fix| fix.edits.iter().map(|e| e.span));
    for span in finding.labels.iter().map(|l| l.span).chain(edits) {
        assert!(file.text().get(span.range()).is_some(), "{span:?} of {finding:?}");
    }
    for edits in finding.fix.iter().flat_map(|fix| fix.edits.windows(2)) {
        let (one, next) = (edits[0].span, edits[1].span);
        assert!(one != next && one.end() <= next.start(), "edits overlap: {finding:?}");
    }
}

/// The plan of every offer that was checked; `None` for one with errors, which the command does not plan.
pub(crate) fn planned(checked: Checked) -> Vec<Option<Plan>> {
    let broken: Vec<usize> = checked.errors().map(|error| error.document).collect();
    let plan = |(number, offer): (usize, Result<CheckedOffer, PlanError>)| {
        offer.ok().filter(|_| !broken.contains(&number))?.plan(&Scenario::default()).ok()
    };
    checked.into_offers().map(plan).collect()
}

/// Nothing that reaches a terminal steers it.
fn is_tame(text: &[u8]) {
    let text = std::str::from_utf8(text).unwrap();
    let steers = |c: char| c.is_control() && c != '\n' && c != '\t';
    assert!(!text.contains(steers), "the report would steer the terminal: {text:?}");
}

/// Bytes are checked, reported and planned; every plan adds up to its total. Gives the rules of the
/// findings.
pub(crate) fn check(bytes: Vec<u8>) -> Vec<&'static str> {
    let file = SourceFile::from_bytes("offer.yaml", bytes, DEFAULT_MAX_BYTES);
    let checked = paysched::check(&file, &settings());
    for offer in checked.offers() {
        if let Ok(plan) = offer.plan(&Scenario { partial: true, ..Scenario::default() }) {
            let sum = Amount::sum(plan.invoices.iter().map(|i| i.amount));
            assert_eq!(sum, Some(plan.offer.total));
            assert!(offer.explain(&plan, 1).is_some());
            let mut out = Vec::new();
            let book = plans::plan::book(&plan);
            assert!(book.draw(None, &English).contains("total"));
            plans::markdown::write(&[book], &English, &mut out).unwrap();
            let plans = [plan];
            plans::json::write(&plans, &mut out).unwrap();
            plans::csv::write(&plans, &[], false, &mut out).unwrap();
        }
    }
    let report = checked.report;
    let rules = report.diagnostics.iter().map(|d| d.rule).collect();
    report.diagnostics.iter().for_each(|finding| spans_are_sound(&file, finding));
    let mut whole = Report::default();
    whole.summary.add(&report);
    whole.files.push(CheckedFile { source: file, report });
    let mut out = Vec::new();
    human::write(&whole, Style { color: false, columns: None }, &mut out).unwrap();
    is_tame(&out);
    human::write(&whole, Style { color: true, columns: Some(60) }, &mut Vec::new()).unwrap();
    json::write(&whole, &mut Vec::new()).unwrap();
    rules
}

/// Fixes leave every byte outside their edits, end in one run, say what they leave out, leave a file that
/// could be read readable, and, if they are safe, bill what was billed.
pub(crate) fn fix(text: &str) {
    let before = paysched::check(&file(text), &settings());
    before.findings().iter().for_each(|finding| spans_are_sound(&file(text), finding));
    only_edits_change(text, before.findings());
    let was_broken = is_broken(&before);
    // Which entry of the file an invoice comes from may change: a fix puts entries in order.
    let invoice = |invoice: Invoice| Invoice { entry: 0, ..invoice };
    let billed = |checked| {
        let invoices = |plan: Plan| plan.invoices.into_iter().map(invoice).collect::<Vec<_>>();
        planned(checked).into_iter().map(move |plan| plan.map(invoices))
    };
    let bills: Vec<_> = billed(before).collect();
    for allow in [Applicability::Safe, Applicability::Unsafe] {
        let Fixed { source, checked, dropped, .. } = fixed(file(text), &settings(), allow);
        let again = fixed(file(source.text()), &settings(), allow);
        assert_eq!(again.source.text(), source.text(), "a second run goes on, after {text:?}");
        for finding in checked.findings().iter().filter(|finding| may_be_applied(finding, allow)) {
            let same = |other: &Diagnostic| other.rule == finding.rule && other.message == finding.message;
            assert!(dropped.iter().any(same), "left out and not said, of {text:?}: {finding:?}");
        }
        assert!(was_broken || !is_broken(&checked), "unreadable, after {text:?}: {}", source.text());
        let mut after = billed(checked);
        for bill in bills.iter().filter(|_| allow == Applicability::Safe) {
            let after = after.next().flatten();
            assert!(
                bill.is_none() || *bill == after,
                "bills something else, after {text:?}: {}",
                source.text()
            );
        }
    }
}

/// Whether fixing applies the fix of a finding: of several ways out it takes none.
fn may_be_applied(finding: &Diagnostic, allow: Applicability) -> bool {
    let several = |applicability| applicability == Applicability::Unsafe && finding.help.len() > 1;
    finding.fix.as_ref().is_some_and(|fix| fix.applicability <= allow && !several(fix.applicability))
}

fn is_broken(checked: &Checked) -> bool {
    checked.broken || checked.findings().iter().any(|finding| finding.rule == "invalid-yaml")
}

/// What is between the edits of all fixes stands in the new text, in its order.
fn only_edits_change(text: &str, findings: &[Diagnostic]) {
    let fixes = || findings.iter().filter_map(|finding| finding.fix.as_ref());
    let (new, _) = apply(text, fixes());
    let mut edited: Vec<Span> = fixes().flat_map(|fix| fix.edits.iter().map(|edit| edit.span)).collect();
    edited.sort();
    let end = u32::try_from(text.len()).unwrap();
    edited.push(Span::new(end, end));
    let (mut from, mut rest) = (0, new.as_str());
    for span in edited {
        let range = span.range();
        if let Some(kept) = text.get(from..range.start) {
            let at = rest.find(kept);
            assert!(at.is_some(), "lost {kept:?} of {text:?}: {new:?}");
            rest = &rest[at.unwrap_or(0) + kept.len()..];
        }
        from = from.max(range.end);
    }
}

/// What every layout of a text keeps: its findings, but for their places, and its plans.
pub(crate) fn verdict(text: &str) -> (Vec<String>, Vec<Option<Plan>>) {
    let file = file(text);
    let checked = paysched::check(&file, &settings());
    let under = |span: Span| {
        let text = file.slice(span);
        // A collection may have lost its brackets or changed its order.
        let item = |line: &str| line.trim().is_empty() || line.trim_start().starts_with('-');
        let several = text.contains(['\n', '\r']) && text.split(['\n', '\r']).any(item);
        if several || text.contains([':', '{', '[']) {
            return "a collection".to_owned();
        }
        // A text over several lines may have become one line.
        text.split_whitespace().collect::<Vec<_>>().join(" ").trim_matches('"').to_owned()
    };
    let finding = |found: &Diagnostic| {
        let mut labels: Vec<_> =
            found.labels.iter().map(|l| format!("{} at {}", l.message, under(l.span))).collect();
        labels.sort();
        let Diagnostic { severity, rule, message, pointer, .. } = found;
        format!("{severity:?} {rule} {message} {pointer:?} {labels:?}")
    };
    let mut findings: Vec<String> = checked.findings().iter().map(finding).collect();
    findings.sort();
    (findings, planned(checked))
}

/// What the scanner reads is what the library reads. Whether it did read the text.
pub(crate) fn yaml(text: &str) -> bool {
    let scanned = yaml::by_scanner(text);
    scanned.inspect(|scanned| assert_eq!(*scanned, yaml::by_library(text), "out of {text:?}")).is_some()
}

/// The comments of a text, sorted.
pub(crate) fn comments(text: &str) -> Vec<String> {
    let file = file(text);
    let documents = yaml::parse(&file);
    let mut found: Vec<String> =
        yaml::comments(&file, &documents).iter().map(|c| c.text.trim_end().to_owned()).collect();
    found.sort();
    found
}

/// Laying out is done at once, and changes no plan, no comment, and of the findings only their places.
pub(crate) fn fmt(text: &str) {
    let Ok(new) = format(&file(text)) else { return };
    assert_eq!(format(&file(&new)).as_ref(), Ok(&new), "changes again, after {text:?}");
    let (mut before, mut after) = (verdict(text), verdict(&new));
    // Account ids get their quotes, but under a key that is none.
    let unquoted = |finding: &String| finding.contains("unquoted-account-id");
    if before.0.iter().any(|finding| finding.contains(" unknown-key ")) {
        assert!(after.0.iter().filter(|found| unquoted(found)).all(|found| before.0.contains(found)));
        after.0.retain(|finding| !unquoted(finding));
    }
    before.0.retain(|finding| !unquoted(finding));
    assert_eq!(before.0, after.0, "other findings, after {text:?}: {new}");
    assert_eq!(before.1, after.1, "another plan, after {text:?}: {new}");
    assert_eq!(comments(text), comments(&new), "other comments, after {text:?}");
}

/// What is imported can be read back, bills what the JSON says, and is in the one layout.
pub(crate) fn import(text: &str) {
    let imported = match imported(&[text], &ImportOptions::default()) {
        Ok(imported) => imported,
        Err(why) => return assert!(!why.to_string().contains(['\n', '\r']), "{why}"),
    };
    // What is not imported is no more than bytes to a check, of which `check` holds more.
    paysched::check(&SourceFile::new("offer.json", text), &settings());
    let written = imported.to_yaml();
    let checked = paysched::check(&file(&written), &settings());
    for finding in checked.findings() {
        let unreadable = rules::find(finding.rule).is_some_and(|rule| !rule.lowerable);
        assert!(!unreadable || finding.rule == "missing-key", "{finding:?} in {written}");
    }
    let offer = checked.offers().next();
    let read = offer.map(|checked| checked.schedule.installments.clone()).unwrap_or_default();
    let (said, _) = paysched::internals::schedule::expand(&imported.offer, &Holidays::default());
    let bills = |installments: &[paysched::internals::schedule::Installment]| -> Vec<_> {
        let mut bills: Vec<_> = installments.iter().map(|i| (i.date, i.amount)).collect();
        bills.sort();
        bills
    };
    assert_eq!(bills(&read), bills(&said.installments), "bills something else: {written}");
    assert_eq!(format(&file(&written)).as_ref(), Ok(&written), "of {text:?}");
}

/// An accepted offer of three months, 100.00 USD each, that reports are compared with.
const ACCEPTED: &str = "paysched: 1\nname: Alpha\nid: offer-4lphaexample\n\
    product: {id: prod-k3xu7yexample, type: saas_contract}\n\
    buyers: [{account: \"011122223333\", billing: invoice}]\nrelease: 2026-12-01\naccept_by: 2027-01-31\n\
    accepted: 2027-01-10\nterm: 12 months\ncurrency: USD\ninstallments:\n  \
    - {first: 2027-01-05, every: month, times: 3, amount: 100.00}\n";

fn deal() -> Deal {
    let plan = planned(paysched::check(&file(ACCEPTED), &settings())).remove(0).unwrap();
    Deal {
        path: "alpha.yaml".to_owned(),
        document: 1,
        name: "Alpha".to_owned(),
        id: Some("offer-4lphaexample".to_owned()),
        agreement: None,
        replaces: None,
        buyers: vec!["011122223333".to_owned()],
        standing: DealStatus::Planned(Box::new(plan)),
    }
}

/// A report is refused in one line, or every amount that is read has the digits that stand in the file,
/// and every line that was read is found again in the comparison.
pub(crate) fn reconcile(bytes: Vec<u8>) {
    let file = SourceFile::from_bytes("report.csv", bytes, DEFAULT_MAX_BYTES);
    let report = match reports::read(&file) {
        Ok(report) => report,
        Err(why) => return assert!(!why.to_string().contains('\r'), "{why}"),
    };
    let end = u32::try_from(file.text().len()).unwrap();
    for line in &report.lines {
        assert!(!line.amount.is_negative(), "{line:?}");
        assert!(1 <= line.line && line.line <= file.position(end).line, "{line:?}");
    }
    let strictness = Strictness { tolerance: 1, since: None, up_to: None };
    let reports = [report];
    let Ok(result) = compared(&[deal()], &reports, strictness) else { return };
    let found = result.billed.iter().chain(&result.listed).filter(|row| row.billed.is_some()).count();
    assert!(found <= reports[0].lines.len(), "a line is compared twice");
    Reconciliation::sums(&result.billed);
}

/// A report whose cells are all written in one style, chosen by the first bytes; the others are its days
/// and amounts. Whatever is read of it is what was written.
pub(crate) fn table(dice: &[u8]) {
    let mut dice = dice.iter().copied();
    let mut roll = |sides: usize| usize::from(dice.next().unwrap_or(0)) % sides;
    let separator = [',', ';', '\t'][roll(3)];
    let (point, group) =
        [('.', ","), (',', "."), ('.', "'"), (',', " "), ('.', ""), (',', "\u{a0}")][roll(6)];
    let (before, after) = [("", ""), ("$", ""), ("", " USD"), ("USD ", ""), (" ", "  ")][roll(5)];
    let day_style = ["%Y-%m-%d", "%d/%m/%Y", "%m/%d/%Y", "%d.%m.%y", "%Y年%-m月%-d日", "%d-%b-%Y"][roll(6)];
    let whole = roll(4) == 1;
    let mut text = ["offer_id", "invoice_date", "currency", "gross_revenue"].join(&separator.to_string());
    let mut rows = Vec::new();
    for number in 0..1 + roll(12) {
        let cents =
            (0..4).fold(0_u64, |all, _| all * 256 + roll(256) as u64) % [1_000, 1_000_000, u64::MAX][roll(3)];
        let cents = if whole { cents / 100 * 100 } else { cents };
        let day = parse_date("2026-01-01").unwrap() + chrono::Days::new(roll(256) as u64 * 5);
        let digits = (cents / 100).to_string();
        let grouped: Vec<&str> =
            digits.as_bytes().rchunks(3).rev().map(|group| std::str::from_utf8(group).unwrap()).collect();
        let cents_written = if whole { String::new() } else { format!("{point}{:02}", cents % 100) };
        let amount = format!("{before}{}{cents_written}{after}", grouped.join(group));
        let cells = ["offer-4lphaexample", &day.format(day_style).to_string(), "USD", &amount];
        let cells = cells.map(|cell| format!("\"{cell}\""));
        text.push_str(&format!("\n{}", cells.join(&separator.to_string())));
        rows.push((number, day, Amount::from(rust_decimal::Decimal::new(i64::try_from(cents).unwrap(), 2))));
    }
    let Ok(report) = reports::read(&SourceFile::new("report.csv", text.as_str())) else { return };
    for line in &report.lines {
        let (_, day, amount) = rows[usize::try_from(line.line).unwrap() - 2];
        assert_eq!(line.amount, amount, "line {} of {text}", line.line);
        let unclear = day_style.contains("%d/") || day_style.contains("%d.");
        assert!(line.date == day || unclear && !report.notes.is_empty(), "line {} of {text}", line.line);
    }
}

/// A configuration, a register and a list of holidays are refused with places in them, or used; no
/// configuration hides that an offer could not be read.
pub(crate) fn configuration(text: &str) {
    let source = Arc::new(SourceFile::new("paysched.toml", text));
    match config::read(Arc::clone(&source)) {
        Err(why) => {
            assert!(!why.mistakes.is_empty());
            for mistake in &why.mistakes {
                assert!(source.text().get(mistake.span.range()).is_some(), "{mistake:?} of {text:?}");
            }
            let mut out = Vec::new();
            write_config_error(&why, Style { color: false, columns: None }, &mut out).unwrap();
            is_tame(&out);
        }
        Ok(config) => {
            let settings = Settings {
                levels: config.levels,
                options: config.options,
                disbursement: config.disbursement,
                ..settings()
            };
            let offer = ACCEPTED.replace("2027-01-05", "2027-01-55").replace("name:", "nmae:");
            let checked = paysched::check(&file(&offer), &settings);
            for rule in ["invalid-date", "unknown-key"] {
                let mut found = checked.findings().iter().filter(|finding| finding.rule == rule);
                assert!(found.any(|finding| finding.severity == Severity::Error), "{rule} after {text:?}");
            }
        }
    }
    let register = file(text);
    for document in yaml::parse(&register) {
        let (_, findings) = accounts::read(&register, &document);
        findings.iter().for_each(|finding| spans_are_sound(&register, finding));
    }
    if let Ok(holidays) = Holidays::from_text("holidays", text) {
        paysched::check(&file(ACCEPTED), &Settings { holidays: Arc::new(holidays), ..settings() });
    }
}
