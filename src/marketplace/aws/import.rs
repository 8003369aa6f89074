//! Reads the marketplace's JSON as an offer: change sets, entities and agreements.

mod agreement;
mod change_set;
mod complete;
mod entity;
mod error;
mod faults;
mod json;
mod members;
mod pricing;
mod product;
mod readings;
pub(crate) mod said;
mod schedule;
pub(crate) mod shapes;
mod terms;

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;

use crate::marketplace::moment::Moment;
use crate::offer::{Amount, Billing, Comments, Currency, Duration, Offer, ProductType, quote};
use crate::schedule::Charge;
use crate::text::source::{Span, Spanned};
pub use error::{Given, ImportError, ValueError};
use faults::Faults;
pub use json::JsonError;
use json::{Json, JsonTexts};
use members::Members;
pub(crate) use readings::{OfferRead, OffersRead, readings};
use said::JsonSays;

/// What the marketplace's JSON lacks for an offer file, and how to write it.
#[derive(Debug, Clone, Default)]
pub struct ImportOptions {
    /// The product's id, if the JSON has none.
    pub product: Option<String>,
    /// The product's type, which the JSON never has.
    pub product_type: Option<ProductType>,
    /// The buyers, if the JSON has none.
    pub buyers: Vec<String>,
    /// How the buyers are billed, which the JSON never has.
    pub billing: Option<Billing>,
    /// The day of publication.
    pub release: Option<NaiveDate>,
    /// The last day to accept, if the JSON does not have it.
    pub accept_by: Option<NaiveDate>,
    /// Whether every installment is written as a single entry, even if a series bills the same.
    pub explicit: bool,
    /// Where editors find the schema of the file.
    pub schema: Option<String>,
    /// The caller's names of the options that fill a gap, for comments.
    pub called: BTreeMap<Given, &'static str>,
}

/// An imported offer.
#[derive(Debug)]
pub struct Imported {
    /// The offer; each value has its span in the JSON.
    pub offer: Offer,
    /// Comments about what could not be imported, and what is missing.
    pub comments: Comments,
    /// Whether the JSON has only changes of an offer, not the whole offer.
    pub partial: bool,
    /// Whether the JSON asks for changes; otherwise it is what the marketplace has.
    pub request: bool,
}

/// Reads a `StartChangeSet` request or `DescribeChangeSet` answer, a `DescribeEntity` answer of an
/// offer or a resale authorization (or its document alone), or the answer of `GetAgreementTerms`,
/// with that of `DescribeAgreement` in the same JSON or as a second text.
///
/// Everything in the JSON is kept: as a value, or in a comment. A value of the wrong form is an error,
/// so that no amount or date is lost.
///
/// ```
/// use paysched::aws::{ImportOptions, import};
///
/// let json = r#"{"Name": "Acme", "Terms": [{"Type": "PaymentScheduleTerm", "CurrencyCode": "USD",
///     "Schedule": [{"ChargeDate": "2027-01-31T00:00:00.000Z", "ChargeAmount": "100.00"},
///                  {"ChargeDate": "2027-02-28T00:00:00.000Z", "ChargeAmount": "100.00"},
///                  {"ChargeDate": "2027-03-31T00:00:00.000Z", "ChargeAmount": "100.00"}]}]}"#;
/// let text = import(&[json], &ImportOptions::default()).unwrap().to_yaml();
/// assert!(text.contains("  - { first: 2027-01-31, every: month, times: 3, amount: 100.00 }\n"));
/// ```
///
/// # Errors
/// When a text is not JSON, is not of the marketplace, has a value of the wrong form, or contradicts an
/// option.
pub fn import(texts: &[&str], options: &ImportOptions) -> Result<Imported, ImportError> {
    let mut documents = Vec::new();
    for text in texts {
        let (roots, wrong) = parsed(text)?;
        if let Some(error) = wrong.into_iter().next() {
            return Err(error);
        }
        documents.extend(roots);
    }
    documents.iter().try_for_each(no_placeholders)?;
    let faults = Faults::default();
    let mut build = Build::new(options, &faults);
    let request = matches!(documents.as_slice(), [one] if change_set::is(one));
    match documents.as_slice() {
        [one] if change_set::is(one) => {
            let changes = build.changes(one);
            match change_set::entities(&changes).as_slice() {
                [] => faults.add(ImportError::NoOffer { span: one.span }),
                [_] => build.apply(changes),
                several => {
                    faults.add(ImportError::SeveralOffers(several.iter().map(|id| quote(id)).collect()));
                }
            }
        }
        [one] if let Some(entities) = entity::batch(one) => match entities {
            [(_, only)] => build.entity(only),
            several => {
                let ids = several.iter().map(|(id, _)| quote(id)).collect();
                faults.add(ImportError::SeveralEntities(ids));
            }
        },
        [one] if entity::is(one) => build.entity(one),
        all => match agreement::answers(all) {
            Some(answers) => build.agreement(answers),
            None if all.len() > 1 => return Err(ImportError::NotAnAgreement),
            None => return Err(ImportError::Unknown),
        },
    }
    build.finish();
    let Build { offer, comments, partial, contradiction, .. } = build;
    let (wrong, ..) = faults.take();
    match wrong.into_iter().chain(contradiction).next() {
        Some(error) => Err(error),
        None => Ok(Imported { offer, comments, partial, request }),
    }
}

