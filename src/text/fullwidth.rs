//! Full-width characters as their plain counterparts.

/// The plain counterpart of a full-width character (U+FF01 to U+FF5E), of the full-width yen sign and of
/// the ideographic space; any other character unchanged.
pub(crate) fn plain(c: char) -> char {
    match c {
        '！'..='～' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        '￥' => '¥',
        '\u{3000}' => ' ',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_full_width_characters_have_a_twin() {
        assert_eq!("！０Ａｚ～￥\u{3000}円a".chars().map(plain).collect::<String>(), "!0Az~¥ 円a");
    }
}
