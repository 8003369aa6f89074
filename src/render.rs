//! The formats that a plan is written in, one file each.

pub mod book;
pub mod cash;
pub mod changes;
pub mod csv;
pub mod json;
pub mod markdown;
pub mod plan;
pub mod sheet;
pub mod window;
pub mod yaml;
