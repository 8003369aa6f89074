//! The level of a rule.

use crate::text::diagnostic::Severity;

/// The level of a rule's findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// The rule does not run.
    Off,
    /// Worth knowing.
    Info,
    /// Probably not what was meant.
    Warning,
    /// Refused.
    Error,
}

impl Level {
    /// The words of the configuration, the lowest level first.
    pub(crate) const WORDS: [(&'static str, Self); 4] =
        [("off", Self::Off), ("info", Self::Info), ("warning", Self::Warning), ("error", Self::Error)];

    /// The severity of findings at this level; `None` if the rule does not run.
    pub(crate) fn severity(self) -> Option<Severity> {
        match self {
            Self::Off => None,
            Self::Info => Some(Severity::Info),
            Self::Warning => Some(Severity::Warning),
            Self::Error => Some(Severity::Error),
        }
    }

    /// The word of the configuration.
    #[doc(hidden)]
    pub fn word(self) -> &'static str {
        self.severity().map_or("off", Severity::word)
    }
}
