//! `plan --format ledger`: a journal for hledger, each invoice as a receivable.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use chrono::NaiveDate;
use unicode_width::UnicodeWidthStr;

use super::plan::book;
use super::sheet::grouped;
use crate::offer::{Amount, Currency};
use crate::plan::{Invoice, Plan, Recognition, RecognizedMonth};
use crate::text::message::{Message, Words, msg};
use crate::text::sanitize::line;

/// What the marketplace will collect from the buyer.
const RECEIVABLE: &str = "assets:receivable:marketplace";
/// What is billed and not yet earned; below zero, earned and not yet billed.
const DEFERRED: &str = "liabilities:deferred revenue";
/// What one agreement leaves to the one that replaces it: zero once both are in the journal.
const CARRIED: &str = "liabilities:deferred revenue:carried over";
/// What is earned, where a plan works it out.
const REVENUE: &str = "revenue:marketplace";

/// Writes the plans as one journal: comments with the facts, every commodity, account, payee and tag
/// declared, and a transaction for each invoice on the day on which it is issued, in order of days. The
/// due date is the tag `due`; a plan has no payments. What a month earns is a transaction on its last day.
///
/// # Errors
/// When `out` cannot be written to.
pub fn write(plans: &[Plan], words: Words, out: &mut dyn Write) -> io::Result<()> {
    let leaves = leaves(plans);
    for plan in plans.iter().flat_map(Plan::terms) {
        write_facts(plan, words, out)?;
    }
    write_declarations(plans, &leaves, out)?;
    let mut transactions: Vec<(NaiveDate, String)> = Vec::new();
    let terms = plans.iter().zip(&leaves).flat_map(|(plan, leaf)| plan.terms().map(move |term| (term, leaf)));
    for (plan, leaf) in terms {
        let width = plan.invoices.iter().map(|i| digits(plan, i).len()).max().unwrap_or(0);
        let one = |invoice| transaction(plan, invoice, leaf, width);
        transactions.extend(plan.expected().map(|invoice| (invoice.invoice_date, one(invoice))));
        transactions
            .extend(plan.recognition.iter().flat_map(|recognition| carried(plan, recognition, leaf, words)));
        let months = plan.recognition.iter().flat_map(|recognition| &recognition.months);
        let earned = months.filter(|month| !month.recognized.is_zero());
        transactions.extend(earned.map(|month| (month.last, earning(plan, month, leaf, words))));
    }
    // Stable: the invoices of one day stay in the order of the plans.
    transactions.sort_by_key(|(day, _)| *day);
    transactions.iter().try_for_each(|(_, text)| write!(out, "\n{text}"))
}

fn write_facts(plan: &Plan, words: Words, out: &mut dyn Write) -> io::Result<()> {
    let book = book(plan).translated(words);
    writeln!(out, "; {}", line(&book.title.to_string()))?;
    for (word, fact) in book.facts {
        writeln!(out, "; {}: {}", line(&word.to_string()), line(&fact.to_string()))?;
    }
    for note in book.notes {
        writeln!(out, "; {}", line(&note.to_string()))?;
    }
    writeln!(out)
}

fn write_declarations(plans: &[Plan], leaves: &[String], out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "decimal-mark .")?;
    let mut decimals: BTreeMap<Currency, u32> = BTreeMap::new();
    for plan in plans.iter().flat_map(Plan::terms) {
        let currency = plan.offer.currency;
        // An amount with more decimals than its currency must not be rounded.
        let most = plan.invoices.iter().map(|invoice| invoice.amount.normalized().scale()).max();
        let known = decimals.entry(currency).or_insert(currency.decimals());
        *known = (*known).max(most.unwrap_or(0));
    }
    for (currency, decimals) in decimals {
        let zeros: String = std::iter::repeat_n('0', usize::try_from(decimals).unwrap_or(0)).collect();
        writeln!(out, "commodity {}.{zeros} {currency}", grouped("1000"))?;
    }
    for leaf in leaves {
        writeln!(out, "account {RECEIVABLE}:{leaf}\naccount {DEFERRED}:{leaf}")?;
        if plans.iter().any(|plan| plan.recognition.is_some()) {
            writeln!(out, "account {REVENUE}:{leaf}")?;
        }
    }
    if plans.iter().filter_map(|plan| plan.recognition.as_ref()).any(carries) {
        writeln!(out, "account {CARRIED}")?;
    }
    let payees: BTreeSet<String> = plans.iter().map(payee).collect();
    payees.iter().try_for_each(|payee| writeln!(out, "payee {payee}"))?;
    let tags: BTreeSet<&str> = plans
        .iter()
        .flat_map(Plan::terms)
        .flat_map(|p| p.invoices.iter().flat_map(tags))
        .map(|(tag, _)| tag)
        .collect();
    tags.iter().try_for_each(|tag| writeln!(out, "tag {tag}"))
}

