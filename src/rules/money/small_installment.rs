//! STUB



rule! {
    /// STUB.
    name: "small-installment",
    level: Off,
    reference: "STUB",
}
