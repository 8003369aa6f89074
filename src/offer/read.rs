//! From a document to an offer, with every mistake on the way.

use std::sync::LazyLock;

use chrono::NaiveDate;

use super::amount::parse_decimal;
use super::choice::Leftover;
use super::duration::Duration;
use super::fields::{Field, Problem, quote};
use super::keys::{MARKER, NET_TERMS, OFFER, ROUNDING, TABLES, TERM};
use super::reader::{Reader, Slot};
use super::{Offer, Rounding, buyers, extras, installments, pricing};
use crate::text::diagnostic::{Diagnostic, names};
use crate::text::source::{SourceFile, Spanned};
use crate::text::yaml::{Document, Node, Value};

/// How long the contract runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Term {
    /// For a duration from acceptance.
    For(Duration),
    /// From one day to another, both included.
    Dates {
        /// First day.
        start: Spanned<NaiveDate>,
        /// Last day.
        end: Spanned<NaiveDate>,
    },
    /// For a duration from a day on.
    From {
        /// First day.
        start: Spanned<NaiveDate>,
        /// How long.
        duration: Spanned<Duration>,
    },
    /// From acceptance to a day.
    Until {
        /// Last day.
        end: Spanned<NaiveDate>,
    },
}

/// Whether this document is an offer: a mapping with the first-level key `paysched`.
pub fn is_offer(document: &Document<'_>) -> bool {
    let is_marker = |node: &Node<'_>| {
        let name = node.text().map(|t| t.trim_start_matches(['\u{3000}', '\u{a0}']));
        name.is_some_and(|n| {
            n == MARKER || n.strip_prefix(MARKER).is_some_and(|rest| rest.starts_with([':', '：']))
        })
    };
    let entries = document.root.as_ref().and_then(|root| root.mapping()).unwrap_or(&[]);
    entries.iter().any(|e| is_marker(&e.key))
}

/// Reads a document as an offer.
///
/// Gives the offer as far as it could be read, together with every mistake; none where the
/// document is no mapping or is not of format version 1.
pub fn read(file: &SourceFile, document: &Document<'_>) -> (Option<Offer>, Vec<Diagnostic>) {
    let Some(root) = &document.root else {
        return (None, Vec::new());
    };
    let mut reader = Reader::new(file, root);
    let offer = read_offer(&mut reader, root);
    (offer, reader.diagnostics)
}

/// Whether a word is a key anywhere in the format: what full-width punctuation is most likely to
/// follow.
pub(crate) fn is_key(word: &str) -> bool {
    KEYS.binary_search(&word).is_ok()
}

static KEYS: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    let mut keys: Vec<&str> = TABLES.iter().copied().flatten().map(|key| key.name).collect();
    keys.sort_unstable();
    keys.dedup();
    keys
});

fn read_offer<'d, 's>(reader: &mut Reader<'d, 's>, root: &'d Node<'s>) -> Option<Offer> {
    // An offer of another version has other keys: reading on would only make noise.
    if let Some(version) = root.get(MARKER)
        && version.text().is_some_and(|text| text != "1")
        && version.kind() == "text"
    {
        reader.report(unsupported_version(version));
        return None;
    }
    let [
        marker,
        name,
        description,
        id,
        kind,
        product,
        buyers,
        release,
        accept_by,
        accepted,
        term,
        currency,
        total,
        rounding,
        entries,
        pricing,
        net_terms,
        legal,
        refund_policy,
        renewal,
        replaces,
        resale,
        billing_agent,
        labels,
    ] = reader.mapping(root, &OFFER, "an offer")?;
    if let Some(node) = marker.node() {
        reader.scalar(node, "`paysched`", "the format version")?;
    }
    let marker = root.mapping().and_then(|entries| entries.iter().find(|e| e.key.text() == Some(MARKER)));
    Some(Offer {
        marker: marker.map_or(root.span.first_line(reader.file().text()), |entry| entry.key.span),
        name: reader.text(name, "`name`"),
        description: reader.text(description, "`description`"),
        id: reader.text(id, "`id`"),
        kind: reader.choice(kind, "`kind`"),
        product: reader.field(product, extras::read_product),
        buyers: reader.field(buyers, buyers::read_buyers),
        release: reader.date(release, "`release`"),
        accept_by: reader.date(accept_by, "`accept_by`"),
        accepted: reader.date(accepted, "`accepted`"),
        term: reader.field(term, read_term),
        currency: reader.currency(currency),
        total: reader.decimal(total, "`total`"),
        rounding: read_rounding(reader, rounding),
        installments: reader.field(entries, installments::read_entries),
        pricing: reader.field(pricing, pricing::read_pricing),
        net_terms: read_net_terms(reader, net_terms),
        legal: reader.field(legal, extras::read_legal),
        refund_policy: reader.text(refund_policy, "`refund_policy`"),
        renewal: reader.field(renewal, extras::read_renewal),
        replaces: reader.field(replaces, extras::read_replaces),
        resale: reader.field(resale, extras::read_resale),
        billing_agent: reader.text(billing_agent, "`billing_agent`"),
        labels: labels.node().and_then(|node| extras::read_labels(reader, node)).unwrap_or_default(),
    })
}

