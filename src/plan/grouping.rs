//! How the totals of many offers are grouped: by offer, buyer, product or label.

use super::Plan;
use crate::offer::Offer;
use crate::offer::accounts::Register;

/// How totals are grouped, besides currency and stage.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum By {
    /// Nothing more.
    #[default]
    Currency,
    /// The offer: its file, and which of the file's offers it is.
    Offer,
    /// The accounts that may accept, joined if there are several.
    Buyer,
    /// The product's id.
    Product,
    /// The value of this label.
    Label(String),
}

/// The group of an offer.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Group {
    /// Its key; `None` if the offer has none, or nothing is grouped.
    pub key: Option<String>,
    /// Its display name.
    pub name: Option<String>,
}

impl By {
    /// The group of an offer. `place` is where it stands: `acme.yaml`, or `acme.yaml, offer 2`.
    pub fn group(&self, plan: &Plan, offer: &Offer, register: &Register, place: &str) -> Group {
        let (key, name) = match self {
            Self::Currency => (None, None),
            Self::Offer => (Some(place.to_owned()), Some(plan.offer.title().to_owned())),
            Self::Buyer => {
                let mut accounts = plan.offer.buyers.clone();
                accounts.sort_unstable();
                accounts.dedup();
                (Some(accounts.join(", ")), buyer_name(&accounts, offer, register))
            }
            Self::Product => {
                let title = offer.product.get().and_then(|product| product.title.get().cloned());
                (Some(plan.offer.product.0.clone()), title)
            }
            Self::Label(key) => {
                let label = plan.offer.labels.iter().find(|(own, _)| own == key);
                (label.map(|(_, value)| value.clone()), None)
            }
        };
        Group { key: key.filter(|key| !key.trim().is_empty()), name }
    }
}

/// The name of the offer's one buyer, else its name in the register.
pub(crate) fn buyer_name(accounts: &[String], offer: &Offer, register: &Register) -> Option<String> {
    let [account] = accounts else { return None };
    let buyers = offer.buyers.get()?;
    let own = |buyer: &&crate::offer::Buyer| buyer.account.get() == Some(account);
    let named = buyers.iter().filter(own).find_map(|buyer| buyer.name.get().cloned());
    named.or_else(|| register.account(account)?.name.clone())
}
