//! The fuzz targets: each takes any bytes and holds the promises that the tests hold, too.
//!
//! Input that begins with a zero byte is made into an offer with slips, or into a report in one style,
//! and with a one into an offer with a broken line; any other is the file itself.

#[path = "../../tests/it/support/promises.rs"]
mod promises;
#[path = "../../tests/it/support/slips.rs"]
mod slips;

/// Bytes, checked.
pub fn check(data: &[u8]) {
    promises::check(made(data).map_or_else(|| data.to_vec(), String::into_bytes));
}

/// The offer that an input is made into; `None` if it is the file itself.
fn made(data: &[u8]) -> Option<String> {
    match data.split_first()? {
        (0, dice) => Some(slips::offer(dice)),
        (1, dice) => Some(slips::broken_line(dice).1),
        _ => None,
    }
}

/// The text of an input; `None` if it is none.
fn text(data: &[u8]) -> Option<String> {
    made(data).or_else(|| std::str::from_utf8(data).ok().map(str::to_owned))
}

/// An offer, mended and checked again.
pub fn fix(data: &[u8]) {
    text(data).iter().for_each(|text| promises::fix(text));
}

/// An offer, laid out and checked again.
pub fn fmt(data: &[u8]) {
    text(data).iter().for_each(|text| promises::fmt(text));
}

/// YAML, read by the scanner and by the library.
pub fn yaml(data: &[u8]) {
    if let Some(text) = text(data) {
        // Whether it is scanned makes no difference.
        let _ = promises::yaml(&text);
    }
}

/// JSON of the marketplace, imported and checked.
pub fn import(data: &[u8]) {
    std::str::from_utf8(data).iter().for_each(|text| promises::import(text));
}

/// A report, read and compared with a plan.
pub fn reconcile(data: &[u8]) {
    match data.split_first() {
        Some((0, dice)) => promises::table(dice),
        _ => promises::reconcile(data.to_vec()),
    }
}

/// A configuration, a register or a list of holidays.
pub fn configuration(data: &[u8]) {
    std::str::from_utf8(data).iter().for_each(|text| promises::configuration(text));
}
