//! STUB



rule! {
    /// STUB.
    name: "start-before-acceptance",
    level: Error,
    codes: ["INVALID_AGREEMENT_START_DATE"],
    reference: "STUB",
}
