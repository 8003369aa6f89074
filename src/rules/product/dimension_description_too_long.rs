//! STUB

rule! {
    /// STUB.
    name: "dimension-description-too-long",
    level: Error,
    reference: "STUB",
}
