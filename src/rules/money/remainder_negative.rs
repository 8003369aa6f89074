//! STUB

use crate::diagnostic::names;

rule! {
    /// STUB.
    name: names::REMAINDER_NEGATIVE,
    level: Error,
    lowerable: false,
    reference: "STUB",
}
