//! The answer of `ListAgreementInvoiceLineItems`: invoices and credit memos of one agreement.
//!
//! Source: the model of AWS Marketplace Agreement Service 2020-03-01, operation
//! `ListAgreementInvoiceLineItems`, grouped by `INVOICE_ID`; amounts are texts, before tax.

use serde::Deserialize;
use serde_json::value::RawValue;

use super::error::{LineError, ReportReason};
use super::{BilledLine, BilledReport, LineKind, Said, Subscriber, cells};
use crate::offer::table::{
    ColumnCells, DateColumn, DateHabits, DayCount, DecimalMark, NumberColumn, TableCell, value,
};
use crate::text::message::msg;
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

/// The columns of the answer, judged.
struct ItemColumns {
    amounts: NumberColumn,
    days: DateColumn,
}

const ISSUED: &str = "issuedTime";

/// JSON has a decimal point, and seconds since 1970.
pub(super) const HABITS: DateHabits =
    DateHabits { order: None, dashes: None, counted: DayCount::From1900, seconds: true };

/// Reads every page of the file: one object, objects one after another, or a list of them.
pub(super) fn read(file: &SourceFile, report: &mut BilledReport) -> Result<(), ReportReason> {
    let text = file.text().trim_start_matches('\u{feff}');
    let (mut said, mut unread, mut items) = (Said::default(), Vec::new(), Vec::new());
    let mut next = None;
    for value in serde_json::Deserializer::from_str(text).into_iter::<&RawValue>() {
        let value = value.map_err(|error| ReportReason::NotJson(error.to_string()))?;
        for page in pages(value)? {
            for raw in page.items {
                let line = line_of(file, raw);
                match serde_json::from_str::<LineItem<'_>>(raw.get()) {
                    Ok(item) => items.push((line, item)),
                    Err(error) => unread.push((line, LineError::Json(without_place(&error)))),
                }
            }
            next = page.next.filter(|token| !token.is_empty());
        }
    }
    let columns = ItemColumns::judge(&items, &mut said)?;
    for (line, item) in items {
        match columns.line(item, line, &mut said) {
            Ok(item) if item.amount.is_zero() => report.empty += 1,
            Ok(item) => report.lines.push(item),
            Err(why) => unread.push((line, why)),
        }
    }
    if next.is_some() {
        let text = msg!("its last page has a nextToken: the invoices after it are not in this file");
        said.say("next".to_owned(), 1, text);
    }
    unread.sort_by_key(|(line, _)| *line);
    report.finish(said, unread)
}

/// A page, or a list of pages.
fn pages(value: &RawValue) -> Result<Vec<AnswerPage<'_>>, ReportReason> {
    let none = |error: serde_json::Error| ReportReason::NotLineItems(without_place(&error));
    if value.get().starts_with('[') {
        return serde_json::from_str(value.get()).map_err(none);
    }
    Ok(vec![serde_json::from_str(value.get()).map_err(none)?])
}

impl ItemColumns {
    fn judge(items: &[(u32, LineItem<'_>)], said: &mut Said) -> Result<Self, ReportReason> {
        let column = |of: &dyn Fn(&LineItem<'_>) -> String| {
            let mut cells = ColumnCells::default();
            items.iter().for_each(|(line, item)| cells.push(TableCell { line: *line, text: &of(item) }));
            cells
        };
        let (amounts, days) = (column(&|item| item.amount()), column(&|item| item.issued()));
        let two_styles = |title: &str| {
            let title = title.to_owned();
            move |why| ReportReason::TwoStyles { title, why }
        };
        let amounts = NumberColumn::judge(amounts.iter(), Some(DecimalMark::Point));
        let days = DateColumn::judge(days.iter(), HABITS);
        let columns =
            Self { amounts: amounts.map_err(two_styles("amount"))?, days: days.map_err(two_styles(ISSUED))? };
        columns.amounts.decision().iter().for_each(|decision| said.decide("amount", decision));
        columns.days.decisions().iter().for_each(|decision| said.decide(ISSUED, decision));
        Ok(columns)
    }

    fn line(&self, item: LineItem<'_>, line: u32, said: &mut Said) -> Result<BilledLine, LineError> {
        let currency = cells::currency(&item.pricing_currency_amount.currency_code)?;
        let digits = item.amount();
        if value(&digits).is_none() {
            return Err(LineError::NoAmount);
        }
        let amount = cells::money(&self.amounts, &digits, currency, ("amount", line), said)?;
        let kind = match item.invoice_type.as_str() {
            "INVOICE" if !amount.is_negative() => LineKind::Invoice,
            "INVOICE" | "CREDIT_MEMO" => LineKind::Refund,
            other => return Err(LineError::Kind(other.to_owned())),
        };
        let date = cells::date(&self.days, &item.issued(), (ISSUED, line), said)?;
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
        })
    }
}

impl LineItem<'_> {
    /// The amount. A number is read by its digits too, never through a float.
    fn amount(&self) -> String {
        text_of(self.pricing_currency_amount.amount.get())
    }

    /// The time: text, or seconds since 1970.
    fn issued(&self) -> String {
        text_of(self.issued_time.get())
    }
}

/// The text of a JSON string; a number, `null` or anything else as written.
pub(super) fn text_of(written: &str) -> String {
    serde_json::from_str(written).unwrap_or_else(|_| written.to_owned())
}

/// An error without its line and column, which count from the start of the part.
pub(super) fn without_place(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.split(" at line ").next().unwrap_or(&text).chars().take(200).collect()
}

/// The line of the file on which a part of its text begins.
pub(super) fn line_of(file: &SourceFile, part: &RawValue) -> u32 {
    let at = part.get().as_ptr().addr().saturating_sub(file.text().as_ptr().addr());
    file.position(u32::try_from(at).unwrap_or(u32::MAX)).line
}
