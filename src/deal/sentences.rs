//! The sentences in which a command refuses what a rule finds in a file: one template for both.

use std::fmt::Display;

use chrono::NaiveDate;

use crate::offer::{ProductType, quote};
use crate::text::message::{Message, Value, msg};

/// An agreement on such a product takes no replacement.
pub(crate) fn not_replaceable(product: ProductType) -> Message {
    msg!("an agreement on a product of type `{product}` cannot be replaced", product = product.word())
}

/// The products whose agreements can be replaced.
pub(crate) fn replaceable() -> Message {
    msg!("only `saas_contract` and `saas_contract_with_consumption` can")
}

/// A replacement would end on `day`, before the replaced contract's last day.
pub(crate) fn ends_earlier(day: NaiveDate, theirs: NaiveDate) -> Message {
    msg!("the replacement ends on {day}, but the replaced contract on {theirs}", day, theirs)
}

/// A replacement can be accepted before and after the replaced schedule's invoice of `day`.
pub(crate) fn in_the_window(day: NaiveDate) -> Message {
    msg!("the invoice of {day} in the replaced schedule falls into the time to accept", day)
}

/// A replacement would bill less than what is pending; both are digits with their currency.
pub(crate) fn drops_pending(sum: &str, due: Value) -> Message {
    msg!("the replacement bills {sum}, but {due} of the replaced schedule is pending", sum, due)
}

/// A replacement would grant fewer units of a dimension, by its key.
pub(crate) fn grants_less(key: &str, now: impl Display, before: impl Display) -> Message {
    let name = quote(key);
    msg!("dimension {name} grants {now}, but the replaced contract grants {before}", name, now, before)
}

/// An offer is released, as `when` says, after the last day of its authorization.
pub(crate) fn released_late(when: Message, last: NaiveDate) -> Message {
    msg!("{when}, comes after {last}, when the authorization expired", when, last)
}

/// The day of release, in the words of [`released_late`].
pub(crate) fn day_of_release(day: NaiveDate) -> Message {
    msg!("{day}, the day of release", day)
}
