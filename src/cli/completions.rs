//! `paysched completions`: for shells, and the man page, generated from the definitions of the
//! arguments.

use std::io::Write;

use clap::{CommandFactory, ValueEnum};
use clap_complete::Shell;

use super::{Cli, Failure, Outcome, exit};
use crate::offer::quote;

/// Write the completions of a shell, or the man page.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The shell, or `man`
    #[arg(value_enum, value_name = "SHELL")]
    target: CompletionTarget,
}

/// Write a page of the manual: of paysched, or of one command
#[derive(Debug, clap::Args)]
pub(super) struct ManArgs {
    /// A command, or its page as the first one names it: `check`, `paysched-check(1)`
    #[arg(value_name = "PAGE")]
    page: Option<String>,
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

/// Writes one page.
///
/// # Errors
/// When there is no such command, or the page cannot be written.
pub(super) fn man(args: &ManArgs, out: &mut dyn Write) -> Result<Outcome, Failure> {
    let mut command = Cli::command();
    // Gives each command the name that the first page has for it.
    command.build();
    if let Some(page) = &args.page {
        let name = page.trim_end_matches("(1)").trim_end_matches(".1");
        let name = name.strip_prefix("paysched-").unwrap_or(name);
        if name != "paysched" {
            command = command.find_subcommand(name).cloned().ok_or_else(|| {
                Failure::message(format!(
                    "there is no command {}; `paysched man` names them all",
                    quote(name)
                ))
            })?;
        }
    }
    page(command, out)
}

/// The page of a command.
fn page(command: clap::Command, out: &mut dyn Write) -> Result<Outcome, Failure> {
    let command = if command.get_name() == "paysched" { command.after_help(None) } else { command };
    clap_mangen::Man::new(command).render(out)?;
    exit::manual(out)?;
    Ok(Outcome::Clean)
}

pub(super) fn run(args: &Args, out: &mut dyn Write) -> Result<Outcome, Failure> {
    let mut command = Cli::command();
    let shell = match args.target {
        CompletionTarget::Bash => Shell::Bash,
        CompletionTarget::Elvish => Shell::Elvish,
        CompletionTarget::Fish => Shell::Fish,
        CompletionTarget::PowerShell => Shell::PowerShell,
        CompletionTarget::Zsh => Shell::Zsh,
        CompletionTarget::Man => return page(command, out),
    };
    // The generator panics if it cannot write, so it writes into memory first.
    let mut text = Vec::new();
    clap_complete::generate(shell, &mut command, "paysched", &mut text);
    out.write_all(&text)?;
    Ok(Outcome::Clean)
}
