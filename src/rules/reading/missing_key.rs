//! STUB

use crate::diagnostic::names;

rule! {
    /// STUB.
    name: names::MISSING_KEY,
    level: Error,
    lowerable: false,
    reference: "STUB",
}
