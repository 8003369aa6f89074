//! STUB



rule! {
    /// STUB.
    name: "unordered-installments",
    level: Warning,
    reference: "STUB",
    fix: Safe,
}
