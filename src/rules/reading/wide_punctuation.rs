//! STUB

use crate::diagnostic::names;

rule! {
    /// STUB.
    name: names::WIDE_PUNCTUATION,
    level: Error,
    lowerable: false,
    reference: "STUB",
    fix: Safe,
}
