//! Full-width punctuation where YAML's own was meant.

use crate::text::diagnostic::names;

rule! {
    /// Full-width punctuation is used where YAML's own was meant.
    ///
    /// ## Why
    /// A Japanese keyboard produces `：`, `，`, `［` and an ideographic space that look like `:`, `,`, `[`
    /// and a space. YAML readers silently take them as text: `total：5` is not a total, and a line that
    /// is indented by U+3000 belongs to another mapping. No-break spaces (U+00A0), which are common in
    /// text copied from web pages, do the same.
    ///
    /// ## What to do
    /// Write the plain character; the fix does it. Full-width punctuation inside free text, such as a
    /// name or a note, is fine and stays.
    ///
    /// ### Fails
    /// ```yaml
    /// installments:
    ///   - {invoice_date： 2026-12-15, amount: 360000.00}
    /// ```
    ///
    /// ```yaml
    /// installments:
    ///   - {invoice_date: 2026-12-15，amount: 360000.00}
    /// ```
    ///
    /// ```yaml
    /// term: 「36 months」
    /// ```
    ///
    /// ### Passes
    /// ```yaml
    /// name: 「年間契約」：三年、一括
    /// installments:
    ///   - {invoice_date: 2026-12-15, amount: 360000.00, note: 契約時（一括）}
    /// ```
    name: names::WIDE_PUNCTUATION,
    level: Error,
    lowerable: false,
    reference: "YAML 1.2.2, section 5.3: the indicators are plain characters",
    fix: Safe,
}
