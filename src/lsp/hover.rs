//! What is said of the place under the pointer: a key, what an entry expands to, an account, a rule, a code.

use gen_lsp_types::{Hover, MarkupContent, MarkupKind};

use super::cursor::{self, CursorPath};
use super::diagnostics::document_at;
use super::opened::Judgement;
use super::places::Encoding;
use crate::lint::CheckedOffer;
use crate::lint::rules::{self, manual};
use crate::marketplace::codes;
use crate::offer::{Entry, Shape};
use crate::plan::{Scenario, explain};
use crate::schedule::Installment;
use crate::text::source::{SourceFile, Span};
use crate::text::yaml;

/// What is said at a place of a text; `judged` is its check, if there is one.
pub(super) fn at(
    file: &SourceFile,
    judged: Option<&Judgement>,
    at: u32,
    encoding: Encoding,
) -> Option<Hover> {
    let documents = yaml::parse(file);
    let said = |value: String, span: Span| Hover {
        contents: MarkupContent { kind: MarkupKind::Markdown, value }.into(),
        range: Some(encoding.range(file, span)),
    };
    if let Some((_, word)) = cursor::in_comment(file, &documents, at) {
        return named(file.slice(word)).map(|page| said(page, word));
    }
    let document = document_at(&documents, at)?;
    let way = cursor::way(document, at)?;
    let span = way.scalar().map(|(span, _)| span)?;
    let offer =
        judged.and_then(|judged| judged.checked.offers().find(|offer| offer.document == document.number));
    let mut parts = Vec::new();
    parts.extend(key(&way));
    parts.extend(judged.and_then(|judged| account(&way, judged)));
    parts.extend(offer.and_then(|offer| entry(&way, offer)));
    if parts.is_empty() {
        let word = cursor::word(file, at);
        return named(file.slice(word)).map(|page| said(page, word));
    }
    Some(said(parts.join("\n\n"), span))
}

/// The page of a rule, or what a code of the marketplace means.
fn named(word: &str) -> Option<String> {
    if let Some(rule) = rules::find(word) {
        return Some(manual::page(rule));
    }
    let mut page = format!("**{word}**\n");
    let mut known = false;
    // The heading of refusals without a code is a number like others.
    for (change, answers) in codes::find(word).filter(|_| word != codes::REFUSED_AT_ONCE) {
        page.push_str(&format!("\n{} of {}:\n", change.name, change.entity.word()));
        for answer in answers {
            page.push_str(&format!("- {}\n", answer.meaning));
            let foreseen = answer.foreseen.rules().iter().map(|rule| format!("  - `{rule}`\n"));
            page.extend(foreseen);
        }
        known = true;
    }
    known.then_some(page)
}

/// The sentence of the key that the place is in, and the words that its value may be.
fn key(way: &CursorPath<'_, '_>) -> Option<String> {
    let key = way.steps.iter().rev().find_map(|step| step.key)?;
    let name = if key.name.is_empty() { way.keys().last().copied().unwrap_or("") } else { key.name };
    let mut text = format!("`{name}`: {}", key.about);
    if let Shape::Word(words) = key.shape {
        let words: Vec<String> = words().iter().map(|word| format!("`{word}`")).collect();
        text.push_str(&format!("\n\nOne of {}.", words.join(", ")));
    }
    Some(text)
}

/// What the register says of the account at the place.
fn account(way: &CursorPath<'_, '_>, judged: &Judgement) -> Option<String> {
    let (_, id) = way.scalar().filter(|_| way.is_account())?;
    let register = &judged.settings.accounts;
    let account = register.account(id)?;
    let mut text = account.name.clone().unwrap_or_else(|| id.to_owned());
    if let Some(payer) = &account.payer {
        let name = register.account(payer).and_then(|payer| payer.name.clone());
        text.push_str(&format!(", paid by {}", name.as_ref().unwrap_or(payer)));
    }
    if let Some(billing) = account.billing {
        text.push_str(&format!(", {billing}"));
    }
    if let Some(days) = register.net_days(id) {
        text.push_str(&format!(", net {days} days"));
    }
    Some(text)
}

/// What the entry of the schedule at the place expands to: of one installment how it came about, of several
/// each date and amount.
fn entry(way: &CursorPath<'_, '_>, checked: &CheckedOffer) -> Option<String> {
    if !matches!(way.keys().as_slice(), ["installments", ..]) {
        return None;
    }
    let at = way.steps.get(2)?.node.span;
    let entries = checked.offer.installments.get()?;
    let index = entries.iter().position(|entry| entry.span() == at)?;
    let installments: Vec<&Installment> =
        checked.schedule.installments.iter().filter(|one| one.entry == index).collect();
    if let ([one], Some(Entry::Single(_))) = (installments.as_slice(), entries.get(index)) {
        return explained(checked, one);
    }
    let row = |one: &&Installment| {
        let amount =
            one.amount.map_or_else(|| "not worked out".to_owned(), |amount| checked.offer.money(amount));
        let mut words = one.amount_origin.words(&checked.offer, one.position, one.count).to_string();
        if let Some(date) = one.date_origin.words() {
            words.push_str(&format!("; {date}"));
        }
        format!("| {} | {} | {amount} | {words} |\n", one.position, one.date)
    };
    let rows: String = installments.iter().map(row).collect();
    (!rows.is_empty()).then(|| format!("| | date | amount | |\n| --: | --- | --: | --- |\n{rows}"))
}

/// How one installment came about, as the plan explains it.
fn explained(checked: &CheckedOffer, one: &Installment) -> Option<String> {
    let plan = checked.plan(&Scenario::default()).ok()?;
    let mut invoices = plan.invoices.iter();
    let invoice = invoices.find(|of| of.entry == one.entry + 1 && of.position == one.position)?;
    let lines = explain(&plan, &checked.offer, &checked.schedule, invoice.number)?;
    Some(lines.iter().map(|(heading, text)| format!("- {heading}: {text}\n")).collect())
}
