//! STUB

rule! {
    /// STUB.
    name: "product-without-installments",
    level: Error,
    codes: ["INCOMPATIBLE_PRODUCT"],
    reference: "STUB",
}
