//! Where an output goes, and in which format: standard output, or a file whose extension says it.

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::ValueEnum;

use super::{Failure, write};

/// The format of an output: the one that is asked for, else what the file's extension names, else
/// `usual`.
///
/// # Errors
/// When a file is named whose extension is no format.
pub(super) fn format_of<F: ValueEnum>(asked: Option<F>, file: Option<&Path>, usual: F) -> Result<F, Failure> {
    let Some(file) = file.filter(|file| asked.is_none() && file.as_os_str() != "-") else {
        return Ok(asked.unwrap_or(usual));
    };
    let extension = file.extension().and_then(|extension| extension.to_str()).unwrap_or("");
    F::from_str(extension, true).map_err(|_| {
        let known = F::value_variants().iter().filter_map(ValueEnum::to_possible_value);
        let words: Vec<String> = known.map(|word| word.get_name().to_owned()).collect();
        Failure::message(format!(
            "{}: the extension names no format; give one with --format: {}",
            file.display(),
            words.join(", ")
        ))
    })
}

/// Whether an output goes to standard output.
pub(super) fn to_standard_output(file: Option<&PathBuf>) -> bool {
    file.is_none_or(|file| file.as_os_str() == "-")
}

/// Writes an output to `file`, whole or not at all; to `out` where there is none, or where it is `-`.
///
/// # Errors
/// When it cannot be written.
pub(super) fn deliver(file: Option<&PathBuf>, bytes: &[u8], out: &mut dyn Write) -> Result<(), Failure> {
    match file.filter(|file| file.as_os_str() != "-") {
        Some(file) => {
            write::put(file, bytes).map_err(|error| Failure::message(format!("{}: {error}", file.display())))
        }
        None => Ok(out.write_all(bytes)?),
    }
}

/// Refuses to write over a file.
///
/// # Errors
/// When there is one with that name.
pub(super) fn not_there(file: Option<&Path>) -> Result<(), Failure> {
    match file.filter(|file| file.exists()) {
        Some(file) => Err(Failure::message(format!("{} exists already; name a new file", file.display()))),
        None => Ok(()),
    }
}

/// As [`deliver`], for what is written piece by piece.
///
/// # Errors
/// When it cannot be written, or `write` fails.
pub(super) fn deliver_by(
    file: Option<&PathBuf>,
    out: &mut dyn Write,
    write: impl FnOnce(&mut dyn Write) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let Some(file) = file.filter(|file| file.as_os_str() != "-") else { return write(out) };
    write::put_by(file, write).map_err(|failure| match failure {
        Failure::Output(error) => Failure::message(format!("{}: {error}", file.display())),
        other => other,
    })
}
