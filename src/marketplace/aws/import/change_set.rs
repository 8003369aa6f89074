//! Change sets: the input of `StartChangeSet` and the output of `DescribeChangeSet`.

use std::collections::BTreeMap;

use super::Build;
use super::json::Json;
use super::members::{Members, not_carried, text};
use crate::offer::draft::{Replaces, Resale};
use crate::offer::{Kind, Share, and_list, parse_decimal, quote};

const OFFER: &str = "Offer@1.0";
const AUTHORIZATION: &str = "ResaleAuthorization@1.0";

/// Whether this is a change set, or its list of changes as `--change-set` of the AWS CLI takes it.
pub(super) fn is(json: &Json) -> bool {
    let is_change =
        |json: &Json| json.members().is_some_and(|all| all.iter().any(|(n, _)| n == "ChangeType"));
    match json {
        Json::List(changes) => changes.first().is_some_and(is_change),
        _ => json.members().is_some_and(|members| members.iter().any(|(name, _)| name == "ChangeSet")),
    }
}

/// One change of the offer or the authorization.
struct Change<'j> {
    kind: &'j str,
    path: String,
    details: Json,
}

impl Build<'_> {
    /// The offer that a change set makes.
    pub(super) fn change_set(&mut self, json: &Json) -> Result<(), String> {
        let changes: Vec<Members<'_>> = match json {
            Json::List(items) => {
                let of = |(at, item)| Members::of(item, format!("[{at}]"));
                items.iter().enumerate().map(of).collect::<Result<_, String>>()?
            }
            _ => {
                let mut top = Members::of(json, "")?;
                let changes = top.objects("ChangeSet")?;
                self.circumstances(top)?;
                changes
            }
        };
        self.draft
            .comments
            .head
            .insert(0, "From a change set of the AWS Marketplace Catalog API.".to_owned());
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
            [] => Err("the change set changes no offer and no resale authorization".to_owned()),
            [_] => self.apply(ours),
            several => Err(format!(
                "the change set changes {} offers, {}: leave the changes of one",
                several.len(),
                and_list(&several.iter().map(|id| quote(id)).collect::<Vec<_>>())
            )),
        }
    }

    /// What `DescribeChangeSet` says around the changes.
    fn circumstances(&mut self, mut top: Members<'_>) -> Result<(), String> {
        top.ignore(&["Catalog", "ClientRequestToken", "ChangeSetArn", "ResponseMetadata", "Intent"]);
        if let Some(status) = top.text("Status")? {
            self.head(format!("The change set has the status {status}."));
            self.facts.failed = matches!(status, "FAILED" | "CANCELLED");
        }
        self.leave_at_head(top);
        Ok(())
    }

    /// Which offer a change is of, and the change; none where it is of something else, which is said.
    fn change<'j>(&mut self, mut change: Members<'j>) -> Result<Option<(String, Change<'j>)>, String> {
        let kind =
            change.text("ChangeType")?.ok_or_else(|| format!("{} is missing", change.path("ChangeType")))?;
        let name = change.text("ChangeName")?;
        let mut entity =
            change.object("Entity")?.ok_or_else(|| format!("{} is missing", change.path("Entity")))?;
        let entity_type = entity.text("Type")?.unwrap_or("");
        let identifier = entity.text("Identifier")?;
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
            AUTHORIZATION => self.draft.kind = Some(Kind::ResaleAuthorization),
            other => {
                self.head(not_carried(&format!("{kind} of {}", quote(other)), &details));
                return Ok(None);
            }
        }
        // What a change creates is spoken of by the change's name.
        let created = name.map(|name| format!("${name}.Entity.Identifier"));
        if let Some(id) = identifier.filter(|id| !id.starts_with('$')) {
            self.draft.id = Some(id.split('@').next().unwrap_or(id).to_owned());
        }
        let entity = identifier.map(str::to_owned).or(created).unwrap_or_else(|| path.clone());
        Ok(Some((entity, Change { kind, path, details })))
    }

    /// Carries the changes in their order. Of two of one type the later holds.
    fn apply(&mut self, changes: Vec<Change<'_>>) -> Result<(), String> {
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

    fn apply_one(&mut self, change: &Change<'_>) -> Result<(), String> {
        let mut details = Members::of(&change.details, change.path.clone())?;
        match change.kind {
            "CreateOffer" => {}
            "CreateReplacementOffer" => self.draft.kind = Some(Kind::ReplacementOffer),
            "CreateOfferUsingResaleAuthorization" => self.draft.kind = Some(Kind::ChannelPartnerOffer),
            "CreateReplacementOfferUsingResaleAuthorization" => {
                self.draft.kind = Some(Kind::ReplacementOffer);
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

    /// What the change that creates an offer says of it, and `UpdateInformation` later.
    fn identity(&mut self, details: &mut Members<'_>) -> Result<(), String> {
        if let Some(id) = details.text("ProductId")? {
            self.draft.product.get_or_insert_default().id = Some(id.to_owned());
        }
        if let Some(agreement) = details.text("AgreementId")? {
            self.draft.replaces = Some(Replaces { agreement: Some(agreement.to_owned()), schedule: None });
        }
        if let Some(authorization) = details.text("ResaleAuthorizationId")? {
            self.resale().authorization = Some(authorization.to_owned());
        }
        self.name(details)?;
        if let Some(description) = details.text("Description")? {
            self.draft.description = Some(description.to_owned());
        }
        Ok(())
    }

    pub(super) fn resale(&mut self) -> &mut Resale {
        self.draft.resale.get_or_insert_default()
    }

    /// The partner's markup, in percent.
    pub(super) fn markup(&mut self, mut details: Members<'_>, name: &str) -> Result<(), String> {
        let path = details.path(name);
        if let Some(percent) = details.text(name)? {
            self.resale().markup = Some(share(percent).map_err(|message| format!("{path}: {message}"))?);
        }
        self.leave("resale", details);
        Ok(())
    }
}

/// A percentage without its sign, such as `5.0`.
pub(super) fn share(percent: &str) -> Result<Share, String> {
    // The marketplace takes `.5` as well.
    let whole = if percent.starts_with('.') { format!("0{percent}") } else { percent.to_owned() };
    let value = parse_decimal(&whole).map_err(|problem| problem.message)?;
    let hundredths = 10_i128.checked_pow(value.scale().saturating_add(2));
    let share = hundredths.and_then(|hundredths| Share::new(value.mantissa(), hundredths));
    share.ok_or_else(|| format!("{} is no percentage", quote(percent)))
}

/// The details of a change: as a document, or as JSON in a text.
fn details(change: &mut Members<'_>) -> Result<(String, Json), String> {
    let path = change.path("DetailsDocument");
    if let Some(document) = change.take("DetailsDocument") {
        return Ok((path, document.clone()));
    }
    let path = change.path("Details");
    let details = match change.take("Details") {
        None => Json::Object(Vec::new()),
        Some(document @ Json::Object(_)) => document.clone(),
        Some(json) => {
            let inner = text(json).and_then(Json::parse);
            let inner = inner.and_then(|json| super::no_placeholders(&json).map(|()| json));
            inner.map_err(|message| format!("{path}: {message}"))?
        }
    };
    Ok((path, details))
}
