//! Text and positions in it: files, spans, YAML trees, findings, and wording shared by every room.

pub mod diagnostic;
pub(crate) mod fullwidth;
pub mod message;
pub mod sanitize;
pub mod source;
pub mod stable_hash;
pub(crate) mod words;
pub(crate) mod work;
pub mod yaml;
