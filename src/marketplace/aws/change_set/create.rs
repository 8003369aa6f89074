//! The change that creates the offer or authorization, and the markup of a resold one.

use serde_json::json;

use super::ChangeSetBuilder;
use crate::offer::{Amount, Kind, Share};

impl ChangeSetBuilder<'_> {
    /// Creates the entity, unless the file has its id.
    pub(super) fn create(&mut self) {
        if self.offer.id.get().is_some() {
            return;
        }
        match (self.kind, self.offer.resale.get().is_some()) {
            (Kind::PrivateOffer, _) => {
                if let Some(product) = self.product() {
                    self.add("CreateOffer", json!({"ProductId": product}));
                }
            }
            (Kind::ResaleAuthorization, _) => self.create_authorization(),
            (Kind::ChannelPartnerOffer, _) => {
                if let Some(id) = self.authorization() {
                    self.add("CreateOfferUsingResaleAuthorization", json!({"ResaleAuthorizationId": id}));
                }
            }
            (Kind::ReplacementOffer, false) => {
                if let Some(agreement) = self.agreement() {
                    self.add("CreateReplacementOffer", json!({"AgreementId": agreement}));
                }
            }
            (Kind::ReplacementOffer, true) => {
                if let (Some(agreement), Some(id)) = (self.agreement(), self.authorization()) {
                    let details = json!({"AgreementId": agreement, "ResaleAuthorizationId": id});
                    self.add("CreateReplacementOfferUsingResaleAuthorization", details);
                }
            }
        }
    }

    fn create_authorization(&mut self) {
        let product = self.product();
        let Some(reseller) = self.options.reseller else {
            self.missing.push(
                "an authorization names the partner's account, for which the offer file has no key: give \
                 it with --reseller"
                    .to_owned(),
            );
            return;
        };
        let Some(product) = product else { return };
        let mut details = json!({"ProductId": product, "Name": self.offer.name.get()});
        if let (Some(details), Some(description)) = (details.as_object_mut(), self.description()) {
            details.insert("Description".to_owned(), json!(description));
        }
        if let Some(details) = details.as_object_mut() {
            details.insert("ResellerAccountId".to_owned(), json!(reseller));
        }
        self.add("CreateResaleAuthorization", details);
    }

    fn product(&mut self) -> Option<String> {
        let id = self.offer.product.get().and_then(|product| product.id.get().cloned());
        if id.is_none() {
            self.missing.push("`product.id` is missing".to_owned());
        }
        id
    }

    fn agreement(&mut self) -> Option<String> {
        let agreement = self.offer.replaces.get().and_then(|replaces| replaces.agreement.get().cloned());
        if agreement.is_none() {
            self.missing
                .push("the replaced agreement is missing: write `replaces: {agreement: agmt-…}`".to_owned());
        }
        agreement
    }

    /// The authorization's id: from the file, or from the authorization's file.
    fn authorization(&mut self) -> Option<String> {
        if let Some(id) = self.options.authorization {
            return Some(id.to_owned());
        }
        let named = self.offer.resale.get().and_then(|resale| resale.authorization.get());
        self.missing.push(match named {
            Some(file) => format!(
                "the authorization's id is not known: write `id: resaleauthz-…` into `{file}`, or the id \
                 as `resale.authorization`"
            ),
            None => "the authorization is missing: write `resale: {authorization: resaleauthz-…}`".to_owned(),
        });
        None
    }

    /// Requests a markup on the authorization's amounts, which then determines the schedule and the
    /// prices; returns whether there is one.
    pub(super) fn markup(&mut self) -> bool {
        let resale = self.offer.resale.get().filter(|_| self.inherits());
        let Some(markup) = resale.and_then(|resale| resale.markup.get()).filter(|share| !share.is_zero())
        else {
            return false;
        };
        match percent(markup, self.limits.request.markup_decimals) {
            Some(percent) => self.add("UpdateMarkup", json!({"Percentage": percent})),
            None => self.missing.push(format!(
                "`markup: {}` has more decimals than the {} that are taken",
                markup.words(),
                self.limits.request.markup_decimals
            )),
        }
        self.notes.push(
            "prices and schedule are the authorization's with the markup; those in the file are not sent"
                .to_owned(),
        );
        true
    }
}

/// A share in percent as decimal text, exact; `None` if it has more decimals than `most`.
pub(super) fn percent(share: &Share, most: u32) -> Option<String> {
    let words = share.words();
    let decimal = Amount::parse(words.strip_suffix('%')?).ok()?.normalized();
    (decimal.scale() <= most).then(|| decimal.to_string())
}
