//! The published shapes of requests: which members each object may have, which it needs, and their form.

mod published;

use super::faults::Faults;
use super::json::{Json, JsonValue};
use super::members::catalog_name;
use super::said::RequestForm;
use crate::text::diagnostic::closest;
use published::{BOTH_OR_NONE, CHANGE, RENEWED, REQUEST};
pub(crate) use published::{CHANGES, TERMS};

/// Which entity takes a change or a term.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TakenBy {
    /// An offer.
    Offer,
    /// A resale authorization.
    Authorization,
    /// Each; a term of an authorization has `Resale` before its name.
    Both,
}

impl TakenBy {
    /// Whether an authorization, or else an offer, takes it.
    pub(crate) fn takes(self, authorization: bool) -> bool {
        match self {
            Self::Both => true,
            Self::Authorization => authorization,
            Self::Offer => !authorization,
        }
    }
}

/// A change or a term, and what it may hold.
#[derive(Debug)]
pub(crate) struct Shaped {
    /// Its name.
    pub(crate) name: &'static str,
    /// Of a term, the change that takes it.
    pub(crate) change: &'static str,
    /// Which entity takes it.
    pub(crate) of: TakenBy,
    members: &'static [Member],
}

/// A member of an object.
#[derive(Debug)]
struct Member {
    name: &'static str,
    needed: bool,
    form: Form,
}

/// The form of a value.
#[derive(Debug)]
enum Form {
    /// Judged where it is read.
    Read,
    /// One of these words.
    Word(&'static [&'static str]),
    /// A text of at most so many characters and at least one, each of which is taken.
    Text(usize, fn(char) -> bool),
    /// A whole number from one to the other.
    Whole(u32, u32),
    /// An object.
    Object(&'static [Member]),
    /// A list of at least and at most so many objects.
    List(usize, usize, &'static [Member]),
    /// A list of at least so many terms, each of its own type.
    Terms(usize),
    /// A list of at least one and at most so many values, which are judged where they are read.
    Values(usize),
}
use Form::{List, Object, Terms, Text, Values, Whole, Word};

const fn needed(name: &'static str, form: Form) -> Member {
    Member { name, needed: true, form }
}

const fn may(name: &'static str, form: Form) -> Member {
    Member { name, needed: false, form }
}

const MANY: usize = usize::MAX;

/// Most characters of `Details`.
const DETAILS: usize = 16_384;

/// Members of answers, which are written with more freedom.
const ANSWERED: [&str; 8] = [
    "ChangeSetId",
    "ChangeSetArn",
    "StartTime",
    "EndTime",
    "Status",
    "FailureCode",
    "FailureDescription",
    "ResponseMetadata",
];

/// The change of that name.
pub(crate) fn change_of(name: &str) -> Option<&'static Shaped> {
    CHANGES.iter().find(|shaped| shaped.name == name)
}

/// The term of that name, without a `Resale` before it.
pub(crate) fn term_of(plain: &str) -> Option<&'static Shaped> {
    TERMS.iter().find(|shaped| shaped.name == plain)
}

/// Notes what is wrong around the changes of a request.
pub(super) fn request(json: &Json, faults: &Faults) {
    let answered = |(name, _): &(String, Json)| ANSWERED.contains(&name.as_str());
    let changes = match &json.value {
        JsonValue::Object(members) if members.iter().any(answered) => return,
        JsonValue::Object(_) => {
            object(json, REQUEST, faults);
            json.get("ChangeSet").map(|changes| &changes.value)
        }
        _ => Some(&json.value),
    };
    let Some(JsonValue::List(changes)) = changes else { return };
    for one in changes.iter().filter(|one| one.get("ErrorDetailList").is_none()) {
        object(one, CHANGE, faults);
        let details = one.get("Details").filter(|details| !matches!(details.value, JsonValue::Null));
        // Clients take an object, too, and write it as text.
        if let Some((details, length)) = details.and_then(|details| Some((details, details.folded?)))
            && length > DETAILS
        {
            let what = RequestForm::Most { name: "Details", count: length, most: DETAILS, of: "character" };
            faults.note(what, details.span, "Details");
        }
    }
}

/// Notes what is wrong with the details of a change, as far as it is known.
pub(super) fn details(name: &str, json: &Json, faults: &Faults) {
    if let Some(shaped) = change_of(name) {
        object(json, shaped.members, faults);
        if shaped.name == "UpdateInformation" && json.members().is_some_and(<[_]>::is_empty) {
            let what = RequestForm::Most { name: shaped.name, count: 0, most: MANY, of: "character" };
            faults.note(what, json.span, name);
        }
    }
}

