//! The level of each rule in a run.

use crate::lint::rules::{self, Check, Level};
use crate::text::diagnostic::Diagnostic;

/// The level of every rule: its own, or the one that the configuration gives it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Levels {
    /// In the order of [`rules::ALL`].
    by_rule: Vec<Level>,
}

/// A level that a rule cannot have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LevelError {
    /// There is no rule of that name.
    #[error("there is no rule of that name")]
    UnknownRule,
    /// A finding that the file could not be read cannot be lowered.
    #[error("the rule says that a file could not be read, so it cannot be lowered")]
    NotLowerable,
}

impl Default for Levels {
    fn default() -> Self {
        Self { by_rule: rules::ALL.iter().map(|rule| rule.level).collect() }
    }
}

impl Levels {
    /// Gives a rule another level.
    ///
    /// # Errors
    /// When there is no such rule, or it cannot be lowered.
    pub fn set(&mut self, name: &str, level: Level) -> Result<(), LevelError> {
        let at = rules::ALL.iter().position(|rule| rule.name == name).ok_or(LevelError::UnknownRule)?;
        let rule = rules::ALL.get(at).ok_or(LevelError::UnknownRule)?;
        if !rule.lowerable && level < rule.level {
            return Err(LevelError::NotLowerable);
        }
        if let Some(slot) = self.by_rule.get_mut(at) {
            *slot = level;
        }
        Ok(())
    }

    /// Turns off every rule but these; one that is off by default becomes a warning. Rules that cannot
    /// be lowered stay on.
    ///
    /// # Errors
    /// When one of the names is not a rule; nothing is changed.
    #[doc(hidden)]
    pub fn select(&mut self, names: &[String]) -> Result<(), LevelError> {
        if names.iter().any(|name| rules::find(name).is_none()) {
            return Err(LevelError::UnknownRule);
        }
        for (slot, rule) in self.by_rule.iter_mut().zip(rules::ALL) {
            let selected = names.iter().any(|name| name == rule.name);
            *slot = match (selected, *slot) {
                (true, Level::Off) => Level::Warning,
                (false, _) if rule.lowerable => Level::Off,
                (_, level) => level,
            };
        }
        Ok(())
    }

    /// The level of a rule; off for an unknown name.
    pub(crate) fn of(&self, name: &str) -> Level {
        let at = rules::ALL.iter().position(|rule| rule.name == name);
        at.and_then(|at| self.by_rule.get(at)).copied().unwrap_or(Level::Off)
    }

    /// The checks of all rules that are not off, in their order.
    pub(crate) fn checks(&self) -> impl Iterator<Item = Check> {
        let on = self.by_rule.iter().map(|level| *level > Level::Off);
        rules::ALL.iter().zip(on).filter(|(_, on)| *on).filter_map(|(rule, _)| rule.check)
    }

    /// The findings with their severities, without those whose rule is off.
    pub(super) fn applied(&self, mut findings: Vec<Diagnostic>) -> Vec<Diagnostic> {
        self.apply(&mut findings);
        findings
    }

    /// Gives each finding its severity and drops those whose rule is off.
    pub(crate) fn apply(&self, findings: &mut Vec<Diagnostic>) {
        findings.retain_mut(|finding| match self.of(finding.rule).severity() {
            Some(severity) => {
                finding.severity = severity;
                true
            }
            None => false,
        });
    }
}
