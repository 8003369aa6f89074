//! The file of known differences between plans and reports, and its reader.

use chrono::NaiveDate;

use super::keys::{Items, Mapping, mapping_items, table};
use super::read::FormatVersion;
use super::values::Signed;
use super::{Amount, Field, Reader, Table};
use crate::text::diagnostic::{Diagnostic, names};
use crate::text::message::msg;
use crate::text::source::SourceFile;
use crate::text::yaml::Document;

/// The first-level key that makes a mapping a file of explanations.
const MARKER: &str = "paysched_explanations";

/// A file of explanations, from its first level on.
pub const FORMAT: Table = *ExplanationsKeys::TABLE;

table! {
    /// Differences between plans and reports whose reasons are known.
    struct ExplanationsKeys = "explanations", "a file of explanations";
    /// The version of this format.
    version: FormatVersion as FormatVersion = required "paysched_explanations",
    /// The known differences.
    explanations: Field<Vec<ExplanationKeys>> as Items<ExplanationKeys> = required "explanations",
}

table! {
    /// A difference whose reason is known.
    struct ExplanationKeys at place = "explanation", "an explanation", either &[["invoice", "date"]];
    /// The marketplace's id of the offer or of its agreement.
    offer: Field<String> as String = required "offer",
    /// The id of the invoice or credit memo.
    invoice: Field<String> as String = optional "invoice",
    /// The expected day of the installment; the day of the invoice, if it is for none.
    date: Field<NaiveDate> as NaiveDate = optional "date",
    /// The difference: what was billed less what was planned.
    amount: Field<Amount> as Signed = required "amount",
    /// Why they differ, in words.
    reason: Field<String> as String = required "reason",
}
mapping_items!(ExplanationKeys);

/// A difference whose reason is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// Where it is written, for display: `known.yaml:3`.
    pub place: String,
    /// The marketplace's id of the offer or of its agreement.
    pub offer: String,
    /// Which row it is about.
    pub about: About,
    /// What was billed less what was planned.
    pub amount: Amount,
    /// Why.
    pub reason: String,
}

/// Which row of an offer an explanation is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum About {
    /// The one with this invoice or credit memo.
    Invoice(String),
    /// The one that is expected on this day, else invoiced.
    Day(NaiveDate),
}

/// Reads the documents of a file as explanations, with every mistake.
pub fn read(file: &SourceFile, documents: &[Document<'_>]) -> (Vec<Explanation>, Vec<Diagnostic>) {
    let (mut all, mut found) = (Vec::new(), Vec::new());
    for document in documents {
        found.extend(document.diagnostics.clone());
        let Some(root) = document.root.as_ref().filter(|root| root.kind() != "nothing") else { continue };
        let mut reader = Reader::new(file, root, &FORMAT);
        if let Some(slots) = ExplanationsKeys::slots(&mut reader, root) {
            if slots.version.node().is_some_and(|version| version.text() != Some("1")) {
                let wrong = Diagnostic::new(
                    names::UNSUPPORTED_VERSION,
                    slots.version.node().map_or(root.span, |version| version.span),
                    msg!("only version 1 of this format is known"),
                );
                let wrong = wrong.label(msg!("not version 1"));
                reader.report(wrong.help(msg!("write `{marker}: 1`", marker = MARKER)));
            }
            let keys = ExplanationsKeys::fill(&mut reader, &slots, root.span);
            for one in keys.explanations.get().into_iter().flatten() {
                let place = format!("{}:{}", file.path(), file.position(one.place.start()).line);
                match one.explanation(place) {
                    Ok(explanation) => all.extend(explanation),
                    Err(wrong) => reader.report(*wrong),
                }
            }
        }
        found.append(&mut reader.diagnostics);
    }
    (all, found)
}

impl ExplanationKeys {
    /// The explanation; `None` if a part of it cannot be read, which has been reported.
    fn explanation(&self, place: String) -> Result<Option<Explanation>, Box<Diagnostic>> {
        let wrong = |message| Box::new(Diagnostic::new(names::INVALID_CHOICE, self.place, message));
        let about = match (&self.invoice, &self.date) {
            (Field::Given(invoice), Field::Absent) => About::Invoice(invoice.value.clone()),
            (Field::Absent, Field::Given(day)) => About::Day(day.value),
            (Field::Absent, Field::Absent) => {
                let found = wrong(msg!("neither `invoice` nor `date` says which difference is explained"));
                return Err(Box::new(
                    found
                        .label(msg!("about which invoice?"))
                        .help(msg!("write the id of the invoice, or the expected day if there is none")),
                ));
            }
            (Field::Given(_), Field::Given(_)) => {
                let found = wrong(msg!("`invoice` and `date` both say which difference is explained"));
                return Err(Box::new(
                    found.label(msg!("one of them is enough")).help(msg!("leave out `date`")),
                ));
            }
            _ => return Ok(None),
        };
        if let Some(empty) = self.reason.spanned().filter(|reason| reason.value.trim().is_empty()) {
            let found = Diagnostic::new(names::INVALID_CHOICE, empty.span, msg!("the reason is empty"));
            return Err(Box::new(
                found.label(msg!("why do they differ?")).help(msg!("say it in a sentence")),
            ));
        }
        let (offer, amount, reason) = (self.offer.get(), self.amount.get(), self.reason.get());
        Ok(offer.zip(amount).zip(reason).map(|((offer, amount), reason)| Explanation {
            place,
            offer: offer.clone(),
            about,
            amount: *amount,
            reason: reason.clone(),
        }))
    }
}
