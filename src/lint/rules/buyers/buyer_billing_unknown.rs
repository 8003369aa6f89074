//! A buyer whose billing is unknown.

use super::buyer_not_invoiced::how_to_say_so;
use crate::lint::rules::Context;
use crate::offer::accounts::Standing;
use crate::text::diagnostic::Diagnostic;
use crate::text::message::msg;

rule! {
    /// Neither the offer nor the account register says how a buyer is billed.
    ///
    /// ## Why
    /// Only a buyer on invoicing terms, its own or those of its billing family, can accept installments.
    /// The marketplace does not tell a seller which accounts these are, so ask the buyer before the
    /// offer goes out, and record the answer.
    ///
    /// ## What to do
    /// Ask, then write `billing: invoice` on the buyer, or enter the account in the register, where
    /// every offer finds it. For an account in a consolidated bill it is enough that its `payer` is
    /// known to be on invoicing terms.
    ///
    /// ### Fails
    /// ```yaml
    /// buyers: ["111122223333"]
    /// ```
    ///
    /// ### Passes
    /// ```yaml
    /// buyers: [{account: "111122223333", billing: invoice}]
    /// ```
    /// ```yaml accounts
    /// paysched_accounts: 1
    /// accounts:
    ///   "444455556666": {billing: invoice}
    ///   "111122223333": {payer: "444455556666"}
    /// ```
    /// ```yaml
    /// buyers: ["111122223333"]
    /// ```
    name: "buyer-billing-unknown",
    level: Error,
    misses: true,
    reference: "Seller Guide, Flexible payment scheduler (2023): the buyer, or an account of its billing family, must \
        be on invoicing terms; that somebody must say so is our own",
    check: check,
}

fn check(cx: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let families = cx.families;
    for (account, buyer) in families.buyers() {
        if families.standing(buyer) != Standing::Unknown {
            continue;
        }
        let payer = families.payer_of(buyer).filter(|payer| *payer != account);
        let message = match payer {
            None => msg!("no billing is given for buyer `{account}`", account),
            Some(payer) => {
                msg!("no billing is given for buyer `{account}`, nor for its payer `{payer}`", account, payer,)
            }
        };
        let mut diagnostic = RULE
            .at(buyer.account.span().unwrap_or(buyer.span), message)
            .label(msg!("by invoice or by credit card?"));
        if let Some(written) = buyer.payer.span().filter(|_| payer.is_some()) {
            diagnostic = diagnostic.also(written, msg!("its payer"));
        }
        diagnostic = diagnostic.help(how_to_say_so(cx, account, buyer));
        if let Some(payer) = payer {
            diagnostic = diagnostic.help(match cx.accounts.account(payer) {
                Some(_) => msg!(
                    "if its payer is on invoice, write `billing: invoice` for `{payer}` \
                     in the account register",
                    payer,
                ),
                None => msg!(
                    "if its payer is on invoice, enter `\"{payer}\": {{billing: invoice}}` \
                     in the account register",
                    payer,
                ),
            });
        }
        found.push(diagnostic);
    }
}
