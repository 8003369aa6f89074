//! Who may accept an offer, and how they are billed.

use super::choice::choice;
use super::fields::{Field, Problem, quote};
use super::keys::BUYER;
use super::reader::Reader;
use crate::text::diagnostic::{Diagnostic, Fix, names};
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

/// A buyer as the offer names it; what the offer leaves open the account register may say.
#[derive(Debug)]
pub struct Buyer {
    /// The buyer's account, twelve digits.
    pub account: Field<String>,
    /// Where the whole entry is written.
    pub span: Span,
    /// The buyer's name.
    pub name: Field<String>,
    /// The account that pays for it.
    pub payer: Field<String>,
    /// How it is billed.
    pub billing: Field<Billing>,
    /// Payment due period in days from the invoice date.
    pub net_days: Field<u32>,
    /// Whether it stands outside its payer's billing family.
    pub independent: Field<bool>,
}

/// Reads the list of buyers.
pub(super) fn read_buyers<'d, 's>(reader: &mut Reader<'d, 's>, node: &'d Node<'s>) -> Option<Vec<Buyer>> {
    let items = reader.list(node, "`buyers`")?;
    Some(items.iter().map(|item| read_buyer(reader, item)).collect())
}

fn read_buyer<'d, 's>(reader: &mut Reader<'d, 's>, node: &'d Node<'s>) -> Buyer {
    let mut buyer = Buyer {
        account: Field::Invalid,
        span: node.span,
        name: Field::Absent,
        payer: Field::Absent,
        billing: Field::Absent,
        net_days: Field::Absent,
        independent: Field::Absent,
    };
    if node.mapping().is_none() {
        buyer.account = read_account(reader, node, "a buyer");
        return buyer;
    }
    let Some([account, name, payer, billing, net_days, independent]) =
        reader.mapping(node, &BUYER, "a buyer")
    else {
        return buyer;
    };
    if let Some(node) = account.node() {
        buyer.account = read_account(reader, node, "`account`");
    }
    buyer.name = reader.text(name, "`name`");
    if let Some(node) = payer.node() {
        buyer.payer = read_account(reader, node, "`payer`");
    }
    buyer.billing = reader.choice(billing, "`billing`");
    buyer.net_days = reader.whole(net_days, "`net_days`", 0);
    buyer.independent = read_flag(reader, independent, "`independent`");
    buyer
}

/// Reads `true` or `false`.
pub(crate) fn read_flag<'d, 's>(
    reader: &mut Reader<'d, 's>,
    slot: super::reader::Slot<'d, 's>,
    what: &str,
) -> Field<bool> {
    reader.parsed(slot, names::INVALID_CHOICE, what, |text| match text {
        "true" => Ok(true),
        "false" => Ok(false),
        _ => Err(super::values::not_a_choice(text, what, ["true", "false"].into_iter())),
    })
}

/// Reads an account id: twelve digits; reports one that is written without quotes.
pub(crate) fn read_account<'d, 's>(
    reader: &mut Reader<'d, 's>,
    node: &'d Node<'s>,
    what: &str,
) -> Field<String> {
    match reader.parse(node, names::INVALID_ACCOUNT_ID, what, parse_account) {
        Some(account) => {
            if matches!(&node.value, Value::Scalar(scalar) if scalar.plain) {
                reader.report(unquoted(node.span, &account));
            }
            Field::Given(Spanned::new(account, node.span))
        }
        None => Field::Invalid,
    }
}

fn unquoted(span: Span, account: &str) -> Diagnostic {
    let quoted = format!("\"{account}\"");
    Diagnostic::new(
        names::UNQUOTED_ACCOUNT_ID,
        span,
        format!("account id `{account}` is written as a number"),
    )
    .label("without quotes")
    .help(format!("write `{quoted}`"))
    .note("other YAML readers and spreadsheets turn it into a number and drop leading zeros")
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
        return Err(Problem::new("an account id is missing here").help("write its 12 digits in quotes"));
    }
    let problem = Problem::new(format!("{} is not an account id of 12 digits", quote(text)));
    let plain = super::amount::fold(text);
    let digits: String = plain.chars().filter(char::is_ascii_digit).collect();
    let joined =
        plain.chars().all(|c| c.is_ascii_digit() || matches!(c, '-' | '－' | ' ' | '\u{3000}' | '\u{a0}'));
    let count = digits.len();
    Err(match (joined, count) {
        (true, 12) if text.chars().count() < 64 => problem.help(format!("write `\"{digits}\"`")),
        (true, 9..=11) if text.len() == count => problem
            .help(format!("it has {count} digits; if leading zeros were lost, write `\"{digits:0>12}\"`")),
        (true, 1..64) => {
            problem.help(format!("it has {count} digits; copy the 12 from the buyer's account settings"))
        }
        _ => problem.help("copy the 12 digits from the buyer's account settings"),
    })
}
