//! STUB



rule! {
    /// STUB.
    name: "accepted-out-of-window",
    level: Error,
    reference: "STUB",
}
