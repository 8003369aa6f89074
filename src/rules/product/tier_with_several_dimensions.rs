//! STUB

rule! {
    /// STUB.
    name: "tier-with-several-dimensions",
    level: Error,
    reference: "STUB",
}
