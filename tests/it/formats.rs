//! Every format of `check` over one set of broken offers, and what holds in all of them.

use crate::support;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use crate::support::place::Place;
use serde_json::{Value, json};
use tempfile::TempDir;

const FORMATS: [(&str, &str); 8] = [
    ("human", "txt"),
    ("concise", "txt"),
    ("json", "json"),
    ("sarif", "json"),
    ("github", "txt"),
    ("gitlab", "json"),
    ("junit", "xml"),
    ("markdown", "md"),
];

struct Ran {
    code: i32,
    out: String,
    err: String,
}

fn run_in(folder: &Path, arguments: &[&str], variables: &[(&str, &str)]) -> Ran {
    let mut command = Command::new(env!("CARGO_BIN_EXE_paysched"));
    support::scrubbed(&mut command).args(arguments).current_dir(folder);
    let output = command.envs(variables.iter().copied()).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Ran { code: output.status.code().unwrap(), out: text(output.stdout), err: text(output.stderr) }
}

/// A copy of the broken offers, in no repository: paths start there.
fn offers() -> PathBuf {
    fn copy(from: &Path, to: &Path) {
        std::fs::create_dir_all(to).unwrap();
        for entry in std::fs::read_dir(from).unwrap().map(Result::unwrap) {
            let to = to.join(entry.file_name());
            match entry.file_type().unwrap().is_dir() {
                true => copy(&entry.path(), &to),
                false => drop(std::fs::copy(entry.path(), to).unwrap()),
            }
        }
    }
    static OFFERS: OnceLock<TempDir> = OnceLock::new();
    let copied = OFFERS.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        copy(Path::new("tests/formats/offers"), folder.path());
        folder
    });
    copied.path().canonicalize().unwrap()
}

/// Checks the broken offers as of one day.
fn check(arguments: &[&str]) -> Ran {
    run_in(&offers(), &[&["check", "--as-of", "2026-11-21"], arguments].concat(), &[])
}

fn check_json(arguments: &[&str]) -> Value {
    serde_json::from_str(&check(arguments).out).unwrap()
}

/// What a format writes without the rules' own texts and our version, which change on their own.
fn scrubbed(format: &str, text: &str) -> String {
    if !matches!(format, "json" | "sarif") {
        return text.to_owned();
    }
    let mut value: Value = serde_json::from_str(text).unwrap();
    assert_eq!(format!("{value:#}\n"), text, "{format} is pretty JSON with one line break at its end");
    let within = |value: &mut Value, pointer: &str, change: &dyn Fn(&mut Value)| {
        value.pointer_mut(pointer).and_then(Value::as_array_mut).into_iter().flatten().for_each(change);
    };
    within(&mut value, "/diagnostics", &|finding| {
        finding["reference"] = json!("…");
        finding["marketplace_codes"] = json!([]);
    });
    within(&mut value, "/runs/0/results", &|result| result["ruleIndex"] = json!("…"));
    if let Some(rules) = value.pointer_mut("/runs/0/tool/driver/rules") {
        *rules = json!("…");
    }
    format!("{value:#}\n").replace(env!("CARGO_PKG_VERSION"), "VERSION")
}

#[test]
fn every_format_is_as_it_was() {
    for (format, extension) in FORMATS {
        let kept = Path::new("tests/formats/expected");
        let ran = check(&["--format", format]);
        support::golden(&kept.join(format!("{format}.{extension}")), &scrubbed(format, &ran.out));
        let clean = check(&["--format", format, "clean.yaml"]);
        support::golden(&kept.join(format!("clean/{format}.{extension}")), &scrubbed(format, &clean.out));
    }
}

#[test]
fn the_exit_code_is_the_same_in_every_format() {
    for (format, _) in FORMATS {
        let code = |arguments: &[&str]| {
            let ran = check(&[&["--format", format], arguments].concat());
            assert!(ran.err.is_empty() || ran.code == 2, "{format}: {}", ran.err);
            ran.code
        };
        assert_eq!(code(&[]), 1, "{format}");
        assert_eq!(code(&["clean.yaml"]), 0, "{format}");
        assert_eq!(code(&["--fail-on", "never"]), 0, "{format}");
        assert_eq!(code(&["nowhere.yaml"]), 2, "{format}");
    }
}

