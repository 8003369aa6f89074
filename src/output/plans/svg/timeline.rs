//! The term as a timeline: acceptance, each invoice as a bar as high as its amount, due dates.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::super::markup::{Attributes, Markup};
use super::super::sheet::{grouped, money};
use super::labels::{Anchor, Room};
use super::scale::{AmountScale, Px, px};
use super::{Drawing, Frame};
use crate::offer::Amount;
use crate::plan::{Invoice, Plan};
use crate::text::message::{Message, count, msg, word};

/// The name of the lane of invoices, the longest.
pub(super) const INVOICED: &str = word!("invoiced");

/// The positions of the lanes, from the top.
const ACCEPTANCE: Px = px(14);
const BARS_TOP: Px = px(44);
const BASE: Px = px(150);
const DUE: Px = px(168);
const TERM_TOP: Px = px(184);
const TERM_HEIGHT: Px = px(20);

/// Draws the timeline of a plan.
pub(super) fn draw(plan: &Plan, frame: &Frame) -> Drawing {
    let mut m = Markup::new(frame.words);
    let mut room = Room::default();
    let due = plan.expected().any(|invoice| invoice.due_date.is_some());
    let term_top = if due { TERM_TOP } else { DUE };
    let foot = if plan.term.is_some() { term_top + TERM_HEIGHT + px(4) } else { term_top };
    let height = super::axis(&mut m, &mut room, frame, BARS_TOP, foot);
    lanes(&mut m, &mut room, frame, due.then_some(DUE), plan.term.map(|_| term_top));
    acceptance(&mut m, &mut room, plan, frame, foot);
    bars(&mut m, &mut room, plan, frame);
    let base = format!("M{} {BASE}H{}", frame.days.left, frame.days.right);
    m.empty("path", &[("class", &"base"), ("d", &base)]);
    m.line();
    dues(&mut m, plan, frame);
    term(&mut m, &mut room, plan, frame, term_top);
    Drawing { title: msg!("Timeline"), words: words(plan), width: frame.width, height, body: m }
}

/// The text alternative of the picture.
fn words(plan: &Plan) -> Message {
    let day = plan.acceptance.date;
    let accepted = match plan.renewal.is_some() {
        true => msg!("Renewed on {day}", day),
        false => msg!("Accepted on {day}", day),
    };
    let term = plan.term.map(|(start, end)| msg!("term from {start} to {end}", start, end));
    let ended = plan.ended.map(|ended| msg!("ended on {ended}", ended = ended.words()));
    let invoices = plan.expected().next().zip(plan.expected().last()).map(|(first, last)| {
        let (first, last) = (first.invoice_date, last.invoice_date);
        let invoices = count!(plan.expected().count(), "invoice");
        msg!("{invoices} from {first} to {last}", invoices, first, last)
    });
    let parts = [term, ended, invoices].into_iter().flatten();
    parts.fold(accepted, |before, next| msg!("{before}; {next}", before, next))
}

/// The names of the lanes.
fn lanes(m: &mut Markup, room: &mut Room, frame: &Frame, due: Option<Px>, term: Option<Px>) {
    let named = [
        (INVOICED, Some(BASE)),
        (word!("due"), due.map(|y| y + px(4))),
        (word!("term"), term.map(|y| y + px(14))),
    ];
    for (name, y) in named {
        if let Some(y) = y {
            super::beside(m, room, frame, m.words().wording(name), y);
        }
    }
}

fn acceptance(m: &mut Markup, room: &mut Room, plan: &Plan, frame: &Frame, foot: Px) {
    let day = plan.acceptance.date;
    let x = frame.days.at(day);
    let text = match (&plan.renewal, plan.acceptance.assumed) {
        (Some(_), _) => msg!("renewal {day}", day),
        (None, true) => msg!("assumed acceptance {day}", day),
        (None, false) => msg!("acceptance {day}", day),
    };
    let text = m.said(&text);
    let top = ACCEPTANCE + px(6);
    m.empty("path", &[("class", &"moment"), ("d", &format!("M{x} {top}V{foot}"))]);
    m.line();
    let (at, anchor) = frame.within(&text, x, Anchor::Start);
    room.write(m, "quiet", &text, (at, ACCEPTANCE), anchor);
}

/// The invoices of one day, in order, and their exact sum.
type Bars<'a> = BTreeMap<NaiveDate, (Vec<&'a Invoice>, Option<Amount>)>;