fn transaction(plan: &Plan, invoice: &Invoice, leaf: &str, width: usize) -> String {
    let mut text =
        format!("{} ({}/{}) {}", invoice.invoice_date, invoice.number, plan.invoices.len(), payee(plan));
    let note = invoice.note.as_deref().map(clean).unwrap_or_default();
    if !note.is_empty() {
        text.push_str(&format!(" | {note}"));
    }
    let tags: Vec<String> = tags(invoice).map(|(tag, value)| format!("{tag}:{value}")).collect();
    if !tags.is_empty() {
        text.push_str(&format!("  ; {}", tags.join(", ")));
    }
    text.push('\n');
    let accounts = [format!("{RECEIVABLE}:{leaf}"), format!("{DEFERRED}:{leaf}")];
    text.push_str(&postings(plan, invoice.amount, accounts, width));
    text
}

fn carries(recognition: &Recognition) -> bool {
    !recognition.taken_over.is_empty() || !recognition.handed_over.is_empty()
}

/// What is carried over from one agreement into another, and what is given back, by its day.
fn carried(
    plan: &Plan,
    recognition: &Recognition,
    leaf: &str,
    words: Words,
) -> impl Iterator<Item = (NaiveDate, String)> {
    let one = |(day, amount): &(NaiveDate, Amount), what: Message, [to, from]: [&str; 2]| {
        let of =
            |account: &str| if account == CARRIED { account.to_owned() } else { format!("{account}:{leaf}") };
        let postings = postings(plan, *amount, [of(to), of(from)], 0);
        (*day, format!("{day} {} | {}\n{postings}", payee(plan), what.translated(words)))
    };
    let Recognition { taken_over, handed_over, refunds, .. } = recognition;
    let taken = taken_over
        .iter()
        .map(|entry| one(entry, msg!("Carried over from the replaced agreement"), [CARRIED, DEFERRED]));
    let handed = handed_over
        .iter()
        .map(|entry| one(entry, msg!("Carried over into the replacement"), [DEFERRED, CARRIED]));
    let given = refunds.iter().map(|entry| one(entry, msg!("Refund"), [DEFERRED, RECEIVABLE]));
    taken.chain(handed).chain(given).collect::<Vec<_>>().into_iter()
}

/// What a month earns.
fn earning(plan: &Plan, month: &RecognizedMonth, leaf: &str, words: Words) -> String {
    let accounts = [format!("{DEFERRED}:{leaf}"), format!("{REVENUE}:{leaf}")];
    let postings = postings(plan, month.recognized, accounts, 0);
    let what = msg!("Revenue of {month}", month = month.first.format("%Y-%m")).translated(words);
    format!("{} {} | {what}\n{postings}", month.last, payee(plan))
}

/// An amount from the second account to the first; the amounts are at least `width` characters wide.
fn postings(plan: &Plan, amount: Amount, accounts: [String; 2], width: usize) -> String {
    let [to, from] = accounts;
    posted(plan.offer.currency, &[(to, amount), (from, amount.negated())], width)
}

/// Postings below each other; the amounts are at least `width` characters wide.
pub(super) fn posted(currency: Currency, postings: &[(String, Amount)], width: usize) -> String {
    let digits = |amount: Amount| match amount.is_zero() {
        true => currency.digits(amount.abs()),
        false => currency.digits(amount),
    };
    // The two columns: the longer account, and a minus before the longest amount.
    let wide = postings.iter().map(|(account, _)| account.width()).max().unwrap_or(0);
    let longest = postings.iter().map(|(_, amount)| digits(amount.abs()).len()).max().unwrap_or(0);
    let column = width.max(longest) + 1;
    let line = |(account, amount): &(String, Amount)| {
        let blanks = " ".repeat(wide.saturating_sub(account.width()));
        format!("    {account}{blanks}  {:>column$} {currency}\n", digits(*amount))
    };
    postings.iter().map(line).collect()
}

/// The tags of an invoice: when it is due, its scheduled day if that is another one, and the
/// buyer's purchase order, without the comma that would end it.
fn tags(invoice: &Invoice) -> impl Iterator<Item = (&'static str, String)> {
    let moved = invoice.scheduled_date != invoice.invoice_date;
    let due = invoice.due_date.map(|due| ("due", due.to_string()));
    let scheduled = moved.then(|| ("scheduled", invoice.scheduled_date.to_string()));
    let order = invoice.purchase_order.as_deref().map(|order| clean(&order.replace([',', ';'], " ")));
    let order = order.filter(|order| !order.is_empty()).map(|order| ("purchase_order", order));
    due.into_iter().chain(scheduled).chain(order)
}

