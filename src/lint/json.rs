//! Checks JSON of the marketplace: each of its offers goes the way of one that an offer file holds.

mod words;

use super::examine::{Examined, judge};
use super::finish::{finish, sort};
use super::repeated::together;
use super::rules::{Level, NOT_READY, is_ready};
use super::{Checked, FileReport, Found, Settings, Unjudged};
use crate::marketplace::aws::change_set::iso;
use crate::marketplace::aws::import::said::{JsonKind, JsonSays, RequestForm};
use crate::marketplace::aws::import::{
    ImportError, ImportOptions, JsonError, OfferRead, OffersRead, ValueError, readings,
};
use crate::offer::accounts::{Families, MARKER as REGISTER, Standing};
use crate::offer::{Duration, Field, Kind, MARKER, Offer, quote};
use crate::text::diagnostic::{Diagnostic, names};
use crate::text::message::msg;
use crate::text::source::{SourceFile, Span, Spanned};
use crate::text::yaml::Document;

/// Rules that need a day which JSON of something accepted or released may not have.
const OF_THE_DAY: [&str; 10] = [
    "acceptance-after-term",
    "acceptance-in-past",
    "accepted-out-of-window",
    "invoice-before-authorization-ends",
    "invoice-date-after-term",
    "invoice-date-in-past",
    "invoice-date-on-term-end",
    "start-too-far",
    "term-shorter-than-acceptance-window",
    "term-too-long",
];

/// Rules about what JSON has only if it shows the whole offer.
const OF_THE_WHOLE: [&str; 2] = ["description-missing", "end-without-start"];

/// The check of JSON of the marketplace; `None` for any other text, JSON or not.
pub(super) fn check(file: &SourceFile, settings: &Settings) -> Option<Checked> {
    let named = ends_in(file.path(), "json");
    if file.unreadable().is_some() || !(named || looks_like_json(file)) {
        return None;
    }
    let options =
        ImportOptions { product_type: settings.beside_json.product_type, ..ImportOptions::default() };
    let walked = settings.found == Found::Walked;
    let found = match readings(file.text(), &options) {
        Ok(found) if is_ours(&found) => return None,
        Ok(found) => found,
        // A flow mapping of YAML may begin as JSON does.
        Err(_) if file.text().contains(MARKER) => return None,
        Err(_) if walked && !TELLING.iter().any(|word| file.text().contains(word)) => {
            return Some(passed_over());
        }
        Err(error) => {
            let mut report =
                FileReport { diagnostics: vec![not_json(file, &error)], ..FileReport::default() };
            settings.levels.apply(&mut report.diagnostics);
            return Some(Checked { report, broken: true, ..Checked::default() });
        }
    };
    let foreign = found.offers.is_empty() && found.faults.iter().all(|fault| *fault == ImportError::Unknown);
    if walked && foreign {
        return Some(passed_over());
    }
    Some(judged(file, settings, found))
}

/// Words that no other JSON has.
const TELLING: [&str; 4] = ["\"ChangeSet\"", "\"ChangeType\"", "PaymentScheduleTerm", "\"acceptedTerms\""];

fn passed_over() -> Checked {
    let report = FileReport { passed_over: true, ..FileReport::default() };
    Checked { report, ..Checked::default() }
}

fn ends_in(path: &str, ending: &str) -> bool {
    path.rsplit_once('.').is_some_and(|(_, own)| own.eq_ignore_ascii_case(ending))
}

/// Whether a text that is not named as YAML begins as JSON does.
fn looks_like_json(file: &SourceFile) -> bool {
    let mut marks = file.text().trim_start_matches('\u{feff}').bytes().filter(|b| !b.is_ascii_whitespace());
    let begins = match (marks.next(), marks.next()) {
        (Some(b'{'), second) => matches!(second, Some(b'"')),
        (Some(b'['), second) => matches!(second, Some(b'{')),
        _ => false,
    };
    begins && !ends_in(file.path(), "yaml") && !ends_in(file.path(), "yml")
}

