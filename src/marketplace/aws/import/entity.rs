//! Entities: the `DescribeEntity` answer for an offer or a resale authorization.

use std::collections::BTreeSet;

use super::change_set::without_revision;
use super::json::{Json, JsonValue};
use super::members::{Members, account};
use super::{Build, ImportError};
use crate::offer::{Buyer, Field, Kind, Product};
use crate::text::source::Spanned;

/// Members that identify the document of an offer or an authorization; one is enough.
const TELLING: [&str; 6] = ["EntityType", "EntityIdentifier", "DetailsDocument", "Details", "Terms", "Rules"];

/// Whether this is an entity.
pub(super) fn is(json: &Json) -> bool {
    json.members().is_some_and(|members| members.iter().any(|(name, _)| TELLING.contains(&name.as_str())))
}

/// The entities of a `BatchDescribeEntities` answer, by their ids. None for anything else.
pub(super) fn batch(json: &Json) -> Option<&[(String, Json)]> {
    json.get("EntityDetails")?.members()
}

impl<'j> Build<'j> {
    /// The offer of an entity.
    pub(super) fn entity(&mut self, json: &'j Json) {
        let Some(mut top) = Members::of(json, "", self.faults) else { return };
        let wrapped = ["EntityType", "EntityIdentifier", "Details", "DetailsDocument"];
        if !wrapped.iter().any(|name| top.has(name)) {
            return self.document(top, None);
        }
        top.ignore(&["EntityArn", "LastModifiedDate", "ResponseMetadata"]);
        let entity_type = top.string("EntityType");
        if let Some(id) = top.string("EntityIdentifier") {
            self.offer.id = Field::Given(id.map(|id| without_revision(&id)));
        }
        let name = if top.has("DetailsDocument") { "DetailsDocument" } else { "Details" };
        if !top.has(name) {
            top.fault(ImportError::NoDetails { span: top.span() });
        }
        let document = top.object(name);
        self.leave_at_head(top);
        if let Some(document) = document {
            self.document(document, entity_type);
        }
    }

    fn document(&mut self, mut document: Members<'j>, entity_type: Option<Spanned<String>>) {
        let kind = entity_type.as_ref().map(|name| name.value.split('@').next().unwrap_or(&name.value));
        let authorization = match kind {
            Some("Offer") => false,
            Some("ResaleAuthorization") => true,
            Some(_) => {
                return document
                    .fault(ImportError::OtherEntity(entity_type.unwrap_or_else(|| String::new().into())));
            }
            None => ["ManufacturerAccountId", "OfferDetails"].iter().any(|name| document.has(name)),
        };
        if authorization {
            self.offer.kind = Kind::ResaleAuthorization.into();
            document.ignore(&[
                "ManufacturerAccountId",
                "ManufacturerLegalName",
                "CreatedDate",
                "OfferDetails",
            ]);
        }
        let what = if authorization { "a resale authorization" } else { "an offer" };
        let state = document.text("State").or(document.text("Status"));
        let state = state.map(|state| format!(", state {state}")).unwrap_or_default();
        self.comments
            .head
            .insert(0, format!("From {what} as the AWS Marketplace Catalog API describes it{state}."));
        let released = matches!(state.as_str(), ", state Released" | ", state Active");
        self.facts.released = released.then_some("it is released");
        if let Some(id) = document.string("Id") {
            self.offer.id = Field::Given(id);
        }
        self.name(&mut document);
        self.offer.description = document.field("Description");
        self.product_of(&mut document);
        self.resold(&mut document);
        for rule in document.objects("Rules") {
            self.rule(rule);
        }
        for term in document.objects("Terms") {
            self.term(term);
        }
        self.described(document.objects("Dimensions"));
        self.leave_at_head(document);
    }

    fn product_of(&mut self, document: &mut Members<'_>) {
        let (id, title) = (document.string("ProductId"), document.string("ProductName"));
        if let Some(span) = id.as_ref().or(title.as_ref()).map(|known| known.span) {
            let product = Product { span, id: id.into(), title: title.into(), ..Product::default() };
            self.offer.product = Field::Given(Spanned::new(product, span));
        }
        self.said.pricing_model = document.string("PricingModel");
        if let Some(moment) = document.moment("ReleaseDate") {
            self.offer.release = Field::Given(moment.map(|moment| moment.day));
        }
    }

    /// The members of a channel partner offer.
    fn resold(&mut self, document: &mut Members<'_>) {
        if let Some(authorization) = document.string("ResaleAuthorizationId") {
            let span = authorization.span;
            self.resale(span).authorization = Field::Given(authorization);
        }
        if let Some(markup) = document.percent("MarkupPercentage") {
            let span = markup.span;
            self.resale(span).markup = Field::Given(markup);
        }
        if !self.offer.resale.is_absent() {
            self.offer.kind = Kind::ChannelPartnerOffer.into();
        }
    }

