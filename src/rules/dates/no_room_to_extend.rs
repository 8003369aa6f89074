//! STUB



rule! {
    /// STUB.
    name: "no-room-to-extend",
    level: Off,
    reference: "STUB",
}
