//! Bills as a journal for hledger: what customers owe the agent and, for the agent, what it owes.

use std::collections::BTreeSet;
use std::io::{self, Write};

use super::super::ledger::{clean, posted};
use super::super::sheet::grouped;
use super::BillsView;
use crate::offer::Amount;
use crate::plan::bills::Bill;
use crate::text::message::{Words, msg};

const RECEIVABLE: &str = "assets:receivable:customers";
const REVENUE: &str = "revenue:re-billed";
const TAX: &str = "liabilities:consumption tax";
const EXPENSE: &str = "expenses:re-billed";
const PAYABLE: &str = "liabilities:payable:cloud";

/// Writes a transaction for each bill on its day, and for the agent one for what it pays; everything is
/// declared, and each transaction adds up to zero. The due date is the tag `due`.
///
/// # Errors
/// When `out` cannot be written to.
pub fn write(shown: BillsView<'_>, words: Words, out: &mut dyn Write) -> io::Result<()> {
    let bills = shown.bills;
    writeln!(out, "; {}", clean(&super::page_title(shown).translated(words).to_string()))?;
    writeln!(out, "\ndecimal-mark .")?;
    let decimals = usize::try_from(bills.currency.decimals()).unwrap_or(0);
    writeln!(out, "commodity {}.{} {}", grouped("1000"), "0".repeat(decimals), bills.currency)?;
    let postings: Vec<[Vec<(String, Amount)>; 2]> = bills.bills.iter().map(|bill| of(bill, shown)).collect();
    let accounts: BTreeSet<&str> =
        postings.iter().flatten().flatten().map(|(account, _)| account.as_str()).collect();
    accounts.iter().try_for_each(|account| writeln!(out, "account {account}"))?;
    let payees: BTreeSet<String> = bills.bills.iter().map(payee).collect();
    payees.iter().try_for_each(|payee| writeln!(out, "payee {payee}"))?;
    if !bills.bills.is_empty() {
        writeln!(out, "tag due")?;
    }
    for (bill, [billed, paid]) in bills.bills.iter().zip(&postings) {
        let head = format!("{} ({}) {}", bills.date, bill.number, payee(bill));
        write!(out, "\n{head}  ; due:{}\n{}", bills.due, posted(bills.currency, billed, 0))?;
        if !paid.is_empty() {
            let what = msg!("What the agent pays").translated(words);
            write!(out, "\n{head} | {what}\n{}", posted(bills.currency, paid, 0))?;
        }
    }
    Ok(())
}

fn payee(bill: &Bill) -> String {
    match clean(&bill.customer) {
        name if name.is_empty() => bill.number.clone(),
        name => name,
    }
}

/// The postings of a bill, and those of what the agent pays for it.
fn of(bill: &Bill, shown: BillsView<'_>) -> [Vec<(String, Amount)>; 2] {
    // A colon would open an account below.
    let leaf = clean(&payee(bill).replace(':', " "));
    let of = |account: &str| format!("{account}:{leaf}");
    let mut billed = vec![(of(RECEIVABLE), bill.total), (of(REVENUE), bill.net.negated())];
    if !bill.taxes.is_empty() {
        billed.push((TAX.to_owned(), bill.tax().negated()));
    }
    let paid = vec![(of(EXPENSE), bill.cost), (PAYABLE.to_owned(), bill.cost.negated())];
    [billed, if shown.for_agent { paid } else { Vec::new() }]
}
