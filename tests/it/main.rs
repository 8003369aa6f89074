//! The integration tests: one program, a file for each subject.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::cast_possible_truncation,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a broken test stops here"
)]

mod acceptance;
mod accounts;
mod against;
mod agency;
mod amend;
mod api;
mod bills;
mod bought;
mod buyers;
mod by_hand;
mod calendar;
mod carried_keys;
mod cash;
mod chain;
mod changed;
mod cli;
mod codes;
mod controller;
mod dates;
mod docs;
mod drawings;
mod ended;
mod examples;
mod exits;
mod export;
mod faults;
mod fixes;
mod fmt;
mod formats;
mod gate;
mod hostile;
mod import;
mod invoices;
mod kills;
mod layers;
mod life;
mod lsp;
mod made;
mod marketplace_json;
mod messages;
mod mistakes;
mod new;
mod one_cause;
mod outputs;
mod pages;
mod payouts;
mod plan_formats;
mod proposals;
mod reading;
mod recognition;
mod reconcile;
mod repository;
mod resell;
mod round_trip;
mod rows;
mod rules;
mod schedule;
mod schema;
mod scribble;
mod support;
mod tables;
mod targets;
mod walking;
mod ways_out;
mod words;
mod workbooks;
mod yaml;
