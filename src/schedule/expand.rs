//! Expands every entry of an offer, and distributes the leftover of shares of the total.

mod shares;

use super::allocation::Cut;
use super::amounts;
use super::origin::{AmountOrigin, DateOrigin, SplitOf};
use super::problems::{no_date_left, too_few};
use super::recurrence::{self, MAX_DATES};
use super::workdays::Holidays;
use super::{Installment, Schedule};
use crate::offer::{Amount, Entry, Field, Offer, Portion, Pricing, Series, Share};
use crate::text::diagnostic::{Diagnostic, names};
use crate::text::message::{Message, msg};
use crate::text::source::{Span, Spanned};

/// The most dates that all series of an offer may have together: more than any real schedule has must
/// not exhaust memory. A separate rule refuses an offer with more than 60.
const MAX_EXPANDED: usize = 10 * MAX_DATES;

/// Expands the schedule of an offer; dates are moved off the weekends and holidays of `calendar`.
///
/// Returns every installment that can be computed, with what prevents the others: a series without
/// dates, a share without a total, parts that exceed it.
pub fn expand(offer: &Offer, holidays: &Holidays) -> (Schedule, Vec<Diagnostic>) {
    let Some(entries) = offer.installments.get() else {
        return (Schedule::default(), Vec::new());
    };
    let mut expansion = Expansion { offer, diagnostics: Vec::new(), lines: Vec::new(), expanded: 0 };
    for (at, entry) in entries.iter().enumerate() {
        expansion.dates(at, entry, holidays);
    }
    expansion.shares_of_the_total();
    let shares = expansion.shares();
    expansion.amounts(shares.as_ref());
    expansion.finish(shares)
}

/// The schedule of an offer; `None` if any date or amount cannot be computed.
pub fn whole(offer: &Offer, holidays: &Holidays) -> Option<Schedule> {
    let (schedule, problems) = expand(offer, holidays);
    (problems.is_empty() && schedule.is_complete()).then_some(schedule)
}

type Dates = Vec<(chrono::NaiveDate, DateOrigin)>;

/// One entry being expanded.
struct EntryLine<'o> {
    at: usize,
    entry: &'o Entry,
    /// `None` if the dates cannot be computed.
    dates: Option<Dates>,
    /// One for each date; `None` if they cannot be computed.
    amounts: Option<Vec<(Amount, AmountOrigin)>>,
    /// What rounding a share of the total down cut off, for each date.
    cut: Option<Cut>,
}

struct Expansion<'o> {
    offer: &'o Offer,
    diagnostics: Vec<Diagnostic>,
    lines: Vec<EntryLine<'o>>,
    /// How many dates all series so far have.
    expanded: usize,
}

impl<'o> Expansion<'o> {
    fn dates(&mut self, at: usize, entry: &'o Entry, holidays: &Holidays) {
        let dates = match entry {
            Entry::Broken(_) => None,
            Entry::Single(single) => single.invoice_date.get().map(|date| vec![(*date, DateOrigin::Written)]),
            Entry::Series(series) => self.series_dates(series, holidays),
        };
        self.lines.push(EntryLine { at, entry, dates, amounts: None, cut: None });
    }

    fn series_dates(&mut self, series: &Series, holidays: &Holidays) -> Option<Dates> {
        if self.expanded > MAX_EXPANDED {
            return None;
        }
        let how_many = series.times.span().or(series.until.span()).unwrap_or(series.span);
        let dates = match recurrence::dates(series, holidays)? {
            Ok(dates) => dates,
            Err(_) => {
                return self
                    .too_far(how_many, msg!("this series has more than {limit} dates", limit = MAX_DATES));
            }
        };
        self.expanded += dates.len();
        if self.expanded > MAX_EXPANDED {
            let message =
                msg!("the series up to this one have more than {limit} dates together", limit = MAX_EXPANDED);
            return self.too_far(how_many, message);
        }
        if dates.is_empty() {
            self.report(no_date_left(series, how_many));
            return None;
        }
        if let Some(times) = series.times.get().filter(|times| dates.len() < **times as usize) {
            self.report(too_few(*times, series, how_many, dates.len()));
            return None;
        }
        self.weights_match(series, dates.len());
        Some(dates)
    }

    fn too_far(&mut self, how_many: Span, message: Message) -> Option<Dates> {
        self.report(
            Diagnostic::new(names::INVALID_SERIES, how_many, message)
                .label(msg!("too far"))
                .help(msg!("a schedule has at most 60 installments; lower `times` or bring `until` forward")),
        );
        None
    }

    fn weights_match(&mut self, series: &Series, count: usize) {
        let Some(weights) = series.weights.spanned().filter(|w| w.value.len() != count) else {
            return;
        };
        let given = weights.value.len();
        let mut diagnostic = Diagnostic::new(
            names::INVALID_SERIES,
            weights.span,
            msg!("{given} weights for {count} installments", given, count),
        )
        .label(msg!("{given} weights", given))
        .help(msg!("write {count} weights, one for each installment", count));
        if let Some(how_many) = series.times.span().or(series.until.span()) {
            diagnostic = diagnostic.also(how_many, msg!("{count} installments", count));
        }
        self.report(diagnostic);
    }

