//! The terms of an offer, an authorization or an agreement: when it runs, what it says, how it renews.

use chrono::Days;

use super::Build;
use super::members::Members;
use super::moment::Moment;
use crate::marketplace::limits::STANDARD_EULA;
use crate::offer::draft::{Legal, Renewal, RenewalPart, Term};
use crate::offer::{Duration, Kind, quote};

impl Build<'_> {
    /// Carries a term; what it says and an offer file has no place for stands in comments.
    pub(super) fn term(&mut self, mut term: Members<'_>) -> Result<(), String> {
        let Some(kind) = term.text("Type")? else {
            return Err(format!("{} is missing", term.path("Type")));
        };
        self.term_of(kind, term)
    }

    pub(super) fn term_of(&mut self, kind: &str, mut term: Members<'_>) -> Result<(), String> {
        // Ids of terms are given by the marketplace and never typed.
        term.ignore(&["Id", "Type"]);
        let key = match kind {
            "PaymentScheduleTerm" | "ResalePaymentScheduleTerm" => {
                self.payment_schedule(&mut term)?;
                "installments"
            }
            "FixedUpfrontPricingTerm" | "ResaleFixedUpfrontPricingTerm" => {
                self.upfront(&mut term)?;
                "pricing"
            }
            "UsageBasedPricingTerm" | "ResaleUsageBasedPricingTerm" => {
                self.metered(&mut term)?;
                "pricing"
            }
            "ConfigurableUpfrontPricingTerm" | "ResaleConfigurableUpfrontPricingTerm" => {
                self.configurable(&mut term)?;
                "pricing"
            }
            "ValidityTerm" => {
                self.validity(&mut term)?;
                "term"
            }
            "NetPaymentTerm" | "ResaleNetPaymentTerm" => {
                self.net_terms(&mut term)?;
                "net_terms"
            }
            "LegalTerm" | "BuyerLegalTerm" => {
                self.legal(&mut term)?;
                "legal"
            }
            "SupportTerm" => {
                self.draft.refund_policy = term.text("RefundPolicy")?.map(str::to_owned);
                "refund_policy"
            }
            "RenewalTerm" => {
                self.renewal(&mut term)?;
                "renewal"
            }
            "BuyerTargetingTerm" => {
                self.targeting(&mut term)?;
                "buyers"
            }
            other => {
                let key = if other.contains("Legal") { "legal" } else { "pricing" };
                self.say(key, term.summary(other));
                return Ok(());
            }
        };
        self.leave(key, term);
        Ok(())
    }

    /// When the contract runs. Source of the combinations: Catalog API, "Work with private
    /// offers", UpdateValidityTerms.
    fn validity(&mut self, members: &mut Members<'_>) -> Result<(), String> {
        let duration = members.duration("AgreementDuration")?;
        let start = members.moment("AgreementStartDate")?;
        let end = members.moment("AgreementEndDate")?;
        if let (Some(start), Some(end)) = (start, end)
            && self.draft.accepted == Some(start.day)
        {
            self.draft.term = Some(self.since_acceptance(start, end, duration));
            return Ok(());
        }
        self.time_of_day("term", "start", start.and_then(Moment::within_day));
        self.time_of_day("term", "end", end.and_then(Moment::before_end));
        let (first, last) = (start.map(|it| it.day), end.map(|it| it.day));
        let term = match (first, last, duration) {
            (Some(start), Some(end), extra) => {
                self.not_carried_duration(extra);
                Term::Dates { start, end }
            }
            (Some(start), None, Some(duration)) => Term::From { start, duration },
            (None, None, Some(duration)) => Term::For(duration),
            (None, Some(end), None) => Term::Until { end },
            (None, Some(end), Some(duration)) if self.draft.kind == Some(Kind::ReplacementOffer) => {
                self.not_carried_duration(Some(duration));
                Term::Until { end }
            }
            (None, Some(end), Some(duration)) => {
                self.say("term", format!("not carried: the end on {end} beside the duration"));
                Term::For(duration)
            }
            (Some(start), None, None) => {
                self.say("term", format!("the contract starts on {start}; when it ends is not said"));
                return Ok(());
            }
            (None, None, None) => return Ok(()),
        };
        if let Some(before) = self.draft.term.replace(term) {
            self.say("term", format!("not carried: another term before it, {}", words(before)));
        }
        Ok(())
    }

    fn not_carried_duration(&mut self, duration: Option<Duration>) {
        if let Some(duration) = duration {
            self.say("term", format!("not carried: the duration of {duration} beside the end"));
        }
    }

    pub(super) fn time_of_day(&mut self, key: &'static str, what: &str, time: Option<String>) {
        if let Some(time) = time {
            self.say(key, format!("the {what} is at {time} of its day; an offer file says days"));
        }
    }

    /// The term of an agreement that started when it was accepted: a duration.
    fn since_acceptance(&mut self, start: Moment, end: Moment, stated: Option<Duration>) -> Term {
        let length = length(start, end);
        if stated.is_some() && stated != length {
            self.say("term", format!("not carried: the end on {}", end.day));
        }
        match stated.or(length) {
            Some(duration) => Term::For(duration),
            None => Term::Dates { start: start.day, end: end.day },
        }
    }

    /// The term of an agreement out of its first and last moment, where no term says it; where one
    /// does, what differs is said.
    pub(super) fn runs(&mut self, start: Moment, end: Moment) {
        let runs = format!("{} to {}", start.day, end.day);
        let agrees = |term: Term| match term {
            Term::For(duration) => {
                Some(duration) == length(start, end) || duration.after(start.day) == end.day
            }
            Term::From { start: first, duration } => {
                first == start.day && Some(duration) == length(start, end)
            }
            Term::Dates { start: first, end: last } => (first, last) == (start.day, end.day),
            Term::Until { end: last } => last == end.day,
        };
        match self.draft.term {
            Some(term) if agrees(term) => {}
            Some(_) => self.say("term", format!("the agreement runs from {runs}, says the marketplace")),
            None => {
                self.say("term", format!("worked out of the agreement's time, {runs}"));
                self.draft.term = Some(match self.draft.accepted == Some(start.day) {
                    true => self.since_acceptance(start, end, None),
                    false => Term::Dates { start: start.day, end: end.day },
                });
            }
        }
    }

    fn net_terms(&mut self, members: &mut Members<'_>) -> Result<(), String> {
        match members.duration("PaymentDuePeriod")? {
            Some(Duration { months: 0, days }) => self.draft.net_terms = Some(days),
            Some(other) => self.say("net_terms", format!("not carried: payment is due after {other}")),
            None => {}
        }
        Ok(())
    }

    /// The agreement text; an offer file names one document.
    fn legal(&mut self, members: &mut Members<'_>) -> Result<(), String> {
        for mut document in members.objects("Documents")? {
            let (kind, url) = (document.text("Type")?.unwrap_or("?"), document.text("Url")?);
            let version = document.text("Version")?;
            let eula = match (kind, url) {
                ("StandardEula", _) => Some("standard".to_owned()),
                ("CustomEula", Some(url)) => Some(url.to_owned()),
                _ => None,
            };
            let carried = eula.is_some() && self.draft.legal.is_none();
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
                self.draft.legal = Some(Legal { eula });
            }
            self.leave("legal", document);
        }
        Ok(())
    }

    fn renewal(&mut self, members: &mut Members<'_>) -> Result<(), String> {
        let mut renewal = Renewal {
            times: members.whole("MaxRenewals")?,
            lockout_days: self.lockout(members)?,
            ..Renewal::default()
        };
        if let Some(mut increase) = members.object("PriceIncrease")? {
            if let Some(mut fixed) = increase.object("FixedPercentage")? {
                let path = fixed.path("Value");
                let share = fixed.text("Value")?.map(super::change_set::share).transpose();
                renewal.price_increase = share.map_err(|message| format!("{path}: {message}"))?;
                self.leave("renewal", fixed);
            }
            self.leave("renewal", increase);
        }
        for mut template in members.objects("TermTemplates")? {
            if let Some(mut schedule) = template.object("PaymentScheduleTermTemplate")? {
                for part in schedule.objects("Schedule")? {
                    renewal.installments.push(self.renewal_part(part)?);
                }
                schedule.ignore(&["Type"]);
                self.leave("renewal", schedule);
            }
            template.ignore(&["Type"]);
            self.leave("renewal", template);
        }
        if renewal == Renewal::default() {
            self.say("renewal", "the offer may renew; how often and at which price is not said");
        } else {
            self.draft.renewal = Some(renewal);
        }
        Ok(())
    }

    fn lockout(&mut self, members: &mut Members<'_>) -> Result<Option<u32>, String> {
        Ok(match members.duration("LockoutPeriod")? {
            Some(Duration { months: 0, days }) => Some(days),
            Some(other) => {
                self.say("renewal", format!("not carried: a lockout period of {other}"));
                None
            }
            None => None,
        })
    }

    fn renewal_part(&mut self, mut part: Members<'_>) -> Result<RenewalPart, String> {
        let after = part.read("ChargeDateOffset", |json| {
            let text = super::members::text(json)?;
            let zero = matches!(text, "P0M" | "P0D");
            let duration = if zero { Some(Duration::months(0)) } else { Duration::parse(text).ok() };
            duration.ok_or_else(|| format!("{} is no duration such as `P3M`", quote(text)))
        })?;
        let path = part.path("ChargePercentage");
        let percent = part.text("ChargePercentage")?.map(super::change_set::share).transpose();
        let percent = percent.map_err(|message| format!("{path}: {message}"))?;
        let day = part.whole("DayOfMonth")?;
        self.leave("renewal", part);
        Ok(RenewalPart { after, percent, day })
    }
}

/// How long it is from one moment to another; the last second of a day is the day's end.
fn length(start: Moment, end: Moment) -> Option<Duration> {
    let whole_day = end.second.is_none() || (end.before_end().is_none() && end.within_day().is_some());
    let until = if whole_day { end.day.checked_add_days(Days::new(1))? } else { end.day };
    Duration::between(start.day, until)
}

/// A term in words.
fn words(term: Term) -> String {
    match term {
        Term::For(duration) => duration.to_string(),
        Term::Dates { start, end } => format!("{start} to {end}"),
        Term::From { start, duration } => format!("{duration} from {start}"),
        Term::Until { end } => format!("until {end}"),
    }
}
