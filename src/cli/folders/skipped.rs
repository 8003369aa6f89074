//! Files and offers left out of an output of many: the first few by name, the others as a count.

use std::collections::BTreeMap;
use std::io::{self, Write};

use super::Folders;
use crate::cli::{Common, Failure};
use crate::output::plans::portfolio::left_out;
use crate::plan::Aside;
use crate::text::message::Message;
use crate::text::sanitize::blanks;
use crate::workspace::SettingsError;

/// How many are named.
const NAMED: usize = 10;

/// The index of a file, and of an offer in it.
type OfferIndex = (usize, usize);

/// What was skipped, independent of the order in which it was found.
#[derive(Debug, Default)]
pub(in crate::cli) struct Skipped {
    /// How many offers there are, including those left out.
    pub(in crate::cli) offers: usize,
    /// How many are left aside on purpose.
    aside: BTreeMap<Aside, usize>,
    left_out: SkippedLines,
    unreadable: SkippedLines,
    settings: Option<(usize, Box<SettingsError>)>,
}

/// Their number, and the first few.
#[derive(Debug, Default)]
struct SkippedLines {
    count: usize,
    first: BTreeMap<OfferIndex, String>,
}

impl SkippedLines {
    fn add(&mut self, at: OfferIndex, line: String) {
        self.count += 1;
        self.keep(at, line);
    }

    fn keep(&mut self, at: OfferIndex, line: String) {
        self.first.insert(at, line);
        if self.first.len() > NAMED {
            self.first.pop_last();
        }
    }

    fn merge(&mut self, other: Self) {
        self.count += other.count;
        other.first.into_iter().for_each(|(at, line)| self.keep(at, line));
    }

    /// How many are not named.
    fn others(&self) -> usize {
        self.count - self.first.len()
    }
}

impl Skipped {
    /// An offer that is not counted.
    pub(super) fn set_aside(&mut self, aside: Aside) {
        *self.aside.entry(aside).or_default() += 1;
    }

    /// An offer with errors.
    pub(super) fn leave_out(&mut self, at: OfferIndex, line: String) {
        self.offers += 1;
        self.left_out.add(at, line);
    }

    /// A file that cannot be read.
    pub(super) fn unreadable(&mut self, file: usize, line: String) {
        self.unreadable.add((file, 0), line);
    }

    /// A configuration that cannot be used.
    pub(super) fn settings(&mut self, file: usize, error: Box<SettingsError>) {
        if self.settings.as_ref().is_none_or(|(first, _)| file < *first) {
            self.settings = Some((file, error));
        }
    }

    pub(super) fn merge(&mut self, other: Self) {
        self.offers += other.offers;
        for (aside, count) in other.aside {
            *self.aside.entry(aside).or_default() += count;
        }
        self.left_out.merge(other.left_out);
        self.unreadable.merge(other.unreadable);
        if let Some((file, error)) = other.settings {
            self.settings(file, error);
        }
    }

    /// How many offers are left out.
    pub(in crate::cli) fn left_out(&self) -> usize {
        self.left_out.count
    }

    /// See [`Reading::stop`](super::Reading::stop).
    pub(super) fn stop(&mut self, folders: &Folders, common: &Common, of: &str) -> Result<(), Failure> {
        if let Some((_, error)) = self.settings.take() {
            return Err(common.settings_failure(*error));
        }
        if self.unreadable.count > 0 {
            let mut lines: Vec<String> = self.unreadable.first.values().cloned().collect();
            if self.unreadable.others() > 0 {
                lines.push(format!("{} more files cannot be read", self.unreadable.others()));
            }
            return Err(Failure::all(&lines));
        }
        match self.offers {
            0 if folders.paths.iter().any(|path| path.is_dir()) => {
                folders.walking.verify(&folders.paths, false)
            }
            0 => Err(Failure::message(format!("there is no offer in {of}"))),
            _ => Ok(()),
        }
    }

    /// What is left out, in sentences for the end of an output.
    pub(in crate::cli) fn notes(&self) -> Vec<Message> {
        left_out(&self.aside, self.left_out())
    }

    /// Names the offers that are left out; `allowed` means that offers with errors were included.
    pub(super) fn say(&self, allowed: bool, err: &mut dyn Write) -> io::Result<()> {
        for line in self.left_out.first.values() {
            writeln!(err, "paysched: {}", blanks(line.as_ref()))?;
        }
        if self.left_out.others() > 0 {
            writeln!(err, "paysched: and {} more", self.left_out.others())?;
        }
        let (offers, them) = match self.left_out.count {
            0 => return Ok(()),
            1 => ("1 offer is".to_owned(), "it"),
            count => (format!("{count} offers are"), "them"),
        };
        match allowed {
            true => writeln!(err, "paysched: {offers} left out"),
            false => writeln!(err, "paysched: {offers} left out (--allow-errors counts {them} all the same)"),
        }
    }
}
