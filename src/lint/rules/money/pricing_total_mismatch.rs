//! A pricing that comes to something else than the total.

use rust_decimal::Decimal;

use super::amount_too_precise::is_below_the_unit;
use crate::lint::rules::Context;
use crate::offer::{Currency, Dimension, Duration, Field, Price, Term, exact_mul, exact_sub, exact_sum};
use crate::text::diagnostic::Diagnostic;
use crate::text::message::{Message, msg};
use crate::text::source::Span;

rule! {
    /// Quantities times prices do not come to the offer's total.
    ///
    /// ## Why
    /// With a payment schedule the marketplace is given a price of 0 for the contract
    /// (`INCOMPATIBLE_TERMS` is its answer to any other) and takes the money from the schedule
    /// alone. Nothing there notices that the dimensions and the schedule come from two different
    /// quotes; the buyer does. So the contract value, quantity times price for the offer's term
    /// over all dimensions, is held against `total`, or against the sum of the installments where
    /// there is no `total`.
    ///
    /// ## What to do
    /// Find the quantity or the price that is out of date, or change the total and the schedule. A
    /// discount belongs into the prices. Dimensions with only an `overage` are metered and do not
    /// count.
    ///
    /// ### Fails
    /// ```yaml
    /// total: 360000.00
    /// pricing:
    ///   contract_type: options
    ///   category: users
    ///   dimensions:
    ///     - {key: admins, name: Admins, description: Administrators, quantity: 25, prices: {36 months: 12000.000}}
    /// ```
    ///
    /// ### Passes
    /// ```yaml
    /// total: 360000.00
    /// pricing:
    ///   contract_type: options
    ///   category: users
    ///   dimensions:
    ///     - {key: admins, name: Admins, description: Administrators, quantity: 30, prices: {36 months: 12000.000}}
    /// ```
    name: "pricing-total-mismatch",
    level: Error,
    codes: ["INCOMPATIBLE_TERMS"],
    reference: "our own; the price of 0 beside a schedule: Catalog API, Work with private offers, UpdatePricingTerms",
    check: check,
}

fn check(cx: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let Some((against, span)) = against(cx) else { return };
    let Some(lines) = lines(cx) else { return };
    let Some(value) = exact_sum(lines.iter().map(|line| line.value)) else { return };
    let sum = cx.schedule.total().filter(|_| !cx.schedule.installments.is_empty());
    // A total that neither the pricing nor the schedule bears out is `total-mismatch`'s business.
    if value == against || sum == Some(value) || is_within_a_unit(cx, value, against) {
        return;
    }
    let (money, wanted) = (cx.offer.money(value), cx.offer.money(against));
    let (message, label) = if cx.offer.total.is_absent() {
        (
            msg!("the pricing comes to {money}, but the installments add up to {wanted}", money, wanted),
            msg!("billed by these"),
        )
    } else {
        (
            msg!("the pricing comes to {money}, but the total is {wanted}", money, wanted),
            msg!("declared here"),
        )
    };
    let mut diagnostic = RULE.at(span, message).label(label);
    for line in lines.iter().take(4) {
        diagnostic = diagnostic.also(line.price.amount.span, line.words(cx));
    }
    if let [line] = lines.as_slice() {
        diagnostic = line.ways_out(cx, against).into_iter().fold(diagnostic, Diagnostic::help);
    }
    let way_out = if is_below_the_unit(cx, value) {
        msg!("choose prices that come to an amount that can be billed; {money} cannot", money)
    } else if cx.offer.total.is_absent() {
        msg!("bring the installments to {money}", money)
    } else {
        msg!("bring `total` and the installments to {money}", money)
    };
    found.push(diagnostic.help(way_out));
}

