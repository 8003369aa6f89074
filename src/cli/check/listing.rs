//! `check --list-files` and `--list-skipped`: what is looked at, and what is not.

use std::collections::BTreeMap;
use std::io::Write;

use super::Args;
use super::files::FileDone;
use crate::cli::walking::walk;
use crate::cli::{Failure, Outcome};
use crate::text::sanitize::blanks;
use crate::workspace::LeftOut;

/// Writes the path of every file that would be checked.
pub(super) fn files(args: &Args, out: &mut dyn Write) -> Result<Outcome, Failure> {
    let configurations = args.common.configurations()?;
    let walk = walk(args.paths_or_here(), &configurations, &args.common, args.walked())?;
    for input in &walk.inputs {
        match args.null {
            // Unchanged, for a program that opens it.
            true => write!(out, "{}\0", input.shown)?,
            false => writeln!(out, "{}", blanks(&input.shown))?,
        }
    }
    let errors: Vec<String> = walk.errors.iter().map(ToString::to_string).collect();
    if !errors.is_empty() {
        out.flush()?;
        return Err(Failure::all(&errors));
    }
    args.walking.verify(args.paths_or_here(), !walk.inputs.is_empty())?;
    Ok(Outcome::Clean)
}

/// Writes what was left out of folders, and the files without an offer, in order of their paths.
pub(super) fn skipped(
    done: &[FileDone],
    skipped: Vec<(String, LeftOut)>,
    out: &mut dyn Write,
) -> Result<Outcome, Failure> {
    let passed_over = done.iter().filter(|file| file.checked.report.passed_over);
    let passed_over = passed_over.map(|file| (file.shown.clone(), "holds no offer".to_owned()));
    let skipped = skipped.into_iter().map(|(path, why)| (path, why.to_string()));
    for (path, why) in passed_over.chain(skipped).collect::<BTreeMap<_, _>>() {
        writeln!(out, "{}: {}", blanks(&path), blanks(&why))?;
    }
    Ok(Outcome::Clean)
}
