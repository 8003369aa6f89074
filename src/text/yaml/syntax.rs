//! Says in plain words why a text is not YAML, and what to type instead.

use granit_parser::{ErrorKind, ScanError};

use super::parse::MAX_DEPTH;
use crate::text::diagnostic::{Diagnostic, names};
use crate::text::source::{Span, Unreadable};

/// A file whose bytes are no text that can be read.
pub(super) fn unreadable(fault: &Unreadable) -> Diagnostic {
    match *fault {
        Unreadable::NotUtf8 { offset, utf16 } => {
            let encoding = if utf16 { "UTF-16" } else { "another encoding" };
            let span = Span::new(offset, offset.saturating_add(1));
            Diagnostic::new(names::INVALID_YAML, span, "the file is not UTF-8 text")
                .label("no UTF-8 character starts here")
                .help(format!("the file looks like {encoding}; save it again as UTF-8"))
        }
        Unreadable::TooLarge { bytes, limit } => Diagnostic::new(
            names::INVALID_YAML,
            Span::default(),
            format!("the file has {bytes} bytes, more than the limit of {limit}"),
        )
        .help("split the offers over several files, or raise `max_file_bytes` in paysched.toml"),
    }
}

/// Lists and mappings nested deeper than the format allows.
pub(super) fn too_deep(span: Span) -> Diagnostic {
    Diagnostic::new(
        names::INVALID_YAML,
        span,
        format!("lists and mappings are nested deeper than {MAX_DEPTH} levels"),
    )
    .label("one level too many")
    .help("an offer needs no more than six levels; look for a bracket too many")
}

/// The parser's error, in words that say what to type.
pub(super) fn error(text: &str, error: &ScanError) -> Diagnostic {
    let offset = error.marker().byte_offset().unwrap_or(0).min(text.len());
    let span = character_at(text, offset);
    if matches!(error.kind(), ErrorKind::RecursionLimitExceeded) {
        return too_deep(span);
    }
    if let Some(comment) = comment_in_brackets(text, offset) {
        return Diagnostic::new(
            names::INVALID_YAML,
            comment,
            "` #` begins a comment, which hides the closing bracket",
        )
        .label("read as a comment")
        .help("put the text in quotes if `#` is part of it");
    }
    let (message, help) = words(error.kind());
    let diagnostic = Diagnostic::new(names::INVALID_YAML, span, message).label("the reader stopped here");
    match help {
        "" => diagnostic,
        help => diagnostic.help(help),
    }
}

/// A comment within brackets that hides what closes them, on the line of an error or one of the two
/// above: YAML readers notice only later that something is amiss.
fn comment_in_brackets(text: &str, offset: usize) -> Option<Span> {
    let end = text.get(offset..)?.find(['\n', '\r']).map_or(text.len(), |at| offset + at);
    let mut to = end;
    for _ in 0..3 {
        let from = text.get(..to)?.rfind(['\n', '\r']).map_or(0, |at| at + 1);
        if let Some(hash) = hash_in_brackets(text.get(from..to)?) {
            return Some(Span::from_range(from + hash..from + text.get(from..to)?.trim_end().len()));
        }
        to = text.get(..from)?.trim_end_matches(['\n', '\r']).len();
    }
    None
}

