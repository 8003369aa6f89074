//! STUB



rule! {
    /// STUB.
    name: "invoice-date-on-term-end",
    level: Warning,
    codes: ["INVALID_CHARGE_DATES"],
    reference: "STUB",
}
