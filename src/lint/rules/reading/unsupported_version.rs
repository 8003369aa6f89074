//! An unknown format version.

use crate::text::diagnostic::names;

rule! {
    /// The offer is written in a format version other than 1.
    ///
    /// ## Why
    /// Another version has other keys and other meanings. Read as version 1, an offer could pass and
    /// bill something else, so nothing else in it is checked.
    ///
    /// ## What to do
    /// Write `paysched: 1`. If the offer comes from a newer paysched, use that one.
    ///
    /// ### Fails
    /// ```yaml
    /// paysched: 2
    /// name: Acme KK, three-year enterprise plan
    /// ```
    ///
    /// ### Passes
    /// ```yaml
    /// name: Acme KK, three-year enterprise plan
    /// ```
    name: names::UNSUPPORTED_VERSION,
    level: Error,
    lowerable: false,
    reference: "our own: the version says what every other key means",
}
