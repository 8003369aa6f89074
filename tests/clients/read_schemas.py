"""Holds the JSON Schemas against a validator that we did not write.

Every example offer, every register and configuration, and every example of the rules that passes
must validate; every example of a rule on the structure of a file must not, unless it is listed
here with the reason why no schema can see it.

Usage: read_schemas.py PROGRAM EXAMPLES, a folder that the test `the_examples_can_be_handed_on` of
`tests/it/rules.rs` has filled.
"""

import json
import subprocess
import sys
import tomllib
from pathlib import Path

import jsonschema
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

PROGRAM, EXAMPLES = sys.argv[1], Path(sys.argv[2])
TOPICS = [
    "unknown-key",
    "missing-key",
    "wrong-type",
    "unsupported-version",
    "invalid-date",
    "invalid-amount",
    "invalid-choice",
    "invalid-term",
    "invalid-account-id",
    "invalid-series",
]
# A line of the example, and why no schema sees what is wrong with it.
TYPED = "YAML readers take it for a number before a schema sees it"
COUNTED = "the dates of the series have to be counted"
TOGETHER = "it is wrong only beside another value"
UNSEEN = {
    "total: 360_000.00": TYPED,
    "total: +360000.00": TYPED,
    "total: 3.6e5": TYPED,
    "total: .5": TYPED,
    "total: 5.": TYPED,
    "total: .nan": TYPED,
    "total: 0x57E40": TYPED,
    "total: 10000000000000000000000000000": TYPED,
    "times: 30.0": TYPED,
    "labels: {[a, b]: c}": "JSON has no keys but text",
    "term: {start: 2027-02-29,": "a pattern knows no leap years",
    "times: 3, split: remainder, weights: [2, 1]}": COUNTED,
    "times: 3, split: remainder, weights: [1, 1]}": COUNTED,
    "until: 2027-03-31, split: remainder, weights: [1, 1, 1, 1]}": COUNTED,
    "times: 1001,": COUNTED,
    "until: 2029-10-11,": COUNTED,
    "until: 2027-01-30,": COUNTED,
    "except: [2027-01, 2027-02-28],": COUNTED,
    "every: year, day: 30, overflow: skip,": COUNTED,
    "weights: [1, 1, 1], raise:": TOGETHER,
    "every: 2 weeks, times: 3, day: 29": TOGETHER,
    "every: week, day: 15": TOGETHER,
    "every: 30 days, day: last": TOGETHER,
    "---\nname: Acme KK\n": "a document without the key `paysched` is looked at by nobody else",
}
# What ruamel.yaml refuses though YAML 1.2 has it.
UNREADABLE = {"currency:\tUSD": "a tab between a key and its value"}


def reader() -> YAML:
    """YAML 1.2 with typed numbers and truth values, and dates as the text that they are."""
    yaml = YAML(typ="safe", pure=True)
    stamp = "tag:yaml.org,2002:timestamp"
    yaml.constructor.add_constructor(stamp, lambda loader, node: loader.construct_scalar(node))
    return yaml


def documents(path: Path, marker: str) -> list:
    found = list(reader().load_all(path.read_text("utf-8")))
    return [texts(d) for d in found if isinstance(d, dict) and marker in d]


def texts(value):
    """The same with keys as text, as JSON has them."""
    if isinstance(value, dict):
        return {str(key): texts(item) for key, item in value.items()}
    return [texts(item) for item in value] if isinstance(value, list) else value


def validator(word: str) -> jsonschema.Draft202012Validator:
    text = subprocess.run([PROGRAM, "schema", word], capture_output=True, check=True).stdout
    assert text == Path(f"schema/{word}.schema.json").read_bytes(), word
    schema = json.loads(text)
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


WORDS = ["offer", "accounts", "config", "explanations"]
OFFER, ACCOUNTS, CONFIG, EXPLANATIONS = map(validator, WORDS)


def mistakes(path: Path) -> list[str] | None:
    """What the schema says of the offers in a file; none where the file is no YAML."""
    try:
        offers = documents(path, "paysched")
    except YAMLError:
        return None
    return [error.message for offer in offers for error in OFFER.iter_errors(offer)]


def listed(path: Path, reasons: dict[str, str], used: set[str]) -> bool:
    text = path.read_text("utf-8")
    found = [line for line in reasons if line in text.replace("\r\n", "\n")]
    used.update(found)
    return bool(found)


