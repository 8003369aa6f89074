//! The pages of the console's wizard, filled in from an offer.

use chrono::NaiveDate;

use super::{Checklist, Fit, Item, Page, fit};
use crate::offer::{Amount, Choice, ContractType, Currency, Kind, Offer, ProductType, Term};
use crate::schedule::Schedule;

/// The checklist of an offer. The order and the names are those of the Seller Guide, "Creating and
/// managing private offers", "Private offer installment plans" and "Setting payment terms".
///
/// # Errors
/// When the offer lacks what the console asks for.
pub fn checklist(
    offer: &Offer,
    schedule: &Schedule,
    reseller: Option<&str>,
) -> Result<Checklist, ChecklistError> {
    let kind = offer.kind().ok_or(ChecklistError::Kind)?;
    let currency = *offer.currency.get().ok_or(ChecklistError::Currency)?;
    let lines: Option<Vec<(NaiveDate, Amount)>> =
        schedule.installments.iter().map(|one| Some((one.date, one.amount?))).collect();
    let lines = lines.filter(|_| schedule.is_complete()).ok_or(ChecklistError::Incomplete)?;
    let total = Amount::sum(lines.iter().map(|(_, amount)| *amount)).ok_or(ChecklistError::TooLarge)?;
    let filler = Filler { offer, kind, currency, lines, total, reseller };
    let pages = [
        filler.start(),
        filler.information(),
        filler.pricing(),
        filler.buyers(),
        filler.legal(),
        filler.refunds(),
        filler.review(),
    ];
    let title = offer.name.get().cloned().unwrap_or_default();
    Ok(Checklist { title, pages: pages.into_iter().flatten().collect() })
}

/// Why there is no checklist of an offer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ChecklistError {
    /// What is published could not be read.
    #[error("its `kind` could not be read")]
    Kind,
    /// The currency could not be read.
    #[error("its `currency` could not be read")]
    Currency,
    /// Some installments could not be computed.
    #[error("some installments could not be worked out")]
    Incomplete,
    /// The amounts have more digits than can be added exactly.
    #[error("the amounts are too large")]
    TooLarge,
}

struct Filler<'a> {
    offer: &'a Offer,
    kind: Kind,
    currency: Currency,
    lines: Vec<(NaiveDate, Amount)>,
    total: Amount,
    reseller: Option<&'a str>,
}

fn field(name: &str, text: impl Into<String>) -> Item {
    Item::Field(name.to_owned(), text.into())
}

