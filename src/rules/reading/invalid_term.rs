//! STUB

use crate::diagnostic::names;

rule! {
    /// STUB.
    name: names::INVALID_TERM,
    level: Error,
    lowerable: false,
    reference: "STUB",
}
