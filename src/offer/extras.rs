//! The parts of an offer around its schedule: legal text, renewal, replacement and resale.

use super::duration::Duration;
use super::fields::Field;
use super::keys::{LABEL, LEGAL, PRODUCT, RENEWAL, RENEWAL_PART, REPLACES, RESALE};
use super::reader::{Reader, Slot};
use super::{Product, Share};
use crate::text::diagnostic::names;
use crate::text::source::{Span, Spanned};
use crate::text::yaml::Node;

/// The agreement text.
#[derive(Debug)]
pub struct Legal {
    /// `standard`, or the address of a PDF; whether it is one is a rule's business.
    pub eula: Field<String>,
}

/// Auto-renewal.
#[derive(Debug)]
pub struct Renewal {
    /// How many times the contract renews.
    pub times: Field<u32>,
    /// How much dearer each new term is.
    pub price_increase: Field<Share>,
    /// How many days before the end the buyer can no longer stop it.
    pub lockout_days: Field<u32>,
    /// The payment schedule of each new term.
    pub installments: Field<Vec<RenewalPart>>,
}

/// One installment of a renewed term.
#[derive(Debug)]
pub struct RenewalPart {
    /// Where the whole entry is written.
    pub span: Span,
    /// How long after the new term's start it is invoiced.
    pub after: Field<Offset>,
    /// Its share of the new term's total.
    pub percent: Field<Share>,
    /// The day of the month, 1 to 31, clamped to the month's last.
    pub day: Field<u32>,
}

/// How long after a start something is: months or days, possibly none.
pub type Offset = Duration;

/// What a replacement offer replaces.
#[derive(Debug)]
pub struct Replaces {
    /// The agreement's id.
    pub agreement: Field<String>,
    /// The offer file with the replaced schedule, relative to this one.
    pub schedule: Field<String>,
}

/// What a channel partner offer rests on.
#[derive(Debug)]
pub struct Resale {
    /// The authorization's file, relative to this one, or its id.
    pub authorization: Field<String>,
    /// What the partner puts on top.
    pub markup: Field<Share>,
}

pub(super) fn read_product<'d, 's>(reader: &mut Reader<'d, 's>, node: &'d Node<'s>) -> Option<Product> {
    let [id, product_type, title] = reader.mapping(node, &PRODUCT, "`product`")?;
    Some(Product {
        id: reader.text(id, "`id`"),
        product_type: reader.choice(product_type, "`type`"),
        title: reader.text(title, "`title`"),
    })
}

pub(super) fn read_legal<'d, 's>(reader: &mut Reader<'d, 's>, node: &'d Node<'s>) -> Option<Legal> {
    let [eula] = reader.mapping(node, &LEGAL, "`legal`")?;
    Some(Legal { eula: reader.text(eula, "`eula`") })
}

pub(super) fn read_renewal<'d, 's>(reader: &mut Reader<'d, 's>, node: &'d Node<'s>) -> Option<Renewal> {
    let [times, price_increase, lockout_days, installments] = reader.mapping(node, &RENEWAL, "`renewal`")?;
    Some(Renewal {
        times: reader.whole(times, "`times`", 1),
        price_increase: reader.percent(price_increase, "`price_increase`"),
        lockout_days: reader.whole(lockout_days, "`lockout_days`", 0),
        installments: reader.field(installments, |reader, node| {
            let items = reader.list(node, "`installments`")?;
            Some(items.iter().map(|item| read_part(reader, item)).collect())
        }),
    })
}

/// A part that is no mapping stays in the list, so that nobody takes the rest for all.
fn read_part<'d, 's>(reader: &mut Reader<'d, 's>, node: &'d Node<'s>) -> RenewalPart {
    let span = node.span;
    let Some([after, percent, day]) = reader.mapping(node, &RENEWAL_PART, "a renewal installment") else {
        return RenewalPart { span, after: Field::Invalid, percent: Field::Invalid, day: Field::Invalid };
    };
    RenewalPart {
        span,
        after: reader.parsed(after, names::INVALID_TERM, "`after`", Duration::parse_offset),
        percent: reader.percent(percent, "`percent`"),
        day: day_of_month(reader, day),
    }
}

fn day_of_month<'d, 's>(reader: &mut Reader<'d, 's>, slot: Slot<'d, 's>) -> Field<u32> {
    match reader.whole(slot, "`day`", 1) {
        Field::Given(Spanned { value: 32.., span }) => {
            reader.report(
                crate::text::diagnostic::Diagnostic::new(
                    names::WRONG_TYPE,
                    span,
                    "`day` is a day of a month, 1 to 31",
                )
                .help("write 31 for the last day of every month"),
            );
            Field::Invalid
        }
        field => field,
    }
}

pub(super) fn read_replaces<'d, 's>(reader: &mut Reader<'d, 's>, node: &'d Node<'s>) -> Option<Replaces> {
    let [agreement, schedule] = reader.mapping(node, &REPLACES, "`replaces`")?;
    Some(Replaces {
        agreement: reader.text(agreement, "`agreement`"),
        schedule: reader.text(schedule, "`schedule`"),
    })
}

pub(super) fn read_resale<'d, 's>(reader: &mut Reader<'d, 's>, node: &'d Node<'s>) -> Option<Resale> {
    let [authorization, markup] = reader.mapping(node, &RESALE, "`resale`")?;
    Some(Resale {
        authorization: reader.text(authorization, "`authorization`"),
        markup: reader.percent(markup, "`markup`"),
    })
}

pub(super) fn read_labels<'d, 's>(
    reader: &mut Reader<'d, 's>,
    node: &'d Node<'s>,
) -> Option<Vec<(Spanned<String>, Spanned<String>)>> {
    let Some(entries) = node.mapping() else {
        reader.wrong_type(node, "`labels` is a mapping of text", Some("write `{deal: …, owner: …}`"));
        return None;
    };
    let mut labels = Vec::with_capacity(entries.len());
    for entry in entries {
        // What a label is called is free; only without a value did its colon swallow it.
        let is_key = |_: &str| entry.value.span.is_empty();
        let wide = super::fullwidth::in_key(reader.file(), &entry.key, true, &is_key);
        if !wide.is_empty() {
            reader.diagnostics.extend(wide);
            continue;
        }
        if !reader.has_value(entry, LABEL) {
            continue;
        }
        let key = reader.scalar(&entry.key, "a label's name", "text");
        let value = reader.scalar(&entry.value, "a label", "text");
        if let (Some(key), Some(value)) = (key, value) {
            let key = Spanned::new(key.to_owned(), entry.key.span);
            labels.push((key, Spanned::new(value.to_owned(), entry.value.span)));
        }
    }
    Some(labels)
}

#[cfg(test)]
mod tests {
    use crate::text::source::SourceFile;

    #[test]
    fn a_broken_part_of_a_renewal_is_not_forgotten() {
        let text = "paysched: 1\nrenewal: {times: 1, price_increase: 5%, installments: [50%, {after: 1 month, percent: 50%}]}\n";
        let file = SourceFile::new("offer.yaml", text);
        let documents = crate::text::yaml::parse(&file);
        let (offer, _) = crate::offer::read(&file, &documents[0]);
        let offer = offer.unwrap();
        let parts = offer.renewal.get().unwrap().installments.get().unwrap();
        assert_eq!(parts.len(), 2);
        assert!(parts[0].percent.is_invalid() && parts[1].percent.get().is_some());
    }
}
