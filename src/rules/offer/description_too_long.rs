//! STUB

rule! {
    /// STUB.
    name: "description-too-long",
    level: Error,
    reference: "STUB",
}
