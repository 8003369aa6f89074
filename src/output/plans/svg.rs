//! A plan as drawings: the timeline of its term, and the amount billed over time.

mod bars;
mod chart;
mod labels;
mod scale;
pub(super) mod style;
mod timeline;

use std::collections::BTreeMap;
use std::io::{self, Write};

use chrono::NaiveDate;
use unicode_width::UnicodeWidthChar;

pub use chart::Series;
use labels::{Anchor, Room};
use scale::{AmountScale, DayScale, Px, px, text_width};

use super::markup::{Attributes, Markup};
use super::plan::title;
use super::sheet::money;
use crate::offer::{Amount, Currency};
use crate::plan::{Periods, Plan};
use crate::text::message::{Message, Words, msg};

/// How wide a drawing is on a screen and on paper, and on a phone, in pixels.
pub const WIDE: i64 = 880;
/// How wide a drawing is on a phone, in pixels.
pub const NARROW: i64 = 328;

/// A drawing that can appear in a page or in a picture.
#[derive(Debug, Clone)]
pub struct Drawing {
    title: Message,
    words: Message,
    width: Px,
    height: Px,
    body: Markup,
}

impl Drawing {
    /// What it shows, in a few words.
    pub fn title(&self) -> &Message {
        &self.title
    }

    /// The drawing as an element of a page, which has the style sheet. `id` is an id that nothing
    /// else in the page has.
    pub fn inline(&self, id: &str, class: &str) -> Markup {
        let mut m = Markup::new(self.body.words());
        let view = format!("0 0 {} {}", self.width, self.height);
        let class = format!("drawing {class}");
        let (title, words) = (format!("{id}-title"), format!("{id}-words"));
        let label = format!("{title} {words}");
        m.block(
            "svg",
            &[("viewBox", &view), ("role", &"img"), ("class", &class), ("aria-labelledby", &label)],
            |m| {
                m.leaf("title", &[("id", &title)], &m.said(&self.title));
                m.leaf("desc", &[("id", &words)], &m.said(&self.words));
                m.line();
                m.add(&self.body);
            },
        );
        m
    }
}

/// The timeline and the chart of the cumulative amount, over the same days, `width` pixels wide.
pub fn drawings(plan: &Plan, width: i64, words: Words) -> [Drawing; 2] {
    let billed = plan.expected().map(|invoice| (invoice.invoice_date, invoice.cumulative)).collect();
    let mut series = vec![Series { name: msg!("billed"), steps: billed }];
    series.extend(received(plan));
    let term = plan.term.into_iter().flat_map(|(start, end)| [start, end]);
    let due = plan.expected().filter_map(|invoice| invoice.due_date);
    let days = term.chain(due).chain([plan.acceptance.date]);
    let frame = Frame::new(&series, plan.offer.currency, days, (px(width), words));
    [timeline::draw(plan, &frame), chart::draw(&series, plan.offer.currency, &frame)]
}

/// What has come to the seller by each day, where that was asked for and every day is known.
fn received(plan: &Plan) -> Option<Series> {
    let cash = plan.cash.as_ref()?;
    let mut days: BTreeMap<NaiveDate, Amount> = BTreeMap::new();
    for line in &cash.lines {
        let sum = days.entry(line.paid_out?).or_default();
        *sum = sum.plus(line.net)?;
    }
    let mut so_far = Some(Amount::ZERO);
    let steps = days.into_iter().map(|(day, net)| {
        so_far = so_far?.plus(net);
        so_far.map(|so_far| (day, so_far))
    });
    Some(Series { name: msg!("paid out to the seller"), steps: steps.collect::<Option<_>>()? })
}

/// A chart of running sums in one currency, `width` pixels wide. It holds the days of all series; if
/// there is none, there is no chart.
pub fn chart(series: &[Series], currency: Currency, width: i64, words: Words) -> Option<Drawing> {
    series.iter().any(|one| !one.steps.is_empty()).then(|| {
        let frame = Frame::new(series, currency, std::iter::empty(), (px(width), words));
        chart::draw(series, currency, &frame)
    })
}

