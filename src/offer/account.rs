//! An account id as it is read: twelve digits, in quotes.

use super::fields::{Problem, quote};
use super::reader::Reader;
use crate::text::diagnostic::{Diagnostic, Fix, names};
use crate::text::message::msg;
use crate::text::source::Span;
use crate::text::yaml::{Node, Value};

/// Reads an account id: twelve digits; reports one that is written without quotes.
pub(crate) fn read_account<'d, 's>(
    reader: &mut Reader<'d, 's>,
    node: &'d Node<'s>,
    what: &str,
) -> Option<String> {
    let account = reader.parse(node, names::INVALID_ACCOUNT_ID, what, parse_account)?;
    if matches!(&node.value, Value::Scalar(scalar) if scalar.plain) {
        reader.report(unquoted(node.span, &account));
    }
    Some(account)
}

fn unquoted(span: Span, account: &str) -> Diagnostic {
    let quoted = format!("\"{account}\"");
    Diagnostic::new(
        names::UNQUOTED_ACCOUNT_ID,
        span,
        msg!("account id `{account}` is written as a number", account),
    )
    .label(msg!("without quotes"))
    .help(msg!("write `{quoted}`", quoted))
    .note(msg!("other YAML readers and spreadsheets turn it into a number and drop leading zeros"))
    .fix(Fix::replace(span, quoted))
}

/// Reads an account id.
///
/// # Errors
/// When the text is not exactly 12 ASCII digits.
pub fn parse_account(text: &str) -> Result<String, Problem> {
    if text.len() == 12 && text.bytes().all(|b| b.is_ascii_digit()) {
        return Ok(text.to_owned());
    }
    if text.trim().is_empty() {
        return Err(
            Problem::new(msg!("an account id is missing here")).help(msg!("write its 12 digits in quotes"))
        );
    }
    let problem = Problem::new(msg!("{text} is not an account id of 12 digits", text = quote(text)));
    let plain = super::amount::fold(text);
    let digits: String = plain.chars().filter(char::is_ascii_digit).collect();
    let joined =
        plain.chars().all(|c| c.is_ascii_digit() || matches!(c, '-' | '－' | ' ' | '\u{3000}' | '\u{a0}'));
    let count = digits.len();
    Err(match (joined, count) {
        (true, 12) if text.chars().count() < 64 => problem.replacement(format!("\"{digits}\"")),
        (true, 9..=11) if text.len() == count => problem.help(msg!(
            "it has {count} digits; if leading zeros were lost, write `\"{account}\"`",
            count,
            account = format!("{digits:0>12}"),
        )),
        (true, 1..64) => {
            problem.help(msg!("it has {count} digits; copy the 12 from the buyer's account settings", count))
        }
        _ => problem.help(msg!("copy the 12 digits from the buyer's account settings")),
    })
}
