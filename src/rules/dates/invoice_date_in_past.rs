//! STUB



rule! {
    /// STUB.
    name: "invoice-date-in-past",
    level: Error,
    codes: ["INVALID_CHARGE_DATES"],
    reference: "STUB",
}
