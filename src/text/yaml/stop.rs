//! Where a text stops being YAML.

use granit_parser::{Parser, options};

use super::syntax;

/// Where in a text its first document stops being YAML, in bytes; `None` if all of it is.
pub(crate) fn stops_at(text: &str) -> Option<usize> {
    let options = options! {
        strict_indentation: true,
        emit_comments: false,
        emit_unresolved_aliases: true,
        flow_nesting_limit: syntax::MAX_DEPTH,
        block_nesting_limit: syntax::MAX_DEPTH,
    };
    let mut parser = Parser::new_from_str_with_options(text, options);
    loop {
        match parser.next_event()? {
            Ok(_) => {}
            Err(error) => return Some(error.marker().byte_offset().unwrap_or(0).min(text.len())),
        }
    }
}
