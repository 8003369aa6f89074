//! An offer in the words of the Catalog API.

pub mod change_set;
pub mod import;
