//! The formats that a plan is written in, one file each.

pub mod book;
pub mod changes;
pub mod csv;
pub mod html;
pub mod json;
pub mod markdown;
pub mod markup;
pub mod plan;
pub mod sheet;
pub mod svg;
pub mod yaml;