impl Filler<'_> {
    /// The page on which the offer starts.
    fn start(&self) -> Option<Page> {
        let mut items = Vec::new();
        if let Some(id) = self.offer.id.get() {
            items.push(Item::Note(format!("{id} is there already: open it and compare instead")));
        }
        let title = match self.kind {
            Kind::PrivateOffer => {
                items.push(field("Offer type", "Direct private offer"));
                "Create private offer"
            }
            Kind::ReplacementOffer => {
                let agreement = self.offer.replaces.get().and_then(|replaces| replaces.agreement.get());
                items.push(field("Agreement", agreement.cloned().unwrap_or_default()));
                items.push(Item::Do("create an offer based on this agreement".to_owned()));
                "Agreements"
            }
            Kind::ChannelPartnerOffer => {
                items.push(Item::Do("choose an offer from a resale authorization".to_owned()));
                "Create private offer"
            }
            Kind::ResaleAuthorization => {
                match self.reseller {
                    Some(account) => items.push(field("Reseller", account)),
                    None => items.push(Item::Note(
                        "Reseller: the partner's account, for which the offer file has no key".to_owned(),
                    )),
                }
                "Create resale authorization"
            }
        };
        if let Some(resale) = self.offer.resale.get().and_then(|resale| resale.authorization.get()) {
            items.push(field("Resale authorization", resale));
        }
        if let Some(product) = self.offer.product.get() {
            let id = product.id.get().map_or("", String::as_str);
            items.push(field(
                "Product",
                match product.title.get() {
                    Some(title) => format!("{title} ({id})"),
                    None => id.to_owned(),
                },
            ));
        }
        items.extend(self.offer.product_type().map(|kind| field("Product type", product_words(kind))));
        Some(Page { title, items })
    }

    fn information(&self) -> Option<Page> {
        let mut items = vec![field("Offer name", self.offer.name.get().cloned().unwrap_or_default())];
        match self.offer.description.get() {
            Some(description) => items.push(field("Offer description", description)),
            None => items.push(Item::Note("Offer description: the offer file has none".to_owned())),
        }
        if matches!(self.kind, Kind::PrivateOffer | Kind::ChannelPartnerOffer) {
            items.push(Item::Note(
                "Renewal: whether the buyer is an existing customer, the file does not say".to_owned(),
            ));
        }
        if let Some(last) = self.offer.accept_by.get() {
            items.push(field("Offer expiration date", last.to_string()));
            items.push(Item::Note(format!("the offer expires on {last} at 23:59:59 UTC")));
        }
        if self.kind == Kind::ResaleAuthorization {
            items.push(field(
                "Number of offers",
                crate::marketplace::limits::OFFERS_OF_AN_AUTHORIZATION.to_string(),
            ));
        }
        Some(Page { title: "Provide offer information", items })
    }

    fn pricing(&self) -> Option<Page> {
        let mut items = vec![field("Product pricing", "Contract pricing with installment plan")];
        self.term(&mut items);
        items.push(field("Offer currency", self.currency.code()));
        self.dimensions(&mut items);
        match self.markup() {
            Some(markup) => {
                items.push(field("Markup percentage", markup.strip_suffix('%').unwrap_or(&markup)));
                items.push(Item::Note("the installments are the authorization's with the markup".to_owned()));
            }
            None => self.installments(&mut items),
        }
        items.push(field(
            "Payment terms",
            match self.offer.net_terms.get() {
                Some(days) => format!("Net {days}"),
                None => "Customer's AWS default".to_owned(),
            },
        ));
        self.renewal(&mut items);
        Some(Page { title: "Configure offer pricing and duration", items })
    }

    fn term(&self, items: &mut Vec<Item>) {
        match self.offer.term.get() {
            Some(Term::For(duration)) => items.push(field("Contract duration", duration.to_string())),
            Some(Term::Until { end }) => items.push(field("Contract end date", end.value.to_string())),
            Some(Term::Dates { start, end }) => {
                items.push(field("Contract start date", start.value.to_string()));
                items.push(field("Contract end date", end.value.to_string()));
            }
            Some(Term::From { start, duration }) => {
                let after = duration.value.after(start.value);
                let end = after.pred_opt().unwrap_or(after);
                items.push(field("Contract start date", start.value.to_string()));
                items.push(field("Contract end date", end.to_string()));
            }
            None => {}
        }
    }

    fn dimensions(&self, items: &mut Vec<Item>) {
        let Some(pricing) = self.offer.pricing.get() else {
            items.push(Item::Note(
                "Product dimensions: the offer file names none; choose what is sold".to_owned(),
            ));
            return;
        };
        match pricing.contract_type.get() {
            Some(ContractType::Options) => {
                items.push(field("Purchasing options", "Multiple dimensions per product"));
            }
            Some(ContractType::Tier) => {
                items
                    .push(Item::Note("Purchasing options: the buyer takes exactly one dimension".to_owned()));
            }
            None => {}
        }
        for dimension in pricing.dimensions.get().map_or(&[][..], Vec::as_slice) {
            let key = dimension.key.get().map_or("", String::as_str);
            if let Some(quantity) = dimension.quantity.get() {
                items.push(field(&format!("Dimension {key}, quantity"), quantity.normalize().to_string()));
            }
            if let Some(price) = dimension.overage.get() {
                items.push(field(&format!("Dimension {key}, usage price"), self.currency.digits(*price)));
            }
        }
    }

    fn markup(&self) -> Option<String> {
        let resale = self.offer.resale.get().filter(|_| self.kind != Kind::ResaleAuthorization)?;
        let markup = resale.markup.get()?.words();
        (markup != "0%").then_some(markup)
    }

    /// The settings of the generator, and the lines that must result.
    fn installments(&self, items: &mut Vec<Item>) {
        let digits = |amount| self.currency.digits(amount);
        let Some((settings, fit)) = fit(&self.lines, self.currency, self.months()) else { return };
        items.push(field("Contract total", digits(settings.total)));
        items.extend(settings.initial.map(|initial| field("Initial payment", digits(initial))));
        items.push(field("Frequency", settings.frequency.word()));
        if fit != Fit::Whole {
            items.push(field("Number of installments", settings.count.to_string()));
        }
        items.push(field("First invoice date", settings.first.to_string()));
        items.push(Item::Do("choose Generate installment plan".to_owned()));
        let count = self.lines.len();
        let all = if count == 1 { "the line".to_owned() } else { format!("the {count} lines") };
        items.push(match fit {
            Fit::Whole if settings.some_month_lacks_the_day() => Item::Do(format!(
                "compare {all} with these, above all the dates: some months lack day {}",
                settings.first.format("%-d")
            )),
            Fit::Whole => Item::Do(format!("compare {all} with these")),
            Fit::Amounts => Item::Do(format!("correct the dates of {all} to these; the amounts come right")),
            Fit::Lines => Item::Do(format!("type dates and amounts of {all} as here")),
        });
        items.push(Item::Lines(self.lines.clone(), self.currency));
        items.push(Item::Check("Total amount due from buyer".to_owned(), digits(self.total)));
    }

    /// How long the contract runs, if in whole months.
    fn months(&self) -> Option<u32> {
        let duration = self.offer.term.get()?.length()?;
        (duration.days() == 0).then(|| duration.months())
    }

    fn renewal(&self, items: &mut Vec<Item>) {
        let Some(renewal) = self.offer.renewal.get() else { return };
        items.extend(
            renewal.times.get().map(|times| field("Auto-renewal, number of renewals", times.to_string())),
        );
        let increase = renewal.price_increase.get();
        items.extend(increase.map(|percent| field("Auto-renewal, price increase", percent.words())));
        let lockout = renewal.lockout_days.get();
        items.extend(lockout.map(|days| field("Auto-renewal, lockout period", format!("{days} days"))));
        for part in renewal.installments.get().map_or(&[][..], Vec::as_slice) {
            let (Some(after), Some(percent)) = (part.after.get(), part.percent.get()) else { continue };
            let day = part.day.get().map_or(String::new(), |day| format!(", on day {day} of the month"));
            let text = format!("{} {after} after the start{day}", percent.words());
            items.push(field("Auto-renewal, installment", text));
        }
    }

    /// The buyer of a replacement offer is that of its agreement.
    fn buyers(&self) -> Option<Page> {
        let buyers = self.offer.buyers.get().filter(|_| self.kind != Kind::ReplacementOffer)?;
        let accounts = buyers.iter().filter_map(|buyer| Some((buyer, buyer.account.get()?)));
        let accounts = accounts.filter(|(_, account)| self.reseller != Some(account.as_str()));
        let items: Vec<Item> = accounts
            .map(|(buyer, account)| match buyer.name.get() {
                Some(name) => field(&format!("AWS account ID of {name}"), account),
                None => field("AWS account ID", account),
            })
            .collect();
        (!items.is_empty()).then_some(Page { title: "Add buyers", items })
    }

    fn legal(&self) -> Option<Page> {
        let item = match self.offer.legal.get().and_then(|legal| legal.eula.get()).map(String::as_str) {
            Some("standard") => field("Legal terms", "Standard Contract for AWS Marketplace (SCMP)"),
            Some(address) => field("Legal terms, custom, upload the file from", address),
            None => Item::Note("Legal terms: the offer file names none".to_owned()),
        };
        Some(Page { title: "Configure legal terms and offer documents", items: vec![item] })
    }

    fn refunds(&self) -> Option<Page> {
        let policy = self.offer.refund_policy.get()?;
        Some(Page { title: "Specify refund policy", items: vec![field("Refund policy", policy)] })
    }

    fn review(&self) -> Option<Page> {
        let mut items = Vec::new();
        if self.markup().is_none() {
            let total = format!("{} {}", self.currency.digits(self.total), self.currency);
            items.push(Item::Check("Total amount due from buyer".to_owned(), total));
        }
        items.push(Item::Note(
            "once the offer is published, its schedule and its buyers cannot change".to_owned(),
        ));
        items.push(Item::Do("choose Create offer".to_owned()));
        Some(Page { title: "Review and create", items })
    }
}

/// A product type as listed in the console.
fn product_words(product: ProductType) -> String {
    let written = ProductType::WORDS.iter().find(|(_, value)| *value == product).map_or("", |(word, _)| word);
    let words = written.replace('_', " ");
    for (own, shown) in [("saas ", "SaaS "), ("ami ", "AMI ")] {
        if let Some(rest) = words.strip_prefix(own) {
            return format!("{shown}{rest}");
        }
    }
    words
}
