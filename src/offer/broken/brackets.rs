//! Brackets that do not match: left open, never opened, hidden by a comment, or with a comma behind.

use super::lines::{Scan, TextLine, is_word};
use super::{Cause, DAMAGED, Fault};
use crate::offer::fields::quote;
use crate::offer::is_text_key;
use crate::text::diagnostic::Edit;
use crate::text::message::msg;

/// `{note: PO #4711}`: the bracket is in a comment.
pub(super) fn comment_inside(lines: &[TextLine<'_>]) -> Option<Cause> {
    let fault = |line: &TextLine<'_>| {
        let scan = &line.scan;
        let hash = scan.comment.filter(|_| !scan.open.is_empty())?;
        let comment = line.text.get(hash..)?.trim_end();
        let close = hash + comment.find(['}', ']'])?;
        let start =
            line.text.get(..hash)?.rfind(": ").map(|at| at + 2).filter(|_| !comment.starts_with("# "))?;
        let quotes = [start, close].map(|at| Edit { span: line.span(at, at), text: "\"".to_owned() });
        let span = line.span(hash, hash + comment.len());
        Some((Fault { span, edits: quotes.to_vec() }, line.text.get(start..close)?.to_owned()))
    };
    let faults: Vec<(Fault, String)> = lines.iter().filter_map(fault).collect();
    let text = format!("\"{}\"", faults.first()?.1);
    Some(Cause {
        message: msg!("` #` begins a comment, which hides the closing bracket"),
        label: msg!("read as a comment"),
        help: msg!("put the text in quotes if `#` is part of it: {text}", text = quote(&text)),
        faults: faults.into_iter().map(|(fault, _)| fault).collect(),
    })
}

/// `- {…},`: rows below each other as if they were in brackets.
pub(super) fn commas_behind(lines: &[TextLine<'_>]) -> Option<Cause> {
    let fault = |line: &TextLine<'_>| {
        let code = line.code();
        let closed = code.strip_suffix(',')?.ends_with(['}', ']', '"', '\'', ':']);
        let (at, content) = line.content();
        let quoted = || content.starts_with('"') || content.starts_with('{') && line.indent > 0;
        let is_row = at > line.indent || line.pair().is_some() || quoted() || code.ends_with(":,");
        let span = line.span(code.len() - 1, code.len());
        (closed && is_row && line.scan.open.is_empty())
            .then(|| Fault { span, edits: vec![Edit { span, text: String::new() }] })
    };
    let faults: Vec<Fault> = lines.iter().filter_map(fault).collect();
    let at = faults.first().map_or(0, |first| first.span.start() as usize);
    let dashed = lines.iter().rfind(|line| line.at <= at).is_some_and(|line| line.bare().starts_with("- "));
    (!faults.is_empty()).then(|| Cause {
        message: msg!("a comma at the end of a row"),
        label: msg!("one comma too many"),
        help: match dashed {
            true => msg!("delete the comma: rows that begin with `- ` have none between them"),
            false => msg!("delete the comma: keys on lines of their own have none between them"),
        },
        faults,
    })
}

