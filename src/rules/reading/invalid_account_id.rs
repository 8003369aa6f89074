//! STUB

use crate::diagnostic::names;

rule! {
    /// STUB.
    name: names::INVALID_ACCOUNT_ID,
    level: Error,
    lowerable: false,
    reference: "STUB",
}
