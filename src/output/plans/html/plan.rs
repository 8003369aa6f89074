//! The page of plans: facts, drawings, tables and the calendar of each offer.

use std::collections::BTreeMap;
use std::io::{self, Write};

use chrono::NaiveDate;

use super::super::markup::{Markup, language};
use super::super::plan::{book, title};
use super::super::sheet::{Cell, Row, Sheet, grouped, money};
use super::super::svg;
use super::{Mark, MarkKind, calendar, facts, notes, page, section, table};
use crate::offer::Amount;
use crate::plan::{Plan, RecognizedMonth};
use crate::text::message::{Message, Words, msg};

/// Writes one page of all plans and their renewed terms, in order.
///
/// # Errors
/// When `out` cannot be written to.
pub fn write(plans: &[Plan], words: Words, out: &mut dyn Write) -> io::Result<()> {
    let mut body = Markup::new(words);
    let terms: Vec<&Plan> = plans.iter().flat_map(Plan::terms).collect();
    match terms.as_slice() {
        [plan] => parts(&mut body, plan, 2, "1"),
        terms => {
            contents(&mut body, terms);
            for (at, plan) in (1..).zip(terms) {
                body.block("article", &[("id", &format!("offer-{at}"))], |m| {
                    m.say("h2", "", &title(plan));
                    m.line();
                    parts(m, plan, 3, &at.to_string());
                });
            }
        }
    }
    let title = match plans {
        [plan] => Message::verbatim(plan.offer.title()),
        plans => msg!("{count} offers", count = plans.len()),
    };
    body.block("footer", &[], |m| {
        let words = msg!(
            "Amounts are before tax. Invoices are issued at 00:00 UTC of their day. Planned with paysched."
        );
        m.text(&m.said(&words));
        m.line();
    });
    out.write_all(page(&title, &body).as_bytes())
}

/// The plans of the page, with links.
fn contents(m: &mut Markup, plans: &[&Plan]) {
    m.block("ol", &[], |m| {
        for (at, plan) in (1..).zip(plans) {
            let name = m.said(&title(plan));
            m.element("li", &[], |m| {
                m.leaf("a", &[("href", &format!("#offer-{at}")), ("lang", &language(&name))], &name);
                m.text(&format!(", {}", total(plan)));
            });
            m.line();
        }
    });
}

fn total(plan: &Plan) -> String {
    money(plan.offer.total, plan.offer.currency)
}

/// One offer, its parts under headings of that level; `id` is unique on the page.
fn parts(m: &mut Markup, plan: &Plan, level: usize, id: &str) {
    let book = book(plan);
    figures(m, plan);
    // The total is among the figures.
    let others = book.facts.iter().filter(|(word, _)| *word != "total");
    facts(m, "facts", others.map(|(word, fact)| (word, fact)));
    notes(m, &book.notes);
    // The drawings and the calendar show what was planned, not what a cancellation leaves of it.
    let planned = plan.cancellation.is_none();
    if planned {
        drawings(m, plan, level, id);
        revenue(m, plan, level, id);
    }
    for (at, mut sheet) in book.sheets.into_iter().enumerate() {
        if at == 0 {
            close(&mut sheet, plan);
        }
        // Bars for a terminal; the chart shows the same.
        sheet.drop_column("so far");
        m.block("section", &[], |m| table(m, level, &sheet));
    }
    if planned {
        section(m, level, &msg!("Calendar"), |m| calendar(m, level + 1, &days(plan)));
    }
}

/// The drawings of a plan, for wide and for narrow screens.
fn drawings(m: &mut Markup, plan: &Plan, level: usize, id: &str) {
    let wide = svg::drawings(plan, svg::WIDE, m.words());
    let narrow = svg::drawings(plan, svg::NARROW, m.words());
    for (at, (wide, narrow)) in (1..).zip(wide.iter().zip(&narrow)) {
        section(m, level, wide.title(), |m| {
            m.add(&wide.inline(&format!("drawing-{id}-{at}"), "wide"));
            m.add(&narrow.inline(&format!("drawing-{id}-{at}-narrow"), "narrow"));
        });
    }
}

