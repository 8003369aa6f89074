//! STUB

use crate::diagnostic::names;

rule! {
    /// STUB.
    name: names::UNUSED_SUPPRESSION,
    level: Warning,
    reference: "STUB",
    fix: Safe,
}
