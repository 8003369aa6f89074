//! A yearly price that equals the monthly price.

use crate::lint::rules::{Context, dimensions};
use crate::offer::{Dimension, Duration, Price};
use crate::text::diagnostic::Diagnostic;
use crate::text::message::msg;

rule! {
    /// A dimension costs no more for a year, or longer, than for one month.
    ///
    /// ## Why
    /// A price is for its whole duration, not for each month. `{1 month: 100, 12 months: 100}` gives
    /// eleven months away, and usually is a monthly price written twice.
    ///
    /// ## What to do
    /// Write what the whole year costs. If it is intended, allow the finding with the reason.
    ///
    /// ### Fails
    /// ```yaml
    /// pricing:
    ///   dimensions:
    ///     - {key: users, quantity: 10, prices: {1 month: 1000.000, 12 months: 1000.000, 36 months: 36000.000}}
    /// ```
    ///
    /// ### Passes
    /// ```yaml
    /// pricing:
    ///   dimensions:
    ///     - {key: users, quantity: 10, prices: {1 month: 1000.000, 12 months: 12000.000, 36 months: 36000.000}}
    /// ```
    name: "yearly-price-like-monthly",
    level: Warning,
    reference: "Seller Guide, SaaS contracts: the price of each duration is for all of it",
    check: check,
}

fn check(cx: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let alike: Vec<_> = cx.dimensions().iter().filter_map(alike).collect();
    let Some(((dimension, month, year), others)) = alike.split_first() else { return };
    let (name, duration) = (dimensions::name(dimension), year.duration.value);
    let (price, monthly) = (cx.offer.money(year.amount.value), cx.offer.money(month.amount.value));
    let message = match others.len() {
        0 => msg!("{duration} of {name} cost {price}, no more than 1 month", duration, name, price),
        _ => {
            msg!("{count} dimensions cost no more for a year or longer than for 1 month", count = alike.len())
        }
    };
    let mut diagnostic = RULE
        .at(year.amount.span, message)
        .label(msg!("for all of the {duration}", duration))
        .also(month.amount.span, msg!("1 month costs {monthly}", monthly));
    for (.., year) in others.iter().take(3) {
        diagnostic = diagnostic.also(year.amount.span, msg!("no more than 1 month either"));
    }
    let months = year.duration.value.months();
    let whole = month.amount.value.times(months).filter(|_| year.duration.value.days() == 0);
    if let Some(whole) = whole {
        let price = cx.offer.digits(whole);
        diagnostic = diagnostic.help(msg!(
            "write `{duration}: {price}` if each month costs {monthly}",
            duration,
            price,
            monthly
        ));
    }
    found.push(diagnostic.note(msg!("a price is for the whole duration, not for each of its months")));
}

/// The dimension, its price for a month, and the first for a year or longer that is no higher.
fn alike(dimension: &Dimension) -> Option<(&Dimension, &Price, &Price)> {
    let prices = dimension.prices.get()?;
    let is_month = |duration: Duration| (duration.months(), duration.days()) == (1, 0);
    let month = prices.iter().find(|price| is_month(price.duration.value))?;
    let is_year = |price: &&Price| price.duration.value.months() >= 12 || price.duration.value.days() >= 365;
    let no_more = |price: &&Price| price.amount.value <= month.amount.value;
    let year = prices.iter().filter(is_year).find(no_more)?;
    (!month.amount.value.is_zero()).then_some((dimension, month, year))
}
