//! An installment below the smallest that is worth an invoice.

use crate::lint::rules::Context;
use crate::schedule::Installment;
use crate::text::diagnostic::Diagnostic;
use crate::text::message::msg;

rule! {
    /// An installment is smaller than the repository's smallest.
    ///
    /// ## Why
    /// Every installment is an invoice that somebody approves, pays and books. Below some amount that
    /// costs more than it brings, and a deal desk bills quarterly or yearly instead. Each repository
    /// sets its own amount; without one this rule finds nothing.
    ///
    /// ## What to do
    /// Bill less often, so that each installment is larger. An installment of 0 is reported by
    /// `zero-amount`.
    ///
    /// ## Options
    /// Off by default. Give it a level and, for each currency, the smallest amount.
    ///
    /// ### Fails
    /// ```yaml set:USD=500.00
    /// total: 12000.00
    /// installments:
    ///   - {first: 2026-12-15, every: month, times: 30, split: 100%}
    /// ```
    ///
    /// ### Passes
    /// ```yaml set:USD=500.00
    /// total: 12000.00
    /// installments:
    ///   - {first: 2026-12-15, every: quarter, times: 10, split: 100%}
    /// ```
    name: "small-installment",
    level: Off,
    reference: "our own: the marketplace has no smallest amount",
    check: check,
}

fn check(cx: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let Some(currency) = cx.offer.currency.get() else { return };
    let Some(least) = cx.options.smallest_installment.get(currency.code()) else { return };
    let is_small = |installment: &Installment| {
        installment.amount.is_some_and(|amount| amount < *least && !amount.is_zero())
    };
    for installments in cx.schedule.by_entry(is_small).values() {
        let smallest = installments.iter().filter_map(|installment| installment.amount).min();
        let (Some(first), Some(smallest)) = (installments.first(), smallest) else { continue };
        let (money, least) = (cx.offer.money(smallest), cx.offer.money(*least));
        let message = match (installments.len(), first.count) {
            (1, _) => msg!(
                "the installment of {which} is only {money}, less than {least}",
                which = cx.which(first),
                money,
                least,
            ),
            (small, all) if small == all => {
                msg!("all {all} installments are as small as {money}, less than {least}", all, money, least)
            }
            (small, all) => msg!(
                "{small} of {all} installments are as small as {money}, less than {least}",
                small,
                all,
                money,
                least,
            ),
        };
        found.push(
            RULE.at(cx.amount_span(first), message)
                .label(msg!("{money} on {date}", money, date = first.date))
                .help(msg!("bill less often, so that each installment is larger"))
                .note(msg!("{least} is the smallest installment that the configuration allows", least)),
        );
    }
}