#[test]
fn every_finding_is_in_every_format() {
    let report = check_json(&["--format", "json"]);
    let count = report["diagnostics"].as_array().unwrap().len();
    assert!(count >= 10);
    let lines = |format: &str, start: &str| {
        check(&["--format", format]).out.lines().filter(|line| line.trim_start().starts_with(start)).count()
    };
    assert_eq!(check(&["--format", "concise"]).out.lines().count(), count);
    assert_eq!(check_json(&["--format", "gitlab"]).as_array().unwrap().len(), count);
    assert_eq!(check_json(&["--format", "sarif"])["runs"][0]["results"].as_array().unwrap().len(), count);
    assert_eq!(lines("junit", "<testcase"), count);
    assert_eq!(lines("github", "::"), count + 1);
    // The table's head and rule come on top.
    assert_eq!(lines("markdown", "| "), count + 2);
}

/// The text that a SARIF region stands on, found by counting as SARIF says.
fn text_at(text: &str, region: &Value) -> String {
    let text = text.trim_start_matches('\u{feff}');
    let mut lines = vec![0];
    lines.extend(text.match_indices('\n').map(|(at, _)| at + 1));
    let offset = |line: &Value, column: &Value| {
        let start = lines[line.as_u64().unwrap() as usize - 1];
        let skipped = column.as_u64().unwrap() as usize - 1;
        start + text[start..].chars().take(skipped).map(char::len_utf8).sum::<usize>()
    };
    let start = offset(&region["startLine"], &region["startColumn"]);
    text[start..offset(&region["endLine"], &region["endColumn"])].to_owned()
}

#[test]
fn sarif_regions_stand_on_their_snippets() {
    let sarif = check_json(&["--format", "sarif"]);
    let run = &sarif["runs"][0];
    let mut places = 0;
    for result in run["results"].as_array().unwrap() {
        let rule = &run["tool"]["driver"]["rules"][result["ruleIndex"].as_u64().unwrap() as usize];
        assert_eq!(rule["id"], result["ruleId"]);
        let related = result["relatedLocations"].as_array().into_iter().flatten();
        for location in related.chain(result["locations"].as_array().unwrap()) {
            let place = &location["physicalLocation"];
            assert_eq!(place["artifactLocation"]["uriBaseId"], "%SRCROOT%");
            let text =
                std::fs::read_to_string(offers().join(decoded(&place["artifactLocation"]["uri"]))).unwrap();
            let snippet = place["region"]["snippet"]["text"].as_str().unwrap();
            assert_eq!(text_at(&text, &place["region"]), snippet);
            let context = &place["contextRegion"];
            let lines = context["snippet"]["text"].as_str().unwrap().lines().count() as u64;
            assert_eq!(
                context["endLine"].as_u64().unwrap() - context["startLine"].as_u64().unwrap() + 1,
                lines
            );
            assert!(context["snippet"]["text"].as_str().unwrap().contains(snippet));
            places += 1;
        }
    }
    assert!(places >= 10);
}

/// SARIF counts as `columnKind` says: a character beyond the first plane is one column, where units
/// of UTF-16 would be two.
#[test]
fn a_character_beyond_the_first_plane_is_one_column() {
    let buyers =
        "buyers: [{name: \"\u{1f600}\u{20bb7}\u{1f600}\", account: \"12\", billing: invoice, net_days: 30}]";
    let offer = support::complete(&format!("{buyers}\n"));
    let place = Place::new(&[("a.yaml", &offer)]);
    let sarif: Value =
        serde_json::from_str(&place.run(&["check", "a.yaml", "--format", "sarif"]).out).unwrap();
    let run = &sarif["runs"][0];
    assert_eq!(run["columnKind"], "unicodeCodePoints");
    let result = &run["results"][0];
    assert_eq!(result["ruleId"], "invalid-account-id");
    let region = &result["locations"][0]["physicalLocation"]["region"];
    let column = buyers[..buyers.find("\"12\"").unwrap()].chars().count() as u64 + 1;
    assert_eq!(
        (region["startColumn"].as_u64(), region["endColumn"].as_u64()),
        (Some(column), Some(column + 4))
    );
    let concise = place.run(&["check", "a.yaml", "--format", "concise"]).out;
    assert!(concise.contains(&format!(":{column}: ")), "{concise}");
}

fn decoded(uri: &Value) -> String {
    let uri = uri.as_str().unwrap().as_bytes();
    let (mut bytes, mut at) = (Vec::new(), 0);
    while at < uri.len() {
        if uri[at] == b'%' {
            let digits = std::str::from_utf8(&uri[at + 1..at + 3]).unwrap();
            bytes.push(u8::from_str_radix(digits, 16).unwrap());
            at += 3;
        } else {
            bytes.push(uri[at]);
            at += 1;
        }
    }
    String::from_utf8(bytes).unwrap()
}

