//! STUB



rule! {
    /// STUB.
    name: "schedule-too-long",
    level: Error,
    reference: "STUB",
}
