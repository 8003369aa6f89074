//! STUB

use crate::diagnostic::names;

rule! {
    /// STUB.
    name: names::UNSUPPORTED_VERSION,
    level: Error,
    lowerable: false,
    reference: "STUB",
}
