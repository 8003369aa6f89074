//! Stable FNV-1a hash of texts: the same on every machine and in every version of the program.

use std::collections::BTreeMap;
use std::fmt;

use super::work::step;

/// The hash FNV-1a of 64 bits, as published by Fowler, Noll and Vo: the same on every machine and
/// in every version of Rust, which the standard library's hashers are not. Shown as 16 hexadecimal
/// digits.
///
/// ```
/// let mut hash = paysched::internals::text::stable_hash::Fnv::new();
/// hash.part("offer-1");
/// assert_eq!(hash.to_string(), "4b08492766e72fe4");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fnv(u64);

impl Fnv {
    const PRIME: u64 = 0x0000_0100_0000_01b3;

    /// The hash of nothing yet.
    pub fn new() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }

    /// Adds a text and its end: 0xFF never occurs in UTF-8.
    pub fn part(&mut self, text: &str) {
        text.bytes().for_each(|byte| self.byte(byte));
        self.byte(0xFF);
    }

    fn byte(&mut self, byte: u8) {
        step();
        self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(Self::PRIME);
    }
}

impl Default for Fnv {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Display for Fnv {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

/// Makes the hashes of a list unique: the second of equal hashes and each after it also hashes how many
/// came before.
#[derive(Debug, Clone, Default)]
pub struct Apart(BTreeMap<Fnv, usize>);

impl Apart {
    /// The hash of the next item of the list.
    pub fn next(&mut self, mark: Fnv) -> Fnv {
        let earlier = self.0.entry(mark).or_default();
        let mut apart = mark;
        if *earlier > 0 {
            apart.part(&earlier.to_string());
        }
        *earlier += 1;
        apart
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_the_published_one() {
        let mut hash = Fnv::new();
        "foobar".bytes().for_each(|byte| hash.byte(byte));
        assert_eq!(hash.0, 0x8594_4171_f739_67e8);
    }
}
