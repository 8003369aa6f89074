//! STUB

rule! {
    /// STUB.
    name: "too-many-dimensions",
    level: Error,
    codes: ["TOO_MANY_GRANTS"],
    reference: "STUB",
}
