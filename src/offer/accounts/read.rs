//! Reads a document as an account register, reporting every mistake.

use std::collections::BTreeMap;

use super::{
    Account, Agent, AgentRounding, AgentTax, ChargeKind, ClosingDay, MonthDay, PaymentDay, Register,
};
use crate::offer::keys::{MapKey, MapOf, Mapping, Value, mapping_values, table};
use crate::offer::read::FormatVersion;
use crate::offer::values::{AccountId, Part, Whole};
use crate::offer::yaml::{self, Yaml};
use crate::offer::{
    Billing, Currency, Field, Problem, Reader, Roll, Shape, Share, Table, quote, read_account,
};
use crate::text::diagnostic::{Diagnostic, names};
use crate::text::message::{self, msg};
use crate::text::source::{SourceFile, Spanned};
use crate::text::yaml::{Document, Node};

/// The first-level key that makes a mapping an account register.
pub const MARKER: &str = "paysched_accounts";

/// An account register, from its first level on.
pub const FORMAT: Table = *RegisterKeys::TABLE;

table! {
    /// What a repository knows about the accounts that its offers name.
    struct RegisterKeys = "accounts", "an account register";
    /// The version of this format.
    version: FormatVersion as FormatVersion = required "paysched_accounts",
    /// The accounts, by their 12 digits in quotes.
    accounts: Field<Vec<(Spanned<String>, Spanned<AccountKeys>)>> as MapOf<AccountId, AccountKeys> = optional "accounts",
    /// Who re-bills customers, by name.
    agents: Field<Vec<(Spanned<String>, Spanned<AgentKeys>)>> as MapOf<AgentName, AgentKeys> = optional "agents",
}

table! {
    /// An account, and how it is billed.
    struct AccountKeys = "account", "an account";
    /// Its owner's name.
    name: Field<String> as String = optional "name",
    /// The account that pays for it: 12 digits in quotes.
    payer: Field<String> as AccountId = optional "payer",
    /// How the marketplace bills it.
    billing: Field<Billing> as Billing = optional "billing",
    /// The payment due period in days from the invoice date.
    net_days: Field<u32> as Whole<0> = optional "net_days",
    /// Whether it is outside its payer's billing family.
    independent: Field<bool> as bool = optional "independent",
}

table! {
    /// Who pays the marketplace and re-bills the customer.
    struct AgentKeys = "agent", "an agent";
    /// The name on its bills; by default that of its payer's account.
    name: Field<String> as String = optional "name",
    /// The account that pays the marketplace: 12 digits in quotes.
    payer: Field<String> as AccountId = required "payer",
    /// The ISO 4217 code of the agent's invoices.
    currency: Field<Currency> as Currency = optional "currency",
    /// The agent's discount on what it re-bills.
    discount: Field<Share> as Part = optional "discount",
    /// What the discount applies to.
    discount_on: Field<Vec<ChargeKind>> as Discounts = optional "discount_on",
    /// The day of the month on which the agent closes its books and invoices: 1 to 31, or `last`; with `roll` it moves off bank holidays.
    closes: Field<ClosingDay> as ClosingDay = optional "closes",
    /// When the customer pays the agent.
    due: Field<DueKeys> as DueKeys = optional "due",
    /// How a fraction of a minor unit is rounded; down by default.
    leftover: Field<AgentRounding> as AgentRounding = optional "leftover",
    /// The consumption tax on the agent's invoices, one for all charges or one for each kind, rounded once for each rate on an invoice.
    tax: Field<AgentTax> as AgentTax = optional "tax",
    /// The agent's qualified-invoice number.
    registration: Field<String> as String = optional "registration",
    /// The account at a bank to which its customers pay, as it is to stand on its bills.
    bank: Field<String> as String = optional "bank",
    /// Whether consolidated accounts share the agent's volume discount on usage.
    volume_discount: Field<bool> as bool = optional "volume_discount",
}

table! {
    /// When an agent's invoice is due, counted from its own date.
    struct DueKeys = "due", "`due`";
    /// Calendar months after the agent's invoice.
    months: Field<u32> as Whole<0> = required "months",
    /// The day of that month: 1 to 31, or `last`.
    day: Field<MonthDay> as MonthDay = optional "day",
    /// How that day moves off weekends and bank holidays.
    roll: Field<Roll> as Roll = optional "roll",
}
mapping_values!(AccountKeys, AgentKeys, DueKeys);

/// Whether this document is an account register: a mapping with the key `paysched_accounts`.
pub fn is_register(document: &Document<'_>) -> bool {
    document.root.as_ref().is_some_and(|root| root.get(MARKER).is_some())
}

/// Reads as much of a document as possible as an account register, with every mistake.
pub fn read(file: &SourceFile, document: &Document<'_>) -> (Register, Vec<Diagnostic>) {
    let Some(root) = &document.root else {
        return (Register::default(), Vec::new());
    };
    let mut reader = Reader::new(file, root, &FORMAT);
    let register = read_register(&mut reader, root).unwrap_or_default();
    (register, reader.diagnostics)
}

