//! STUB

rule! {
    /// STUB.
    name: "eula-invalid",
    level: Error,
    reference: "STUB",
}
