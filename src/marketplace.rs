//! What the marketplace is asked, what it answers, and what it says it billed.

pub mod aws;
pub mod codes;
pub mod console;
pub mod limits;
mod moment;
pub mod reports;
