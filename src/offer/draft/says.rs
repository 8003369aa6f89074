//! What a draft bills, once it is a file.

use super::Draft;
use crate::offer;
use crate::schedule::{Calendar, Schedule, expand};
use crate::text::source::SourceFile;
use crate::text::yaml;

impl Draft {
    /// The schedule that a file of this draft says, read back from its text. None where some date
    /// or amount of it cannot be worked out.
    pub fn schedule(&self, calendar: &Calendar) -> Option<Schedule> {
        let part = Self {
            currency: self.currency,
            total: self.total,
            rounding: self.rounding,
            installments: self.installments.clone(),
            ..Self::default()
        };
        let file = SourceFile::new("draft", part.to_yaml());
        let documents = yaml::parse(&file);
        let offer = offer::read(&file, documents.first()?).0?;
        let (schedule, problems) = expand(&offer, calendar);
        (problems.is_empty() && schedule.is_complete()).then_some(schedule)
    }
}
