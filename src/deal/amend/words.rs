//! The name, the description and the comments of a replacement: where each number comes from.

use super::{Amended, Amendment, InvoiceSum, Invoiced};
use crate::marketplace::limits::Limits;
use crate::offer::{Offer, parse_date};
use crate::plan::Plan;
use crate::text::words::count;

pub(super) fn fill(amended: &mut Amended, offer: &Offer, plan: &Plan, wishes: &Amendment, unpriced: bool) {
    let on = wishes.on;
    let money = |amount| offer.money(amount);
    let (pending, added) = (amended.pending, amended.added);
    let name = wishes.name.clone().unwrap_or_else(|| {
        let tail = format!(", amended {on}");
        let room = Limits::on(on).name.saturating_sub(tail.chars().count());
        let head: String = before(plan.offer.title()).chars().take(room).collect();
        format!("{}{tail}", head.trim_end())
    });
    let description = wishes.description.clone().unwrap_or_else(|| {
        let more = (!added.is_zero()).then(|| format!("adds {}", money(added)));
        let carried =
            (pending.invoices > 0).then(|| format!("carries over {} pending on {on}", money(pending.amount)));
        let parts: Vec<String> = carried.into_iter().chain(more).collect();
        format!("Replacement that {}", parts.join(" and "))
    });
    let (totals, entries) = (total(amended, offer, plan), installments(amended, offer, wishes));
    amended.offer.name = name.into();
    amended.offer.description = description.into();

    let comments = &mut amended.comments;
    comments.head = vec![format!("A replacement of {} as of {on}.", wishes.replaced)];
    comments.above(
        "accept_by",
        "no invoice of the old agreement falls between the release and the last day to accept",
    );
    let whose = match (wishes.end.filter(|end| *end != amended.old_end), plan.acceptance.assumed) {
        (Some(_), _) => format!("the old contract ended on {}", amended.old_end),
        (None, true) => {
            let last = plan.acceptance.date;
            format!("the old contract's end if it was accepted on {last}, its last day to accept")
        }
        (None, false) => "the old contract's end".to_owned(),
    };
    comments.above("term", whose);
    for (key, lines) in [("total", totals), ("installments", entries)] {
        lines.into_iter().for_each(|line| comments.above(key, line));
    }
    if unpriced {
        comments.above("pricing", "without the prices for the old term; the units are granted by the total");
    }
}

/// A name without the day of an earlier amendment.
fn before(name: &str) -> &str {
    match name.rsplit_once(", amended ") {
        Some((name, day)) if parse_date(day).is_ok() => name,
        _ => name,
    }
}

/// What the total is made of.
fn total(amended: &Amended, offer: &Offer, plan: &Plan) -> Vec<String> {
    let money = |amount| offer.money(amount);
    let mut lines = Vec::new();
    let mut sum = format!("{} pending", money(amended.pending.amount));
    if let Some(credit) = amended.credit {
        let gross = amended.added.plus(credit.amount).map_or(String::new(), money);
        sum.push_str(&format!(" + {gross} added − {} credit", money(credit.amount)));
    } else if !amended.added.is_zero() {
        sum.push_str(&format!(" + {} added", money(amended.added)));
    }
    lines.push(sum);
    if let Some(credit) = amended.credit {
        let total = money(plan.offer.total);
        lines.push(format!(
            "credit: {} billed − {total} × {} of {} days used, rounded down",
            money(amended.billed.amount),
            credit.used,
            credit.days
        ));
    }
    lines
}

/// What became of the old invoices, and when the added amount is invoiced.
fn installments(amended: &Amended, offer: &Offer, wishes: &Amendment) -> Vec<String> {
    let (on, billed, pending, added) = (wishes.on, amended.billed, amended.pending, amended.added);
    let mut lines = Vec::new();
    if billed.invoices > 0 {
        lines.push(format!("issued by {on}, stays with the old agreement: {}", invoices(billed, offer)));
    }
    if pending.invoices > 0 {
        lines.push(format!("pending, cancelled there and carried over here: {}", invoices(pending, offer)));
    }
    if !added.is_zero() {
        let how = match &wishes.invoiced {
            Invoiced::WithPending => "in equal parts with what is carried over",
            Invoiced::AtOnce => "on acceptance",
            Invoiced::On(_) => "in equal parts on days of its own",
        };
        lines.push(format!("added, invoiced {how}: {}", offer.money(added)));
    }
    lines
}

fn invoices(part: InvoiceSum, offer: &Offer) -> String {
    format!("{}, {}", count(part.invoices, "invoice"), offer.money(part.amount))
}
