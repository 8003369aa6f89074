//! Reads a configuration, reporting every mistake.

use std::sync::Arc;

use toml::Spanned as TomlSpanned;
use toml::de::{DeTable, DeValue};

use super::keys::{KEYS, PER_PATH, THRESHOLDS};
use super::{Config, ConfigError, Mistake, PerPath};
use crate::lint::rules::{self, Level};
use crate::lint::{LevelError, Levels};
use crate::marketplace::limits::Disbursement;
use crate::offer::{Amount, Currency, Key, quote};
use crate::text::diagnostic::closest;
use crate::text::source::{SourceFile, Span, Spanned};

type TomlValue<'a> = TomlSpanned<DeValue<'a>>;

/// Reads a configuration file.
///
/// # Errors
/// When it is not TOML, or anything in it is invalid; with every mistake at once.
pub fn read(file: Arc<SourceFile>) -> Result<Config, ConfigError> {
    let mut reader = ConfigReader { config: Config::default(), mistakes: Vec::new() };
    let text = file.text();
    if file.unreadable().is_some() {
        reader.mistake(Span::default(), "the configuration is not UTF-8 text, or far too large", "", None);
    }
    match DeTable::parse(text) {
        Ok(table) => reader.document(table.get_ref()),
        Err(error) => {
            let span = error.span().map_or(Span::default(), Span::from_range);
            let help = Some("see the description of the configuration for what it may say".to_owned());
            reader.mistake(span, &format!("not TOML: {}", error.message()), "here", help);
        }
    }
    let ConfigReader { mut config, mut mistakes } = reader;
    if mistakes.is_empty() {
        config.file = Some(file);
        return Ok(config);
    }
    mistakes.sort_by_key(|mistake| mistake.span);
    Err(ConfigError { file, mistakes })
}

struct ConfigReader {
    config: Config,
    mistakes: Vec<Mistake>,
}

impl ConfigReader {
    fn mistake(&mut self, span: Span, message: &str, label: &str, help: Option<String>) {
        let (message, label) = (message.to_owned(), label.to_owned());
        self.mistakes.push(Mistake { message, span, label, help });
    }

    fn document(&mut self, table: &DeTable<'_>) {
        for (key, value) in table {
            let name: &str = key.get_ref();
            let span = Span::from_range(key.span());
            match name {
                "accounts" => self.config.accounts = self.text(name, value),
                "holidays" => self.config.holidays = self.text(name, value),
                "seller_country" => self.country(value),
                "dimension_limits" => self.dimension_limits(value),
                "disbursement" => self.disbursement(value),
                "max_file_bytes" => {
                    if let Some(bytes) = self.whole(name, value) {
                        self.config.max_file_bytes = u64::from(bytes);
                    }
                }
                "fiscal_year_starts" => self.fiscal_year_starts(value),
                "exclude" => {
                    self.config.exclude =
                        self.texts(name, value, "write for example `exclude = [\"drafts/\"]`");
                }
                "concurrent_agreements" => {
                    let help = "write for example `concurrent_agreements = [\"prod-k3xu7yexample\"]`";
                    let products = self.texts(name, value, help).into_iter().map(|text| text.value);
                    self.config.options.concurrent_agreements = products.collect();
                }
                "levels" => self.levels(value),
                "per-path" => self.per_path(value),
                "thresholds" => self.thresholds(value),
                _ => self.unknown_key(span, name, &KEYS),
            }
        }
    }

