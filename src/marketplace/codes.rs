//! The marketplace's error codes: what each means for each change, and which rules predict it.

mod buyers;
mod dates;
mod page;
mod pricing;
mod schedule;

pub use page::page;

/// The heading for refusals of a request's shape. The marketplace returns them at once without a code;
/// all other codes come minutes later, one after the other.
pub const REFUSED_AT_ONCE: &str = "422";

/// What a change is made to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Entity {
    /// A private offer or a replacement offer.
    Offer,
    /// An offer under a resale authorization.
    ChannelPartnerOffer,
    /// A resale authorization.
    ResaleAuthorization,
}

impl Entity {
    /// Its usual name.
    pub fn word(self) -> &'static str {
        match self {
            Self::Offer => "an offer",
            Self::ChannelPartnerOffer => "a channel partner offer",
            Self::ResaleAuthorization => "a resale authorization",
        }
    }

    /// The page of the marketplace's documentation with its codes.
    pub fn source(self) -> &'static str {
        match self {
            Self::Offer => "Catalog API, Work with private offers",
            Self::ChannelPartnerOffer => "Catalog API, Work with channel partner private offers",
            Self::ResaleAuthorization => "Catalog API, Work with resale authorizations",
        }
    }
}

/// One change that can be requested from the marketplace, and how it may be refused.
#[derive(Debug)]
pub struct Change {
    /// The entity that is changed.
    pub entity: Entity,
    /// The marketplace's name of the change, such as `UpdatePaymentScheduleTerms`.
    pub name: &'static str,
    /// The refusals; a code with several meanings occurs more than once.
    pub answers: &'static [Answer],
}

/// One way in which a change is refused.
#[derive(Debug)]
pub struct Answer {
    /// The marketplace's code, or [`REFUSED_AT_ONCE`].
    pub code: &'static str,
    /// What is wrong, as a sentence without its full stop.
    pub meaning: &'static str,
    /// Which rules predict it.
    pub foreseen: Foreseen,
}

/// Whether rules predict a refusal from the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Foreseen {
    /// These rules, by name, predict it.
    ByRules(&'static [&'static str]),
    /// These rules predict a part; with the reason why not the rest.
    Partly(&'static [&'static str], &'static str),
    /// No rule can; with the reason, as a clause.
    NotHere(&'static str),
}

impl Foreseen {
    /// The names of the rules; empty where there can be none.
    pub fn rules(self) -> &'static [&'static str] {
        match self {
            Self::ByRules(rules) | Self::Partly(rules, _) => rules,
            Self::NotHere(_) => &[],
        }
    }

    /// Why it is not predicted, or only in part.
    pub fn reason(self) -> Option<&'static str> {
        match self {
            Self::ByRules(_) => None,
            Self::Partly(_, reason) | Self::NotHere(reason) => Some(reason),
        }
    }
}

/// Every change whose refusals are known, in the order in which an offer is made.
pub fn changes() -> impl Iterator<Item = &'static Change> {
    let [schedule, dates, pricing, people] =
        [schedule::CHANGES, dates::CHANGES, pricing::CHANGES, buyers::CHANGES];
    schedule.iter().chain(dates).chain(pricing).chain(people)
}

/// The meanings of a code: each change that is refused with it, and its answers with that code.
///
/// ```
/// use paysched::internals::marketplace::codes;
/// let (change, answers) = codes::find("TOO_MANY_CHARGES").next().unwrap();
/// assert_eq!(change.name, "UpdatePaymentScheduleTerms");
/// assert_eq!(answers[0].foreseen.rules(), ["too-many-installments"]);
/// assert!(codes::find("NO_SUCH_CODE").next().is_none());
/// ```
pub fn find(code: &str) -> impl Iterator<Item = (&'static Change, Vec<&'static Answer>)> {
    changes().filter_map(move |change| {
        let answers: Vec<_> = change.answers.iter().filter(|answer| answer.code == code).collect();
        (!answers.is_empty()).then_some((change, answers))
    })
}

/// Every code once, in alphabetical order.
pub fn names() -> Vec<&'static str> {
    let mut names: Vec<_> = changes().flat_map(|change| change.answers).map(|answer| answer.code).collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// An answer that rules predict.
const fn by(code: &'static str, meaning: &'static str, rules: &'static [&'static str]) -> Answer {
    Answer { code, meaning, foreseen: Foreseen::ByRules(rules) }
}

/// An answer that rules predict in part.
const fn partly(
    code: &'static str,
    meaning: &'static str,
    rules: &'static [&'static str],
    rest: &'static str,
) -> Answer {
    Answer { code, meaning, foreseen: Foreseen::Partly(rules, rest) }
}

/// An answer that no rule can predict.
const fn not_here(code: &'static str, meaning: &'static str, reason: &'static str) -> Answer {
    Answer { code, meaning, foreseen: Foreseen::NotHere(reason) }
}

/// Why constraints of public offers are never violated.
const PRIVATE_ONLY: &str = "neither an offer file nor a request says that an offer is public";
/// Why the seller's own account is not checked.
const SELLER_PROFILE: &str =
    "the seller's bank and tax settings stand in the marketplace's portal, not in an offer";
