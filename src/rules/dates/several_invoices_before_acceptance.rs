//! STUB



rule! {
    /// STUB.
    name: "several-invoices-before-acceptance",
    level: Error,
    codes: ["TOO_MANY_BACKDATED_CHARGES"],
    reference: "STUB",
}
