//! The page of plans: facts, drawings, tables and the calendar of each offer.

use std::collections::BTreeMap;
use std::io::{self, Write};

use chrono::NaiveDate;

use super::super::markup::{Markup, language};
use super::super::plan::{book, title};
use super::super::sheet::{Cell, Row, Sheet, grouped, money};
use super::super::svg;
use super::{Mark, MarkKind, calendar, facts, notes, page, section, table};
use crate::plan::Plan;
use crate::text::sanitize::line;

/// Writes one page of all plans and their renewed terms, in order.
///
/// # Errors
/// When `out` cannot be written to.
pub fn write(plans: &[Plan], out: &mut dyn Write) -> io::Result<()> {
    let mut body = Markup::new();
    let terms: Vec<&Plan> = plans.iter().flat_map(Plan::terms).collect();
    match terms.as_slice() {
        [plan] => parts(&mut body, plan, 2, "1"),
        terms => {
            contents(&mut body, terms);
            for (at, plan) in (1..).zip(terms) {
                let name = line(&title(plan));
                body.block("article", &[("id", &format!("offer-{at}"))], |m| {
                    m.leaf("h2", &[("lang", &language(&name))], &name);
                    m.line();
                    parts(m, plan, 3, &at.to_string());
                });
            }
        }
    }
    let title = match plans {
        [plan] => line(plan.offer.title()),
        plans => format!("{} offers", plans.len()),
    };
    body.block("footer", &[], |m| {
        m.text(
            "Amounts are before tax. Invoices are issued at 00:00 UTC of their day. Planned with paysched.",
        );
        m.line();
    });
    out.write_all(page(&title, &body).as_bytes())
}

/// The plans of the page, with links.
fn contents(m: &mut Markup, plans: &[&Plan]) {
    m.block("ol", &[], |m| {
        for (at, plan) in (1..).zip(plans) {
            let name = line(&title(plan));
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
    let others = book.facts.iter().filter(|(word, _)| word != "total");
    facts(m, "facts", others.map(|(word, fact)| (word.as_str(), fact.as_str())));
    notes(m, &book.notes);
    // The drawings and the calendar show what was planned, not what a cancellation leaves of it.
    let planned = plan.cancellation.is_none();
    if planned {
        drawings(m, plan, level, id);
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
        section(m, level, "Calendar", |m| calendar(m, level + 1, &days(plan)));
    }
}

/// The drawings of a plan, for wide and for narrow screens.
fn drawings(m: &mut Markup, plan: &Plan, level: usize, id: &str) {
    let wide = svg::drawings(plan, svg::WIDE);
    let narrow = svg::drawings(plan, svg::NARROW);
    for (at, (wide, narrow)) in (1..).zip(wide.iter().zip(&narrow)) {
        section(m, level, wide.title(), |m| {
            m.add(&wide.inline(&format!("drawing-{id}-{at}"), "wide"));
            m.add(&narrow.inline(&format!("drawing-{id}-{at}-narrow"), "narrow"));
        });
    }
}

/// The key figures.
fn figures(m: &mut Markup, plan: &Plan) {
    let total = total(plan);
    let count = match (plan.expected().count(), plan.invoices.len()) {
        (expected, all) if expected < all => format!("{expected} of {all}"),
        (_, all) => all.to_string(),
    };
    let day = |day: Option<NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
    let first = day(plan.expected().map(|invoice| invoice.invoice_date).min());
    let last = day(plan.expected().map(|invoice| invoice.invoice_date).max());
    let due = day(plan.expected().filter_map(|invoice| invoice.due_date).max());
    let all = [
        ("total", &total),
        ("invoices", &count),
        ("first invoice", &first),
        ("last invoice", &last),
        ("last due", &due),
    ];
    let known = all.into_iter().filter(|(_, figure)| !figure.is_empty());
    facts(m, "figures", known.map(|(word, figure)| (word, figure.as_str())));
}

/// The invoices' total below them, in the column of amounts.
fn close(sheet: &mut Sheet, plan: &Plan) {
    if sheet.rows.iter().any(|row| row.total) {
        return;
    }
    let cells = sheet.columns.iter().map(|(title, _)| match *title {
        "scheduled" => Cell::text("total"),
        "amount" => Cell::Sum(plan.offer.total, plan.offer.currency),
        _ => Cell::Empty,
    });
    sheet.rows.push(Row::total(cells.collect()));
}

/// The marks by day: acceptance, the term's start and end, each invoice and its due date.
fn days(plan: &Plan) -> BTreeMap<NaiveDate, Vec<Mark>> {
    let mut days: BTreeMap<NaiveDate, Vec<Mark>> = BTreeMap::new();
    let mut mark = |day: NaiveDate, kind: MarkKind, words: String, amount: Option<String>| {
        days.entry(day).or_default().push(Mark { kind, words, amount });
    };
    let accepted = match (&plan.renewal, plan.acceptance.assumed) {
        (Some(_), _) => "renewal",
        (None, true) => "assumed acceptance",
        (None, false) => "acceptance",
    };
    mark(plan.acceptance.date, MarkKind::Day, accepted.to_owned(), None);
    if let Some((start, end)) = plan.term {
        mark(start, MarkKind::Day, "term begins".to_owned(), None);
        match plan.ended {
            Some(ended) => mark(ended.on, MarkKind::Day, "agreement ended".to_owned(), None),
            None => mark(end, MarkKind::Day, "term ends".to_owned(), None),
        }
    }
    for invoice in plan.expected() {
        let amount = grouped(&plan.offer.currency.digits(invoice.amount));
        let number = invoice.number;
        mark(invoice.invoice_date, MarkKind::Invoice, format!("invoice {number}"), Some(amount));
        if let Some(due) = invoice.due_date {
            mark(due, MarkKind::Due, format!("invoice {number} due"), None);
        }
    }
    days
}
