//! The parts of an offer around its schedule: legal text, renewal, replacement and resale.

use super::fields::Field;
use super::keys::{Codec, Items, Mapping, mapping_items, mapping_values, table};
use super::reader::{Reader, Slot};
use super::shape::{Key, optional};
use super::values::{DayOfMonth, Percent, Whole};
use super::yaml::{self, Yaml};
use super::{Currency, Offset, ProductType, Shape, Share};
use crate::text::message::msg;
use crate::text::source::Spanned;
use crate::text::yaml::Node;

table! {
    /// A product of the marketplace.
    pub struct Product at span = "product", "`product`";
    /// The marketplace's product id, `prod-…`.
    id: Field<String> as String = required "id",
    /// What kind of product it is.
    product_type: Field<ProductType> as ProductType = required "type",
    /// The product's title.
    title: Field<String> as String = optional "title",
}

table! {
    /// The agreement text.
    pub struct Legal at span = "legal", "`legal`";
    /// `standard` for the standard contract, or the address of a PDF.
    eula: Field<String> as String = required "eula",
}

table! {
    /// How the contract renews by itself.
    pub struct Renewal at span = "renewal", "`renewal`";
    /// How many times the contract renews.
    times: Field<u32> as Whole<1> = required "times",
    /// The price increase per renewed term, in percent.
    price_increase: Field<Share> as Percent = required "price_increase",
    /// How many days before the end the buyer can no longer stop the renewal.
    lockout_days: Field<u32> as Whole<0> = optional "lockout_days",
    /// The payment schedule of each new term.
    installments: Field<Vec<RenewalPart>> as Items<RenewalPart> = optional "installments",
}

table! {
    /// One installment of a renewed term.
    pub struct RenewalPart at span = "renewal_installment", "a renewal installment";
    /// How long after the new term's start it is invoiced.
    after: Field<Offset> as Offset = required "after",
    /// Its share of the new term's total.
    percent: Field<Share> as Percent = required "percent",
    /// The day of the month, clamped to the month's last.
    day: Field<u32> as DayOfMonth = optional "day",
}

table! {
    /// The agreement that a replacement offer replaces.
    pub struct Replaces at span = "replaces", "`replaces`";
    /// The agreement's id, `agmt-…`.
    agreement: Field<String> as String = required "agreement",
    /// The offer file with the replaced schedule, relative to this one.
    schedule: Field<String> as String = optional "schedule",
}

table! {
    /// The authorization behind a channel partner offer.
    pub struct Resale at span = "resale", "`resale`";
    /// The authorization's file, relative to this one, or its id.
    authorization: Field<String> as String = required "authorization",
    /// The partner's markup.
    markup: Field<Share> as Percent = optional "markup",
}

mapping_values!(Product, Legal, Renewal, Replaces, Resale);
mapping_items!(RenewalPart);

/// The name of a label and its text.
pub type NamedText = (Spanned<String>, Spanned<String>);

/// The value of a label.
const LABEL: Key = optional("a label", "A text of the repository's own.", Shape::Text);

/// The repository's own data: any keys, with text.
#[derive(Debug)]
pub(crate) struct Labels;

impl Codec for Labels {
    type Held = Vec<NamedText>;
    const SHAPE: Shape = Shape::Map(&Shape::Text, &LABEL.shape);

    fn read<'d, 's>(reader: &mut Reader<'d, 's>, slot: Slot<'d, 's>, _: &str) -> Vec<NamedText> {
        slot.node().and_then(|node| read_labels(reader, node)).unwrap_or_default()
    }

    fn invalid() -> Vec<NamedText> {
        Vec::new()
    }

    fn write(labels: &Vec<NamedText>, _: Option<Currency>) -> Option<Yaml> {
        let pair = |(name, text): &NamedText| (yaml::key(&name.value), Yaml::Text(text.value.clone()));
        (!labels.is_empty()).then(|| Yaml::Lines(labels.iter().map(pair).collect()))
    }

    fn is_read(_: &Vec<NamedText>) -> bool {
        true
    }
}

fn read_labels<'d, 's>(reader: &mut Reader<'d, 's>, node: &'d Node<'s>) -> Option<Vec<NamedText>> {
    let Some(entries) = node.mapping() else {
        let help = msg!("write `{{deal: …, owner: …}}`");
        reader.wrong_type(node, msg!("`labels` is a mapping of text"), Some(help));
        return None;
    };
    let mut labels = Vec::with_capacity(entries.len());
    for entry in entries {
        // Any name is allowed; only if the value is missing has a full-width colon swallowed it.
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
