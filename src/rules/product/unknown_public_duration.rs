//! STUB

rule! {
    /// STUB.
    name: "unknown-public-duration",
    level: Info,
    reference: "STUB",
}
