//! STUB

rule! {
    /// STUB.
    name: "dimension-name-too-long",
    level: Error,
    reference: "STUB",
}
