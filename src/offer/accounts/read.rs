//! From a document to an account register, with every mistake on the way.

use std::collections::BTreeMap;

use super::{Account, Agent, AgentRounding, DiscountOn, Due, MonthDay, Register};
use crate::offer::{
    Billing, Choice, Field, Key, Problem, Reader, Shape, Slot, Table, optional, quote, read_account,
    read_flag, required, words,
};
use crate::text::diagnostic::{Diagnostic, names};
use crate::text::source::SourceFile;
use crate::text::yaml::{Document, Node};

/// The first-level key that makes a mapping an account register.
pub const MARKER: &str = "paysched_accounts";

/// An account register, from its first level on.
pub const FORMAT: Table =
    Table::new("accounts", "What a repository knows of the accounts that its offers name.", &REGISTER);

const REGISTER: [Key; 3] = [
    required(MARKER, "The version of this format.", Shape::Version),
    optional(
        "accounts",
        "The accounts, by their 12 digits in quotes.",
        Shape::Map(&Shape::Account, &Shape::Table(&ACCOUNT_TABLE)),
    ),
    optional(
        "agents",
        "Who re-bills customers, by name.",
        Shape::Map(&Shape::Text, &Shape::Table(&AGENT_TABLE)),
    ),
];

const ACCOUNT_TABLE: Table = Table::new("account", "An account, and how it is billed.", &ACCOUNT);
const ACCOUNT: [Key; 5] = [
    optional("name", "Its owner's name.", Shape::Text),
    optional("payer", "The account that pays for it: 12 digits in quotes.", Shape::Account),
    optional("billing", "How the marketplace bills it.", Shape::Word(words::<Billing>)),
    optional("net_days", "The payment due period in days from the invoice date.", Shape::whole(0)),
    optional("independent", "Whether it stands outside its payer's billing family.", Shape::Flag),
];

const AGENT_TABLE: Table = Table::new("agent", "Who pays the marketplace and re-bills the customer.", &AGENT);
const AGENT: [Key; 7] = [
    required("payer", "The account that pays the marketplace: 12 digits in quotes.", Shape::Account),
    optional("currency", "The ISO 4217 code of the agent's invoices.", Shape::Currency),
    optional("discount", "The agent's discount on what it re-bills.", Shape::Percent),
    optional("discount_on", "What the discount applies to.", Shape::List(&Shape::Word(words::<DiscountOn>))),
    optional(
        "closes",
        "The day of the month on which the agent closes its books and invoices: 1 to 31, or `last`.",
        Shape::Day { from_end: false },
    ),
    optional("due", "When the customer pays the agent.", Shape::Table(&DUE_TABLE)),
    optional(
        "leftover",
        "How a part of a minor unit is rounded; down by default.",
        Shape::Word(words::<AgentRounding>),
    ),
];

const DUE_TABLE: Table =
    Table::new("due", "When an agent's invoice is due, counted from its own date.", &DUE);
const DUE: [Key; 2] = [
    required("months", "Calendar months after the agent's invoice.", Shape::whole(0)),
    optional("day", "The day of that month: 1 to 31, or `last`.", Shape::Day { from_end: false }),
];

/// Whether this document is an account register: a mapping with the key `paysched_accounts`.
pub fn is_register(document: &Document<'_>) -> bool {
    document.root.as_ref().is_some_and(|root| root.get(MARKER).is_some())
}

/// Reads a document as an account register, as far as it can be read, with every mistake.
pub fn read(file: &SourceFile, document: &Document<'_>) -> (Register, Vec<Diagnostic>) {
    let Some(root) = &document.root else {
        return (Register::default(), Vec::new());
    };
    let mut reader = Reader::new(file, root);
    let register = read_register(&mut reader, root).unwrap_or_default();
    (register, reader.diagnostics)
}

fn read_register<'d, 's>(reader: &mut Reader<'d, 's>, root: &'d Node<'s>) -> Option<Register> {
    let [marker, accounts, agents] = reader.mapping(root, &REGISTER, "an account register")?;
    if let Some(version) = marker.node()
        && reader.scalar(version, "`paysched_accounts`", "the register's version")? != "1"
    {
        let text = quote(version.text().unwrap_or(""));
        reader.report(
            Diagnostic::new(
                names::UNSUPPORTED_VERSION,
                version.span,
                format!("this is register version {text}, but only version 1 is known"),
            )
            .label("not version 1")
            .help("write `paysched_accounts: 1`"),
        );
        return None;
    }
    let accounts = reader.field(accounts, read_accounts);
    let agents = reader.field(agents, read_agents);
    let accounts = accounts.get().cloned().unwrap_or_default();
    Some(Register::new(accounts, agents.get().cloned().unwrap_or_default()))
}

