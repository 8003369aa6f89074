//! `check --format junit`: XML for the test pages of a CI, in a shape that both the Jenkins schema and
//! the Ant schema accept: no further attributes, all of their elements.

use std::fmt::Write as _;
use std::io::{self, Write};

use super::human::{self, Style};
use super::{CheckedFile, Origin, Report, concise};
use crate::output::escape::attribute;
use crate::text::diagnostic::{Diagnostic, Severity};
use crate::text::sanitize::marked_line;
use crate::text::source::SourceFile;

/// Writes a suite for each file with findings and a case for each of its findings, or one suite with one
/// passing case if there is none.
///
/// A finding of severity `least` or above is a failure, so that the test page fails when the check does.
/// A lesser one is a passing case, reported in the suite's output.
///
/// # Errors
/// When `out` cannot be written to.
pub fn write(report: &Report, least: Severity, origin: &Origin, out: &mut dyn Write) -> io::Result<()> {
    let mut xml = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n");
    let mut suites: Vec<Suite> =
        report.files.iter().map(|file| suite_of(file, least, origin)).collect::<io::Result<_>>()?;
    if suites.is_empty() {
        suites.push(clean(report));
    }
    for (id, suite) in suites.iter().enumerate() {
        suite.write(id, report, &mut xml);
    }
    xml.push_str("</testsuites>\n");
    out.write_all(xml.as_bytes())
}

struct Suite {
    name: String,
    cases: Vec<Case>,
    output: String,
}

struct Case {
    name: String,
    class: String,
    failure: Option<CaseFailure>,
}

struct CaseFailure {
    severity: Severity,
    message: String,
    text: String,
}

fn suite_of(file: &CheckedFile, least: Severity, origin: &Origin) -> io::Result<Suite> {
    let (source, findings) = (&file.source, &file.report.diagnostics);
    let name = origin.path(source.path());
    let cases = findings.iter().map(|finding| case_of((source, &name), finding, least));
    let cases = cases.collect::<io::Result<_>>()?;
    let lesser = findings.iter().filter(|finding| finding.severity < least);
    let output = lesser.map(|finding| concise::line(source, finding) + "\n").collect();
    Ok(Suite { name, cases, output })
}

fn case_of((source, path): (&SourceFile, &str), finding: &Diagnostic, least: Severity) -> io::Result<Case> {
    // A case has no line of its own: its name stays when lines move.
    let mut name = finding.rule.to_owned();
    if let Some(pointer) = finding.pointer.as_deref().filter(|pointer| !pointer.is_empty()) {
        let _ = write!(name, " {pointer}");
    }
    if finding.document > 1 {
        let _ = write!(name, " (document {})", finding.document);
    }
    let failure = if finding.severity < least {
        None
    } else {
        let mut text = Vec::new();
        let findings = std::slice::from_ref(finding);
        human::write_findings(source, findings, Style { color: false, columns: None }, &mut text)?;
        let text = String::from_utf8_lossy(&text).trim_end().to_owned();
        Some(CaseFailure { severity: finding.severity, message: finding.message.to_string(), text })
    };
    // What follows a dot would be shown as the class of a package.
    let is_yaml = |ending: &str| ["yaml", "yml"].iter().any(|yaml| ending.eq_ignore_ascii_case(yaml));
    let class = path.rsplit_once('.').filter(|(_, ending)| is_yaml(ending)).map_or(path, |(stem, _)| stem);
    let class = class.to_owned();
    Ok(Case { name, class, failure })
}

/// Without findings there is one passing case.
fn clean(report: &Report) -> Suite {
    let case = Case { name: "no findings".to_owned(), class: "paysched".to_owned(), failure: None };
    let output = report.summary.headline() + "\n";
    Suite { name: "paysched".to_owned(), cases: vec![case], output }
}

impl Suite {
    fn write(&self, id: usize, report: &Report, xml: &mut String) {
        let failures = self.cases.iter().filter(|case| case.failure.is_some()).count();
        // A clock, a host name or a duration would make the output differ between runs.
        let _ = writeln!(
            xml,
            "  <testsuite name=\"{}\" package=\"paysched\" id=\"{id}\" timestamp=\"{}T00:00:00\" \
             hostname=\"localhost\" tests=\"{}\" failures=\"{failures}\" errors=\"0\" time=\"0\">",
            one_line(&self.name),
            report.as_of,
            self.cases.len(),
        );
        let _ = writeln!(
            xml,
            "    <properties>\n      <property name=\"as_of\" value=\"{}\"/>\n    </properties>",
            report.as_of
        );
        self.cases.iter().for_each(|case| case.write(xml));
        let _ = writeln!(xml, "    <system-out>{}</system-out>", attribute(&self.output));
        xml.push_str("    <system-err/>\n  </testsuite>\n");
    }
}

impl Case {
    fn write(&self, xml: &mut String) {
        let (name, class) = (one_line(&self.name), one_line(&self.class));
        let _ = write!(xml, "    <testcase name=\"{name}\" classname=\"{class}\" time=\"0\"");
        match &self.failure {
            None => xml.push_str("/>\n"),
            Some(CaseFailure { severity, message, text }) => {
                let (message, text) = (one_line(message), attribute(text));
                let _ = writeln!(
                    xml,
                    ">\n      <failure message=\"{message}\" type=\"{}\">{text}</failure>\n    </testcase>",
                    severity.word()
                );
            }
        }
    }
}

/// Text in a quoted attribute, whose line breaks a reader turns into blanks.
fn one_line(text: &str) -> String {
    attribute(&marked_line(text)).into_owned()
}
