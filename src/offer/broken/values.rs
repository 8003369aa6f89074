//! Keys and values that YAML reads as something else: colons, quotes, and characters of its own.

use super::lines::{TextLine, is_word};
use super::{Cause, Fault};
use crate::offer::fields::quote;
use crate::offer::is_key;
use crate::text::diagnostic::Edit;
use crate::text::message::{Message, msg};

/// One mistake at these places, with the line as it should be.
fn cause(found: Vec<(Fault, String)>, message: Message, label: Message) -> Option<Cause> {
    let line = quote(&found.first()?.1);
    Some(Cause {
        message,
        label,
        help: msg!("write {line}", line),
        faults: found.into_iter().map(|(fault, _)| fault).collect(),
    })
}

/// `total = 360000.00`.
pub(super) fn equals_signs(lines: &[TextLine<'_>]) -> Option<Cause> {
    let fault = |line: &TextLine<'_>| {
        let (at, content) = line.content();
        let (name, value) = content.split_once('=')?;
        let (bare, value) = (name.trim_end(), value.trim_start());
        let gap = (at + bare.len(), at + content.len() - value.len());
        let sign = line.span(at + name.len(), at + name.len() + 1);
        is_word(bare).then(|| {
            let edits = vec![Edit { span: line.span(gap.0, gap.1), text: ": ".to_owned() }];
            (Fault { span: sign, edits }, format!("{bare}: {value}"))
        })
    };
    cause(lines.iter().filter_map(fault).collect(), msg!("`=` does not end a key"), msg!("no colon"))
}

/// `name:Acme`.
pub(super) fn colons_without_blank(lines: &[TextLine<'_>]) -> Option<Cause> {
    let fault = |line: &TextLine<'_>| {
        let (at, content) = line.content();
        let (name, value) = content.split_once(':')?;
        let runs_on = value.starts_with(|c: char| !c.is_whitespace() && c != '/' && c != ':');
        (runs_on && is_word(name)).then(|| {
            let colon = at + name.len();
            let edits = vec![Edit { span: line.span(colon + 1, colon + 1), text: " ".to_owned() }];
            (Fault { span: line.span(colon, colon + 1), edits }, format!("{name}: {value}"))
        })
    };
    cause(lines.iter().filter_map(fault).collect(), msg!("no space after the colon"), msg!("ends no key"))
}

/// `- invoice_date: 2026-12-15, amount: 60000.00`: an item of several keys without its braces.
pub(super) fn several_keys(lines: &[TextLine<'_>]) -> Option<Cause> {
    let fault = |line: &TextLine<'_>| {
        let (at, content) = line.content();
        let keys = content
            .split([',', ';'])
            .filter(|part| part.trim_matches([' ', '(']).split_once(": ").is_some_and(|(k, _)| is_word(k)));
        let several = keys.count() > 1 && !content.contains(['{', '"', '\'']) && at > line.indent;
        several.then(|| {
            let inner = content.replace(';', ",");
            let inner = inner.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')).unwrap_or(&inner);
            let whole = line.span(at, at + content.len());
            let edits = vec![Edit { span: whole, text: format!("{{{inner}}}") }];
            (Fault { span: whole, edits }, format!("- {{{inner}}}"))
        })
    };
    let found: Vec<(Fault, String)> = lines.iter().filter_map(fault).collect();
    cause(found, msg!("several keys on one line need braces"), msg!("without braces"))
}

