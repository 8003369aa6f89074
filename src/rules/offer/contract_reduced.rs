//! STUB

rule! {
    /// STUB.
    name: "contract-reduced",
    level: Error,
    reference: "STUB",
}
