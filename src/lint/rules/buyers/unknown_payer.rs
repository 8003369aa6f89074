//! A payer that the account register lacks.

use crate::lint::rules::Context;
use crate::offer::accounts::Standing;
use crate::text::diagnostic::Diagnostic;
use crate::text::message::msg;

rule! {
    /// A buyer's `payer`, in the offer or in the register, is an account that the register does not know.
    ///
    /// ## Why
    /// The payer is where the invoices arrive and whose terms apply to the whole billing family. In a
    /// repository that keeps a register, a payer that is not in it is usually a mistyped id.
    ///
    /// ## What to do
    /// Correct the id, or enter the payer in the account register. A payer that is itself a buyer of the
    /// offer is known, and an `independent` buyer's payer does not matter. In a repository without a
    /// register this rule finds nothing, and if the buyer's billing is not known either,
    /// `buyer-billing-unknown` names the payer.
    ///
    /// ### Fails
    /// ```yaml accounts
    /// paysched_accounts: 1
    /// accounts:
    ///   "444455556666": {billing: invoice}
    /// ```
    /// ```yaml
    /// buyers: [{account: "111122223333", payer: "444455556667", billing: invoice}]
    /// ```
    ///
    /// ### Passes
    /// ```yaml accounts
    /// paysched_accounts: 1
    /// accounts:
    ///   "444455556666": {billing: invoice}
    /// ```
    /// ```yaml
    /// buyers: [{account: "111122223333", payer: "444455556666"}]
    /// ```
    name: "unknown-payer",
    level: Warning,
    reference: "our own; families share a payer: Seller Guide, Flexible payment scheduler (2023)",
    check: check,
}

fn check(cx: &Context<'_>, found: &mut Vec<Diagnostic>) {
    if cx.accounts.is_empty() {
        return;
    }
    let families = cx.families;
    for (account, buyer) in families.buyers() {
        let Some(id) = families.named_payer(account) else { continue };
        let known = cx.accounts.account(id).is_some() || families.is_buyer(id);
        // Unknown billing has the same cause; that finding says more.
        if known || matches!(families.standing(buyer), Standing::Unknown | Standing::Unreadable) {
            continue;
        }
        let written = buyer.payer.span();
        let Some(span) = written.or_else(|| buyer.account.span()) else { continue };
        let label = match written {
            Some(_) => msg!("not in the register"),
            None => msg!("its payer in the register"),
        };
        found.push(RULE.at(span, msg!("payer `{id}` is not in the account register", id)).label(label).help(
            msg!("correct the id, or enter `\"{id}\": {{billing: invoice}}` in the account register", id),
        ));
    }
}
