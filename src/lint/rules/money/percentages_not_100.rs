//! Shares that alone make up the offer and do not add up to the whole.

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Signed};

use crate::lint::rules::Context;
use crate::offer::{Entry, Portion, Share, percentage};
use crate::text::diagnostic::Diagnostic;
use crate::text::message::{Message, msg};
use crate::text::source::Span;

rule! {
    /// The percentages and fractions that make up the offer do not add up to 100%.
    ///
    /// ## Why
    /// The buyer is billed what the schedule says. Three times 33.33% is 99.99%: of a million,
    /// a hundred would never be billed. The sum is taken exactly, so `1/3` three times is the whole.
    ///
    /// ## What to do
    /// Change the share that is wrong, write fractions such as `1/3`, or let the last entry take the
    /// `remainder`. If some entries are amounts, this rule is silent and `total-mismatch` compares the
    /// sum with `total`.
    ///
    /// ### Fails
    /// ```yaml
    /// installments:
    ///   - {invoice_date: 2026-12-15, amount: 33.33%}
    ///   - {invoice_date: 2027-12-15, amount: 33.33%}
    ///   - {invoice_date: 2028-12-15, amount: 33.33%}
    /// ```
    ///
    /// ### Passes
    /// ```yaml
    /// installments:
    ///   - {first: 2026-12-15, every: year, times: 3, amount: 1/3}
    /// ```
    /// ```yaml
    /// installments:
    ///   - {invoice_date: 2026-12-15, amount: 33.33%}
    ///   - {invoice_date: 2027-12-15, amount: 33.33%}
    ///   - {invoice_date: 2028-12-15, amount: remainder}
    /// ```
    name: "percentages-not-100",
    level: Error,
    reference: "our own: the marketplace takes amounts, not shares; in a renewal's schedule it asks for exactly \
        100 (Catalog API, Work with private offers, UpdateRenewalTerms)",
    check: check,
}

fn check(cx: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let Some(sum) = cx.schedule.shares.as_ref().filter(|sum| **sum != Share::whole()) else { return };
    let parts = parts(cx);
    let Some((last, others)) = parts.split_last() else { return };
    let gap = BigRational::one() - sum.exact();
    let short = gap.is_positive();
    let (sum, gap_words) = (sum.words(), percentage(&gap.abs()));
    let message = if short {
        msg!("the shares add up to {sum}, {gap} short of 100%", sum, gap = gap_words)
    } else {
        msg!("the shares add up to {sum}, {gap} more than 100%", sum, gap = gap_words)
    };
    let mut diagnostic = RULE.at(last.span, message).label(match last.each {
        None => msg!("{sum} with this one", sum),
        Some(_) => last.words(),
    });
    for other in others.iter().take(4) {
        diagnostic = diagnostic.also(other.span, other.words());
    }
    for way_out in last.ways_out(&gap) {
        diagnostic = diagnostic.help(way_out);
    }
    found.push(diagnostic.note(if short {
        msg!("{gap} of the total is never billed", gap = gap_words)
    } else {
        msg!("{gap} of the total is billed in excess", gap = gap_words)
    }));
}

/// The share of one entry.
struct EntryShare {
    span: Span,
    share: Share,
    /// How many installments bill the share, each of them; `None` if it is billed once.
    each: Option<usize>,
    in_series: bool,
}

fn parts(cx: &Context<'_>) -> Vec<EntryShare> {
    let mut counts = vec![0; cx.offer.installments.get().map_or(0, Vec::len)];
    for installment in &cx.schedule.installments {
        if let Some(count) = counts.get_mut(installment.entry) {
            *count = installment.count;
        }
    }
    let entries = cx.offer.installments.get().into_iter().flatten();
    let part = |(entry, count): (&Entry, usize)| {
        let written = entry.amount().spanned()?;
        let Portion::Share(share) = &written.value else { return None };
        let in_series = matches!(entry, Entry::Series(_));
        let each = matches!(entry, Entry::Series(series) if !series.amount.is_absent()).then_some(count);
        Some(EntryShare { span: written.span, share: share.clone(), each, in_series })
    };
    entries.zip(counts).filter_map(part).collect()
}

impl EntryShare {
    fn sum(&self) -> BigRational {
        self.share.exact() * BigInt::from(self.each.unwrap_or(1))
    }

    fn words(&self) -> Message {
        match self.each {
            None => msg!("{share}", share = self.share.words()),
            Some(count) => msg!(
                "{count} × {share} = {sum}",
                count,
                share = self.share.words(),
                sum = percentage(&self.sum())
            ),
        }
    }

    /// What to write here so that the whole is billed.
    fn ways_out(&self, gap: &BigRational) -> Vec<Message> {
        let wanted = self.sum() + gap;
        if !wanted.is_positive() {
            return vec![msg!("lower the shares until they come to 100%")];
        }
        let closing = percentage(&(wanted / BigInt::from(self.each.unwrap_or(1))));
        let key = if self.in_series { "split" } else { "amount" };
        let mut ways = vec![msg!("let this entry take what is left: `{key}: remainder`", key)];
        if closing.len() <= 20 {
            ways.insert(0, msg!("write `{share}` here", share = closing));
        }
        ways
    }
}