/// The values of a text, with JSON in strings unfolded, and what is wrong with single members.
fn parsed(text: &str) -> Result<(Vec<Json>, Vec<ImportError>), JsonError> {
    let JsonTexts { mut roots, twice } = JsonTexts::parse(text)?;
    let mut wrong: Vec<ImportError> = twice.into_iter().map(ImportError::Json).collect();
    for root in &mut roots {
        let mut inside = Vec::new();
        root.unfold("", text, &mut inside);
        let within =
            |(path, span, error): (String, Span, JsonError)| ImportError::Within { path, span, error };
        wrong.extend(inside.into_iter().map(within));
    }
    Ok((roots, wrong))
}

impl Imported {
    /// The offer file.
    pub fn to_yaml(&self) -> String {
        self.offer.to_yaml(&self.comments)
    }
}

/// A template is not an offer until it is filled in.
fn no_placeholders(json: &Json) -> Result<(), ImportError> {
    let mut texts = Vec::new();
    json.texts(&mut texts);
    let mut found: Vec<String> = Vec::new();
    for text in texts.into_iter().map(str::trim).filter(|t| t.starts_with("{{") && t.ends_with("}}")) {
        let shown = quote(text);
        if !found.contains(&shown) {
            found.push(shown);
        }
    }
    if found.is_empty() { Ok(()) } else { Err(ImportError::Placeholders(found)) }
}

/// An offer being built.
struct Build<'j> {
    options: &'j ImportOptions,
    /// What is wrong with values; the rest is read all the same.
    faults: &'j Faults,
    /// An option that the JSON contradicts.
    contradiction: Option<ImportError>,
    offer: Offer,
    said: JsonSays,
    comments: Comments,
    partial: bool,
    /// Whether the offer is only judged: nothing is put in that the JSON does not say.
    judged: bool,
    /// The charges as the JSON lists them.
    charges: Vec<Charge>,
    /// The span of each of them.
    places: Vec<ChargePlace>,
    /// Charges that could not be read.
    broken: Vec<Span>,
    /// The index of each dimension in the offer's pricing, by key.
    dimensions: HashMap<String, usize>,
    /// The value of an agreement as the marketplace gives it, and its currency.
    worth: Option<(Amount, String)>,
    facts: JsonFacts,
}

/// The spans of a charge, of its date, and of its amount.
#[derive(Debug, Clone, Copy)]
struct ChargePlace {
    charge: Span,
    date: Span,
    amount: Span,
}

/// What the JSON says besides the offer, from which other values follow.
#[derive(Debug, Default)]
struct JsonFacts {
    /// Whether there is an upfront price, and for how long it is paid.
    upfront: Option<Option<Duration>>,
    /// How long what is granted lasts.
    granted_for: Option<Spanned<Duration>>,
    /// Whether something is metered.
    metered: bool,
    /// The type of the agreement's product, as the Agreement API calls it.
    resource: Option<String>,
    /// The partner's account of an authorization.
    reseller: Option<Spanned<String>>,
    /// Whether the change set failed.
    failed: bool,
    /// Whether the offer is released on an unknown day, and what says so.
    released: Option<&'static str>,
}

impl<'j> Build<'j> {
    fn new(options: &'j ImportOptions, faults: &'j Faults) -> Self {
        Self {
            options,
            faults,
            contradiction: None,
            offer: Offer::default(),
            said: JsonSays::default(),
            comments: Comments::default(),
            partial: false,
            judged: false,
            charges: Vec::new(),
            places: Vec::new(),
            broken: Vec::new(),
            dimensions: HashMap::new(),
            worth: None,
            facts: JsonFacts::default(),
        }
    }

    /// Adds a comment about the file as a whole.
    fn head(&mut self, line: impl Into<String>) {
        self.comments.head.push(line.into());
    }

    /// Adds a comment at a key.
    fn say(&mut self, key: &'static str, line: impl Into<String>) {
        self.comments.above(key, line);
    }

    /// Adds a comment at a key with what was not read of an object.
    fn leave(&mut self, key: &'static str, members: Members<'_>) {
        members.rest().into_iter().for_each(|line| self.say(key, line));
    }

    /// Adds a comment at the top of the file with what was not read of an object.
    fn leave_at_head(&mut self, members: Members<'_>) {
        self.comments.head.extend(members.rest());
    }

    fn name(&mut self, members: &mut Members<'_>) {
        let name = members.field("Name");
        if let (Some(before), Some(after)) = (self.offer.name.get(), name.get())
            && before != after
        {
            let line = format!("first named {}", quote(before));
            self.say("name", line);
        }
        if !name.is_absent() {
            self.offer.name = name;
        }
    }

    fn currency(&self) -> Option<Currency> {
        self.offer.currency.get().copied()
    }
}
