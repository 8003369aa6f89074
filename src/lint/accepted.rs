//! The findings of offers as if they were accepted on a day that the file does not say.

use chrono::NaiveDate;

use super::finish::sort;
use super::rules::{OUT_OF_WINDOW, out_of_window};
use super::{Checked, Levels};
use crate::text::diagnostic::Diagnostic;

impl Checked {
    /// Judges the offers as if each was accepted on `day`, whatever the file says.
    pub(crate) fn accept(&mut self, day: NaiveDate, levels: &Levels) {
        let mut found = std::mem::take(&mut self.report.diagnostics);
        found.retain(|finding| finding.rule != OUT_OF_WINDOW.name);
        let assumed = self.offers().filter_map(|offer| {
            let finding = out_of_window(&offer.offer, day, None)?;
            Some(Diagnostic { document: offer.document, ..finding })
        });
        let mut assumed: Vec<Diagnostic> = assumed.collect();
        levels.apply(&mut assumed);
        found.append(&mut assumed);
        sort(&mut found);
        self.report.diagnostics = found;
    }
}
