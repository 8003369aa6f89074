//! One number of a table: its dress taken off, and what its digits mean by each decimal mark.

use crate::offer::marks::without_currency;
use crate::text::fullwidth;

/// What stands before the decimals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DecimalMark {
    /// `1,200.50`.
    Point,
    /// `1.200,50`.
    Comma,
}

impl DecimalMark {
    pub(super) const ALL: [Self; 2] = [Self::Point, Self::Comma];

    pub(super) fn words(self) -> &'static str {
        match self {
            Self::Point => "a decimal point",
            Self::Comma => "a decimal comma",
        }
    }
}

/// The most characters of a number; nothing longer is one.
const MOST: usize = 64;

/// The digits of `1.2E+03` without their point, and the power of ten to multiply them by: 12 and 2. None
/// for powers beyond 40.
pub(crate) fn mantissa(text: &str) -> Option<(String, i32)> {
    let (digits, power) = text.split_once(['e', 'E'])?;
    let power: i32 = power.strip_prefix('+').unwrap_or(power).parse().ok()?;
    let (whole, decimals) = digits.split_once('.').unwrap_or((digits, ""));
    let joined = format!("{whole}{decimals}");
    let sound = !whole.is_empty() && joined.bytes().all(|b| b.is_ascii_digit()) && power.abs() <= 40;
    let shift = power.checked_sub(i32::try_from(decimals.len()).ok()?)?;
    sound.then_some((joined, shift))
}

/// A bare number that is not an amount: a spreadsheet's day, seconds since 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct BareNumber {
    /// Its whole part; `None` if it has more than 18 digits.
    pub(super) floor: Option<i64>,
    /// To which unit a spreadsheet rounded it; 1 if it did not.
    pub(super) rounded_by: i64,
}

/// Digits, perhaps with a point and decimals or an exponent; `None` for anything else.
///
/// A spreadsheet shows at most six digits before an exponent, and a sign in it. Programs that print
/// `1.7977248E9` print all digits.
pub(super) fn bare_number(text: &str) -> Option<BareNumber> {
    let (whole, decimals) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    if digits(whole) && digits(decimals) {
        return Some(BareNumber { floor: short(whole), rounded_by: 1 });
    }
    let (digits, shift) = mantissa(text)?;
    let Ok(zeros) = usize::try_from(shift) else {
        let kept = digits.len().checked_sub(usize::try_from(-shift).ok()?)?;
        return Some(BareNumber { floor: short(digits.get(..kept)?), rounded_by: 1 });
    };
    let rounded = zeros > 0 && text.contains('+') && digits.len() <= 6;
    let unit = if rounded { 10_i64.checked_pow(u32::try_from(zeros).ok()?)? } else { 1 };
    Some(BareNumber { floor: short(&format!("{digits}{}", "0".repeat(zeros))), rounded_by: unit })
}

fn short(digits: &str) -> Option<i64> {
    if digits.is_empty() { Some(0) } else { digits.parse().ok().filter(|_| digits.len() <= 18) }
}

/// A number without its sign, brackets, percent sign and currency.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Undressed {
    /// The digits and the marks between them; empty for the dash by which accountants write zero.
    pub(super) body: String,
    pub(super) negative: bool,
    pub(super) percent: bool,
    /// The codes that the currency's sign may mean, if it has one.
    pub(super) currency: Option<&'static [&'static str]>,
}

