//! Expands every entry of an offer, and settles what the shares of the total leave.

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::One;
use rust_decimal::Decimal;

use super::allocation::{Cut, Floor, floor, half_up, rational, settle, split};
use super::origin::{AmountOrigin, DateOrigin, SplitOf, Taken};
use super::recurrence::{self, MAX_DATES};
use super::workdays::Calendar;
use super::{Installment, Schedule};
use crate::diagnostic::{Diagnostic, names};
use crate::offer::{Amount, Entry, Field, Offer, Raise, Series, Share, exact_sub, exact_sum};
use crate::source::{Span, Spanned};

/// Expands the schedule of an offer; dates are moved off the weekends and holidays of `calendar`.
///
/// Gives every installment that can be worked out, together with what keeps others from being
/// worked out: a series without dates, a share without a total, parts that exceed it.
pub fn expand(offer: &Offer, calendar: &Calendar) -> (Schedule, Vec<Diagnostic>) {
    let Some(entries) = offer.installments.get() else {
        return (Schedule::default(), Vec::new());
    };
    let mut expansion = Expansion { offer, diagnostics: Vec::new(), lines: Vec::new() };
    for (at, entry) in entries.iter().enumerate() {
        expansion.dates(at, entry, calendar);
    }
    expansion.shares_of_the_total();
    expansion.amounts();
    expansion.finish()
}

type Dates = Vec<(chrono::NaiveDate, DateOrigin)>;

/// One entry on its way to installments.
struct Line<'o> {
    at: usize,
    entry: &'o Entry,
    /// None where the dates cannot be worked out.
    dates: Option<Dates>,
    /// One for each date; none where they cannot be worked out.
    amounts: Option<Vec<(Decimal, AmountOrigin)>>,
    /// What rounding a share of the total down cut off, for each date.
    cut: Option<Cut>,
}

struct Expansion<'o> {
    offer: &'o Offer,
    diagnostics: Vec<Diagnostic>,
    lines: Vec<Line<'o>>,
}

impl<'o> Expansion<'o> {
    fn dates(&mut self, at: usize, entry: &'o Entry, calendar: &Calendar) {
        let dates = match entry {
            Entry::Broken(_) => None,
            Entry::Single(single) => single.invoice_date.get().map(|date| vec![(*date, DateOrigin::Written)]),
            Entry::Series(series) => self.series_dates(series, calendar),
        };
        self.lines.push(Line { at, entry, dates, amounts: None, cut: None });
    }

    fn series_dates(&mut self, series: &Series, calendar: &Calendar) -> Option<Dates> {
        let how_many = series.times.span().or(series.until.span()).unwrap_or(series.span);
        match recurrence::dates(series, calendar)? {
            Err(_) => {
                self.report(
                    Diagnostic::new(
                        names::INVALID_SERIES,
                        how_many,
                        format!("this series has more than {MAX_DATES} dates"),
                    )
                    .label("too far")
                    .help("a schedule has at most 60 installments; lower `times` or bring `until` forward"),
                );
                None
            }
            Ok(dates) if dates.is_empty() => {
                self.report(no_date_left(series, how_many));
                None
            }
            Ok(dates) if series.times.get().is_some_and(|times| dates.len() < *times as usize) => {
                self.report(too_few_dates(series, dates.len(), how_many));
                None
            }
            Ok(dates) => {
                self.weights_match(series, dates.len());
                Some(dates)
            }
        }
    }

    fn weights_match(&mut self, series: &Series, count: usize) {
        let Some(weights) = series.weights.spanned().filter(|w| w.value.len() != count) else {
            return;
        };
        let given = weights.value.len();
        let mut diagnostic = Diagnostic::new(
            names::INVALID_SERIES,
            weights.span,
            format!("{given} weights for {count} installments"),
        )
        .label(format!("{given} weights"))
        .help(format!("write {count} weights, one for each installment"));
        if let Some(how_many) = series.times.span().or(series.until.span()) {
            diagnostic = diagnostic.also(how_many, format!("{count} installments"));
        }
        self.report(diagnostic);
    }