    /// Whether nothing gives the total. A pricing that could not be read has been reported and does not
    /// count as missing.
    fn without_total(&self) -> bool {
        let offer = self.offer;
        let unread = || offer.term.is_invalid() || offer.pricing.get().is_none_or(Pricing::is_unread);
        offer.total.is_absent()
            && (offer.pricing.is_absent() || (offer.contract_value().is_none() && !unread()))
    }

    /// Reports a share of a total that is not given, and a second remainder.
    fn shares_of_the_total(&mut self) {
        let of_total = |line: &EntryLine<'_>| match line.entry.amount() {
            Field::Given(Spanned { value: Portion::Share(share), span }) => Some((*span, share.words())),
            Field::Given(Spanned { value: Portion::Remainder, span }) => {
                Some((*span, "remainder".to_owned()))
            }
            _ => None,
        };
        let shares: Vec<_> = self.lines.iter().filter_map(of_total).collect();
        if let (Some(((first, written), others)), true) = (shares.split_first(), self.without_total()) {
            let mut diagnostic = Diagnostic::new(
                names::TOTAL_MISSING,
                *first,
                msg!("`{written}` is a share of the total, but the offer has no `total`", written),
            )
            .label(msg!("a share of what?"))
            .help(msg!(
                "add `total` with what the buyer pays in all, as in `total: 360000.00`, or write amounts"
            ));
            for (span, _) in others.iter().take(3) {
                diagnostic = diagnostic.also(*span, msg!("another share"));
            }
            self.report(diagnostic);
        }
        let remainders: Vec<Span> = self.lines.iter().filter_map(|line| remainder(line.entry)).collect();
        if let [first, second, rest @ ..] = remainders.as_slice() {
            let mut diagnostic = Diagnostic::new(
                names::SEVERAL_REMAINDERS,
                *second,
                msg!("{count} entries take the remainder, but there is only one", count = remainders.len()),
            )
            .label(msg!("taken again"))
            .also(*first, msg!("taken here"))
            .help(msg!("write an amount or a percentage for all but one of them"));
            for span in rest.iter().take(3) {
                diagnostic = diagnostic.also(*span, msg!("and again"));
            }
            self.report(diagnostic);
        }
    }

    fn amounts(&mut self, shares: Option<&Share>) {
        let offer = self.offer;
        for line in &mut self.lines {
            let count = line.dates.as_ref().map(Vec::len);
            let (amounts, cut) = amounts::known(offer, line.entry, count).unzip();
            line.amounts = amounts;
            line.cut = cut.flatten();
        }
        self.remainder();
        if shares.is_some_and(|sum| *sum == Share::whole()) && self.settle_shares().is_none() {
            self.lines.iter_mut().for_each(|line| line.amounts = None);
        }
        self.too_many_digits();
    }

    /// Reports the first entry whose amounts no decimal can hold exactly.
    fn too_many_digits(&mut self) {
        let left = self.only_remainder().and_then(|at| self.left_by_others(at));
        // Only the number of its digits prevents the remainder.
        let remains = left.is_some_and(|left| left.is_none_or(|left| !left.is_negative()));
        let unheld = |line: &&EntryLine<'_>| line.amounts.is_none() && self.is_settled(line, remains);
        let Some(line) = self.lines.iter().find(unheld) else { return };
        let Some(amount) = line.entry.amount().spanned() else { return };
        let fixed = matches!(amount.value, Portion::Fixed(_));
        let raise = match line.entry {
            Entry::Series(series) if !series.amount.is_absent() => series.raise.span(),
            _ => None,
        };
        let diagnostic = match (raise, self.offer.total.spanned()) {
            (Some(raise), _) => Diagnostic::new(
                names::INVALID_SERIES,
                raise,
                msg!("the raised amounts have more than 28 digits"),
            )
            .label(msg!("raised too far"))
            .help(msg!("lower the percentage, or raise less often")),
            (None, Some(total)) if !fixed => Diagnostic::new(
                names::INVALID_AMOUNT,
                total.span,
                msg!("the total and its parts have more than 28 digits together"),
            )
            .label(msg!("the whole"))
            .also(amount.span, msg!("cannot be worked out exactly"))
            .help(msg!("write the total, or `rounding.step`, with fewer digits")),
            _ => Diagnostic::new(
                names::INVALID_AMOUNT,
                amount.span,
                msg!("this amount and its steps have more than 28 digits together"),
            )
            .label(msg!("cannot be divided exactly"))
            .help(msg!("write it, or `rounding.step`, with fewer digits")),
        };
        self.report(diagnostic);
    }

    /// Whether everything that the amounts of an entry depend on is known, so that only too many digits
    /// can prevent them.
    fn is_settled(&self, line: &EntryLine<'_>, remains: bool) -> bool {
        let Some(dates) = &line.dates else { return false };
        let own = match line.entry {
            Entry::Broken(_) => false,
            Entry::Single(_) => true,
            Entry::Series(series) => {
                let divides = series.raise.get().is_some() || !series.split.is_absent();
                !(series.weights.is_invalid() || series.raise.is_invalid())
                    && series.weights.get().is_none_or(|weights| weights.len() == dates.len())
                    && (!divides || self.offer.step().is_some())
            }
        };
        let total = self.offer.total_due().is_some() && self.offer.step().is_some();
        own && match line.entry.amount().get() {
            None => false,
            Some(Portion::Fixed(_)) => true,
            Some(Portion::Share(_)) => total,
            Some(Portion::Remainder) => total && remains,
        }
    }

    /// The entry that takes the remainder, if exactly one does.
    fn only_remainder(&self) -> Option<usize> {
        let mut taking = self.lines.iter().filter(|line| remainder(line.entry).is_some());
        let first = taking.next()?;
        taking.next().is_none().then_some(first.at)
    }

    /// What all entries but one leave of the total: `None` if one of them is unknown, or also takes the
    /// remainder; `Some(None)` if it has too many digits.
    fn left_by_others(&self, at: usize) -> Option<Option<Amount>> {
        let total = self.offer.total_due()?;
        let others = self.lines.iter().filter(|other| other.at != at);
        let amounts = others.map(|other| other.amounts.as_ref()).collect::<Option<Vec<_>>>()?;
        let used = Amount::sum(amounts.into_iter().flatten().map(|(amount, _)| *amount));
        Some(used.and_then(|used| total.minus(used)))
    }

    /// Gives the entry that takes the remainder what all others leave.
    fn remainder(&mut self) {
        let Some(at) = self.only_remainder() else { return };
        let Some(Some(left)) = self.left_by_others(at) else { return };
        if left.is_negative() {
            return self.nothing_remains(at, left);
        }
        let offer = self.offer;
        if let Some(line) = self.lines.get_mut(at) {
            line.amounts = match line.entry {
                Entry::Single(_) => Some(vec![(left, AmountOrigin::Remainder)]),
                Entry::Series(series) => amounts::divided(
                    offer,
                    series,
                    line.dates.as_ref().map_or(0, Vec::len),
                    left,
                    SplitOf::Remainder,
                ),
                Entry::Broken(_) => None,
            };
        }
    }

    fn nothing_remains(&mut self, at: usize, left: Amount) {
        let offer = self.offer;
        let Some(total) = offer.total_due() else { return };
        let Some(used) = total.minus(left) else { return };
        let Some(span) = self.lines.get(at).and_then(|line| remainder(line.entry)) else { return };
        let message = msg!(
            "the other entries come to {used}, more than the total of {total}, so nothing remains",
            used = offer.money(used),
            total = offer.money(total)
        );
        let diagnostic = Diagnostic::new(names::REMAINDER_NEGATIVE, span, message)
            .label(msg!("would be {left}", left = offer.money(left)));
        let priced = || Some(offer.value_lines()?.first()?.price.amount.span);
        self.report(match (offer.total.span(), priced()) {
            (Some(total), _) => diagnostic.also(total, msg!("declared here")).help(msg!(
                "raise `total` above {used}, or lower the other entries",
                used = offer.digits(used)
            )),
            (None, Some(price)) => diagnostic
                .also(price, msg!("the pricing gives the total"))
                .help(msg!("lower the other entries")),
            (None, None) => diagnostic,
        });
    }

    fn finish(self, shares: Option<Share>) -> (Schedule, Vec<Diagnostic>) {
        let mut schedule =
            Schedule { dates_complete: true, amounts_complete: true, shares, ..Schedule::default() };
        for line in self.lines {
            let Some(dates) = line.dates else {
                schedule.dates_complete = false;
                schedule.amounts_complete = false;
                continue;
            };
            let count = dates.len();
            if line.amounts.is_none() {
                schedule.amounts_complete = false;
            }
            for (at, (date, date_origin)) in dates.into_iter().enumerate() {
                let amount = line.amounts.as_ref().and_then(|amounts| amounts.get(at));
                schedule.installments.push(Installment {
                    date,
                    amount: amount.map(|(amount, _)| *amount),
                    entry: line.at,
                    position: at + 1,
                    count,
                    date_origin,
                    amount_origin: amount.map_or(AmountOrigin::Unknown, |(_, origin)| *origin),
                });
            }
        }
        // The sort is stable: those of one day stay in the order of the file.
        schedule.installments.sort_by_key(|installment| installment.date);
        (schedule, self.diagnostics)
    }

    fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }
}

/// The span of an entry's `remainder`, if it takes it.
fn remainder(entry: &Entry) -> Option<Span> {
    match entry.amount() {
        Field::Given(Spanned { value: Portion::Remainder, span }) => Some(*span),
        _ => None,
    }
}
