//! STUB

rule! {
    /// STUB.
    name: "offer-name-invalid",
    level: Error,
    reference: "STUB",
}
