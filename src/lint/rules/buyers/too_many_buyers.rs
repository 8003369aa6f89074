//! More buyers than an offer may name.

use std::collections::HashSet;

use crate::lint::rules::{Context, text};
use crate::text::diagnostic::Diagnostic;
use crate::text::message::msg;

rule! {
    /// The offer names more buyer accounts than the marketplace allows.
    ///
    /// ## Why
    /// A private or replacement offer may name 26 accounts, a channel partner offer or a resale
    /// authorization 25. One more, and the marketplace refuses the whole change set. (Its console
    /// stops at 24.)
    ///
    /// ## What to do
    /// Divide the buyers over several offers. Only the account that accepts must be named, not the
    /// one that pays for it. An account that is named twice counts once; `duplicate-buyer` reports
    /// it.
    ///
    /// ### Fails
    /// ```yaml
    /// kind: channel_partner_offer
    /// buyers: [
    ///   {account: "100000000001", billing: invoice}, {account: "100000000002", billing: invoice},
    ///   {account: "100000000003", billing: invoice}, {account: "100000000004", billing: invoice},
    ///   {account: "100000000005", billing: invoice}, {account: "100000000006", billing: invoice},
    ///   {account: "100000000007", billing: invoice}, {account: "100000000008", billing: invoice},
    ///   {account: "100000000009", billing: invoice}, {account: "100000000010", billing: invoice},
    ///   {account: "100000000011", billing: invoice}, {account: "100000000012", billing: invoice},
    ///   {account: "100000000013", billing: invoice}, {account: "100000000014", billing: invoice},
    ///   {account: "100000000015", billing: invoice}, {account: "100000000016", billing: invoice},
    ///   {account: "100000000017", billing: invoice}, {account: "100000000018", billing: invoice},
    ///   {account: "100000000019", billing: invoice}, {account: "100000000020", billing: invoice},
    ///   {account: "100000000021", billing: invoice}, {account: "100000000022", billing: invoice},
    ///   {account: "100000000023", billing: invoice}, {account: "100000000024", billing: invoice},
    ///   {account: "100000000025", billing: invoice}, {account: "100000000026", billing: invoice}]
    /// ```
    ///
    /// ### Passes
    /// ```yaml
    /// buyers:
    ///   - {account: "111122223333", billing: invoice}
    ///   - {account: "222233334444", billing: invoice}
    /// ```
    name: "too-many-buyers",
    level: Error,
    codes: ["TOO_MANY_BUYER_ACCOUNTS"],
    reference: "Catalog API, Work with private offers, UpdateTargeting; 25: Work with channel partner private offers",
    check: check,
}

fn check(cx: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let (Some(buyers), Some(kind)) = (cx.offer.buyers.get(), cx.offer.kind()) else { return };
    let most = cx.limits.buyers_of(kind);
    let mut seen = HashSet::new();
    let mut accounts = Vec::with_capacity(buyers.len());
    for buyer in buyers {
        if buyer.account.get().is_none_or(|account| seen.insert(account)) {
            accounts.push(buyer);
        }
    }
    let Some(first_over) = accounts.get(most) else { return };
    let span = first_over.account.span().unwrap_or(first_over.span.first_line(cx.file.text()));
    let kind = text::kind(kind);
    found.push(
        RULE.at(
            span,
            msg!(
                "{count} buyer accounts, but {kind} may name at most {most}",
                count = accounts.len(),
                kind,
                most
            ),
        )
        .label(msg!("one more than {most}", most))
        .help(msg!("split them across several offers")),
    );
}
