//! The dry run for AWS Marketplace flexible payment schedules: every mistake of an offer file found
//! offline and at once, and the offer expanded into dated invoices, exact to the cent.
//!
//! # Check and plan
//!
//! A file is checked once: everything that is wrong with it is found, and every offer of it is kept,
//! ready to be planned.
//!
//! ```
//! use paysched::offer::parse_date;
//! use paysched::{Scenario, Settings, SourceFile, check};
//!
//! let text = r#"
//! paysched: 1
//! name: Acme KK, annual plan
//! product: {id: prod-k3xu7yexample, type: saas_contract}
//! buyers: [{account: "111122223333", billing: invoice}]
//! release: 2026-12-01
//! accept_by: 2026-12-31
//! term: 24 months
//! currency: USD
//! total: 12000.00
//! installments:
//!   - {first: 2027-01-15, every: month, times: 11, amount: 1000.00}
//! "#;
//! let settings = Settings::new(parse_date("2026-11-21").unwrap());
//!
//! // Eleven installments are not the total: the finding says both values, and the way out.
//! let file = SourceFile::new("acme.yaml", text);
//! let checked = check(&file, &settings);
//! let mismatch = checked.findings().iter().find(|found| found.rule == "total-mismatch").unwrap();
//! assert_eq!(
//!     mismatch.message.to_string(),
//!     "installments add up to 11000.00 USD, but the total is 12000.00 USD"
//! );
//! assert_eq!(mismatch.help[0].to_string(), "raise `times` to 12");
//! assert_eq!(file.slice(mismatch.span()), "12000.00");
//!
//! // With twelve, the offer is clean, and its plan is exact.
//! let file = SourceFile::new("acme.yaml", text.replace("times: 11", "times: 12"));
//! let checked = check(&file, &settings);
//! assert!(checked.errors().next().is_none());
//! for offer in checked.offers() {
//!     let plan = offer.plan(&Scenario::default())?;
//!     assert_eq!(plan.offer.total.to_string(), "12000.00");
//!     let last = plan.invoices.last().unwrap();
//!     assert_eq!((last.invoice_date.to_string(), last.amount.to_string()), ("2027-12-15".into(), "1000.00".into()));
//! }
//! # Ok::<(), paysched::PlanError>(())
//! ```
//!
//! Offers that name other files are compared with them where [`Settings`] carries [`References`]
//! that find these. Today's date, the account register and the holidays are settings too: the library
//! reads no file, no clock and no environment.
//!
//! # What is promised, and what is not
//!
//! - Amounts and percentages are exact: no float touches them, every split adds up to what is split,
//!   every plan to its total. Dates are civil dates.
//! - The same input and settings give the same output, on every machine.
//! - Nothing panics on any input; what is wrong is a finding or a typed error.
//! - Not promised: the wording of messages, new rules between versions, and, before 1.0, the names of
//!   this interface. Compare rules by [`Diagnostic::rule`], not by their words.
//! - It talks to no network and signs nothing; it never guesses what is billed. It says what the
//!   marketplace's documents say, which is not what the marketplace promises.
//!
//! # Features
//!
//! `cli` (default) is the program: the command line, the files of a repository, the annotated picture
//! of a finding. `lsp` (default) is the language server. `xlsx` (default) writes workbooks, and reads them.
//! Without them, the library alone is built.
//!
//! # Where things are
//!
//! The root has what every use needs: a file is checked, its findings read, its offers planned.
//! [`offer`] has the model, [`plan`] what a plan holds, [`rules`] the rules, [`findings`] and
//! [`plans`] the formats that both are written in, [`schema`] the schemas, [`aws`] the way to the
//! marketplace and back. `docs/api.txt` lists every public name; fewer than 200, and a test holds it.
//!
//! # The rooms inside
//!
//! The source is in rooms. But for [`offer`], [`plan`] and `cli` they are private:
//!
//! | module | what it owns |
//! | --- | --- |
//! | `text` | files, places in them, YAML trees, findings |
//! | `offer` | the offer as its file says it, typed, nothing judged; the account register; the one layout |
//! | `schedule` | dated, exact installments that know why they are what they are |
//! | `marketplace` | its numbers, its change sets and entities, its codes, its billing reports |
//! | `plan` | the schedule as dated invoices, and what becomes of them |
//! | `deal` | offers made out of wishes and of other offers |
//! | `reconcile` | plans held against what was billed |
//! | `lint` | the rules, one file for each; run, level, suppress, fix |
//! | `workspace` | `paysched.toml`, file walking, git |
//! | `output` | findings and plans in their formats; the schemas |
//! | `lsp` | the language server: messages of an editor in, messages out |
//! | `cli` | the command line; the only room that knows the clock and the terminal |
//!
//! Who may import whom is a test (`tests/it/layers.rs`): each room sees only the rooms above it.

