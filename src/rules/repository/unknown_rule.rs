//! STUB

use crate::diagnostic::names;

rule! {
    /// STUB.
    name: names::UNKNOWN_RULE,
    level: Error,
    reference: "STUB",
}
