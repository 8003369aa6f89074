//! A buyer who pays by credit card.

use crate::lint::rules::Context;
use crate::offer::Buyer;
use crate::offer::accounts::Standing;
use crate::text::diagnostic::Diagnostic;
use crate::text::message::{Message, msg};

rule! {
    /// A buyer pays by credit card, and no account of its billing family is on invoicing terms.
    ///
    /// ## Why
    /// Installments are billed by invoice. By the Seller Guide of 2023 an account that pays by card
    /// cannot accept an offer with a payment schedule, unless an account that shares its payer is on
    /// invoicing terms; the current page no longer says so, nor that card buyers are welcome. Lower this
    /// rule to rely on the latter. Otherwise the buyer finds out on acceptance, when the offer can no
    /// longer be changed.
    ///
    /// ## What to do
    /// Have the buyer arrange invoicing with AWS, then write `billing: invoice`. If the account belongs
    /// to a family with an invoiced payer, name the `payer` in the offer or in the account register.
    /// What the offer says about an account overrides the register.
    ///
    /// ### Fails
    /// ```yaml
    /// buyers:
    ///   - {account: "777788889999", billing: credit_card}
    /// ```
    /// ```yaml accounts
    /// paysched_accounts: 1
    /// accounts:
    ///   "777788889999": {billing: credit_card}
    ///   "888899990000": {payer: "777788889999"}
    /// ```
    /// ```yaml
    /// buyers: ["888899990000"]
    /// ```
    ///
    /// ### Passes
    /// ```yaml accounts
    /// paysched_accounts: 1
    /// accounts:
    ///   "444455556666": {billing: invoice}
    ///   "888899990000": {payer: "444455556666", billing: credit_card}
    /// ```
    /// ```yaml
    /// buyers: ["888899990000"]
    /// ```
    name: "buyer-not-invoiced",
    level: Error,
    reference: "Seller Guide, Flexible payment scheduler (2023): the buyer, or an account of its billing family, must \
        be on invoicing terms; the current page, Installment plans, does not repeat it",
    check: check,
}

fn check(cx: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let families = cx.families;
    for (account, buyer) in families.buyers() {
        if families.standing(buyer) != Standing::CreditCard {
            continue;
        }
        let payer = families.payer_of(buyer).filter(|payer| *payer != account);
        let message = match payer {
            None => msg!("buyer `{account}` pays by credit card", account),
            Some(payer) => msg!(
                "buyer `{account}` pays by credit card, \
                 and nobody in the billing family of `{payer}` is on invoice",
                account,
                payer,
            ),
        };
        let registered = cx.accounts.account(account).and_then(|known| known.billing);
        let label = match (payer, buyer.billing.get().or(registered.as_ref())) {
            (Some(payer), None) => msg!("its payer `{payer}` pays by credit card", payer),
            _ if buyer.billing.is_absent() => msg!("according to the account register"),
            _ => msg!("not by invoice"),
        };
        let span = buyer.billing.span().or(buyer.account.span()).unwrap_or(buyer.span);
        found.push(
            RULE.at(span, message)
                .label(label)
                .help(msg!(
                    "once it is on invoicing terms, {change}",
                    change = how_to_say_so(cx, account, buyer),
                ))
                .note(msg!(
                    "installments are for buyers on invoicing terms \
                     (Seller Guide of 2023; the current page is silent)"
                )),
        );
    }
}

/// Where to write that an account is on invoicing terms.
pub(super) fn how_to_say_so(cx: &Context<'_>, account: &str, buyer: &Buyer) -> Message {
    let bare = buyer.account.span() == Some(buyer.span);
    let here = if bare {
        msg!("write `{{account: \"{account}\", billing: invoice}}` here", account)
    } else {
        msg!("write `billing: invoice` for this buyer")
    };
    match cx.accounts.account(account) {
        _ if !buyer.billing.is_absent() => here,
        Some(_) => {
            msg!("{here}, or `billing: invoice` for `{account}` in the account register", here, account)
        }
        None => {
            msg!("{here}, or `\"{account}\": {{billing: invoice}}` in the account register", here, account)
        }
    }
}
