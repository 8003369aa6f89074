//! paysched
pub mod diagnostic;
pub mod offer;
pub mod schedule;
pub mod source;
pub mod yaml;
