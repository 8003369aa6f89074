//! The exit codes, as the help and every page of the manual list them.

use std::io::{self, Write};

const CODES: [(&str, &str); 4] = [
    ("0", "nothing at or above --fail-on"),
    ("1", "findings; where two things are compared, a difference"),
    ("2", "usage, configuration, no such file, output that cannot be written"),
    ("130", "interrupted, as by Ctrl-C"),
];

/// What a reader of a pipe must know.
const PIPE: &str = "A reader that closes the pipe early changes none of them.";

/// The end of the help.
pub(super) fn help() -> String {
    let lines = CODES.iter().map(|(code, means)| format!("  {code:<3}  {means}\n"));
    format!("Exit codes:\n{}{PIPE}", lines.collect::<String>())
}

/// The section of a page of the manual.
///
/// # Errors
/// When the page cannot be written.
pub(super) fn manual(out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, ".SH \"EXIT STATUS\"")?;
    for (code, means) in CODES {
        writeln!(out, ".TP\n\\fB{code}\\fR\n{}", means.replace('-', "\\-"))?;
    }
    writeln!(out, ".PP\n{PIPE}")
}
