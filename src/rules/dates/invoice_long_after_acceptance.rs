//! STUB



rule! {
    /// STUB.
    name: "invoice-long-after-acceptance",
    level: Off,
    reference: "STUB",
}
