//! What the marketplace is asked and what it answers.

pub mod aws;
pub mod codes;
pub mod console;
