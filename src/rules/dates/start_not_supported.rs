//! STUB



rule! {
    /// STUB.
    name: "start-not-supported",
    level: Error,
    codes: ["INVALID_AGREEMENT_TIME_INTERVAL", "INCOMPATIBLE_PRODUCT"],
    reference: "STUB",
}
