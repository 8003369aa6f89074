//! Section 4 of the monthly billed revenue report: the schedules of the contracts made in the previous
//! period. A row is a listed installment; it does not show whether it was billed.
//!
//! Source: AWS Marketplace Seller Guide, "Monthly billed revenue report", section 4, "Contracts
//! with a flexible payment schedule".

use super::error::LineError;
use super::table::ReportRow;
use super::{BilledLine, LineKind, Said, Subscriber, cells};
use crate::offer::Currency;

/// The installment of a row; `None` if its amount is zero.
pub(super) fn lines(row: &ReportRow<'_>, said: &mut Said) -> Result<Vec<BilledLine>, LineError> {
    let line = row.line;
    let currency = Currency::parse("USD").ok_or(LineError::NoCurrency)?;
    let amount = cells::money(row.cell("invoice_amount_usd"), currency, "invoice amount", line, said)?;
    if amount.is_negative() {
        return Err(LineError::Negative(currency.digits(amount)));
    }
    let total = cells::money(row.cell("total_contract_value_usd"), currency, "contract value", line, said)?;
    let payments = cells::text(row.cell("of_payments")).and_then(|count| count.parse().ok());
    let listed = BilledLine {
        line,
        kind: LineKind::Listed,
        agreement: None,
        offer: cells::id(row.cell("aws_marketplace_offer_id"), "offer id", line, said),
        subscriber: subscriber(row, said),
        invoice: None,
        date: cells::date(row.cell("invoice_date"), "invoice date", line, said)?,
        amount,
        currency,
        acceptance: cells::optional_date(
            row.cell("contract_create_date"),
            "contract create date",
            line,
            said,
        ),
        contract: payments.map(|payments| (total, payments)),
    };
    Ok(if amount.is_zero() { Vec::new() } else { vec![listed] })
}

/// The user's account; the account of the paying customer if the user's is not given.
fn subscriber(row: &ReportRow<'_>, said: &mut Said) -> Subscriber {
    match cells::account(row.cell("user_aws_account_number"), row.line, said) {
        Subscriber::Unknown => cells::account(row.cell("customer_aws_account_number"), row.line, said),
        known => known,
    }
}