#[cfg(feature = "cli")]
pub mod cli;
mod deal;
mod lint;
#[cfg(feature = "lsp")]
mod lsp;
mod marketplace;
pub mod offer;
mod output;
pub mod plan;
mod reconcile;
mod schedule;
mod text;
mod workspace;

pub use lint::fixes::{Fixed, fix};
pub use lint::{
    BesideJson, Checked, CheckedOffer, FileReport, Found, LevelError, Levels, ReferenceError, References,
    Related, Settings, Unread, check,
};
pub use offer::Offer;
pub use offer::layout::{Refusal, format};
pub use plan::{Plan, PlanError, Scenario};
pub use schedule::{Holidays, HolidaysError};
pub use text::diagnostic::{Applicability, Diagnostic, Edit, Fix, Label, Severity};
pub use text::message::{Message, Value};
pub use text::source::{LineColumn, SourceFile, Span, Spanned, Unreadable};

/// The rules: what each finds, what it counts as, and its manual page.
pub mod rules {
    pub use crate::lint::rules::{ALL, Level, Options, Rule, find, foreseeing};
}

/// Findings in the formats that programs and people read.
pub mod findings {
    pub use crate::output::findings::concise::write as write_concise;
    pub use crate::output::findings::json::write as write_json;
    pub use crate::output::findings::sarif::write as write_sarif;
    pub use crate::output::findings::{CheckedFile, Origin, Report, Repository, Summary};
}

/// Plans in the formats that programs and people read.
pub mod plans {
    pub use crate::output::plans::book::Book;
    pub use crate::output::plans::csv::write as write_csv;
    #[cfg(feature = "xlsx")]
    pub use crate::output::plans::english::write_xlsx;
    pub use crate::output::plans::english::{write_html, write_ics, write_markdown};
    pub use crate::output::plans::json::write as write_json;
    pub use crate::output::plans::plan::books;
    pub use crate::output::plans::yaml::write as write_yaml;
}

/// The schemas of the files that are read, for editors and other validators.
pub mod schema {
    pub use crate::output::schema::{File, text};
}

/// AWS Marketplace: an offer as the request of its API, an offer made of its answers, and when and
/// after which fees it pays.
pub mod aws {
    pub use crate::marketplace::aws::change_set::{ExportError, ExportOptions, Exported, Request};
    pub use crate::marketplace::aws::import::{
        Given, ImportError, ImportOptions, Imported, JsonError, ValueError, import,
    };
    pub use crate::marketplace::limits::{Disbursement, ListingFee};
}

/// The rooms as they are, for the tests and benchmarks of this repository. Nothing here is promised:
/// it changes without notice.
#[doc(hidden)]
pub mod internals {
    pub mod deal {
        pub use crate::deal::*;
    }
    pub mod lint {
        pub use crate::lint::*;
    }
    #[cfg(feature = "lsp")]
    pub mod lsp {
        pub use crate::lsp::*;
    }
    pub mod marketplace {
        pub use crate::marketplace::*;
    }
    pub mod output {
        pub use crate::output::*;
    }
    pub mod reconcile {
        pub use crate::reconcile::*;
    }
    pub mod schedule {
        pub use crate::schedule::*;
    }
    pub mod text {
        pub use crate::text::*;
    }
    pub mod workspace {
        pub use crate::workspace::*;
    }
}
