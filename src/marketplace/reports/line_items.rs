//! The answer of `ListAgreementInvoiceLineItems`: invoices and credit memos of one agreement.
//!
//! Source: the model of AWS Marketplace Agreement Service 2020-03-01, operation
//! `ListAgreementInvoiceLineItems`, grouped by `INVOICE_ID`; amounts are texts, before tax.

use chrono::NaiveDate;
use serde::Deserialize;
use serde_json::value::RawValue;

use super::error::{LineError, ReportReason};
use super::{BilledLine, BilledReport, LineKind, Said, Subscriber, cells};
use crate::marketplace::moment::Moment;
use crate::text::source::SourceFile;

/// One page of the answer.
#[derive(Deserialize)]
struct AnswerPage<'t> {
    #[serde(borrow, rename = "agreementInvoiceLineItemGroupSummaries")]
    items: Vec<&'t RawValue>,
    #[serde(rename = "nextToken")]
    next: Option<String>,
}

/// One invoice of the agreement.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct LineItem<'t> {
    agreement_id: String,
    invoice_id: Option<String>,
    #[serde(borrow)]
    pricing_currency_amount: PricingAmount<'t>,
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
    let text = file.text().trim_start_matches('\u{feff}');
    let mut said = Said::default();
    let mut unread = Said::default();
    let mut next = None;
    for value in serde_json::Deserializer::from_str(text).into_iter::<&RawValue>() {
        let value = value.map_err(|error| ReportReason::NotJson(error.to_string()))?;
        for page in pages(value)? {
            for raw in page.items {
                let line = line_of(file, raw);
                match item(raw, line, &mut said) {
                    Ok(item) if item.amount.is_zero() => report.empty += 1,
                    Ok(item) => report.lines.push(item),
                    Err(why) => unread.say(line.to_string(), line, why.to_string()),
                }
            }
            next = page.next.filter(|token| !token.is_empty());
        }
    }
    if next.is_some() {
        let text = "its last page has a nextToken: the invoices after it are not in this file";
        said.say("next".to_owned(), 1, text.to_owned());
    }
    report.notes = said.notes;
    report.unread = unread.notes;
    Ok(())
}

/// A page, or a list of pages.
fn pages(value: &RawValue) -> Result<Vec<AnswerPage<'_>>, ReportReason> {
    let none = |error: serde_json::Error| ReportReason::NotLineItems(without_place(&error));
    if value.get().starts_with('[') {
        return serde_json::from_str(value.get()).map_err(none);
    }
    Ok(vec![serde_json::from_str(value.get()).map_err(none)?])
}

fn item(raw: &RawValue, line: u32, said: &mut Said) -> Result<BilledLine, LineError> {
    let item: LineItem<'_> =
        serde_json::from_str(raw.get()).map_err(|error| LineError::Json(without_place(&error)))?;
    let currency = cells::currency(&item.pricing_currency_amount.currency_code)?;
    let written = item.pricing_currency_amount.amount.get();
    // A number is read by its digits too, never through a float.
    let digits = string(written).unwrap_or_else(|| written.to_owned());
    if cells::text(&digits).is_none() {
        return Err(LineError::NoAmount);
    }
    let amount = cells::money(&digits, currency, "amount", line, said)?;
    let kind = match item.invoice_type.as_str() {
        "INVOICE" if !amount.is_negative() => LineKind::Invoice,
        "INVOICE" | "CREDIT_MEMO" => LineKind::Refund,
        other => return Err(LineError::Kind(other.to_owned())),
    };
    Ok(BilledLine {
        line,
        kind,
        agreement: cells::id(&item.agreement_id, "agreementId", line, said),
        offer: None,
        subscriber: Subscriber::Unknown,
        invoice: item.invoice_id.and_then(|id| cells::id(&id, "invoiceId", line, said)),
        date: issued(item.issued_time.get(), line, said)?,
        amount: amount.abs(),
        currency,
        acceptance: None,
        contract: None,
    })
}

/// The day of a time: text, or seconds since 1970, in UTC.
fn issued(written: &str, line: u32, said: &mut Said) -> Result<NaiveDate, LineError> {
    let column = "issuedTime";
    match string(written) {
        Some(text) => cells::date(&text, column, line, said),
        None => {
            let moment = Moment::seconds(written);
            Ok(moment.map_err(|error| LineError::Moment { column: column.to_owned(), error })?.day)
        }
    }
}

/// The text of a JSON string; `None` if it is not a string.
fn string(written: &str) -> Option<String> {
    serde_json::from_str(written).ok()
}

/// An error without its line and column, which count from the start of the part.
fn without_place(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.split(" at line ").next().unwrap_or(&text).chars().take(200).collect()
}

/// The line of the file on which a part of its text begins.
fn line_of(file: &SourceFile, part: &RawValue) -> u32 {
    let at = part.get().as_ptr().addr().saturating_sub(file.text().as_ptr().addr());
    file.position(u32::try_from(at).unwrap_or(u32::MAX)).line
}