    fn unknown_key(&mut self, span: Span, name: &str, known: &[Key]) {
        let known = || known.iter().map(|key| key.name);
        let help = match closest(name, known()) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => format!("the keys here are {}", known().collect::<Vec<_>>().join(", ")),
        };
        let message = format!("the configuration has no key {}", quote(name));
        self.mistake(span, &message, "no such key", Some(help));
    }

    fn wrong(&mut self, value: &TomlValue<'_>, message: &str, help: &str) {
        let span = Span::from_range(value.span());
        self.mistake(span, message, "not this", Some(help.to_owned()));
    }

    fn text(&mut self, name: &str, value: &TomlValue<'_>) -> Option<Spanned<String>> {
        match value.get_ref() {
            DeValue::String(text) if !text.is_empty() => {
                Some(Spanned::new(text.to_string(), Span::from_range(value.span())))
            }
            _ => {
                self.wrong(value, &format!("`{name}` is text"), "put it in double quotes");
                None
            }
        }
    }

    fn whole(&mut self, name: &str, value: &TomlValue<'_>) -> Option<u32> {
        let number = match value.get_ref() {
            DeValue::Integer(number) => u32::from_str_radix(number.as_str(), number.radix()).ok(),
            _ => None,
        };
        if number.is_none() {
            self.wrong(value, &format!("`{name}` is a whole number"), "write it in digits, without quotes");
        }
        number
    }

    fn country(&mut self, value: &TomlValue<'_>) {
        let Some(text) = self.text("seller_country", value) else { return };
        if text.value.len() == 2 && text.value.bytes().all(|b| b.is_ascii_uppercase()) {
            self.config.options.seller_country = Some(text.value);
        } else {
            let message = format!("{} is not a country code", quote(&text.value));
            self.wrong(value, &message, "write the two capital letters of ISO 3166, for example \"JP\"");
        }
    }

    fn fiscal_year_starts(&mut self, value: &TomlValue<'_>) {
        let name = "fiscal_year_starts";
        match self.whole(name, value) {
            Some(month @ 1..=12) => self.config.fiscal_year_starts = month,
            Some(month) => {
                let message = format!("{month} is not a month");
                self.wrong(value, &message, "write 1 for January to 12 for December; 4 is April");
            }
            None => {}
        }
    }

    fn dimension_limits(&mut self, value: &TomlValue<'_>) {
        let Some(text) = self.text("dimension_limits", value) else { return };
        match text.value.as_str() {
            "api" => self.config.options.api_dimension_limits = true,
            "console" => self.config.options.api_dimension_limits = false,
            other => {
                let message = format!("`dimension_limits` cannot be {}", quote(other));
                self.wrong(value, &message, "write \"console\" or \"api\"");
            }
        }
    }

    fn disbursement(&mut self, value: &TomlValue<'_>) {
        let day = match value.get_ref() {
            DeValue::Integer(number) => u32::from_str_radix(number.as_str(), number.radix()).ok(),
            _ => None,
        };
        self.config.disbursement = match (value.get_ref(), day) {
            (DeValue::String(text), _) if text.as_ref() == "daily" => Disbursement::Daily,
            (_, Some(day @ 1..=Disbursement::LAST_DAY)) => Disbursement::Monthly(day),
            _ => {
                return self.wrong(
                    value,
                    "`disbursement` is \"daily\" or a day of the month",
                    "write \"daily\", or a day from 1 to 28 without quotes",
                );
            }
        };
    }

    fn levels(&mut self, value: &TomlValue<'_>) {
        for (name, level) in self.level_table(value) {
            // The table has been checked against the rules already.
            let _ = self.config.levels.set(&name, level);
        }
    }

    /// A table from rules to their levels.
    fn level_table(&mut self, value: &TomlValue<'_>) -> Vec<(String, Level)> {
        let mut levels = Vec::new();
        let DeValue::Table(table) = value.get_ref() else {
            self.wrong(value, "`levels` is a table from rules to levels", "write it as `[levels]`");
            return levels;
        };
        for (key, value) in table {
            let span = Span::from_range(key.span());
            let name: &str = key.get_ref();
            let Some(level) = self.level(value) else { continue };
            match Levels::default().set(name, level) {
                Ok(()) => levels.push((name.to_owned(), level)),
                Err(LevelError::UnknownRule) => {
                    let help = closest(name, rules::names())
                        .map_or("`paysched rules` lists them all".to_owned(), |meant| {
                            format!("did you mean `{meant}`?")
                        });
                    self.mistake(
                        span,
                        &format!("there is no rule {}", quote(name)),
                        "no such rule",
                        Some(help),
                    );
                }
                Err(LevelError::NotLowerable) => {
                    let message =
                        format!("`{name}` cannot be lowered: it says that a file could not be read");
                    self.mistake(span, &message, "always an error", Some("delete this line".to_owned()));
                }
            }
        }
        levels
    }

    /// `[[per-path]]`: patterns, and levels that apply to paths that match one of them.
    fn per_path(&mut self, value: &TomlValue<'_>) {
        let DeValue::Array(items) = value.get_ref() else {
            return self.wrong(value, "`per-path` is a list of tables", "write each as `[[per-path]]`");
        };
        for item in items {
            let DeValue::Table(table) = item.get_ref() else {
                self.wrong(item, "`per-path` is a list of tables", "write each as `[[per-path]]`");
                continue;
            };
            let mut per_path = PerPath { paths: Vec::new(), levels: Vec::new() };
            for (key, value) in table {
                match key.get_ref().as_ref() {
                    "paths" => {
                        let paths = self.texts("paths", value, "write for example `paths = [\"drafts/**\"]`");
                        per_path.paths = paths.into_iter().map(|text| text.value).collect();
                    }
                    "levels" => per_path.levels = self.level_table(value),
                    name => self.unknown_key(Span::from_range(key.span()), name, &PER_PATH),
                }
            }
            self.config.per_path.push(per_path);
        }
    }

    /// A list of texts.
    fn texts(&mut self, name: &str, value: &TomlValue<'_>, help: &str) -> Vec<Spanned<String>> {
        let DeValue::Array(items) = value.get_ref() else {
            self.wrong(value, &format!("`{name}` is a list of texts"), help);
            return Vec::new();
        };
        items.iter().filter_map(|item| self.text(name, item)).collect()
    }

    fn level(&mut self, value: &TomlValue<'_>) -> Option<Level> {
        let words = Level::WORDS.map(|(word, _)| word);
        let found = match value.get_ref() {
            DeValue::String(text) => Level::WORDS.iter().find(|(word, _)| *word == text.as_ref()),
            _ => None,
        };
        if found.is_none() {
            let said = match value.get_ref() {
                DeValue::String(text) => closest(text, words),
                _ => None,
            };
            let help = match said {
                Some(word) => format!("did you mean \"{word}\"?"),
                None => "write \"error\", \"warning\", \"info\" or \"off\"".to_owned(),
            };
            self.wrong(value, "this is not a level", &help);
        }
        found.map(|(_, level)| *level)
    }

    fn thresholds(&mut self, value: &TomlValue<'_>) {
        let DeValue::Table(table) = value.get_ref() else {
            return self.wrong(value, "`thresholds` is a table", "write it as `[thresholds]`");
        };
        for (key, value) in table {
            let name: &str = key.get_ref();
            match name {
                "smallest_installment" => self.smallest(value),
                "days_after_acceptance" | "months_between_invoices" | "days_to_extend" => {
                    let Some(number) = self.whole(name, value) else { continue };
                    let options = &mut self.config.options;
                    match name {
                        "days_after_acceptance" => options.days_after_acceptance = number,
                        "months_between_invoices" => options.months_between_invoices = number,
                        _ => options.days_to_extend = number,
                    }
                }
                _ => self.unknown_key(Span::from_range(key.span()), name, &THRESHOLDS),
            }
        }
    }

    fn smallest(&mut self, value: &TomlValue<'_>) {
        let DeValue::Table(table) = value.get_ref() else {
            return self.wrong(
                value,
                "`smallest_installment` is a table from currencies to amounts",
                "write for example `smallest_installment = { USD = \"100.00\" }`",
            );
        };
        for (key, value) in table {
            let code: &str = key.get_ref();
            if Currency::parse(code).is_none() {
                let span = Span::from_range(key.span());
                let help = Some("write the ISO 4217 code, for example USD".to_owned());
                self.mistake(
                    span,
                    &format!("{} is not a currency code", quote(code)),
                    "no such currency",
                    help,
                );
            }
            match self.amount(value) {
                Some(amount) => {
                    self.config.options.smallest_installment.insert(code.to_owned(), amount);
                }
                None => self.wrong(
                    value,
                    "this is not an amount",
                    "write digits in quotes, for example \"100.00\"",
                ),
            }
        }
    }

    /// An amount as text or as a whole number; never as a float, which TOML would round.
    fn amount(&self, value: &TomlValue<'_>) -> Option<Amount> {
        match value.get_ref() {
            DeValue::String(text) => Amount::parse(text).ok(),
            DeValue::Integer(number) if number.radix() == 10 => Amount::parse(number.as_str()).ok(),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mistakes(text: &str) -> Vec<(String, String)> {
        let file = Arc::new(SourceFile::new("paysched.toml", text));
        match read(file.clone()) {
            Ok(_) => Vec::new(),
            Err(error) => error
                .mistakes
                .iter()
                .map(|m| (file.slice(m.span).to_owned(), m.help.clone().unwrap_or_default()))
                .collect(),
        }
    }

    #[test]
    fn every_mistake_is_found_at_its_place() {
        let text = "acounts = \"x\"\nholidays = 3\n[levels]\nzero-amont = \"error\"\nzero-amount = \"of\"\ninvalid-date = \"off\"\n";
        let found = mistakes(text);
        let places: Vec<&str> = found.iter().map(|(place, _)| place.as_str()).collect();
        assert_eq!(places, ["acounts", "3", "zero-amont", "\"of\"", "invalid-date"]);
        assert_eq!(found[0].1, "did you mean `accounts`?");
        assert_eq!(found[2].1, "did you mean `zero-amount`?");
    }

    #[test]
    fn a_whole_configuration_is_read() {
        let text = "accounts = \"accounts.yaml\"\nholidays = \"jp\"\nseller_country = \"JP\"\n[levels]\nzero-amount = \"error\"\n\
                    [thresholds]\ndays_to_extend = 7\nsmallest_installment = { USD = \"100.00\", JPY = 10000 }\n";
        let config = read(Arc::new(SourceFile::new("paysched.toml", text))).unwrap();
        assert_eq!(config.options.days_to_extend, 7);
        assert_eq!(config.options.smallest_installment["JPY"], Amount::from(10_000));
        assert_eq!(config.levels.of("zero-amount"), Level::Error);
        assert_eq!(config.holidays.unwrap().value, "jp");
    }

    #[test]
    fn the_day_of_paying_out_is_daily_or_one_that_every_month_has() {
        let disbursement =
            |text: &str| read(Arc::new(SourceFile::new("paysched.toml", text))).map(|c| c.disbursement);
        assert_eq!(disbursement("").unwrap(), Disbursement::default());
        assert_eq!(disbursement("disbursement = \"daily\"").unwrap(), Disbursement::Daily);
        assert_eq!(disbursement("disbursement = 28").unwrap(), Disbursement::Monthly(28));
        for wrong in ["0", "29", "\"10\"", "\"monthly\"", "-1", "10.0", "true", "[10]"] {
            let found = mistakes(&format!("disbursement = {wrong}"));
            assert_eq!(found.len(), 1, "{wrong}");
            assert_eq!(found[0].0, wrong);
        }
    }

    #[test]
    fn what_is_no_toml_says_where() {
        assert_eq!(mistakes("levels = {").len(), 1);
    }
}
