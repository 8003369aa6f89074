//! STUB

rule! {
    /// STUB.
    name: "resale-dates-differ",
    level: Error,
    codes: ["INCOMPATIBLE_RESALE_AUTHORIZATION"],
    reference: "STUB",
}
