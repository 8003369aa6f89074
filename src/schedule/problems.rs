//! Diagnostics for a series that does not yield its dates.

use crate::offer::Series;
use crate::text::diagnostic::{Diagnostic, names};
use crate::text::message::msg;
use crate::text::source::Span;

/// A series that yields fewer dates than `times`.
pub(super) fn too_few(times: u32, series: &Series, how_many: Span, count: usize) -> Diagnostic {
    let diagnostic = Diagnostic::new(
        names::INVALID_SERIES,
        how_many,
        msg!("this series has only {count} of its {times} dates", times, count),
    )
    .label(msg!("never reaches {times}", times))
    .help(msg!("choose a `day` that the months have, an earlier `first`, or another `overflow`"));
    match series.except.span() {
        Some(except) => diagnostic.also(except, msg!("left out")),
        None => diagnostic,
    }
}

/// A series that ends before it begins, or whose dates are all left out.
pub(super) fn no_date_left(series: &Series, how_many: Span) -> Diagnostic {
    let (first, until) = (series.first.get(), series.until.get());
    match (series.except.span(), first.zip(until)) {
        (_, Some((first, until))) if until < first => Diagnostic::new(
            names::INVALID_SERIES,
            how_many,
            msg!("this series ends on {until}, before its first date {first}", until, first),
        )
        .label(msg!("ends before it begins"))
        .help(msg!("move `until` to `{first}` or later", first)),
        (Some(except), _) => {
            Diagnostic::new(names::INVALID_SERIES, except, msg!("`except` leaves no date of this series"))
                .label(msg!("leaves out every date"))
                .also(how_many, msg!("how many there were"))
                .help(msg!("leave out fewer dates"))
        }
        _ => Diagnostic::new(names::INVALID_SERIES, how_many, msg!("this series has no date"))
            .label(msg!("none before the end of the calendar"))
            .help(msg!("bring `first` forward")),
    }
}
