//! An empty list of installments.

use crate::lint::rules::Context;
use crate::offer::Kind;
use crate::text::diagnostic::Diagnostic;
use crate::text::message::msg;

rule! {
    /// The list of installments is empty.
    ///
    /// ## Why
    /// A payment schedule has at least one installment. The marketplace treats an empty list as "no
    /// schedule at all", so the offer would not be billed as the file says.
    ///
    /// ## What to do
    /// List the installments. An amount that is paid at once is one installment on the day of
    /// release.
    ///
    /// ### Fails
    /// ```yaml
    /// installments: []
    /// ```
    ///
    /// ### Passes
    /// ```yaml
    /// installments:
    ///   - {invoice_date: 2026-12-01, amount: 360000.00}
    /// ```
    name: "no-installments",
    level: Error,
    reference: "Catalog API, Work with private offers, UpdatePaymentScheduleTerms: `Schedule` has 1 to 60 items",
    check: check,
}

fn check(cx: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let Some(list) = cx.offer.installments.spanned().filter(|list| list.value.is_empty()) else { return };
    let mut diagnostic =
        RULE.at(list.span, msg!("the offer has no installments")).label(msg!("an empty list"));
    if let Some(line) = one_installment(cx) {
        diagnostic = diagnostic.help(msg!("list the installments; for one payment, write `{line}`", line));
    }
    found.push(diagnostic.note(msg!("a schedule has at least one installment")));
}

/// The whole total on the first day that the kind of offer allows.
fn one_installment(cx: &Context<'_>) -> Option<String> {
    let day = match cx.offer.kind()? {
        Kind::ResaleAuthorization => cx.accept_by()?.succ_opt()?,
        Kind::PrivateOffer | Kind::ReplacementOffer | Kind::ChannelPartnerOffer => {
            cx.contract.reference_day?
        }
    };
    let total = cx.offer.digits(*cx.offer.total.get()?);
    Some(format!("- {{invoice_date: {day}, amount: {total}}}"))
}
