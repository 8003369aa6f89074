//! Who may accept an offer, and how they are billed.

use super::account::{parse_account, read_account};
use super::choice::choice;
use super::fields::Field;
use super::keys::{ListItem, Mapping, table};
use super::reader::Reader;
use super::values::{AccountId, Whole};
use super::yaml::Yaml;
use super::{Currency, Shape};
use crate::text::source::Spanned;
use crate::text::yaml::Node;

choice! {
    /// How the marketplace bills an account.
    pub enum Billing {
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
    #[doc(hidden)]
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

    /// One account, or several with commas between.
    fn sole(node: &Node<'_>) -> Option<String> {
        let item = |text: &str| match parse_account(text.trim()) {
            Ok(account) => Some(format!("\"{account}\"")),
            Err(problem) => problem.replacement,
        };
        let items: Option<Vec<String>> = node.text()?.split([',', ';']).map(item).collect();
        Some(items?.join(", "))
    }
}
