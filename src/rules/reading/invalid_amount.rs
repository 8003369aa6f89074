//! STUB

use crate::diagnostic::names;

rule! {
    /// STUB.
    name: names::INVALID_AMOUNT,
    level: Error,
    lowerable: false,
    reference: "STUB",
    fix: Safe,
}
