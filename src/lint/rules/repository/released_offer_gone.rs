//! A released offer that is no longer in the repository.

use chrono::NaiveDate;

use crate::deal::compare::compare;
use crate::lint::Related;
use crate::lint::rules::frozen::frozen;
use crate::offer::Offer;
use crate::text::diagnostic::Diagnostic;
use crate::text::message::msg;

rule! {
    /// An offer that was released is no longer in the repository.
    ///
    /// ## Why
    /// The marketplace still has the offer, and a buyer may accept it or has done so: it will be billed,
    /// while plans, calendars and comparisons know nothing of it. A file that was renamed without its
    /// `id` looks like another offer, so that a change of what is frozen would not be seen.
    ///
    /// ## What to do
    /// Bring the file back, or give the renamed one its `id`. An offer that has expired without being
    /// accepted may go. One that has gone on purpose has no file left for a comment: write its path under
    /// `[[per-path]]` in the configuration with `released-offer-gone = "off"`, or put the finding into a
    /// baseline.
    ///
    /// ## Options
    /// Only a check against a revision looks for it. What an offer has become is the one with its `id`,
    /// else the one at its path and document unless that has another `id`, else one without another `id`
    /// that equals it in everything that a release freezes, anywhere in the repository.
    ///
    /// ### Fails
    /// ```yaml before
    /// release: 2026-11-01
    /// id: offer-3rexampleacme
    /// ```
    /// ```yaml elsewhere
    /// release: 2026-11-01
    /// total: 420000.00
    /// ```
    ///
    /// ### Passes
    /// ```yaml before
    /// release: 2026-11-01
    /// id: offer-3rexampleacme
    /// ```
    /// ```yaml elsewhere
    /// release: 2026-11-01
    /// ```
    name: "released-offer-gone",
    level: Warning,
    reference: "our own: what is released stays in force, whatever the repository says",
}

/// Whether an offer was released on or before `as_of`, and has not expired unaccepted.
pub fn is_in_force(before: &Related, as_of: NaiveDate) -> bool {
    let offer = &before.offer;
    let expired = offer.accept_by.get().is_some_and(|last| *last < as_of);
    offer.release.get().is_some_and(|day| *day <= as_of) && (!expired || !offer.accepted.is_absent())
}

/// Whether an offer equals an earlier one in everything that its release froze.
pub fn is_unchanged(before: &Related, now: &Related) -> bool {
    let schedules = (&before.schedule, &now.schedule);
    !is_apart(&before.offer, &now.offer)
        && frozen(&before.offer, &now.offer).is_empty()
        && schedules.0.is_complete()
        && schedules.1.is_complete()
        && compare((&before.offer, schedules.0), (&now.offer, schedules.1)).installments.is_empty()
}

/// Whether two offers differ at a glance: all of a repository are held against all that have gone.
fn is_apart(before: &Offer, now: &Offer) -> bool {
    fn product(offer: &Offer) -> Option<&String> {
        offer.product.get()?.id.get()
    }
    fn buyer(offer: &Offer) -> Option<&String> {
        let [buyer] = offer.buyers.get()?.as_slice() else { return None };
        buyer.account.get()
    }
    let differ =
        |of: fn(&Offer) -> Option<&String>| of(before).zip(of(now)).is_some_and(|(one, other)| one != other);
    differ(product) || differ(buyer)
}

/// The finding of an earlier offer that has gone, at a place in its own text.
pub fn gone(before: &Related) -> Option<Diagnostic> {
    let offer = &before.offer;
    let release = offer.release.spanned()?;
    let (path, released) = (&before.path, release.value);
    let place = if before.document > 1 { format!("{path}, offer {}", before.document) } else { path.clone() };
    let (span, message) = match (offer.id.spanned(), offer.name.get()) {
        (Some(id), _) => (id.span, msg!("the released offer `{id}` has gone", id = id.value)),
        (None, Some(name)) => (release.span, msg!("the released offer \"{name}\" has gone", name)),
        (None, None) => (release.span, msg!("a released offer has gone")),
    };
    let diagnostic = RULE
        .at(span, message)
        .label(msg!("released on {released}", released))
        .help(msg!("bring it back: the marketplace still has it"))
        .note(msg!("it was {place}", place));
    Some(match offer.id.get() {
        Some(id) => diagnostic.help(msg!("if it was renamed, write `id: {id}` in the new file", id)),
        None => diagnostic,
    })
}
