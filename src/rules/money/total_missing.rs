//! STUB

use crate::diagnostic::names;

rule! {
    /// STUB.
    name: names::TOTAL_MISSING,
    level: Error,
    lowerable: false,
    reference: "STUB",
}
