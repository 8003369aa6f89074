//! STUB

rule! {
    /// STUB.
    name: "resale-below-authorization",
    level: Error,
    codes: ["INCOMPATIBLE_RESALE_AUTHORIZATION"],
    reference: "STUB",
}
