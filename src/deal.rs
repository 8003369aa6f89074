//! Offers made out of wishes and of other offers, and two versions of one held against each other.

pub mod amend;
pub mod compare;
pub mod propose;
pub mod resell;
