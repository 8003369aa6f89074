//! The end of an import: values from options, derived values, and what is still missing.

use super::{Build, Given, ImportError};
use crate::marketplace::limits::ANNUAL_DAYS;
use crate::offer::{Buyer, Duration, Field, Kind, Offer, ProductType, Term};
use crate::text::source::{Span, Spanned};

impl Build<'_> {
    /// Puts in what follows from the JSON and from the options, and says what is missing.
    pub(super) fn finish(&mut self) {
        self.comments.schema.clone_from(&self.options.schema);
        self.fixed_days();
        self.product();
        self.buyers();
        self.installments();
        self.contract();
        self.worth();
        if !self.partial {
            self.gaps();
        }
    }

    fn fixed_days(&mut self) {
        self.given(Given::AcceptBy, |offer| &mut offer.accept_by, self.options.accept_by);
        self.given(Given::Release, |offer| &mut offer.release, self.options.release);
        if let (Some(released), true) = (self.facts.released, self.offer.release.is_absent()) {
            let line = format!("{released}; the day is not in the JSON: write `release: …`");
            self.say("release", line);
        }
    }

    fn product(&mut self) {
        let concluded = self.concluded_type().filter(|_| !self.partial);
        if let Some(given) = self.options.product.clone() {
            self.given(Given::Product, product_id, Some(given));
        }
        let product_type = self.options.product_type.or(concluded.map(|(product_type, _)| product_type));
        let Some(product_type) = product_type else { return };
        let product = self.offer.product.get_or_insert(Span::NOWHERE);
        product.product_type = Field::Given(Spanned::new(product_type, product.span));
        if let (None, Some((product_type, why))) = (self.options.product_type, concluded) {
            let word = product_type.word();
            self.say("product", format!("`{word}` is concluded, as {why}; the JSON does not say it"));
        }
    }

    /// Takes an option's value if the JSON has none; they may also agree.
    fn given<T: PartialEq + std::fmt::Display>(
        &mut self,
        option: Given,
        field: impl FnOnce(&mut Offer) -> &mut Field<T>,
        given: Option<T>,
    ) {
        let field = field(&mut self.offer);
        match (field.get(), given) {
            (Some(value), Some(given)) if *value != given => {
                let (given, json) = (given.to_string(), value.to_string());
                self.contradict(ImportError::Contradiction { option, given, json });
            }
            (None, Some(given)) => *field = given.into(),
            _ => {}
        }
    }

    fn contradict(&mut self, error: ImportError) {
        self.contradiction.get_or_insert(error);
    }

    fn buyers(&mut self) {
        let known = self.offer.buyers.get().map_or(&[][..], Vec::as_slice);
        let named: Vec<&str> = known.iter().filter_map(|buyer| Some(buyer.account.get()?.as_str())).collect();
        let wanted = &self.options.buyers;
        if !wanted.is_empty() && !named.is_empty() && named != *wanted {
            let (given, json) = (wanted.join(", "), named.join(", "));
            return self.contradict(ImportError::Contradiction { option: Given::Buyers, given, json });
        }
        let nobody = named.is_empty();
        if nobody {
            wanted.iter().for_each(|account| self.add_buyer(Buyer::new(account)));
        }
        if let Some(account) = self.facts.reseller.take().filter(|_| !self.judged) {
            if self.offer.buyers.is_absent() {
                self.say("buyers", "the partner; the authorization names no buyer");
                self.add_buyer(Buyer {
                    span: account.span,
                    account: Field::Given(account),
                    ..Buyer::default()
                });
            } else {
                self.say("buyers", format!("the partner's own account is {}", account.value));
            }
        }
        match (self.offer.buyers.get_mut(), self.options.billing) {
            (Some(buyers), Some(billing)) => {
                for buyer in buyers {
                    buyer.billing = Field::Given(Spanned::new(billing, buyer.span));
                }
            }
            (Some(_), None) => self.say(
                "buyers",
                "how they are billed is not in the JSON: the account register says it, or `billing` here",
            ),
            (None, _) => {}
        }
    }

    /// How long the grants last, if it is not the contract's own length.
    fn contract(&mut self) {
        let Some(Spanned { value: duration, span }) = self.facts.granted_for else { return };
        let authorization = self.offer.kind.get() == Some(&Kind::ResaleAuthorization);
        if self.offer.term.is_absent() && (authorization || !self.partial) {
            if !authorization {
                self.say("term", "as long as what is granted; the JSON has no validity term");
            }
            self.offer.term = Field::Given(Spanned::new(Term::For(duration), span));
            return;
        }
        let annual = self.offer.product_type() == Some(ProductType::AmiHourlyAnnual)
            && Some(duration) == Duration::new(0, ANNUAL_DAYS);
        if !annual && !self.is_as_long(duration) {
            let pricing = self.offer.pricing.get_or_insert(span);
            pricing.duration = Field::Given(Spanned::new(duration, span));
        }
    }

    fn is_as_long(&self, duration: Duration) -> bool {
        match self.offer.term.get() {
            Some(Term::For(term)) => *term == duration,
            Some(Term::From { duration: term, .. }) => term.value == duration,
            // Where the end is a moment within its day, that day is not counted.
            Some(Term::Dates { start, end }) => {
                let after = duration.after(start.value);
                end.value == after || end.value.succ_opt() == Some(after)
            }
            Some(Term::Until { .. }) | None => false,
        }
    }

    fn worth(&mut self) {
        let Some((value, currency)) = self.worth.take() else { return };
        let code = self.currency().map(|currency| currency.code().to_owned());
        if self.offer.total.get() != Some(&value) || code.as_deref() != Some(currency.as_str()) {
            self.say("total", format!("the agreement is worth {value} {currency}, says the marketplace"));
        }
    }

    /// Adds comments about what an offer needs and the JSON lacks.
    fn gaps(&mut self) {
        let Offer { name, accept_by, term, product, buyers, installments, .. } = &self.offer;
        let way = |option: Given| {
            self.options
                .called
                .get(&option)
                .map_or(String::new(), |option| format!(", or import with {option}"))
        };
        let product = product.get();
        let gaps = [
            (name.is_absent(), "name", "the JSON has no name: write `name: …`".to_owned()),
            (product.is_none(), "product", {
                let more = self.options.called.get(&Given::ProductType);
                let more = more.map_or(String::new(), |option| format!(" and {option}"));
                let ways = Some(way(Given::Product)).filter(|way| !way.is_empty()).map(|way| way + &more);
                format!(
                    "the JSON names no product: write `product: {{id: …, type: …}}`{}",
                    ways.unwrap_or_default()
                )
            }),
            (
                product.is_some_and(|product| product.id.is_absent()),
                "product",
                format!("the JSON names no product: write `id: …`{}", way(Given::Product)),
            ),
            (
                product.is_some_and(|product| product.product_type.is_absent()),
                "product",
                format!("the JSON has no product type: write `type: …`{}", way(Given::ProductType)),
            ),
            (
                buyers.is_absent(),
                "buyers",
                format!("the JSON names no buyer: write `buyers: […]`{}", way(Given::Buyers)),
            ),
            (
                accept_by.is_absent(),
                "accept_by",
                format!("the JSON has no last day to accept: write `accept_by: …`{}", way(Given::AcceptBy)),
            ),
            (
                term.is_absent(),
                "term",
                "the JSON does not say how long the contract runs: write `term: …`".to_owned(),
            ),
            (installments.is_absent(), "installments", "the JSON has no payment schedule".to_owned()),
        ];
        for (_, key, line) in gaps.into_iter().filter(|(missing, ..)| *missing) {
            self.say(key, line);
        }
    }
}

fn product_id(offer: &mut Offer) -> &mut Field<String> {
    &mut offer.product.get_or_insert(Span::NOWHERE).id
}
