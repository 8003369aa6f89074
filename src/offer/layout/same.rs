//! The last guard: whether a text still means what it meant before it was formatted.

use std::collections::BTreeMap;

use super::allow;
use crate::text::source::SourceFile;
use crate::text::yaml::{self, Document, Entry, Node, Value};

/// Whether two files hold the same documents, whatever the order of their keys, with the same comments,
/// each suppression still on the line of the same keys and values. For documents that are not `ours`,
/// which are never touched, only their number counts.
pub(super) fn same(
    before: &SourceFile,
    documents: &[Document<'_>],
    after: &SourceFile,
    ours: impl Fn(&Document<'_>) -> bool,
) -> bool {
    let new = yaml::parse(after);
    let alike = |(a, b): (&Document<'_>, &Document<'_>)| match (&a.root, &b.root) {
        (Some(old), Some(new)) => !ours(a) || (ours(b) && b.diagnostics.is_empty() && equal(old, new)),
        _ => false,
    };
    if documents.len() != new.len() || !documents.iter().zip(&new).all(alike) {
        return false;
    }
    let (old_comments, new_comments) = (yaml::comments(before, documents), yaml::comments(after, &new));
    let texts = |comments: &[yaml::Comment<'_>]| {
        let mut texts: Vec<String> = comments.iter().map(|c| c.text.trim_end().to_owned()).collect();
        texts.sort();
        texts
    };
    texts(&old_comments) == texts(&new_comments)
        && allow::places(before, documents, &old_comments) == allow::places(after, &new, &new_comments)
}

/// Whether two values are the same but for the order of keys and the quotes of texts. A text that YAML
/// reads as null stays one, and no other becomes one.
fn equal(a: &Node<'_>, b: &Node<'_>) -> bool {
    match (&a.value, &b.value) {
        (Value::Scalar(a), Value::Scalar(b)) => a.text == b.text && a.is_null() == b.is_null(),
        (Value::Sequence(a), Value::Sequence(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| equal(a, b))
        }
        (Value::Mapping(a), Value::Mapping(b)) => {
            let by_key: BTreeMap<_, _> = b.iter().map(|entry| (entry.key.text(), &entry.value)).collect();
            let found = |entry: &Entry<'_>| {
                by_key.get(&entry.key.text()).is_some_and(|value| equal(&entry.value, value))
            };
            a.len() == b.len() && a.iter().all(found)
        }
        (Value::Alias, Value::Alias) => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_same(before: &str, after: &str) -> bool {
        let before = SourceFile::new("x.yaml", before);
        same(&before, &yaml::parse(&before), &SourceFile::new("x.yaml", after), |_| true)
    }

    #[test]
    fn only_layout_may_differ() {
        let before = "a: 1  # one\nb: [x, {c: ~}]\n";
        assert!(is_same(before, "b:\n  - \"x\"\n  - c: ~\na: 1  # one\n"));
        for after in [
            "a: 1  # two\nb: [x, {c: ~}]\n",
            "a: 1\nb: [x, {c: ~}]\n",
            "a: 1  # one\nb: [{c: ~}, x]\n",
            "a: 1  # one\nb: [x, {c: \"~\"}]\n",
            "a: 1  # one\nb: [x, {c: ~}]\nc: 1\n",
            "a: 1  # one\n---\nb: [x, {c: ~}]\n",
        ] {
            assert!(!is_same(before, after), "{after}");
        }
    }

    #[test]
    fn a_suppression_must_stay_on_its_line() {
        let before = "# paysched: allow(zero-amount) a\na: 1\nb: 2  # paysched: allow(zero-amount) b\n";
        for (after, still) in [
            ("b: 2  # paysched: allow(zero-amount) b\n# paysched: allow(zero-amount) a\na: 1\n", true),
            ("# paysched: allow(zero-amount) a\nb: 2  # paysched: allow(zero-amount) b\na: 1\n", false),
            ("# paysched: allow(zero-amount) a\n\na: 1\nb: 2  # paysched: allow(zero-amount) b\n", false),
        ] {
            assert_eq!(is_same(before, after), still, "{after}");
        }
    }
}