def read_examples() -> tuple[int, int]:
    used, passed, refused = set(), 0, 0
    for path in sorted(EXAMPLES.glob("*/*.yaml")):
        rule, _, verdict, _ = path.name.split(".")
        found = mistakes(path)
        if verdict == "passes" and found is None:
            assert listed(path, UNREADABLE, used), f"{path} cannot be read"
        elif verdict == "passes":
            assert not found, (path, found)
            passed += 1
        elif rule in TOPICS and not found:
            assert listed(path, UNSEEN, used), f"the schema sees nothing in {path}; list it with the reason"
        elif rule in TOPICS:
            refused += 1
    idle = (UNSEEN.keys() | UNREADABLE.keys()) - used
    assert not idle, f"no example has {idle}"
    assert passed > 200 and refused > 100, (passed, refused)
    return passed, refused


def read_schedules() -> int:
    read = 0
    for path in sorted(Path("schedules").rglob("*.yaml")):
        markers = [("paysched", OFFER), ("paysched_accounts", ACCOUNTS)]
        for marker, schema in [*markers, ("paysched_explanations", EXPLANATIONS)]:
            for document in documents(path, marker):
                schema.validate(document)
                read += 1
    for path in sorted(Path("schedules").rglob("paysched.toml")):
        CONFIG.validate(tomllib.loads(path.read_text("utf-8")))
        read += 1
    assert read >= 25, read
    return read


REGISTER = """
paysched_accounts: 1
accounts:
  "444455556666": {name: Agency payer, billing: invoice, net_days: 30}
  "111122223333": {payer: "444455556666", independent: true}
agents:
  agency: {payer: "444455556666", currency: JPY, discount: 3%, discount_on: [usage],
    due: {months: 1, day: last}, leftover: down}
"""
BROKEN_REGISTER = [
    ("paysched_accounts: 1", "paysched_accounts: 2"),
    ('"444455556666": {name', '"44445555666": {name'),
    ("billing: invoice", "billing: cash"),
    ("net_days: 30", "net_day: 30"),
    ("independent: true", "independent: maybe"),
    ("3%", "3"),
    ("day: last", "day: 32"),
    ("months: 1, ", ""),
    ("[usage]", "usage"),
]
KNOWN = """
paysched_explanations: 1
explanations:
- {offer: offer-t3rnm4psexample, invoice: "2500000430", amount: -200.00, reason: agreed by mail}
- {offer: agmt-t3rnm4psexampleagreement, date: 2027-05-31, amount: -2000.00, reason: billed in June}
"""
BROKEN_KNOWN = [
    ("paysched_explanations: 1", "paysched_explanations: 2"),
    ("offer: offer-t3rnm4psexample, ", ""),
    ('invoice: "2500000430"', "invoices: [2500000430]"),
    ("-200.00", "a little"),
    (", reason: agreed by mail", ""),
    ("date: 2027-05-31", "date: 31.05.2027"),
]
CONFIGURATION = """
accounts = "accounts.yaml"
holidays = "jp"
seller_country = "JP"
dimension_limits = "api"
max_file_bytes = 4194304
[levels]
invoice-date-on-weekend = "warning"
[[per-path]]
paths = ["drafts/**"]
levels = { zero-amount = "off" }
[thresholds]
days_to_extend = 14
smallest_installment = { USD = "100.00", JPY = 10000 }
"""
BROKEN_CONFIGURATION = [
    ("accounts =", "account ="),
    ('"jp"', "3"),
    ('"JP"', '"Japan"'),
    ('"api"', '"apis"'),
    ("4194304", '"4194304"'),
    ('"warning"', '"warn"'),
    ("invoice-date-on-weekend", "invoice-date-on-weekends"),
    ('invoice-date-on-weekend = "warning"', 'invalid-date = "off"'),
    ('["drafts/**"]', '"drafts/**"'),
    ('"off"', '"of"'),
    ("zero-amount", "zero-amounts"),
    ("days_to_extend", "days_to_extent"),
    ('"100.00"', "100.50"),
    ("USD", "usd"),
]


def read_others() -> int:
    yaml = lambda text: texts(reader().load(text))  # noqa: E731
    for whole, broken, schema, load in [
        (REGISTER, BROKEN_REGISTER, ACCOUNTS, yaml),
        (CONFIGURATION, BROKEN_CONFIGURATION, CONFIG, tomllib.loads),
        (KNOWN, BROKEN_KNOWN, EXPLANATIONS, yaml),
    ]:
        schema.validate(load(whole))
        for right, wrong in broken:
            assert whole.count(right) == 1, right
            assert not schema.is_valid(load(whole.replace(right, wrong))), wrong
    return len(BROKEN_REGISTER) + len(BROKEN_CONFIGURATION) + len(BROKEN_KNOWN)


def main() -> None:
    files, others = read_schedules(), read_others()
    passed, refused = read_examples()
    print(
        f"{files} files and {passed} passing examples validate by jsonschema; {refused} examples and "
        f"{others} registers, configurations and explanations are refused; {len(UNSEEN)} mistakes no schema can see"
    )


main()
