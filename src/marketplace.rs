//! What the marketplace answers, in our own words, and what it says it billed.

pub mod codes;
pub mod reports;
