//! The marketplace: requests to it, its answers, its limits and fees, and its billing reports.

pub mod aws;
pub mod codes;
pub mod console;
pub mod limits;
mod moment;
pub mod reports;
