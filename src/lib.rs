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
//! use paysched::source::SourceFile;
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
//! | [`source`] | the text of a file, and places in it as byte ranges |
//! | [`diagnostic`] | a finding: what is wrong, where, and the way out |
//! | `words` | a number with its noun, in every room alike |
//! | [`fnv`] | a mark of a few texts that is the same everywhere |
//! | [`yaml`] | a file as a tree in which every key and value knows its bytes |
//! | [`offer`] | the offer as its file says it, typed, nothing judged |
//! | [`accounts`] | the account register and billing families |
//! | [`schedule`] | dated, exact installments that know why they are what they are |
//! | [`limits`] | the marketplace's numbers, each with its first day |
//! | [`rules`] | what a rule is, and one file for each |
//! | [`lint`] | read, expand, judge, level, suppress, sort |
//! | [`fix`] | edits on spans, never two that overlap |
//! | [`fmt`] | the one layout of offer files, comments kept |
//! | [`draft`] | a plain offer that a program composes, and its text |
//! | [`compare`] | two versions of an offer held against each other |
//! | [`propose`] | new offers out of a few wishes, and the best schedule within the rules |
//! | [`plan`] | the schedule as dated invoices |
//! | [`amend`] | a replacement offer out of a running one |
//! | [`resell`] | a channel partner offer out of its authorization |
//! | [`marketplace`] | an offer as the marketplace is asked for it and gives it back; its answers, and its billing reports |
//! | [`reconcile`] | plans held against what was billed |
//! | [`report`], [`render`] | findings and plans in their formats, one file each |
//! | [`config`], [`discover`] | `paysched.toml`, file walking, git |
//! | [`schema`] | the JSON Schemas, out of the readers' own tables |
//! | [`cli`] | the command line; the only room that knows the clock and the terminal |
//!
//! Who may import whom is a test (`tests/layers.rs`): each room sees only the rooms below it.
//!
//! # What it does not do
//!
//! It talks to no network and signs nothing; it never guesses what is billed; it reads no offer
//! through serde, whose first error would hide the others.

pub mod accounts;
pub mod amend;
pub mod cli;
pub mod compare;
pub mod config;
pub mod diagnostic;
pub mod discover;
pub mod draft;
pub mod fix;
pub mod fmt;
pub mod fnv;
pub mod limits;
pub mod lint;
pub mod marketplace;
pub mod offer;
pub mod plan;
pub mod propose;
pub mod reconcile;
pub mod render;
pub mod report;
pub mod resell;
pub mod rules;
pub mod schedule;
pub mod schema;
pub mod source;
mod words;
pub mod yaml;