fn read_register<'d, 's>(reader: &mut Reader<'d, 's>, root: &'d Node<'s>) -> Option<Register> {
    let slots = RegisterKeys::slots(reader, root)?;
    if let Some(version) = slots.version.node()
        && reader.scalar(version, "`paysched_accounts`", "the register's version")? != "1"
    {
        let text = quote(version.text().unwrap_or(""));
        reader.report(
            Diagnostic::new(
                names::UNSUPPORTED_VERSION,
                version.span,
                msg!("this is register version {text}, but only version 1 is known", text),
            )
            .label(msg!("not version 1"))
            .help(msg!("write `paysched_accounts: 1`")),
        );
        return None;
    }
    let RegisterKeys { accounts, agents, .. } = RegisterKeys::fill(reader, &slots, root.span);
    let mut register = (BTreeMap::new(), BTreeMap::new());
    for (id, account) in accounts.get().into_iter().flatten() {
        register.0.entry(id.value.clone()).or_insert_with(|| account.value.account());
    }
    for (name, agent) in agents.get().into_iter().flatten() {
        reader.diagnostics.extend(agent.value.due_before_invoice());
        register.1.insert(name.value.clone(), agent.value.agent());
    }
    Some(Register::new(register.0, register.1))
}

impl AccountKeys {
    fn account(&self) -> Account {
        Account {
            name: self.name.get().cloned(),
            payer: self.payer.get().cloned(),
            billing: self.billing.get().copied(),
            net_days: self.net_days.get().copied(),
            independent: self.independent.get() == Some(&true),
        }
    }
}

impl AgentKeys {
    /// A payment day that comes before the invoice which it pays, in the same month.
    fn due_before_invoice(&self) -> Option<Diagnostic> {
        let due = self.due.spanned().filter(|due| due.value.months.get() == Some(&0))?;
        let day = due.value.due()?.day;
        // Without a closing day an invoice of any day is re-billed on that day.
        let closes = match &self.closes {
            Field::Given(closes) => closes.value.day,
            Field::Absent => MonthDay::Last,
            Field::Invalid => return None,
        };
        let message = msg!(
            "the customer is to pay by day {day} of the month in which the agent invoices, up to day {closes}",
            day,
            closes
        );
        let found = Diagnostic::new(names::INVALID_CHOICE, due.span, message)
            .label(msg!("before the invoice"))
            .help(msg!("write `months: 1` for the month after"));
        (day < closes).then_some(found)
    }

    fn agent(&self) -> Agent {
        Agent {
            name: self.name.get().cloned(),
            bank: self.bank.get().cloned(),
            payer: self.payer.get().cloned(),
            currency: self.currency.get().copied(),
            discount: self.discount.get().cloned(),
            discount_on: self.discount_on.get().cloned().unwrap_or_default(),
            closes: self.closes.get().copied(),
            due: self.due.get().and_then(DueKeys::due),
            leftover: self.leftover.get().copied().unwrap_or(AgentRounding::Down),
            tax: self.tax.get().cloned(),
            registration: self.registration.get().cloned(),
            volume_discount: self.volume_discount.get() == Some(&true),
        }
    }
}

impl DueKeys {
    fn due(&self) -> Option<PaymentDay> {
        let day = match &self.day {
            Field::Given(day) => day.value,
            Field::Absent => MonthDay::Last,
            Field::Invalid => return None,
        };
        let roll = match &self.roll {
            Field::Given(roll) => roll.value,
            Field::Absent => Roll::None,
            Field::Invalid => return None,
        };
        Some(PaymentDay { months: *self.months.get()?, day, roll })
    }
}

impl MapKey for AccountId {
    type Key = String;
    const SHAPE: Shape = Shape::Account;
    const FROM: &'static str = "account ids";
    const EXAMPLE: &'static str = "{\"111122223333\": {billing: invoice}}";

    fn read_key<'d, 's>(reader: &mut Reader<'d, 's>, node: &'d Node<'s>) -> Option<String> {
        read_account(reader, node, "an account id")
    }

    fn write_key(key: &String) -> String {
        yaml::key(key)
    }
}

/// The name of an agent.
struct AgentName;

impl MapKey for AgentName {
    type Key = String;
    const SHAPE: Shape = Shape::Text;
    const FROM: &'static str = "names";
    const EXAMPLE: &'static str = "{agency: {payer: \"444455556666\"}}";

    fn read_key<'d, 's>(reader: &mut Reader<'d, 's>, node: &'d Node<'s>) -> Option<String> {
        reader.scalar(node, "an agent's name", "text").map(str::to_owned)
    }

    fn write_key(key: &String) -> String {
        yaml::key(key)
    }
}

/// The list of what a discount applies to.
struct Discounts;

impl Value for Discounts {
    type Value = Vec<ChargeKind>;
    const SHAPE: Shape = Shape::List(&<ChargeKind as Value>::SHAPE);

    fn read<'d, 's>(reader: &mut Reader<'d, 's>, node: &'d Node<'s>, what: &str) -> Option<Vec<ChargeKind>> {
        let items = reader.list(node, what)?;
        items.iter().map(|item| ChargeKind::read(reader, item, "what a discount is on")).collect()
    }

