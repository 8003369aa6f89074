//! STUB

rule! {
    /// STUB.
    name: "replacement-without-end",
    level: Error,
    codes: ["MISSING_AGREEMENT_END_DATE"],
    reference: "STUB",
}
