//! STUB

rule! {
    /// STUB.
    name: "refund-policy-invalid",
    level: Error,
    reference: "STUB",
}
