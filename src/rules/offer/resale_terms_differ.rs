//! STUB

rule! {
    /// STUB.
    name: "resale-terms-differ",
    level: Error,
    codes: ["INCOMPATIBLE_RESALE_AUTHORIZATION"],
    reference: "STUB",
}
