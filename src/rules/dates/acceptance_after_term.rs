//! STUB



rule! {
    /// STUB.
    name: "acceptance-after-term",
    level: Error,
    codes: ["INVALID_AVAILABILITY_END_DATE", "MISSING_AVAILABILITY_END_DATE"],
    reference: "STUB",
}
