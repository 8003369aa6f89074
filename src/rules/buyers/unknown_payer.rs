//! STUB

rule! {
    /// STUB.
    name: "unknown-payer",
    level: Warning,
    reference: "STUB",
}
