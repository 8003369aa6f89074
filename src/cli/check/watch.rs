//! `check --watch`: checks again whenever a file changes, for people writing an offer.

use std::io::Write;
use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use super::Args;
use crate::cli::{Common, Failure, Outcome};
use crate::config;
use crate::discover::files;

/// How often the files are looked at: soon enough to feel at once, seldom enough to cost nothing.
const EVERY: Duration = Duration::from_millis(250);
/// Clears a terminal and goes to its first line.
const CLEAR: &str = "\u{1b}[2J\u{1b}[3J\u{1b}[H";

/// What a file looked like: where it is, how long it is, when it was written.
type Look = (PathBuf, u64, Option<SystemTime>);

/// Checks, waits for a change, and checks again, until the process is ended.
pub(super) fn run(args: &Args, out: &mut dyn Write) -> Result<Outcome, Failure> {
    loop {
        let seen = look(args)?;
        let clear = args.common.style(&std::io::stdout()).color;
        if clear {
            out.write_all(CLEAR.as_bytes())?;
        }
        if let Err(failure) = super::once(args, out) {
            match failure {
                Failure::Output(error) => return Err(Failure::Output(error)),
                // A mistake in the configuration is mended like one in an offer.
                other => other.say(),
            }
        }
        writeln!(out, "watching; end with Ctrl-C")?;
        out.flush()?;
        while look(args)? == seen {
            std::thread::sleep(EVERY);
        }
    }
}

/// Every offer file, and every configuration and YAML file beside and above them.
fn look(args: &Args) -> Result<Vec<Look>, Failure> {
    let here = Common::working_directory()?;
    let (inputs, _) = files(args.paths_or_here(), &here);
    let mut paths: Vec<PathBuf> = inputs.into_iter().map(|input| input.path).collect();
    let folders: Vec<PathBuf> =
        paths.iter().filter_map(|path| path.parent()).map(|folder| here.join(folder)).collect();
    for folder in folders.iter().flat_map(|folder| folder.ancestors()) {
        paths.push(folder.join(config::FILE_NAME));
    }
    paths.sort();
    paths.dedup();
    let look = |path: PathBuf| {
        let metadata = std::fs::metadata(&path).ok()?;
        Some((path, metadata.len(), metadata.modified().ok()))
    };
    Ok(paths.into_iter().filter_map(look).collect())
}
