//! A refund policy that the marketplace does not accept.

use crate::lint::rules::reading::invisible_character::is_hidden;
use crate::lint::rules::{Context, text};
use crate::text::diagnostic::Diagnostic;
use crate::text::message::{count, msg};
use crate::text::source::Spanned;

rule! {
    /// The `refund_policy` is blank or too long, has a blank at either end, or letters that are not taken.
    ///
    /// ## Why
    /// The marketplace refuses each. It takes up to 500 characters: those of plain English (ASCII),
    /// and `©`, `®`, `™`, `¢`, `£`, `¤` and `¥`; no other letters, no `€`, no long dash or curly quote. A
    /// text after `|` or `>` ends with a line break, which is a
    /// blank too.
    ///
    /// ## What to do
    /// Remove the blanks; write `|-` or `>-` instead of `|` or `>`. A longer policy belongs in the
    /// agreement text, and so does one in another language.
    ///
    /// ### Fails
    /// ```yaml
    /// refund_policy: "Milestones not yet started are refunded in full. "
    /// ```
    ///
    /// ```yaml
    /// refund_policy: Remboursé sous 30 jours.
    /// ```
    ///
    /// ### Passes
    /// ```yaml
    /// refund_policy: "Milestones not yet started are refunded in full."
    /// ```
    name: "refund-policy-invalid",
    level: Error,
    reference: "Catalog API, Work with private offers, UpdateSupportTerms: 1 to 500 characters, no blank at either end; the published pattern of `RefundPolicy`",
    check: check,
}

fn check(cx: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let Some(policy) = cx.offer.refund_policy.spanned() else { return };
    if policy.value.trim().is_empty() {
        found.push(
            RULE.at(cx.head(policy.span), msg!("the refund policy is blank"))
                .label(msg!("says nothing"))
                .help(msg!("write the policy, for example `refund_policy: No refunds`, or delete the key")),
        );
        return;
    }
    found.extend(blank_at_an_end(cx, policy).or_else(|| unknown_character(cx, policy)));
    let (length, most) = (policy.value.trim().chars().count(), cx.limits.refund_policy);
    if length > most {
        found.push(
            RULE.at(
                cx.head(policy.span),
                msg!("the refund policy has {length} characters, but may have {most}", length, most),
            )
            .label(msg!("{length} characters", length))
            .help(msg!("shorten it by {characters}", characters = count!(length - most, "character"))),
        );
    }
}

/// The first character that the published pattern leaves out.
fn unknown_character(cx: &Context<'_>, policy: &Spanned<String>) -> Option<Diagnostic> {
    // Invisible ones are `invisible-character`.
    let is_taken = |c: char| c.is_ascii() || matches!(c, '©' | '®' | '™' | '¢'..='¥') || is_hidden(c);
    let (at, c) = policy.value.char_indices().find(|(_, c)| !is_taken(*c))?;
    let others = policy.value.chars().filter(|c| !is_taken(*c)).count();
    let message = match others {
        1 => msg!("the refund policy holds {character}", character = text::character(c)),
        count => msg!(
            "the refund policy holds {count} characters that the marketplace does not take, first {character}",
            count,
            character = text::character(c)
        ),
    };
    Some(
        RULE.at(cx.char_span(policy, at), message)
            .label(msg!("not taken in a refund policy"))
            .help(msg!("write it in plain English letters, or put the policy into the agreement text")),
    )
}

fn blank_at_an_end(cx: &Context<'_>, policy: &Spanned<String>) -> Option<Diagnostic> {
    let is_blank = |(_, c): &(usize, char)| c.is_whitespace();
    let first = policy.value.char_indices().next().filter(is_blank);
    let last = policy.value.char_indices().next_back().filter(is_blank);
    let (at, c) = first.or(last)?;
    // Only a text after `|` or `>` ends with a line break that is not an escape.
    let is_block = c == '\n' && !cx.file.slice(policy.span).starts_with(['"', '\'']);
    let (label, way_out) = match is_block {
        true => (
            msg!("the break after its last line counts"),
            msg!("write `|-` or `>-`, which drop the last line break"),
        ),
        false => (msg!("here"), msg!("remove it")),
    };
    let character = text::character(c);
    let message = match first {
        Some(_) => msg!("the refund policy starts with {character}", character),
        None => msg!("the refund policy ends with {character}", character),
    };
    Some(RULE.at(cx.char_span(policy, at), message).label(label).help(way_out))
}
