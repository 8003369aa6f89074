//! STUB

rule! {
    /// STUB.
    name: "markup-with-schedule",
    level: Error,
    codes: ["INCOMPATIBLE_MARKUP_PERCENTAGE"],
    reference: "STUB",
}
