//! An account id that is not twelve digits.

use crate::text::diagnostic::names;

rule! {
    /// An account id is not 12 digits.
    ///
    /// ## Why
    /// The marketplace opens an offer to the accounts that it names, and to no other: a digit too few is
    /// a buyer who sees a page that does not exist. A spreadsheet drops leading zeros and writes long
    /// numbers as `1.11E+11`.
    ///
    /// ## What to do
    /// Copy the 12 digits from the buyer's account settings, without hyphens, in quotes.
    ///
    /// ### Fails
    /// ```yaml
    /// buyers:
    ///   - {account: "1111-2222-3333", billing: invoice}
    /// ```
    ///
    /// ```yaml
    /// buyers:
    ///   - {account: "11122223333", billing: invoice}
    /// ```
    ///
    /// ### Passes
    /// ```yaml
    /// buyers:
    ///   - {account: "111122223333", billing: invoice}
    /// ```
    name: names::INVALID_ACCOUNT_ID,
    level: Error,
    lowerable: false,
    reference: "Catalog API, Work with private offers, UpdateTargeting: BuyerAccounts",
    fix: Safe,
}
