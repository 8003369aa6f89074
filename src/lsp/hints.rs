//! What stands beside the text: the end of a term, what an entry comes to, and each offer in a line.

use gen_lsp_types::{CodeLens, Command, InlayHint, InlayHintKind};

use super::opened::Judgement;
use super::places::Encoding;
use crate::lint::CheckedOffer;
use crate::offer::{Amount, Entry, Portion, Term};
use crate::output::plans::sheet;
use crate::plan::Scenario;
use crate::schedule::Installment;
use crate::text::source::Span;
use crate::text::words::count;

/// The hints of a text within a part of it.
pub(super) fn inlay(judged: &Judgement, part: Span, encoding: Encoding) -> Vec<InlayHint> {
    let hints = judged.checked.offers().flat_map(|offer| term(offer).into_iter().chain(entries(offer)));
    let shown = |(at, label): (u32, String)| InlayHint {
        position: encoding.position(&judged.source, at),
        label: label.into(),
        kind: Some(InlayHintKind::Type),
        text_edits: None,
        tooltip: None,
        padding_left: Some(true),
        padding_right: None,
        data: None,
    };
    hints.filter(|(at, _)| part.start() <= *at && *at <= part.end()).map(shown).collect()
}

/// The end of a term that is only a length.
fn term(checked: &CheckedOffer) -> Option<(u32, String)> {
    let term = checked.offer.term.spanned().filter(|term| matches!(term.value, Term::For(_)))?;
    let plan = checked.plan(&Scenario::default()).ok()?;
    let ((_, end), accepted) = (plan.term?, plan.acceptance.date);
    Some((term.span.end(), format!("until {end}, if accepted on {accepted}")))
}

/// What each series has, and what is billed where the text does not say it as an amount.
fn entries(checked: &CheckedOffer) -> Vec<(u32, String)> {
    let mut hints = Vec::new();
    for (at, entry) in checked.offer.installments.get().into_iter().flatten().enumerate() {
        let own: Vec<&Installment> =
            checked.schedule.installments.iter().filter(|one| one.entry == at).collect();
        let Some(last) = own.last() else { continue };
        let amounts: Option<Vec<Amount>> = own.iter().map(|one| one.amount).collect();
        let sum = amounts.and_then(Amount::sum);
        let worked_out = entry.amount().spanned().filter(|amount| !matches!(amount.value, Portion::Fixed(_)));
        match (worked_out, entry, sum) {
            (Some(amount), Entry::Series(series), Some(sum)) if !series.split.is_absent() => {
                hints.push((amount.span.end(), format!("= {}", checked.offer.money(sum))));
            }
            (Some(amount), Entry::Single(_), Some(sum)) => {
                hints.push((amount.span.end(), format!("= {}", checked.offer.money(sum))));
            }
            _ => {}
        }
        if let Entry::Series(series) = entry {
            hints.push((
                series.span.end(),
                format!("{}, last {}", count(own.len(), "installment"), last.date),
            ));
        }
    }
    hints
}

/// Each offer in a line above it: what is invoiced until when, and whether it can be released.
pub(super) fn lenses(judged: &Judgement, encoding: Encoding) -> Vec<CodeLens> {
    let lens = |checked: &CheckedOffer| {
        let plan = checked.plan(&Scenario::default()).ok()?;
        let last = plan.invoices.iter().map(|invoice| invoice.invoice_date).max()?;
        let (number, total) = (plan.invoices.len(), sheet::money(plan.offer.total, plan.offer.currency));
        let mut title = format!("{}, {total}, last {last}", count(number, "invoice"));
        if !checked.is_ready() {
            title.push_str(" · not ready for release");
        }
        // It says something, and does nothing.
        let command = Command { title, ..Command::default() };
        let range = encoding.range(&judged.source, checked.offer.marker);
        Some(CodeLens { range, command: Some(command), data: None })
    };
    judged.checked.offers().filter_map(lens).collect()
}
