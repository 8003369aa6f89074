//! The words above the columns of a payment plan.

use crate::text::fullwidth;

/// What a column of a payment plan holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum PlanHeading {
    Date,
    Amount,
    Note,
    PurchaseOrder,
}

/// The words for each, without case, blanks and marks: first those that mean nothing else, then those
/// that give way to them. Sources: Catalog API, "Work with private offers" (`ChargeDate`); headings of
/// spreadsheets.
const WORDS: [(PlanHeading, &[&str], &[&str]); 4] = [
    (
        PlanHeading::Date,
        &["invoicedate", "chargedate", "billingdate", "請求日", "請求書発行日", "請求予定日"],
        &["date", "due", "duedate", "paymentdate", "when", "日付", "支払日", "支払期日", "期日"],
    ),
    (
        PlanHeading::Amount,
        &["amount", "chargeamount", "invoiceamount", "installmentamount", "金額", "請求額", "請求金額"],
        &["payment", "charge", "price", "value", "share", "percent", "percentage", "%", "支払額", "割合"],
    ),
    (
        PlanHeading::Note,
        &["note", "notes", "comment", "memo", "remark", "備考", "摘要", "メモ"],
        &["description", "milestone", "label", "name", "内容"],
    ),
    (
        PlanHeading::PurchaseOrder,
        &["purchaseorder", "po", "ponumber", "purchaseordernumber", "発注番号", "注文番号", "注文書番号"],
        &[],
    ),
];

/// The column that each heading names, by its number from 0, for a row of titles; `Err` has two columns
/// that a heading names equally well.
pub(super) fn columns(titles: &[&str]) -> Result<Vec<(PlanHeading, usize)>, (usize, usize)> {
    let folded: Vec<String> = titles.iter().map(|title| fold(title)).collect();
    let mut found = Vec::new();
    for (heading, sure, likely) in WORDS {
        let of = |words: &[&str]| -> Vec<usize> {
            folded
                .iter()
                .enumerate()
                .filter(|(_, title)| words.contains(&title.as_str()))
                .map(|(at, _)| at)
                .collect()
        };
        let columns = Some(of(sure)).filter(|columns| !columns.is_empty()).unwrap_or_else(|| of(likely));
        match columns.as_slice() {
            [] => {}
            [one] => found.push((heading, *one)),
            [one, other, ..] => return Err((*one, *other)),
        }
    }
    Ok(found)
}

/// A title without case, blanks, marks and what stands in brackets: `Amount (USD)` is `amount`.
fn fold(title: &str) -> String {
    let plain: String = title.chars().take(64).map(fullwidth::plain).collect();
    let head = plain.split('(').next().unwrap_or("");
    head.chars().filter(|c| c.is_alphanumeric() || *c == '%').flat_map(char::to_lowercase).collect()
}
