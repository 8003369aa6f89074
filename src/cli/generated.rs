//! An offer that a command made: checked by every rule and planned; its findings are shown.

use std::io::{self, Write};

use super::common::{WORDS, columns_of, name};
use super::deliver::Output;
use super::stream::stderr;
use super::{Common, Failure};
use crate::lint::{Checked, Settings, check};
use crate::output::findings::human;
use crate::output::plans::book::Book;
use crate::plan::{Plan, Scenario};
use crate::text::source::SourceFile;

/// A generated offer, with its check and plan.
pub(super) struct Generated {
    pub(super) source: SourceFile,
    pub(super) checked: Checked,
    /// `None` if it cannot be planned.
    pub(super) plan: Option<Plan>,
}

impl Generated {
    /// Checks and plans the text of an offer as the file that it will be.
    pub(super) fn of(path: &str, text: String, settings: &Settings) -> Self {
        let source = SourceFile::new(path, text);
        let checked = check(&source, settings);
        let plan = checked.offers().next().and_then(|offer| offer.plan(&Scenario::default()).ok());
        Self { source, checked, plan }
    }

    /// Shows the findings on standard error; returns whether it has no errors and may be written.
    ///
    /// # Errors
    /// When standard error cannot be written to.
    pub(super) fn stands(&self, common: &Common) -> Result<bool, Failure> {
        let stands = self.shown(common)?;
        if !stands {
            writeln!(stderr(), "the offer breaks rules of the marketplace; nothing is written")?;
        }
        Ok(stands)
    }

    /// Shows the findings on standard error; returns whether there are no errors.
    ///
    /// # Errors
    /// When standard error cannot be written to.
    pub(super) fn shown(&self, common: &Common) -> Result<bool, Failure> {
        if !self.checked.findings().is_empty() {
            let style = common.style(&io::stderr());
            human::write_findings(&self.source, self.checked.findings(), style, &mut stderr())?;
        }
        Ok(self.checked.errors().next().is_none())
    }

    /// Writes it to the output's file, else to `out`; the book, and the file that was written, go to
    /// standard error after it.
    ///
    /// # Errors
    /// When it cannot be written.
    pub(super) fn hand_over(&self, book: &Book, output: &Output, out: &mut dyn Write) -> Result<(), Failure> {
        output.deliver(self.source.text().as_bytes(), out)?;
        out.flush()?;
        let mut err = stderr();
        write!(err, "{}", book.draw(columns_of(&io::stderr()), WORDS))?;
        if let Some(file) = output.file() {
            writeln!(err, "\nwritten to {}", name(file))?;
        }
        Ok(())
    }
}
