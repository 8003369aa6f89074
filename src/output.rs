//! Findings and plans in their formats, and the schemas of what is read.

pub mod escape;
pub mod findings;
pub mod plans;
pub mod schema;
