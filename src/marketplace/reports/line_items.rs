//! The answer of `ListAgreementInvoiceLineItems`: invoices and credit memos of one agreement.
//!
//! Source: the model of AWS Marketplace Agreement Service 2020-03-01, operation
//! `ListAgreementInvoiceLineItems`, grouped by `INVOICE_ID`; amounts are texts, before tax.

use serde::Deserialize;
use serde_json::value::RawValue;

use super::answers::{AnswerColumns, AnswerPage, PagedAnswer, text_of};
use super::error::{LineError, ReportReason};
use super::{BilledLine, BilledReport, LineKind, Said, Subscriber, cells};
use crate::text::message::msg;
use crate::text::source::SourceFile;

/// One page of the answer.
#[derive(Deserialize)]
struct ItemsPage<'t> {
    #[serde(borrow, rename = "agreementInvoiceLineItemGroupSummaries")]
    items: Vec<&'t RawValue>,
    #[serde(rename = "nextToken")]
    next: Option<String>,
}

impl<'t> From<ItemsPage<'t>> for AnswerPage<'t> {
    fn from(page: ItemsPage<'t>) -> Self {
        (page.items, page.next)
    }
}

/// One invoice of the agreement.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct LineItem<'t> {
    agreement_id: String,
    invoice_id: Option<String>,
    #[serde(borrow)]
    pricing_currency_amount: PricingAmount<'t>,
    /// Text, or seconds since 1970.
    #[serde(borrow)]
    issued_time: &'t RawValue,
    invoice_type: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct PricingAmount<'t> {
    #[serde(borrow)]
    amount: &'t RawValue,
    currency_code: String,
}

/// Reads every page of the file: one object, objects one after another, or a list of them.
pub(super) fn read(file: &SourceFile, report: &mut BilledReport) -> Result<(), ReportReason> {
    let mut said = Said::default();
    let answer = PagedAnswer::<LineItem<'_>>::read::<ItemsPage<'_>>(file, ReportReason::NotLineItems)?;
    let cells = |(line, item): &(u32, LineItem<'_>)| {
        (*line, text_of(item.pricing_currency_amount.amount), text_of(item.issued_time))
    };
    let columns = AnswerColumns::judge(answer.items.iter().map(cells), "issuedTime", &mut said)?;
    let after = msg!("its last page has a nextToken: the invoices after it are not in this file");
    answer.report(report, said, |item, at, said| line(&columns, item, at, said), after)
}

fn line(
    columns: &AnswerColumns,
    item: LineItem<'_>,
    line: u32,
    said: &mut Said,
) -> Result<BilledLine, LineError> {
    let currency = cells::currency(&item.pricing_currency_amount.currency_code)?;
    let amount = columns.amount(&text_of(item.pricing_currency_amount.amount), currency, line, said)?;
    let kind = match item.invoice_type.as_str() {
        "INVOICE" if !amount.is_negative() => LineKind::Invoice,
        "INVOICE" | "CREDIT_MEMO" => LineKind::Refund,
        other => return Err(LineError::Kind(other.to_owned())),
    };
    let date = columns.day(&text_of(item.issued_time), line, said)?;
    Ok(BilledLine {
        line,
        kind,
        agreement: cells::id(&item.agreement_id, "agreementId", line, said),
        offer: None,
        subscriber: Subscriber::Unknown,
        invoice: item.invoice_id.and_then(|id| cells::id(&id, "invoiceId", line, said)),
        charge: None,
        date,
        amount: amount.abs(),
        currency,
        acceptance: None,
        contract: None,
        payout: None,
    })
}
