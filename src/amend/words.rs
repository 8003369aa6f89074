//! The name, the description and the comments of a replacement: where each number comes from.

use super::{Amended, Invoiced, Wishes};
use crate::limits::Limits;
use crate::offer::{Offer, exact_add};
use crate::plan::Plan;

pub(super) fn fill(amended: &mut Amended, offer: &Offer, plan: &Plan, wishes: &Wishes, unpriced: bool) {
    let on = wishes.on;
    let money = |amount| offer.money(amount);
    let (billed, pending, added) = (amended.billed, amended.pending, amended.added);
    let name = wishes.name.clone().unwrap_or_else(|| {
        let tail = format!(", amended {on}");
        let room = Limits::on(on).name.saturating_sub(tail.chars().count());
        let head: String = plan.offer.title().chars().take(room).collect();
        format!("{}{tail}", head.trim_end())
    });
    let description = wishes.description.clone().unwrap_or_else(|| {
        format!("{} pending on {on} carried over, {} added", money(pending.amount), money(added))
    });
    let draft = &mut amended.draft;
    draft.name = Some(name);
    draft.description = Some(description);

    let comments = &mut draft.comments;
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
    let mut sum = format!("{} pending", money(pending.amount));
    if let Some(credit) = amended.credit {
        let gross = exact_add(added, credit.amount).map_or(String::new(), money);
        sum.push_str(&format!(" + {gross} added − {} credit", money(credit.amount)));
    } else if !added.is_zero() {
        sum.push_str(&format!(" + {} added", money(added)));
    }
    comments.above("total", sum);
    if let Some(credit) = amended.credit {
        let total = money(plan.offer.total);
        comments.above(
            "total",
            format!(
                "credit: {} billed − {total} × {} of {} days used, rounded down",
                money(billed.amount),
                credit.used,
                credit.days
            ),
        );
    }
    let count = |part: super::Part| match part.invoices {
        1 => "1 invoice".to_owned(),
        count => format!("{count} invoices"),
    };
    comments.above(
        "installments",
        format!(
            "{}, {}, issued by {on}: they stay with the old agreement",
            count(billed),
            money(billed.amount)
        ),
    );
    comments.above(
        "installments",
        format!("{}, {}, pending: cancelled there, carried over here", count(pending), money(pending.amount)),
    );
    if !added.is_zero() {
        let how = match &wishes.invoiced {
            Invoiced::WithPending => "in equal parts with what is carried over",
            Invoiced::AtOnce => "on acceptance",
            Invoiced::On(_) => "in equal parts on days of its own",
        };
        comments.above("installments", format!("{} added, invoiced {how}", money(added)));
    }
    if unpriced {
        comments.above("pricing", "without the prices for the old term; the units are granted by the total");
    }
}
