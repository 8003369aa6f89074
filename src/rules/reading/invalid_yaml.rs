//! STUB

use crate::diagnostic::names;

rule! {
    /// STUB.
    name: names::INVALID_YAML,
    level: Error,
    lowerable: false,
    reference: "STUB",
}