    /// Reports a share of a total that is not there, and a second remainder.
    fn shares_of_the_total(&mut self) {
        let of_total = |line: &Line<'_>| match line.entry.amount() {
            Field::Given(Spanned { value: Amount::Share(_) | Amount::Remainder, span }) => Some(*span),
            _ => None,
        };
        let spans: Vec<Span> = self.lines.iter().filter_map(of_total).collect();
        if let (Some((first, others)), true) = (spans.split_first(), self.offer.total.is_absent()) {
            let mut diagnostic = Diagnostic::new(
                names::TOTAL_MISSING,
                *first,
                "a share of the total, but the offer has no `total`",
            )
            .label("a share of what?")
            .help("add `total` with the amount that the buyer pays in all, or write amounts");
            for span in others.iter().take(3) {
                diagnostic = diagnostic.also(*span, "another share");
            }
            self.report(diagnostic);
        }
        let remainders: Vec<Span> = self.lines.iter().filter_map(|line| remainder(line.entry)).collect();
        if let [first, second, rest @ ..] = remainders.as_slice() {
            let mut diagnostic = Diagnostic::new(
                names::SEVERAL_REMAINDERS,
                *second,
                format!("{} entries take the remainder, but there is only one", remainders.len()),
            )
            .label("taken again")
            .also(*first, "taken here")
            .help("write an amount or a percentage for all but one of them");
            for span in rest.iter().take(3) {
                diagnostic = diagnostic.also(*span, "and again");
            }
            self.report(diagnostic);
        }
    }

    fn amounts(&mut self) {
        let offer = self.offer;
        for line in &mut self.lines {
            line.amounts = known_amounts(offer, line);
        }
        self.raised_too_far();
        self.remainder();
        self.settle_shares();
    }

    /// A raise that no decimal can hold leaves its series without amounts.
    fn raised_too_far(&mut self) {
        let too_far = |line: &Line<'_>| match line.entry {
            Entry::Series(series) if line.amounts.is_none() && line.dates.is_some() => {
                let fixed = matches!(series.amount.get(), Some(Amount::Fixed(_)));
                series.raise.span().filter(|_| fixed && self.offer.step().is_some())
            }
            _ => None,
        };
        let spans: Vec<Span> = self.lines.iter().filter_map(too_far).collect();
        for span in spans {
            self.report(
                Diagnostic::new(names::INVALID_SERIES, span, "the raised amounts have more than 28 digits")
                    .label("raised too far")
                    .help("lower the percentage, or raise less often"),
            );
        }
    }

    /// Gives the entry that takes the remainder what all others leave.
    fn remainder(&mut self) {
        let mut taking = self.lines.iter().enumerate().filter(|(_, line)| remainder(line.entry).is_some());
        let (Some((at, _)), None) = (taking.next(), taking.next()) else {
            return;
        };
        let Some(total) = self.offer.total.spanned() else { return };
        let others = self.lines.iter().enumerate().filter(|(other, _)| *other != at);
        let sums: Option<Vec<Decimal>> = others.map(|(_, line)| line_sum(line)).collect();
        let Some(used) = sums.and_then(exact_sum) else { return };
        let Some(left) = exact_sub(total.value, used) else { return };
        let offer = self.offer;
        if left.is_sign_negative() && !left.is_zero() {
            let span = self.lines.get(at).and_then(|line| remainder(line.entry)).unwrap_or(total.span);
            self.report(
                Diagnostic::new(
                    names::REMAINDER_NEGATIVE,
                    span,
                    format!(
                        "the other entries come to {}, more than the total of {}, so nothing remains",
                        offer.money(used),
                        offer.money(total.value)
                    ),
                )
                .label(format!("would be {}", offer.money(left)))
                .also(total.span, "declared here")
                .help(format!(
                    "raise `total` to at least {}, or lower the other entries",
                    offer.digits(used)
                )),
            );
            return;
        }
        if let Some(line) = self.lines.get_mut(at) {
            line.amounts = match line.entry {
                Entry::Single(_) => Some(vec![(left, AmountOrigin::Remainder)]),
                Entry::Series(series) => {
                    divided(offer, series, line.dates.as_ref(), left, SplitOf::Remainder)
                }
                Entry::Broken(_) => None,
            };
        }
    }

    /// Where shares alone make up the whole, what rounding them down left goes to their
    /// installments by the offer's rule.
    fn settle_shares(&mut self) {
        let (Some(total), Some(step)) = (self.offer.total.get(), self.offer.step()) else { return };
        if self.shares().is_none_or(|sum| !sum.0.is_one()) {
            return;
        }
        let mut floors = Vec::new();
        for line in &self.lines {
            let Some(amounts) = &line.amounts else { return };
            let cut = line.cut.clone().unwrap_or(Cut::Same);
            floors.extend(amounts.iter().map(|(amount, _)| Floor { amount: *amount, cut: cut.clone() }));
        }
        let Some(settled) = settle(*total, step, floors, self.offer.leftover()) else { return };
        let mut parts = settled.parts.into_iter().zip(settled.taken);
        for line in &mut self.lines {
            for (amount, origin) in line.amounts.iter_mut().flatten() {
                let Some((part, more)) = parts.next() else { return };
                *amount = part;
                if let AmountOrigin::Share(taken) | AmountOrigin::Split { taken, .. } = origin {
                    taken.0 += more.0;
                }
            }
        }
    }

    /// What the shares sum to, where shares alone make up the offer.
    fn shares(&self) -> Option<Share> {
        if self.lines.is_empty() {
            return None;
        }
        let mut sum = BigRational::from_integer(BigInt::from(0));
        for line in &self.lines {
            let Amount::Share(share) = line.entry.amount().get()? else { return None };
            let count = line.dates.as_ref()?.len();
            sum += match line.entry {
                Entry::Series(series) if !series.amount.is_absent() => {
                    if !series.raise.is_absent() {
                        return None;
                    }
                    &share.0 * BigRational::from_integer(BigInt::from(count))
                }
                _ => share.0.clone(),
            };
        }
        Some(Share(sum))
    }

    fn finish(self) -> (Schedule, Vec<Diagnostic>) {
        let shares = self.shares();
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

/// A series most of whose months lack its day, so that it never comes to `times` dates.
fn too_few_dates(series: &Series, count: usize, how_many: Span) -> Diagnostic {
    let plural = if count == 1 { "" } else { "s" };
    let mut diagnostic = Diagnostic::new(
        names::INVALID_SERIES,
        how_many,
        format!("this series never comes to more than {count} date{plural}"),
    )
    .label("more than there are");
    if let Some(overflow) = series.overflow.span() {
        diagnostic = diagnostic.also(overflow, "leaves out the months that lack the day");
    }
    diagnostic.help(format!("lower `times` to {count}, or choose another `day` or `overflow`"))
}

/// A series that ends before it begins, or whose every date is left out.
fn no_date_left(series: &Series, how_many: Span) -> Diagnostic {
    let (first, until) = (series.first.get(), series.until.get());
    match (series.except.span(), first.zip(until)) {
        (_, Some((first, until))) if until < first => Diagnostic::new(
            names::INVALID_SERIES,
            how_many,
            format!("this series ends on {until}, before its first date {first}"),
        )
        .label("ends before it begins")
        .help(format!("move `until` to `{first}` or later")),
        (Some(except), _) => {
            Diagnostic::new(names::INVALID_SERIES, except, "`except` leaves no date of this series")
                .label("leaves out every date")
                .also(how_many, "how many there were")
                .help("leave out fewer dates")
        }
        _ => Diagnostic::new(names::INVALID_SERIES, how_many, "this series has no date")
            .label("none before the end of the calendar")
            .help("bring `first` forward"),
    }
}

/// Where an entry says that it takes the remainder.
fn remainder(entry: &Entry) -> Option<Span> {
    match entry.amount() {
        Field::Given(Spanned { value: Amount::Remainder, span }) => Some(*span),
        _ => None,
    }
}

fn line_sum(line: &Line<'_>) -> Option<Decimal> {
    exact_sum(line.amounts.as_ref()?.iter().map(|(amount, _)| *amount))
}

/// The amounts of an entry that does not take the remainder.
fn known_amounts(offer: &Offer, line: &mut Line<'_>) -> Option<Vec<(Decimal, AmountOrigin)>> {
    let dates = line.dates.as_ref();
    match (line.entry, line.entry.amount().get()?) {
        (_, Amount::Remainder) | (Entry::Broken(_), _) => None,
        (Entry::Single(_), Amount::Fixed(amount)) => Some(vec![(*amount, AmountOrigin::Fixed)]),
        (Entry::Single(_), Amount::Share(share)) => {
            let share = of_total(offer, share)?;
            line.cut = Some(share.cut);
            Some(vec![(share.amount, AmountOrigin::Share(Taken::default()))])
        }
        (Entry::Series(series), Amount::Fixed(amount)) if series.amount.is_absent() => {
            divided(offer, series, dates, *amount, SplitOf::Amount)
        }
        (Entry::Series(series), Amount::Fixed(amount)) => {
            each(offer, series, dates?.len(), *amount, AmountOrigin::Fixed)
        }
        (Entry::Series(series), Amount::Share(share)) => {
            let share = of_total(offer, share)?;
            line.cut = Some(share.cut);
            if series.amount.is_absent() {
                divided(offer, series, dates, share.amount, SplitOf::Share)
            } else {
                each(offer, series, dates?.len(), share.amount, AmountOrigin::Share(Taken::default()))
            }
        }
    }
}

/// A share of the total, rounded down to the step.
fn of_total(offer: &Offer, share: &Share) -> Option<Floor> {
    let total = offer.total.get()?;
    floor(&(rational(*total) * &share.0), offer.step()?)
}

/// The same amount for each installment, or block by block raised.
fn each(
    offer: &Offer,
    series: &Series,
    count: usize,
    amount: Decimal,
    origin: AmountOrigin,
) -> Option<Vec<(Decimal, AmountOrigin)>> {
    if series.raise.is_invalid() {
        return None;
    }
    let Some(raise) = series.raise.get() else {
        return Some(vec![(amount, origin); count]);
    };
    let step = offer.step()?;
    let (up, down) = factor(raise);
    let (mut numerator, mut denominator) = (BigInt::one(), BigInt::one());
    let mut amounts = Vec::with_capacity(count);
    let mut block = 0_u32;
    while amounts.len() < count {
        // Each block from the first amount, never from the rounded one before it.
        let raised = if block == 0 { amount } else { half_up(amount, &numerator, &denominator, step)? };
        let size = (raise.every as usize).min(count - amounts.len());
        amounts.extend(std::iter::repeat_n((raised, AmountOrigin::Raised { block }), size));
        numerator *= &up;
        denominator *= &down;
        block += 1;
    }
    Some(amounts)
}

/// An amount divided among the installments of a series.
fn divided(
    offer: &Offer,
    series: &Series,
    dates: Option<&Dates>,
    amount: Decimal,
    of: SplitOf,
) -> Option<Vec<(Decimal, AmountOrigin)>> {
    if series.weights.is_invalid() || series.raise.is_invalid() {
        return None;
    }
    let count = dates?.len();
    let weights = match (series.weights.get(), series.raise.get()) {
        (Some(weights), _) if weights.len() != count => return None,
        (Some(weights), _) => Some(whole_numbers(weights)),
        (None, Some(raise)) => Some(raised_weights(raise, count)),
        (None, None) => None,
    };
    let split = split(amount, offer.step()?, count, weights.as_deref(), offer.leftover())?;
    let origins = split.taken.into_iter().map(|taken| AmountOrigin::Split { of, taken });
    Some(split.parts.into_iter().zip(origins).collect())
}

/// Decimal weights as whole numbers of the same proportions.
fn whole_numbers(weights: &[Spanned<Decimal>]) -> Vec<BigInt> {
    let scale = weights.iter().map(|w| w.value.scale()).max().unwrap_or(0);
    let whole = |w: &Spanned<Decimal>| {
        BigInt::from(w.value.mantissa()) * BigInt::from(10).pow(scale - w.value.scale())
    };
    weights.iter().map(whole).collect()
}

/// One block is (numerator ÷ denominator) times the one before it.
fn factor(raise: &Raise) -> (BigInt, BigInt) {
    let share = &raise.percent.0;
    (share.numer() + share.denom(), share.denom().clone())
}

/// Weights of `count` installments, each block raised over the one before, as whole numbers.
fn raised_weights(raise: &Raise, count: usize) -> Vec<BigInt> {
    let (up, down) = factor(raise);
    let blocks = count.div_ceil(raise.every as usize).max(1);
    // Block b weighs up^b × down^(last − b): the powers of `down` first, from the last block back.
    let mut weights = vec![BigInt::one(); blocks];
    let mut power = BigInt::one();
    for weight in weights.iter_mut().rev() {
        *weight *= &power;
        power *= &down;
    }
    power = BigInt::one();
    for weight in &mut weights {
        *weight *= &power;
        power *= &up;
    }
    weights.into_iter().flat_map(|w| std::iter::repeat_n(w, raise.every as usize)).take(count).collect()
}
