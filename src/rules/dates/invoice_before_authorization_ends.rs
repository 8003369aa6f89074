//! STUB



rule! {
    /// STUB.
    name: "invoice-before-authorization-ends",
    level: Error,
    codes: ["INVALID_AVAILABILITY_END_DATE"],
    reference: "STUB",
}
