//! What is invoiced in each period as bars, one kind of invoice on the other.

use chrono::NaiveDate;

use super::super::markup::Markup;
use super::super::sheet::{grouped, money};
use super::labels::{self, Anchor, Room};
use super::scale::{AmountScale, Px, px};
use super::{Drawing, Frame, Series};
use crate::offer::{Amount, Currency};
use crate::plan::{Every, Periods};
use crate::text::message::{Message, msg};

/// More periods than this are no picture any more.
const MOST: usize = 600;

/// How high the amounts reach, and how far the names above them.
const HEIGHT: Px = px(190);
const LINE: Px = px(20);

/// The look of each kind of invoice: filled, open, and pale.
const LOOKS: [&str; 3] = ["invoice", "due", "term"];

/// Draws a bar for each period in which something is invoiced; each series has one amount for each such
/// period, at its first day. They stand on one another, in the order of the series. `None` if there is
/// nothing to draw, or a sum cannot be held.
pub(super) fn draw(
    series: &[Series],
    periods: Periods,
    currency: Currency,
    (width, words): (Px, crate::text::message::Words),
) -> Option<Drawing> {
    let mut days: Vec<NaiveDate> =
        series.iter().flat_map(|one| one.steps.iter().map(|(day, _)| *day)).collect();
    days.sort_unstable();
    days.dedup();
    let (first, last) = (*days.first()?, periods.last(*days.last()?));
    if days.len() > MOST {
        return None;
    }
    let stacked = |day: NaiveDate, many: usize| {
        let of = |one: &Series| one.steps.iter().find(|(own, _)| *own == day).map(|(_, amount)| *amount);
        Amount::sum(series.iter().take(many).filter_map(of))
    };
    let highest = days.iter().map(|day| stacked(*day, series.len())).collect::<Option<Vec<Amount>>>()?;
    let highest = Series { name: Message::default(), steps: days.iter().copied().zip(highest).collect() };
    let frame =
        Frame::new(std::slice::from_ref(&highest), currency, [first, last].into_iter(), (width, words));
    let mut m = Markup::new(words);
    let mut room = Room::default();
    let count = i64::try_from(series.len()).unwrap_or(0);
    let top = px(30) + Px(LINE.0 * count);
    let bottom = top + HEIGHT;
    let amounts = AmountScale::new(highest.steps.iter().map(|(_, amount)| *amount), top, bottom);
    let height = match periods.every {
        Every::Month => super::axis(&mut m, &mut room, &frame, top - px(18), bottom),
        Every::Quarter | Every::FiscalYear => named(&mut m, &frame, periods, (first, last), bottom),
    };
    for (y, words) in amounts.ticks(currency) {
        let (left, right) = (frame.days.left, frame.days.right);
        m.empty("path", &[("class", &"rule"), ("d", &format!("M{left} {y}H{right}"))]);
        super::beside(&mut m, &mut room, &frame, &words, y + px(4));
    }
    super::beside(&mut m, &mut room, &frame, currency.code(), top - px(14));
    legend(&mut m, series, currency)?;
    for day in &days {
        let (from, until) = (frame.days.at(*day), frame.days.at(periods.last(*day).succ_opt()?));
        let air = Px((until - from).0 / 8).min(px(12));
        let (x, wide) = (from + air, (until - from - air - air).max(px(1)));
        for (at, look) in (0..series.len()).zip(LOOKS) {
            let (low, high) = (amounts.at(stacked(*day, at)?), amounts.at(stacked(*day, at + 1)?));
            if low > high {
                let place: [(&str, &dyn std::fmt::Display); 5] =
                    [("class", &look), ("x", &x), ("y", &high), ("width", &wide), ("height", &(low - high))];
                m.empty("rect", &place);
                m.line();
            }
        }
    }
    let told = series.iter().map(|one| total(one).map(|sum| (one, sum))).collect::<Option<Vec<_>>>()?;
    let told = told
        .into_iter()
        .map(|(one, sum)| msg!("{name} {sum}", name = one.name.clone(), sum = money(sum, currency)));
    let told = told.reduce(|before, next| msg!("{before}, {next}", before, next)).unwrap_or_default();
    let (from, to) = (periods.name(first), periods.name(last));
    Some(Drawing {
        title: msg!("Invoiced amounts by period in {currency}", currency),
        words: msg!(
            "From {from} to {to}: {told}. The table {currency} has each amount.",
            from,
            to,
            told,
            currency
        ),
        width: frame.width,
        height,
        body: m,
    })
}

/// The periods under the bars, each by its name, as far as the names have room; gives the height of the
/// whole.
fn named(
    m: &mut Markup,
    frame: &Frame,
    periods: Periods,
    (first, last): (NaiveDate, NaiveDate),
    foot: Px,
) -> Px {
    let mut room = Room::default();
    let (left, right) = (frame.days.left, frame.days.right);
    m.empty("path", &[("class", &"rule"), ("d", &format!("M{left} {foot}H{right}"))]);
    m.line();
    let mut day = periods.first(first);
    while day <= last {
        let Some(next) = periods.last(day).succ_opt() else { break };
        let (from, until) = (frame.days.at(day).max(left), frame.days.at(next).min(right));
        m.empty("path", &[("class", &"rule"), ("d", &format!("M{from} {foot}V{}", foot + px(4)))]);
        m.line();
        let name = periods.name(day);
        let (x, anchor) = frame.within(&name, from + (until - from).half(), Anchor::Middle);
        room.offer(m, "quiet", &name, (x, foot + px(18)), anchor);
        day = next;
    }
    foot + px(24)
}

fn total(one: &Series) -> Option<Amount> {
    Amount::sum(one.steps.iter().map(|(_, amount)| *amount))
}

/// What each look means, with its total, a line each.
fn legend(m: &mut Markup, series: &[Series], currency: Currency) -> Option<()> {
    let mut y = px(10);
    for (one, look) in series.iter().zip(LOOKS) {
        let top = y - px(6);
        m.empty(
            "rect",
            &[("class", &look), ("x", &px(1)), ("y", &top), ("width", &px(22)), ("height", &px(12))],
        );
        let text = format!("{} {}", m.said(&one.name), grouped(&currency.digits(total(one)?)));
        labels::write(m, "", &text, (px(32), y + px(4)), Anchor::Start);
        y = y + LINE;
    }
    Some(())
}
