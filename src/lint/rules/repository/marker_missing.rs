//! An offer without its marker, come upon in a folder.

rule! {
    /// A file in a folder looks like an offer, but lacks the key `paysched`.
    ///
    /// ## Why
    /// A YAML file without that key is none of ours and is passed over when a folder is checked. So
    /// a misspelt `payshed: 1` would take the whole offer out of every check, unseen.
    ///
    /// ## What to do
    /// Write `paysched: 1` as its first line. A file that is something else goes into another folder,
    /// or keeps away from the keys of an offer.
    ///
    /// A document looks like an offer if its first key is `paysched` but for case, `_`, `-` and at
    /// most two letters, or if it has at least two keys of an offer, one of them `installments`,
    /// `accept_by`, `buyers` or `net_terms`. So does one with such keys and the marker, or under `offer`
    /// or `offers`, in a list or under the first key: an offer begins at the first level of its document.
    ///
    /// ### Fails
    /// ```yaml walked
    /// ---
    /// payshed: 1
    /// name: Acme KK, three-year enterprise plan
    /// ```
    ///
    /// ```yaml walked
    /// ---
    /// version: 1
    /// accept_by: 2026-12-31
    /// term: 36 months
    /// ```
    ///
    /// ```yaml walked
    /// ---
    /// offer:
    ///   name: Acme KK, three-year enterprise plan
    ///   accept_by: 2026-12-31
    /// ```
    ///
    /// ### Passes
    /// ```yaml walked
    /// ---
    /// name: build
    /// version: 1
    /// jobs: {}
    /// ```
    name: "marker-missing",
    level: Error,
    reference: "our own: a file that is passed over must not be an offer",
}
