//! The answer of `ListAgreementCharges`: what one agreement charges its buyer, and when.
//!
//! Source: the model of AWS Marketplace Agreement Service 2020-03-01, operation `ListAgreementCharges`;
//! amounts are texts, and `time` is there only if the day of the charge is known. The model does not say
//! whether a charge was billed, nor whether its amount is before tax.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::value::RawValue;

use super::answers::{AnswerColumns, AnswerPage, PagedAnswer, text_of};
use super::error::{LineError, ReportReason};
use super::{BilledLine, BilledReport, LineKind, ReportKind, Said, Subscriber, cells};
use crate::text::message::{count, msg};
use crate::text::source::SourceFile;

/// One page of the answer.
#[derive(Deserialize)]
struct ChargesPage<'t> {
    #[serde(borrow)]
    items: Vec<&'t RawValue>,
    #[serde(rename = "nextToken")]
    next: Option<String>,
}

impl<'t> From<ChargesPage<'t>> for AnswerPage<'t> {
    fn from(page: ChargesPage<'t>) -> Self {
        (page.items, page.next)
    }
}

/// One charge of the agreement.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct BuyerCharge<'t> {
    id: String,
    #[serde(default)]
    revision: u64,
    agreement_id: String,
    currency_code: String,
    #[serde(borrow)]
    amount: &'t RawValue,
    #[serde(borrow)]
    time: Option<&'t RawValue>,
}

/// What tells the answer from other JSON of the marketplace.
#[derive(Deserialize)]
struct AnswerMarks {
    items: Option<IgnoredAny>,
    #[serde(rename = "agreementInvoiceLineItemGroupSummaries")]
    line_items: Option<IgnoredAny>,
}

/// Whether a JSON text is such an answer, by the keys of its first object.
pub(super) fn is_answer(text: &str) -> bool {
    let first = serde_json::Deserializer::from_str(text).into_iter::<&RawValue>().next();
    let Some(Ok(first)) = first else { return false };
    let marks = match first.get().starts_with('[') {
        true => serde_json::from_str::<Vec<AnswerMarks>>(first.get())
            .ok()
            .and_then(|pages| pages.into_iter().next()),
        false => serde_json::from_str::<AnswerMarks>(first.get()).ok(),
    };
    marks.is_some_and(|marks| marks.items.is_some() && marks.line_items.is_none())
}

/// Reads every page of the file: one object, objects one after another, or a list of them.
pub(super) fn read(file: &SourceFile, report: &mut BilledReport) -> Result<(), ReportReason> {
    report.kind = ReportKind::Charges;
    let mut said = Said::default();
    let mut answer = PagedAnswer::<BuyerCharge<'_>>::read::<ChargesPage<'_>>(file, ReportReason::NotCharges)?;
    let charges = newest(answer.items, &mut said);
    let (dated, undated): (Vec<_>, Vec<_>) =
        charges.into_iter().partition(|(_, charge)| charge.time().is_some());
    if let Some((line, _)) = undated.first() {
        let charges = count!(undated.len(), "charge");
        said.say("undated".to_owned(), *line, msg!("{charges} without a day, not compared", charges));
    }
    answer.items = dated;
    let cells = |(line, charge): &(u32, BuyerCharge<'_>)| {
        (*line, text_of(charge.amount), charge.time().unwrap_or_default())
    };
    let columns = AnswerColumns::judge(answer.items.iter().map(cells), "time", &mut said)?;
    let after = msg!("its last page has a nextToken: the charges after it are not in this file");
    answer.report(report, said, |charge, at, said| line(&columns, &charge, at, said), after)
}

/// The last revision of each charge, in the order of the file.
fn newest<'t>(charges: Vec<(u32, BuyerCharge<'t>)>, said: &mut Said) -> Vec<(u32, BuyerCharge<'t>)> {
    let mut last: BTreeMap<String, (u64, usize)> = BTreeMap::new();
    for (at, (_, charge)) in charges.iter().enumerate() {
        let known = last.entry(charge.id.clone()).or_insert((charge.revision, at));
        if charge.revision > known.0 {
            *known = (charge.revision, at);
        }
    }
    let is_last =
        |at: usize, charge: &BuyerCharge<'_>| last.get(&charge.id).is_some_and(|(_, newest)| *newest == at);
    let mut kept = Vec::with_capacity(last.len());
    for (at, (line, charge)) in charges.into_iter().enumerate() {
        if is_last(at, &charge) {
            kept.push((line, charge));
        } else {
            let text = msg!("charge {id} is there again; its last revision counts", id = charge.id);
            said.say("revision".to_owned(), line, text);
        }
    }
    kept
}

fn line(
    columns: &AnswerColumns,
    charge: &BuyerCharge<'_>,
    line: u32,
    said: &mut Said,
) -> Result<BilledLine, LineError> {
    let currency = cells::currency(&charge.currency_code)?;
    let amount = columns.amount(&text_of(charge.amount), currency, line, said)?;
    if amount.is_negative() {
        return Err(LineError::Negative(currency.digits(amount)));
    }
    Ok(BilledLine {
        line,
        kind: LineKind::Listed,
        agreement: cells::id(&charge.agreement_id, "agreementId", line, said),
        offer: None,
        subscriber: Subscriber::Unknown,
        invoice: None,
        charge: cells::id(&charge.id, "id", line, said),
        date: columns.day(&charge.time().unwrap_or_default(), line, said)?,
        amount,
        currency,
        acceptance: None,
        contract: None,
        payout: None,
    })
}

impl BuyerCharge<'_> {
    /// The time: text, or seconds since 1970; `None` if the day is not known.
    fn time(&self) -> Option<String> {
        self.time.map(text_of).filter(|time| time != "null")
    }
}
