//! The formats that a plan is written in, one file each.

pub mod changes;
pub mod csv;
pub mod json;
pub mod sheet;
pub mod table;
pub mod yaml;
