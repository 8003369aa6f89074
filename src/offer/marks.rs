//! The signs, codes and words by which an amount names its currency.

/// Each mark, with the codes that it may stand for, the likeliest first; a longer one comes before what
/// it ends with.
const MARKS: [(&str, &[&str]); 19] = [
    ("US$", &["USD"]),
    ("AU$", &["AUD"]),
    ("A$", &["AUD"]),
    ("CA$", &["CAD"]),
    ("C$", &["CAD"]),
    ("$", &["USD", "AUD", "CAD"]),
    ("dollars", &["USD", "AUD", "CAD"]),
    ("€", &["EUR"]),
    ("£", &["GBP"]),
    ("¥", &["JPY"]),
    ("円", &["JPY"]),
    ("₹", &["INR"]),
    ("USD", &["USD"]),
    ("EUR", &["EUR"]),
    ("GBP", &["GBP"]),
    ("AUD", &["AUD"]),
    ("JPY", &["JPY"]),
    ("CAD", &["CAD"]),
    ("INR", &["INR"]),
];

/// The text without a currency's mark at either end, in any case of letters, and the codes that it may
/// stand for; `None` if it has none.
pub(super) fn without_currency(text: &str) -> Option<(&str, &'static [&'static str])> {
    MARKS.iter().find_map(|(mark, codes)| {
        let is_mark = |part: &str| part.eq_ignore_ascii_case(mark);
        let head = text.split_at_checked(mark.len()).filter(|(head, _)| is_mark(head)).map(|(_, rest)| rest);
        let tail = || {
            let (rest, tail) = text.split_at_checked(text.len().checked_sub(mark.len())?)?;
            is_mark(tail).then_some(rest)
        };
        Some((head.or_else(tail)?, *codes))
    })
}
