//! What the marketplace's JSON says that an offer has no place for, with its places: the rules of the
//! marketplace judge it.

use chrono::NaiveDate;

use crate::offer::Amount;
use crate::text::source::{Span, Spanned};

/// What the JSON is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum JsonKind {
    /// A request for changes, or what became of it.
    #[default]
    ChangeSet,
    /// An offer or an authorization as the marketplace has it.
    Entity,
    /// What was accepted.
    Agreement,
}

/// What the JSON of one offer says beside the offer.
#[derive(Debug, Clone, Default)]
pub(crate) struct JsonSays {
    /// What the JSON is.
    pub(crate) document: JsonKind,
    /// Whether it has only changes of an offer that is there already.
    pub(crate) partial: bool,
    /// Whether some of it is to be filled in.
    pub(crate) open: bool,
    /// Whether some of it could not be read, so that nothing is known to be missing.
    pub(crate) unread: bool,
    /// Where the offer is written.
    pub(crate) place: Span,
    /// Every change of the change set, those of other entities included: the words of its `ChangeType`.
    pub(crate) changes: Vec<Spanned<String>>,
    /// The changes of this offer, in the order in which they are made, each with its `ChangeType`.
    pub(crate) own: Vec<Spanned<String>>,
    /// What the marketplace refused: its codes, each at its place, and its words.
    pub(crate) refusals: Vec<(Spanned<String>, String)>,
    /// The terms, in order.
    pub(crate) terms: Vec<SaidTerm>,
    /// The pricing model.
    pub(crate) pricing_model: Option<Spanned<String>>,
    /// How many offers may be made from an authorization.
    pub(crate) most_offers: Option<Spanned<u32>>,
    /// Values that are clear, but that no request may have.
    pub(crate) malformed: Vec<Malformed>,
    /// Dimensions given twice in one list: the key, and where it is first given.
    pub(crate) dimensions_twice: Vec<(Spanned<String>, Span)>,
    /// Entities that are said to be created by a change that is not there, and the way in which a change
    /// that is there would be named.
    pub(crate) dangling: Vec<(Spanned<String>, Option<String>)>,
    /// References to a change that creates the entity only later.
    pub(crate) early: Vec<Spanned<String>>,
    /// The first change of an entity that does not take it: the change, the entity's type, and the right
    /// one.
    pub(crate) misfit: Option<(Spanned<String>, Spanned<String>, &'static str)>,
    /// The documents of its legal terms.
    pub(crate) documents: Vec<SaidDocument>,
    /// The countries in which buyers are let in or shut out.
    pub(crate) countries: Vec<Spanned<String>>,
    /// Members of `PositiveTargeting` and `NegativeTargeting` that both have: their name, and both places.
    pub(crate) targeted_twice: Vec<(String, [Span; 2])>,
}

/// One term of the JSON.
#[derive(Debug, Clone)]
pub(crate) struct SaidTerm {
    /// Its type, such as `PaymentScheduleTerm`.
    pub(crate) kind: Spanned<String>,
    /// Which of the offer's own changes has it, from 0.
    pub(crate) change: Option<usize>,
    /// Its texts and numbers, by the names of the Catalog API, as written.
    pub(crate) values: Vec<(String, Spanned<String>)>,
    /// Prices for dimensions in it.
    pub(crate) rates: Vec<Spanned<Amount>>,
}

/// A legal document of the JSON.
#[derive(Debug, Clone)]
pub(crate) struct SaidDocument {
    /// The type of the term that has it.
    pub(crate) term: String,
    /// Its type.
    pub(crate) kind: Spanned<String>,
    /// Its version.
    pub(crate) version: Option<Spanned<String>>,
}

/// A value that is clear, but not written as a request must write it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Malformed {
    /// What it should be.
    pub(crate) what: RequestForm,
    /// What is written, and where.
    pub(crate) place: Spanned<String>,
}

/// The form that a value of a request has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum RequestForm {
    /// A member that must be there; what is written is its name, at the object that lacks it.
    Member,
    /// A day: the one that is meant.
    Day(NaiveDate),
    /// An amount as text.
    Amount {
        /// The amount that is meant.
        value: Amount,
        /// How many decimals it may have.
        decimals: u32,
    },
    /// A whole number, not a text.
    Whole,
    /// A list with something in it; what is written is its name.
    Filled,
    /// One of the two ways to give the details of a change; what is written is the other.
    OneOfTwo,
    /// A name, which is written with another first letter.
    Name(String),
    /// A member that there is not; the one that is meant, if there is a close one.
    Unknown(Option<String>),
    /// One of these words, as the value of a member.
    Word {
        /// The member.
        name: &'static str,
        /// The words.
        words: &'static [&'static str],
    },
    /// Not so many characters or items, and at least one.
    Most {
        /// The member.
        name: &'static str,
        /// How many there are.
        count: usize,
        /// How many there may be.
        most: usize,
        /// What is counted.
        of: &'static str,
    },
    /// Without this character, in the value of a member.
    Character {
        /// The member.
        name: &'static str,
        /// The first such character.
        c: char,
    },
    /// A number from one to the other.
    Range {
        /// The member.
        name: &'static str,
        /// The least.
        least: u32,
        /// The largest.
        most: u32,
    },

    /// An entity's type with its version.
    Entity(&'static str),
}

impl JsonSays {
    /// Whether it asks the marketplace for something.
    pub(crate) fn is_request(&self) -> bool {
        self.document == JsonKind::ChangeSet
    }

    /// Whether it asks for a whole offer, not for changes of one that is there.
    pub(crate) fn is_whole(&self) -> bool {
        self.is_request() && !self.partial
    }

    /// Whether all of a whole offer is known.
    pub(crate) fn is_complete(&self) -> bool {
        let hides = |form: &RequestForm| matches!(form, RequestForm::Unknown(_) | RequestForm::Filled);
        self.is_whole() && !self.open && !self.unread && !self.malformed.iter().any(|one| hides(&one.what))
    }

    /// Whether a member that must be there is missing in the JSON.
    pub(crate) fn lacks(&self, member: &str) -> bool {
        let is = |value: &Malformed| value.what == RequestForm::Member && value.place.value == member;
        self.malformed.iter().any(is)
    }

    /// The change of that type, if the offer has one.
    pub(crate) fn change(&self, kind: &str) -> Option<&Spanned<String>> {
        self.own.iter().find(|change| change.value == kind)
    }

    /// The change that releases the offer or the authorization.
    pub(crate) fn release(&self) -> Option<&Spanned<String>> {
        self.change("ReleaseOffer").or(self.change("ReleaseResaleAuthorization"))
    }

    /// The terms of a type, also as authorizations call it.
    pub(crate) fn terms_of<'s>(&'s self, kind: &'s str) -> impl Iterator<Item = &'s SaidTerm> {
        self.terms.iter().filter(move |term| term.is(kind))
    }

    /// The first term of a type.
    pub(crate) fn term(&self, kind: &str) -> Option<&SaidTerm> {
        self.terms.iter().find(|term| term.is(kind))
    }
}

impl SaidTerm {
    /// The type without the word by which authorizations tell it apart.
    pub(crate) fn plain_kind(&self) -> &str {
        self.kind.value.strip_prefix("Resale").unwrap_or(&self.kind.value)
    }

    fn is(&self, kind: &str) -> bool {
        self.plain_kind() == kind
    }

    /// A text or number of the term, as written.
    pub(crate) fn value(&self, name: &str) -> Option<&Spanned<String>> {
        self.values.iter().find(|(known, _)| known == name).map(|(_, value)| value)
    }
}
