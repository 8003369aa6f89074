//! STUB

rule! {
    /// STUB.
    name: "dimension-key-invalid",
    level: Error,
    reference: "STUB",
}