/// Lines inside brackets that begin no further right than what opened them: YAML needs at least a blank
/// more, also before the bracket that closes them.
pub(super) fn outdented(lines: &[TextLine<'_>]) -> Option<Cause> {
    let mut found = Vec::new();
    let mut rest = lines.iter();
    while let Some(line) = rest.next() {
        let least = if line.pair().is_some() { line.content().0 } else { line.indent };
        let goes_on = line.code().ends_with([',', '{', '[']) && line.scan.quote.is_none();
        if line.scan.open.is_empty() || !goes_on {
            continue;
        }
        let mut depth = balance(line);
        let mut faults = Vec::new();
        for inner in rest.clone().filter(|inner| !inner.code().trim().is_empty()) {
            if inner.indent <= least {
                let edits = vec![Edit { span: inner.span(0, inner.indent), text: " ".repeat(least + 2) }];
                let span = inner.span(inner.indent, inner.code().len());
                faults.push((Fault { span, edits }, format!("{}{}", " ".repeat(least + 2), inner.bare())));
            }
            depth += balance(inner);
            if depth <= 0 || inner.bare().starts_with("- ") {
                break;
            }
        }
        if depth == 0 {
            found.extend(faults);
        }
    }
    let blanks = found.first()?.1.len() - found.first()?.1.trim_start().len();
    Some(Cause {
        message: msg!("a line inside brackets begins too far to the left"),
        label: msg!("not further right than the line that opens the bracket"),
        help: msg!("begin it with {blanks} spaces; a closing bracket, too", blanks),
        faults: found.into_iter().map(|(fault, _)| fault).collect(),
    })
}

/// How many more brackets a line opens than it closes.
fn balance(line: &TextLine<'_>) -> i32 {
    line.masked().chars().fold(0, |sum, c| match c {
        '{' | '[' => sum + 1,
        '}' | ']' => sum - 1,
        _ => sum,
    })
}

/// `- {…` without its `}`, before the next row or key.
pub(super) fn never_closed(lines: &[TextLine<'_>]) -> Option<Cause> {
    let mut found = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let Scan { open, quote, .. } = &line.scan;
        let Some((place, bracket)) = open.first().copied().filter(|_| quote.is_none()) else { continue };
        let next =
            lines.iter().skip(at + 1).find(|next| !next.bare().is_empty() && !next.bare().starts_with('#'));
        let goes_on = line.code().ends_with([',', '{', '[']);
        let column = if goes_on { line.indent } else { line.content().0 };
        let ends =
            next.is_none_or(|next| next.indent <= column && !next.bare().starts_with(['}', ']', '{', '[']));
        if ends {
            let close: String = open.iter().rev().map(|(_, c)| if *c == '{' { '}' } else { ']' }).collect();
            let end = line.code().len();
            let whole = format!("{}{close}", line.code().trim_start());
            let edits = vec![Edit { span: line.span(end, end), text: close.clone() }];
            found.push((Fault { span: line.span(place, place + 1), edits }, bracket, close, whole));
        }
    }
    let (_, bracket, close, whole) = found.first()?;
    Some(Cause {
        message: msg!("`{bracket}` is never closed", bracket),
        label: msg!("opened here"),
        help: msg!("add `{close}` at the end of the line: {whole}", close, whole = quote(whole)),
        faults: found.into_iter().map(|(fault, ..)| fault).collect(),
    })
}

/// `- invoice_date: …, amount: …}` without its `{`.
pub(super) fn never_opened(lines: &[TextLine<'_>]) -> Option<Cause> {
    let fault = |line: &TextLine<'_>| {
        let close = line.scan.closed?;
        let (at, content) = line.content();
        let bracket = line.text.get(close..=close)?;
        let opens =
            bracket == "}" && !content.contains('{') && content.ends_with('}') && content.contains(": ");
        let (edit, whole) = if opens {
            let edit = Edit { span: line.span(at, at), text: "{".to_owned() };
            (edit, Some(format!("{}{{{content}", line.text.get(..at)?.trim_start())))
        } else {
            // What a value would be without its bracket is a guess, against which nothing is held.
            let value = line.pair().filter(|(_, from, _)| (*from..line.code().len()).contains(&close));
            let edit = match value {
                Some((_, from, value)) => {
                    Edit { span: line.span(from, from + value.len()), text: DAMAGED.to_owned() }
                }
                None => Edit { span: line.span(close, close + 1), text: String::new() },
            };
            (edit, None)
        };
        Some((Fault { span: line.span(close, close + 1), edits: vec![edit] }, whole))
    };
    let mut found: Vec<(Fault, Option<String>)> = lines.iter().filter_map(fault).collect();
    let whole = found.first_mut()?.1.take();
    Some(Cause {
        message: msg!("a closing bracket without an opening one"),
        label: msg!("closes nothing"),
        help: match whole {
            Some(whole) => msg!("write {whole}", whole = quote(&whole)),
            None => msg!("delete it, or add the opening one"),
        },
        faults: found.into_iter().map(|(fault, _)| fault).collect(),
    })
}

/// `{invoice_date: 2026-12-15 amount: 60000.00}`: no comma between two keys.
pub(super) fn commas_missing(lines: &[TextLine<'_>]) -> Option<Cause> {
    let fault = |line: &TextLine<'_>| {
        let code = line.masked();
        let open = code.find('{').filter(|_| line.scan.quote.is_none())?;
        let mut from = open;
        let mut commas = Vec::new();
        while let Some(colon) = code.get(from..)?.find(": ").map(|at| from + at) {
            let before = code.get(from..colon)?;
            let name = last_key(before)?;
            let start = colon - name.len();
            let value = code.get(from..start)?.trim_end();
            // Behind a value, and not behind a bracket or a comma, nor as the last word of a key of several.
            let ends = value.ends_with(['}', ']']) || !value.contains(['{', '[']) && !value.contains(", ");
            if from > open && ends && !value.is_empty() && !value.ends_with([',', '，', '、']) {
                let (gap, end) = (from + value.trim_end_matches(';').len(), from + value.len());
                commas.push((Edit { span: line.span(gap, end), text: ",".to_owned() }, start, name));
            }
            from = colon + 2;
        }
        let (start, name) = commas.first().map(|(_, start, name)| (*start, (*name).to_owned()))?;
        let place = line.span(start, start + name.len());
        let edits = commas.into_iter().map(|(edit, ..)| edit).collect();
        Some((Fault { span: place, edits }, name))
    };
    let found: Vec<(Fault, String)> = lines.iter().filter_map(fault).collect();
    let name = &found.first()?.1;
    Some(Cause {
        message: msg!("no comma before `{name}`", name),
        label: msg!("a key of its own"),
        help: msg!("write `, {name}: …`: inside braces a comma stands between two keys", name),
        faults: found.into_iter().map(|(fault, _)| fault).collect(),
    })
}

/// `{note: "PO 4711}`: the quote is open where its bracket is closed.
pub(super) fn quote_open(lines: &[TextLine<'_>]) -> Option<Cause> {
    let fault = |line: &TextLine<'_>| {
        let scan = &line.scan;
        let from = scan.quote.filter(|_| !scan.open.is_empty())?;
        let rest = line.text.get(from..)?.trim_end();
        // One bracket for each that is open; those before them are text.
        let mut kept = rest;
        for _ in &scan.open {
            kept = kept.strip_suffix(['}', ']']).unwrap_or(kept);
        }
        let end = from + kept.len();
        let mark = rest.get(..1)?.to_owned();
        let text = format!("{}{mark}", line.text.get(from..end)?);
        let edits = vec![Edit { span: line.span(end, end), text: mark }];
        Some((Fault { span: line.span(from, end), edits }, text))
    };
    let found: Vec<(Fault, String)> = lines.iter().filter_map(fault).collect();
    let text = quote(&found.first()?.1);
    Some(Cause {
        message: msg!("a quoted text is never closed"),
        label: msg!("opened here"),
        help: msg!("write {text}", text),
        faults: found.into_iter().map(|(fault, _)| fault).collect(),
    })
}

/// The key at the end of a text: a word, or a duration such as `12 months`.
fn last_key(before: &str) -> Option<&str> {
    let from = before.rfind([' ', '{', ',']).map_or(0, |at| at + 1);
    let word = before.get(from..).filter(|word| is_word(word))?;
    let number = before.get(..from)?.trim_end_matches(' ');
    let digits = number.len() - number.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    let is_unit = ["day", "month", "year"].contains(&word.trim_end_matches('s'));
    if is_unit && digits > 0 { before.get(number.len() - digits..) } else { Some(word) }
}

/// `{…]`: a bracket that the other kind closes.
pub(super) fn swapped(lines: &[TextLine<'_>]) -> Option<Cause> {
    let fault = |line: &TextLine<'_>| {
        let (at, (opened, open)) = line.scan.swapped?;
        let (close, wrong) = if open == '{' { ("}", "]") } else { ("]", "}") };
        let edits = vec![Edit { span: line.span(at, at + 1), text: close.to_owned() }];
        Some((Fault { span: line.span(opened, opened + 1), edits }, open, close, wrong))
    };
    let found: Vec<(Fault, char, &str, &str)> = lines.iter().filter_map(fault).collect();
    let (_, open, close, wrong) = found.first()?;
    Some(Cause {
        message: msg!("`{open}` is closed by `{close}`", open, close = wrong),
        label: msg!("opened here"),
        help: msg!("write `{close}` in the place of `{wrong}`", close, wrong),
        faults: found.into_iter().map(|(fault, ..)| fault).collect(),
    })
}

/// `{{id: …}`: a bracket that is opened twice.
pub(super) fn doubled(lines: &[TextLine<'_>]) -> Option<Cause> {
    let fault = |line: &TextLine<'_>| {
        let (at, _) = line.scan.open.first().copied().filter(|_| line.scan.quote.is_none())?;
        let again = line
            .text
            .get(at + 1..)
            .filter(|rest| line.text.get(at..=at).is_some_and(|own| rest.starts_with(own)));
        let span = line.span(at, at + 1);
        again.map(|_| Fault { span, edits: vec![Edit { span, text: String::new() }] })
    };
    let faults: Vec<Fault> = lines.iter().filter_map(fault).collect();
    (!faults.is_empty()).then(|| Cause {
        message: msg!("a bracket is opened twice and closed once"),
        label: msg!("one bracket too many"),
        help: msg!("delete one of the two brackets"),
        faults,
    })
}

/// `{…}#1`, `"…" // agreed`, `{…} as agreed`: text behind a value that has ended.
pub(super) fn text_behind(lines: &[TextLine<'_>]) -> Option<Cause> {
    let fault = |line: &TextLine<'_>| {
        let end = line.scan.behind.filter(|_| line.scan.open.is_empty())?;
        let rest = line.text.get(end..)?.trim_end();
        let bare = rest.trim_start();
        let start = end + rest.len() - bare.len();
        let quoted = line.text.get(..end)?.ends_with(['"', '\'']);
        // In a text, what looks like a value of its own may be the beginning.
        let may_be_text = quoted || line.pair().is_some_and(|(key, ..)| is_text_key(key));
        let (old, new) = match bare {
            "" => return None,
            _ if bare.starts_with('#') && start == end => ("", " "),
            _ if bare.starts_with("//") => ("//", " #"),
            _ if !may_be_text
                && bare.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '(' | '-' | '/' | '<')) =>
            {
                ("", " # ")
            }
            _ => return None,
        };
        let cut = if new == " " { end..end } else { end..start + old.len() };
        let edits = vec![Edit { span: line.span(cut.start, cut.end), text: new.to_owned() }];
        let comment = format!("{}{}", new.trim_start(), bare.strip_prefix(old)?);
        Some((Fault { span: line.span(start, start + bare.len()), edits }, comment))
    };
    let found: Vec<(Fault, String)> = lines.iter().filter_map(fault).collect();
    let comment = quote(&found.first()?.1);
    Some(Cause {
        message: msg!("text follows a value that has ended"),
        label: msg!("belongs to nothing"),
        help: msg!("delete it, or write a space and {comment} if it is a remark", comment),
        faults: found.into_iter().map(|(fault, _)| fault).collect(),
    })
}