/// What is billed and what is earned, month by month, where that was asked for.
fn revenue(m: &mut Markup, plan: &Plan, level: usize, id: &str) {
    let Some(recognition) = &plan.recognition else { return };
    let series = |name: Message, so_far: fn(&RecognizedMonth) -> Amount| {
        let steps = recognition.months.iter().map(|month| (month.last, so_far(month)));
        svg::Series { name, steps: steps.collect() }
    };
    let series = [
        series(msg!("billed"), |month| month.billed_so_far),
        series(msg!("earned"), |month| month.recognized_so_far),
    ];
    let draw = |width| svg::chart(&series, plan.offer.currency, width, m.words());
    let (Some(wide), Some(narrow)) = (draw(svg::WIDE), draw(svg::NARROW)) else { return };
    section(m, level, &msg!("Revenue beside billing, at the end of each month"), |m| {
        m.add(&wide.inline(&format!("revenue-{id}"), "wide"));
        m.add(&narrow.inline(&format!("revenue-{id}-narrow"), "narrow"));
    });
}

/// The key figures.
fn figures(m: &mut Markup, plan: &Plan) {
    let count = match (plan.expected().count(), plan.invoices.len()) {
        (expected, all) if expected < all => msg!("{expected} of {all}", expected, all),
        (_, all) => Message::verbatim(all),
    };
    let day = |day: Option<NaiveDate>| day.map(Message::verbatim).unwrap_or_default();
    let first = day(plan.expected().map(|invoice| invoice.invoice_date).min());
    let last = day(plan.expected().map(|invoice| invoice.invoice_date).max());
    let due = day(plan.expected().filter_map(|invoice| invoice.due_date).max());
    let all = [
        (msg!("total"), Message::verbatim(total(plan))),
        (msg!("invoices"), count),
        (msg!("first invoice"), first),
        (msg!("last invoice"), last),
        (msg!("last due"), due),
    ];
    let known = all.iter().filter(|(_, figure)| !figure.is_empty());
    facts(m, "figures", known.map(|(word, figure)| (word, figure)));
}

/// The invoices' total below them, in the column of amounts.
fn close(sheet: &mut Sheet, plan: &Plan) {
    if sheet.rows.iter().any(|row| row.total) {
        return;
    }
    let cells = sheet.columns.iter().map(|(title, _)| match *title {
        "scheduled" => Cell::Words("total"),
        "amount" => Cell::Sum(plan.offer.total, plan.offer.currency),
        _ => Cell::Empty,
    });
    sheet.rows.push(Row::total(cells.collect()));
}

/// The marks by day: acceptance, the term's start and end, each invoice and its due date.
fn days(plan: &Plan) -> BTreeMap<NaiveDate, Vec<Mark>> {
    let mut days: BTreeMap<NaiveDate, Vec<Mark>> = BTreeMap::new();
    let mut mark = |day: NaiveDate, kind: MarkKind, words: Message, amount: Option<String>| {
        days.entry(day).or_default().push(Mark { kind, words, amount });
    };
    let accepted = match (&plan.renewal, plan.acceptance.assumed) {
        (Some(_), _) => msg!("renewal"),
        (None, true) => msg!("assumed acceptance"),
        (None, false) => msg!("acceptance"),
    };
    mark(plan.acceptance.date, MarkKind::Day, accepted, None);
    if let Some((start, end)) = plan.term {
        mark(start, MarkKind::Day, msg!("term begins"), None);
        match plan.ended {
            Some(ended) => mark(ended.on, MarkKind::Day, msg!("agreement ended"), None),
            None => mark(end, MarkKind::Day, msg!("term ends"), None),
        }
    }
    for invoice in plan.expected() {
        let amount = grouped(&plan.offer.currency.digits(invoice.amount));
        let number = invoice.number;
        mark(invoice.invoice_date, MarkKind::Invoice, msg!("invoice {number}", number), Some(amount));
        if let Some(due) = invoice.due_date {
            mark(due, MarkKind::Due, msg!("invoice {number} due", number), None);
        }
    }
    days
}
