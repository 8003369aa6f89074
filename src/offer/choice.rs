//! The closed sets of words of the format.

/// A word from a closed set.
pub trait Choice: Sized + Copy + 'static {
    /// Every word with its meaning, in the order of the format's description.
    const WORDS: &'static [(&'static str, Self)];

    /// The meaning of a word; `None` if it is not in the set.
    fn parse(text: &str) -> Option<Self> {
        Self::WORDS.iter().find(|(word, _)| *word == text).map(|(_, value)| *value)
    }
}

/// Declares an enum whose variants are words of the format.
macro_rules! choice {
    ($(#[$meta:meta])* $vis:vis enum $name:ident { $($(#[$vmeta:meta])* $word:literal => $variant:ident,)+ }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        $vis enum $name { $($(#[$vmeta])* $variant,)+ }

        impl $crate::offer::Choice for $name {
            const WORDS: &'static [(&'static str, Self)] = &[$(($word, Self::$variant),)+];
        }

        /// Its word, as it is written in a file.
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.word())
            }
        }

        impl $name {
            /// The word as it is written in a file.
            pub(crate) fn word(self) -> &'static str {
                match self { $(Self::$variant => $word,)+ }
            }
        }
    };
}
pub(crate) use choice;

choice! {
    /// What is published.
    pub enum Kind {
        /// An offer to named buyers.
        "private_offer" => PrivateOffer,
        /// An offer that replaces an agreement.
        "replacement_offer" => ReplacementOffer,
        /// The seller's permission for a partner to resell.
        "resale_authorization" => ResaleAuthorization,
        /// A partner's offer under an authorization.
        "channel_partner_offer" => ChannelPartnerOffer,
    }
}

choice! {
    /// What kind of product is sold.
    pub enum ProductType {
        /// Software as a service, by contract.
        "saas_contract" => SaasContract,
        /// Software as a service, by contract with metered overage.
        "saas_contract_with_consumption" => SaasContractWithConsumption,
        /// A machine image by contract.
        "ami_contract" => AmiContract,
        /// A container by contract.
        "container_contract" => ContainerContract,
        /// A machine image by the hour with an annual price.
        "ami_hourly_annual" => AmiHourlyAnnual,
        /// A container by the hour with a long-term price.
        "container_hourly_long_term" => ContainerHourlyLongTerm,
        /// Professional services.
        "professional_services" => ProfessionalServices,
        /// Software as a service, by use.
        "saas_subscription" => SaasSubscription,
        /// A machine image by the hour.
        "ami_hourly" => AmiHourly,
        /// A machine image by the month.
        "ami_monthly" => AmiMonthly,
        /// A container by the hour.
        "container_hourly" => ContainerHourly,
        /// Bring your own licence.
        "byol" => Byol,
        /// Several machine images in one template.
        "cloudformation" => Cloudformation,
        /// A model or an algorithm.
        "machine_learning" => MachineLearning,
    }
}

choice! {
    /// Which installment takes what rounding down leaves of a split.
    pub enum Leftover {
        /// The last installment takes all of it.
        "last" => Last,
        /// The first installment takes all of it.
        "first" => First,
        /// One step each from the first on.
        "spread" => Spread,
        /// One step each to those that lost most by rounding down.
        "largest_remainder" => LargestRemainder,
    }
}

choice! {
    /// What happens in a month that lacks the day.
    pub enum Overflow {
        /// Its last day is taken.
        "clamp" => Clamp,
        /// The month is left out.
        "skip" => Skip,
        /// The first of the month after is taken.
        "next" => Next,
    }
}

choice! {
    /// How a date moves off weekends and holidays.
    pub enum Roll {
        /// It does not.
        "none" => None,
        /// To the next business day.
        "following" => Following,
        /// To the next business day, unless that is in another month: then to the one before.
        "modified_following" => ModifiedFollowing,
        /// To the business day before.
        "preceding" => Preceding,
        /// To the business day before, unless that is in another month: then to the next.
        "modified_preceding" => ModifiedPreceding,
    }
}

impl ProductType {
    /// Whether this is one of the SaaS contract types, the only ones that take a future start or
    /// a replacement offer.
    pub(crate) fn is_saas_contract(self) -> bool {
        matches!(self, Self::SaasContract | Self::SaasContractWithConsumption)
    }

    /// Whether this is a machine image or a container.
    pub(crate) fn is_ami_or_container(self) -> bool {
        matches!(
            self,
            Self::AmiContract
                | Self::ContainerContract
                | Self::AmiHourlyAnnual
                | Self::ContainerHourlyLongTerm
                | Self::AmiHourly
                | Self::AmiMonthly
                | Self::ContainerHourly
        )
    }
}
