//! STUB



rule! {
    /// STUB.
    name: "amount-too-large",
    level: Error,
    reference: "STUB",
}
