//! The answer of `ListAgreementCharges`: what one agreement charges its buyer, and when.
//!
//! Source: the model of AWS Marketplace Agreement Service 2020-03-01, operation `ListAgreementCharges`;
//! amounts are texts, and `time` is there only if the day of the charge is known. The model does not say
//! whether a charge was billed, nor whether its amount is before tax.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::value::RawValue;

use super::error::{LineError, ReportReason};
use super::line_items::{HABITS, line_of, text_of, without_place};
use super::{BilledLine, BilledReport, LineKind, ReportKind, Said, Subscriber, cells};
use crate::offer::table::{ColumnCells, DateColumn, DecimalMark, NumberColumn, TableCell, value};
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

const AMOUNT: &str = "amount";
const TIME: &str = "time";

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
    let text = file.text().trim_start_matches('\u{feff}');
    let (mut said, mut unread, mut charges) = (Said::default(), Vec::new(), Vec::new());
    let mut next = None;
    for page in serde_json::Deserializer::from_str(text).into_iter::<&RawValue>() {
        let page = page.map_err(|error| ReportReason::NotJson(error.to_string()))?;
        for page in pages(page)? {
            for raw in page.items {
                let line = line_of(file, raw);
                match serde_json::from_str::<BuyerCharge<'_>>(raw.get()) {
                    Ok(charge) => charges.push((line, charge)),
                    Err(error) => unread.push((line, LineError::Json(without_place(&error)))),
                }
            }
            next = page.next.filter(|token| !token.is_empty());
        }
    }
    let charges = newest(charges, &mut said);
    let (dated, undated): (Vec<_>, Vec<_>) =
        charges.into_iter().partition(|(_, charge)| charge.time().is_some());
    if let Some((line, _)) = undated.first() {
        let charges = count!(undated.len(), "charge");
        said.say("undated".to_owned(), *line, msg!("{charges} without a day, not compared", charges));
    }
    let columns = ChargeColumns::judge(&dated, &mut said)?;
    for (line, charge) in dated {
        match columns.line(&charge, line, &mut said) {
            Ok(charge) if charge.amount.is_zero() => report.empty += 1,
            Ok(charge) => report.lines.push(charge),
            Err(why) => unread.push((line, why)),
        }
    }
    if next.is_some() {
        let text = msg!("its last page has a nextToken: the charges after it are not in this file");
        said.say("next".to_owned(), 1, text);
    }
    unread.sort_by_key(|(line, _)| *line);
    report.finish(said, unread)
}

fn pages(value: &RawValue) -> Result<Vec<ChargesPage<'_>>, ReportReason> {
    let none = |error: serde_json::Error| ReportReason::NotCharges(without_place(&error));
    if value.get().starts_with('[') {
        return serde_json::from_str(value.get()).map_err(none);
    }
    Ok(vec![serde_json::from_str(value.get()).map_err(none)?])
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

/// The columns of the answer, judged.
struct ChargeColumns {
    amounts: NumberColumn,
    days: DateColumn,
}

impl ChargeColumns {
    fn judge(charges: &[(u32, BuyerCharge<'_>)], said: &mut Said) -> Result<Self, ReportReason> {
        let (mut amounts, mut days) = (ColumnCells::default(), ColumnCells::default());
        for (line, charge) in charges {
            amounts.push(TableCell { line: *line, text: &text_of(charge.amount.get()) });
            days.push(TableCell { line: *line, text: &charge.time().unwrap_or_default() });
        }
        let two_styles =
            |title: &'static str| move |why| ReportReason::TwoStyles { title: title.to_owned(), why };
        let amounts =
            NumberColumn::judge(amounts.iter(), Some(DecimalMark::Point)).map_err(two_styles(AMOUNT))?;
        let days = DateColumn::judge(days.iter(), HABITS).map_err(two_styles(TIME))?;
        amounts.decision().iter().for_each(|decision| said.decide(AMOUNT, decision));
        days.decisions().iter().for_each(|decision| said.decide(TIME, decision));
        Ok(Self { amounts, days })
    }

    fn line(&self, charge: &BuyerCharge<'_>, line: u32, said: &mut Said) -> Result<BilledLine, LineError> {
        let currency = cells::currency(&charge.currency_code)?;
        let digits = text_of(charge.amount.get());
        if value(&digits).is_none() {
            return Err(LineError::NoAmount);
        }
        let amount = cells::money(&self.amounts, &digits, currency, (AMOUNT, line), said)?;
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
            date: cells::date(&self.days, &charge.time().unwrap_or_default(), (TIME, line), said)?,
            amount,
            currency,
            acceptance: None,
            contract: None,
        })
    }
}

impl BuyerCharge<'_> {
    /// The time: text, or seconds since 1970; `None` if the day is not known.
    fn time(&self) -> Option<String> {
        self.time.map(|time| text_of(time.get())).filter(|time| time != "null")
    }
}
