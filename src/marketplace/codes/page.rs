//! All codes as one page of Markdown.

use std::fmt::Write as _;

use super::{Answer, changes};

/// The page of all codes, change by change; the rules' pages are in `folder`.
pub fn page(folder: &str) -> String {
    let mut page = String::from(
        "# Marketplace codes\n\n\
         What the marketplace answers when it refuses an offer or a resale authorization, in our own words, and \
         the rules that say so before it is asked. Its own tables stand in the pages that are named.\n\
         `paysched explain CODE` shows one code. `422` stands for a request that is refused at once for its \
         shape; all other codes come after minutes.\n",
    );
    for change in changes() {
        // Writing to a String cannot fail.
        let _ = write!(
            page,
            "\n## {} of {}\n\n{}.\n\n| code | means | foreseen by |\n| --- | --- | --- |\n",
            change.name,
            change.entity.word(),
            change.entity.source(),
        );
        for answer in change.answers {
            let _ = writeln!(
                page,
                "| {} | {} | {} |",
                answer.code,
                answer.meaning,
                foreseen(answer, folder).replace('|', "\\|")
            );
        }
    }
    page
}

fn foreseen(answer: &Answer, folder: &str) -> String {
    let rules = answer.foreseen.rules();
    let links: Vec<String> = rules.iter().map(|rule| format!("[`{rule}`]({folder}/{rule}.md)")).collect();
    match (links.join(", "), answer.foreseen.reason()) {
        (links, None) => links,
        (links, Some(reason)) if links.is_empty() => format!("no rule: {reason}"),
        (links, Some(rest)) => format!("{links}; beyond that: {rest}"),
    }
}
