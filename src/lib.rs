//! The dry run for AWS Marketplace flexible payment schedules: every mistake of an offer file found
//! offline and at once, and the offer expanded into dated invoices, exact to the cent.
//!
//! # The way of the data
//!
//! ```text
//! text → SourceFile → yaml::Document → Offer → Schedule → rules → FileReport → report::*
//!                                                 └─────→ Plan → render::*
//! ```
//!
//! Each arrow is one function that takes the thing on its left and gives the thing on its right
//! together with every diagnostic; nothing stops at the first mistake.
//!
//! ```
//! use paysched::lint::{Found, NoReferences, Settings, lint};
//! use paysched::offer::parse_date;
//! use paysched::text::source::SourceFile;
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
//! let file = SourceFile::new("acme.yaml", text);
//! let settings = Settings::new(parse_date("2026-11-21").unwrap());
//! let report = lint(&file, Found::Named, &settings, &NoReferences);
//!
//! let mismatch = report.diagnostics.iter().find(|d| d.rule == "total-mismatch").unwrap();
//! assert_eq!(mismatch.message, "installments add up to 11000.00 USD, but the total is 12000.00 USD");
//! assert_eq!(mismatch.help[0], "raise `times` to 12");
//! assert_eq!(file.slice(mismatch.span()), "12000.00");
//! ```
//!
//! # The rooms
//!
//! | module | what it owns |
//! | --- | --- |
//! | [`text`] | files, places in them, YAML trees, findings |
//! | [`offer`] | the offer as its file says it, typed, nothing judged; the account register; the one layout |
//! | [`schedule`] | dated, exact installments that know why they are what they are |
//! | [`marketplace`] | its numbers, its change sets and entities, its codes, its billing reports |
//! | [`plan`] | the schedule as dated invoices, and what becomes of them |
//! | [`deal`] | offers made out of wishes and of other offers |
//! | [`reconcile`] | plans held against what was billed |
//! | [`lint`] | the rules, one file for each; run, level, suppress, fix |
//! | [`workspace`] | `paysched.toml`, file walking, git |
//! | [`output`] | findings and plans in their formats; the schemas |
//! | [`cli`] | the command line; the only room that knows the clock and the terminal |
//!
//! Who may import whom is a test (`tests/it/layers.rs`): each room sees only the rooms above it.
//!
//! # What it does not do
//!
//! It talks to no network and signs nothing; it never guesses what is billed; it reads no offer
//! through serde, whose first error would hide the others.

pub mod cli;
pub mod deal;
pub mod lint;
pub mod marketplace;
pub mod offer;
pub mod output;
pub mod plan;
pub mod reconcile;
pub mod schedule;
pub mod text;
pub mod workspace;