/// A chart of the amount of each period in one currency, `width` pixels wide: at the first day of a period
/// the amounts of all series stand on one another. If there is none, there is no chart.
pub fn bars(
    series: &[Series],
    periods: Periods,
    currency: Currency,
    width: i64,
    words: Words,
) -> Option<Drawing> {
    bars::draw(series, periods, currency, (px(width), words))
}

/// Writes one picture that stands alone: for each plan and renewed term its name, the timeline and
/// the chart.
///
/// # Errors
/// When `out` cannot be written to.
pub fn write<'a>(
    plans: impl IntoIterator<Item = &'a Plan>,
    words: Words,
    out: &mut dyn Write,
) -> io::Result<()> {
    let plans: Vec<&Plan> = plans.into_iter().flat_map(Plan::terms).collect();
    let margin = px(24);
    let width = px(WIDE) + margin + margin;
    let mut body = Markup::new(words);
    let mut y = margin;
    for plan in &plans {
        y = one(&mut body, plan, (margin, y), px(WIDE)) + margin;
    }
    let names = plans.iter().map(|plan| title(plan));
    let names = names.reduce(|before, next| msg!("{before}; {next}", before, next)).unwrap_or_default();
    let told = plans.iter().flat_map(|plan| drawings(plan, WIDE, words).map(|drawing| drawing.words));
    let told = told.reduce(|before, next| msg!("{before}. {next}", before, next)).unwrap_or_default();
    let view = format!("0 0 {width} {y}");
    let mut m = Markup::new(words);
    let attributes: Attributes<'_> = &[
        ("xmlns", &"http://www.w3.org/2000/svg"),
        ("viewBox", &view),
        ("width", &width),
        ("height", &y),
        ("role", &"img"),
        ("class", &"drawing"),
        ("aria-labelledby", &"title words"),
    ];
    m.block("svg", attributes, |m| {
        m.leaf("title", &[("id", &"title")], &m.said(&msg!("Payment schedule: {names}", names)));
        m.leaf("desc", &[("id", &"words")], &m.said(&told));
        m.line();
        m.add(&style::alone(m.words()));
        m.empty("rect", &[("class", &"paper"), ("width", &width), ("height", &y)]);
        m.line();
        m.add(&body);
    });
    out.write_all(m.as_str().as_bytes())
}

/// One plan of the picture; gives where it ends.
fn one(m: &mut Markup, plan: &Plan, (x, mut y): (Px, Px), width: Px) -> Px {
    let head = |m: &mut Markup, class: &str, text: &str, y: Px| {
        m.leaf("text", &[("x", &x), ("y", &y), ("class", &class)], text);
        m.line();
    };
    for line in wrapped(&m.said(&title(plan)), usize::try_from(width.0 / 140).unwrap_or(60)) {
        y = y + px(18);
        head(m, "name", &line, y);
        y = y + px(8);
    }
    y = y + px(14);
    head(m, "quiet", &m.said(&sentence(plan)), y);
    for drawing in drawings(plan, width.0 / 10, m.words()) {
        y = y + px(36);
        head(m, "head", &m.said(&drawing.title), y);
        y = y + px(12);
        m.block("g", &[("transform", &format!("translate({x} {y})"))], |m| m.add(&drawing.body));
        y = y + drawing.height;
    }
    y
}

/// What is billed in all, and from when to when.
fn sentence(plan: &Plan) -> Message {
    let sum = money(plan.expected_total(), plan.offer.currency);
    let (first, last) = (plan.expected().next(), plan.expected().last());
    match (first.zip(last), plan.expected().count()) {
        (Some((only, _)), 1) => msg!("{sum} in 1 invoice, {day}", sum, day = only.invoice_date),
        (Some((first, last)), count) => {
            let (first, last) = (first.invoice_date, last.invoice_date);
            msg!("{sum} in {count} invoices, {first} to {last}", sum, count, first, last)
        }
        (None, _) => Message::verbatim(sum),
    }
}

