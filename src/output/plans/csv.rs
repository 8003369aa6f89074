//! `plan --format csv`: RFC 4180 with `\n`, one row for each invoice.

use std::io::{self, Write};

use super::{agency, cancellation, cash};
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

/// Writes the header once, longer where a billing agent's layer, the seller's money, a cancellation
/// renewed terms or purchase orders are there, and the invoices of every plan and its renewed terms in order. A day that is not known, and a note that is not there, are
/// empty.
///
/// # Errors
/// When `out` cannot be written to.
pub fn write(plans: &[Plan], out: &mut dyn Write) -> io::Result<()> {
    let mut rows = csv::WriterBuilder::new().terminator(csv::Terminator::Any(b'\n')).from_writer(out);
    let agents = plans.iter().any(|plan| plan.agency.is_some());
    let further = if agents { &agency::COLUMNS[..] } else { &[] };
    let money = plans.iter().any(|plan| plan.cash.is_some());
    let last = if money { &cash::COLUMNS[..] } else { &[] };
    let cut = plans.iter().any(|plan| plan.cancellation.is_some());
    let status = if cut { &["status"][..] } else { &[] };
    let renewed = plans.iter().any(|plan| !plan.renewals.is_empty());
    let renewal = if renewed { &["renewal"][..] } else { &[] };
    let mut invoices = plans.iter().flat_map(Plan::terms).flat_map(|plan| &plan.invoices);
    let ordered = invoices.any(|invoice| invoice.purchase_order.is_some());
    let order = if ordered { &["purchase_order"][..] } else { &[] };
    rows.write_record(HEADER.iter().chain(further).chain(last).chain(status).chain(renewal).chain(order))?;
    for plan in plans.iter().flat_map(Plan::terms) {
        let currency = &plan.offer.currency;
        for (at, invoice) in plan.invoices.iter().enumerate() {
            let mut cells = vec![
                invoice.number.to_string(),
                invoice.scheduled_date.to_string(),
                invoice.invoice_date.to_string(),
                invoice.due_date.map_or(String::new(), |due| due.to_string()),
                currency.digits(invoice.amount),
                currency.code().to_owned(),
                currency.digits(invoice.cumulative),
                currency.digits(invoice.remaining),
                invoice.note.clone().unwrap_or_default(),
            ];
            if agents {
                cells.extend(agency::cells(plan.agency.as_ref(), at));
            }
            if money {
                cells.extend(cash::cells(plan, at));
            }
            if cut {
                cells.push(cancellation::status(plan, invoice).to_owned());
            }
            if renewed {
                cells.push(plan.renewal.as_ref().map_or(0, |renewal| renewal.number).to_string());
            }
            if ordered {
                cells.push(invoice.purchase_order.clone().unwrap_or_default());
            }
            rows.write_record(cells)?;
        }
    }
    rows.flush()
}
