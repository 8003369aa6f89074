//! STUB

rule! {
    /// STUB.
    name: "no-buyers",
    level: Error,
    reference: "STUB",
}
