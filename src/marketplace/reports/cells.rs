//! The cells of a report, read leniently; a note says how a cell in another form was read.

use chrono::NaiveDate;

use super::amount::{amount, mantissa};
use super::error::LineError;
use super::{Said, Subscriber};
use crate::offer::{Amount, Currency, day_of_any_dress, day_or_month_first, parse_date, quote};

/// Words that fill a cell without a value. Source: the SQL of the billed revenue report, which
/// fills text columns with them.
const FILLERS: [&str; 5] = ["not applicable", "not available", "not provided", "n/a", "null"];

/// The most characters of an id. Source: the model of AWS Marketplace Agreement Service 2020-03-01,
/// `ResourceId`.
const MAX_ID: usize = 64;

/// The text of a cell, without blanks and the apostrophe with which spreadsheets mark text; `None` if
/// there is no value.
pub(super) fn text(cell: &str) -> Option<&str> {
    let text = cell.trim().trim_start_matches('\'');
    let text = text.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"')).unwrap_or(text);
    let filler = FILLERS.iter().any(|filler| text.eq_ignore_ascii_case(filler));
    (!filler && !text.is_empty()).then_some(text)
}

/// An id of the marketplace; `None` if there is none, or a spreadsheet rounded it, which is noted.
pub(super) fn id(cell: &str, column: &str, line: u32, said: &mut Said) -> Option<String> {
    let id = text(cell)?;
    if mantissa(id).is_some() && id.contains('+') {
        let text = format!("{column} {} lost its digits in a spreadsheet and is not used", quote(id));
        said.say(format!("{column} rounded"), line, text);
        return None;
    }
    if id.len() > MAX_ID || id.chars().any(char::is_control) {
        said.say(format!("{column} odd"), line, format!("{column} {} is no id and is not used", quote(id)));
        return None;
    }
    Some(id.to_owned())
}

/// The currency of a line.
pub(super) fn currency(cell: &str) -> Result<Currency, LineError> {
    let code = text(cell).ok_or(LineError::NoCurrency)?;
    Currency::parse(&code.to_uppercase()).ok_or_else(|| LineError::NotACurrency(code.to_owned()))
}

/// An amount of a line; empty cells and fillers are zero.
pub(super) fn money(
    cell: &str,
    currency: Currency,
    column: &str,
    line: u32,
    said: &mut Said,
) -> Result<Amount, LineError> {
    if text(cell).is_none() {
        return Ok(Amount::ZERO);
    }
    let (value, dressed) = amount(cell, currency.code())
        .map_err(|error| LineError::Amount { column: column.to_owned(), error })?;
    if dressed {
        let digits = currency.digits(value);
        let lost = if cell.contains(['e', 'E']) && mantissa(cell.trim()).is_some() {
            "; it may have been rounded"
        } else {
            ""
        };
        said.say(format!("{column}{lost}"), line, format!("{column} {} read as {digits}{lost}", quote(cell)));
    }
    Ok(value)
}

/// The day of an invoice, in UTC.
pub(super) fn date(cell: &str, column: &str, line: u32, said: &mut Said) -> Result<NaiveDate, LineError> {
    let written = text(cell).ok_or_else(|| LineError::NoDate(column.to_owned()))?;
    if let Ok(day) = parse_date(written) {
        return Ok(day);
    }
    if let Some(day) = day_of_any_dress(written.trim_end_matches("UTC").trim_end()) {
        return Ok(day);
    }
    let not_a_day = || LineError::NotADay { column: column.to_owned(), text: written.to_owned() };
    let dashes = written.contains('-');
    let text = |day: NaiveDate| format!("{column} {} read as {day}, the month first", quote(written));
    match day_or_month_first(written).as_deref() {
        // With dashes it is the dashboard's own form, month first.
        Some([_, _]) if dashes => match month_first(written) {
            Some(day) => {
                said.say(format!("{column} order"), line, text(day));
                Ok(day)
            }
            None => Err(not_a_day()),
        },
        Some([day]) => {
            said.say(format!("{column} order"), line, format!("{column} {} read as {day}", quote(written)));
            Ok(*day)
        }
        Some([one, other]) => Err(LineError::TwoDates {
            column: column.to_owned(),
            text: written.to_owned(),
            one: *one,
            other: *other,
        }),
        _ => Err(not_a_day()),
    }
}

/// `MM-DD-YYYY`, as the dashboards write days of agreements. Source: AWS Marketplace Seller Guide,
/// "Collections and disbursement dashboard".
fn month_first(text: &str) -> Option<NaiveDate> {
    let mut parts = text.split('-');
    let (month, day, year) = (parts.next()?, parts.next()?, parts.next()?);
    parse_date(&format!("{year}-{month:0>2}-{day:0>2}")).ok()
}

/// An optional day; one that cannot be read is noted and ignored.
pub(super) fn optional_date(cell: &str, column: &str, line: u32, said: &mut Said) -> Option<NaiveDate> {
    text(cell)?;
    date(cell, column, line, said)
        .map_err(|why| said.say(format!("{column} unread"), line, format!("{why}; not used")))
        .ok()
}

