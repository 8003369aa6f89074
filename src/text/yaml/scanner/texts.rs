//! Texts of the scanner: plain or quoted, each on one line.

use std::borrow::Cow;

use super::{Scanner, is_break};
use crate::text::source::Span;
use crate::text::yaml::Scalar;

impl<'s> Scanner<'s> {
    /// A text on one line, plain or quoted.
    pub(super) fn scalar(&mut self, in_flow: bool) -> Option<(Span, Scalar<'s>)> {
        match self.byte() {
            b'"' => self.double_quoted(),
            b'\'' => self.single_quoted(),
            b'-' => {
                let next = self.byte_at(self.at + 1);
                let is_indicator = is_break(next) || in_flow && is_bracket_or_comma(next);
                if is_indicator { None } else { self.plain(in_flow) }
            }
            b'?' | b':' | b',' | b'[' | b']' | b'{' | b'}' | b'#' | b'&' | b'*' | b'!' | b'|' | b'>'
            | b'%' | b'@' | b'`' | b' ' | b'\n' | b'\r' => None,
            _ => self.plain(in_flow),
        }
    }

    fn plain(&mut self, in_flow: bool) -> Option<(Span, Scalar<'s>)> {
        let start = self.at;
        loop {
            let rest = self.text.as_bytes().get(self.at..)?;
            self.at += rest.iter().position(|byte| may_end(*byte)).unwrap_or(rest.len());
            let ends = match self.byte() {
                b'\n' | b'\r' => true,
                b':' => {
                    let next = self.byte_at(self.at + 1);
                    is_break(next) || in_flow && is_bracket_or_comma(next)
                }
                b'#' => self.byte_at(self.at - 1) == b' ',
                _ => in_flow,
            };
            if ends {
                break;
            }
            self.at += 1;
        }
        let text = self.text.get(start..self.at)?.trim_end_matches(' ');
        let span = Span::from_range(start..start + text.len());
        Some((span, Scalar { text: Cow::Borrowed(text), plain: true }))
    }

    fn double_quoted(&mut self) -> Option<(Span, Scalar<'s>)> {
        let inside = self.text.get(self.at + 1..)?;
        let length = inside.bytes().position(|byte| matches!(byte, b'"' | b'\\' | b'\n' | b'\r'))?;
        let start = self.at;
        self.at += length + 1;
        if self.byte() != b'"' {
            return None;
        }
        self.at += 1;
        let text = Cow::Borrowed(inside.get(..length)?);
        Some((Span::from_range(start..self.at), Scalar { text, plain: false }))
    }

    fn single_quoted(&mut self) -> Option<(Span, Scalar<'s>)> {
        let start = self.at;
        let mut doubled = false;
        loop {
            self.at += 1;
            match self.byte() {
                b'\n' | b'\r' => return None,
                b'\'' if self.byte_at(self.at + 1) == b'\'' => {
                    doubled = true;
                    self.at += 1;
                }
                b'\'' => break,
                _ => {}
            }
        }
        let inside = self.text.get(start + 1..self.at)?;
        self.at += 1;
        let text = if doubled { Cow::Owned(inside.replace("''", "'")) } else { Cow::Borrowed(inside) };
        Some((Span::from_range(start..self.at), Scalar { text, plain: false }))
    }
}

/// Whether a plain text may end at a byte: a line end, a colon, a comment, a bracket, a comma.
fn may_end(byte: u8) -> bool {
    matches!(byte, b'\n' | b'\r' | b':' | b'#' | b',' | b'[' | b']' | b'{' | b'}')
}

fn is_bracket_or_comma(byte: u8) -> bool {
    matches!(byte, b',' | b'[' | b']' | b'{' | b'}')
}