fn digits(plan: &Plan, invoice: &Invoice) -> String {
    plan.offer.currency.digits(invoice.amount)
}

fn payee(plan: &Plan) -> String {
    match clean(plan.offer.title()) {
        name if name.is_empty() => "offer".to_owned(),
        name => name,
    }
}

/// The last part of each offer's accounts: its name; numbered if several offers have the same.
fn leaves(plans: &[Plan]) -> Vec<String> {
    let mut taken = BTreeSet::new();
    let mut leaves = Vec::with_capacity(plans.len());
    for plan in plans {
        // A colon would open an account below.
        let name = clean(&payee(plan).replace(':', " "));
        let name = if name.is_empty() { "offer".to_owned() } else { name };
        let numbered = (2..).map(|number: usize| format!("{name} ({number})"));
        let free = std::iter::once(name.clone()).chain(numbered).find(|leaf| !taken.contains(leaf));
        let leaf = free.unwrap_or(name);
        taken.insert(leaf.clone());
        leaves.push(leaf);
    }
    leaves
}

/// Text of the file as a payee, a note or a part of an account: on one line, with single blanks, and
/// without what is special to hledger: `;` opens a comment, `|` separates the payee from the note, `"`
/// quotes, and two blanks end an account.
pub(super) fn clean(text: &str) -> String {
    let plain = |c: char| match c {
        ';' => ',',
        '|' => '/',
        '"' => '\'',
        c => c,
    };
    let text: String = line(text).chars().map(plain).collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::plans::samples::{OFFER, plan_of};
    use crate::text::message::English;

    fn of(plans: &[Plan]) -> String {
        let mut out = Vec::new();
        write(plans, &English, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    fn starting<'a>(journal: &'a str, word: &str) -> Vec<&'a str> {
        journal.lines().filter(|line| line.starts_with(word)).collect()
    }

    #[test]
    fn text_of_the_file_stays_text() {
        assert_eq!(clean(" a;b|c  \"d\"\te\nf\u{3000}\u{3000}g\u{2028}h\u{0} "), "a,b/c 'd' e f g h");
        let odd = OFFER.replace("Acme KK, annual plan", "'; a: b | c  \"d\"'");
        let journal = of(&[plan_of(&odd)]);
        assert_eq!(starting(&journal, "payee"), ["payee , a: b / c 'd'"]);
        assert_eq!(
            starting(&journal, "account"),
            [
                "account assets:receivable:marketplace:, a b / c 'd'",
                "account liabilities:deferred revenue:, a b / c 'd'"
            ]
        );
    }

    #[test]
    fn a_name_of_nothing_but_signs_still_has_an_account() {
        let journal = of(&[plan_of(&OFFER.replace("Acme KK, annual plan", "'::'"))]);
        assert_eq!(starting(&journal, "payee"), ["payee ::"]);
        assert!(journal.contains("\naccount assets:receivable:marketplace:offer\n"), "{journal}");
    }

    #[test]
    fn several_offers_share_a_journal_in_order_of_days_with_accounts_of_their_own() {
        let yen = OFFER.replace("USD", "JPY").replace("2027-01-31", "2027-01-20");
        let journal = of(&[OFFER, OFFER, &yen].map(plan_of));
        let days: Vec<&str> =
            starting(&journal, "20").iter().filter_map(|line| line.split(' ').next()).collect();
        assert_eq!(days.len(), 12);
        assert!(days.is_sorted(), "{days:?}");
        assert_eq!(starting(&journal, "commodity"), ["commodity 1,000. JPY", "commodity 1,000.00 USD"]);
        let ends = |end| starting(&journal, "account").iter().filter(|line| line.ends_with(end)).count();
        assert_eq!((ends("plan"), ends("plan (2)"), ends("plan (3)")), (2, 2, 2));
        assert_eq!(starting(&journal, "payee").len(), 1);
    }

    #[test]
    fn an_amount_with_more_decimals_than_its_currency_is_not_shown_rounded() {
        let fine = OFFER.replace("amount: 3000.00, note", "amount: 3000.005, note");
        let journal = of(&[plan_of(&fine)]);
        assert_eq!(starting(&journal, "commodity"), ["commodity 1,000.000 USD"]);
        assert!(journal.contains(" 3000.005 USD\n") && journal.contains(" -3000.005 USD\n"), "{journal}");
    }
}
