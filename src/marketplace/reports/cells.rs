//! The cells of a report, read leniently; a note says how a cell in another form was read.

use chrono::NaiveDate;

use super::error::LineError;
use super::{Said, Subscriber};
use crate::offer::table::{DateColumn, NumberColumn, NumberError, mantissa, value};
use crate::offer::{Amount, Currency, quote};
use crate::text::message::msg;

/// The most characters of an id. Source: the model of AWS Marketplace Agreement Service 2020-03-01,
/// `ResourceId`.
const MAX_ID: usize = 64;

/// An id of the marketplace; `None` if there is none, or a spreadsheet rounded it, which is noted.
pub(super) fn id(cell: &str, column: &str, line: u32, said: &mut Said) -> Option<String> {
    let id = value(cell)?;
    if mantissa(id).is_some() && id.contains('+') {
        let text =
            msg!("{column} {id} lost its digits in a spreadsheet and is not used", column, id = quote(id));
        said.say(format!("{column} rounded"), line, text);
        return None;
    }
    if id.len() > MAX_ID || id.chars().any(char::is_control) {
        let text = msg!("{column} {id} is no id and is not used", column, id = quote(id));
        said.say(format!("{column} odd"), line, text);
        return None;
    }
    Some(id.to_owned())
}

/// The currency of a line.
pub(super) fn currency(cell: &str) -> Result<Currency, LineError> {
    let code = value(cell).ok_or(LineError::NoCurrency)?;
    Currency::parse(&code.to_uppercase()).ok_or_else(|| LineError::NotACurrency(code.to_owned()))
}

/// The amount in a cell of a column, by its title and line; empty cells and fillers are zero.
pub(super) fn money(
    column: &NumberColumn,
    cell: &str,
    currency: Currency,
    (title, line): (&str, u32),
    said: &mut Said,
) -> Result<Amount, LineError> {
    if value(cell).is_none() {
        return Ok(Amount::ZERO);
    }
    let wrong = |error| LineError::Amount { column: title.to_owned(), error };
    let read = column.read(cell, Some(currency)).map_err(wrong)?;
    if read.percent {
        return Err(wrong(NumberError::NotAnAmount(cell.to_owned())));
    }
    if read.dressed {
        let digits = currency.digits(read.amount);
        let text = msg!("{title} {cell} read as {digits}", title, cell = quote(cell), digits);
        match read.rounded {
            true => {
                said.say(format!("{title} rounded"), line, msg!("{text}; it may have been rounded", text));
            }
            false => said.say(title.to_owned(), line, text),
        }
    }
    Ok(read.amount)
}

/// The day in a cell of a column, in UTC.
pub(super) fn date(
    column: &DateColumn,
    cell: &str,
    (title, line): (&str, u32),
    said: &mut Said,
) -> Result<NaiveDate, LineError> {
    let written = value(cell).ok_or_else(|| LineError::NoDate(title.to_owned()))?;
    let read = column.read(written).map_err(|error| LineError::Date { column: title.to_owned(), error })?;
    if read.by_habit {
        let (cell, day) = (quote(written), read.day);
        let text = msg!("{title} {cell} read as {day}, the month first", title, cell, day);
        said.say(format!("{title} order"), line, text);
    }
    Ok(read.day)
}

/// The account that subscribed: twelve digits, or their rounded form from a spreadsheet.
pub(super) fn account(cell: &str, line: u32, said: &mut Said) -> Subscriber {
    let Some(written) = value(cell) else { return Subscriber::Unknown };
    let plain = |c: &char| !matches!(c, '-' | ' ' | '\u{a0}');
    let id: String = written.chars().take(64).filter(plain).collect();
    if written.contains(['e', 'E']) {
        return rounded_account(written, line, said);
    }
    let digits = id.strip_suffix(".0").unwrap_or(&id);
    let count = digits.len();
    if digits.is_empty() || count > 12 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        let text = msg!("account id {id} is not 12 digits: not used", id = quote(written));
        said.say(format!("account {written}"), line, text);
        return Subscriber::Unknown;
    }
    let whole = format!("{digits:0>12}");
    if let Some(octal) = read_as_octal(digits) {
        let text = msg!(
            "account id {id} has {count} digits: `{whole}` without its zeros, or `{octal}` read as octal",
            id = quote(written),
            count,
            whole,
            octal
        );
        said.say(format!("account {written}"), line, text);
        return Subscriber::Either(whole, octal);
    }
    if count < 12 {
        let id = quote(written);
        let text = msg!("account id {id} has {count} digits: read as `{whole}`", id, count, whole);
        said.say(format!("account {written}"), line, text);
    } else if whole != written {
        let text = msg!("account id {id} read as `{whole}`", id = quote(written), whole);
        said.say(format!("account {written}"), line, text);
    }
    Subscriber::Known(whole)
}

/// The id that YAML 1.1 and C read as this number: a zero and eleven digits below 8, taken for octal.
fn read_as_octal(digits: &str) -> Option<String> {
    let number: u64 = digits.parse().ok().filter(|_| digits.len() < 11 && !digits.starts_with('0'))?;
    let octal = format!("{number:o}");
    (octal.len() <= 11).then(|| format!("{octal:0>12}")).filter(|octal| !octal.ends_with(digits))
}

/// `1.11122E+11`: exact if all its digits are there, else a range of accounts.
fn rounded_account(written: &str, line: u32, said: &mut Said) -> Subscriber {
    let range = || {
        let (digits, shift) = mantissa(written)?;
        let unit = 10_u64.checked_pow(u32::try_from(shift).ok()?)?;
        let value = digits.parse::<u64>().ok()?.checked_mul(unit)?;
        (value < 1_000_000_000_000).then_some((value, unit))
    };
    let id = quote(written);
    let (subscriber, text) = match range() {
        None => (Subscriber::Unknown, msg!("account id {id} is not 12 digits: not used", id)),
        Some((value, 1)) => {
            let whole = format!("{value:012}");
            (Subscriber::Known(whole.clone()), msg!("account id {id} read as `{whole}`", id, whole))
        }
        Some((value, unit)) => (
            Subscriber::Rounded(value.saturating_sub(unit / 2), value.saturating_add(unit / 2)),
            msg!(
                "account id {id} lost its last {digits} digits in a spreadsheet: no account can be told from it",
                id,
                digits = unit.ilog10()
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
        (subscriber, said.notes.into_iter().map(|note| note.text.to_string()).collect())
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
    fn a_number_read_as_octal_may_be_either_account() {
        let (subscriber, said) = account_of("1229530843");
        assert!(subscriber.may_be("011122223333") && subscriber.may_be("001229530843"));
        assert_eq!(
            said,
            [
                "account id `1229530843` has 10 digits: `001229530843` without its zeros, or `011122223333` read as octal"
            ]
        );
        assert_eq!(account_of("9999999999").0, known("009999999999"));
    }
}