/// A text in lines of so many columns, parted at blanks where there are any.
fn wrapped(text: &str, columns: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut used = 0;
    for word in text.split_inclusive(' ') {
        let width = |text: &str| text.chars().filter_map(UnicodeWidthChar::width).sum::<usize>();
        if used > 0 && used + width(word.trim_end()) > columns {
            lines.push(String::new());
            used = 0;
        }
        for c in word.chars() {
            let own = c.width().unwrap_or(0);
            if used + own > columns && c != ' ' {
                lines.push(String::new());
                used = 0;
            }
            used += own;
            if let Some(line) = lines.last_mut() {
                line.push(c);
            }
        }
    }
    lines
}

/// What the drawings of one plan share: how wide they are, and where which day stands.
struct Frame {
    width: Px,
    days: DayScale,
    words: Words,
}

impl Frame {
    /// A frame that holds these days and those of the series.
    fn new(
        series: &[Series],
        currency: Currency,
        days: impl Iterator<Item = NaiveDate>,
        (width, words): (Px, Words),
    ) -> Self {
        let steps = || series.iter().flat_map(|one| &one.steps);
        let amounts = AmountScale::new(steps().map(|(_, amount)| *amount), px(0), px(1));
        let ticks = amounts.ticks(currency).into_iter().map(|(_, words)| text_width(&words));
        let beside =
            ticks.max().unwrap_or(px(0)).max(text_width(words.wording(timeline::INVOICED))).min(width.half());
        let span = |span: Option<(NaiveDate, NaiveDate)>, day: NaiveDate| {
            let (first, last) = span.unwrap_or((day, day));
            Some((first.min(day), last.max(day)))
        };
        let span = steps().map(|(day, _)| *day).chain(days).fold(None, span).unwrap_or_default();
        // A little air on the right, for a mark on the last day.
        Self { width, days: DayScale::new(span, beside + px(8), width - px(8)), words }
    }

    /// A text's place at `x`, moved to where it does not leave the drawing.
    fn within(&self, text: &str, x: Px, anchor: Anchor) -> (Px, Anchor) {
        let width = text_width(text);
        let (from, until) = match anchor {
            Anchor::Start => (x, x + width),
            Anchor::Middle => (x - width.half(), x + width.half()),
            Anchor::End => (x - width, x),
        };
        if until > self.width {
            (self.width, Anchor::End)
        } else if from < px(0) {
            (px(0), Anchor::Start)
        } else {
            (x, anchor)
        }
    }
}

/// The months under a drawing that reaches down to `foot`, and a rule up to `top` at each year's
/// beginning; gives the height of the whole.
fn axis(m: &mut Markup, room: &mut Room, frame: &Frame, top: Px, foot: Px) -> Px {
    let ticks = frame.days.ticks();
    let months = ticks.iter().any(|tick| tick.month.is_some());
    let years = if months { foot + px(34) } else { foot + px(18) };
    for tick in &ticks {
        let begins = tick.year.is_some();
        let (from, until) = (if begins { top } else { foot }, foot + px(4));
        m.empty("path", &[("class", &"rule"), ("d", &format!("M{} {from}V{until}", tick.x))]);
        m.line();
        let year = tick.year.map(|year| year.to_string());
        for (text, y) in
            [(tick.month.map(|month| m.words().wording(month).to_owned()), foot + px(18)), (year, years)]
        {
            if let Some(text) = text {
                let (x, anchor) = frame.within(&text, tick.x, Anchor::Middle);
                room.offer(m, "quiet", &text, (x, y), anchor);
            }
        }
    }
    m.empty(
        "path",
        &[("class", &"rule"), ("d", &format!("M{} {foot}H{}", frame.days.left, frame.days.right))],
    );
    m.line();
    years + px(6)
}

/// A name or an amount at the left of a drawing.
fn beside(m: &mut Markup, room: &mut Room, frame: &Frame, text: &str, y: Px) {
    room.offer(m, "quiet", text, (frame.days.left - px(8), y), Anchor::End);
}
