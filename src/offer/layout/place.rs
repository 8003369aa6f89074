//! The format at each position of a file: the order of its keys, where account ids are, how it is written.

use crate::offer::{Shape, Table};
use crate::text::yaml::{Node, Value};

/// The shape under a key that is not in the format.
const UNKNOWN: Shape = Shape::Text;

/// The keys that a mapping may have; `None` if they are the author's own. Of several tables the one that
/// has the most of its keys, the first on a tie.
pub(super) fn table(shape: &'static Shape, node: &Node<'_>) -> Option<&'static Table> {
    match shape {
        Shape::Table(table) => Some(table),
        Shape::Either(shapes) => {
            let tables = shapes.iter().rev().filter_map(|shape| table(shape, node));
            tables.max_by_key(|table| {
                node.mapping().unwrap_or(&[]).iter().filter(|e| knows(table, e.key.text())).count()
            })
        }
        _ => None,
    }
}

/// The position of a key among the others; all that are not in the format share the last.
pub(super) fn rank(table: &Table, key: &str) -> usize {
    table.keys.iter().position(|known| known.name == key).unwrap_or(table.keys.len())
}

/// The shape under a key.
pub(super) fn under(shape: &'static Shape, table: Option<&'static Table>, key: &str) -> &'static Shape {
    match (shape, table) {
        (Shape::Map(_, value), _) => value,
        (_, Some(table)) => {
            table.keys.iter().find(|known| known.name == key).map_or(&UNKNOWN, |key| &key.shape)
        }
        _ => &UNKNOWN,
    }
}

/// The shape of the items of a list.
pub(super) fn item(shape: &'static Shape) -> &'static Shape {
    match shape {
        Shape::List(item) => item,
        Shape::Either(shapes) => shapes.iter().find(|s| matches!(s, Shape::List(_))).map_or(&UNKNOWN, item),
        _ => &UNKNOWN,
    }
}

/// Whether a text is an account id.
pub(super) fn is_account(shape: &Shape) -> bool {
    match shape {
        Shape::Account => true,
        Shape::Either(shapes) => shapes.iter().any(is_account),
        _ => false,
    }
}

/// Whether the keys of a mapping are account ids.
pub(super) fn has_account_keys(shape: &Shape) -> bool {
    matches!(shape, Shape::Map(key, _) if is_account(key))
}

fn knows(table: &Table, key: Option<&str>) -> bool {
    key.is_some_and(|key| table.keys.iter().any(|known| known.name == key))
}

/// Whether a value is a list or a mapping.
pub(super) fn is_collection(node: &Node<'_>) -> bool {
    matches!(node.value, Value::Sequence(_) | Value::Mapping(_))
}

/// Whether a collection is written in brackets: its first key or item then starts after it does.
pub(super) fn is_flow(node: &Node<'_>) -> bool {
    let first = match &node.value {
        Value::Sequence(items) => items.first().map(|item| item.span.start()),
        Value::Mapping(entries) => entries.first().map(|entry| entry.key.span.start()),
        Value::Scalar(_) | Value::Alias => return false,
    };
    first.is_none_or(|first| first > node.span.start())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::offer::FORMAT;
    use crate::text::source::SourceFile;
    use crate::text::yaml::parse;

    #[test]
    fn an_entry_has_the_table_that_knows_its_keys() {
        let installments = under(&Shape::Text, Some(&FORMAT), "installments");
        for (text, name) in [
            ("{note: x, amount: 1, invoice_date: x}", "installment"),
            ("{note: x, amount: 1, every: x}", "series"),
            ("{note: x, mine: 1}", "installment"),
        ] {
            let file = SourceFile::new("x.yaml", text);
            let documents = parse(&file);
            let table = table(item(installments), documents[0].root.as_ref().unwrap()).unwrap();
            assert_eq!(table.name, name, "{text}");
        }
    }

    #[test]
    fn account_ids_are_known_wherever_they_stand() {
        let buyer = item(under(&Shape::Text, Some(&FORMAT), "buyers"));
        assert!(is_account(buyer));
        let accounts = under(&Shape::Text, Some(&crate::offer::accounts::FORMAT), "accounts");
        assert!(has_account_keys(accounts));
        assert!(!has_account_keys(under(&Shape::Text, Some(&FORMAT), "labels")));
    }
}
