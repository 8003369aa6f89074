//! STUB

rule! {
    /// STUB.
    name: "renewal-offset-invalid",
    level: Error,
    codes: ["INVALID_CHARGE_DATE_OFFSETS", "INVALID_DAY_OF_MONTH"],
    reference: "STUB",
}
