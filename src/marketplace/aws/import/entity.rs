//! Entities: what `DescribeEntity` says of an offer or a resale authorization.

use std::collections::BTreeSet;

use super::Build;
use super::json::Json;
use super::members::{Members, account, text};
use crate::offer::draft::{Buyer, Product};
use crate::offer::{Kind, quote};

/// Members of which at least one makes a document that of an offer or an authorization.
const TELLING: [&str; 6] = ["EntityType", "EntityIdentifier", "DetailsDocument", "Details", "Terms", "Rules"];

/// Whether this is an entity.
pub(super) fn is(json: &Json) -> bool {
    json.members().is_some_and(|members| members.iter().any(|(name, _)| TELLING.contains(&name.as_str())))
}

impl Build<'_> {
    /// The offer that an entity is.
    pub(super) fn entity(&mut self, json: &Json) -> Result<(), String> {
        let mut top = Members::of(json, "")?;
        let wrapped = top.has("EntityType") || top.has("Details") || top.has("DetailsDocument");
        if !wrapped {
            return self.document(top, None);
        }
        top.ignore(&["EntityArn", "LastModifiedDate", "ResponseMetadata"]);
        let entity_type = top.text("EntityType")?;
        if let Some(id) = top.text("EntityIdentifier")? {
            self.draft.id = Some(id.split('@').next().unwrap_or(id).to_owned());
        }
        let document = top.take("DetailsDocument");
        let details = top.take("Details");
        self.leave_at_head(top);
        match (document, details) {
            (Some(document), _) => self.document(Members::of(document, "DetailsDocument")?, entity_type),
            (None, Some(document @ Json::Object(_))) => {
                self.document(Members::of(document, "Details")?, entity_type)
            }
            (None, Some(json)) => {
                let inner = text(json).and_then(Json::parse);
                let inner = inner.and_then(|json| super::no_placeholders(&json).map(|()| json));
                let inner = inner.map_err(|message| format!("Details: {message}"))?;
                self.document(Members::of(&inner, "Details")?, entity_type)
            }
            (None, None) => Err("the entity has neither DetailsDocument nor Details".to_owned()),
        }
    }

    fn document(&mut self, mut document: Members<'_>, entity_type: Option<&str>) -> Result<(), String> {
        let authorization = match entity_type.map(|name| name.split('@').next().unwrap_or(name)) {
            Some("Offer") => false,
            Some("ResaleAuthorization") => true,
            Some(other) => {
                return Err(format!("this is a {}, not an offer or a resale authorization", quote(other)));
            }
            None => ["ManufacturerAccountId", "OfferDetails"].iter().any(|name| document.has(name)),
        };
        if authorization {
            self.draft.kind = Some(Kind::ResaleAuthorization);
            document.ignore(&[
                "ManufacturerAccountId",
                "ManufacturerLegalName",
                "CreatedDate",
                "OfferDetails",
            ]);
        }
        let what = if authorization { "a resale authorization" } else { "an offer" };
        let state = document.text("State")?.or(document.text("Status")?);
        let state = state.map(|state| format!(", state {state}")).unwrap_or_default();
        self.draft
            .comments
            .head
            .insert(0, format!("From {what} as the AWS Marketplace Catalog API describes it{state}."));
        let released = matches!(state.as_str(), ", state Released" | ", state Active");
        self.facts.released = released.then_some("it is released");
        if let Some(id) = document.text("Id")? {
            self.draft.id = Some(id.to_owned());
        }
        self.name(&mut document)?;
        self.draft.description = document.text("Description")?.map(str::to_owned);
        self.product_of(&mut document)?;
        self.resold(&mut document)?;
        for rule in document.objects("Rules")? {
            self.rule(rule)?;
        }
        for term in document.objects("Terms")? {
            self.term(term)?;
        }
        self.described(document.objects("Dimensions")?)?;
        self.leave_at_head(document);
        Ok(())
    }

    fn product_of(&mut self, document: &mut Members<'_>) -> Result<(), String> {
        let (id, title) = (document.text("ProductId")?, document.text("ProductName")?);
        if id.is_some() || title.is_some() {
            let (id, title) = (id.map(str::to_owned), title.map(str::to_owned));
            self.draft.product = Some(Product { id, product_type: None, title });
        }
        if let Some(model) = document.text("PricingModel")? {
            self.facts.pricing_model = Some(model.to_owned());
        }
        if let Some(moment) = document.moment("ReleaseDate")? {
            self.draft.release = Some(moment.day);
        }
        Ok(())
    }

    /// What makes an offer one of a channel partner.
    fn resold(&mut self, document: &mut Members<'_>) -> Result<(), String> {
        let path = document.path("MarkupPercentage");
        if let Some(authorization) = document.text("ResaleAuthorizationId")? {
            self.resale().authorization = Some(authorization.to_owned());
        }
        if let Some(percent) = document.text("MarkupPercentage")? {
            let markup = super::change_set::share(percent).map_err(|message| format!("{path}: {message}"))?;
            self.resale().markup = Some(markup);
        }
        if self.draft.resale.is_some() {
            self.draft.kind = Some(Kind::ChannelPartnerOffer);
        }
        Ok(())
    }

    fn rule(&mut self, mut rule: Members<'_>) -> Result<(), String> {
        rule.ignore(&["Id"]);
        let key = match rule.text("Type")? {
            Some("AvailabilityRule") => {
                self.availability(&mut rule)?;
                "accept_by"
            }
            Some("TargetingRule") => {
                self.targeting(&mut rule)?;
                "buyers"
            }
            Some("PartnerTargetingRule") => {
                self.facts.reseller = rule.account("ResellerAccountId")?;
                "buyers"
            }
            other => {
                self.say("buyers", rule.summary(other.unwrap_or("a rule")));
                return Ok(());
            }
        };
        self.leave(key, rule);
        Ok(())
    }

    /// The last day to accept. It ends at 23:59:59 UTC: Catalog API, "Work with channel partner
    /// private offers", UpdateAvailability.
    pub(super) fn availability(&mut self, members: &mut Members<'_>) -> Result<(), String> {
        if let Some(moment) = members.moment("AvailabilityEndDate")? {
            if let Some(time) = moment.before_end() {
                self.say(
                    "accept_by",
                    format!("the marketplace says {time} of that day; here the day counts whole"),
                );
            }
            self.draft.accept_by = Some(moment.day);
        }
        // An authorization with a schedule is always for one offer.
        let path = members.path("OffersMaxQuantity");
        if let Some(offers) = members.whole("OffersMaxQuantity")?.filter(|offers| *offers != 1) {
            self.say("accept_by", format!("not carried: {path}: {offers}"));
        }
        Ok(())
    }

    /// The accounts that may accept: bare, or with their legal names.
    pub(super) fn targeting(&mut self, members: &mut Members<'_>) -> Result<(), String> {
        let Some(mut positive) = members.object("PositiveTargeting")? else { return Ok(()) };
        for (path, item) in positive.list("BuyerAccounts")? {
            let buyer = match item {
                Json::Object(_) => {
                    let mut item = Members::of(item, path.as_str())?;
                    let id = item.account("AwsAccountId")?;
                    let account = id.ok_or_else(|| format!("{path}: AwsAccountId is missing"))?;
                    let name = item.text("LegalName")?.map(str::to_owned);
                    self.leave("buyers", item);
                    Buyer { account, name, ..Buyer::default() }
                }
                item => {
                    let account = account(item).map_err(|message| format!("{path}: {message}"))?;
                    Buyer { account, ..Buyer::default() }
                }
            };
            self.draft.buyers.push(buyer);
        }
        self.leave("buyers", positive);
        Ok(())
    }

    /// The names of the product's dimensions, for those that have a price here.
    fn described(&mut self, dimensions: Vec<Members<'_>>) -> Result<(), String> {
        let mut others = BTreeSet::new();
        for mut known in dimensions {
            known.ignore(&["Unit", "Types"]);
            let key = known.text("Key")?.unwrap_or("");
            let (name, description) = (known.text("Name")?, known.text("Description")?);
            match self.known_dimension(key) {
                Some(dimension) => {
                    dimension.name = name.map(str::to_owned);
                    dimension.description = description.map(str::to_owned);
                }
                None => {
                    let shown = [Some(key), name, description].into_iter().flatten().collect::<Vec<_>>();
                    others.insert(shown.join(", "));
                }
            }
            self.leave("pricing", known);
        }
        for other in others {
            self.say("pricing", format!("the product also has the dimension {other}"));
        }
        Ok(())
    }
}