/// The account that subscribed: twelve digits, or their rounded form from a spreadsheet.
pub(super) fn account(cell: &str, line: u32, said: &mut Said) -> Subscriber {
    let Some(written) = text(cell) else { return Subscriber::Unknown };
    let plain = |c: &char| !matches!(c, '-' | ' ' | '\u{a0}');
    let id: String = written.chars().take(64).filter(plain).collect();
    if written.contains(['e', 'E']) {
        return rounded_account(written, line, said);
    }
    let digits = id.strip_suffix(".0").unwrap_or(&id);
    let count = digits.len();
    if digits.is_empty() || count > 12 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        let text = format!("account id {} is not 12 digits: not used", quote(written));
        said.say(format!("account {written}"), line, text);
        return Subscriber::Unknown;
    }
    let whole = format!("{digits:0>12}");
    if count < 12 {
        let text = format!("account id {} has {count} digits: read as `{whole}`", quote(written));
        said.say(format!("account {written}"), line, text);
    } else if whole != written {
        let text = format!("account id {} read as `{whole}`", quote(written));
        said.say(format!("account {written}"), line, text);
    }
    Subscriber::Known(whole)
}

/// `1.11122E+11`: exact if all its digits are there, else a range of accounts.
fn rounded_account(written: &str, line: u32, said: &mut Said) -> Subscriber {
    let range = || {
        let (digits, shift) = mantissa(written)?;
        let unit = 10_u64.checked_pow(u32::try_from(shift).ok()?)?;
        let value = digits.parse::<u64>().ok()?.checked_mul(unit)?;
        (value < 1_000_000_000_000).then_some((value, unit))
    };
    let (subscriber, text) = match range() {
        None => (Subscriber::Unknown, format!("account id {} is not 12 digits: not used", quote(written))),
        Some((value, 1)) => (
            Subscriber::Known(format!("{value:012}")),
            format!("account id {} read as `{value:012}`", quote(written)),
        ),
        Some((value, unit)) => (
            Subscriber::Rounded(value.saturating_sub(unit / 2), value.saturating_add(unit / 2)),
            format!(
                "account id {} lost its last {} digits in a spreadsheet: no account can be told from it",
                quote(written),
                unit.ilog10()
            ),
        ),
    };
    said.say(format!("account {written}"), line, text);
    subscriber
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account_of(cell: &str) -> (Subscriber, Vec<String>) {
        let mut said = Said::default();
        let subscriber = account(cell, 2, &mut said);
        (subscriber, said.notes.into_iter().map(|note| note.text).collect())
    }

    fn known(id: &str) -> Subscriber {
        Subscriber::Known(id.to_owned())
    }

    #[test]
    fn an_account_id_is_read_out_of_what_a_spreadsheet_left() {
        assert_eq!(account_of("111122223333"), (known("111122223333"), vec![]));
        let (subscriber, said) = account_of("11122223333");
        assert_eq!(subscriber, known("011122223333"));
        assert_eq!(said, ["account id `11122223333` has 11 digits: read as `011122223333`"]);
        assert_eq!(account_of("1.11122223333E+11").0, known("111122223333"));
        assert_eq!(account_of("1111-2222-3333").0, known("111122223333"));
        assert_eq!(account_of("111122223333.0").0, known("111122223333"));
        assert_eq!(account_of("'011122223333").0, known("011122223333"));
        assert_eq!(account_of("=\"011122223333\"").0, known("011122223333"));
        assert_eq!(account_of("Not available"), (Subscriber::Unknown, vec![]));
        assert_eq!(account_of("1112222333344").0, Subscriber::Unknown);
    }

    #[test]
    fn digits_that_are_lost_are_not_made_up() {
        let (subscriber, said) = account_of("1.11122E+11");
        assert_eq!(
            said,
            [
                "account id `1.11122E+11` lost its last 6 digits in a spreadsheet: no account can be told from it"
            ]
        );
        assert!(subscriber.may_be("111122223333") && !subscriber.may_be("111123223333"));
    }

    #[test]
    fn a_day_is_read_in_every_form_of_the_reports() {
        for (cell, day) in [
            ("2027-01-31", "2027-01-31"),
            ("01-31-2027", "2027-01-31"),
            ("01-02-2027", "2027-01-02"),
            ("1/31/2027", "2027-01-31"),
            ("31/1/2027", "2027-01-31"),
            ("2027-01-31T00:00:00Z", "2027-01-31"),
            ("2027-01-31 00:00:00.000 UTC", "2027-01-31"),
            ("2027-02-01T08:30:00+09:00", "2027-01-31"),
        ] {
            let read = date(cell, "invoice_date", 2, &mut Said::default());
            assert_eq!(read.map(|d| d.to_string()).as_deref(), Ok(day), "{cell}");
        }
        for cell in ["1/2/2027", "2027-02-30", "soon", "", "46418", "13-13-2027"] {
            assert!(date(cell, "invoice_date", 2, &mut Said::default()).is_err(), "{cell}");
        }
    }
}
