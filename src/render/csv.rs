//! `plan --format csv`: RFC 4180 with `\n`, one row for each invoice.

use std::io::{self, Write};

use crate::plan::Plan;

const HEADER: [&str; 9] = [
    "number",
    "scheduled_date",
    "invoice_date",
    "due_date",
    "amount",
    "currency",
    "cumulative",
    "remaining",
    "note",
];

/// Writes the header once and the invoices of every plan in order. A due date that is not known,
/// and a note that is not there, are empty.
///
/// # Errors
/// When `out` cannot be written to.
pub fn write(plans: &[Plan], out: &mut dyn Write) -> io::Result<()> {
    let mut rows = csv::WriterBuilder::new().terminator(csv::Terminator::Any(b'\n')).from_writer(out);
    rows.write_record(HEADER)?;
    for plan in plans {
        let currency = &plan.offer.currency;
        for invoice in &plan.invoices {
            rows.write_record([
                invoice.number.to_string(),
                invoice.scheduled_date.to_string(),
                invoice.invoice_date.to_string(),
                invoice.due_date.map_or(String::new(), |due| due.to_string()),
                currency.digits(invoice.amount),
                currency.code().to_owned(),
                currency.digits(invoice.cumulative),
                currency.digits(invoice.remaining),
                invoice.note.clone().unwrap_or_default(),
            ])?;
        }
    }
    rows.flush()
}
