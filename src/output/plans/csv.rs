//! `plan --format csv`: RFC 4180 with `\n`, one row for each invoice.

use std::io::{self, Write};

use super::grid::{Columns, Grid};
use super::invoices::{InvoiceRow, columns, lines};
use super::sheet::Cell;
use super::{agency, cancellation, cash, recognition};
use crate::plan::Plan;

/// Writes the header once and the invoices of every plan and its renewed terms in order. The header is
/// longer with a billing agent, cash, a cancellation, an early end or renewed terms; with several plans each row
/// begins with the name of its offer and its file, from `paths` at the plan's index. Unknown and absent
/// values are empty. Where revenue is worked out, the rows are its months instead. `raw` leaves cells that a spreadsheet would run unchanged.
///
/// # Errors
/// When `out` cannot be written to.
pub fn write(plans: &[Plan], paths: &[String], raw: bool, out: &mut dyn Write) -> io::Result<()> {
    if plans.iter().any(|plan| plan.recognition.is_some()) {
        return recognition::csv(plans, paths, raw, out);
    }
    let c = Columns::<InvoiceRow<'_>>::of();
    let any = |has: fn(&Plan) -> bool| plans.iter().any(has);
    let several = plans.len() > 1;
    let whose = Grid::new([
        c.named("offer", |line| line.plan.offer.name.clone()).only_if(several),
        c.named("path", |line| line.path.to_owned()).only_if(several),
    ]);
    let renewal = |line: &InvoiceRow<'_>| line.plan.renewal.as_ref().map_or(0, |renewal| renewal.number);
    let last = Grid::new([
        c.named("status", |line| Cell::Words(cancellation::status(line.plan, line.invoice)))
            .only_if(any(cancellation::has_status)),
        c.named("renewal", renewal).only_if(any(|plan| !plan.renewals.is_empty())),
    ]);
    let paths = paths.iter().map(String::as_str).chain(std::iter::repeat(""));
    let terms = plans.iter().zip(paths).flat_map(|(plan, path)| plan.terms().map(move |term| (term, path)));
    let grid = whose
        .and(columns(&plans.iter().flat_map(Plan::terms).collect::<Vec<_>>()))
        .and(agency::columns(any(|plan| plan.agency.is_some())))
        .and(cash::columns(any(|plan| plan.cash.is_some())))
        .and(last);
    grid.csv(terms.flat_map(|(term, path)| lines(term, path)), raw, out)
}
