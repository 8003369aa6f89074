//! Change sets: the input of `StartChangeSet` and the output of `DescribeChangeSet`.

use std::collections::BTreeMap;

use super::json::{Json, JsonValue};
use super::members::{Members, not_carried, text};
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

/// One change of the offer or the authorization.
struct EntityChange<'j> {
    kind: &'j str,
    path: String,
    details: Json,
}

impl Build<'_> {
    /// The offer that a change set makes.
    pub(super) fn change_set(&mut self, json: &Json) -> Result<(), ImportError> {
        let changes: Vec<Members<'_>> = match &json.value {
            JsonValue::List(items) => {
                let of = |(at, item)| Members::of(item, format!("[{at}]"));
                items.iter().enumerate().map(of).collect::<Result<_, ImportError>>()?
            }
            _ => {
                let mut top = Members::of(json, "")?;
                let changes = top.objects("ChangeSet")?;
                self.circumstances(top)?;
                changes
            }
        };
        self.comments.head.insert(0, "From a change set of the AWS Marketplace Catalog API.".to_owned());
        let mut ours = Vec::new();
        let mut entities: Vec<String> = Vec::new();
        for change in changes {
            if let Some((entity, change)) = self.change(change)? {
                if !entities.contains(&entity) {
                    entities.push(entity);
                }
                ours.push(change);
            }
        }
        match entities.as_slice() {
            [] => Err(ImportError::NoOffer),
            [_] => self.apply(ours),
            several => Err(ImportError::SeveralOffers(several.iter().map(|id| quote(id)).collect())),
        }
    }

    /// The members of a `DescribeChangeSet` answer besides the changes.
    fn circumstances(&mut self, mut top: Members<'_>) -> Result<(), ImportError> {
        top.ignore(&["Catalog", "ClientRequestToken", "ChangeSetArn", "ResponseMetadata", "Intent"]);
        if let Some(status) = top.text("Status")? {
            self.head(format!("The change set has the status {status}."));
            self.facts.failed = matches!(status, "FAILED" | "CANCELLED");
        }
        self.leave_at_head(top);
        Ok(())
    }

    /// Which offer a change belongs to, and the change; `None` if it belongs to something else, which a
    /// comment says.
    fn change<'j>(
        &mut self,
        mut change: Members<'j>,
    ) -> Result<Option<(String, EntityChange<'j>)>, ImportError> {
        let kind = change.text("ChangeType")?.ok_or_else(|| change.missing("ChangeType"))?;
        let name = change.text("ChangeName")?;
        let mut entity = change.object("Entity")?.ok_or_else(|| change.missing("Entity"))?;
        let entity_type = entity.text("Type")?.unwrap_or("");
        let identifier = entity.string("Identifier")?;
        self.leave_at_head(entity);
        for mut error in change.objects("ErrorDetailList")? {
            let (code, message) = (error.text("ErrorCode")?, error.text("ErrorMessage")?);
            self.head(format!(
                "the change {kind} failed: {}: {}",
                code.unwrap_or("?"),
                message.unwrap_or("")
            ));
            self.leave_at_head(error);
        }
        let (path, details) = details(&mut change)?;
        self.leave_at_head(change);
        match entity_type {
            OFFER => {}
            AUTHORIZATION => self.offer.kind = Kind::ResaleAuthorization.into(),
            other => {
                self.head(not_carried(&format!("{kind} of {}", quote(other)), &details));
                return Ok(None);
            }
        }
        // An entity that a change creates is referred to by the change's name.
        let created = name.map(|name| format!("${name}.Entity.Identifier"));
        let known = identifier.clone().filter(|id| !id.value.starts_with('$'));
        if let Some(id) = known {
            self.offer.id = Field::Given(id.map(|id| without_revision(&id)));
        }
        let entity = identifier.map(|id| id.value).or(created).unwrap_or_else(|| path.clone());
        Ok(Some((entity, EntityChange { kind, path, details })))
    }

    /// Applies the changes in order. Of two of one type the later wins.
    fn apply(&mut self, changes: Vec<EntityChange<'_>>) -> Result<(), ImportError> {
        let last: BTreeMap<&str, usize> = changes.iter().enumerate().map(|(at, c)| (c.kind, at)).collect();
        self.partial = !changes.iter().any(|change| change.kind.starts_with("Create"));
        if self.partial {
            self.head("It changes an offer that is there already: what it does not touch is not here.");
        }
        for (at, change) in changes.iter().enumerate() {
            if last.get(change.kind).is_some_and(|last| *last > at) {
                self.head(format!(
                    "the change {} is there again below; this one is overwritten:",
                    change.kind
                ));
                self.head(not_carried(&change.path, &change.details));
            } else {
                self.apply_one(change)?;
            }
        }
        Ok(())
    }

    fn apply_one(&mut self, change: &EntityChange<'_>) -> Result<(), ImportError> {
        let mut details = Members::of(&change.details, change.path.clone())?;
        match change.kind {
            "CreateOffer" => {}
            "CreateReplacementOffer" => self.offer.kind = Kind::ReplacementOffer.into(),
            "CreateOfferUsingResaleAuthorization" => self.offer.kind = Kind::ChannelPartnerOffer.into(),
            "CreateReplacementOfferUsingResaleAuthorization" => {
                self.offer.kind = Kind::ReplacementOffer.into();
            }
            "CreateResaleAuthorization" => {
                self.facts.reseller = details.account("ResellerAccountId")?;
            }
            "UpdateInformation" => {}
            "UpdateTargeting" => {
                self.targeting(&mut details)?;
                self.leave("buyers", details);
                return Ok(());
            }
            "UpdateAvailability" => {
                self.availability(&mut details)?;
                self.leave("accept_by", details);
                return Ok(());
            }
            "UpdateMarkup" => return self.markup(details, "Percentage"),
            "ReleaseOffer" | "ReleaseResaleAuthorization" => {
                let released = Some("the change set releases it");
                self.facts.released = released.filter(|_| !self.facts.failed);
                self.leave_at_head(details);
                return Ok(());
            }
            kind if kind.starts_with("Update") && details.has("Terms") => {
                if let Some(model) = details.text("PricingModel")? {
                    self.facts.pricing_model = Some(model.to_owned());
                }
                for term in details.objects("Terms")? {
                    self.term(term)?;
                }
                self.leave_at_head(details);
                return Ok(());
            }
            kind => {
                self.head(not_carried(kind, &change.details));
                return Ok(());
            }
        }
        self.identity(&mut details)?;
        self.leave_at_head(details);
        Ok(())
    }

    /// The offer's name and texts, from the change that creates it or from `UpdateInformation`.
    fn identity(&mut self, details: &mut Members<'_>) -> Result<(), ImportError> {
        if let Some(id) = details.string("ProductId")? {
            let span = id.span;
            let product = Product { span, id: Field::Given(id), ..Product::default() };
            self.offer.product = Field::Given(Spanned::new(product, span));
        }
        if let Some(agreement) = details.string("AgreementId")? {
            let span = agreement.span;
            let replaces = Replaces { span, agreement: Field::Given(agreement), ..Replaces::default() };
            self.offer.replaces = Field::Given(Spanned::new(replaces, span));
        }
        if let Some(authorization) = details.string("ResaleAuthorizationId")? {
            let span = authorization.span;
            self.resale(span).authorization = Field::Given(authorization);
        }
        self.name(details)?;
        if let Some(description) = details.string("Description")? {
            self.offer.description = Field::Given(description);
        }
        Ok(())
    }

    pub(super) fn resale(&mut self, span: Span) -> &mut Resale {
        self.offer.resale.get_or_insert(span)
    }

    /// The partner's markup, in percent.
    fn markup(&mut self, mut details: Members<'_>, name: &str) -> Result<(), ImportError> {
        if let Some(markup) = details.percent(name)? {
            let span = markup.span;
            self.resale(span).markup = Field::Given(markup);
        }
        self.leave("resale", details);
        Ok(())
    }
}

/// An id of an entity, without the revision behind its `@`.
pub(super) fn without_revision(id: &str) -> String {
    id.split('@').next().unwrap_or(id).to_owned()
}

/// The details of a change: a document, or JSON in a string.
fn details(change: &mut Members<'_>) -> Result<(String, Json), ImportError> {
    let path = change.path("DetailsDocument");
    if let Some(document) = change.take("DetailsDocument") {
        return Ok((path, document.clone()));
    }
    let path = change.path("Details");
    let details = match change.take("Details") {
        None => Json { span: change.span(), value: JsonValue::Object(Vec::new()) },
        Some(json) => document(json, &path)?,
    };
    Ok((path, details))
}

/// A document that may be written as JSON in a string.
pub(super) fn document(json: &Json, path: &str) -> Result<Json, ImportError> {
    if matches!(json.value, JsonValue::Object(_)) {
        return Ok(json.clone());
    }
    let within = |error: ImportError| ImportError::Within { path: path.to_owned(), error: Box::new(error) };
    let text = text(json).map_err(|error| error.at(path, json.span))?;
    let inner = Json::parse_within(text, json.span).map_err(|error| within(error.into()))?;
    super::no_placeholders(&inner).map_err(within)?;
    Ok(inner)
}
