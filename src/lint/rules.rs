//! Rules: their definition, what they can see, and the list of all of them.

use chrono::NaiveDate;

use crate::lint::behind::Behind;
use crate::lint::{Overlap, Related};
use crate::marketplace::aws::import::said::JsonSays;
use crate::marketplace::limits::Limits;
use crate::offer::accounts::{Families, Register};
use crate::offer::{Contract, Offer};
use crate::schedule::{Holidays, Schedule};
use crate::text::diagnostic::{Applicability, Diagnostic};
use crate::text::message::Message;
use crate::text::source::{SourceFile, Span};
use crate::text::yaml::Document;

mod days;
mod dimensions;
mod frozen;
mod level;
pub mod manual;
mod options;
mod places;
mod resale;
mod text;

pub use level::Level;
pub use options::Options;

/// One rule: its manual page, its level, and its check.
#[derive(Debug)]
pub struct Rule {
    /// Its name and stable code: kebab-case, says the bad thing, reads after "allow".
    pub name: &'static str,
    /// Its level, unless configured.
    pub level: Level,
    /// Whether the configuration or a comment may lower it; not if it says that the file could not be
    /// read.
    pub lowerable: bool,
    /// Whether it misses something, which a text that cannot be read whole may hold.
    pub(crate) misses: bool,
    /// The marketplace's own error codes that it predicts.
    pub codes: &'static [&'static str],
    /// The marketplace's page and section behind it, or where our own reason is documented.
    pub reference: &'static str,
    /// Whether it offers a fix, and which kind.
    pub fix: Option<Applicability>,
    /// Its manual page in Markdown: what it finds, why, examples, how to fix it.
    pub docs: &'static str,
    /// Its source file.
    pub file: &'static str,
    /// Checks an offer that has been read. `None` if it is found while a file is read and expanded, or
    /// around a whole run.
    pub check: Option<Check>,
}

/// Checks one offer for one mistake and adds its findings.
pub type Check = fn(&Context<'_>, &mut Vec<Diagnostic>);

impl Rule {
    /// A finding of this rule at `span`.
    pub(crate) fn at(&self, span: Span, message: Message) -> Diagnostic {
        Diagnostic::new(self.name, span, message)
    }

    /// The first sentence of its manual page.
    pub fn summary(&self) -> &'static str {
        self.docs.trim().lines().next().unwrap_or("").trim().trim_end_matches('.')
    }
}

/// Everything that a rule may look at.
#[derive(Debug, Clone)]
pub struct Context<'a> {
    /// The file, for quoting the user's own text.
    pub file: &'a SourceFile,
    /// The document that the offer was read from.
    pub document: &'a Document<'a>,
    /// What JSON of the marketplace says beside the offer; `None` for an offer file.
    pub(crate) said: Option<&'a JsonSays>,
    /// The offer.
    pub offer: &'a Offer,
    /// Its expanded schedule.
    pub schedule: &'a Schedule,
    /// The reference day and the contract's start and end.
    pub contract: &'a Contract,
    /// What the repository knows of accounts.
    pub accounts: &'a Register,
    /// Weekends and holidays.
    pub holidays: &'a Holidays,
    /// The marketplace's numbers on the reference day.
    pub limits: &'a Limits,
    /// The thresholds of the configuration.
    pub options: &'a Options,
    /// The authorization that a channel partner offer names, if it is a readable file.
    pub authorization: Option<&'a Related>,
    /// Whether the authorization is named by a file from which its id is not known.
    pub(crate) unidentified: bool,
    /// The offers whose agreements this one continues, as far as they are readable files.
    pub(crate) behind: &'a Behind,
    /// This offer in the revision that the run compares with.
    pub before: Option<&'a Related>,
    /// The location of another offer of the run with the same id.
    pub twin: Option<String>,
    /// Another agreement of the run for the same buyer and product.
    pub overlap: Option<Overlap>,
    /// The day of checking, in UTC.
    pub as_of: NaiveDate,
    /// The billing families of the buyers.
    pub(crate) families: &'a Families<'a>,
}

