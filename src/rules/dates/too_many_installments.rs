//! STUB



rule! {
    /// STUB.
    name: "too-many-installments",
    level: Error,
    codes: ["TOO_MANY_CHARGES", "TOO_MANY_SCHEDULED_PAYMENTS"],
    reference: "STUB",
}
