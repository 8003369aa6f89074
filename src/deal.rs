//! Offers made from parameters and from other offers, and the comparison of two versions.

pub mod amend;
pub mod compare;
pub mod propose;
pub mod resell;
mod rows;
pub(crate) mod sentences;