/// `name: "Acme" KK`, `name: 'Acme's plan'`, `name: "Acme`.
pub(super) fn quotes_inside(lines: &[TextLine<'_>]) -> Option<Cause> {
    let fault = |line: &TextLine<'_>| {
        let (at, content) = line.content();
        let (name, from, value) = match line.pair() {
            Some((name, from, _)) => (Some(name), from, line.text.get(from..)?.trim_end()),
            None => (None, at, content),
        };
        let mark = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        let inside = value.get(1..)?;
        let closes = inside.find(mark);
        let proper = closes.is_some_and(|end| {
            let rest = inside.get(end + 1..).unwrap_or("").trim_start();
            rest.is_empty() || rest.starts_with('#')
        });
        if proper {
            return None;
        }
        let bare = inside.strip_suffix(mark).unwrap_or(inside);
        // A whole text in quotes keeps the rest of its quotes as text.
        let text = if closes.is_some() && !value.ends_with(mark) { value } else { bare };
        let quoted = double_quoted(text);
        let span = line.span(from, from + value.len());
        let whole = name.map_or(quoted.clone(), |name| format!("{name}: {quoted}"));
        let message = match closes {
            None => msg!("a quoted text is never closed"),
            Some(_) => msg!("text follows a closing quote"),
        };
        let label = match closes {
            None => msg!("opened here"),
            Some(_) => msg!("has quotes inside"),
        };
        Some((Fault { span, edits: vec![Edit { span, text: quoted }] }, whole, message, label))
    };
    let found: Vec<(Fault, String, Message, Message)> = lines.iter().filter_map(fault).collect();
    let (message, label) = found.first().map(|(_, _, message, label)| (message.clone(), label.clone()))?;
    cause(found.into_iter().map(|(fault, whole, ..)| (fault, whole)).collect(), message, label)
}

/// `name: @acme`, `` name: `x` ``, `name: | text`: characters with which no text begins.
pub(super) fn special_beginnings(lines: &[TextLine<'_>]) -> Option<Cause> {
    let fault = |line: &TextLine<'_>| {
        let (name, from, value) = line.pair()?;
        let first = value.chars().next()?;
        let rest = value.get(first.len_utf8()..)?.trim_start();
        let wrong = match first {
            '@' | '`' | '%' | ',' | '&' | '*' | '!' => true,
            '|' | '>' => rest.starts_with(char::is_alphabetic),
            '-' | '?' | ':' => value.get(1..)?.starts_with(' '),
            '[' | '{' => !value.ends_with([']', '}']) && rest.contains([']', '}']),
            _ => false,
        };
        let quoted = double_quoted(value);
        let span = line.span(from, from + value.len());
        wrong.then(|| {
            let place = line.span(from, from + first.len_utf8());
            let edits = vec![Edit { span, text: quoted.clone() }];
            (Fault { span: place, edits }, format!("{name}: {quoted}"), first)
        })
    };
    let found: Vec<(Fault, String, char)> = lines.iter().filter_map(fault).collect();
    let first = found.first()?.2;
    let message = msg!("a value cannot start with `{first}`", first);
    cause(found.into_iter().map(|(f, whole, _)| (f, whole)).collect(), message, msg!("has a meaning in YAML"))
}

/// `name: Acme KK: three-year plan`.
pub(super) fn second_colons(lines: &[TextLine<'_>]) -> Option<Cause> {
    let fault = |line: &TextLine<'_>| {
        let (name, from, value) = line.pair()?;
        let second = value.find(": ").or_else(|| value.ends_with(':').then(|| value.len() - 1))?;
        let text = !value.starts_with(['"', '\'', '{', '[', '|', '>']);
        let quoted = double_quoted(value);
        text.then(|| {
            let span = line.span(from, from + value.len());
            let place = line.span(from + second, from + second + 1);
            (
                Fault { span: place, edits: vec![Edit { span, text: quoted.clone() }] },
                format!("{name}: {quoted}"),
            )
        })
    };
    let found: Vec<(Fault, String)> = lines.iter().filter_map(fault).collect();
    cause(found, msg!("a second `: ` on one line"), msg!("read as the end of a key"))
}

/// `accept_by 2026-12-31`.
pub(super) fn keys_without_colon(lines: &[TextLine<'_>]) -> Option<Cause> {
    let fault = |line: &TextLine<'_>| {
        let (at, content) = line.content();
        let (name, value) = content.split_once([' ', '\t'])?;
        let place = line.span(at, at + name.len());
        (is_key(name) && !value.trim().is_empty()).then(|| {
            let end = at + name.len();
            let edits = vec![Edit { span: line.span(end, end), text: ":".to_owned() }];
            (Fault { span: place, edits }, format!("{name}: {}", value.trim()))
        })
    };
    let found: Vec<(Fault, String)> = lines.iter().filter_map(fault).collect();
    cause(found, msg!("a key without its colon"), msg!("no colon behind it"))
}

fn double_quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
