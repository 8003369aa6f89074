//! Text and places in it: files, spans, YAML trees, findings, and what every room says alike.

pub mod diagnostic;
pub(crate) mod fullwidth;
pub mod message;
pub mod sanitize;
pub mod source;
pub mod stable_hash;
pub(crate) mod words;
pub mod yaml;
