//! Invisible characters, and typographic quotes that YAML reads as text.

use crate::lint::rules::{Context, text};
use crate::offer::quote;
use crate::text::diagnostic::{Diagnostic, Edit, Fix};
use crate::text::message::msg;
pub(crate) use crate::text::sanitize::is_hidden;
use crate::text::source::{SourceFile, Span, Spans};
use crate::text::yaml::{Document, Node, Scalar, Value};

rule! {
    /// A key or value has an invisible character, or is enclosed in typographic quotes.
    ///
    /// ## Why
    /// Pasted text may contain a zero-width space, a byte order mark, a soft hyphen or a text direction
    /// mark. It is invisible, but it is published, and two names that look alike differ. Typographic
    /// quotes are not quotes to YAML: the buyer would see them.
    ///
    /// ## What to do
    /// Delete the character, or write straight quotes; the fix does both. Joiners inside words,
    /// variation selectors and the wide space of Japanese texts are left alone.
    ///
    /// ### Fails
    /// ```yaml
    /// name: “Acme renewal”
    /// ```
    ///
    /// ### Passes
    /// ```yaml
    /// name: Acme “Gold” renewal
    /// ```
    name: "invisible-character",
    level: Warning,
    reference: "Unicode, Bidi_Control; U+200B, U+FEFF, U+00AD; YAML 1.2.2, section 7.3: quotes are `\"` and `'`",
    fix: Safe,
    check: check,
}

/// A key or value with such a character.
struct Spot {
    span: Span,
    label: crate::text::message::Message,
    edits: Vec<Edit>,
}

fn check(cx: &Context<'_>, found: &mut Vec<Diagnostic>) {
    check_texts(cx.file, cx.document, found);
}

/// Checks every key and value of a document, which may also be an account register.
pub(crate) fn check_texts(file: &SourceFile, document: &Document<'_>, found: &mut Vec<Diagnostic>) {
    let Some(root) = document.root.as_ref() else { return };
    // Nearly every file has none.
    let text = file.slice(root.span);
    if text.is_ascii() && !text.contains('\\') {
        return;
    }
    let (mut hidden, mut curly) = (Vec::new(), Vec::new());
    let known = Spans::new(found.iter().map(Diagnostic::span));
    each_scalar(root, &mut |span, scalar| {
        // An existing finding about the value covers this one.
        let known = known.over(span).and_then(|at| found.get_mut(at));
        match (hidden_in(file, span, scalar), known) {
            (Some((c, _)), Some(known)) => {
                let c = name(c);
                *known = known.clone().note(msg!("the text holds {c}, which cannot be seen", c));
            }
            (Some((c, place)), None) => hidden.push((c, place)),
            (None, None) => curly.extend(in_curly_quotes(file, span, scalar)),
            (None, Some(_)) => {}
        }
    });
    if let Some(((c, _), _)) = hidden.split_first() {
        let (c, count) = (name(*c), hidden.len());
        let message = match count {
            1 => msg!("the text holds {c}, which cannot be seen", c),
            _ => msg!("{count} texts hold characters that cannot be seen, the first {c}", count, c),
        };
        let places = hidden.into_iter().map(|(_, place)| place).collect();
        found.extend(finding(places, message, msg!("delete what cannot be seen")));
    }
    if let Some(first) = curly.first() {
        let (text, count) = (quote(file.slice(first.span)), curly.len());
        let message = match count {
            1 => msg!("the quotes of {text} are part of the text", text),
            _ => msg!("the quotes of {count} texts are part of them, the first {text}", count, text),
        };
        found.extend(finding(curly, message, msg!("write straight quotes")));
    }
}

fn finding(
    places: Vec<Spot>,
    message: crate::text::message::Message,
    way_out: crate::text::message::Message,
) -> Option<Diagnostic> {
    let (first, others) = places.split_first()?;
    let mut diagnostic = RULE.at(first.span, message).label(first.label.clone());
    for other in others.iter().take(3) {
        diagnostic = diagnostic.also(other.span, other.label.clone());
    }
    let edits: Vec<Edit> = places.iter().flat_map(|place| place.edits.clone()).collect();
    let diagnostic = diagnostic.help(way_out.clone());
    Some(if edits.is_empty() { diagnostic } else { diagnostic.fix(Fix::safe(way_out, edits)) })
}

/// The first character of a key or value that cannot be seen; one that is written as an escape is
/// visible in the file, and is not edited.
fn hidden_in(file: &SourceFile, span: Span, scalar: &Scalar<'_>) -> Option<(char, Spot)> {
    let hidden = scalar.text.chars().find(|c| is_hidden(*c))?;
    let raw = file.slice(span);
    let at = |(at, c): (usize, char)| {
        let start = span.start() as usize + at;
        Span::from_range(start..start + c.len_utf8())
    };
    let spans: Vec<Span> = raw.char_indices().filter(|(_, c)| is_hidden(*c)).map(at).collect();
    let place = Spot {
        span: spans.first().copied().unwrap_or_else(|| span.first_line(file.text())),
        label: msg!("{c}", c = name(hidden)),
        edits: spans.into_iter().map(|span| Edit { span, text: String::new() }).collect(),
    };
    Some((hidden, place))
}

/// A text without YAML quotes that is enclosed in typographic ones.
fn in_curly_quotes(file: &SourceFile, span: Span, scalar: &Scalar<'_>) -> Option<Spot> {
    const PAIRS: [(char, char); 7] =
        [('“', '”'), ('„', '“'), ('‘', '’'), ('”', '”'), ('«', '»'), ('＂', '＂'), ('＇', '＇')];
    let raw = file.slice(span);
    let inner = |(open, close): &(char, char)| raw.strip_prefix(*open)?.strip_suffix(*close);
    let inner = PAIRS.iter().filter(|_| scalar.plain).find_map(inner)?;
    if inner.contains(['“', '”', '„', '‘', '«', '»', '＂', '＇']) {
        return None;
    }
    let edits = vec![Edit { span, text: text::double_quoted(inner) }];
    Some(Spot { span: span.first_line(file.text()), label: msg!("not quotes to YAML"), edits })
}

fn name(c: char) -> String {
    let what = match c {
        '\u{200B}' => "a zero-width space",
        '\u{FEFF}' => "a byte order mark",
        '\u{AD}' => "a soft hyphen",
        _ => "a mark of text direction",
    };
    format!("{what} (U+{:04X})", u32::from(c))
}

/// Visits every key and every value that is text, in the order of the file.
fn each_scalar<'n>(node: &'n Node<'_>, visit: &mut impl FnMut(Span, &'n Scalar<'_>)) {
    match &node.value {
        Value::Scalar(scalar) => visit(node.span, scalar),
        Value::Sequence(items) => items.iter().for_each(|item| each_scalar(item, visit)),
        Value::Mapping(entries) => entries.iter().for_each(|entry| {
            each_scalar(&entry.key, visit);
            each_scalar(&entry.value, visit);
        }),
        Value::Alias => {}
    }
}
