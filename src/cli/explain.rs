//! `paysched explain` and `paysched rules`: the rules' own manual pages, and the list of them.

use std::io::Write;

use serde::Serialize;

use super::format::{Format, Formats};
use super::{Failure, Outcome};
use crate::lint::rules::{self, Rule};
use crate::marketplace::codes;
use crate::text::diagnostic::{Applicability, closest};

/// Show a manual page.
#[derive(Debug, clap::Args)]
pub(super) struct ExplainArgs {
    /// A rule such as `total-mismatch`, or a marketplace code such as TOO_MANY_BACKDATED_CHARGES
    #[arg(value_name = "RULE|CODE")]
    name: String,
}

/// List all rules.
#[derive(Debug, clap::Args)]
pub(super) struct RulesArgs {
    /// How to write the list
    #[arg(long, value_parser = FORMATS.parser(), default_value = "text")]
    format: Format,
}

static FORMATS: Formats =
    Formats(&[(Format::Text, "One line each, by topic"), (Format::Json, "A JSON list")]);

pub(super) fn explain(args: &ExplainArgs, out: &mut dyn Write) -> Result<Outcome, Failure> {
    if let Some(rule) = rules::find(&args.name.to_lowercase()) {
        out.write_all(rules::manual::page(rule).as_bytes())?;
        return Ok(Outcome::Clean);
    }
    let code = args.name.to_uppercase().replace('-', "_");
    if codes::find(&code).next().is_some() {
        explain_code(&code, out)?;
        return Ok(Outcome::Clean);
    }
    let mut message = format!("there is no rule or marketplace code `{}`", args.name);
    if let Some(meant) = closest(&args.name, rules::names().chain(codes::names())) {
        message.push_str(&format!("; did you mean `{meant}`?"));
    }
    Err(Failure::message(message))
}

/// What a code means for each change, and which rules predict it.
fn explain_code(code: &str, out: &mut dyn Write) -> std::io::Result<()> {
    writeln!(out, "{code}")?;
    let mut by_a_rule = false;
    for (change, answers) in codes::find(code) {
        let (entity, source) = (change.entity.word(), change.entity.source());
        writeln!(out, "\n{} of {entity} ({source}):", change.name)?;
        for answer in answers {
            writeln!(out, "- {}", answer.meaning)?;
            let rules = answer.foreseen.rules();
            for rule in rules.iter().copied().filter_map(rules::find) {
                writeln!(out, "  {:<40} {}", rule.name, rule.summary())?;
            }
            by_a_rule |= !rules.is_empty();
            let lead = if rules.is_empty() { "not foreseen" } else { "beyond that" };
            if let Some(reason) = answer.foreseen.reason() {
                writeln!(out, "  {lead}: {reason}")?;
            }
        }
    }
    if by_a_rule {
        writeln!(out, "\n`paysched explain RULE` shows the manual page of one.")?;
    }
    Ok(())
}

#[derive(Serialize)]
struct RuleRow {
    name: &'static str,
    topic: &'static str,
    level: &'static str,
    lowerable: bool,
    fix: Option<&'static str>,
    marketplace_codes: &'static [&'static str],
    reference: &'static str,
    summary: &'static str,
}

pub(super) fn rules(args: &RulesArgs, out: &mut dyn Write) -> Result<Outcome, Failure> {
    match args.format {
        Format::Json => {
            let rows: Vec<RuleRow> = rules::TOPICS
                .iter()
                .flat_map(|(topic, list)| list.iter().map(|rule| row(topic.trim(), rule)))
                .collect();
            serde_json::to_writer_pretty(&mut *out, &rows).map_err(std::io::Error::from)?;
            writeln!(out)?;
        }
        _ => {
            for (at, (topic, list)) in rules::TOPICS.iter().enumerate() {
                if at > 0 {
                    writeln!(out)?;
                }
                writeln!(out, "{}", topic.trim())?;
                for rule in *list {
                    writeln!(out, "  {:<40} {:<8} {}", rule.name, rule.level.word(), rule.summary())?;
                }
            }
        }
    }
    Ok(Outcome::Clean)
}

fn row(topic: &'static str, rule: &'static Rule) -> RuleRow {
    RuleRow {
        name: rule.name,
        topic,
        level: rule.level.word(),
        lowerable: rule.lowerable,
        fix: rule.fix.map(Applicability::word),
        marketplace_codes: rule.codes,
        reference: rule.reference,
        summary: rule.summary(),
    }
}
