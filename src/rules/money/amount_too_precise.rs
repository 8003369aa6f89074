//! STUB



rule! {
    /// STUB.
    name: "amount-too-precise",
    level: Error,
    reference: "STUB",
}
