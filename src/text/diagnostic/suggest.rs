//! "Did you mean": the one close word, or none.

/// The candidate that `word` was most likely meant to be.
///
/// Only a close one is named: at most a third of the letters may differ (a swap of neighbours counts as
/// one), never more than three, and case does not count. `None` if two are equally close.
///
/// ```
/// use paysched::internals::text::diagnostic::closest;
/// let keys = ["installments", "invoice_date", "amount"];
/// assert_eq!(closest("instalments", keys), Some("installments"));
/// assert_eq!(closest("price", keys), None);
/// ```
pub fn closest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let close = close(word, candidates);
    let least = close.iter().map(|(distance, _)| *distance).min()?;
    match close.iter().filter(|(distance, _)| *distance == least).collect::<Vec<_>>().as_slice() {
        [(_, word)] => Some(word),
        _ => None,
    }
}

/// The only close candidate: what may replace `word` without review.
///
/// ```
/// use paysched::internals::text::diagnostic::{closest, only_close};
/// let keys = ["accept_by", "accepted"];
/// assert_eq!(closest("accept", keys), Some("accepted"));
/// assert_eq!(only_close("accept", keys), None);
/// ```
pub fn only_close<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    match close(word, candidates).as_slice() {
        [(_, word)] => Some(word),
        // A match that differs only in case and hyphens is certain, whatever else is close.
        several => match several.iter().filter(|(distance, _)| *distance == 0).collect::<Vec<_>>().as_slice()
        {
            [(_, word)] => Some(word),
            _ => None,
        },
    }
}

/// Every close candidate, with its edit distance.
fn close<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Vec<(usize, &'a str)> {
    let letters = word.chars().count();
    // A hostile key may be a megabyte long; nothing that long is a misspelling.
    if letters > 64 {
        return Vec::new();
    }
    let folded = word.to_lowercase().replace(['-', ' '], "_");
    let mut found = Vec::new();
    for candidate in candidates {
        let target = candidate.replace('-', "_").to_lowercase();
        let distance = strsim::osa_distance(&folded, &target);
        let allowed = (letters.max(target.chars().count()) / 3).clamp(1, 3);
        if distance <= allowed {
            found.push((distance, candidate));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_and_hyphens_do_not_count() {
        assert_eq!(closest("Accept-By", ["accept_by", "accepted"]), Some("accept_by"));
    }

    #[test]
    fn two_equally_close_words_are_no_suggestion() {
        assert_eq!(closest("fist", ["first", "fit"]), None);
    }

    #[test]
    fn a_short_word_needs_to_be_very_close() {
        assert_eq!(closest("dy", ["day", "every"]), Some("day"));
        assert_eq!(closest("xx", ["day", "every"]), None);
    }
}