#[test]
fn sarif_fixes_are_the_edits_of_the_json() {
    let (sarif, report) = (check_json(&["--format", "sarif"]), check_json(&["--format", "json"]));
    let results = sarif["runs"][0]["results"].as_array().unwrap();
    let mut fixes = 0;
    assert_eq!(results.len(), report["diagnostics"].as_array().unwrap().len());
    for (result, finding) in results.iter().zip(report["diagnostics"].as_array().unwrap()) {
        assert_eq!(result["ruleId"], finding["rule"]);
        assert_eq!(result["fixes"].is_null(), finding["fix"].is_null());
        let Some(fix) = result["fixes"].get(0) else { continue };
        let text = std::fs::read_to_string(offers().join(finding["path"].as_str().unwrap())).unwrap();
        let replacements = fix["artifactChanges"][0]["replacements"].as_array().unwrap();
        let edits = finding["fix"]["edits"].as_array().unwrap();
        assert_eq!(replacements.len(), edits.len());
        for (replacement, edit) in replacements.iter().zip(edits) {
            let (start, end) = (edit["start"].as_u64().unwrap(), edit["end"].as_u64().unwrap());
            let deleted = &text[start as usize..end as usize];
            assert_eq!(text_at(&text, &replacement["deletedRegion"]), deleted);
            assert_eq!(replacement["insertedContent"]["text"], edit["text"]);
        }
        fixes += 1;
    }
    assert!(fixes >= 4);
}

#[test]
fn each_sarif_rule_brings_its_manual_page() {
    let sarif = check_json(&["--format", "sarif"]);
    let described = sarif["runs"][0]["tool"]["driver"]["rules"].as_array().unwrap();
    assert_eq!(described.len(), paysched::internals::lint::rules::ALL.len());
    for (described, rule) in described.iter().zip(paysched::internals::lint::rules::ALL) {
        assert_eq!(described["id"], rule.name);
        assert_eq!(described["shortDescription"]["text"], format!("{}.", rule.summary()));
        let first = described["fullDescription"]["text"].as_str().unwrap();
        assert!(first.starts_with(&rule.summary()[..10]), "{first}");
        for (kind, key) in [("help", "text"), ("help", "markdown")] {
            assert!(described[kind][key].as_str().unwrap().contains(rule.reference));
        }
        assert!(described["helpUri"].as_str().unwrap().starts_with("https://"));
        let level = rule.level.word().replace("info", "note").replace("off", "none");
        assert_eq!(described["defaultConfiguration"]["level"], level);
    }
}

/// The rules and fingerprints of the gitlab format, those of SARIF of the same version, and the
/// earlier ones.
fn fingerprints(folder: &Path) -> (Vec<(String, String)>, Vec<String>) {
    let read = |format| {
        let ran = run_in(folder, &["check", "--as-of", "2026-11-21", "--format", format], &[]);
        serde_json::from_str::<Value>(&ran.out).unwrap()
    };
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let gitlab: Vec<(String, String)> = read("gitlab")
        .as_array()
        .unwrap()
        .iter()
        .map(|issue| (text(&issue["check_name"]), text(&issue["fingerprint"])))
        .collect();
    let sarif = read("sarif");
    let results = sarif["runs"][0]["results"].as_array().unwrap().iter();
    let marks = |r: &Value, version: &str| text(&r["partialFingerprints"][version]);
    let (now, earlier): (Vec<_>, Vec<_>) =
        results.map(|r| ((text(&r["ruleId"]), marks(r, "paysched/v2")), marks(r, "paysched/v1"))).unzip();
    assert_eq!(gitlab, now);
    (gitlab, earlier)
}

#[test]
fn fingerprints_hold_when_lines_move() {
    let place = tempfile::tempdir().unwrap();
    let copy = |change: &dyn Fn(&str) -> String| {
        for name in ["paysched.toml", "short.yaml", "crlf.yaml", "two.yaml", "escapes.yaml"] {
            let text = std::fs::read_to_string(offers().join(name)).unwrap();
            let text = if name.ends_with(".toml") { text } else { change(&text) };
            std::fs::write(place.path().join(name), text).unwrap();
        }
        fingerprints(place.path())
    };
    let fresh = copy(&str::to_owned);
    assert_eq!(fresh.0.iter().collect::<BTreeSet<_>>().len(), fresh.0.len(), "no two are the same");
    assert_eq!(fresh.1.iter().collect::<BTreeSet<_>>().len(), fresh.1.len(), "no two are the same");
    assert_eq!(copy(&|text| format!("# moved\n\n{text}")), fresh);
    assert_eq!(copy(&|text| text.replace("\r\n", "\n").replace('\n', "\r\n")), fresh);
    let item = "installments:\n  - {invoice_date: 2026-12-14, amount: 0.01}\n";
    let more = copy(&|text| text.replace("\r\n", "\n").replace("installments:\n", item));
    let lost: Vec<_> = fresh.1.iter().filter(|old| !more.1.contains(old)).collect();
    assert!(lost.is_empty(), "{lost:?}");
    // One more cent is another sum, so that alone is another finding.
    let lost = fresh.0.iter().filter(|old| !more.0.contains(old)).map(|(rule, _)| rule);
    assert_eq!(lost.collect::<Vec<_>>(), ["total-mismatch"]);
}

