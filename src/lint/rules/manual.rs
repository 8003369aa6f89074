//! The manual pages of the rules and their index, as Markdown.

use std::fmt::Write as _;

use super::{Rule, TOPICS};

/// The manual page of a rule: its own text, then its facts. Ends with a line break.
pub fn page(rule: &Rule) -> String {
    let mut page = format!("# {}\n\n{}\n\n## Facts\n\n", rule.name, text(rule));
    let may = if rule.lowerable { "" } else { ", cannot be lowered: the file could not be read" };
    // Writing to a String cannot fail.
    let _ = writeln!(page, "- level: {}{may}", rule.level.word());
    if let Some(fix) = rule.fix {
        let _ = writeln!(page, "- fix: {}", fix.word());
    }
    if !rule.codes.is_empty() {
        let _ = writeln!(page, "- marketplace codes: {}", rule.codes.join(", "));
    }
    let _ = writeln!(page, "- reference: {}", rule.reference);
    page
}

/// A rule's doc comment without the leading blank of each line.
pub fn text(rule: &Rule) -> String {
    let lines: Vec<&str> = rule.docs.lines().map(|line| line.strip_prefix(' ').unwrap_or(line)).collect();
    lines.join("\n").trim().to_owned()
}

/// The index of all manual pages, topic by topic, with links into `folder`.
pub fn index(folder: &str) -> String {
    let mut index = String::from(
        "# Rules\n\n\
         Each rule's page says what it finds, why, what to do, and shows what fails and what passes.\n\
         `paysched explain RULE` shows the same page; `[levels]` in `paysched.toml` changes a level, \
         and a comment `# paysched: allow(rule) reason` allows one finding.\n\
         An example shows only the keys that matter; the rest is a clean offer released on 2026-12-01, \
         to be accepted by 2026-12-31, over 36 months, of 360000.00 USD.\n\
         What each marketplace code means, and which rules foresee it, is the page of [codes](codes.md).\n",
    );
    for (topic, rules) in TOPICS {
        let _ = write!(
            index,
            "\n## {}\n\n| rule | level | fix | marketplace codes | finds |\n| --- | --- | --- | --- | --- |\n",
            topic.trim()
        );
        for rule in *rules {
            let _ = writeln!(
                index,
                "| [`{}`]({folder}/{}.md) | {}{} | {} | {} | {} |",
                rule.name,
                rule.name,
                rule.level.word(),
                if rule.lowerable { "" } else { "!" },
                rule.fix.map_or("", |fix| fix.word()),
                rule.codes.join(", "),
                rule.summary().replace('|', "\\|")
            );
        }
    }
    index.push_str("\nA level with `!` cannot be lowered.\n");
    index
}
