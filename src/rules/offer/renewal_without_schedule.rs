//! STUB

rule! {
    /// STUB.
    name: "renewal-without-schedule",
    level: Error,
    codes: ["INCOMPATIBLE_TERMS"],
    reference: "STUB",
}