#[test]
fn several_formats_are_written_in_one_run() {
    let place = tempfile::tempdir().unwrap();
    let file = |format: &str| place.path().join(format).to_str().unwrap().to_owned();
    let outputs: Vec<String> =
        FORMATS.iter().map(|(format, _)| format!("{format}={}", file(format))).collect();
    let arguments: Vec<&str> = outputs.iter().flat_map(|output| ["--output", output]).collect();
    let ran = check(&arguments);
    assert_eq!((ran.code, ran.err.as_str()), (1, ""));
    assert_eq!(ran.out, check(&[]).out);
    for (format, _) in FORMATS {
        let written = std::fs::read_to_string(file(format)).unwrap();
        assert_eq!(written, check(&["--format", format]).out, "{format}");
    }
    assert_eq!(std::fs::read_dir(place.path()).unwrap().count(), FORMATS.len(), "nothing is left behind");
}

#[test]
fn the_main_format_goes_to_a_file() {
    let place = tempfile::tempdir().unwrap();
    let file = place.path().join("out.json");
    std::fs::write(&file, "old, and longer than nothing").unwrap();
    let ran = check(&["--format", "json", "--output-file", file.to_str().unwrap()]);
    assert_eq!((ran.code, ran.out.as_str(), ran.err.as_str()), (1, "", ""));
    assert_eq!(std::fs::read_to_string(file).unwrap(), check(&["--format", "json"]).out);
}

#[test]
fn an_output_that_cannot_be_written_stops_no_other() {
    let place = tempfile::tempdir().unwrap();
    let file = |name: &str| place.path().join(name).to_str().unwrap().to_owned();
    std::fs::create_dir(file("folder")).unwrap();
    let (missing, folder, good) = (file("nowhere/a"), file("folder"), file("good"));
    let outputs = [format!("sarif={missing}"), format!("junit={folder}"), format!("json={good}")];
    let ran = check(&["--output", &outputs[0], "--output", &outputs[1], "--output", &outputs[2]]);
    assert_eq!(ran.code, 2);
    assert_eq!(ran.out, check(&[]).out);
    assert!(ran.err.contains(&missing) && ran.err.contains(&folder), "{}", ran.err);
    assert_eq!(std::fs::read_to_string(good).unwrap(), check(&["--format", "json"]).out);
    assert_eq!(std::fs::read_dir(place.path()).unwrap().count(), 2);
    assert_eq!(check(&["clean.yaml", "--output-file", &missing]).code, 2);
}

#[cfg(unix)]
#[test]
fn a_pipe_is_written_to_and_stays_a_pipe() {
    use std::os::unix::fs::FileTypeExt;
    let place = tempfile::tempdir().unwrap();
    let pipe = place.path().join("pipe");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let reader = std::thread::spawn({
        let pipe = pipe.clone();
        move || std::fs::read_to_string(pipe).unwrap()
    });
    assert_eq!(check(&["--format", "concise", "--output-file", pipe.to_str().unwrap()]).code, 1);
    assert_eq!(reader.join().unwrap(), check(&["--format", "concise"]).out);
    assert!(std::fs::metadata(pipe).unwrap().file_type().is_fifo());
}

#[test]
fn outputs_that_make_no_sense_are_refused() {
    for (arguments, says) in [
        (&["--output", "sarif"][..], "a format and a file are needed"),
        (&["--output", "sarif="], "a format and a file are needed"),
        (&["--output", "xml=a.xml"], "there is no format `xml`; there are human, concise, json"),
        (&["--output", "json=a", "--output", "sarif=a"], "two reports go to `a`"),
        (&["--output-file", "a", "--output", "sarif=a"], "two reports go to `a`"),
        (&["--output-file", "-"], "`-` is not a file"),
        (&["--diff", "--output-file", "a"], "cannot be used with"),
    ] {
        let ran = check(arguments);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{arguments:?}");
        assert!(ran.err.contains(says), "{arguments:?}: {}", ran.err);
        assert!(!offers().join("a").exists());
    }
}

