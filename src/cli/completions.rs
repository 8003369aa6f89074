//! `paysched completions`: for shells, and the man page, generated from the definitions of the
//! arguments.

use std::io::Write;

use clap::{CommandFactory, ValueEnum};
use clap_complete::Shell;

use super::{Cli, Failure, Outcome};

/// Write the completions of a shell, or the man page.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The shell, or `man`
    #[arg(value_enum, value_name = "SHELL")]
    target: CompletionTarget,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum CompletionTarget {
    Bash,
    Elvish,
    Fish,
    Man,
    #[value(name = "powershell")]
    PowerShell,
    Zsh,
}

pub(super) fn run(args: &Args, out: &mut dyn Write) -> Result<Outcome, Failure> {
    let mut command = Cli::command();
    let shell = match args.target {
        CompletionTarget::Bash => Shell::Bash,
        CompletionTarget::Elvish => Shell::Elvish,
        CompletionTarget::Fish => Shell::Fish,
        CompletionTarget::PowerShell => Shell::PowerShell,
        CompletionTarget::Zsh => Shell::Zsh,
        CompletionTarget::Man => {
            clap_mangen::Man::new(command).render(out)?;
            return Ok(Outcome::Clean);
        }
    };
    // The generator panics if it cannot write, so it writes into memory first.
    let mut text = Vec::new();
    clap_complete::generate(shell, &mut command, "paysched", &mut text);
    out.write_all(&text)?;
    Ok(Outcome::Clean)
}
