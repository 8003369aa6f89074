//! Offers to and from the AWS Marketplace Catalog API.

pub mod change_set;
pub mod import;