/// Whether it is an offer file or an account register, which may be written as JSON.
fn is_ours(found: &OffersRead) -> bool {
    found.root.get(MARKER).is_some() || found.root.get(REGISTER).is_some()
}

/// Judges every offer of a text.
fn judged(file: &SourceFile, settings: &Settings, found: OffersRead) -> Checked {
    let mut settings = settings.clone();
    // JSON goes to the API, which takes more than the console.
    settings.options.api_dimension_limits = true;
    let mut checked = Checked::default();
    let mut document =
        Document { number: 1, span: found.root.span, root: Some(found.root), diagnostics: Vec::new() };
    let hidden = found.faults.iter().any(hides);
    let mut around = faults(&found.faults, document.span);
    let broken: Vec<Span> =
        around.iter().filter(|finding| finding.rule == names::INVALID_JSON).map(Diagnostic::span).collect();
    finish(&document, &settings, &mut around);
    checked.report.diagnostics = around;
    for (at, reading) in found.offers.into_iter().enumerate() {
        document.number = at + 1;
        one(file, &document, &settings, (reading, &broken, hidden), &mut checked);
    }
    let report = &mut checked.report;
    for finding in &mut report.diagnostics {
        // There is nothing to edit in what the marketplace hands out.
        finding.fix = None;
    }
    sort(&mut report.diagnostics);
    report.offers_with_findings = (1..=report.offers)
        .filter(|number| report.diagnostics.iter().any(|finding| finding.document == *number))
        .count();
    checked
}

/// Judges one offer and adds it, its findings, and what was not judged.
fn one(
    file: &SourceFile,
    document: &Document<'_>,
    settings: &Settings,
    (reading, broken, hidden): (OfferRead, &[Span], bool),
    checked: &mut Checked,
) {
    let OfferRead { mut offer, mut said, faults: wrong } = reading;
    said.unread = !broken.is_empty()
        || hidden
        || wrong.iter().any(hides)
        || ["DetailsDocument", "Identifier", "Terms"].iter().any(|name| said.lacks(name));
    // What details that are no JSON lack is not known.
    let known = |place: Span| !broken.iter().any(|broken| place.contains(*broken));
    bill(&mut offer, settings);
    let mut diagnostics = faults(&wrong, said.place);
    diagnostics.extend(
        said.malformed
            .iter()
            .filter(|value| value.what == RequestForm::Member && known(value.place.span))
            .map(|value| missing(&value.place.value, value.place.span)),
    );
    let Examined { offer, mut diagnostics, mut unread, .. } =
        judge(file, document, settings, (offer, Some(&said)), diagnostics);
    if let Some(offer) = &offer {
        let dated = offer.offer.release.get().is_some() || offer.offer.accepted.get().is_some();
        diagnostics.retain(|finding| can_say(finding.rule, &said, dated));
        if said.lacks("Schedule") {
            diagnostics.retain(|finding| finding.rule != "no-installments");
        }
        count(&mut checked.report, &offer.offer, &said, settings);
    }
    let kind = offer.as_ref().and_then(|offer| offer.offer.kind());
    let authorization = kind == Some(Kind::ResaleAuthorization);
    for finding in &mut diagnostics {
        place(finding, said.place);
        words::put(finding, authorization);
    }
    finish(document, settings, &mut diagnostics);
    let mut diagnostics = together(diagnostics);
    let id = offer.as_ref().and_then(|offer| offer.offer.id.get().cloned());
    checked.report.offer_ids.extend(id.map(|id| (document.number, id)));
    checked.report.offers += 1;
    checked.report.diagnostics.append(&mut diagnostics);
    checked.unread.append(&mut unread);
    checked.offers.insert(document.number, offer);
}

