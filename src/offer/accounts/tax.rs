//! The consumption tax on what an agent bills: one rate, or one for each kind of charge.

use super::ChargeKind;
use crate::offer::amount::parse_part;
use crate::offer::keys::{Mapping, Value, mapping_values, table};
use crate::offer::yaml::Yaml;
use crate::offer::{Choice as _, Currency, Field, Problem, Reader, Shape, Share, quote};
use crate::text::diagnostic::{closest, names};
use crate::text::message::msg;
use crate::text::yaml::{self, Node};

/// The consumption tax on what an agent bills, by the kind of charge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgentTax {
    /// On the customer's cloud usage.
    pub usage: TaxRate,
    /// On the marketplace's charges.
    pub marketplace: TaxRate,
}

/// How a charge is taxed.
///
/// Ordered as bills list them: rates from the highest on, then what the agent does not tax.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TaxRate {
    /// At this rate; 0% is a rate, too.
    Of(Share),
    /// Not by the agent, for the reason.
    Untaxed(Untaxed),
}

crate::offer::choice! {
    /// Why an agent takes no tax on a charge.
    pub enum Untaxed {
        /// The charge is outside the scope of the tax (不課税).
        "out_of_scope" => OutOfScope,
        /// The customer itself owes the tax (リバースチャージ方式).
        "reverse_charge" => ReverseCharge,
    }
}

table! {
    /// The consumption tax for each kind of charge.
    struct TaxKeys = "tax", "`tax`";
    /// That on the customer's cloud usage: a percentage, `out_of_scope` or `reverse_charge`.
    usage: Field<TaxRate> as TaxRate = required "usage",
    /// That on the marketplace's charges: a percentage, `out_of_scope` or `reverse_charge`.
    marketplace: Field<TaxRate> as TaxRate = required "marketplace",
}
mapping_values!(TaxKeys);

impl AgentTax {
    /// The same on all charges.
    pub(crate) fn all(rate: TaxRate) -> Self {
        Self { usage: rate.clone(), marketplace: rate }
    }

    /// That on charges of a kind.
    pub(crate) fn on(&self, kind: ChargeKind) -> &TaxRate {
        match kind {
            ChargeKind::Usage => &self.usage,
            ChargeKind::Marketplace => &self.marketplace,
        }
    }

    /// Whether kinds of charges are taxed differently.
    pub(crate) fn differs(&self) -> bool {
        self.usage != self.marketplace
    }
}

impl TaxRate {
    /// The rate, if the agent takes the tax.
    pub(crate) fn share(&self) -> Option<&Share> {
        match self {
            Self::Of(share) => Some(share),
            Self::Untaxed(_) => None,
        }
    }

    /// As it is written in a file: `10%`, `out_of_scope`.
    pub(crate) fn words(&self) -> String {
        match self {
            Self::Of(share) => share.words(),
            Self::Untaxed(why) => why.word().to_owned(),
        }
    }

    /// Higher rates first, then what is not taxed.
    pub(crate) fn order(&self) -> impl Ord + use<> {
        match self {
            Self::Of(share) => (None, std::cmp::Reverse(Some(share.exact().clone()))),
            Self::Untaxed(why) => (Some(*why), std::cmp::Reverse(None)),
        }
    }
}

impl Value for TaxRate {
    type Value = Self;
    const SHAPE: Shape = Shape::Either(&[Shape::Percent, <Untaxed as Value>::SHAPE]);

    fn read<'d, 's>(reader: &mut Reader<'d, 's>, node: &'d Node<'s>, what: &str) -> Option<Self> {
        reader.parse(node, names::INVALID_AMOUNT, what, rate)
    }

    fn write(rate: &Self, _: Option<Currency>) -> Yaml {
        Yaml::Plain(rate.words())
    }
}

fn rate(text: &str) -> Result<TaxRate, Problem> {
    let words = Untaxed::WORDS.iter();
    if let Some((_, why)) = words.clone().find(|(word, _)| *word == text) {
        return Ok(TaxRate::Untaxed(*why));
    }
    let meant = match text {
        "対象外" | "不課税" => Some("out_of_scope"),
        "リバースチャージ" => Some("reverse_charge"),
        _ => closest(text, words.map(|(word, _)| *word)),
    };
    match meant {
        Some(word) => Err(Problem::new(msg!("{text} is not a tax", text = quote(text))).replacement(word)),
        None => parse_part(text).map(TaxRate::Of),
    }
}

impl Value for AgentTax {
    type Value = Self;
    const SHAPE: Shape =
        Shape::Either(&[Shape::Percent, <Untaxed as Value>::SHAPE, Shape::Table(TaxKeys::TABLE)]);

    fn read<'d, 's>(reader: &mut Reader<'d, 's>, node: &'d Node<'s>, what: &str) -> Option<Self> {
        if node.mapping().is_some() {
            let keys = TaxKeys::read_mapping(reader, node)?;
            let (usage, marketplace) = (keys.usage.get()?.clone(), keys.marketplace.get()?.clone());
            return Some(Self { usage, marketplace });
        }
        if matches!(node.value, yaml::Value::Sequence(_)) {
            let help = msg!("write `10%`, or `{{usage: 10%, marketplace: out_of_scope}}`");
            reader.wrong_type(node, msg!("`tax` is a percentage or a mapping"), Some(help));
            return None;
        }
        TaxRate::read(reader, node, what).map(Self::all)
    }

    fn write(tax: &Self, currency: Option<Currency>) -> Yaml {
        if !tax.differs() {
            return TaxRate::write(&tax.usage, currency);
        }
        let given = |kind: ChargeKind| (kind.word().to_owned(), TaxRate::write(tax.on(kind), currency));
        Yaml::Mapping([ChargeKind::Usage, ChargeKind::Marketplace].map(given).into())
    }
}
