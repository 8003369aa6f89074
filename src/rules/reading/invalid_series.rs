//! STUB

use crate::diagnostic::names;

rule! {
    /// STUB.
    name: names::INVALID_SERIES,
    level: Error,
    lowerable: false,
    reference: "STUB",
}