    fn write(all: &Vec<ChargeKind>, _: Option<Currency>) -> Yaml {
        Yaml::Brackets(all.iter().map(|one| Yaml::plain(one.word())).collect())
    }
}

impl Value for MonthDay {
    type Value = Self;
    const SHAPE: Shape = Shape::Day { from_end: false };

    fn read<'d, 's>(reader: &mut Reader<'d, 's>, node: &'d Node<'s>, what: &str) -> Option<Self> {
        reader.parse(node, names::INVALID_CHOICE, what, |text| match text {
            "last" => Ok(Self::Last),
            _ => {
                let number = text.parse::<u32>().ok().filter(|n| (1..=31).contains(n) && text.len() <= 2);
                let problem = Problem::new(msg!(
                    "{what} cannot be {text}",
                    what = message::Value::volatile(what),
                    text = quote(text)
                ));
                number.map(Self::Nth).ok_or_else(|| problem.help(msg!("write 1 to 31, or `last`")))
            }
        })
    }

    fn write(day: &Self, _: Option<Currency>) -> Yaml {
        match day {
            Self::Nth(day) => Yaml::plain(day),
            Self::Last => Yaml::plain("last"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::yaml::parse;

    #[test]
    fn every_mistake_of_a_register_is_found() {
        let text = "paysched_accounts: 1\naccounts:\n  \"12\": {billing: cash}\n  \"111122223333\": {net_day: 30}\nagents:\n  a: {}\n";
        let file = SourceFile::new("accounts.yaml", text);
        let documents = parse(&file);
        let (register, found) = read(&file, &documents[0]);
        let rules: Vec<&str> = found.iter().map(|d| d.rule).collect();
        assert_eq!(
            rules,
            [names::INVALID_ACCOUNT_ID, names::INVALID_CHOICE, names::UNKNOWN_KEY, names::MISSING_KEY]
        );
        assert_eq!(register.account("111122223333").unwrap().net_days, Some(30));
    }

    #[test]
    fn an_agent_takes_no_more_than_the_whole_and_is_not_paid_before_its_invoice() {
        let found = |keys: &str| {
            let text = format!(
                "paysched_accounts: 1\nagents:\n  a: {{payer: \"111122223333\", currency: JPY, {keys}}}\n"
            );
            let file = SourceFile::new("accounts.yaml", text);
            let documents = parse(&file);
            read(&file, &documents[0]).1.iter().map(|found| found.rule).collect::<Vec<_>>()
        };
        for right in [
            "discount: 100%",
            "tax: 100%",
            "closes: 20, due: {months: 0, day: 20}",
            "closes: 31, due: {months: 0, day: last}",
            "closes: 20, due: {months: 1, day: 5}",
            "due: {months: 0, day: last}",
            "closes: {day: 20, roll: preceding}, due: {months: 0, day: 20, roll: preceding}",
            "tax: {usage: 10%, marketplace: out_of_scope}",
            "tax: reverse_charge",
        ] {
            assert_eq!(found(right), [""; 0], "{right}");
        }
        for wrong in ["discount: 100.1%", "tax: 1000%", "tax: none", "tax: {usage: 8%, marketplace: 101%}"] {
            assert_eq!(found(wrong), [names::INVALID_AMOUNT], "{wrong}");
        }
        for wrong in [
            "closes: 20, due: {months: 0, day: 10}",
            "closes: last, due: {months: 0, day: 31}",
            "due: {months: 0, day: 25}",
            "closes: {day: 20, roll: following}, due: {months: 0, day: 10}",
            "closes: {day: 32}",
            "closes: {day: last, roll: back}",
        ] {
            assert_eq!(found(wrong), [names::INVALID_CHOICE], "{wrong}");
        }
        for wrong in ["closes: {roll: following}", "tax: {usage: 10%}"] {
            assert_eq!(found(wrong), [names::MISSING_KEY], "{wrong}");
        }
        for wrong in ["closes: [last]", "tax: [10%]"] {
            assert_eq!(found(wrong), [names::WRONG_TYPE], "{wrong}");
        }
    }

    #[test]
    fn a_closing_day_and_a_tax_are_written_as_they_are_read() {
        let keys = "payer: \"111122223333\", closes: {day: last, roll: preceding}, tax: {usage: 10%, marketplace: 0%}";
        let file =
            SourceFile::new("accounts.yaml", format!("paysched_accounts: 1\nagents: {{a: {{{keys}}}}}\n"));
        let documents = parse(&file);
        let agent = read(&file, &documents[0]).0.agent("a").unwrap().clone();
        let closes = ClosingDay::write(&agent.closes.unwrap(), None);
        let tax = AgentTax::write(&agent.tax.unwrap(), None);
        let pair = |key: &str, value: &str| (key.to_owned(), Yaml::plain(value));
        assert_eq!(closes, Yaml::Mapping(vec![pair("day", "last"), pair("roll", "preceding")]));
        assert_eq!(tax, Yaml::Mapping(vec![pair("usage", "10%"), pair("marketplace", "0%")]));
    }
}
