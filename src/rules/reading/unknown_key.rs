//! STUB

use crate::diagnostic::names;

rule! {
    /// STUB.
    name: names::UNKNOWN_KEY,
    level: Error,
    reference: "STUB",
    fix: Safe,
}
