//! STUB

rule! {
    /// STUB.
    name: "duplicate-dimension",
    level: Error,
    codes: ["DUPLICATE_DIMENSION_KEYS"],
    reference: "STUB",
}
