//! Items of a list that do not begin with `- `, and indentation that says something else.

use super::lines::{TextLine, is_word};
use super::{Cause, Fault};
use crate::offer::fields::quote;
use crate::offer::rows;
use crate::text::diagnostic::Edit;
use crate::text::message::msg;

/// `• {…}`, `– {…}`, `* {…}`.
pub(super) fn bullets(lines: &[TextLine<'_>]) -> Option<Cause> {
    const BULLETS: [&str; 20] = [
        "•", "–", "—", "−", "‐", "‑", "‒", "―", "－", "﹣", "·", "・", "‣", "◦", "*", "+", "●", "■", "--",
        "->",
    ];
    let fault = |line: &TextLine<'_>| {
        let bullet = BULLETS.into_iter().find(|bullet| line.bare().starts_with(bullet))?;
        let rest = line.bare().get(bullet.len()..)?;
        let keyed = rest.contains(": ") || rest.trim_start().starts_with(['{', '"']);
        let span = line.span(line.indent, line.indent + bullet.len() + rest.len() - rest.trim_start().len());
        keyed.then(|| {
            let place = line.span(line.indent, line.indent + bullet.len());
            (Fault { span: place, edits: vec![Edit { span, text: "- ".to_owned() }] }, bullet)
        })
    };
    let found: Vec<(Fault, &str)> = lines.iter().filter_map(fault).collect();
    let bullet = found.first()?.1;
    Some(Cause {
        message: msg!("`{bullet}` does not begin an item of a list", bullet),
        label: msg!("a bullet"),
        help: msg!("write `- `, a hyphen and a space, in its place"),
        faults: found.into_iter().map(|(fault, _)| fault).collect(),
    })
}

/// `1. {…}`, `2) {…}`.
pub(super) fn numbers(lines: &[TextLine<'_>]) -> Option<Cause> {
    let fault = |line: &TextLine<'_>| {
        let bare = line.bare();
        let digits = bare.len() - bare.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let rest = bare.get(digits..)?.strip_prefix(['.', ')'])?;
        let item = rest.trim_start();
        let place = line.span(line.indent, line.indent + digits + 1);
        let span = line.span(line.indent, line.indent + bare.len() - item.len());
        let keyed = item.starts_with('{') || item.contains(": ");
        ((1..=3).contains(&digits) && keyed).then(|| {
            let edits = vec![Edit { span, text: "- ".to_owned() }];
            (Fault { span: place, edits }, bare.get(..=digits).unwrap_or("").to_owned())
        })
    };
    let found: Vec<(Fault, String)> = lines.iter().filter_map(fault).collect();
    let number = &found.first()?.1;
    Some(Cause {
        message: msg!("`{number}` does not begin an item of a list", number),
        label: msg!("a number"),
        help: msg!("write `- `, a hyphen and a space, in its place"),
        faults: found.into_iter().map(|(fault, _)| fault).collect(),
    })
}