fn read_accounts<'d, 's>(
    reader: &mut Reader<'d, 's>,
    node: &'d Node<'s>,
) -> Option<BTreeMap<String, Account>> {
    let Some(entries) = node.mapping() else {
        let help = "write `{\"111122223333\": {billing: invoice}}`";
        reader.wrong_type(node, "`accounts` is a mapping from account ids", Some(help));
        return None;
    };
    let mut accounts = BTreeMap::new();
    for entry in entries {
        let id = read_account(reader, &entry.key, "an account id");
        let Some([name, payer, billing, net_days, independent]) =
            reader.mapping(&entry.value, &ACCOUNT, "an account")
        else {
            continue;
        };
        let account = Account {
            name: reader.text(name, "`name`").get().cloned(),
            payer: payer.node().and_then(|node| read_account(reader, node, "`payer`").get().cloned()),
            billing: reader.choice(billing, "`billing`").get().copied(),
            net_days: reader.whole(net_days, "`net_days`", 0).get().copied(),
            independent: read_flag(reader, independent, "`independent`").get() == Some(&true),
        };
        if let Some(id) = id.get() {
            accounts.entry(id.clone()).or_insert(account);
        }
    }
    Some(accounts)
}

fn read_agents<'d, 's>(reader: &mut Reader<'d, 's>, node: &'d Node<'s>) -> Option<BTreeMap<String, Agent>> {
    let Some(entries) = node.mapping() else {
        let help = "write `{agency: {payer: \"444455556666\"}}`";
        reader.wrong_type(node, "`agents` is a mapping from names", Some(help));
        return None;
    };
    let mut agents = BTreeMap::new();
    for entry in entries {
        let name = reader.scalar(&entry.key, "an agent's name", "text");
        let agent = read_agent(reader, &entry.value);
        if let (Some(name), Some(agent)) = (name, agent) {
            agents.entry(name.to_owned()).or_insert(agent);
        }
    }
    Some(agents)
}

fn read_agent<'d, 's>(reader: &mut Reader<'d, 's>, node: &'d Node<'s>) -> Option<Agent> {
    let [payer, currency, discount, discount_on, closes, due, leftover] =
        reader.mapping(node, &AGENT, "an agent")?;
    let discount_on = reader.field(discount_on, |reader, node| {
        let items = reader.list(node, "`discount_on`")?;
        let read =
            |item| reader.parse(item, names::INVALID_CHOICE, "what a discount is on", parse_discount_on);
        items.iter().map(read).collect::<Option<Vec<_>>>()
    });
    Some(Agent {
        payer: payer.node().and_then(|node| read_account(reader, node, "`payer`").get().cloned()),
        currency: reader.currency(currency).get().copied(),
        discount: reader.percent(discount, "`discount`").get().cloned(),
        discount_on: discount_on.get().cloned().unwrap_or_default(),
        closes: read_day(reader, closes, "`closes`").get().copied(),
        due: reader.field(due, read_due).get().copied(),
        leftover: reader.choice(leftover, "`leftover`").get().copied().unwrap_or(AgentRounding::Down),
    })
}

fn parse_discount_on(text: &str) -> Result<DiscountOn, Problem> {
    let words = DiscountOn::WORDS.iter().map(|(word, _)| *word);
    DiscountOn::parse(text).ok_or_else(|| crate::offer::not_a_choice(text, "what a discount is on", words))
}

fn read_due<'d, 's>(reader: &mut Reader<'d, 's>, node: &'d Node<'s>) -> Option<Due> {
    let [months, day] = reader.mapping(node, &DUE, "`due`")?;
    let months = reader.whole(months, "`months`", 0);
    let day = match read_day(reader, day, "`day`") {
        Field::Given(day) => day.value,
        Field::Absent => MonthDay::Last,
        Field::Invalid => return None,
    };
    Some(Due { months: *months.get()?, day })
}

fn read_day<'d, 's>(reader: &mut Reader<'d, 's>, slot: Slot<'d, 's>, what: &str) -> Field<MonthDay> {
    reader.parsed(slot, names::INVALID_CHOICE, what, |text| match text {
        "last" => Ok(MonthDay::Last),
        _ => {
            let number = text.parse::<u32>().ok().filter(|n| (1..=31).contains(n) && text.len() <= 2);
            let problem =
                Problem::new(format!("{what} cannot be {}", quote(text))).help("write 1 to 31, or `last`");
            number.map(MonthDay::Nth).ok_or(problem)
        }
    })
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
}
