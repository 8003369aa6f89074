//! `paysched agenda`: what needs somebody in the coming days, over all offers.

use std::io::Write;

use super::common::WORDS;
use super::deliver::{ReportOutput, Reporting};
use super::folders::Folders;
use super::format::{Format, Formats, write_books};
use super::{Common, Failure, Outcome};
use crate::output::plans::agenda::{AgendaCalendar, AgendaView, book, page, write_csv, write_json};
use crate::plan::agenda::{AgendaOffer, sort};
use crate::plan::{Scenario, Stage};
use crate::schedule::add_days;
use crate::text::message::msg;

static FORMATS: Formats = Formats(&[
    (Format::Table, "A table for people"),
    (Format::Json, "One JSON object"),
    (Format::Csv, "A row of comma-separated values for each event"),
    (Format::Markdown, "A table for a pull request or a wiki"),
    (Format::Ics, "A calendar of all the days"),
    (Format::Html, "One page for a browser or a printer"),
    (Format::Xlsx, "A workbook for Excel and LibreOffice"),
]);

/// Show what needs somebody in the coming days, over all offers.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "The days are counted from --as-of. What is not accepted yet is planned for the last day to \
                  accept."
)]
pub(super) struct Args {
    /// Look this many days ahead; --as-of and the last day are both included
    #[arg(long, value_name = "N", default_value_t = 90, allow_negative_numbers = true)]
    next: u32,
    #[command(flatten)]
    output: ReportOutput<Self>,
    #[command(flatten)]
    folders: Folders,
    #[command(flatten)]
    common: Common,
}

impl Reporting for Args {
    const FORMATS: &'static Formats = &FORMATS;
}

/// Exits with 1 if offers with errors are left out.
pub(super) fn run(args: &Args, out: &mut dyn Write) -> Result<Outcome, Failure> {
    let format = args.folders.format(&args.output, &args.common)?;
    let workspace = Folders::workspace(&args.common)?;
    let Some(reading) = args.folders.reading(&args.common, &workspace, ("shown", false))? else {
        return Ok(Outcome::Findings);
    };
    let from = reading.as_of();
    let days = (from, add_days(from, u64::from(args.next)));
    let (mut offers, mut items, mut calendar) = (0, Vec::new(), AgendaCalendar::default());
    let mut skipped = reading.each(
        |found| {
            let plan = found.plan(Scenario::default())?;
            Ok(AgendaOffer {
                offer: found.listed(&plan),
                stage: found.stage.unwrap_or(Stage::Draft),
                timeline: found.checked.timeline(plan),
                replaced_on: found.replaced_on,
            })
        },
        |offer| {
            offers += 1;
            items.append(&mut offer.items(days));
            if format == Format::Ics {
                calendar.add(&offer, days);
            }
            Ok(())
        },
    )?;
    reading.stop(&mut skipped)?;
    reading.keeps_inputs(&args.output.to)?;
    sort(&mut items);
    let mut notes = skipped.notes();
    if items.is_empty() {
        notes.insert(0, msg!("Nothing happens in these days."));
    }
    let shown = AgendaView { of: &reading.of, days, offers, items: &items, notes: &notes };
    args.output.to.deliver_by(out, |out| {
        match format {
            Format::Json => write_json(shown, out)?,
            Format::Csv => write_csv(shown, args.output.raw_csv, out)?,
            Format::Ics => calendar.write(&reading.of, WORDS, out)?,
            _ => {
                let book = if format == Format::Html { page(shown) } else { book(shown) };
                write_books(format, &[book], Some(from), args.output.to.columns(), out)?;
            }
        }
        Ok(())
    })?;
    reading.outcome(&skipped)
}
