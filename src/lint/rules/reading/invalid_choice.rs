//! A word that is not allowed.

use crate::text::diagnostic::names;

rule! {
    /// A value is not one of the words that its key allows.
    ///
    /// ## Why
    /// Such a word decides what is checked: which product is sold, how a buyer is billed, how often an
    /// invoice is issued. An unknown word decides nothing.
    ///
    /// ## What to do
    /// Write one of the words in the message. If only one is close, the fix writes it.
    ///
    /// ### Fails
    /// ```yaml
    /// product: {id: prod-k3xu7yexample, type: saas-contract}
    /// ```
    ///
    /// ```yaml
    /// installments:
    ///   - {first: 2027-01-31, every: monthly, day: last, times: 30, split: remainder}
    /// ```
    ///
    /// ```yaml
    /// net_terms: 31
    /// ```
    ///
    /// ### Passes
    /// ```yaml
    /// product: {id: prod-k3xu7yexample, type: saas_contract}
    /// net_terms: 30
    /// installments:
    ///   - {first: 2027-01-31, every: month, day: last, times: 30, split: remainder}
    /// ```
    name: names::INVALID_CHOICE,
    level: Error,
    lowerable: false,
    reference: "our own: the words of the format; those of products and net terms are the marketplace's",
    fix: Safe,
}
