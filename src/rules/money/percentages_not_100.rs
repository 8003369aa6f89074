//! STUB



rule! {
    /// STUB.
    name: "percentages-not-100",
    level: Error,
    reference: "STUB",
}