fn bars(m: &mut Markup, room: &mut Room, plan: &Plan, frame: &Frame) {
    let mut days: Bars<'_> = BTreeMap::new();
    for invoice in plan.expected() {
        let (invoices, sum) = days.entry(invoice.invoice_date).or_insert((Vec::new(), Some(Amount::ZERO)));
        *sum = sum.and_then(|sum| sum.plus(invoice.amount));
        invoices.push(invoice);
    }
    let sums = days.values().filter_map(|(_, sum)| *sum);
    let amounts = AmountScale::new(sums, BARS_TOP + px(18), BASE);
    let places: Vec<Px> = days.keys().map(|day| frame.days.at(*day)).collect();
    let width = Px(least_gap(&places).map_or(120, |Px(gap)| (gap * 6 / 10).clamp(15, 120)));
    for (x, (invoices, _)) in places.iter().zip(days.values()) {
        let left = *x - width.half();
        let mut below = Some(Amount::ZERO);
        for invoice in invoices {
            let from = below.map_or(BASE, |below| amounts.at(below));
            below = below.and_then(|below| below.plus(invoice.amount));
            let to = below.map_or(from, |below| amounts.at(below)).min(from);
            // Even a tiny invoice stays visible.
            let to = to.min(from - px(1));
            let class = if invoices.len() > 1 { "invoice stacked" } else { "invoice" };
            bar(m, class, plan, invoice, (left, to, width, from - to));
        }
        let top = below.map_or(BASE, |sum| amounts.at(sum));
        room.take((left, top, left + width, BASE));
    }
    amounts_of_bars(m, room, plan, frame, &days, &amounts);
}

/// The smallest gap between neighbours.
fn least_gap(places: &[Px]) -> Option<Px> {
    places.windows(2).filter_map(|pair| Some(*pair.last()? - *pair.first()?)).min()
}

fn bar(m: &mut Markup, class: &str, plan: &Plan, invoice: &Invoice, (x, y, width, height): (Px, Px, Px, Px)) {
    let (number, day) = (invoice.number, invoice.invoice_date);
    let sum = money(invoice.amount, plan.offer.currency);
    let told = match invoice.due_date {
        Some(due) => msg!("invoice {number}, {day}, {sum}, due {due}", number, day, sum, due),
        None => msg!("invoice {number}, {day}, {sum}", number, day, sum),
    };
    let attributes: Attributes<'_> =
        &[("class", &class), ("x", &x), ("y", &y), ("width", &width), ("height", &height)];
    m.element("rect", attributes, |m| m.leaf("title", &[], &m.said(&told)));
    m.line();
}

/// The amounts above the bars: all if all fit, else the first, the last and where the amount changes, as
/// far as they fit.
fn amounts_of_bars(
    m: &mut Markup,
    room: &mut Room,
    plan: &Plan,
    frame: &Frame,
    days: &Bars<'_>,
    amounts: &AmountScale,
) {
    let mut texts: Vec<(bool, String, Px, Px)> = Vec::new();
    let mut before = None;
    for (day, (_, sum)) in days {
        let Some(sum) = *sum else { continue };
        let text = grouped(&plan.offer.currency.digits(sum));
        texts.push((before != Some(sum), text, frame.days.at(*day), amounts.at(sum) - px(5)));
        before = Some(sum);
    }
    if let Some((new, ..)) = texts.last_mut() {
        *new = true;
    }
    let placed = |text: &str, x: Px, y: Px| {
        let (x, anchor) = frame.within(text, x, Anchor::Middle);
        ((x, y), anchor)
    };
    let written = |room: &mut Room, m: &mut Markup, all: bool| {
        let mut fit = true;
        for (new, text, x, y) in &texts {
            let (at, anchor) = placed(text, *x, *y);
            if !all && !new {
                continue;
            }
            fit &= room.offer(m, "", text, at, anchor);
        }
        fit
    };
    let (mut trial, mut all) = (room.clone(), Markup::new(m.words()));
    if written(&mut trial, &mut all, true) {
        *room = trial;
        m.add(&all);
    } else {
        written(room, m, false);
    }
}

fn dues(m: &mut Markup, plan: &Plan, frame: &Frame) {
    let known: Vec<(&Invoice, NaiveDate)> =
        plan.expected().filter_map(|invoice| Some((invoice, invoice.due_date?))).collect();
    let days: BTreeSet<Px> = known.iter().map(|(_, due)| frame.days.at(*due)).collect();
    let places: Vec<Px> = days.into_iter().collect();
    let radius = Px(least_gap(&places).map_or(40, |Px(gap)| (gap * 4 / 10 - 7).clamp(10, 40)));
    for (invoice, due) in known {
        let x = frame.days.at(due);
        let attributes: Attributes<'_> = &[("class", &"due"), ("cx", &x), ("cy", &DUE), ("r", &radius)];
        m.element("circle", attributes, |m| {
            let told = msg!("invoice {number} due {due}", number = invoice.number, due);
            m.leaf("title", &[], &m.said(&told));
        });
        m.line();
    }
}

fn term(m: &mut Markup, room: &mut Room, plan: &Plan, frame: &Frame, top: Px) {
    let Some((start, end)) = plan.term else { return };
    let end = plan.ended.map_or(end, |ended| ended.on.min(end).max(start));
    let (left, right) = (frame.days.at(start), frame.days.at(end));
    let (width, height) = ((right - left).max(px(2)), TERM_HEIGHT);
    let attributes: Attributes<'_> =
        &[("class", &"term"), ("x", &left), ("y", &top), ("width", &width), ("height", &height), ("rx", &3)];
    m.empty("rect", attributes);
    m.line();
    let text = m.said(&msg!("{start} to {end}", start, end));
    let (x, anchor) = frame.within(&text, left + px(8), Anchor::Start);
    room.offer(m, "on-soft", &text, (x, top + px(14)), anchor);
}
