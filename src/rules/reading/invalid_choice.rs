//! STUB

use crate::diagnostic::names;

rule! {
    /// STUB.
    name: names::INVALID_CHOICE,
    level: Error,
    lowerable: false,
    reference: "STUB",
    fix: Safe,
}
