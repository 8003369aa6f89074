//! STUB



rule! {
    /// STUB.
    name: "term-shorter-than-acceptance-window",
    level: Error,
    codes: ["INVALID_AGREEMENT_DURATION"],
    reference: "STUB",
}