/// Where ` #` and then no blank stands inside brackets that are open before it and closed after it.
fn hash_in_brackets(line: &str) -> Option<usize> {
    let (mut open, mut quote, mut before) = (0_usize, None, ' ');
    for (at, c) in line.char_indices() {
        match (quote, c) {
            (Some(mark), _) if c == mark => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') if matches!(before, ' ' | '{' | '[' | ',' | ':') => quote = Some(c),
            (None, '{' | '[') => open += 1,
            (None, '}' | ']') => open = open.saturating_sub(1),
            (None, '#') if before == ' ' => {
                let comment = line.get(at + 1..)?;
                let cut = comment.contains(['}', ']']) && !comment.starts_with(' ');
                return (open > 0 && cut).then_some(at);
            }
            (None, _) => {}
        }
        before = c;
    }
    None
}

/// The character at `offset`, or the last one of the line where that is a line break or the end.
fn character_at(text: &str, offset: usize) -> Span {
    let offset = (0..=offset).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    let here = text.get(offset..).and_then(|rest| rest.chars().next());
    match here {
        Some(c) if c != '\n' && c != '\r' => Span::from_range(offset..offset + c.len_utf8()),
        _ => {
            let before = text.get(..offset).unwrap_or("");
            let kept = before.trim_end();
            match kept.chars().next_back() {
                Some(c) => Span::from_range(kept.len() - c.len_utf8()..kept.len()),
                None => Span::from_range(offset..offset),
            }
        }
    }
}

/// What is wrong, and what to type; the second may be empty.
fn words(kind: &ErrorKind) -> (String, &'static str) {
    let (message, help) = match kind {
        ErrorKind::UnclosedFlowCollection { open } => {
            return (format!("`{open}` is never closed"), "add the closing bracket");
        }
        ErrorKind::MismatchedFlowCollectionEnd { open, close } => {
            return (format!("`{open}` is closed by `{close}`"), "close each bracket with its own kind");
        }
        ErrorKind::UnexpectedCharacter { character } => return character_words(*character),
        ErrorKind::MisplacedFlowCollectionEnd => {
            ("a closing bracket without an opening one", "delete it, or add the opening one")
        }
        ErrorKind::UnexpectedEofFlowSequence
        | ErrorKind::UnexpectedEofFlowMapping
        | ErrorKind::UnexpectedEofImplicitFlowMapping => {
            ("the file ends inside brackets", "add the closing bracket")
        }
        ErrorKind::UnclosedQuotedScalar | ErrorKind::DocumentIndicatorInQuotedScalar => {
            ("a quoted text is never closed", "add the closing quote")
        }
        ErrorKind::InvalidQuotedScalarIndent => (
            "a quoted text is never closed, or its next line is not indented",
            "add the closing quote; the lines of a longer text are indented further than its key",
        ),
        ErrorKind::InvalidTrailingSingleQuotedScalar => (
            "text follows a closing quote",
            "put the whole value inside the quotes; write a quote inside it twice: `''`",
        ),
        ErrorKind::InvalidTrailingDoubleQuotedScalar => (
            "text follows a closing quote",
            "put the whole value inside the quotes; write a quote inside it as `\\\"`",
        ),
        ErrorKind::TabInIndentation | ErrorKind::TabInBlockIndentation | ErrorKind::TabNotAllowed => {
            ("a tab is used for indentation", "indent with spaces")
        }
        ErrorKind::SimpleKeyExpected | ErrorKind::InvalidSimpleKey | ErrorKind::ExpectedBlockMappingKey => (
            "a `key: value` was expected here",
            "write a colon and a space after the key, give keys of one mapping the same indentation, and quote a text that starts with a bracket",
        ),
        ErrorKind::MappingValueNotAllowed | ErrorKind::InvalidColonPlacement => (
            "a second `: ` on one line",
            "quote a text that holds `: `, or start the inner mapping on a line of its own",
        ),
        ErrorKind::ExpectedFlowMappingSeparator => (
            "`,` or `}` was expected here",
            "separate the entries by commas and close the bracket; quote a text that starts with `{`",
        ),
        ErrorKind::ExpectedFlowSequenceSeparator => (
            "`,` or `]` was expected here",
            "separate the items by commas and close the bracket; quote a text that starts with `[`",
        ),
        ErrorKind::ExpectedBlockSequenceEntry => {
            ("`- ` was expected here", "give all items of a list the same indentation")
        }
        ErrorKind::BlockSequenceEntryNotAllowed | ErrorKind::BlockEntryInFlowCollection => {
            ("a `- ` in the middle of a line", "start the list on a line of its own, or quote the text")
        }
        ErrorKind::MappingKeyNotAllowed => ("a `? ` in the middle of a line", "quote the text"),
        ErrorKind::InvalidBlockScalarHeader => (
            "the text starts on the line of its `|` or `>`",
            "start it on the next line, indented, or quote a text that starts with `|` or `>`",
        ),
        ErrorKind::InvalidIndentation | ErrorKind::InvalidFlowScalarIndent => (
            "this line is indented too little for what it continues",
            "indent it further than the key that it belongs to; a closing bracket too",
        ),
        ErrorKind::InvalidBlockScalarIndent => (
            "a line of a longer text is indented differently from the others",
            "give all lines of the text the same indentation",
        ),
        ErrorKind::CommentNotSeparated => {
            ("a comment needs a space before its `#`", "write a space before the `#`")
        }
        ErrorKind::CommentInterceptedScalar => {
            ("a comment inside a text of several lines", "move the comment, or quote the text")
        }
        ErrorKind::UnknownQuotedScalarEscape => {
            ("an escape that YAML does not have", "write `\\\\` for a backslash, or use single quotes")
        }
        ErrorKind::BomInsideDocument => {
            ("a byte order mark inside the text", "delete it; it may only open the file")
        }
        ErrorKind::UndeclaredTagHandle => ("a tag, which is not part of the format", "delete it"),
        ErrorKind::DuplicateVersionDirective => ("the `%YAML` line stands twice", "delete one of them"),
        ErrorKind::ExpectedDocumentStart => {
            ("no `---` follows the `%` lines", "write `---` on a line of its own before the first key")
        }
        ErrorKind::MissingDocumentEndBeforeDirective => (
            "a line that starts with `%` inside a document",
            "quote the text, or end the document with `...`",
        ),
        other => return (format!("not YAML: {other}"), ""),
    };
    (message.to_owned(), help)
}

fn character_words(character: char) -> (String, &'static str) {
    match character {
        '\0' => {
            ("a NUL byte, which no text holds".to_owned(), "delete it; the file may be damaged or binary")
        }
        '`' => ("a value cannot start with a backtick".to_owned(), "put the value in quotes"),
        '@' | '%' => (format!("a value cannot start with `{character}`"), "put the value in quotes"),
        _ => (
            format!("the character U+{:04X} is not allowed here", u32::from(character)),
            "delete it, or put the value in quotes",
        ),
    }
}

#[cfg(test)]
mod tests {
    use crate::text::source::SourceFile;
    use crate::text::yaml::parse;

    #[test]
    fn a_comment_that_hides_a_bracket_is_named() {
        let found = |text: &str| {
            let file = SourceFile::new("x.yaml", text);
            let documents = parse(&file);
            let finding = &documents[0].diagnostics[0];
            (file.slice(finding.span()).to_owned(), finding.message.to_string())
        };
        let hides = "` #` begins a comment, which hides the closing bracket";
        let two = found("list:\n  - {a: 1, note: PO #4711}\n  - {a: 2}\n");
        assert_eq!(two, ("#4711}".to_owned(), hides.to_owned()));
        assert_eq!(found("list: [a, PO #4711] \nnext: 1\n"), ("#4711]".to_owned(), hides.to_owned()));
        // A comment in quotes, or one with a blank, is not the cause.
        assert_ne!(found("list:\n  - {a: 'PO #4711}\n  - {a: 2}\n").1, hides);
        assert_ne!(found("list:\n  - {a: PO # 4711}\n  - {a: 2}\n").1, hides);
    }

    #[test]
    fn an_error_at_a_line_end_points_at_the_last_character() {
        let file = SourceFile::new("x.yaml", "a: [1, 2\n\n");
        let documents = parse(&file);
        let found = &documents[0].diagnostics[0];
        assert!(!file.slice(found.span()).is_empty());
        assert!(!file.slice(found.span()).contains('\n'));
    }
}
