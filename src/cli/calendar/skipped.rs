//! Files and offers left out of a calendar: the first few by name, the others as a count.

use std::collections::BTreeMap;
use std::io::{self, Write};

use super::Args;
use crate::cli::Failure;
use crate::text::sanitize::blanks;
use crate::workspace::SettingsError;

/// How many are named.
const NAMED: usize = 10;

/// The index of a file, and of an offer in it.
type OfferIndex = (usize, usize);

/// What was skipped, independent of the order in which it was found.
#[derive(Debug, Default)]
pub(super) struct Skipped {
    /// How many offers there are, including those left out.
    pub(super) offers: usize,
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
        self.left_out.merge(other.left_out);
        self.unreadable.merge(other.unreadable);
        if let Some((file, error)) = other.settings {
            self.settings(file, error);
        }
    }

    /// How many offers are left out.
    pub(super) fn left_out(&self) -> usize {
        self.left_out.count
    }

    /// Fails if the calendar would be incomplete: files that cannot be read, a configuration that cannot
    /// be used, no offer at all in `of`.
    pub(super) fn stop(&mut self, args: &Args, of: &str) -> Result<(), Failure> {
        if let Some((_, error)) = self.settings.take() {
            return Err(args.common.settings_failure(*error));
        }
        if self.unreadable.count > 0 {
            let mut lines: Vec<String> = self.unreadable.first.values().cloned().collect();
            if self.unreadable.others() > 0 {
                lines.push(format!("{} more files cannot be read", self.unreadable.others()));
            }
            return Err(Failure::all(&lines));
        }
        match self.offers {
            0 if args.paths.iter().any(|path| path.is_dir()) => args.walking.verify(&args.paths, false),
            0 => Err(Failure::message(format!("there is no offer in {of}"))),
            _ => Ok(()),
        }
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
