//! STUB

rule! {
    /// STUB.
    name: "price-too-precise",
    level: Error,
    reference: "STUB",
}
