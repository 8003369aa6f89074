//! Who may accept an offer, and how they are billed.

use super::choice::choice;
use super::fields::{Field, Problem, quote};
use super::keys::{ListItem, Mapping, table};
use super::reader::Reader;
use super::values::{AccountId, Whole};
use super::yaml::Yaml;
use super::{Currency, Shape};
use crate::text::diagnostic::{Diagnostic, Fix, names};
use crate::text::message::msg;
use crate::text::source::{Span, Spanned};
use crate::text::yaml::{Node, Value};

choice! {
    /// How the marketplace bills an account.
    Billing {
        /// By invoice.
        "invoice" => Invoice,
        /// By credit card.
        "credit_card" => CreditCard,
    }
}

table! {
    /// An account that may accept, and how it is billed.
    pub struct Buyer at span = "buyer", "a buyer";
    /// The buyer's account id: 12 digits in quotes.
    account: Field<String> as AccountId = required "account",
    /// The buyer's name.
    name: Field<String> as String = optional "name",
    /// The account that pays for the buyer: 12 digits in quotes.
    payer: Field<String> as AccountId = optional "payer",
    /// How the marketplace bills the account.
    billing: Field<Billing> as Billing = optional "billing",
    /// The payment due period in days from the invoice date.
    net_days: Field<u32> as Whole<0> = optional "net_days",
    /// Whether the account is outside its payer's billing family.
    independent: Field<bool> as bool = optional "independent",
}

impl Buyer {
    /// A buyer of which only the account is given.
    pub fn new(account: impl Into<String>) -> Self {
        Self { account: account.into().into(), ..Self::default() }
    }
}

impl ListItem for Buyer {
    const ITEM: Shape = Shape::Either(&[Shape::Account, Shape::Table(Self::TABLE)]);

    fn read_item<'d, 's>(reader: &mut Reader<'d, 's>, node: &'d Node<'s>) -> Self {
        if node.mapping().is_some() {
            return Self::read_mapping(reader, node).unwrap_or_else(|| Self::invalid(node.span));
        }
        let account = match read_account(reader, node, "a buyer") {
            Some(account) => Field::Given(Spanned::new(account, node.span)),
            None => Field::Invalid,
        };
        Self { span: node.span, account, ..Self::default() }
    }

    /// A bare account id if nothing else is given.
    fn write_item(&self, currency: Option<Currency>) -> Yaml {
        let pairs = self.pairs(currency);
        match (self.account.get(), pairs.len()) {
            (Some(account), 1) => Yaml::Text(account.clone()),
            _ => Yaml::Mapping(pairs),
        }
    }

    fn is_item_read(&self) -> bool {
        self.is_complete()
    }
}

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
        (true, 12) if text.chars().count() < 64 => problem.help(msg!("write `\"{digits}\"`", digits)),
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