/// Fills in how the buyers are billed, where the account register does not say it.
fn bill(offer: &mut Offer, settings: &Settings) {
    let Some(billing) = settings.beside_json.billing else { return };
    let families = Families::of(offer, &settings.accounts);
    let unknown: Vec<usize> = families
        .buyers()
        .enumerate()
        .filter(|(_, (_, buyer))| families.standing(buyer) == Standing::Unknown)
        .map(|(at, _)| at)
        .collect();
    for (at, buyer) in offer.buyers.get_mut().into_iter().flatten().enumerate() {
        if unknown.contains(&at) {
            buyer.billing = Field::Given(Spanned::new(billing, buyer.span));
        }
    }
}

/// Whether a rule has what it needs: JSON does not say how buyers are billed, and not all JSON shows the
/// whole offer.
fn can_say(rule: &str, said: &JsonSays, dated: bool) -> bool {
    match rule {
        // The order of charges is of no account to the marketplace.
        "buyer-billing-unknown" | "unordered-installments" => false,
        // A day in the past, alone, is how an offer is made to expire.
        "acceptance-in-past" if said.partial => said.release().is_some(),
        "no-buyers" => said.is_request(),
        NOT_READY => said.is_whole() && said.term("PaymentScheduleTerm").is_some(),
        rule if OF_THE_WHOLE.contains(&rule) => said.is_whole(),
        rule if OF_THE_DAY.contains(&rule) => dated || said.document != JsonKind::Agreement,
        _ => true,
    }
}

/// Counts what was not judged.
fn count(report: &mut FileReport, offer: &Offer, said: &JsonSays, settings: &Settings) {
    let families = Families::of(offer, &settings.accounts);
    let unbilled = families.buyers().any(|(_, buyer)| families.standing(buyer) == Standing::Unknown);
    let Unjudged { product_type, billing, rest, placeholders, schedule } = &mut report.unjudged;
    *product_type += usize::from(offer.product_type().is_none() && !said.partial);
    *billing += usize::from(unbilled);
    *rest += usize::from(said.partial);
    *placeholders += usize::from(said.open);
    *schedule += usize::from(offer.installments.is_absent());
    // A request that releases the offer has its own rule.
    let draft = can_say(NOT_READY, said, true) && said.release().is_none();
    report.not_ready += usize::from(
        draft && !said.open && !is_ready(offer, false) && settings.levels.of(NOT_READY) == Level::Off,
    );
}

/// Leaves out labels at values that the JSON does not have.
fn place(finding: &mut Diagnostic, place: Span) {
    let first = finding.labels.first().map_or(Span::NOWHERE, |label| label.span);
    finding.labels.retain(|label| label.span != Span::NOWHERE);
    if first == Span::NOWHERE {
        let span = Span::new(place.start(), place.start().saturating_add(1));
        let message = finding.message.clone();
        let placed = Diagnostic::new(finding.rule, span, message);
        finding.labels.splice(0..0, placed.labels);
    }
}

/// Whether what could not be read may be what the offer seems to lack.
fn hides(fault: &ImportError) -> bool {
    match fault {
        ImportError::Value { error: ValueError::Expected { what, .. }, .. } => {
            matches!(*what, "an object" | "a list")
        }
        ImportError::Missing { path, .. } => {
            ["Type", "Entity", "ChangeType"].contains(&path.rsplit('.').next().unwrap_or(path))
        }
        _ => false,
    }
}

/// The findings about what could not be read.
fn faults(faults: &[ImportError], place: Span) -> Vec<Diagnostic> {
    faults.iter().filter_map(|fault| fault_at(fault, place)).collect()
}