#[test]
fn inside_github_actions_people_get_annotations_too() {
    let arguments = ["check", "--as-of", "2026-11-21"];
    let inside = [("GITHUB_ACTIONS", "true")];
    let (commands, human) = (check(&["--format", "github"]).out, check(&[]).out);
    assert_eq!(run_in(&offers(), &arguments, &inside).out, commands + &human);
    let json = run_in(&offers(), &[&arguments[..], &["--format", "json"]].concat(), &inside).out;
    assert_eq!(json, check(&["--format", "json"]).out);
    assert_eq!(run_in(&offers(), &arguments, &[("GITHUB_ACTIONS", "false")]).out, human);
    // Where there is nothing to annotate, it is said once.
    let clean = Place::new(&[("a.yaml", support::BASE)]);
    assert_eq!(
        clean.run_with(&["check"], "", &inside).out,
        "1 offer checked, all clean; 1 not ready for release (check --ready says why)\n"
    );
}

#[test]
fn a_code_host_gets_paths_from_the_root_of_its_repository() {
    let root = offers().parent().unwrap().to_str().unwrap().to_owned();
    let github = [
        ("GITHUB_ACTIONS", "true"),
        ("GITHUB_WORKSPACE", root.as_str()),
        ("GITHUB_SERVER_URL", "https://github.example"),
        ("GITHUB_REPOSITORY", "acme/offers"),
        ("GITHUB_SHA", "0123abc"),
    ];
    let run = |format, variables: &[(&str, &str)]| {
        let ran = run_in(&offers(), &["check", "--as-of", "2026-11-21", "--format", format], variables);
        ran.out
    };
    assert!(run("github", &github).contains("file=offers/short.yaml,"));
    let link = "(https://github.example/acme/offers/blob/0123abc/offers/short.yaml#L10)";
    assert!(run("markdown", &github).contains(link));
    let sarif: Value = serde_json::from_str(&run("sarif", &github)).unwrap();
    let version = &sarif["runs"][0]["versionControlProvenance"][0];
    assert_eq!(version["repositoryUri"], "https://github.example/acme/offers");
    assert_eq!(version["revisionId"], "0123abc");
    assert!(sarif.to_string().contains("\"offers/short.yaml\""));
    let gitlab = [
        ("GITLAB_CI", "true"),
        ("CI_PROJECT_DIR", root.as_str()),
        ("CI_PROJECT_URL", "https://gitlab.example/acme/offers"),
        ("CI_COMMIT_SHA", "0123abc"),
    ];
    assert!(run("gitlab", &gitlab).contains("\"offers/short.yaml\""));
    assert!(run("markdown", &gitlab).contains("(https://gitlab.example/acme/offers/-/blob/0123abc/offers/"));
}

#[test]
fn a_junit_case_fails_where_the_check_does() {
    let failures = |arguments: &[&str]| {
        let ran = check(&[&["--format", "junit"], arguments].concat());
        ran.out.matches("<failure ").count()
    };
    let summary = &check_json(&["--format", "json"])["summary"];
    let count = |key: &str| summary[key].as_u64().unwrap() as usize;
    let (errors, warnings, infos) = (count("errors"), count("warnings"), count("infos"));
    assert_eq!(failures(&[]), errors);
    assert_eq!(failures(&["--fail-on", "warning"]), errors + warnings);
    assert_eq!(failures(&["--fail-on", "info"]), errors + warnings + infos);
    assert_eq!(failures(&["--fail-on", "never"]), errors);
}

#[cfg(unix)]
#[test]
fn a_hostile_file_name_breaks_no_format() {
    let place = tempfile::tempdir().unwrap();
    let name = "a,b:c%d|`<x>&\"\n::error::y]]>.yaml";
    std::fs::write(place.path().join(name), "paysched: [\n").unwrap();
    let run = |format| run_in(place.path(), &["check", "--format", format], &[]).out;
    for format in ["human", "concise", "github", "markdown", "junit"] {
        let broken = run(format).lines().any(|line| line.starts_with("::error::"));
        assert!(!broken, "{format}: {}", run(format));
    }
    assert!(run("github").contains("file=a%2Cb%3Ac%25d|`<x>&\"%0A%3A%3Aerror%3A%3Ay]]>.yaml,line=1"));
    assert!(
        run("junit").contains("name=\"a,b:c%d|`&lt;x&gt;&amp;&quot;\n::error::y]]&gt;.yaml\"").eq(&false)
    );
    let sarif: Value = serde_json::from_str(&run("sarif")).unwrap();
    let place = &sarif["runs"][0]["results"][0]["locations"][0]["physicalLocation"];
    assert_eq!(decoded(&place["artifactLocation"]["uri"]), name);
}
