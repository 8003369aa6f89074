//! Running sums over time as step lines: what is billed, and beside it what is received.

use chrono::NaiveDate;

use super::super::markup::Markup;
use super::super::sheet::{grouped, money};
use super::labels::{self, Anchor, Room};
use super::scale::{AmountScale, Px, px, text_width};
use super::{Drawing, Frame};
use crate::offer::{Amount, Currency};
use crate::text::message::{Message, msg};

/// One line of the chart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Series {
    /// What it is: `billed`.
    pub name: Message,
    /// From each day on, how much it is; in the order of the days.
    pub steps: Vec<(NaiveDate, Amount)>,
}

/// Where the first line of the drawing lies, and how high the amounts reach below it.
const TOP: Px = px(30);
const HEIGHT: Px = px(190);

/// Draws the lines over the days of the frame. The first is filled; several are named above, each
/// with its last amount.
pub(super) fn draw(series: &[Series], currency: Currency, frame: &Frame) -> Drawing {
    let mut m = Markup::new(frame.words);
    let mut room = Room::default();
    let several = series.len() > 1;
    let named = if several { px(20 * i64::try_from(series.len()).unwrap_or(0)) } else { px(0) };
    let top = TOP + named;
    let bottom = top + HEIGHT;
    let all = series.iter().flat_map(|one| one.steps.iter().map(|(_, amount)| *amount));
    let amounts = AmountScale::new(all, top, bottom);
    let height = super::axis(&mut m, &mut room, frame, top - px(18), bottom);
    let (left, right) = (frame.days.left, frame.days.right);
    for (y, words) in amounts.ticks(currency) {
        m.empty("path", &[("class", &"rule"), ("d", &format!("M{left} {y}H{right}"))]);
        super::beside(&mut m, &mut room, frame, &words, y + px(4));
    }
    super::beside(&mut m, &mut room, frame, currency.code(), top - px(14));
    if several {
        legend(&mut m, series, currency);
    }
    for (at, one) in series.iter().enumerate() {
        line(&mut m, one, at, &amounts, frame);
    }
    if let [one] = series {
        words_at_steps(&mut m, &mut room, one, currency, &amounts, frame);
    }
    let names = series.iter().map(|one| one.name.clone());
    let names = names.reduce(|before, last| msg!("{before} and {last}", before, last)).unwrap_or_default();
    Drawing {
        title: msg!("Cumulative amount {names}", names),
        words: words(series, currency),
        width: frame.width,
        height,
        body: m,
    }
}

/// The text alternative of the picture.
fn words(series: &[Series], currency: Currency) -> Message {
    let one = |one: &Series| {
        let (name, (first, last)) = (&one.name, (one.steps.first()?, one.steps.last()?));
        let told =
            |(day, amount): &(NaiveDate, Amount)| msg!("{sum} on {day}", sum = money(*amount, currency), day);
        Some(match one.steps.len() {
            1 => msg!("{name}: {first}", name, first = told(first)),
            steps => {
                let (first, last) = (told(first), told(last));
                msg!("{name}: from {first} to {last} in {steps} steps", name, first, last, steps)
            }
        })
    };
    let told = series.iter().filter_map(one);
    told.reduce(|before, next| msg!("{before}; {next}", before, next)).unwrap_or_default()
}

/// The names of the lines with where each ends, a line each: at their ends the amounts would lie
/// on the other lines.
fn legend(m: &mut Markup, series: &[Series], currency: Currency) {
    let mut y = px(10);
    for (at, one) in series.iter().enumerate() {
        m.empty("path", &[("class", &class(at)), ("d", &format!("M0 {y}H24"))]);
        let end = one.steps.last().map(|(_, amount)| format!(" {}", grouped(&currency.digits(*amount))));
        let text = format!("{}{}", m.said(&one.name), end.unwrap_or_default());
        labels::write(m, "", &text, (px(32), y + px(4)), Anchor::Start);
        y = y + px(20);
    }
}

fn class(at: usize) -> String {
    format!("line-{}", at.min(2) + 1)
}

/// The line from zero at the left end to the right end, with what lies under the first one.
fn line(m: &mut Markup, one: &Series, at: usize, amounts: &AmountScale, frame: &Frame) {
    let zero = amounts.at(Amount::ZERO);
    let (left, right) = (frame.days.left, frame.days.right);
    let mut way = String::new();
    for (day, amount) in &one.steps {
        way.push_str(&format!("H{}V{}", frame.days.at(*day), amounts.at(*amount)));
    }
    if at == 0 {
        let area = format!("M{left} {zero}{way}H{right}V{zero}Z");
        m.empty("path", &[("class", &"area"), ("d", &area)]);
        m.line();
    }
    m.empty("path", &[("class", &class(at)), ("d", &format!("M{left} {zero}{way}H{right}"))]);
    m.line();
}

/// The amounts above the treads of a single line: the last, and those that have room.
fn words_at_steps(
    m: &mut Markup,
    room: &mut Room,
    one: &Series,
    currency: Currency,
    amounts: &AmountScale,
    frame: &Frame,
) {
    let text = |amount: &Amount| grouped(&currency.digits(*amount));
    if let Some((_, amount)) = one.steps.last() {
        let place = (frame.days.right - px(2), amounts.at(*amount) - px(6));
        room.offer(m, "", &text(amount), place, Anchor::End);
    }
    for ((day, amount), (next, _)) in one.steps.iter().zip(one.steps.iter().skip(1)) {
        let (text, x) = (text(amount), frame.days.at(*day));
        let place = (x + px(4), amounts.at(*amount) - px(5));
        if text_width(&text) + px(8) <= frame.days.at(*next) - x {
            room.offer(m, "quiet", &text, place, Anchor::Start);
        }
    }
}
