//! STUB

rule! {
    /// STUB.
    name: "buyer-billing-unknown",
    level: Error,
    reference: "STUB",
}
