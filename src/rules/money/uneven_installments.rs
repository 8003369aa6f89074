//! STUB



rule! {
    /// STUB.
    name: "uneven-installments",
    level: Off,
    reference: "STUB",
}
