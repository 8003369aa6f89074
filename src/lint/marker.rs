//! Documents without the marker of an offer that look like one all the same.

use super::rules::MARKER_MISSING as RULE;
use crate::offer::{FORMAT, MARKER, accounts, is_offer, quote};
use crate::text::diagnostic::Diagnostic;
use crate::text::message::msg;
use crate::text::source::{SourceFile, Unreadable};
use crate::text::yaml::{Document, Entry, Node, Value};

/// Keys that hardly any other YAML file has.
const TELLING: [&str; 4] = ["installments", "accept_by", "buyers", "net_terms"];

/// Keys under which offers are put.
const OFFERS: [&str; 2] = ["offer", "offers"];

/// How many letters of the marker may differ.
const LETTERS: usize = 2;

/// The finding about a document that looks like an offer and lacks its marker. `None` for an offer,
/// a register of accounts, and anything else.
pub(super) fn missing(file: &SourceFile, document: &Document<'_>) -> Option<Diagnostic> {
    if is_offer(document) || accounts::is_register(document) {
        return None;
    }
    let root = document.root.as_ref()?;
    if let Some(offer) = inner(root) {
        let place = offer.first()?.key.span;
        return Some(
            RULE.at(place, msg!("this looks like an offer, but does not begin at the first level"))
                .label(msg!("inside a list or under another key"))
                .help(msg!(
                    "begin each key of the offer at the start of its line, the first one `paysched: 1`"
                ))
                .note(msg!("one document is one offer; a line `---` stands between two"))
                .pointer(""),
        );
    }
    let entries = root.mapping()?;
    let first = entries.first()?;
    if first.key.text().is_some_and(is_like_marker) {
        let key = quote(first.key.text().unwrap_or(""));
        return Some(
            RULE.at(first.key.span, msg!("{key} is not `paysched`, so this offer is passed over", key))
                .label(msg!("did you mean `paysched`?"))
                .help(msg!("write `paysched: 1`"))
                .pointer(""),
        );
    }
    let known = |entry: &&Entry<'_>| entry.key.text().is_some_and(is_first_level);
    let known: Vec<_> = entries.iter().filter(known).collect();
    let telling = known.iter().find(|entry| entry.key.text().is_some_and(|key| TELLING.contains(&key)))?;
    let other = known.iter().find(|entry| entry.key.text() != telling.key.text())?;
    let (one, two) = (telling.key.text()?, other.key.text()?);
    Some(
        RULE.at(
            telling.key.span.first_line(file.text()),
            msg!("this looks like an offer, but lacks the key `paysched`"),
        )
        .label(msg!("`{one}` and `{two}` are keys of an offer", one, two))
        .help(msg!("add `paysched: 1` as its first line"))
        .pointer(""),
    )
}

