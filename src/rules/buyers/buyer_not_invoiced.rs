//! STUB

rule! {
    /// STUB.
    name: "buyer-not-invoiced",
    level: Error,
    reference: "STUB",
}
