//! The order of keys, and which comments stay at the top of a file.

use super::allow::is_allow;
use super::place;
use super::tree::{Line, Piece};
use crate::offer::Table;

/// Puts keys into the order of the format; those that are not of it keep theirs, after the others.
///
/// With `pin`, the first key stays where it is if a comment allows findings of its line or of the
/// line that would be first: findings about the mapping as a whole are shown on the first line.
pub(super) fn sort(pieces: &mut [Piece<'_>], table: &Table, pin: bool) {
    let rank = |piece: &Piece<'_>| piece.key.as_ref().map_or(0, |key| place::rank(table, &key.name));
    let targeted = |at: usize| pieces.get(at).is_some_and(|piece| piece.targeted);
    let first = (0..pieces.len()).min_by_key(|at| pieces.get(*at).map(rank)).unwrap_or(0);
    let pinned = pin && first > 0 && (targeted(0) || targeted(first));
    if let Some(rest) = pieces.get_mut(usize::from(pinned)..) {
        rest.sort_by_key(rank);
    }
}

/// Splits the lines above the first key into those that stay at the top of the file and those that go
/// with the key: whatever an empty line separates stays, and so does what editors and `paysched` look
/// for at the top, with the comments above it.
pub(super) fn head(lead: Vec<Line<'_>>) -> (Vec<Line<'_>>, Vec<Line<'_>>) {
    let stays = |line: &Line<'_>| match line {
        Line::Blank => true,
        Line::Comment(text) => is_directive(text),
    };
    let apart = lead.iter().rposition(|line| *line == Line::Blank).map_or(0, |at| at + 1);
    let count = lead.iter().rposition(stays).map_or(0, |at| at + 1);
    let mut head = lead;
    let mut own = head.split_off(count);
    let moved: Vec<_> = head.extract_if(apart.min(count).., |line| works_below(line)).collect();
    own.splice(0..0, moved);
    (head, own)
}

fn is_directive(comment: &str) -> bool {
    let text = comment.trim_start_matches('#').trim_start();
    let ours = text.strip_prefix("paysched:").is_some_and(|rest| rest.trim_start().starts_with("allow-file"));
    ours || text.starts_with("yaml-language-server:")
}

fn works_below(line: &Line<'_>) -> bool {
    matches!(line, Line::Comment(text) if text.strip_prefix('#').is_some_and(is_allow))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_for_the_file_stays_at_its_top() {
        let lead = vec![
            Line::Comment("# about the file"),
            Line::Blank,
            Line::Comment("# more"),
            Line::Comment("# paysched: allow(zero-amount) here"),
            Line::Comment("# yaml-language-server: $schema=offer.json"),
            Line::Comment("# of the key"),
        ];
        let (head, own) = head(lead);
        assert_eq!(head.len(), 4);
        assert_eq!(
            own,
            [Line::Comment("# paysched: allow(zero-amount) here"), Line::Comment("# of the key")]
        );
    }
}
