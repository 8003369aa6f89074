//! The export of the billed revenue dashboard: a row for each line of an invoice.
//!
//! Source of the columns and fillers: github.com/aws-samples/aws-marketplace-api-samples,
//! `seller-data-feeds/queries/billed_revenue_report.sql`, whose console version has the same titles in
//! words.

use super::error::LineError;
use super::table::ReportRow;
use super::{BilledLine, LineKind, Said, cells};

/// The lines of a row: what was billed, and what of it was refunded. `None` if the row does neither.
pub(super) fn lines(row: &ReportRow<'_>, said: &mut Said) -> Result<Vec<BilledLine>, LineError> {
    let line = row.line;
    let currency = cells::currency(row.cell("currency"))?;
    let revenue = cells::money(row.cell("gross_revenue"), currency, "gross_revenue", line, said)?;
    let refund = cells::money(row.cell("gross_refund"), currency, "gross_refund", line, said)?;
    if revenue.is_zero() && refund.is_zero() {
        return Ok(Vec::new());
    }
    let accepted = "agreement_acceptance_date";
    let whole = BilledLine {
        line,
        kind: if revenue.is_negative() { LineKind::Refund } else { LineKind::Invoice },
        agreement: cells::id(row.cell("agreement_id"), "agreement_id", line, said),
        offer: cells::id(row.cell("offer_id"), "offer_id", line, said),
        subscriber: cells::account(row.cell("subscriber_aws_account_id"), line, said),
        invoice: cells::id(row.cell("invoice_id"), "invoice_id", line, said),
        date: cells::date(row.cell("invoice_date"), "invoice_date", line, said)?,
        amount: revenue.abs(),
        currency,
        acceptance: cells::optional_date(row.cell(accepted), accepted, line, said),
        contract: None,
    };
    let back = BilledLine { kind: LineKind::Refund, amount: refund.abs(), ..whole.clone() };
    Ok([whole, back].into_iter().filter(|line| !line.amount.is_zero()).collect())
}
