//! STUB

use crate::diagnostic::names;

rule! {
    /// STUB.
    name: names::UNSUPPORTED_CURRENCY,
    level: Error,
    codes: ["INVALID_CURRENCY_CODE"],
    reference: "STUB",
}