/// `None` for a mistake that a rule finds as well.
fn fault_at(fault: &ImportError, place: Span) -> Option<Diagnostic> {
    let unsupported = |span: Span| {
        let what = msg!("not an offer with a payment schedule: {reason}", reason = fault);
        Diagnostic::new(names::UNSUPPORTED_JSON, span, what)
    };
    Some(match fault {
        ImportError::Value { span, error, .. } => value(*span, error),
        ImportError::Missing { path, span } => missing(path.rsplit('.').next().unwrap_or(path), *span),
        ImportError::Json(JsonError::Twice { name, places: [first, again] }) => Diagnostic::new(
            names::DUPLICATE_KEY,
            *again,
            msg!("the member {name} is given twice", name = quote(name)),
        )
        .label(msg!("given again"))
        .also(*first, msg!("first given here"))
        .help(msg!("keep one of the two")),
        ImportError::Within { span, error, .. } => {
            Diagnostic::new(names::INVALID_JSON, *span, msg!("{error}", error))
                .help(msg!("write the details as JSON, escaped for the string, or use `DetailsDocument`"))
        }
        ImportError::SecondSchedule(..) => return None,
        ImportError::VariablePayments { span, .. } | ImportError::OfferSet { span } => {
            unsupported(*span).label(msg!("not judged"))
        }
        ImportError::OtherEntity(kind) => unsupported(kind.span),
        ImportError::NoOffer { span } | ImportError::NoDetails { span } => unsupported(head(*span)),
        _ => unsupported(head(place)),
    })
}

/// The bracket with which a value begins.
fn head(span: Span) -> Span {
    Span::new(span.start(), span.start().saturating_add(1))
}

fn missing(name: &str, object: Span) -> Diagnostic {
    let name = quote(name);
    Diagnostic::new(names::MISSING_KEY, head(object), msg!("the member {name} is missing", name))
        .label(msg!("in this object"))
        .help(msg!("add {name}", name))
}

fn value(span: Span, error: &ValueError) -> Diagnostic {
    match error {
        ValueError::Expected { what, found } => {
            let (what, found) = (*what, *found);
            Diagnostic::new(
                names::WRONG_TYPE,
                span,
                msg!("{what} is expected, but this is {found}", what, found),
            )
        }
        ValueError::Not { what, text, rule } => {
            let what = *what;
            let finding = Diagnostic::new(rule, span, msg!("{text} is not {what}", text = quote(text), what));
            match Duration::parse(text) {
                Ok(duration) if *rule == names::INVALID_TERM => {
                    finding.help(msg!("write `\"{duration}\"`", duration = iso(duration)))
                }
                _ => finding,
            }
        }
        ValueError::Moment(error) => Diagnostic::new(names::INVALID_DATE, span, msg!("{error}", error))
            .help(msg!("write the day as `2026-12-31`")),
        ValueError::Problem(problem) => {
            (**problem).clone().into_diagnostic(names::INVALID_AMOUNT, span, None)
        }
    }
}

/// The finding of a text that is no JSON.
fn not_json(file: &SourceFile, error: &JsonError) -> Diagnostic {
    let end = u32::try_from(file.text().len()).unwrap_or(u32::MAX);
    let span = match error {
        JsonError::Syntax { line, column, .. } => {
            let start = file.lines().start_of(line.saturating_sub(1));
            let at = start.saturating_add(u32::try_from(column.saturating_sub(1)).unwrap_or(0));
            on_a_character(file, at.min(end))
        }
        JsonError::Inside { place, .. } => *place,
        JsonError::Twice { places: [_, again], .. } => *again,
        JsonError::Empty | JsonError::TooDeep => Span::default(),
    };
    let reason = match error {
        JsonError::Syntax { reason, .. } | JsonError::Inside { reason, .. } => reason.clone(),
        other => other.to_string(),
    };
    Diagnostic::new(names::INVALID_JSON, span, msg!("this is not JSON: {reason}", reason)).pointer("")
}

/// The character at an offset, or the end of the text.
fn on_a_character(file: &SourceFile, at: u32) -> Span {
    let mut start = at as usize;
    while !file.text().is_char_boundary(start) {
        start = start.saturating_sub(1);
    }
    let length = file.text().get(start..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
    Span::from_range(start..start + length)
}
