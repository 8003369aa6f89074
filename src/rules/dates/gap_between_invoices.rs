//! STUB



rule! {
    /// STUB.
    name: "gap-between-invoices",
    level: Off,
    reference: "STUB",
}
