//! paysched
pub mod diagnostic;
pub mod offer;
pub mod source;
pub mod yaml;
