//! Whether a file that a report would replace is an earlier report, or somebody's own work.

use std::fs;
use std::io::Read as _;
use std::path::Path;

use super::common::{Failure, name};
use super::format::Format;

/// How much of a file is looked at.
const LOOKED_AT: u64 = 4096;

/// Refuses to replace a file that is no earlier report, as far as its name and its beginning tell,
/// unless `force` says so. An empty file is nobody's, and so is one that is only broken.
///
/// # Errors
/// When the file is something else.
pub(super) fn may_be_replaced(file: &Path, format: Format, force: bool) -> Result<(), Failure> {
    if force || !fs::metadata(file).is_ok_and(|old| old.is_file()) {
        return Ok(());
    }
    let mut start = Vec::new();
    // What cannot be read is told when it is written.
    let Ok(_) = fs::File::open(file).and_then(|old| old.take(LOOKED_AT).read_to_end(&mut start)) else {
        return Ok(());
    };
    let extension = file.extension().and_then(|extension| extension.to_str()).unwrap_or("");
    if is_nobodys(format, extension, &String::from_utf8_lossy(&start)) {
        return Ok(());
    }
    let shown = name(file);
    Err(Failure::message(format!(
        "{shown} is no earlier report of paysched; name another file, or replace it with --force"
    )))
}

/// Whether nothing of somebody's own is lost with a file that has this extension and begins with `start`.
fn is_nobodys(format: Format, extension: &str, start: &str) -> bool {
    const TOLD: [Format; 9] = [
        Format::Json,
        Format::Junit,
        Format::Html,
        Format::Svg,
        Format::Xlsx,
        Format::Ics,
        Format::Yaml,
        Format::Markdown,
        Format::Csv,
    ];
    let text = start.trim_start_matches('\u{feff}').trim_start();
    if text.is_empty() || TOLD.iter().any(|format| is_report(*format, text)) {
        return true;
    }
    let own = format.words().iter().any(|word| word.eq_ignore_ascii_case(extension));
    let first = text.lines().next().unwrap_or("");
    match format {
        // Words for people begin in any way, so that the file's name decides.
        Format::Table | Format::Text | Format::Human | Format::Concise | Format::Github => {
            own || matches!(extension, "" | "log" | "out")
        }
        Format::Ledger => own && text.starts_with(';'),
        Format::Json | Format::Sarif | Format::Gitlab => own && !text.starts_with(['{', '[']),
        Format::Csv => own && !first.contains([',', ';', '\t']),
        Format::Html | Format::Svg | Format::Junit => own && !text.starts_with('<'),
        Format::Ics => own && !text.starts_with("BEGIN:"),
        Format::Xlsx => own && !text.starts_with("PK"),
        Format::Markdown | Format::Yaml => false,
    }
}

/// Whether a text begins as a report of a format does.
fn is_report(format: Format, text: &str) -> bool {
    let begins = |marks: &[&str]| marks.iter().any(|mark| text.starts_with(mark));
    match format {
        Format::Json => {
            let bare: String = text.chars().filter(|c| !c.is_whitespace()).collect();
            let marks = ["\"version\":2,\"findings\"", "\"Catalog\":", "\"check_name\":", "/sarif"];
            matches!(bare.as_str(), "{}" | "[]")
                || ["{\"version\":1,", "[{\"version\":1,"].iter().any(|start| bare.starts_with(start))
                || (begins(&["{", "["]) && marks.iter().any(|mark| bare.contains(mark)))
        }
        Format::Junit => begins(&["<?xml", "<testsuite"]) && text.contains("<testsuite"),
        Format::Html => begins(&["<!DOCTYPE html>"]) && text.contains("content=\"paysched\""),
        Format::Svg => begins(&["<svg "]) && text.contains("class=\"drawing\""),
        // The flags and the day of its first entry, which those of no office program are together.
        Format::Xlsx => begins(&["PK\u{3}\u{4}\u{14}\0\u{8}\0\u{8}\0\0\0\u{21}\0"]),
        Format::Ics => begins(&["BEGIN:VCALENDAR"]) && text.contains("\nPRODID:-//paysched//"),
        Format::Yaml => begins(&["version: 1\noffer:", "- version: 1\n"]),
        // A title, and below it facts, a table or the next title.
        Format::Markdown => {
            let below = text.split_once("\n\n").filter(|(title, _)| title.starts_with("## "));
            begins(&["### paysched: "])
                || below.is_some_and(|(title, below)| {
                    !title.contains('\n')
                        && ["- ", "| ", "### 1. "].iter().any(|mark| below.starts_with(mark))
                })
        }
        // Many titles of small letters and `_`, and a currency; the marketplace's own begin otherwise.
        Format::Csv => {
            let first = text.lines().next().unwrap_or("");
            let is_title = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '_' | ',');
            first.matches(',').count() >= 8
                && first.chars().all(is_title)
                && first.split(',').any(|title| title == "currency")
                && !first.contains("aws_")
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_is_known_by_its_beginning_and_somebodys_own_file_is_none() {
        for (format, extension, start, ours) in [
            (Format::Json, "json", "{\n  \"version\": 1,\n", true),
            (Format::Json, "json", " {}\n", true),
            (Format::Json, "json", "", true),
            (Format::Json, "json", "{\"name\": \"a package\", \"version\": \"1.0.0\"}", false),
            (Format::Json, "json", "half a report", true),
            (Format::Json, "md", "# How we sell", false),
            (Format::Json, "json", "{\"name\": \"x\", \"version\": 1, \"rules\": []}", false),
            (Format::Markdown, "md", "## Acme KK\n\n- product: prod-1\n", true),
            (Format::Markdown, "md", "## How we sell\n\nBy hand.\n", false),
            (Format::Json, "md", "## How we sell\n", false),
            (Format::Html, "html", "<!DOCTYPE html>\n<html lang=\"en\">\n<title>Our site</title>", false),
            (Format::Xlsx, "xlsx", "PK\u{3}\u{4}\u{14}\0\u{6}\0\u{8}\0\0\0\u{21}\0", false),
            (Format::Ics, "ics", "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Us//EN\r\n", false),
            (Format::Csv, "csv", "date,amount,currency,buyer\n", false),
            (Format::Svg, "svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"><!-- our logo -->", false),
            (Format::Markdown, "md", "# How we sell\n", false),
            (
                Format::Csv,
                "csv",
                "number,scheduled_date,invoice_date,due_date,amount,currency,cumulative,remaining,note\n1,",
                true,
            ),
            (Format::Csv, "csv", "date,name\n2027-01-11,a day off\n", false),
            (Format::Csv, "csv", "old\n", true),
            (Format::Csv, "csv", "Invoice date,Gross revenue,Currency,Buyer\n", false),
            (Format::Yaml, "yaml", "version: 1\noffer:\n", true),
            (Format::Yaml, "yaml", "version: 1\nservices:\n", false),
            (Format::Table, "txt", "anything", true),
            (Format::Table, "md", "# How we sell\n", false),
            (Format::Html, "html", "<!doctype html><title>Our site</title>", false),
        ] {
            assert_eq!(is_nobodys(format, extension, start), ours, "{format:?} {start}");
        }
    }
}
