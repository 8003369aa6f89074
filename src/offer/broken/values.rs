//! Keys and values that YAML reads as something else: colons, quotes, and characters of its own.

use super::lines::{TextLine, is_word};
use super::{Cause, Fault};
use crate::offer::fields::quote;
use crate::offer::{is_key, is_text_key};
use crate::text::diagnostic::Edit;
use crate::text::message::{Message, msg};
use crate::text::yaml;

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

/// `note: Quarter {n} of {count}` inside braces, without quotes or with those of a word processor.
pub(super) fn placeholders(lines: &[TextLine<'_>]) -> Option<Cause> {
    let fault = |line: &TextLine<'_>| {
        let masked = line.masked();
        let (at, content) = line.content();
        let braced = content.starts_with('{') && content.ends_with('}');
        let place =
            ["{n}", "{count}"].into_iter().filter_map(|mark| masked.find(mark)).min().filter(|_| braced)?;
        let colon = masked.get(..place)?.rfind(": ").filter(|colon| *colon > at)?;
        let name = masked.get(..colon)?.rsplit(['{', ',', ' ']).next()?.to_owned();
        let start = colon + 2;
        // Up to the next key, or the brace that closes the row.
        let rest = masked.get(place..)?;
        let next = rest.match_indices(", ").map(|(n, _)| n).find(|n| {
            rest.get(n + 2..).and_then(|rest| rest.split_once(": ")).is_some_and(|(key, _)| is_word(key))
        });
        let end = next.map_or(masked.len() - 1, |n| place + n);
        let value = line.text.get(start..end)?.trim();
        let bare = value.replace("&quot;", "\"");
        let quoted = double_quoted(bare.trim_matches(['"', '\'', '“', '”', '„', '‘', '’', '「', '」']));
        let span = line.span(start, end);
        Some((Fault { span, edits: vec![Edit { span, text: quoted.clone() }] }, format!("{name}: {quoted}")))
    };
    let found = lines.iter().filter_map(fault).collect();
    cause(
        found,
        msg!("a text with braces inside braces needs straight quotes"),
        msg!("without straight quotes"),
    )
}

/// `legal: (eula: standard)`.
pub(super) fn parentheses(lines: &[TextLine<'_>]) -> Option<Cause> {
    let fault = |line: &TextLine<'_>| {
        let (at, content) = line.content();
        let (from, value) = line.pair().map_or((at, content), |(_, from, value)| (from, value));
        let (from, value) = if content.starts_with('(') { (at, content) } else { (from, value) };
        let inner = value.strip_prefix('(')?.strip_suffix(')').filter(|inner| inner.contains(": "))?;
        let span = line.span(from, from + value.len());
        let braced = format!("{{{inner}}}");
        Some((Fault { span, edits: vec![Edit { span, text: braced.clone() }] }, braced))
    };
    cause(lines.iter().filter_map(fault).collect(), msg!("keys stand in braces"), msg!("in parentheses"))
}

/// `name:Acme`, `{note:"On acceptance"}`.
pub(super) fn colons_without_blank(lines: &[TextLine<'_>]) -> Option<Cause> {
    let glued = |line: &TextLine<'_>| {
        let code = line.code();
        let (colon, _) = code.match_indices(":\"").find(|(at, _)| {
            let name = code.get(..*at).and_then(|before| before.rsplit(['{', ',', ' ']).next());
            name.is_some_and(is_key)
        })?;
        let name = code.get(..colon)?.rsplit(['{', ',', ' ']).next()?;
        let edits = vec![Edit { span: line.span(colon + 1, colon + 1), text: " ".to_owned() }];
        Some((Fault { span: line.span(colon, colon + 1), edits }, format!("{name}: \"…\"")))
    };
    let fault = |line: &TextLine<'_>| {
        if let Some(glued) = glued(line) {
            return Some(glued);
        }
        let (at, content) = line.content();
        let (name, value) = content.split_once(':')?;
        let runs_on = value.starts_with(|c: char| !c.is_whitespace() && c != '/' && c != ':');
        (runs_on && is_word(name)).then(|| {
            let colon = at + name.len();
            let special = value
                .starts_with(['@', '`', '%', '#', '&', '*', '!', '|', '>', '[', '{', '"', '\''])
                || value.starts_with("- ");
            // What cannot begin a value is quoted; brackets and quotes that end with the value are its own.
            let quoted = is_text_key(name) && special && yaml::stops_at(&format!("a: {value}")).is_some()
                || value.starts_with('#');
            let (end, value) = match quoted {
                true => (
                    line.text.trim_end().len(),
                    double_quoted(line.text.get(colon + 1..).unwrap_or(value).trim()),
                ),
                false => (colon + 1, value.to_owned()),
            };
            let text = if quoted { format!(" {value}") } else { " ".to_owned() };
            let edits = vec![Edit { span: line.span(colon + 1, end), text }];
            (Fault { span: line.span(colon, colon + 1), edits }, format!("{name}: {value}"))
        })
    };
    cause(lines.iter().filter_map(fault).collect(), msg!("no space after the colon"), msg!("ends no key"))
}