    fn rule(&mut self, mut rule: Members<'_>) {
        rule.ignore(&["Id"]);
        let key = match rule.text("Type") {
            Some("AvailabilityRule") => {
                self.availability(&mut rule);
                "accept_by"
            }
            Some("TargetingRule") => {
                self.targeting(&mut rule);
                "buyers"
            }
            Some("PartnerTargetingRule") => {
                self.facts.reseller = rule.account("ResellerAccountId");
                "buyers"
            }
            other => {
                self.say("buyers", rule.summary(other.unwrap_or("a rule")));
                return;
            }
        };
        self.leave(key, rule);
    }

    /// The last day to accept. It ends at 23:59:59 UTC: Catalog API, "Work with channel partner
    /// private offers", UpdateAvailability.
    pub(super) fn availability(&mut self, members: &mut Members<'_>) {
        if members.has("AvailabilityEndDate") {
            self.offer.accept_by = Field::Invalid;
        }
        if let Some(moment) = members.moment("AvailabilityEndDate") {
            if let Some(time) = moment.value.before_end() {
                self.say(
                    "accept_by",
                    format!("the marketplace says {time} of that day; here the day counts whole"),
                );
            }
            self.offer.accept_by = Field::Given(moment.map(|moment| moment.day));
        }
        // An authorization with a schedule is always for one offer.
        let path = members.path("OffersMaxQuantity");
        let offers = members.whole("OffersMaxQuantity");
        self.said.most_offers = offers;
        if let Some(offers) = offers.filter(|offers| offers.value != 1) {
            self.say("accept_by", format!("not carried: {path}: {}", offers.value));
        }
    }

    /// The accounts that may accept: bare, or with their legal names.
    pub(super) fn targeting(&mut self, members: &mut Members<'_>) {
        self.targeted_twice(members);
        let Some(mut positive) = members.object("PositiveTargeting") else { return };
        if positive.has("BuyerAccounts") && self.offer.buyers.is_absent() {
            self.offer.buyers = Field::Invalid;
        }
        if self.judged
            && let Some(none) = positive.peek("BuyerAccounts").filter(|json| json.is_empty_list())
        {
            self.offer.buyers = Field::Given(Spanned::new(Vec::new(), none.span));
        }
        for (path, item) in positive.list("BuyerAccounts") {
            let buyer = match &item.value {
                JsonValue::Object(_) => {
                    let Some(mut item) = Members::of(item, path.as_str(), self.faults) else { continue };
                    item.need(&["AwsAccountId"]);
                    let Some(account) = item.account("AwsAccountId") else { continue };
                    let (span, name) = (item.span(), item.string("LegalName").into());
                    self.leave("buyers", item);
                    Buyer { span, account: Field::Given(account), name, ..Buyer::default() }
                }
                _ => {
                    let span = item.span;
                    let account = match account(item) {
                        Ok(account) => account,
                        Err(error) => {
                            self.faults.add(error.at(&path, span));
                            continue;
                        }
                    };
                    Buyer { span, account: Field::Given(Spanned::new(account, span)), ..Buyer::default() }
                }
            };
            self.add_buyer(buyer);
        }
        self.leave("buyers", positive);
    }

    /// Notes the countries, and what is targeted both positively and negatively.
    fn targeted_twice(&mut self, members: &Members<'_>) {
        let of = |name| members.peek(name).and_then(Json::members).unwrap_or(&[]);
        for (_, countries) in
            of("PositiveTargeting").iter().chain(of("NegativeTargeting")).filter(is_countries)
        {
            let JsonValue::List(items) = &countries.value else { continue };
            for item in items {
                if let JsonValue::Text(code) = &item.value {
                    self.said.countries.push(Spanned::new(code.clone(), item.span));
                }
            }
        }
        for (name, positive) in of("PositiveTargeting") {
            if let Some((_, negative)) = of("NegativeTargeting").iter().find(|(known, _)| known == name) {
                self.said.targeted_twice.push((name.clone(), [positive.key, negative.key]));
            }
        }
    }

    pub(super) fn add_buyer(&mut self, buyer: Buyer) {
        self.offer.buyers.get_or_insert(buyer.span).push(buyer);
    }

    /// The names of the product's dimensions, for those that have a price in the offer.
    fn described(&mut self, dimensions: Vec<Members<'_>>) {
        let mut others = BTreeSet::new();
        for mut known in dimensions {
            known.ignore(&["Unit", "Types"]);
            let key = known.text("Key").unwrap_or("");
            let (name, description) = (known.string("Name"), known.string("Description"));
            match self.known_dimension(key) {
                Some(dimension) => {
                    dimension.name = name.into();
                    dimension.description = description.into();
                }
                None => {
                    let more = [name, description].into_iter().flatten().map(|text| text.value);
                    others.insert([key.to_owned()].into_iter().chain(more).collect::<Vec<_>>().join(", "));
                }
            }
            self.leave("pricing", known);
        }
        for other in others {
            self.say("pricing", format!("the product also has the dimension {other}"));
        }
    }
}

fn is_countries((name, _): &&(String, Json)) -> bool {
    name == "CountryCodes"
}
