//! The export of the collections and disbursements dashboard: a row for each invoice and payout.
//!
//! Source of the columns, their signs and fillers: github.com/aws-samples/aws-marketplace-api-samples,
//! `seller-data-feeds/queries/collections_and_disbursements_report.sql`; the fee is below zero there, and
//! a refund too. Values of `disbursement_status`: AWS Marketplace Seller Guide, "Collections and
//! disbursement dashboard".

use super::error::LineError;
use super::table::ReportRow;
use super::{BilledLine, LineKind, Payout, Said, cells};
use crate::offer::Amount;
use crate::offer::table::value;

/// What of the seller's net revenue is no share of the price: tax, and what a partner pays the maker.
const BESIDE: [&str; 6] = [
    "seller_tax_share",
    "seller_tax_share_refund",
    "aws_tax_share_listing_fee",
    "aws_tax_share_refund_listing_fee",
    "wholesale_cost",
    "wholesale_cost_refund",
];

/// States in which the money is not with the seller.
const UNPAID: [&str; 3] = ["not disbursed", "failed", "disbursement reversed"];

/// What a row pays out, and what it takes back. None if it does neither.
pub(super) fn lines(row: ReportRow<'_>, said: &mut Said) -> Result<Vec<BilledLine>, LineError> {
    let currency = cells::currency(row.cell("currency"))?;
    let mut money = |name: &str| row.money(name, currency, said);
    let (revenue, refund) = (money("gross_revenue")?, money("gross_refund")?);
    let (fee, fee_back) = (money("listing_fee")?.abs(), money("listing_fee_refund")?.abs());
    let own = money("seller_net_revenue")?;
    let beside = BESIDE.map(&mut money);
    let too_large = || LineError::NoValue("seller_net_revenue".to_owned());
    let less = |one: Amount, other: Amount| one.minus(other).ok_or_else(too_large);
    let mut back = less(refund.abs(), fee_back)?;
    // The report says what it paid; what the parts make is its word only where it has no sum.
    let mut net = less(revenue.abs(), fee)?;
    if value(row.cell("seller_net_revenue")).is_some() {
        let mut whole = own;
        for amount in beside {
            whole = less(whole, amount?)?;
        }
        match (revenue.is_zero(), revenue.is_negative()) {
            (true, _) => back = whole.negated(),
            (_, true) => net = whole.plus(back).ok_or_else(too_large)?.negated(),
            _ => net = whole.plus(back).ok_or_else(too_large)?,
        }
    }
    let status = row.cell("disbursement_status").trim().to_lowercase();
    let day = row.spare_date("disbursement_date", said).filter(|_| !UNPAID.contains(&status.as_str()));
    let invoiced = row.date("invoice_date", said)?;
    let line = BilledLine {
        line: row.line,
        kind: LineKind::Payout,
        agreement: row.id("agreement_id", said),
        offer: row.id("offer_id", said),
        subscriber: row.account("subscriber_aws_account_id", said),
        invoice: row.id("invoice_id", said),
        charge: None,
        date: invoiced,
        amount: revenue.abs(),
        currency,
        acceptance: row.spare_date("agreement_acceptance_date", said),
        contract: None,
        payout: None,
    };
    let net = if revenue.is_negative() { net.negated() } else { net };
    let whole = line.clone().paid(Payout { invoiced, day, gross: revenue.abs(), fee }, net);
    let taken = line.paid(Payout { invoiced, day, gross: refund.abs(), fee: fee_back }, back.negated());
    Ok([whole, taken].into_iter().filter(|line| !line.amount.is_zero()).collect())
}
