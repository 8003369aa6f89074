//! STUB

use crate::diagnostic::names;

rule! {
    /// STUB.
    name: names::UNQUOTED_ACCOUNT_ID,
    level: Warning,
    reference: "STUB",
    fix: Safe,
}
