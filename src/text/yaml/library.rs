//! Reads any YAML by the events of the library; a broken document never hides the next one.

use granit_parser::{Event, Parser, ScalarStyle, StructureStyle, options};

use super::builder::{CollectionShape, CollectionStyle, TreeBuilder};
use super::{Document, Scalar, syntax};
use crate::text::source::Span;

/// The documents of a text, with what is wrong with them.
pub fn documents(text: &str) -> Vec<Document<'_>> {
    let options = options! {
        strict_indentation: true,
        emit_comments: false,
        emit_anchor_events: true,
        emit_unresolved_aliases: true,
        flow_nesting_limit: syntax::MAX_DEPTH,
        block_nesting_limit: syntax::MAX_DEPTH,
    };
    let mut parser = Parser::new_from_str_with_options(text, options);
    let mut builder = TreeBuilder::new(text);
    loop {
        let failure = match parser.next_event() {
            None => return builder.documents(),
            Some(Err(error)) => syntax::error(text, &error),
            Some(Ok((event, span))) => {
                if let Some(tag) = span.tag_span().and_then(|s| s.byte_range()) {
                    builder.features.tag(Span::from_range(tag));
                }
                let span = Span::from_range(span.byte_range().unwrap_or(0..0));
                match take(&mut builder, text, event, span) {
                    Some(()) => continue,
                    None => syntax::too_deep(span),
                }
            }
        };
        builder.broken(failure);
        if !matches!(parser.proceed_next_document(), Ok(true)) {
            return builder.documents();
        }
    }
}

/// Hands one event on; `None` if it is a collection nested too deep.
fn take<'s>(builder: &mut TreeBuilder<'s>, text: &str, event: Event<'s>, span: Span) -> Option<()> {
    match event {
        Event::DocumentStart(..) => builder.start_document(span),
        Event::DocumentEnd => builder.end_document(span),
        // Nothing after an anchor or a tag, such as a name that starts with `&`: the feature
        // is what is wrong, and it is reported.
        Event::Scalar(_, ScalarStyle::Plain, anchor, tag)
            if span.is_empty() && (anchor > 0 || tag.is_some()) =>
        {
            builder.alias(span);
        }
        Event::Scalar(value, style, _, _) => {
            let scalar = Scalar { text: value, plain: style == ScalarStyle::Plain };
            builder.scalar(without_line_end(text, span), scalar);
        }
        Event::SequenceStart(style, ..) => return builder.open(CollectionShape::List, style_of(style), span),
        Event::MappingStart(style, ..) => {
            return builder.open(CollectionShape::Mapping, style_of(style), span);
        }
        Event::SequenceEnd | Event::MappingEnd => builder.close(span),
        Event::Alias(_) | Event::UnresolvedAlias(_) => {
            builder.features.alias(span);
            builder.alias(without_line_end(text, span));
        }
        Event::Anchor(..) => builder.features.anchor(span),
        _ => {}
    }
    Some(())
}

fn style_of(style: StructureStyle) -> CollectionStyle {
    match style {
        StructureStyle::Flow => CollectionStyle::Flow,
        StructureStyle::Block => CollectionStyle::Block,
    }
}

/// A block scalar's span without the line break that ends it.
fn without_line_end(text: &str, span: Span) -> Span {
    let kept = text.get(span.range()).unwrap_or("").trim_end_matches(['\n', '\r', ' ']).len();
    Span::from_range(span.start() as usize..span.start() as usize + kept)
}
