//! STUB



rule! {
    /// STUB.
    name: "invoice-date-on-weekend",
    level: Off,
    reference: "STUB",
}
