//! Change sets: the input of `StartChangeSet` and the output of `DescribeChangeSet`.

use std::collections::BTreeMap;

use super::json::{Json, JsonValue};
use super::members::{Members, not_carried};
use super::said::RequestForm;
use super::shapes::{self, TakenBy, change_of};
use super::{Build, ImportError};
use crate::offer::{Field, Kind, Product, Replaces, Resale, quote};
use crate::text::source::{Span, Spanned};

const OFFER: &str = "Offer@1.0";
const AUTHORIZATION: &str = "ResaleAuthorization@1.0";

/// Whether this is a change set, or its list of changes as the `--change-set` option of the AWS CLI
/// takes it.
pub(super) fn is(json: &Json) -> bool {
    let is_change =
        |json: &Json| json.members().is_some_and(|all| all.iter().any(|(n, _)| n == "ChangeType"));
    match &json.value {
        JsonValue::List(changes) => changes.first().is_some_and(is_change),
        _ => json.members().is_some_and(|members| members.iter().any(|(name, _)| name == "ChangeSet")),
    }
}

/// One change of an offer or an authorization.
pub(super) struct EntityChange<'j> {
    /// Which of the change set's entities it changes, in the words of the change set.
    entity: String,
    /// Its type as written.
    kind: Spanned<String>,
    /// Whether the entity is an authorization.
    authorization: bool,
    /// The entity's type as written.
    entity_type: Spanned<String>,
    /// The entity's id, if the marketplace gave one already.
    id: Option<Spanned<String>>,
    details: Members<'j>,
    /// The details as JSON; `None` if there are none.
    document: Option<&'j Json>,
    /// A reference to a change that is not there, and how to refer to one that is.
    dangling: Option<(Spanned<String>, Option<String>)>,
    /// A reference to a change that comes only later.
    early: Option<Spanned<String>>,
    /// What is not written as a request must write it.
    odd: Vec<(RequestForm, Spanned<String>)>,
}

impl EntityChange<'_> {
    fn creates(&self) -> bool {
        self.kind.value.starts_with("Create") && self.id.is_none() && self.dangling.is_none()
    }

    fn lacks_identifier(&self) -> bool {
        self.odd.iter().any(|(_, written)| written.value == "Identifier")
    }

    /// Whether it changes this entity.
    pub(super) fn is_of(&self, entity: &str) -> bool {
        self.entity == entity
    }
}

