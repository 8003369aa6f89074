//! The end of an import: values from options, derived values, and what is still missing.

use super::{Build, Given, ImportError, Imported};
use crate::marketplace::limits::ANNUAL_DAYS;
use crate::offer::{Buyer, Duration, Field, Kind, Offer, Product, ProductType, Term};
use crate::text::source::Spanned;

impl Build<'_> {
    /// The finished offer.
    pub(super) fn finish(mut self) -> Result<Imported, ImportError> {
        self.comments.schema.clone_from(&self.options.schema);
        self.fixed_days()?;
        self.product()?;
        self.buyers()?;
        self.installments()?;
        self.contract();
        self.worth();
        if !self.partial {
            self.gaps();
        }
        Ok(Imported { offer: self.offer, comments: self.comments, partial: self.partial })
    }

    fn fixed_days(&mut self) -> Result<(), ImportError> {
        given(Given::AcceptBy, &mut self.offer.accept_by, self.options.accept_by)?;
        given(Given::Release, &mut self.offer.release, self.options.release)?;
        if let (Some(released), true) = (self.facts.released, self.offer.release.is_absent()) {
            let line = format!("{released}; the day is not in the JSON: write `release: …`");
            self.say("release", line);
        }
        Ok(())
    }

    fn product(&mut self) -> Result<(), ImportError> {
        let concluded = self.concluded_type().filter(|_| !self.partial);
        let mut product = self.offer.product.get().cloned().unwrap_or_default();
        given(Given::Product, &mut product.id, self.options.product.clone())?;
        product.product_type = self.options.product_type.into();
        if let (None, Some((product_type, why))) = (self.options.product_type, concluded) {
            product.product_type = product_type.into();
            let word = product_type.word();
            self.say("product", format!("`{word}` is concluded, as {why}; the JSON does not say it"));
        }
        if product != Product::default() {
            self.offer.product = Field::Given(Spanned { span: product.span, value: product });
        }
        Ok(())
    }

    fn buyers(&mut self) -> Result<(), ImportError> {
        let known = self.offer.buyers.get().map_or(&[][..], Vec::as_slice);
        let named: Vec<&str> = known.iter().filter_map(|buyer| Some(buyer.account.get()?.as_str())).collect();
        let wanted = &self.options.buyers;
        if !wanted.is_empty() && !named.is_empty() && named != *wanted {
            let (given, json) = (wanted.join(", "), named.join(", "));
            return Err(ImportError::Contradiction { option: Given::Buyers, given, json });
        }
        let nobody = named.is_empty();
        if nobody {
            wanted.iter().for_each(|account| self.add_buyer(Buyer::new(account)));
        }
        if let Some(account) = self.facts.reseller.take() {
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
                buyers.iter_mut().for_each(|buyer| buyer.billing = billing.into());
            }
            (Some(_), None) => self.say(
                "buyers",
                "how they are billed is not in the JSON: the account register says it, or `billing` here",
            ),
            (None, _) => {}
        }
        Ok(())
    }

    /// How long the grants last, if it is not the contract's own length.
    fn contract(&mut self) {
        let Some(duration) = self.facts.upfront.flatten() else { return };
        let authorization = self.offer.kind.get() == Some(&Kind::ResaleAuthorization);
        if self.offer.term.is_absent() && (authorization || !self.partial) {
            if !authorization {
                self.say("term", "as long as what is granted; the JSON has no validity term");
            }
            self.offer.term = Term::For(duration).into();
            return;
        }
        let annual = self.offer.product_type() == Some(ProductType::AmiHourlyAnnual)
            && Some(duration) == Duration::new(0, ANNUAL_DAYS);
        if !annual && !self.is_as_long(duration) {
            self.say("pricing", format!("not carried: the grants are for {duration}"));
        }
    }

    fn is_as_long(&self, duration: Duration) -> bool {
        match self.offer.term.get() {
            Some(Term::For(term)) => *term == duration,
            Some(Term::From { duration: term, .. }) => term.value == duration,
            Some(Term::Dates { start, end }) => end.value.succ_opt() == Some(duration.after(start.value)),
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

/// Takes an option's value if the JSON has none; they may also agree.
fn given<T: PartialEq + std::fmt::Display>(
    option: Given,
    value: &mut Field<T>,
    given: Option<T>,
) -> Result<(), ImportError> {
    match (value.get(), given) {
        (Some(value), Some(given)) if *value != given => {
            Err(ImportError::Contradiction { option, given: given.to_string(), json: value.to_string() })
        }
        (None, Some(given)) => {
            *value = given.into();
            Ok(())
        }
        _ => Ok(()),
    }
}
