//! STUB



rule! {
    /// STUB.
    name: "invoice-date-after-term",
    level: Error,
    codes: ["INVALID_CHARGE_DATES"],
    reference: "STUB",
}