/// Takes the dress off a number: `($1,200.00)`, `1.200,00- €`, `▲500`, `12.5 %`, ` $-   `. `None` if what
/// is left cannot be a number.
pub(super) fn undress(text: &str) -> Option<Undressed> {
    if text.chars().nth(MOST).is_some() {
        return None;
    }
    let folded: String = text.chars().map(plain).collect();
    let mut rest = folded.trim();
    let mut bare = Undressed::default();
    let mut minus = false;
    for _ in 0..6 {
        rest = rest.trim();
        if let Some(inner) = rest.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
            once(&mut bare.negative)?;
            rest = inner;
        } else if let Some(inner) = rest.strip_prefix(['-', '▲', '△']).or_else(|| rest.strip_suffix('-'))
        {
            once(&mut bare.negative)?;
            (rest, minus) = (inner, rest.contains('-'));
        } else if let Some(inner) = rest.strip_prefix('+') {
            rest = inner;
        } else if let Some(inner) = rest.strip_suffix('%') {
            once(&mut bare.percent)?;
            rest = inner;
        } else if let Some((inner, codes)) = without_currency(rest).filter(|_| bare.currency.is_none()) {
            bare.currency = Some(codes);
            rest = inner;
        } else {
            break;
        }
    }
    let rest = rest.trim();
    if rest.is_empty() {
        return (minus && !bare.percent).then_some(Undressed { negative: false, ..bare });
    }
    bare.body = rest.to_owned();
    rest.starts_with(|c: char| c.is_ascii_digit()).then_some(bare)
}

/// Two minus signs do not make a positive number.
fn once(seen: &mut bool) -> Option<()> {
    let before = std::mem::replace(seen, true);
    (!before).then_some(())
}

/// Full-width characters, the hyphens and blanks of typesetters and all apostrophes as their plain
/// counterparts.
pub(super) fn plain(c: char) -> char {
    match c {
        '−' | '\u{2010}'..='\u{2015}' => '-',
        '\u{a0}' | '\u{2002}'..='\u{200a}' | '\u{202f}' => ' ',
        '’' | '‘' | '´' | '`' | 'ʼ' => '\'',
        other => fullwidth::plain(other),
    }
}

/// The codes that the sign or code beside a number may mean.
pub(super) fn currency_of(text: &str) -> Option<&'static [&'static str]> {
    undress(text)?.currency
}

/// The plain digits of a number's body by a decimal mark: digits, then perhaps a point and digits; `None`
/// if it cannot be written so.
///
/// Thousands are parted by the other mark, by blanks or by apostrophes, one of them in a number: the last
/// group has three digits, those before it three, or two as in India.
pub(super) fn by_mark(body: &str, mark: DecimalMark) -> Option<String> {
    let (point, comma) = match mark {
        DecimalMark::Point => ('.', ','),
        DecimalMark::Comma => (',', '.'),
    };
    if body.contains(['e', 'E']) {
        let text: String = body.chars().map(|c| if c == point { '.' } else { c }).collect();
        return scientific(&text).filter(|_| !body.contains(comma));
    }
    let (whole, decimals) = body.split_once(point).unwrap_or((body, ""));
    if !decimals.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let mut marks = whole.chars().filter(|c| !c.is_ascii_digit());
    let whole = match marks.next() {
        None => whole.to_owned(),
        Some(one) if marks.all(|c| c == one) && (one == comma || matches!(one, ' ' | '\'' | '_')) => {
            ungrouped(whole, one)?
        }
        Some(_) => return None,
    };
    Some(if decimals.is_empty() { whole } else { format!("{whole}.{decimals}") })
}

fn ungrouped(text: &str, mark: char) -> Option<String> {
    let groups: Vec<&str> = text.split(mark).collect();
    let (first, inner, last) = match groups.as_slice() {
        [first, inner @ .., last] => (first, inner, last),
        _ => return None,
    };
    let size = inner.first().map_or(3, |group| group.len());
    let sound = matches!(size, 2 | 3)
        && last.len() == 3
        && (1..=size).contains(&first.len())
        && !first.starts_with('0')
        && inner.iter().all(|group| group.len() == size);
    sound.then(|| groups.concat())
}

/// The digits of `1.2E+03` written out.
pub(super) fn scientific(text: &str) -> Option<String> {
    let (digits, shift) = mantissa(text)?;
    if let Ok(zeros) = usize::try_from(shift) {
        return Some(format!("{digits}{}", "0".repeat(zeros)));
    }
    let decimals = usize::try_from(-shift).ok()?;
    let padded = format!("{digits:0>width$}", width = decimals + 1);
    let (whole, decimals) = padded.split_at_checked(padded.len() - decimals)?;
    Some(format!("{whole}.{decimals}"))
}
