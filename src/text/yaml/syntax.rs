//! Explains in plain words why a text is not YAML, and what to type instead.

use granit_parser::{ErrorKind, ScanError};

use crate::text::diagnostic::{Diagnostic, names};
use crate::text::message::{Message, msg};
use crate::text::source::{Span, Unreadable};

/// How deep lists and mappings may be nested.
pub const MAX_DEPTH: usize = 64;

/// A file whose bytes cannot be read as text.
pub(super) fn unreadable(fault: &Unreadable) -> Diagnostic {
    match *fault {
        Unreadable::NotUtf8 { offset, utf16 } => {
            let help = match utf16 {
                true => msg!("the file looks like UTF-16; save it again as UTF-8"),
                false => msg!("the file looks like another encoding; save it again as UTF-8"),
            };
            let span = Span::new(offset, offset.saturating_add(1));
            Diagnostic::new(names::INVALID_YAML, span, msg!("the file is not UTF-8 text"))
                .label(msg!("no UTF-8 character starts here"))
                .help(help)
        }
        Unreadable::TooLarge { bytes, limit } => Diagnostic::new(
            names::INVALID_YAML,
            Span::default(),
            msg!("the file has {bytes} bytes, more than the limit of {limit}", bytes, limit),
        )
        .help(msg!("split the offers over several files, or raise `max_file_bytes` in paysched.toml")),
    }
}

/// Lists and mappings nested deeper than the format allows.
pub(super) fn too_deep(span: Span) -> Diagnostic {
    Diagnostic::new(
        names::INVALID_YAML,
        span,
        msg!("lists and mappings are nested deeper than {limit} levels", limit = MAX_DEPTH),
    )
    .label(msg!("one level too many"))
    .help(msg!("an offer needs no more than six levels; look for a bracket too many"))
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
            msg!("` #` begins a comment, which hides the closing bracket"),
        )
        .label(msg!("read as a comment"))
        .help(msg!("put the text in quotes if `#` is part of it"));
    }
    let (message, help) = words(error.kind());
    let diagnostic =
        Diagnostic::new(names::INVALID_YAML, span, message).label(msg!("the reader stopped here"));
    match help {
        Some(help) => diagnostic.help(help),
        None => diagnostic,
    }
}

/// A comment inside brackets that hides the closing bracket, on the line of an error or one of the two
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

/// The character at `offset`, or the last one of the line if that is a line break or the end.
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