/// `{invoice_date: …}` on a line of its own, below a key or another such row.
pub(super) fn rows_without_dash(lines: &[TextLine<'_>]) -> Option<Cause> {
    let mut found = Vec::new();
    let mut listed = false;
    for line in lines.iter().filter(|line| !line.code().trim().is_empty()) {
        let code = line.code().trim();
        let row = code.trim_end_matches([',', ';']);
        let inner = row.strip_prefix('{').and_then(|inner| inner.strip_suffix('}'));
        let row_alone = inner.is_some_and(|inner| inner.contains(": ")) && line.scan.open.is_empty();
        if listed && row_alone {
            let edits = vec![Edit {
                span: line.span(line.indent, line.indent + code.len()),
                text: format!("- {row}"),
            }];
            let place = line.span(line.indent, line.indent + 1);
            found.push((Fault { span: place, edits }, format!("- {row}")));
        }
        listed = code.ends_with(':') || listed && row_alone;
    }
    let row = quote(&found.first()?.1);
    Some(Cause {
        message: msg!("no dash before `{begins}`, which begins an item of a list", begins = "{"),
        label: msg!("an item of its own"),
        help: msg!("write {item}", item = row),
        faults: found.into_iter().map(|(fault, _)| fault).collect(),
    })
}

/// `-invoice_date: …`, `-{…}`.
pub(super) fn dashes_without_blank(lines: &[TextLine<'_>]) -> Option<Cause> {
    let fault = |(at, line): (usize, &TextLine<'_>)| {
        let rest = line.bare().strip_prefix('-')?;
        let item = rest.starts_with(|c: char| c.is_alphabetic() || matches!(c, '{' | '[' | '"'));
        let (dash, after) = (line.indent, line.indent + 1);
        // The item's other keys stand below its first one: then it is the dash that moves.
        let below = lines.get(at + 1).is_some_and(|next| next.indent == after);
        let edit = match below && dash > 0 {
            true => Edit { span: line.span(dash - 1, after), text: "- ".to_owned() },
            false => Edit { span: line.span(after, after), text: " ".to_owned() },
        };
        item.then(|| (Fault { span: line.span(dash, after), edits: vec![edit] }, format!("- {rest}")))
    };
    let found: Vec<(Fault, String)> = lines.iter().enumerate().filter_map(fault).collect();
    let whole = quote(&found.first()?.1);
    Some(Cause {
        message: msg!("no space after the dash"),
        label: msg!("begins no item"),
        help: msg!("write {whole}", whole),
        faults: found.into_iter().map(|(fault, _)| fault).collect(),
    })
}

/// Tabs before a key. They are read as wide as the line before it begins.
pub(super) fn tabs(lines: &[TextLine<'_>]) -> Option<Cause> {
    let mut faults = Vec::new();
    // Where the next line begins if it goes on with the mapping of the one above.
    let mut column = 0;
    for line in lines {
        let lead = line.text.get(..line.indent).unwrap_or("");
        let (at, content) = line.content();
        if content.is_empty() {
            continue;
        }
        let below = |width: usize| if content.ends_with(':') { width + 2 } else { width };
        if let Some(tab) = lead.find('\t') {
            let width = if at > line.indent { column.min(2) } else { column };
            let edits = vec![Edit { span: line.span(0, line.indent), text: " ".repeat(width) }];
            faults.push(Fault { span: line.span(tab, tab + 1), edits });
            column = below(width + at - line.indent);
            continue;
        }
        let dashed = line.code().find("-\t").filter(|at| *at == line.indent);
        if let Some(at) = dashed {
            let edits = vec![Edit { span: line.span(at + 1, at + 2), text: " ".to_owned() }];
            faults.push(Fault { span: line.span(at + 1, at + 2), edits });
        }
        column = below(at);
    }
    (!faults.is_empty()).then(|| tab_cause(faults))
}

/// What is said of tabs.
pub(super) fn tab_cause(faults: Vec<Fault>) -> Cause {
    Cause {
        message: msg!("a tab is used for indentation"),
        label: msg!("a tab"),
        help: msg!("indent with spaces: type as many as the line above has before its first letter"),
        faults,
    }
}

/// A key that stands below the dash of its item, not below the item's first key.
pub(super) fn at_the_dash(lines: &[TextLine<'_>]) -> Option<Cause> {
    let mut found = Vec::new();
    let mut item: Option<(usize, &str)> = None;
    for line in lines {
        let (at, content) = line.content();
        if content.is_empty() {
            continue;
        }
        let name = super::lines::key(content).or_else(|| line.pair().map(|pair| pair.0));
        if at > line.indent {
            item = name.map(|name| (line.indent, name));
        } else if let (Some((dash, first)), Some(name)) = (item, name) {
            if line.indent == dash && dash > 0 {
                let edits = vec![Edit { span: line.span(dash, dash), text: "  ".to_owned() }];
                found.push((Fault { span: line.span(at, at + name.len()), edits }, name, first));
            } else if line.indent < dash {
                item = None;
            }
        }
    }
    let (name, first) = found.first().map(|(_, name, first)| (*name, *first))?;
    Some(below_dash(name, first, found.into_iter().map(|(fault, ..)| fault).collect()))
}

/// What is said of keys below the dash of their item.
pub(super) fn below_dash(name: &str, first: &str, faults: Vec<Fault>) -> Cause {
    Cause {
        message: msg!("`{name}` stands below the dash, so it is no part of its row", name),
        label: msg!("two spaces more to the right"),
        help: msg!("put `{name}` exactly below `{first}`: type two more spaces before it", name, first),
        faults,
    }
}

/// A key that begins some spaces to the left or right of the keys that it belongs to.
pub(super) fn uneven(lines: &[TextLine<'_>]) -> Option<Cause> {
    let mut found: Vec<(Fault, &str, &str)> = Vec::new();
    // The keys in whose mappings the line may go on: their columns and names.
    let mut open: Vec<(usize, &str)> = Vec::new();
    let mut opens = true;
    for line in lines {
        let (column, content) = line.content();
        let Some(name) = super::lines::key(content).or_else(|| line.pair().map(|pair| pair.0)) else {
            continue;
        };
        let mut last = open.last().copied();
        while let Some(inner) = open.pop_if(|(at, _)| *at > column) {
            last = Some(inner);
        }
        let level = open.last().is_some_and(|(at, _)| *at == column);
        let begins = column > line.indent || (opens && last.is_none_or(|(at, _)| at < column));
        if let Some((at, first)) = last.filter(|_| !level && !begins) {
            let edits = vec![Edit { span: line.span(0, line.indent), text: " ".repeat(at) }];
            found.push((Fault { span: line.span(column, column + name.len()), edits }, name, first));
            open.push((at, first));
        } else if !level {
            open.push((column, name));
        }
        opens = content.ends_with(':');
    }
    let (name, first) = found.first().map(|(_, name, first)| (*name, *first))?;
    Some(Cause {
        message: msg!("`{name}` does not begin below `{first}`", name, first),
        label: msg!("not in line"),
        help: msg!("give `{name}` as many spaces as it takes to begin exactly below `{first}`", name, first),
        faults: found.into_iter().map(|(fault, ..)| fault).collect(),
    })
}

/// Rows of a date and an amount, as they come from a spreadsheet.
pub(super) fn pasted_rows(lines: &[TextLine<'_>]) -> Option<Cause> {
    let mut found = Vec::new();
    for line in lines {
        // A table of Markdown has bars around its rows.
        let bare = line.bare().trim_matches('|').trim();
        if let Some(row) = rows::in_line(bare) {
            let span = line.span(line.indent, line.indent + line.bare().len());
            let whole = line.span(0, line.indent + line.bare().len());
            found.push((Fault { span, edits: vec![Edit { span: whole, text: format!("  - {row}") }] }, row));
        }
    }
    let row = format!("- {}", found.first()?.1);
    let named = |line: &TextLine<'_>| line.bare().split(['\t', ' ']).next().is_some_and(is_word);
    // The heads of the columns, which came along.
    let first = found.first()?.0.span.start() as usize;
    let head = lines.iter().rev().find(|line| line.at < first && !line.bare().is_empty());
    if let Some(head) = head.filter(|line| line.bare().contains('\t') && named(line))
        && let Some((fault, _)) = found.first_mut()
    {
        let span = head.span(0, head.text.len());
        fault.edits.insert(0, Edit { span, text: String::new() });
    }
    Some(Cause {
        message: msg!("a row of a spreadsheet, without its keys"),
        label: msg!("a date and an amount"),
        help: msg!("write {row}, each row on a line of its own", row = quote(&row)),
        faults: found.into_iter().map(|(fault, _)| fault).collect(),
    })
}
