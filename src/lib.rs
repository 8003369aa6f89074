//! paysched
pub mod accounts;
pub mod diagnostic;
pub mod limits;
pub mod offer;
pub mod schedule;
pub mod source;
pub mod yaml;
