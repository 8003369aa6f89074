//! STUB

use crate::diagnostic::names;

rule! {
    /// STUB.
    name: names::WRONG_TYPE,
    level: Error,
    lowerable: false,
    reference: "STUB",
}
