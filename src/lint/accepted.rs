//! The findings of offers as if they were accepted on a day that the file does not say.

use chrono::NaiveDate;

use super::finish::sort;
use super::rules::{OUT_OF_WINDOW, out_of_window};
use super::suppress::is_allowed;
use super::{Checked, Levels};
use crate::text::diagnostic::Diagnostic;
use crate::text::message::msg;
use crate::text::source::SourceFile;

impl Checked {
    /// Judges the offers of a file as if each was accepted on `day`, whatever the file says. Its comments
    /// allow what they allow of a day that it says.
    pub(crate) fn accept(&mut self, file: &SourceFile, day: NaiveDate, levels: &Levels) {
        let mut found = std::mem::take(&mut self.report.diagnostics);
        found.retain(|finding| finding.rule != OUT_OF_WINDOW.name);
        let assumed = self.offers().filter_map(|offer| {
            let finding = out_of_window(&offer.offer, day, None)?;
            let finding = Diagnostic { document: offer.document, ..finding };
            let written = offer.offer.accepted.span();
            let at_day = written.map(|span| finding.clone().also(span, msg!("accepted")));
            (!is_allowed(file, at_day.as_ref().unwrap_or(&finding))).then_some(finding)
        });
        let mut assumed: Vec<Diagnostic> = assumed.collect();
        levels.apply(&mut assumed);
        found.append(&mut assumed);
        sort(&mut found);
        self.report.diagnostics = found;
    }
}