/// The offers and authorizations that a change set changes, in the words of the change set.
pub(super) fn entities(changes: &[EntityChange<'_>]) -> Vec<String> {
    let mut entities: Vec<String> = Vec::new();
    for change in changes {
        if !entities.contains(&change.entity) {
            entities.push(change.entity.clone());
        }
    }
    entities
}

impl<'j> Build<'j> {
    /// The changes of a change set that change an offer or an authorization.
    pub(super) fn changes(&mut self, json: &'j Json) -> Vec<EntityChange<'j>> {
        let changes: Vec<Members<'j>> = match &json.value {
            JsonValue::List(items) => {
                let of = |(at, item)| Members::of(item, format!("[{at}]"), self.faults);
                items.iter().enumerate().filter_map(of).collect()
            }
            _ => {
                let Some(mut top) = Members::of(json, "", self.faults) else { return Vec::new() };
                let changes = top.objects("ChangeSet");
                self.circumstances(top);
                changes
            }
        };
        self.comments.head.insert(0, "From a change set of the AWS Marketplace Catalog API.".to_owned());
        let mut changes: Vec<_> = changes.into_iter().filter_map(|change| self.change(change)).collect();
        refer(&mut changes);
        changes
    }

    /// The members of a `DescribeChangeSet` answer besides the changes.
    fn circumstances(&mut self, mut top: Members<'_>) {
        top.ignore(&["Catalog", "ClientRequestToken", "ChangeSetArn", "ResponseMetadata", "Intent"]);
        if let Some(status) = top.text("Status") {
            self.head(format!("The change set has the status {status}."));
            self.facts.failed = matches!(status, "FAILED" | "CANCELLED");
        }
        self.leave_at_head(top);
    }

    /// A change; `None` if it belongs to something other than an offer or an authorization, which a
    /// comment says.
    fn change(&mut self, mut change: Members<'j>) -> Option<EntityChange<'j>> {
        change.need(&["ChangeType", "Entity"]);
        let place = change.span();
        let kind = change.string("ChangeType")?;
        self.said.changes.push(kind.clone());
        let name = change.text("ChangeName");
        let mut entity = change.object("Entity")?;
        let entity_type = entity.string("Type").unwrap_or_else(|| String::new().into());
        let (open, entity_place) = (entity.is_open("Identifier"), entity.span());
        let identifier = entity.string("Identifier");
        self.leave_at_head(entity);
        for mut error in change.objects("ErrorDetailList") {
            let (code, message) = (error.text("ErrorCode"), error.text("ErrorMessage"));
            let (code, message) = (code.unwrap_or("?"), message.unwrap_or(""));
            self.said.refusals.push((Spanned::new(code.to_owned(), error.span()), message.to_owned()));
            self.head(format!("the change {} failed: {code}: {message}", kind.value));
            self.leave_at_head(error);
        }
        let name_of_details = if change.has("DetailsDocument") { "DetailsDocument" } else { "Details" };
        let path = change.path(name_of_details);
        let document = change.take(name_of_details);
        let mut odd = Vec::new();
        if let Some(other) = change.peek("Details") {
            odd.push((RequestForm::OneOfTwo, Spanned::new("Details".to_owned(), other.key)));
        }
        let creates = kind.value.starts_with("Create");
        if identifier.is_none() && !open && !creates {
            odd.push((RequestForm::Member, Spanned::new("Identifier".to_owned(), entity_place)));
        }
        let released = ["Release", "Restrict"].iter().any(|verb| kind.value.starts_with(verb));
        if document.is_none() && !change.is_open(name_of_details) && !released {
            odd.push((RequestForm::Member, Spanned::new("DetailsDocument".to_owned(), place)));
        }
        self.leave_at_head(change);
        let authorization = match entity_type.value.as_str() {
            OFFER => false,
            AUTHORIZATION => true,
            // Without the version, or with another one.
            other if let Some(right) = versioned(other) => {
                odd.push((RequestForm::Entity(right), entity_type.clone()));
                right == AUTHORIZATION
            }
            other if other.starts_with("OfferSet@") => {
                self.faults.add(ImportError::OfferSet { span: kind.span });
                return None;
            }
            other => {
                let nothing = Json::object(Vec::new());
                let details = document.unwrap_or(&nothing);
                self.head(not_carried(&format!("{} of {}", kind.value, quote(other)), details));
                return None;
            }
        };
        // An entity that a change creates is referred to by the change's name.
        let created = name.map(|name| format!("${name}.Entity.Identifier"));
        let id = identifier.clone().filter(|id| !id.value.starts_with('$'));
        let reference = identifier.clone().filter(|id| id.value.starts_with('$'));
        let entity = identifier.map(|id| id.value).or(created);
        let entity = entity.unwrap_or_else(|| if open { "{{…}}".to_owned() } else { path.clone() });
        let details = match document {
            Some(json) => Members::of(json, path, self.faults)?,
            None => Members::none(path, place, self.faults),
        };
        let early = reference.clone();
        let dangling = reference.map(|reference| (reference, None));
        Some(EntityChange {
            entity,
            kind,
            authorization,
            entity_type,
            id,
            details,
            document,
            dangling,
            early,
            odd,
        })
    }

    /// Applies the changes of one entity in order. Of two of one type the later wins.
    pub(super) fn apply(&mut self, changes: Vec<EntityChange<'j>>) {
        let last: BTreeMap<String, usize> =
            changes.iter().enumerate().map(|(at, change)| (change.kind.value.clone(), at)).collect();
        self.partial = !changes.iter().any(|change| change.kind.value.starts_with("Create"));
        if self.partial {
            self.head("It changes an offer that is there already: what it does not touch is not here.");
        }
        let creates = changes.iter().find(|change| change.creates()).and_then(|change| {
            let of = change_of(&change.kind.value)?.of;
            (of != TakenBy::Both).then_some(of == TakenBy::Authorization)
        });
        let misfit = changes.iter().find(|change| {
            let takes =
                change_of(&change.kind.value).is_none_or(|shaped| shaped.of.takes(change.authorization));
            !takes || creates.is_some_and(|authorization| authorization != change.authorization)
        });
        self.said.misfit = misfit.map(|change| {
            let right = if change.authorization { OFFER } else { AUTHORIZATION };
            (change.kind.clone(), change.entity_type.clone(), right)
        });
        for (at, change) in changes.into_iter().enumerate() {
            if let Some(document) = change.document.filter(|_| self.judged) {
                shapes::details(&change.kind.value, document, self.faults);
            }
            if creates.unwrap_or(change.authorization) {
                self.offer.kind = Field::Given(Spanned::new(Kind::ResaleAuthorization, change.kind.span));
            }
            if let Some(id) = change.id.clone() {
                self.offer.id = Field::Given(id.map(|id| without_revision(&id)));
            }
            self.said.own.push(change.kind.clone());
            self.said.dangling.extend(change.dangling.clone());
            self.said.early.extend(change.early.clone());
            for (form, written) in &change.odd {
                self.faults.note(form.clone(), written.span, &written.value);
            }
            let kind = &change.kind.value;
            if last.get(kind).is_some_and(|last| *last > at) {
                self.head(format!("the change {kind} is there again below; this one is overwritten:"));
                let nothing = Json::object(Vec::new());
                self.head(not_carried(change.details.own_path(), change.document.unwrap_or(&nothing)));
            } else {
                self.apply_one(change);
            }
        }
    }

    fn apply_one(&mut self, change: EntityChange<'j>) {
        let mut details = change.details;
        let kind_of = |kind| Field::Given(Spanned::new(kind, change.kind.span));
        match change.kind.value.as_str() {
            "CreateOffer" => {}
            "CreateReplacementOffer" | "CreateReplacementOfferUsingResaleAuthorization" => {
                self.offer.kind = kind_of(Kind::ReplacementOffer);
            }
            "CreateOfferUsingResaleAuthorization" => {
                self.offer.kind = kind_of(Kind::ChannelPartnerOffer);
            }
            "CreateResaleAuthorization" => {
                self.facts.reseller = details.account("ResellerAccountId");
            }
            "UpdateInformation" => {}
            "UpdateTargeting" => {
                self.targeting(&mut details);
                self.leave("buyers", details);
                return;
            }
            "UpdateAvailability" => {
                if !change.authorization {
                    details.want(&["AvailabilityEndDate"]);
                }
                self.availability(&mut details);
                self.leave("accept_by", details);
                return;
            }
            "UpdateMarkup" => {
                if self.partial {
                    // Only a partner's offer has a markup.
                    self.offer.kind = kind_of(Kind::ChannelPartnerOffer);
                }
                return self.markup(details, "Percentage");
            }
            "ReleaseOffer" | "ReleaseResaleAuthorization" => {
                let released = Some("the change set releases it");
                self.facts.released = released.filter(|_| !self.facts.failed);
                self.leave_at_head(details);
                return;
            }
            kind if kind.starts_with("Update")
                && (details.has("Terms") || (kind.ends_with("Terms") && change.document.is_some())) =>
            {
                self.said.pricing_model = details.string("PricingModel").or(self.said.pricing_model.take());
                for term in details.objects("Terms") {
                    self.term(term);
                }
                self.leave_at_head(details);
                return;
            }
            kind => {
                let nothing = Json::object(Vec::new());
                self.head(not_carried(kind, change.document.unwrap_or(&nothing)));
                return;
            }
        }
        self.identity(&mut details);
        self.leave_at_head(details);
    }

    /// The offer's name and texts, from the change that creates it or from `UpdateInformation`.
    fn identity(&mut self, details: &mut Members<'_>) {
        if let Some(id) = details.string("ProductId") {
            let span = id.span;
            let product = Product { span, id: Field::Given(id), ..Product::default() };
            self.offer.product = Field::Given(Spanned::new(product, span));
        }
        if let Some(agreement) = details.string("AgreementId") {
            let span = agreement.span;
            let replaces = Replaces { span, agreement: Field::Given(agreement), ..Replaces::default() };
            self.offer.replaces = Field::Given(Spanned::new(replaces, span));
        }
        if let Some(authorization) = details.string("ResaleAuthorizationId") {
            let span = authorization.span;
            self.resale(span).authorization = Field::Given(authorization);
        }
        self.name(details);
        let description = details.field("Description");
        if !description.is_absent() {
            self.offer.description = description;
        }
    }

    pub(super) fn resale(&mut self, span: Span) -> &mut Resale {
        let first = self.offer.resale.is_absent();
        let resale = self.offer.resale.get_or_insert(span);
        if first {
            resale.span = span;
        }
        resale
    }

    /// The partner's markup, in percent.
    fn markup(&mut self, mut details: Members<'_>, name: &str) {
        if let Some(markup) = details.percent(name) {
            let span = markup.span;
            self.resale(span).markup = Field::Given(markup);
        }
        self.leave("resale", details);
    }
}

/// The type of an offer or an authorization that is meant by one without its version, or with another.
fn versioned(written: &str) -> Option<&'static str> {
    let plain = written.split('@').next().unwrap_or(written);
    [OFFER, AUTHORIZATION].into_iter().find(|known| known.split('@').next() == Some(plain))
}

/// Leaves the references that lead to a change of the set. Where none does, but the set creates only one
/// such entity, that one is meant.
fn refer(changes: &mut [EntityChange<'_>]) {
    let created: Vec<(String, bool)> = changes
        .iter()
        .filter(|change| change.creates())
        .map(|change| (change.entity.clone(), change.authorization))
        .collect();
    let mut made: Vec<String> = Vec::new();
    for change in changes.iter_mut() {
        if change.creates() {
            made.push(change.entity.clone());
        }
        let entity = &change.entity;
        let later = created.iter().any(|(one, _)| one == entity) && !made.contains(entity);
        change.early = change.early.take().filter(|_| later);
    }
    for change in changes.iter_mut().filter(|change| !change.creates() && change.id.is_none()) {
        let named = created.iter().find(|(entity, _)| *entity == change.entity);
        let mut alike = created.iter().filter(|(_, kind)| *kind == change.authorization);
        let only = alike.next().filter(|_| alike.next().is_none());
        let astray = change.dangling.is_some() || change.lacks_identifier();
        match (named, only) {
            (Some(_), _) => change.dangling = None,
            (None, Some((only, _))) if astray => {
                if let Some((_, right)) = &mut change.dangling {
                    *right = Some(only.clone()).filter(|only| only.starts_with('$'));
                }
                change.entity.clone_from(only);
            }
            (None, _) => {}
        }
    }
}

/// An id of an entity, without the revision behind its `@`.
pub(super) fn without_revision(id: &str) -> String {
    id.split('@').next().unwrap_or(id).to_owned()
}
