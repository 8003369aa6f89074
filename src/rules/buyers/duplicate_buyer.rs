//! STUB

rule! {
    /// STUB.
    name: "duplicate-buyer",
    level: Error,
    reference: "STUB",
    fix: Safe,
}