fn unsupported_version(node: &Node<'_>) -> Diagnostic {
    let text = node.text().unwrap_or("");
    let diagnostic = Diagnostic::new(
        names::UNSUPPORTED_VERSION,
        node.span,
        format!("this is format version {}, but only version 1 is known", quote(text)),
    )
    .label("not version 1");
    diagnostic.help("write `paysched: 1`, or use a newer paysched")
}

fn read_term<'d, 's>(reader: &mut Reader<'d, 's>, node: &'d Node<'s>) -> Option<Term> {
    if node.mapping().is_none() {
        if matches!(node.value, Value::Sequence(_)) {
            let help = "write `36 months`, or `{start: …, end: …}`";
            reader.wrong_type(node, "`term` is a duration or a mapping", Some(help));
            return None;
        }
        return reader.parse(node, names::INVALID_TERM, "`term`", Duration::parse).map(Term::For);
    }
    let [start_slot, end_slot, duration_slot] = reader.mapping(node, &TERM, "`term`")?;
    let start = reader.date(start_slot, "`start`");
    let end = reader.date(end_slot, "`end`");
    let duration = reader.parsed(duration_slot, names::INVALID_TERM, "`duration`", Duration::parse);
    match (start_slot.is_empty(), end_slot.is_empty(), duration_slot.is_empty()) {
        (false, false, true) => Some(Term::Dates { start: given(start)?, end: given(end)? }),
        (false, true, false) => Some(Term::From { start: given(start)?, duration: given(duration)? }),
        (true, false, true) => Some(Term::Until { end: given(end)? }),
        (_, false, false) => {
            let (end, duration) = (end_slot.node()?, duration_slot.node()?);
            reader.report(
                Diagnostic::new(
                    names::INVALID_TERM,
                    duration.span,
                    "`end` and `duration` both say when the contract ends",
                )
                .label("`duration` says it")
                .also(end.span, "`end` says it too")
                .help("keep one of `end` and `duration`"),
            );
            None
        }
        (false, true, true) => incomplete(
            reader,
            node,
            "`start` alone does not say when the contract ends",
            "add `duration: 36 months`, or `end` with the last day",
        ),
        (true, true, false) => {
            let written = duration_slot.node().map_or("36 months", |node| reader.file().slice(node.span));
            let help = format!("write {}", quote(&format!("term: {written}")));
            incomplete(reader, node, "`duration` stands alone, without `start`", &help)
        }
        (true, true, true) => incomplete(
            reader,
            node,
            "the term is empty",
            "write a duration such as `36 months`, or `start` and `end`",
        ),
    }
}

fn incomplete<'s>(reader: &mut Reader<'_, 's>, node: &Node<'s>, message: &str, help: &str) -> Option<Term> {
    let span = node.span.first_line(reader.file().text());
    reader.report(Diagnostic::new(names::INVALID_TERM, span, message).label("this term").help(help));
    None
}

fn given<T>(field: Field<T>) -> Option<Spanned<T>> {
    match field {
        Field::Given(value) => Some(value),
        Field::Absent | Field::Invalid => None,
    }
}

fn read_rounding<'d, 's>(reader: &mut Reader<'d, 's>, slot: Slot<'d, 's>) -> Rounding {
    let broken = Rounding { step: Field::Invalid, leftover: Field::Invalid };
    let node = match slot {
        Slot::Empty => return Rounding::default(),
        Slot::Broken => return broken,
        Slot::Filled(entry) => &entry.value,
    };
    let Some([step, leftover]) = reader.mapping(node, &ROUNDING, "`rounding`") else {
        return broken;
    };
    let step = reader.parsed(step, names::INVALID_AMOUNT, "`step`", |text| match parse_decimal(text)? {
        zero if zero.is_zero() => Err(Problem::new("`step` is 0, but must be more")
            .help("write the amount that every share is a multiple of, for example `1000`")),
        step => Ok(step),
    });
    Rounding { step, leftover: reader.choice::<Leftover>(leftover, "`leftover`") }
}

fn read_net_terms<'d, 's>(reader: &mut Reader<'d, 's>, slot: Slot<'d, 's>) -> Field<u32> {
    reader.parsed(slot, names::INVALID_CHOICE, "`net_terms`", |text| {
        if NET_TERMS.contains(&text) {
            return text.parse().map_err(|_| Problem::new("not a number"));
        }
        let problem = Problem::new(format!("`net_terms` cannot be {}", quote(text)));
        let folded = super::amount::fold(text).to_lowercase();
        let number = folded.trim_end_matches("days").trim_start_matches("net").trim();
        if NET_TERMS.contains(&number) {
            return Err(problem.replacement(number));
        }
        Err(problem.help(format!("write one of {} (days)", NET_TERMS.join(", "))))
    })
}
