//! STUB



rule! {
    /// STUB.
    name: "end-without-start",
    level: Error,
    codes: ["INVALID_AGREEMENT_TIME_INTERVAL"],
    reference: "STUB",
}
