//! STUB

rule! {
    /// STUB.
    name: "renewal-percentages-not-100",
    level: Error,
    codes: ["INVALID_CHARGE_PERCENTAGES"],
    reference: "STUB",
}
