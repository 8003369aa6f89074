//! What the marketplace answers, in our own words.

pub mod codes;
