//! An offer to nobody.

use crate::lint::rules::Context;
use crate::offer::Kind;
use crate::text::diagnostic::Diagnostic;
use crate::text::message::msg;

rule! {
    /// The list of buyers is empty.
    ///
    /// ## Why
    /// A private offer is private because it names the accounts that may accept it. The marketplace
    /// refuses to release one that names none. A resale authorization may name none: the partner
    /// may then sell to any buyer.
    ///
    /// ## What to do
    /// Write the account id of the buyer, 12 digits in quotes. It is the account that accepts the
    /// offer, not the one that pays for it.
    ///
    /// ### Fails
    /// ```yaml
    /// buyers: []
    /// ```
    ///
    /// ### Passes
    /// ```yaml
    /// buyers: [{account: "111122223333", billing: invoice}]
    /// ```
    name: "no-buyers",
    level: Error,
    misses: true,
    codes: ["MISSING_BUYER_ACCOUNTS"],
    reference: "Catalog API, Work with private offers, ReleaseOffer",
    check: check,
}

fn check(cx: &Context<'_>, found: &mut Vec<Diagnostic>) {
    // An authorization without buyers lets the partner sell to anyone.
    let named = cx.offer.kind().is_some_and(|kind| kind != Kind::ResaleAuthorization);
    if let Some(buyers) = cx.offer.buyers.spanned().filter(|buyers| named && buyers.value.is_empty()) {
        found.push(
            RULE.at(buyers.span, msg!("the offer names no buyer"))
                .label(msg!("nobody can accept it"))
                .help(msg!("write the account that is to accept it: `buyers: [\"111122223333\"]`")),
        );
    }
}
