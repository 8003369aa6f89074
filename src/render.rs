//! The formats that a plan is written in, one file each.

pub mod book;
pub mod changes;
pub mod csv;
pub mod json;
pub mod markdown;
pub mod plan;
pub mod reconcile;
pub mod sheet;
pub mod yaml;