/// `- invoice_date: 2026-12-15, amount: 60000.00`: an item of several keys without its braces.
pub(super) fn several_keys(lines: &[TextLine<'_>]) -> Option<Cause> {
    let fault = |line: &TextLine<'_>| {
        let (at, content) = line.content();
        let masked = line.masked();
        let masked = masked.get(at..)?;
        let keys = masked
            .split([',', ';'])
            .filter(|part| part.trim_matches([' ', '(']).split_once(": ").is_some_and(|(k, _)| is_word(k)));
        let several =
            keys.count() > 1 && !masked.contains('{') && line.scan.quote.is_none() && at > line.indent;
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
            // Behind them, without a blank, stand a digit and a sign, or nothing.
            '|' | '>' => !rest.is_empty() && (value.get(1..)?.starts_with(' ') || rest.len() > 2),
            '-' | '?' | ':' => value.get(1..)?.starts_with(' '),
            '[' | '{' => !value.ends_with([']', '}']) && rest.contains([']', '}']),
            _ => false,
        };
        // A date or an amount has no such character, a text may have it.
        let number = rest.starts_with(|c: char| c.is_ascii_digit());
        let number = number.then(|| rest.strip_suffix(first).unwrap_or(rest).to_owned());
        let quoted = number.unwrap_or_else(|| double_quoted(value));
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

/// `release: 2026-12-01, accept_by: 2026-12-31`: two lines in one.
pub(super) fn two_lines(lines: &[TextLine<'_>]) -> Option<Cause> {
    let fault = |line: &TextLine<'_>| {
        let (key, from, value) = line.pair()?;
        let (at, _) = line.content();
        let plain = !value.starts_with(['"', '\'', '{', '[', '|', '>']);
        let colon = value.find(": ").or_else(|| value.strip_suffix(':').map(str::len)).filter(|_| plain)?;
        let before = value.get(..colon)?;
        // The longest key with which the text before the colon ends.
        let start = before.char_indices().map(|(n, _)| n).find(|n| before.get(*n..).is_some_and(is_key))?;
        let kept = value.get(..start)?.trim_end().trim_end_matches([',', ';']);
        let second = value.get(start..)?;
        let gap = value.get(kept.len()..start)?;
        // One blank alone, and letters that happen to end a word, are rather part of a text.
        if kept.is_empty() || gap == " " || gap.is_empty() && is_text_key(key) {
            return None;
        }
        let gap = line.span(from + kept.len(), from + start);
        let edits = vec![Edit { span: gap, text: format!("\n{}", " ".repeat(at)) }];
        let name = value.get(start..colon)?;
        let place = line.span(from + start, from + colon);
        let whole = is_text_key(key).then(|| format!("{key}: {}", double_quoted(value)));
        Some((Fault { span: place, edits }, name.to_owned(), second.to_owned(), whole))
    };
    let found: Vec<(Fault, String, String, Option<String>)> = lines.iter().filter_map(fault).collect();
    let (_, name, second, whole) = found.first()?;
    let second = quote(second);
    Some(Cause {
        message: msg!("`{name}` stands on the line of another key", name),
        label: msg!("a key of its own"),
        help: match whole {
            None => msg!("begin a new line before {second}", second),
            Some(whole) => {
                msg!("begin a new line before {second}, or write {whole}", second, whole = quote(whole))
            }
        },
        faults: found.into_iter().map(|(fault, ..)| fault).collect(),
    })
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
        let (name, rest) = content.split_once([' ', '\t', ';'])?;
        let value = rest.trim_start_matches([';', ' ', '\t']);
        let value = value.strip_prefix("- ").or_else(|| value.strip_prefix("-> ")).unwrap_or(value);
        let place = line.span(at, at + name.len());
        (is_key(name) && !value.trim().is_empty()).then(|| {
            let gap = line.span(at + name.len(), at + content.len() - value.len());
            let edits = vec![Edit { span: gap, text: ": ".to_owned() }];
            (Fault { span: place, edits }, format!("{name}: {}", value.trim()))
        })
    };
    let found: Vec<(Fault, String)> = lines.iter().filter_map(fault).collect();
    cause(found, msg!("a key without its colon"), msg!("no colon behind it"))
}

fn double_quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