/// What is wrong, and what to type.
fn words(kind: &ErrorKind) -> (Message, Option<Message>) {
    let (message, help) = match kind {
        ErrorKind::UnclosedFlowCollection { open } => {
            (msg!("`{open}` is never closed", open), msg!("add the closing bracket"))
        }
        ErrorKind::MismatchedFlowCollectionEnd { open, close } => (
            msg!("`{open}` is closed by `{close}`", open, close),
            msg!("close each bracket with its own kind"),
        ),
        ErrorKind::UnexpectedCharacter { character } => character_words(*character),
        ErrorKind::MisplacedFlowCollectionEnd => {
            (msg!("a closing bracket without an opening one"), msg!("delete it, or add the opening one"))
        }
        ErrorKind::UnexpectedEofFlowSequence
        | ErrorKind::UnexpectedEofFlowMapping
        | ErrorKind::UnexpectedEofImplicitFlowMapping => {
            (msg!("the file ends inside brackets"), msg!("add the closing bracket"))
        }
        ErrorKind::UnclosedQuotedScalar | ErrorKind::DocumentIndicatorInQuotedScalar => {
            (msg!("a quoted text is never closed"), msg!("add the closing quote"))
        }
        ErrorKind::InvalidQuotedScalarIndent => (
            msg!("a quoted text is never closed, or its next line is not indented"),
            msg!("add the closing quote; the lines of a longer text are indented further than its key"),
        ),
        ErrorKind::InvalidTrailingSingleQuotedScalar => (
            msg!("text follows a closing quote"),
            msg!("put the whole value inside the quotes; write a quote inside it twice: `''`"),
        ),
        ErrorKind::InvalidTrailingDoubleQuotedScalar => (
            msg!("text follows a closing quote"),
            msg!("put the whole value inside the quotes; write a quote inside it as `\\\"`"),
        ),
        ErrorKind::TabInIndentation | ErrorKind::TabInBlockIndentation | ErrorKind::TabNotAllowed => {
            (msg!("a tab is used for indentation"), msg!("indent with spaces"))
        }
        ErrorKind::SimpleKeyExpected | ErrorKind::InvalidSimpleKey | ErrorKind::ExpectedBlockMappingKey => (
            msg!("a `key: value` was expected here"),
            msg!(
                "write a colon and a space after the key, give keys of one mapping the same indentation, \
                 and quote a text that starts with a bracket"
            ),
        ),
        ErrorKind::MappingValueNotAllowed | ErrorKind::InvalidColonPlacement => (
            msg!("a second `: ` on one line"),
            msg!("quote a text that holds `: `, or start the inner mapping on a line of its own"),
        ),
        ErrorKind::ExpectedFlowMappingSeparator => (
            msg!("`,` or `}}` was expected here"),
            msg!("separate the entries by commas and close the bracket; quote a text that starts with `{{`"),
        ),
        ErrorKind::ExpectedFlowSequenceSeparator => (
            msg!("`,` or `]` was expected here"),
            msg!("separate the items by commas and close the bracket; quote a text that starts with `[`"),
        ),
        ErrorKind::ExpectedBlockSequenceEntry => {
            (msg!("`- ` was expected here"), msg!("give all items of a list the same indentation"))
        }
        ErrorKind::BlockSequenceEntryNotAllowed | ErrorKind::BlockEntryInFlowCollection => (
            msg!("a `- ` in the middle of a line"),
            msg!("start the list on a line of its own, or quote the text"),
        ),
        ErrorKind::MappingKeyNotAllowed => (msg!("a `? ` in the middle of a line"), msg!("quote the text")),
        ErrorKind::InvalidBlockScalarHeader => (
            msg!("the text starts on the line of its `|` or `>`"),
            msg!("start it on the next line, indented, or quote a text that starts with `|` or `>`"),
        ),
        ErrorKind::InvalidIndentation | ErrorKind::InvalidFlowScalarIndent => (
            msg!("this line is indented too little for what it continues"),
            msg!("indent it further than the key that it belongs to; a closing bracket too"),
        ),
        ErrorKind::InvalidBlockScalarIndent => (
            msg!("a line of a longer text is indented differently from the others"),
            msg!("give all lines of the text the same indentation"),
        ),
        ErrorKind::CommentNotSeparated => {
            (msg!("a comment needs a space before its `#`"), msg!("write a space before the `#`"))
        }
        ErrorKind::CommentInterceptedScalar => {
            (msg!("a comment inside a text of several lines"), msg!("move the comment, or quote the text"))
        }
        ErrorKind::UnknownQuotedScalarEscape => (
            msg!("an escape that YAML does not have"),
            msg!("write `\\\\` for a backslash, or use single quotes"),
        ),
        ErrorKind::BomInsideDocument => {
            (msg!("a byte order mark inside the text"), msg!("delete it; it may only open the file"))
        }
        ErrorKind::UndeclaredTagHandle => (msg!("a tag, which is not part of the format"), msg!("delete it")),
        ErrorKind::DuplicateVersionDirective => {
            (msg!("the `%YAML` line stands twice"), msg!("delete one of them"))
        }
        ErrorKind::ExpectedDocumentStart => (
            msg!("no `---` follows the `%` lines"),
            msg!("write `---` on a line of its own before the first key"),
        ),
        ErrorKind::MissingDocumentEndBeforeDirective => (
            msg!("a line that starts with `%` inside a document"),
            msg!("quote the text, or end the document with `...`"),
        ),
        other => return (msg!("not YAML: {fault}", fault = other), None),
    };
    (message, Some(help))
}

fn character_words(character: char) -> (Message, Message) {
    match character {
        '\0' => {
            (msg!("a NUL byte, which no text holds"), msg!("delete it; the file may be damaged or binary"))
        }
        '`' => (msg!("a value cannot start with a backtick"), msg!("put the value in quotes")),
        '@' | '%' => {
            (msg!("a value cannot start with `{character}`", character), msg!("put the value in quotes"))
        }
        _ => (
            msg!(
                "the character U+{code} is not allowed here",
                code = format!("{:04X}", u32::from(character))
            ),
            msg!("delete it, or put the value in quotes"),
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
