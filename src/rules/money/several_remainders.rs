//! STUB

use crate::diagnostic::names;

rule! {
    /// STUB.
    name: names::SEVERAL_REMAINDERS,
    level: Error,
    lowerable: false,
    reference: "STUB",
}
