//! What the marketplace answers, in our own words.

pub mod aws;
pub mod codes;
