//! STUB

rule! {
    /// STUB.
    name: "renewal-offset-duplicate",
    level: Error,
    codes: ["DUPLICATE_CHARGE_DATE_OFFSETS"],
    reference: "STUB",
}
