//! Four times as much to do takes about four times the work, counted in steps and not in seconds.

use crate::lint::baseline::{Applied, Baseline};
use crate::lint::fixes::fix;
use crate::lint::{Settings, check};
use crate::offer::parse_date;
use crate::output::findings::concise;
use crate::output::plans::ics::{CalendarWriter, WrittenPlan};
use crate::output::plans::samples::{OFFER, plan_of};
use crate::text::diagnostic::Applicability;
use crate::text::message::English;
use crate::text::source::SourceFile;
use crate::text::work;

/// Does it with little and with four times as much. A step for each is the least that counts.
fn grows_as_it_should(what: &str, run: impl Fn(usize)) {
    let [little, much] = [100, 400].map(|times| work::of(|| run(times)));
    assert!(little >= 100, "{what}: {little} steps are not counted");
    assert!(much <= 5 * little, "{what}: {little} steps become {much}");
}

fn settings() -> Settings {
    Settings::new(parse_date("2026-11-21").unwrap())
}

/// A file of so many offers.
fn offers(times: usize, offer: &str) -> SourceFile {
    let all: Vec<String> = (0..times).map(|at| offer.replace("annual plan", &format!("plan {at}"))).collect();
    SourceFile::new("offers.yaml", all.join("---\n"))
}

#[test]
fn findings_and_a_baseline_of_them() {
    let wrong = OFFER.replace("total: 12000.00", "total: 12000.01");
    grows_as_it_should("a baseline", |times| {
        let file = offers(times, &wrong);
        let mut report = check(&file, &settings()).report;
        assert!(report.diagnostics.len() >= times);
        report.diagnostics.iter().for_each(|finding| drop(concise::line(&file, finding)));
        let baseline = Baseline::of(std::iter::once((&file, &report)));
        let mut applied = Applied::default();
        baseline.apply(&file, &mut report, &mut applied);
        assert!(applied.hidden >= times);
        assert!(baseline.stale(&applied, |_| true).is_empty());
    });
}

#[test]
fn comments_that_allow_findings() {
    let allowed =
        OFFER.replace("total: 12000.00", "total: 12000.01 # paysched: allow(total-mismatch) so be it");
    grows_as_it_should("comments", |times| {
        let file = offers(times, &allowed);
        let report = check(&file, &settings()).report;
        report.diagnostics.iter().for_each(|finding| drop(concise::line(&file, finding)));
        assert!(report.suppressed + report.diagnostics.len() >= times);
    });
}

#[test]
fn fixes_of_one_file() {
    let slip = OFFER.replace("2026-12-31", "2026/12/31");
    grows_as_it_should("fixes", |times| {
        let fixed = fix(offers(times, &slip), &settings(), Applicability::Safe);
        assert_eq!(fixed.applied, times);
    });
}

#[test]
fn buyers_of_one_offer() {
    grows_as_it_should("buyers", |times| {
        let buyers = |at| format!("  - {{account: \"{at:012}\", billing: invoice, net_days: 30}}\n");
        let (head, rest) = OFFER.split_once("  - {account").unwrap();
        let (_, tail) = rest.split_once("accept_by").unwrap();
        let all: String = (1..=times).map(buyers).collect();
        let file = SourceFile::new("offer.yaml", format!("{head}{all}accept_by{tail}"));
        let report = check(&file, &settings()).report;
        let baseline = Baseline::of(std::iter::once((&file, &report)));
        assert_eq!(baseline.len(), report.diagnostics.len());
        let plan = plan_of(file.text());
        assert_eq!(plan.offer.buyers.len(), times);
        drop(WrittenPlan::of(&plan, |_| true, &English).unwrap());
    });
}

#[test]
fn offers_of_one_calendar() {
    let plan = plan_of(OFFER);
    grows_as_it_should("a calendar", |times| {
        let (mut calendar, mut out) = (CalendarWriter::default(), Vec::new());
        for _ in 0..times {
            let written = WrittenPlan::of(&plan, |_| true, &English).unwrap();
            calendar.add((&plan, &written), |_| true, &English, &mut out).unwrap();
        }
        assert_eq!(String::from_utf8(out).unwrap().matches("BEGIN:VEVENT").count(), 8 * times);
    });
}
