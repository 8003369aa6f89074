//! STUB

rule! {
    /// STUB.
    name: "too-many-buyers",
    level: Error,
    codes: ["TOO_MANY_BUYER_ACCOUNTS"],
    reference: "STUB",
}
