//! STUB



rule! {
    /// STUB.
    name: "month-end-drift",
    level: Info,
    reference: "STUB",
}
