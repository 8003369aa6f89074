//! STUB

rule! {
    /// STUB.
    name: "dimension-durations-differ",
    level: Error,
    reference: "STUB",
}
