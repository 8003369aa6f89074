//! STUB

rule! {
    /// STUB.
    name: "description-missing",
    level: Info,
    codes: ["MISSING_DESCRIPTION"],
    reference: "STUB",
}
