//! STUB

rule! {
    /// STUB.
    name: "replacement-not-supported",
    level: Error,
    codes: ["INCOMPATIBLE_PRODUCT"],
    reference: "STUB",
}