/// What the pricing must come to, and where it is written: the total, else the sum of the
/// installments.
fn against(cx: &Context<'_>) -> Option<(Decimal, Span)> {
    match &cx.offer.total {
        Field::Given(total) => Some((total.value, total.span)),
        Field::Invalid => None,
        Field::Absent => {
            let sum = cx.schedule.total().filter(|_| !cx.schedule.installments.is_empty())?;
            let list = cx.offer.installments.span()?.first_line(cx.file.text());
            Some((sum, list))
        }
    }
}

/// Whether digits that the currency does not have make up the gap; `amount-too-precise` reports
/// those.
fn is_within_a_unit(cx: &Context<'_>, value: Decimal, against: Decimal) -> bool {
    let unit = cx.offer.currency.get().map(Currency::minor_unit);
    let gap = exact_sub(value, against).map(|gap| gap.abs());
    is_below_the_unit(cx, against) && gap.zip(unit).is_some_and(|(gap, unit)| gap < unit)
}

/// What one dimension adds to the contract value.
struct Line<'a> {
    quantity: Decimal,
    price: &'a Price,
    value: Decimal,
}

/// Every granted dimension with its price for the term; none where one of them is in doubt, which
/// is another rule's business, or where nothing is priced.
fn lines<'a>(cx: &Context<'a>) -> Option<Vec<Line<'a>>> {
    let term = cx.offer.term.get()?;
    let dimensions = cx.offer.pricing.get()?.dimensions.get()?;
    let granted = dimensions.iter().filter(|dimension| dimension.is_granted());
    let lines = granted.map(|dimension| line(dimension, term)).collect::<Option<Vec<_>>>()?;
    (!lines.is_empty()).then_some(lines)
}

fn line<'a>(dimension: &'a Dimension, term: &Term) -> Option<Line<'a>> {
    let quantity = *dimension.quantity.get()?;
    let price = dimension.prices.get()?.iter().find(|price| is_for(price.duration.value, term))?;
    let in_range = is_quantity(quantity) && price.amount.value.scale() <= PRICE_DECIMALS;
    let value = exact_mul(quantity, price.amount.value)?;
    in_range.then_some(Line { quantity, price, value })
}

/// Whether a price for that long is a price for the term.
fn is_for(duration: Duration, term: &Term) -> bool {
    match term {
        Term::For(term) => duration == *term,
        Term::From { duration: term, .. } => duration == term.value,
        Term::Dates { start, end } => end.value.succ_opt() == Some(duration.after(start.value)),
        // From acceptance to a day: how long that is, nobody knows yet.
        Term::Until { .. } => false,
    }
}

/// The most decimals of a price, which `price-too-precise` holds it to.
const PRICE_DECIMALS: u32 = 3;

fn is_quantity(quantity: Decimal) -> bool {
    quantity >= Decimal::ONE && quantity.fract().is_zero() && quantity <= Decimal::from(2_147_483_646)
}

impl Line<'_> {
    fn words(&self, cx: &Context<'_>) -> Message {
        let (quantity, price) = (self.quantity.normalize(), self.price.amount.value);
        msg!("{quantity} × {price} = {value}", quantity, price, value = cx.offer.money(self.value))
    }

    /// The one quantity or price of the one dimension that would fit.
    fn ways_out(&self, cx: &Context<'_>, wanted: Decimal) -> Vec<Message> {
        let price = self.price.amount.value;
        let divided = |by: Decimal| {
            let quotient = wanted.checked_div(by)?.normalize();
            (exact_mul(quotient, by) == Some(wanted)).then_some(quotient)
        };
        let mut ways = Vec::new();
        if let Some(quantity) = divided(price).filter(|quantity| is_quantity(*quantity)) {
            ways.push(msg!("write `quantity: {quantity}`", quantity));
        }
        let fits = |price: &Decimal| price.scale() <= PRICE_DECIMALS && !price.is_zero();
        if let Some(price) = divided(self.quantity).filter(fits) {
            let duration = cx.file.slice(self.price.duration.span);
            ways.push(msg!("write `{duration}: {price}`", duration, price = cx.offer.digits(price)));
        }
        ways
    }
}
