//! STUB

rule! {
    /// STUB.
    name: "net-terms-exceed-authorization",
    level: Error,
    codes: ["INCOMPATIBLE_RESALE_AUTHORIZATION"],
    reference: "STUB",
}
