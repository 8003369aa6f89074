//! STUB



rule! {
    /// STUB.
    name: "no-installments",
    level: Error,
    reference: "STUB",
}
