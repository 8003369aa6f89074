//! The command line: arguments, the commands, and the exit code.

mod agenda;
mod amend;
mod beside_json;
mod bills;
mod calendar;
mod check;
mod common;
mod completions;
mod deliver;
mod diff;
mod earlier;
mod exit;
mod explain;
mod export;
mod fmt;
mod folders;
mod format;
mod generated;
#[cfg(test)]
mod growth;
mod import;
mod invoices;
#[cfg(feature = "lsp")]
mod lsp;
mod new;
mod output;
mod patch;
mod plan;
mod progress;
mod rates;
mod reading;
mod reconcile;
mod replacements;
mod resell;
mod rows;
mod schema;
mod source_offer;
mod stream;
mod tables;
mod temporary;
mod timeline;
mod walking;
mod ways_out;
mod write;

use std::io::{self, Write};
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::text::sanitize;

use common::{Color, Common, Failure, Outcome};
use stream::{stderr, stdout};

/// The dry run for AWS Marketplace flexible payment schedules.
#[derive(Debug, Parser)]
#[command(name = "paysched", version, about, after_help = exit::help())]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Find every mistake in offer files
    Check(check::Args),
    /// Expand offers into dated invoices
    Plan(plan::Args),
    /// Show the events of a contract: release, acceptance, invoices, renewal, end
    Timeline(timeline::Args),
    /// Show what all offers of a folder bill, month by month
    Calendar(calendar::Args),
    /// Show what needs somebody in the coming days, over all offers of a folder
    Agenda(agenda::Args),
    /// List the invoices of all offers of a folder, a row each
    Invoices(invoices::Args),
    /// Make a billing agent's monthly bills: one for each customer, of its usage and its offers
    Bills(Box<bills::Args>),
    /// Write a new offer file
    New(new::NewArgs),
    /// Find the schedule that is at the limit of the rules
    Solve(new::SolveArgs),
    /// Write a replacement offer: issued invoices stay, pending ones are carried over
    Amend(Box<amend::Args>),
    /// Write a channel partner offer from its resale authorization
    Resell(resell::Args),
    /// Compare accepted offers with what was billed
    Reconcile(reconcile::Args),
    /// Show what changed between two versions of an offer file
    Diff(diff::Args),
    /// Format offer files and account registers
    Fmt(fmt::Args),
    /// Export an offer to the marketplace: as a request of its API, or as a checklist for its console
    Export(export::Args),
    /// Make an offer file from the marketplace's JSON or from rows of a spreadsheet
    Import(import::Args),
    /// Show the manual page of a rule, or the rules that predict a marketplace error code
    Explain(explain::ExplainArgs),
    /// List all rules
    Rules(explain::RulesArgs),
    /// Write the JSON Schema of a file, for editors and other validators
    Schema(schema::Args),
    /// Serve an editor: findings, fixes, completion and more while an offer is written
    #[cfg(feature = "lsp")]
    Lsp(lsp::Args),
    /// Write the completions of a shell, or the man page
    Completions(completions::Args),
    /// Write a page of the manual: of paysched, or of one command
    Man(completions::ManArgs),
}

/// Runs the command of these arguments. Results go to standard output, everything else to standard
/// error. Exits with 0 if nothing is wrong, 1 with findings, 2 if the tool could not do its work.
pub fn run(arguments: impl IntoIterator<Item = std::ffi::OsString>) -> ExitCode {
    let cli = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(error) => {
            // Sanitized, since arguments may contain control characters.
            let text = error.render().to_string();
            let text = sanitize::lines(&text);
            if error.use_stderr() {
                // There is nowhere left to report that it cannot be written.
                let _ = write!(stderr(), "{text}");
                return ExitCode::from(2);
            }
            let mut out = stdout();
            let written = out.write_all(text.as_bytes()).and_then(|()| out.flush());
            return written.map_or_else(|error| Failure::from(error).report(), |()| ExitCode::SUCCESS);
        }
    };
    let mut out = io::BufWriter::new(stdout());
    let result = match cli.command {
        Command::Check(args) => check::run(&args, &mut out),
        Command::Plan(args) => plan::run(&args, &mut out),
        Command::Timeline(args) => timeline::run(&args, &mut out),
        Command::Calendar(args) => calendar::run(&args, &mut out),
        Command::Agenda(args) => agenda::run(&args, &mut out),
        Command::Invoices(args) => invoices::run(&args, &mut out),
        Command::Bills(args) => bills::run(&args, &mut out),
        Command::New(args) => new::new(&args, &mut out),
        Command::Solve(args) => new::find(&args, &mut out),
        Command::Amend(args) => amend::run(&args, &mut out),
        Command::Resell(args) => resell::run(&args, &mut out),
        Command::Reconcile(args) => reconcile::run(&args, &mut out),
        Command::Diff(args) => diff::run(&args, &mut out),
        Command::Fmt(args) => fmt::run(&args, &mut out),
        Command::Export(args) => export::run(&args, &mut out),
        Command::Import(args) => import::run(&args, &mut out),
        Command::Explain(args) => explain::explain(&args, &mut out),
        Command::Rules(args) => explain::rules(&args, &mut out),
        Command::Schema(args) => schema::run(&args, &mut out),
        #[cfg(feature = "lsp")]
        Command::Lsp(args) => lsp::run(&args),
        Command::Completions(args) => completions::run(&args, &mut out),
        Command::Man(args) => completions::man(&args, &mut out),
    };
    let result = result.and_then(|outcome| out.flush().map(|()| outcome).map_err(Failure::from));
    match result {
        Ok(Outcome::Clean) => ExitCode::SUCCESS,
        Ok(Outcome::Findings) => ExitCode::from(1),
        Err(failure) => failure.report(),
    }
}
