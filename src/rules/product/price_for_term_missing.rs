//! STUB

rule! {
    /// STUB.
    name: "price-for-term-missing",
    level: Error,
    codes: ["MISSING_DURATION"],
    reference: "STUB",
}