/// Declares the rule of a file. The doc comment is its manual page.
macro_rules! rule {
    (
        $(#[doc = $doc:literal])*
        name: $name:expr,
        level: $level:ident,
        $(lowerable: $lowerable:literal,)?
        $(misses: $misses:literal,)?
        $(codes: [$($code:literal),* $(,)?],)?
        reference: $reference:expr,
        $(fix: $fix:ident,)?
        $(check: $check:expr,)?
    ) => {
        // Its page is in `docs`: what stands behind the fences of its examples is for our tests.
        pub(crate) static RULE: $crate::lint::rules::Rule = $crate::lint::rules::Rule {
            $(check: Some($check),)?
            $(fix: Some($crate::text::diagnostic::Applicability::$fix),)?
            $(lowerable: $lowerable,)?
            $(misses: $misses,)?
            $(codes: &[$($code),*],)?
            name: $name,
            level: $crate::lint::rules::Level::$level,
            reference: $reference,
            docs: concat!($($doc, "\n"),*),
            file: file!(),
            ..$crate::lint::rules::BLANK
        };
    };
}

/// The defaults of a rule.
pub(crate) const BLANK: Rule = Rule {
    name: "",
    level: Level::Error,
    lowerable: true,
    misses: false,
    codes: &[],
    reference: "",
    fix: None,
    docs: "",
    file: "",
    check: None,
};

/// Declares the modules and the list of rules in one place, so that none can be forgotten.
macro_rules! rules {
    ($($(#[doc = $doc:literal])* $topic:ident { $($rule:ident,)+ })+) => {
        $(
            $(#[doc = $doc])*
            mod $topic { $(pub(crate) mod $rule;)+ }
        )+

        /// Every rule, topic by topic.
        pub static ALL: &[&Rule] = &[$($(&$topic::$rule::RULE,)+)+];

        /// The topics with their rules, in the order of the manual.
        pub static TOPICS: &[(&str, &[&Rule])] = &[
            $((concat!($($doc),*), &[$(&$topic::$rule::RULE,)+]),)+
        ];
    };
}

rules! {
    /// Reading the file
    reading {
        invalid_yaml,
        yaml_feature,
        wide_punctuation,
        duplicate_key,
        value_cut_by_comment,
        invisible_character,
        unknown_key,
        missing_key,
        wrong_type,
        unsupported_version,
        invalid_date,
        invalid_amount,
        invalid_choice,
        invalid_term,
        invalid_account_id,
        unquoted_account_id,
        invalid_series,
    }
    /// Dates
    dates {
        too_many_installments,
        no_installments,
        duplicate_invoice_date,
        unordered_installments,
        except_without_effect,
        several_invoices_before_acceptance,
        invoice_before_authorization_ends,
        invoice_date_in_past,
        invoice_date_after_term,
        invoice_date_on_term_end,
        schedule_too_long,
        term_too_long,
        acceptance_in_past,
        acceptance_after_term,
        start_before_acceptance,
        start_too_far,
        start_after_end,
        start_not_supported,
        end_without_start,
        term_shorter_than_acceptance_window,
        ended_out_of_contract,
        accepted_out_of_window,
        month_end_drift,
        acceptance_on_release_day,
        invoice_date_on_weekend,
        invoice_long_after_acceptance,
        gap_between_invoices,
        no_room_to_extend,
    }
    /// Money
    money {
        total_mismatch,
        total_missing,
        percentages_not_100,
        remainder_negative,
        several_remainders,
        amount_too_precise,
        amount_too_large,
        zero_amount,
        purchase_order_too_long,
        small_installment,
        uneven_installments,
        unsupported_currency,
        currency_unconfirmed,
        pricing_total_mismatch,
    }
    /// Buyers and billing
    buyers {
        no_buyers,
        too_many_buyers,
        duplicate_buyer,
        buyer_not_invoiced,
        buyer_billing_unknown,
        unknown_payer,
        net_terms_exceed_authorization,
    }
    /// Product and pricing
    product {
        product_without_installments,
        too_many_dimensions,
        duplicate_dimension,
        dimension_key_invalid,
        dimension_name_too_long,
        dimension_description_too_long,
        price_too_precise,
        dimension_durations_differ,
        price_for_term_missing,
        unknown_public_duration,
        tier_with_several_dimensions,
        product_id_invalid,
        dimension_without_terms,
        yearly_price_like_monthly,
        quantity_out_of_range,
    }
    /// Offer
    offer {
        offer_name_invalid,
        description_too_long,
        description_missing,
        description_invalid,
        refund_policy_invalid,
        eula_invalid,
        replacement_not_supported,
        replacement_without_end,
        replacement_bills_twice,
        replacement_differs,
        reference_id_invalid,
        key_of_another_kind,
        replacement_drops_pending,
        contract_reduced,
        markup_with_schedule,
        resale_dates_differ,
        resale_below_authorization,
        resale_terms_differ,
        not_ready_for_release,
        renewal_percentages_not_100,
        renewal_offset_invalid,
        renewal_offset_duplicate,
        renewal_without_schedule,
    }
    /// JSON of the marketplace
    marketplace {
        invalid_json,
        unsupported_json,
        failed_change,
        unknown_change,
        too_many_changes,
        malformed_request_value,
        term_in_wrong_change,
        duplicate_term,
        contradictory_validity,
        several_currencies,
        price_beside_schedule,
        price_in_free_model,
        terms_apart,
        grant_duration_invalid,
        grant_duration_differs,
        markup_beside_schedule,
        targeted_twice,
        replacement_targeted,
        unknown_country,
        latest_start_invalid,
        unsupported_payment_period,
        renewal_incomplete,
        authorization_unlimited,
        upfront_price_twice,
        legal_version_invalid,
        release_incomplete,
        change_after_release,
    }
    /// The repository
    repository {
        released_schedule_changed,
        released_offer_gone,
        unexpected_plan,
        duplicate_offer_id,
        overlapping_offers,
        marker_missing,
        unused_suppression,
        unknown_rule,
    }
}

/// Judges the texts of an account register, which is no offer.
pub(super) fn check_register(file: &SourceFile, document: &Document<'_>, found: &mut Vec<Diagnostic>) {
    found.extend(reading::value_cut_by_comment::in_register(file, document));
    reading::invisible_character::check_texts(file, document, found);
}

#[cfg(feature = "cli")]
pub(super) use dates::accepted_out_of_window::{RULE as OUT_OF_WINDOW, out_of_window};
pub(super) use offer::not_ready_for_release::is_ready;
pub(super) use repository::marker_missing::RULE as MARKER_MISSING;
#[doc(hidden)]
pub use repository::released_offer_gone::{gone, is_in_force, is_unchanged};

/// The rule of offers that lack what their release needs, which is off by default.
pub const NOT_READY: &str = offer::not_ready_for_release::RULE.name;

/// The rule of documents in folders that look like an offer and lack its marker.
#[cfg(feature = "cli")]
pub(crate) const UNMARKED: &str = MARKER_MISSING.name;

/// The rule that compares an offer with that of a revision.
#[cfg(feature = "cli")]
pub(crate) const CHANGED: &str = repository::released_schedule_changed::RULE.name;

/// The rule of that name.
///
/// ```
/// assert!(paysched::rules::find("total-mismatch").is_some());
/// assert!(paysched::rules::find("no-such-rule").is_none());
/// ```
pub fn find(name: &str) -> Option<&'static Rule> {
    ALL.iter().copied().find(|rule| rule.name == name)
}

/// Whether findings of a rule may be lowered, allowed or put into a baseline.
pub(super) fn lowerable(name: &str) -> bool {
    find(name).is_some_and(|rule| rule.lowerable)
}

/// Whether a rule is about what only JSON of the marketplace can get wrong.
#[doc(hidden)]
pub fn is_of_json(name: &str) -> bool {
    find(name).is_some_and(|rule| {
        std::path::Path::new(rule.file).parent().is_some_and(|f| f.ends_with("marketplace"))
    })
}

/// The rules that predict one of the marketplace's error codes.
pub fn foreseeing(code: &str) -> impl Iterator<Item = &'static Rule> {
    ALL.iter().copied().filter(move |rule| rule.codes.contains(&code))
}

/// The names of all rules, for suggestions.
pub fn names() -> impl Iterator<Item = &'static str> {
    ALL.iter().map(|rule| rule.name)
}
