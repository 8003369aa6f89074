//! paysched
pub mod accounts;
pub mod cli;
pub mod compare;
pub mod config;
pub mod diagnostic;
pub mod discover;
pub mod fix;
pub mod limits;
pub mod lint;
pub mod offer;
pub mod plan;
pub mod render;
pub mod report;
pub mod rules;
pub mod schedule;
pub mod source;
pub mod yaml;
