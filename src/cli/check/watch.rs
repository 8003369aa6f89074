//! `check --watch`: checks again whenever a file changes, for people writing an offer.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufWriter, Write};
use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use super::Args;
use crate::cli::{Common, Failure, Outcome};
use crate::workspace::config;
use crate::workspace::files;

/// How often the files are polled: soon enough to feel immediate, rarely enough to cost nothing.
const EVERY: Duration = Duration::from_millis(250);
/// Clears a terminal and goes to its first line.
const CLEAR: &str = "\u{1b}[2J\u{1b}[3J\u{1b}[H";

/// The state of the files: length and modification time.
type Looks = BTreeMap<PathBuf, (u64, Option<SystemTime>)>;

/// Checks, waits for a change, and checks again, until the process is ended or nobody reads any more.
pub(super) fn run(args: &Args) -> Result<Outcome, Failure> {
    // As it is, since a closed pipe ends it.
    let out = &mut BufWriter::new(std::io::stdout().lock());
    // Files that the offers and the configuration name; each check collects them again.
    let mut named = Vec::new();
    loop {
        let mut seen = look(args, &named)?;
        let clear = args.common.style(&std::io::stdout()).color;
        if clear {
            out.write_all(CLEAR.as_bytes())?;
        }
        let done = super::workspace(args).and_then(|workspace| {
            let done = super::once(args, &workspace, out);
            named = workspace.named();
            done
        });
        match done {
            Ok(_) => {}
            Err(Failure::Output(error)) => return Err(Failure::Output(error)),
            // A mistake in the configuration is fixed like one in an offer.
            Err(other) => other.say(),
        }
        // Changes since the first look count; a file that only this check found is recorded as it is
        // now, before its findings are shown.
        for (path, looks) in look(args, &named)? {
            if named.contains(&path) {
                seen.entry(path).or_insert(looks);
            }
        }
        writeln!(out, "watching; end with Ctrl-C")?;
        out.flush()?;
        while look(args, &named)? == seen {
            std::thread::sleep(EVERY);
        }
    }
}

/// Every offer file, every configuration beside and above them, and the files that they name.
fn look(args: &Args, named: &[PathBuf]) -> Result<Looks, Failure> {
    let here = Common::working_directory()?;
    let configurations = args.common.configurations()?;
    // Why a configuration cannot be used, the check says.
    let walk = files(args.paths_or_here(), &configurations, args.walked()).unwrap_or_default();
    let mut paths: Vec<PathBuf> = walk.inputs.into_iter().map(|input| here.join(input.path)).collect();
    let folders: BTreeSet<PathBuf> =
        paths.iter().filter_map(|path| path.parent()).map(PathBuf::from).collect();
    for folder in folders.iter().flat_map(|folder| folder.ancestors()) {
        paths.push(folder.join(config::FILE_NAME));
    }
    paths.extend_from_slice(named);
    let look = |path: PathBuf| {
        let metadata = std::fs::metadata(&path).ok()?;
        Some((path, (metadata.len(), metadata.modified().ok())))
    };
    Ok(paths.into_iter().filter_map(look).collect())
}
