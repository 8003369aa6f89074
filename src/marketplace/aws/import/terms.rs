//! The terms of an offer, an authorization or an agreement: validity, legal text, renewal.

use std::ops::RangeInclusive;

use chrono::Days;

use super::members::Members;
use super::said::{SaidDocument, SaidTerm};
use super::{Build, ImportError, Moment};
use crate::marketplace::limits::STANDARD_EULA;
use crate::offer::{Duration, Field, Kind, Legal, Renewal, RenewalPart, Term};
use crate::text::source::Spanned;

impl Build<'_> {
    /// Imports a term; what an offer file has no key for goes into comments.
    pub(super) fn term(&mut self, mut term: Members<'_>) {
        term.need(&["Type"]);
        let place = term.peek("Type").map_or(term.span(), |kind| kind.span);
        if let Some(kind) = term.text("Type") {
            self.term_of(&Spanned::new(kind.to_owned(), place), term);
        }
    }

    pub(super) fn term_of(&mut self, kind: &Spanned<String>, mut term: Members<'_>) {
        self.said.terms.push(SaidTerm {
            kind: kind.clone(),
            change: self.said.own.len().checked_sub(1),
            values: term.scalars(),
            rates: Vec::new(),
        });
        // Ids of terms are assigned by the marketplace and never typed.
        term.ignore(&["Id", "Type"]);
        let key = match kind.value.as_str() {
            "PaymentScheduleTerm" | "ResalePaymentScheduleTerm" => {
                self.payment_schedule(&mut term);
                "installments"
            }
            "FixedUpfrontPricingTerm" | "ResaleFixedUpfrontPricingTerm" => {
                self.upfront(&mut term);
                "pricing"
            }
            "UsageBasedPricingTerm" | "ResaleUsageBasedPricingTerm" => {
                self.metered(&mut term);
                "pricing"
            }
            "ConfigurableUpfrontPricingTerm" | "ResaleConfigurableUpfrontPricingTerm" => {
                self.configurable(&mut term);
                "pricing"
            }
            "ValidityTerm" => {
                self.validity(&mut term);
                "term"
            }
            "NetPaymentTerm" | "ResaleNetPaymentTerm" => {
                self.net_terms(&mut term);
                "net_terms"
            }
            "LegalTerm" | "BuyerLegalTerm" => {
                self.legal(&mut term);
                "legal"
            }
            "SupportTerm" => {
                term.need(&["RefundPolicy"]);
                self.offer.refund_policy = term.string("RefundPolicy").into();
                "refund_policy"
            }
            "RenewalTerm" => {
                self.renewal(&mut term);
                "renewal"
            }
            "BuyerTargetingTerm" => {
                self.targeting(&mut term);
                "buyers"
            }
            "VariablePaymentTerm" => {
                let path = term.own_path().to_owned();
                return term.fault(ImportError::VariablePayments { path, span: kind.span });
            }
            other => {
                let key = if other.contains("Legal") { "legal" } else { "pricing" };
                self.say(key, term.summary(other));
                return;
            }
        };
        self.leave(key, term);
    }

    /// When the contract runs. Source of the combinations: Catalog API, "Work with private
    /// offers", UpdateValidityTerms.
    fn validity(&mut self, members: &mut Members<'_>) {
        let duration = members.duration("AgreementDuration");
        let start = members.moment("AgreementStartDate");
        let end = members.moment("AgreementEndDate");
        let whole = members.span();
        let place = duration.map_or(whole, |duration| duration.span);
        if let (Some(start), Some(end)) = (start, end)
            && self.offer.accepted.get() == Some(&start.value.day)
        {
            let term = self.since_acceptance(start, end, duration.map(|duration| duration.value));
            self.offer.term = Field::Given(Spanned::new(term, place));
            return;
        }
        self.time_of_day("term", "start", start.and_then(|start| start.value.within_day()));
        self.time_of_day("term", "end", end.and_then(|end| end.value.before_end()));
        let day = |moment: Spanned<Moment>| moment.map(|moment| moment.day);
        let term = match (start.map(day), end.map(day), duration) {
            (Some(start), Some(end), extra) => {
                self.not_carried_duration(extra);
                Term::Dates { start, end }
            }
            (Some(start), None, Some(duration)) => Term::From { start, duration },
            (None, None, Some(duration)) => Term::For(duration.value),
            (None, Some(end), None) => Term::Until { end },
            (None, Some(end), extra) if self.offer.kind.get() == Some(&Kind::ReplacementOffer) => {
                self.not_carried_duration(extra);
                Term::Until { end }
            }
            (None, Some(end), Some(duration)) => {
                self.say("term", format!("not carried: the end on {} beside the duration", end.value));
                Term::For(duration.value)
            }
            (Some(start), None, None) => {
                let line = format!("the contract starts on {}; when it ends is not said", start.value);
                self.say("term", line);
                return;
            }
            (None, None, None) => return,
        };
        if let Some(before) = self.offer.term.get().map(Term::words) {
            self.say("term", format!("not carried: another term before it, {before}"));
        }
        self.offer.term = Field::Given(Spanned::new(term, place));
    }

    fn not_carried_duration(&mut self, duration: Option<Spanned<Duration>>) {
        if let Some(duration) = duration {
            self.say("term", format!("not carried: the duration of {} beside the end", duration.value));
        }
    }

    pub(super) fn time_of_day(&mut self, key: &'static str, what: &str, time: Option<String>) {
        if let Some(time) = time {
            self.say(key, format!("the {what} is at {time} of its day; an offer file says days"));
        }
    }

    /// The term of an agreement that started when it was accepted: a duration.
    fn since_acceptance(
        &mut self,
        start: Spanned<Moment>,
        end: Spanned<Moment>,
        stated: Option<Duration>,
    ) -> Term {
        let length = length(start.value, end.value);
        if stated.is_some() && stated != length {
            self.say("term", format!("not carried: the end on {}", end.value.day));
        }
        match stated.or(length) {
            Some(duration) => Term::For(duration),
            None => {
                let day = |moment: Spanned<Moment>| moment.map(|moment| moment.day);
                Term::Dates { start: day(start), end: day(end) }
            }
        }
    }

    /// The term of an agreement from its first and last moment, if no term gives it; if one does, a
    /// comment says what differs.
    pub(super) fn runs(&mut self, start: Spanned<Moment>, end: Spanned<Moment>) {
        let day = |moment: Spanned<Moment>| moment.map(|moment| moment.day);
        let (first, last) = (day(start), day(end));
        let runs = format!("{} to {}", first.value, last.value);
        let length = length(start.value, end.value);
        let agrees = |term: &Term| match term {
            Term::For(duration) => Some(*duration) == length || duration.after(first.value) == last.value,
            Term::From { start, duration } => *start == first && Some(duration.value) == length,
            Term::Dates { start, end } => (*start, *end) == (first, last),
            Term::Until { end } => *end == last,
        };
        match self.offer.term.get() {
            Some(term) if agrees(term) => {}
            Some(_) => self.say("term", format!("the agreement runs from {runs}, says the marketplace")),
            None => {
                self.say("term", format!("worked out of the agreement's time, {runs}"));
                let term = match self.offer.accepted.get() == Some(&first.value) {
                    true => self.since_acceptance(start, end, None),
                    false => Term::Dates { start: first, end: last },
                };
                self.offer.term = Field::Given(Spanned::new(term, start.span));
            }
        }
    }

    fn net_terms(&mut self, members: &mut Members<'_>) {
        match members.duration("PaymentDuePeriod") {
            Some(due) if due.value.months() == 0 => {
                self.offer.net_terms = Field::Given(due.map(Duration::days));
            }
            Some(other) => {
                self.say("net_terms", format!("not carried: payment is due after {}", other.value));
            }
            None => {}
        }
    }

    /// The agreement text; an offer file names one document.
    fn legal(&mut self, members: &mut Members<'_>) {
        for mut document in members.objects("Documents") {
            let (written, version) = (document.string("Type"), document.string("Version"));
            if let (Some(kind), Some(term)) = (written.clone(), self.said.terms.last()) {
                let term = term.kind.value.clone();
                self.said.documents.push(SaidDocument { term, kind, version: version.clone() });
            }
            let kind = written.as_ref().map_or("?", |kind| kind.value.as_str());
            let (url, version) =
                (document.text("Url"), version.as_ref().map(|version| version.value.as_str()));
            if kind.starts_with("Custom") && url.is_none() {
                document.want(&["Url"]);
            }
            let eula = match (kind, url) {
                ("StandardEula", _) => Some("standard".to_owned()),
                ("CustomEula", Some(url)) => Some(url.to_owned()),
                _ => None,
            };
            let carried = eula.is_some() && self.offer.legal.is_absent();
            let current = carried && kind == "StandardEula" && version == Some(STANDARD_EULA);
            let version = version.filter(|_| !current).map(|version| format!("version {version}"));
            let url =
                url.filter(|_| !carried || kind == "StandardEula").map(|url| format!("the address {url}"));
            let document_type = (!carried).then(|| format!("the document {kind}"));
            let more: Vec<String> = document_type.into_iter().chain(version).chain(url).collect();
            if !more.is_empty() {
                self.say("legal", format!("not carried: {}", more.join(", ")));
            }
            if carried {
                let span = document.span();
                let eula = eula.map(|eula| Spanned::new(eula, span)).into();
                self.offer.legal = Field::Given(Spanned::new(Legal { span, eula }, span));
            }
            self.leave("legal", document);
        }
    }

    fn renewal(&mut self, members: &mut Members<'_>) {
        let span = members.span();
        let mut renewal = Renewal {
            span,
            times: self.renewal_number(members, "MaxRenewals", 1..=9_999_999).into(),
            lockout_days: self.lockout(members).into(),
            ..Renewal::default()
        };
        if self.judged && members.has("PriceIncrease") {
            // In a range, or of another form, it is said all the same.
            renewal.price_increase = Field::Invalid;
        }
        if let Some(mut increase) = members.object("PriceIncrease") {
            if let Some(mut fixed) = increase.object("FixedPercentage") {
                if let Some(percent) = fixed.percent("Value") {
                    renewal.price_increase = Field::Given(percent);
                }
                self.leave("renewal", fixed);
            }
            self.leave("renewal", increase);
        }
        let templates = members.objects("TermTemplates");
        let unread = self.judged && !templates.is_empty();
        for mut template in templates {
            if let Some(mut schedule) = template.object("PaymentScheduleTermTemplate") {
                self.renewal_schedule(&mut schedule, &mut renewal);
                self.leave("renewal", schedule);
            }
            // A template may also say its type itself, as a term does.
            self.renewal_schedule(&mut template, &mut renewal);
            self.leave("renewal", template);
        }
        if unread && renewal.installments.is_absent() {
            renewal.installments = Field::Invalid;
        }
        if renewal == Renewal::default() {
            self.say("renewal", "the offer may renew; how often and at which price is not said");
        } else {
            self.offer.renewal = Field::Given(Spanned::new(renewal, span));
        }
    }

    fn lockout(&mut self, members: &mut Members<'_>) -> Option<Spanned<u32>> {
        match members.duration("LockoutPeriod") {
            Some(period) if period.value.months() == 0 => Some(period.map(Duration::days)),
            Some(other) => {
                self.say("renewal", format!("not carried: a lockout period of {}", other.value));
                None
            }
            None => None,
        }
    }

    fn renewal_schedule(&mut self, template: &mut Members<'_>, renewal: &mut Renewal) {
        for part in template.objects("Schedule") {
            let place = part.span();
            renewal.installments.get_or_insert(place).push(self.renewal_part(part));
        }
        template.ignore(&["Type"]);
    }

    /// A number within what an offer file takes; another is said.
    fn renewal_number(
        &mut self,
        members: &mut Members<'_>,
        name: &str,
        taken: RangeInclusive<u32>,
    ) -> Option<Spanned<u32>> {
        let path = members.path(name);
        let number = members.whole(name)?;
        if self.judged || taken.contains(&number.value) {
            return Some(number);
        }
        self.say("renewal", format!("not carried: {path}: {}", number.value));
        None
    }

    fn renewal_part(&mut self, mut part: Members<'_>) -> RenewalPart {
        part.need(&["ChargeDateOffset", "ChargePercentage"]);
        let (after, percent) = (part.offset("ChargeDateOffset"), part.percent("ChargePercentage"));
        let (day, span) = (self.renewal_number(&mut part, "DayOfMonth", 1..=31), part.span());
        self.leave("renewal", part);
        RenewalPart { span, after: after.into(), percent: percent.into(), day: day.into() }
    }
}

/// The length from one moment to another; the last second of a day is the day's end.
fn length(start: Moment, end: Moment) -> Option<Duration> {
    let whole_day = end.second.is_none() || (end.before_end().is_none() && end.within_day().is_some());
    let until = if whole_day { end.day.checked_add_days(Days::new(1))? } else { end.day };
    Duration::between(start.day, until)
}
