//! Names of the rules that are found while a file is read and expanded, before any rule runs.
//!
//! The rule of that name carries the documentation; a test holds the two together.

/// Not YAML at all.
pub const INVALID_YAML: &str = "invalid-yaml";
/// A feature of YAML that the format leaves out.
pub const YAML_FEATURE: &str = "yaml-feature";
/// Full-width punctuation where YAML's own was meant.
pub const WIDE_PUNCTUATION: &str = "wide-punctuation";
/// A key repeated in one mapping.
pub const DUPLICATE_KEY: &str = "duplicate-key";
/// A key that the format does not have.
pub const UNKNOWN_KEY: &str = "unknown-key";
/// Required keys that are absent.
pub const MISSING_KEY: &str = "missing-key";
/// A mapping, list or text where another was expected.
pub const WRONG_TYPE: &str = "wrong-type";
/// A format version other than 1.
pub const UNSUPPORTED_VERSION: &str = "unsupported-version";
/// Not a calendar day.
pub const INVALID_DATE: &str = "invalid-date";
/// Not a plain decimal.
pub const INVALID_AMOUNT: &str = "invalid-amount";
/// Not one of the allowed words.
pub const INVALID_CHOICE: &str = "invalid-choice";
/// Not a contract term.
pub const INVALID_TERM: &str = "invalid-term";
/// Not twelve digits.
pub const INVALID_ACCOUNT_ID: &str = "invalid-account-id";
/// An account id written as a number.
pub const UNQUOTED_ACCOUNT_ID: &str = "unquoted-account-id";
/// A series that cannot be expanded.
pub const INVALID_SERIES: &str = "invalid-series";
/// A currency that no schedule may have.
pub const UNSUPPORTED_CURRENCY: &str = "unsupported-currency";
/// A share of a total that is not given.
pub const TOTAL_MISSING: &str = "total-missing";
/// Parts that exceed the total before the remainder.
pub const REMAINDER_NEGATIVE: &str = "remainder-negative";
/// More than one entry takes the remainder.
pub const SEVERAL_REMAINDERS: &str = "several-remainders";
/// A suppression or a configuration names a rule that does not exist.
pub const UNKNOWN_RULE: &str = "unknown-rule";
/// A suppression that suppresses nothing.
pub const UNUSED_SUPPRESSION: &str = "unused-suppression";
/// Not JSON at all.
pub const INVALID_JSON: &str = "invalid-json";
/// A value that no request of the marketplace may have.
pub const MALFORMED_VALUE: &str = "malformed-request-value";
/// JSON of the marketplace that is not an offer with a payment schedule.
pub const UNSUPPORTED_JSON: &str = "unsupported-json";
