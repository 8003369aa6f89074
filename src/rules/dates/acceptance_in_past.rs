//! STUB



rule! {
    /// STUB.
    name: "acceptance-in-past",
    level: Error,
    codes: ["INVALID_AVAILABILITY_END_DATE"],
    reference: "STUB",
}
