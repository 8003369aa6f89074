//! STUB

use crate::diagnostic::names;

rule! {
    /// STUB.
    name: names::YAML_FEATURE,
    level: Error,
    lowerable: false,
    reference: "STUB",
}
