//! STUB

rule! {
    /// STUB.
    name: "quantity-out-of-range",
    level: Error,
    codes: ["INVALID_GRANTS"],
    reference: "STUB",
}
