//! The export of the billed revenue dashboard: a row for each line of an invoice.
//!
//! Source of the columns and fillers: github.com/aws-samples/aws-marketplace-api-samples,
//! `seller-data-feeds/queries/billed_revenue_report.sql`, whose console version has the same titles in
//! words.

use super::error::LineError;
use super::table::ReportRow;
use super::{BilledLine, LineKind, Said, cells};

/// The lines of a row: what was billed, and what of it was refunded. None if the row does neither.
pub(super) fn lines(row: ReportRow<'_>, said: &mut Said) -> Result<Vec<BilledLine>, LineError> {
    let currency = cells::currency(row.cell("currency"))?;
    let revenue = row.money("gross_revenue", currency, said)?;
    let refund = row.money("gross_refund", currency, said)?;
    if revenue.is_zero() && refund.is_zero() {
        return Ok(Vec::new());
    }
    let whole = BilledLine {
        line: row.line,
        kind: if revenue.is_negative() { LineKind::Refund } else { LineKind::Invoice },
        agreement: row.id("agreement_id", said),
        offer: row.id("offer_id", said),
        subscriber: row.account("subscriber_aws_account_id", said),
        invoice: row.id("invoice_id", said),
        charge: None,
        date: row.date("invoice_date", said)?,
        amount: revenue.abs(),
        currency,
        acceptance: row.spare_date("agreement_acceptance_date", said),
        contract: None,
        payout: None,
    };
    let back = BilledLine { kind: LineKind::Refund, amount: refund.abs(), ..whole.clone() };
    Ok([whole, back].into_iter().filter(|line| !line.amount.is_zero()).collect())
}
