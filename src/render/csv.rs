//! `plan --format csv`: RFC 4180 with `\n`, one row for each invoice.

use std::io::{self, Write};

use chrono::NaiveDate;

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

/// What `--cash` adds behind the others.
const CASH_HEADER: [&str; 5] =
    ["collection_date", "listing_fee", "net", "disbursement_date", "cumulative_net"];

/// Writes the header once and the invoices of every plan in order. A day that is not known, and a
/// note that is not there, are empty. With the seller's money its columns come last.
///
/// # Errors
/// When `out` cannot be written to.
pub fn write(plans: &[Plan], out: &mut dyn Write) -> io::Result<()> {
    let mut rows = csv::WriterBuilder::new().terminator(csv::Terminator::Any(b'\n')).from_writer(out);
    let with_cash = plans.iter().any(|plan| plan.cash.is_some());
    let header = HEADER.iter().chain(CASH_HEADER.iter().filter(|_| with_cash));
    rows.write_record(header)?;
    for plan in plans {
        let currency = &plan.offer.currency;
        for (at, invoice) in plan.invoices.iter().enumerate() {
            let mut row = vec![
                invoice.number.to_string(),
                invoice.scheduled_date.to_string(),
                invoice.invoice_date.to_string(),
                day(invoice.due_date),
                currency.digits(invoice.amount),
                currency.code().to_owned(),
                currency.digits(invoice.cumulative),
                currency.digits(invoice.remaining),
                invoice.note.clone().unwrap_or_default(),
            ];
            if let Some(line) = plan.cash.as_ref().and_then(|cash| cash.lines.get(at)) {
                row.extend([
                    day(line.collected),
                    currency.digits(line.fee),
                    currency.digits(line.net),
                    day(line.paid_out),
                    currency.digits(line.cumulative),
                ]);
            }
            rows.write_record(row)?;
        }
    }
    rows.flush()
}

fn day(day: Option<NaiveDate>) -> String {
    day.map_or_else(String::new, |day| day.to_string())
}
