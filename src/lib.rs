//! paysched
pub mod accounts;
pub mod diagnostic;
pub mod limits;
pub mod lint;
pub mod offer;
pub mod rules;
pub mod schedule;
pub mod source;
pub mod yaml;
