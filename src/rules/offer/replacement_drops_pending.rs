//! STUB

rule! {
    /// STUB.
    name: "replacement-drops-pending",
    level: Warning,
    reference: "STUB",
}
