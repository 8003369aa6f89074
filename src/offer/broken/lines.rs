//! The lines of a document, with what of YAML can be seen in one line alone.

use crate::text::source::Span;

/// A line without its end.
#[derive(Debug)]
pub(super) struct TextLine<'t> {
    /// Where it begins in the text.
    pub(super) at: usize,
    /// Its text.
    pub(super) text: &'t str,
    /// How many blanks and tabs it begins with.
    pub(super) indent: usize,
    /// What its brackets and quotes come to.
    pub(super) scan: Scan,
}

/// What the brackets and quotes of a line come to.
#[derive(Debug, Default)]
pub(super) struct Scan {
    /// Brackets that are not closed, with their places.
    pub(super) open: Vec<(usize, char)>,
    /// Where a bracket is closed that is not open.
    pub(super) closed: Option<usize>,
    /// Where a bracket is closed by one of the other kind, with the one that is open and its place.
    pub(super) swapped: Option<(usize, (usize, char))>,
    /// Where the text behind a value in brackets or quotes begins.
    pub(super) behind: Option<usize>,
    /// Where a quote begins that does not end.
    pub(super) quote: Option<usize>,
    /// Where a comment begins.
    pub(super) comment: Option<usize>,
}

/// The lines of a text from an offset on.
pub(super) fn lines(text: &str, from: usize) -> Vec<TextLine<'_>> {
    let mut at = from;
    let mut lines = Vec::new();
    for line in text.get(from..).unwrap_or("").split_inclusive('\n') {
        let bare = line.trim_end_matches(['\n', '\r']);
        let indent = bare.len() - bare.trim_start_matches([' ', '\t']).len();
        lines.push(TextLine { at, text: bare, indent, scan: Scan::of(bare) });
        at += line.len();
    }
    lines
}

impl<'t> TextLine<'t> {
    /// What it holds, without blanks around it.
    pub(super) fn bare(&self) -> &'t str {
        self.text.trim()
    }

    /// What it holds before a comment, without blanks behind it.
    pub(super) fn code(&self) -> &'t str {
        let end = self.scan.comment.unwrap_or(self.text.len());
        self.text.get(..end).unwrap_or("").trim_end()
    }

    /// The same with its quoted texts made letters, byte for byte.
    pub(super) fn masked(&self) -> String {
        let code = self.code();
        let mut masked = String::with_capacity(code.len());
        let mut quote = None;
        for (at, c) in code.char_indices() {
            match quote {
                Some(mark) if c == mark => quote = None,
                Some(_) => {
                    masked.extend(std::iter::repeat_n('x', c.len_utf8()));
                    continue;
                }
                None if matches!(c, '"' | '\'') && begins_value(code, at) => quote = Some(c),
                None => {}
            }
            masked.push(c);
        }
        masked
    }

    /// What follows the dashes of items, with its place in the line.
    pub(super) fn content(&self) -> (usize, &'t str) {
        // What YAML takes for indentation; any other blank is the first thing that the line holds.
        let mut rest = self.code().trim_start_matches([' ', '\t']);
        while let Some(inner) = rest.strip_prefix("- ") {
            rest = inner.trim_start_matches([' ', '\t']);
        }
        (self.code().len() - rest.len(), rest)
    }

    /// A place of the line as one of the text.
    pub(super) fn span(&self, from: usize, to: usize) -> Span {
        Span::from_range(self.at + from..self.at + to)
    }

    /// Its key and value, `key: value` behind the dashes, with the value's place in the line.
    pub(super) fn pair(&self) -> Option<(&'t str, usize, &'t str)> {
        let (at, content) = self.content();
        let (name, rest) = content.split_once(": ")?;
        let value = rest.trim_start();
        is_word(name).then(|| (name, at + content.len() - value.len(), value))
    }
}

impl Scan {
    fn of(text: &str) -> Self {
        let mut scan = Self::default();
        let mut quote: Option<(usize, char)> = None;
        let mut before = ' ';
        for (at, c) in text.char_indices() {
            match (quote, c) {
                (Some((_, mark)), _) if c == mark && before != '\\' => {
                    quote = None;
                    scan.ends(at + 1);
                }
                (Some(_), _) => {}
                (None, '"' | '\'') if begins_value(text, at) => quote = Some((at, c)),
                (None, '{' | '[') if !scan.open.is_empty() || begins_value(text, at) => {
                    scan.open.push((at, c));
                }
                (None, '}' | ']') => {
                    match scan.open.pop() {
                        None => scan.closed = scan.closed.or(Some(at)),
                        Some(open) if (open.1 == '{') != (c == '}') => {
                            scan.swapped = scan.swapped.or(Some((at, open)));
                        }
                        Some(_) => {}
                    }
                    scan.ends(at + 1);
                }
                (None, '#') if at == 0 || matches!(before, ' ' | '\t') => {
                    scan.comment = Some(at);
                    break;
                }
                (None, _) => {}
            }
            before = c;
        }
        scan.quote = quote.map(|(at, _)| at);
        scan
    }

    /// A value ends here; the first one that is not in brackets counts.
    fn ends(&mut self, at: usize) {
        if self.open.is_empty() && self.closed.is_none() {
            self.behind = self.behind.or(Some(at));
        }
    }
}

/// Whether a value can begin at this place of a line.
fn begins_value(text: &str, at: usize) -> bool {
    let before = text.get(..at).unwrap_or("").trim_end();
    before.is_empty() || before.ends_with(['{', '[', ',', ':', '-'])
}

/// The first-level key that a line begins with.
pub(super) fn key(text: &str) -> Option<&str> {
    let (name, rest) = text.split_once(':')?;
    (is_word(name) && (rest.is_empty() || rest.starts_with([' ', '\t']))).then_some(name)
}

/// Whether a text may be a key: a letter, then letters, digits and `_`.
pub(super) fn is_word(text: &str) -> bool {
    text.starts_with(char::is_alphabetic) && text.chars().all(|c| c.is_alphanumeric() || c == '_')
}
