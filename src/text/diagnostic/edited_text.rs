//! Text after edits, with spans mapped between the new text and the original.

use super::{Diagnostic, Edit, Fix};
use crate::text::source::Span;

/// The text after a set of edits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EditedText {
    /// The new text.
    pub text: String,
    /// Each replaced span with the span of its replacement in the new text, in order.
    pieces: Vec<(Span, Span)>,
}

impl EditedText {
    /// Applies edits to a text. Of two that overlap the later is left out.
    pub fn new(text: &str, edits: impl IntoIterator<Item = Edit>) -> Self {
        let mut edits: Vec<Edit> = edits.into_iter().collect();
        edits.sort();
        edits.dedup();
        let mut new = String::with_capacity(text.len());
        let mut pieces: Vec<(Span, Span)> = Vec::with_capacity(edits.len());
        let mut at = 0;
        for edit in edits {
            let Some(kept) = text.get(at..edit.span.start() as usize) else { continue };
            new.push_str(kept);
            let start = new.len();
            new.push_str(&edit.text);
            pieces.push((edit.span, Span::from_range(start..new.len())));
            at = edit.span.end() as usize;
        }
        new.push_str(text.get(at..).unwrap_or(""));
        Self { text: new, pieces }
    }

    /// Maps a span of the new text to the original. A span inside a replacement maps to the whole
    /// replaced span.
    pub fn back(&self, span: Span) -> Span {
        self.moved(span, |(old, new)| (*new, *old))
    }

    /// Maps a span of the original to the new text.
    pub fn forth(&self, span: Span) -> Span {
        self.moved(span, |(old, new)| (*old, *new))
    }

    /// Whether a span of the new text holds a part of what was put in, or the place of what was left out,
    /// which may be at its ends.
    pub(crate) fn touches(&self, span: Span) -> bool {
        let next = self.pieces.partition_point(|(_, new)| new.end() < span.start());
        let is_part = |new: Span| new.start() < span.end() && new.end() > span.start();
        let mut near = self.pieces.iter().skip(next).take_while(|(_, new)| new.start() <= span.end());
        near.any(|(_, new)| new.start() == new.end() || is_part(*new))
    }

    /// Maps a finding about the new text to the original. Its fix is kept only if it touches nothing
    /// that was replaced.
    #[must_use]
    pub fn diagnostic(&self, mut diagnostic: Diagnostic) -> Diagnostic {
        for label in &mut diagnostic.labels {
            label.span = self.back(label.span);
        }
        diagnostic.fix = diagnostic.fix.and_then(|fix| self.fix(fix));
        diagnostic
    }

    fn fix(&self, fix: Fix) -> Option<Fix> {
        let back = |edit: Edit| {
            let next = self.pieces.partition_point(|(_, new)| new.end() <= edit.span.start());
            let untouched = self.pieces.get(next).is_none_or(|(_, new)| edit.span.end() <= new.start());
            untouched.then(|| Edit { span: self.back(edit.span), ..edit })
        };
        let edits: Option<Vec<Edit>> = fix.edits.into_iter().map(back).collect();
        Some(Fix { edits: edits?, ..fix })
    }

    /// Maps a span from one text to the other; `sides` gives a piece's span in the source, then in the
    /// target.
    fn moved(&self, span: Span, sides: impl Fn(&(Span, Span)) -> (Span, Span)) -> Span {
        let one = |offset: u32, is_end: bool| {
            let past = |piece: &(Span, Span)| {
                let end = sides(piece).0.end();
                if is_end { end < offset } else { end <= offset }
            };
            let next = self.pieces.partition_point(past);
            match self.pieces.get(next).map(&sides) {
                Some((from, to)) if from.start() < offset => {
                    if is_end {
                        to.end()
                    } else {
                        to.start()
                    }
                }
                _ => {
                    let passed = next.checked_sub(1).and_then(|last| self.pieces.get(last)).map(&sides);
                    let (from, to) = passed.unwrap_or_default();
                    to.end() + (offset - from.end())
                }
            }
        };
        let start = one(span.start(), false);
        Span::new(start, one(span.end(), true).max(start))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::message::msg;

    fn edit(start: u32, end: u32, text: &str) -> Edit {
        Edit { span: Span::new(start, end), text: text.to_owned() }
    }

    #[test]
    fn places_find_their_way_back() {
        let edited = EditedText::new("a：b，c", [edit(1, 4, ": "), edit(5, 8, ", ")]);
        assert_eq!(edited.text, "a: b, c");
        let back = |start, end| edited.back(Span::new(start, end));
        assert_eq!(back(0, 1), Span::new(0, 1));
        assert_eq!(back(1, 3), Span::new(1, 4));
        assert_eq!(back(3, 4), Span::new(4, 5));
        assert_eq!(back(6, 7), Span::new(8, 9));
        assert_eq!(back(0, 7), Span::new(0, 9));
        assert_eq!(back(2, 2), Span::new(1, 4));
        assert_eq!(edited.forth(Span::new(4, 5)), Span::new(3, 4));
        assert_eq!(edited.forth(Span::new(1, 4)), Span::new(1, 3));
    }

    #[test]
    fn a_fix_that_touches_a_replaced_piece_is_dropped() {
        let edited = EditedText::new("a：b", [edit(1, 4, ": ")]);
        let finding = |start, end| {
            let fix = Fix::safe(msg!("x"), vec![edit(start, end, "y")]);
            Diagnostic::new("rule", Span::new(start, end), msg!("wrong")).fix(fix)
        };
        assert_eq!(edited.diagnostic(finding(1, 4)).fix, None);
        let kept = edited.diagnostic(finding(3, 4)).fix.unwrap();
        assert_eq!(kept.edits, [edit(4, 5, "y")]);
    }

    #[test]
    fn of_two_overlapping_edits_the_first_counts() {
        assert_eq!(EditedText::new("abc", [edit(0, 2, "x"), edit(1, 3, "y")]).text, "xc");
    }
}
