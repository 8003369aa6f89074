//! The terms around the prices: validity, payment, renewal, agreement text and refunds.

use serde_json::{Map, Value, json};

use super::Build;
use super::create::percent;
use crate::marketplace::limits::STANDARD_EULA;
use crate::offer::{Amount, Currency, Duration, Renewal, RenewalPart, Term};

impl Build<'_> {
    /// When the agreement runs. A start is sent with the end that follows from it: every product with a
    /// start accepts the pair. Source: Catalog API, "Work with private offers", UpdateValidityTerms.
    pub(super) fn validity(&mut self) {
        if self.is_authorization() {
            self.authorized_validity();
            return;
        }
        let term = match (self.offer.term.get(), self.contract.start, self.contract.end) {
            (Some(Term::For(duration)), ..) => {
                json!({"Type": "ValidityTerm", "AgreementDuration": iso(*duration)})
            }
            (Some(Term::Until { end }), ..) => {
                json!({"Type": "ValidityTerm", "AgreementEndDate": end.value.to_string()})
            }
            (Some(Term::Dates { .. } | Term::From { .. }), Some(start), Some(end)) => json!({
                "Type": "ValidityTerm",
                "AgreementStartDate": start.to_string(),
                "AgreementEndDate": end.to_string(),
            }),
            _ => {
                self.missing.push("`term` could not be worked out".to_owned());
                return;
            }
        };
        self.add("UpdateValidityTerms", json!({"Terms": [term]}));
    }

    /// The day by which the partner's agreements start, if the authorization has a start.
    fn authorized_validity(&mut self) {
        if let Some(Term::Dates { start, .. } | Term::From { start, .. }) = self.offer.term.get() {
            let term =
                json!({"Type": "BuyerValidityTerm", "MaximumAgreementStartDate": start.value.to_string()});
            self.add("UpdateBuyerValidityTerms", json!({"Terms": [term]}));
        }
    }

    pub(super) fn payment_schedule(&mut self) {
        let Some(currency) = self.offer.currency.get().filter(|_| self.schedule.is_complete()) else {
            self.missing.push("the installments could not all be worked out".to_owned());
            return;
        };
        let mut schedule = Vec::with_capacity(self.schedule.installments.len());
        for installment in &self.schedule.installments {
            let Some(amount) = installment.amount else { continue };
            match charge_amount(amount, *currency, self.limits) {
                Some(digits) => {
                    schedule
                        .push(json!({"ChargeDate": installment.date.to_string(), "ChargeAmount": digits}));
                }
                None => self.missing.push(format!(
                    "the marketplace takes no installment of {} on {}",
                    self.offer.money(amount),
                    installment.date
                )),
            }
        }
        let term = json!({
            "Type": self.of_resale("PaymentScheduleTerm"),
            "CurrencyCode": currency.code(),
            "Schedule": schedule,
        });
        self.add("UpdatePaymentScheduleTerms", json!({"Terms": [term]}));
    }

    pub(super) fn net_terms(&mut self) {
        if let Some(days) = self.offer.net_terms.get() {
            let term =
                json!({"Type": self.of_resale("NetPaymentTerm"), "PaymentDuePeriod": format!("P{days}D")});
            self.add("UpdateNetPaymentTerms", json!({"Terms": [term]}));
        }
    }

    pub(super) fn renewal(&mut self) {
        let Some(renewal) = self.offer.renewal.get() else { return };
        if self.is_authorization() {
            self.notes.push("`renewal` is not sent: an authorization has no renewal term".to_owned());
            return;
        }
        let (Some(times), Some(increase)) = (renewal.times.get(), renewal.price_increase.get()) else {
            self.missing.push("`renewal` needs `times` and `price_increase`".to_owned());
            return;
        };
        let Some(increase) = percent(increase, self.limits.request.percent_decimals) else {
            self.too_precise("`renewal.price_increase`", &increase.words());
            return;
        };
        let mut term = Map::new();
        term.insert("Type".to_owned(), json!("RenewalTerm"));
        if let Some(days) = renewal.lockout_days.get().filter(|days| **days > 0) {
            term.insert("LockoutPeriod".to_owned(), json!(format!("P{days}D")));
        }
        term.insert("MaxRenewals".to_owned(), json!(times));
        term.insert("PriceIncrease".to_owned(), json!({"FixedPercentage": {"Value": increase}}));
        if let Some(schedule) = self.renewed_schedule(renewal) {
            let template = json!({"PaymentScheduleTermTemplate": {"Schedule": schedule}});
            term.insert("TermTemplates".to_owned(), json!([template]));
        }
        self.add("UpdateRenewalTerms", json!({"Terms": [term]}));
    }

    /// The installments of each renewed term, if the offer has any.
    fn renewed_schedule(&mut self, renewal: &Renewal) -> Option<Vec<Value>> {
        let parts = renewal.installments.get()?;
        // All offsets are in one unit; zero is written in the unit of the others.
        let in_days = parts.iter().any(|part| part.after.get().is_some_and(|after| after.days() > 0));
        let mut schedule = Vec::with_capacity(parts.len());
        for part in parts {
            let RenewalPart { after, percent: share, day, .. } = part;
            let (Some(after), Some(share)) = (after.get(), share.get()) else { continue };
            let Some(share) = percent(share, self.limits.request.percent_decimals) else {
                self.too_precise("`percent` in `renewal.installments`", &share.words());
                continue;
            };
            let offset =
                if in_days { format!("P{}D", after.days()) } else { format!("P{}M", after.months()) };
            let mut entry = json!({"ChargeDateOffset": offset, "ChargePercentage": share});
            if let (Some(entry), Some(day)) = (entry.as_object_mut(), day.get()) {
                entry.insert("DayOfMonth".to_owned(), json!(day));
            }
            schedule.push(entry);
        }
        Some(schedule)
    }

    fn too_precise(&mut self, what: &str, words: &str) {
        let most = self.limits.request.percent_decimals;
        self.missing.push(format!("{what} is {words}, but at most {most} decimals are taken"));
    }

    pub(super) fn legal(&mut self) {
        let Some(eula) = self.offer.legal.get().and_then(|legal| legal.eula.get()) else {
            let write = "`legal: {eula: standard}`, or the address of a PDF in place of `standard`";
            if self.is_authorization() {
                self.missing.push(format!("no agreement text: write {write}"));
            } else if !self.inherits() {
                self.before_release("agreement text", write);
            }
            return;
        };
        let document = match eula.as_str() {
            "standard" => json!({"Type": "StandardEula", "Version": STANDARD_EULA}),
            address => json!({"Type": "CustomEula", "Url": address}),
        };
        let kind = if self.is_authorization() { "BuyerLegalTerm" } else { "LegalTerm" };
        self.add("UpdateLegalTerms", json!({"Terms": [{"Type": kind, "Documents": [document]}]}));
    }

    pub(super) fn support(&mut self) {
        let Some(policy) = self.offer.refund_policy.get() else { return };
        if self.is_authorization() {
            self.notes.push("`refund_policy` is not sent: an authorization has no support term".to_owned());
            return;
        }
        self.add("UpdateSupportTerms", json!({"Terms": [{"Type": "SupportTerm", "RefundPolicy": policy}]}));
    }
}

/// An amount as `ChargeAmount`: exactly the currency's decimals; `None` if the published pattern does
/// not allow it.
fn charge_amount(
    amount: Amount,
    currency: Currency,
    limits: &crate::marketplace::limits::Limits,
) -> Option<String> {
    let decimals = currency.decimals();
    let exact = amount.normalized().scale() <= decimals && decimals <= limits.request.amount_decimals;
    let in_range = !amount.is_negative() && amount <= limits.amount;
    (exact && in_range).then(|| currency.digits(amount))
}

/// A duration in ISO 8601: `P36M`, `P450D`, `P12M15D`.
pub(crate) fn iso(duration: Duration) -> String {
    match (duration.months(), duration.days()) {
        (months, 0) => format!("P{months}M"),
        (0, days) => format!("P{days}D"),
        (months, days) => format!("P{months}M{days}D"),
    }
}