/// Judges an object; what is none is judged where it is read.
fn object(json: &Json, members: &'static [Member], faults: &Faults) {
    let Some(own) = json.members() else { return };
    let known = |name: &str| members.iter().find(|member| member.name == catalog_name(name));
    for member in members.iter().filter(|member| member.needed) {
        let there = |(name, value): &&(String, Json)| {
            catalog_name(name) == member.name && !matches!(value.value, JsonValue::Null)
        };
        if !own.iter().any(|one| there(&one)) {
            faults.note(RequestForm::Member, json.span, member.name);
        }
    }
    for (name, value) in own {
        match known(name) {
            Some(member) if !faults.is_open(value) => form(member, value, faults),
            None if members.iter().all(|member| member.name != "*") => {
                let names = members.iter().map(|member| member.name);
                let meant = closest(name, names).map(str::to_owned);
                faults.note(RequestForm::Unknown(meant), value.key, name);
            }
            _ => {}
        }
    }
}

/// Judges the value of a member.
fn form(member: &Member, json: &Json, faults: &Faults) {
    let name = member.name;
    match (&member.form, &json.value) {
        (Word(words), JsonValue::Text(text)) if !words.contains(&text.as_str()) => {
            faults.note(RequestForm::Word { name, words }, json.span, text);
        }
        (Word(words), JsonValue::Number(_) | JsonValue::Flag(_)) => {
            faults.note(RequestForm::Word { name, words }, json.span, &json.to_string());
        }
        (Text(most, taken), JsonValue::Text(text)) => {
            let count = text.chars().count();
            if count == 0 || count > *most {
                let what = RequestForm::Most { name, count, most: *most, of: "character" };
                faults.note(what, json.span, text);
            } else if let Some(c) = text.chars().find(|c| !taken(*c)) {
                faults.note(RequestForm::Character { name, c }, json.span, text);
            }
        }
        (Whole(least, most), JsonValue::Number(text))
            if !text.parse::<u32>().is_ok_and(|number| (*least..=*most).contains(&number)) =>
        {
            faults.note(RequestForm::Range { name, least: *least, most: *most }, json.span, text);
        }
        (Object(members), _) => object(json, members, faults),
        (List(least, most, members), JsonValue::List(items)) => {
            bounds(name, json, (*least, *most), faults);
            items.iter().for_each(|item| object(item, members, faults));
        }
        (Values(most), JsonValue::List(_)) => bounds(name, json, (1, *most), faults),
        (Terms(least), JsonValue::List(items)) => {
            bounds(name, json, (*least, MANY), faults);
            items.iter().for_each(|item| of_term(item, faults));
        }
        _ => {}
    }
}

fn bounds(name: &'static str, json: &Json, (least, most): (usize, usize), faults: &Faults) {
    let JsonValue::List(items) = &json.value else { return };
    let count = items.len();
    match items.get(most) {
        Some(over) => faults.note(RequestForm::Most { name, count, most, of: "item" }, over.span, name),
        None if count < least => faults.note(RequestForm::Filled, json.span, name),
        None => {}
    }
}

/// Judges a term by its type.
fn of_term(json: &Json, faults: &Faults) {
    let Some(JsonValue::Text(kind)) = json.get("Type").or(json.get("type")).map(|kind| &kind.value) else {
        return;
    };
    // That of an authorization may have several documents.
    if kind == "ResaleLegalTerm" {
        return;
    }
    let plain = kind.strip_prefix("Resale").unwrap_or(kind);
    let Some(shaped) = term_of(plain) else { return };
    // The type stands beside what is judged.
    let Some(members) = json.members() else { return };
    let rest = members.iter().filter(|(name, _)| !matches!(name.as_str(), "Type" | "type" | "Id" | "id"));
    let rest = Json { value: JsonValue::Object(rest.cloned().collect()), ..json.clone() };
    object(&rest, shaped.members, faults);
    alike(&rest, faults);
    renewed(&rest, faults);
}

/// The two constraints of a rate card are the same.
fn alike(json: &Json, faults: &Faults) {
    let Some(JsonValue::List(cards)) = json.get("RateCards").map(|cards| &cards.value) else { return };
    for constraints in cards.iter().filter_map(|card| card.get("Constraints")) {
        let of = |name| match constraints.get(name) {
            Some(Json { value: JsonValue::Text(text), span, .. }) => Some((text, *span)),
            _ => None,
        };
        if let Some(((one, _), (other, span))) =
            of("MultipleDimensionSelection").zip(of("QuantityConfiguration"))
            && one != other
            && [one, other].iter().all(|word| BOTH_OR_NONE.contains(&word.as_str()))
        {
            let words: &[&str] = if one == "Allowed" { &["Allowed"] } else { &["Disallowed"] };
            faults.note(RequestForm::Word { name: "QuantityConfiguration", words }, span, other);
        }
    }
}

/// The price and the schedules of a renewal.
fn renewed(json: &Json, faults: &Faults) {
    if let Some(increase) = json.get("PriceIncrease").filter(|it| it.members().is_some_and(<[_]>::is_empty)) {
        faults.note(RequestForm::Member, increase.span, "FixedPercentage");
    }
    let Some(JsonValue::List(templates)) = json.get("TermTemplates").map(|all| &all.value) else { return };
    for template in templates {
        let inner = template.get("PaymentScheduleTermTemplate").unwrap_or(template);
        let Some(schedule) = inner.get("Schedule") else { continue };
        form(&needed("Schedule", List(1, MANY, RENEWED)), schedule, faults);
    }
}
