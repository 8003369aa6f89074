//! STUB



rule! {
    /// STUB.
    name: "start-too-far",
    level: Error,
    codes: ["INVALID_AGREEMENT_START_DATE"],
    reference: "STUB",
}
