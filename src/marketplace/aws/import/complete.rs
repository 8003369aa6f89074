//! The end of an import: what the options add, what follows, and what is still missing.

use super::{Build, Imported};
use crate::marketplace::limits::ANNUAL_DAYS;
use crate::offer::draft::{Buyer, Draft, Product, Term};
use crate::offer::{Duration, Kind, ProductType};

impl Build<'_> {
    /// The finished draft.
    pub(super) fn finish(mut self) -> Result<Imported, String> {
        self.draft.schema.clone_from(&self.options.schema);
        self.fixed_days()?;
        self.product()?;
        self.buyers()?;
        self.installments()?;
        self.contract();
        self.worth();
        if !self.partial {
            self.gaps();
        }
        Ok(Imported { draft: self.draft, partial: self.partial })
    }

    fn fixed_days(&mut self) -> Result<(), String> {
        given("--accept-by", &mut self.draft.accept_by, self.options.accept_by)?;
        given("--release", &mut self.draft.release, self.options.release)?;
        if let (Some(released), None) = (self.facts.released, self.draft.release) {
            let line = format!("{released}; the day is not in the JSON: write `release: …`");
            self.say("release", line);
        }
        Ok(())
    }

    fn product(&mut self) -> Result<(), String> {
        let mut product = self.draft.product.take().unwrap_or_default();
        given("--product", &mut product.id, self.options.product.clone())?;
        let concluded = self.concluded_type().filter(|_| !self.partial);
        product.product_type = self.options.product_type;
        if let (None, Some((product_type, why))) = (product.product_type, concluded) {
            product.product_type = Some(product_type);
            let word = product_type.word();
            self.say("product", format!("`{word}` is concluded, as {why}; the JSON does not say it"));
        }
        if product != Product::default() {
            self.draft.product = Some(product);
        }
        Ok(())
    }

    fn buyers(&mut self) -> Result<(), String> {
        let named: Vec<&str> = self.draft.buyers.iter().map(|buyer| buyer.account.as_str()).collect();
        if !self.options.buyers.is_empty() {
            if !named.is_empty() && named != self.options.buyers {
                return Err(format!("--buyer names other accounts than the JSON, {}", named.join(", ")));
            }
            let buyer = |account: &String| Buyer { account: account.clone(), ..Buyer::default() };
            if named.is_empty() {
                self.draft.buyers = self.options.buyers.iter().map(buyer).collect();
            }
        }
        if let Some(account) = self.facts.reseller.take() {
            if self.draft.buyers.is_empty() {
                self.say("buyers", "the partner; the authorization names no buyer");
                self.draft.buyers.push(Buyer { account, ..Buyer::default() });
            } else {
                self.say("buyers", format!("the partner's own account is {account}"));
            }
        }
        match self.options.billing {
            Some(billing) => self.draft.buyers.iter_mut().for_each(|buyer| buyer.billing = Some(billing)),
            None if self.draft.buyers.is_empty() => {}
            None => self.say(
                "buyers",
                "how they are billed is not in the JSON: the account register says it, or `billing` here",
            ),
        }
        Ok(())
    }

    /// How long the grants last, where it is not the contract's own length.
    fn contract(&mut self) {
        let Some(duration) = self.facts.upfront.flatten() else { return };
        let authorization = self.draft.kind == Some(Kind::ResaleAuthorization);
        if self.draft.term.is_none() && (authorization || !self.partial) {
            if !authorization {
                self.say("term", "as long as what is granted; the JSON has no validity term");
            }
            self.draft.term = Some(Term::For(duration));
            return;
        }
        let product_type = self.draft.product.as_ref().and_then(|product| product.product_type);
        let annual = product_type == Some(ProductType::AmiHourlyAnnual)
            && duration == Duration { months: 0, days: ANNUAL_DAYS };
        if !annual && !self.is_as_long(duration) {
            self.say("pricing", format!("not carried: the grants are for {duration}"));
        }
    }

    fn is_as_long(&self, duration: Duration) -> bool {
        match self.draft.term {
            Some(Term::For(term) | Term::From { duration: term, .. }) => term == duration,
            Some(Term::Dates { start, end }) => end.succ_opt() == Some(duration.after(start)),
            Some(Term::Until { .. }) | None => false,
        }
    }

    fn worth(&mut self) {
        let Some((value, currency)) = self.worth.take() else { return };
        let code = self.draft.currency.map(|currency| currency.code().to_owned());
        if self.draft.total != Some(value) || code.as_deref() != Some(currency.as_str()) {
            self.say("total", format!("the agreement is worth {value} {currency}, says the marketplace"));
        }
    }

    /// Says what an offer needs and the JSON does not have.
    fn gaps(&mut self) {
        let Draft { name, accept_by, term, product, .. } = &self.draft;
        let mut gaps: Vec<(&'static str, &str)> = Vec::new();
        if name.is_none() {
            gaps.push(("name", "the JSON has no name: write `name: …`"));
        }
        match product {
            None => gaps.push(("product", "the JSON names no product: write `product: {id: …, type: …}`, or import with --product and --product-type")),
            Some(product) => {
                if product.id.is_none() {
                    gaps.push(("product", "the JSON names no product: write `id: …`, or import with --product"));
                }
                if product.product_type.is_none() {
                    gaps.push(("product", "the JSON has no product type: write `type: …`, or import with --product-type"));
                }
            }
        }
        if self.draft.buyers.is_empty() {
            gaps.push(("buyers", "the JSON names no buyer: write `buyers: […]`, or import with --buyer"));
        }
        if accept_by.is_none() {
            gaps.push((
                "accept_by",
                "the JSON has no last day to accept: write `accept_by: …`, or import with --accept-by",
            ));
        }
        if term.is_none() {
            gaps.push(("term", "the JSON does not say how long the contract runs: write `term: …`"));
        }
        if self.draft.installments.is_empty() {
            gaps.push(("installments", "the JSON has no payment schedule"));
        }
        gaps.into_iter().for_each(|(key, line)| self.say(key, line));
    }
}

/// Takes what an option gives where the JSON says nothing; both may say the same.
fn given<T: PartialEq + std::fmt::Display>(
    option: &str,
    value: &mut Option<T>,
    given: Option<T>,
) -> Result<(), String> {
    match (&*value, given) {
        (Some(value), Some(given)) if *value != given => {
            Err(format!("{option} says {given}, but the JSON says {value}"))
        }
        (None, Some(given)) => {
            *value = Some(given);
            Ok(())
        }
        _ => Ok(()),
    }
}