/// An offer that is an item of a list, or stands under the first key: it has the marker, or the key is
/// `offer`, and it has the keys of one.
fn inner<'n, 's>(root: &'n Node<'s>) -> Option<&'n [Entry<'s>]> {
    let first = root.mapping().and_then(<[Entry<'_>]>::first);
    let named = first.and_then(|first| first.key.text()).is_some_and(|key| OFFERS.contains(&key));
    let below = first.map_or(root, |first| &first.value);
    let items = match &below.value {
        Value::Sequence(items) => items.as_slice(),
        _ if first.is_some() => std::slice::from_ref(below),
        _ => &[],
    };
    let looks = |entries: &&[Entry<'_>]| {
        let has = |wanted: &[&str]| {
            entries.iter().any(|entry| entry.key.text().is_some_and(|key| wanted.contains(&key)))
        };
        has(&TELLING) && (named || has(&[MARKER])) && entries.len() > 1
    };
    items.iter().filter_map(Node::mapping).find(looks)
}

/// Whether a file that cannot be read as YAML may be an offer: its text names the marker, or one of its
/// lines begins as hardly any other file's does. A chart's template, for one, is broken YAML that
/// nobody wants to hear of here.
pub(super) fn may_be_offer(file: &SourceFile) -> bool {
    // Of a file that is too large, nothing was read. UTF-16 has a zero beside every letter.
    if let Some(Unreadable::TooLarge { .. }) = file.unreadable() {
        return true;
    }
    let text = file.text().replace('\0', "");
    let keys = || text.lines().filter(|line| !line.trim_start().starts_with('#')).filter_map(line_key);
    text.to_lowercase().contains(MARKER)
        || keys().next().is_some_and(is_like_marker)
        || keys().any(|key| TELLING.contains(&key))
}

/// What stands before the colon of a line, without what may open it.
fn line_key(line: &str) -> Option<&str> {
    let blank = |c: char| c.is_whitespace() || matches!(c, '{' | '"' | '\'' | '\u{feff}' | '-');
    let (key, _) = line.trim_start_matches(blank).split_once([':', '：'])?;
    Some(key.trim_end_matches(blank))
}

/// Whether this is a key of the first level.
fn is_first_level(key: &str) -> bool {
    FORMAT.keys.iter().any(|known| known.name == key)
}

/// Whether a key is the marker but for case, `_`, `-` and a few letters.
fn is_like_marker(key: &str) -> bool {
    let bare = key.to_lowercase().replace(['_', '-'], "");
    key.len() <= 3 * MARKER.len() && strsim::osa_distance(&bare, MARKER) <= LETTERS
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::yaml::parse;

    fn looks(text: &str) -> bool {
        let file = SourceFile::new("x.yaml", text);
        parse(&file).iter().any(|document| missing(&file, document).is_some())
    }

    #[test]
    fn a_misspelt_marker_is_seen_where_it_is_the_first_key() {
        for text in ["payshed: 1\n", "Paysched: 1\n", "pay_sched: 1\n", "pay-shced: 1\n", "paysch: 1\n"] {
            assert!(looks(text), "{text}");
        }
        for text in ["pays: 1\n", "name: x\npayshed: 1\n", "paysched: 1\n", "paysched_accounts: 1\n"] {
            assert!(!looks(text), "{text}");
        }
    }

    #[test]
    fn an_offer_in_a_list_or_under_a_key_is_seen_by_its_marker_or_that_key() {
        for text in [
            "- paysched: 1\n  buyers: []\n",
            "- x\n- {paysched: 1, accept_by: 2026-12-31}\n",
            "deals: {paysched: 1, net_terms: 30}\n",
            "deals:\n  - paysched: 1\n    installments: []\n",
            "offer: {name: x, buyers: []}\n",
            "offers:\n  - name: x\n    installments: []\n",
        ] {
            assert!(looks(text), "{text}");
        }
        for text in [
            "tools: {paysched: 0.1.0, other: 1}\n",
            "- name: x\n  buyers: []\n",
            "offer: {buyers: []}\n",
            "offer: 1\n",
            "x: 1\noffer: {name: x, buyers: []}\n",
        ] {
            assert!(!looks(text), "{text}");
        }
    }

    #[test]
    fn a_broken_file_may_be_an_offer_if_its_lines_begin_like_one() {
        let may = |text: &str| may_be_offer(&SourceFile::new("x.yaml", text));
        for text in [
            "paysched: 1\nname: [\n",
            "# an offer\n{payshed: 1, name: [}\n",
            "name: [\naccept_by: 2026-12-31\n",
            "  buyers：[\n  term: 1 month\n",
            "p\0a\0y\0s\0c\0h\0e\0d\0:\0",
        ] {
            assert!(may(text), "{text}");
        }
        for text in ["{{- if .Values.on }}\nname: x\nbuyers\n", "a: [\n", "", "name: [\ntotal: 1\n"] {
            assert!(!may(text), "{text}");
        }
    }

    #[test]
    fn two_keys_of_an_offer_look_like_one_if_one_of_them_is_telling() {
        assert!(looks("name: x\nbuyers: []\n"));
        assert!(looks("version: 1\ninstallments: []\ntotal: 1\n"));
        for text in [
            "buyers: []\n",
            "name: x\nterm: 1 month\ntotal: 1\n",
            "name: x\non: push\n",
            "- buyers\n",
            "a: {name: x, buyers: []}\n",
        ] {
            assert!(!looks(text), "{text}");
        }
    }
}
