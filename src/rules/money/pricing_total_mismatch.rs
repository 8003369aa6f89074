//! STUB



rule! {
    /// STUB.
    name: "pricing-total-mismatch",
    level: Error,
    codes: ["INCOMPATIBLE_TERMS"],
    reference: "STUB",
}
