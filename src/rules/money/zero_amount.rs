//! STUB



rule! {
    /// STUB.
    name: "zero-amount",
    level: Warning,
    reference: "STUB",
}
