//! STUB



rule! {
    /// STUB.
    name: "term-too-long",
    level: Error,
    codes: ["INVALID_AGREEMENT_DURATION", "INVALID_DURATION"],
    reference: "STUB",
}
