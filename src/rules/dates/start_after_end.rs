//! STUB



rule! {
    /// STUB.
    name: "start-after-end",
    level: Error,
    codes: ["INVALID_AGREEMENT_START_DATE"],
    reference: "STUB",
}
