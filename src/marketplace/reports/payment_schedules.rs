//! Section 4 of the monthly billed revenue report: the schedules of the contracts made in the previous
//! period. A row is a listed installment; it does not show whether it was billed.
//!
//! Source: AWS Marketplace Seller Guide, "Monthly billed revenue report", section 4, "Contracts
//! with a flexible payment schedule".

use super::error::LineError;
use super::table::ReportRow;
use super::{BilledLine, LineKind, Said, Subscriber};
use crate::offer::Currency;
use crate::offer::table::value;

/// The installment of a row; none if its amount is zero.
pub(super) fn lines(row: ReportRow<'_>, said: &mut Said) -> Result<Vec<BilledLine>, LineError> {
    let currency = Currency::USD;
    let amount = row.money("invoice_amount_usd", currency, said)?;
    if amount.is_negative() {
        return Err(LineError::Negative(currency.digits(amount)));
    }
    let total = row.money("total_contract_value_usd", currency, said)?;
    let payments = value(row.cell("of_payments")).and_then(|count| count.parse().ok());
    let listed = BilledLine {
        line: row.line,
        kind: LineKind::Listed,
        agreement: None,
        offer: row.id("aws_marketplace_offer_id", said),
        subscriber: subscriber(row, said),
        invoice: None,
        charge: None,
        date: row.date("invoice_date", said)?,
        amount,
        currency,
        acceptance: row.spare_date("contract_create_date", said),
        contract: payments.map(|payments| (total, payments)),
        payout: None,
    };
    Ok(if amount.is_zero() { Vec::new() } else { vec![listed] })
}

/// The user's account; the account of the paying customer if the user's is not given.
fn subscriber(row: ReportRow<'_>, said: &mut Said) -> Subscriber {
    match row.account("user_aws_account_number", said) {
        Subscriber::Unknown => row.account("customer_aws_account_number", said),
        known => known,
    }
}
