"""Opens what paysched writes with readers that we did not write.

The plan's rows with Python's csv and decimal modules, its JSON and the check's JSON against
schemas written down here from the description of the outputs, and every example offer with
ruamel.yaml, a second YAML 1.2 reader, whose values must be the ones that the plan shows.
"""

import csv
import io
import json
import subprocess
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path

import jsonschema
from ruamel.yaml import YAML

PROGRAM = sys.argv[1]
TEXT, NUMBER = {"type": "string"}, {"type": "integer"}
OR_NULL = {"type": ["string", "null"]}
DAY = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"}
AMOUNT = {"type": "string", "pattern": r"^\d+(\.\d+)?$"}


def shape(**keys: dict) -> dict:
    return {"type": "object", "properties": keys, "required": list(keys), "additionalProperties": False}


def sometimes(always: dict, **keys: dict) -> dict:
    """The shape with keys that only stand where they say something."""
    return {**always, "properties": {**always["properties"], **keys}}


def rows_of(item: dict) -> dict:
    return {"type": "array", "items": item}


PLACE = shape(line=NUMBER, column=NUMBER)
LABEL = {
    **shape(primary={"type": "boolean"}, message=TEXT, start=NUMBER, end=NUMBER, to=PLACE),
}
LABEL["properties"]["from"] = PLACE
LABEL["required"].append("from")
EDIT = shape(start=NUMBER, end=NUMBER, text=TEXT)
FIX = shape(applicability={"enum": ["safe", "unsafe"]}, title=TEXT, edits=rows_of(EDIT))
COUNTS = ["files", "offers", "passed_over", "errors", "warnings", "infos", "suppressed", "fixable"]
CHECK = shape(
    version={"const": 1},
    tool=shape(name={"const": "paysched"}, version=TEXT),
    as_of=DAY,
    summary=shape(**{name: NUMBER for name in COUNTS}),
    diagnostics=rows_of(
        shape(
            rule=TEXT,
            severity={"enum": ["error", "warning", "info"]},
            message=TEXT,
            path=TEXT,
            document=NUMBER,
            pointer=TEXT,
            labels=rows_of(LABEL),
            help=rows_of(TEXT),
            notes=rows_of(TEXT),
            marketplace_codes=rows_of(TEXT),
            reference=TEXT,
            fix={"anyOf": [{"type": "null"}, FIX]},
        )
    ),
)
NUMBER_OR_NULL = {"type": ["integer", "null"]}
BOUGHT = shape(
    contract_value=OR_NULL,
    dimensions=rows_of(
        shape(
            quantity=NUMBER_OR_NULL,
            **{name: OR_NULL for name in ["key", "name", "price", "duration", "value", "overage"]},
        )
    ),
)
REPLACED = shape(
    name=OR_NULL,
    path=TEXT,
    accepted=DAY,
    accepted_assumed={"type": "boolean"},
    replaced_on=DAY,
    **{name: NUMBER for name in ["invoices", "cancelled_invoices", "days_used", "days_of_term"]},
    **{name: AMOUNT for name in ["billed", "cancelled", "brought", "unused"]},
)
PLAN = sometimes(shape(
    version={"const": 1},
    offer=shape(
        name=TEXT,
        id=OR_NULL,
        product=shape(id=TEXT, type=TEXT),
        currency=TEXT,
        total=AMOUNT,
        buyers=rows_of(TEXT),
        labels={"type": "object", "additionalProperties": TEXT},
    ),
    reference_day=DAY,
    acceptance=shape(date=DAY, assumed={"type": "boolean"}),
    term=shape(start=DAY, end=DAY),
    invoices=rows_of(
        sometimes(
            shape(
                number=NUMBER,
                scheduled_date=DAY,
                invoice_date=DAY,
                due_date=OR_NULL,
                amount=AMOUNT,
                cumulative=AMOUNT,
                remaining=AMOUNT,
                note=OR_NULL,
                entry=NUMBER,
                position=NUMBER,
                explanation=TEXT,
            ),
            expected={"const": False},
            purchase_order=TEXT,
        )
    ),
), ended=shape(on=DAY, reason=OR_NULL), bought=BOUGHT, replaced=rows_of(REPLACED))


def run(*arguments: str, code: int = 0) -> str:
    done = subprocess.run([PROGRAM, *arguments], capture_output=True, check=False)
    assert done.returncode == code, (arguments, done.returncode, done.stderr.decode())
    return done.stdout.decode("utf-8")


def read_plan(path: Path) -> None:
    plans = json.loads(run("plan", str(path), "--format", "json"))
    plans = plans if isinstance(plans, list) else [plans]
    for plan in plans:
        jsonschema.validate(plan, PLAN)
    rows = list(csv.DictReader(io.StringIO(run("plan", str(path), "--format", "csv"), newline="")))
    invoices = [(plan["offer"]["currency"], invoice) for plan in plans for invoice in plan["invoices"]]
    assert len(rows) == len(invoices), path
    for row, (currency, invoice) in zip(rows, invoices):
        assert row["currency"] == currency and Decimal(row["amount"]) == Decimal(invoice["amount"]), path
        assert date.fromisoformat(row["invoice_date"]) >= date.fromisoformat(row["scheduled_date"]), path
        assert row["note"] == (invoice["note"] or ""), path
    documents = [d for d in YAML(typ="base", pure=True).load_all(path.read_text("utf-8")) if d]
    assert [d["name"] for d in documents] == [plan["offer"]["name"] for plan in plans], path
    for document, plan in zip(documents, plans):
        # The product is written as it is; a total, where written, is what is billed.
        assert document["product"]["id"] == plan["offer"]["product"]["id"], path
        if "total" in document:
            assert Decimal(document["total"]) == sum(Decimal(i["amount"]) for i in plan["invoices"]), path


SIGNED = {"anyOf": [{"type": "null"}, {"type": "string", "pattern": r"^-?\d+(\.\d+)?$"}]}
DAYS_OR_NULL = {"anyOf": [{"type": "null"}, DAY]}


def reconciled(had: str, lists: list, dates: list, amounts: list) -> dict:
    """What a comparison is: of invoices, or of payouts, which say what was `paid`."""
    compared = {name: SIGNED for name in ["planned", had, "difference", "unexplained"]}
    sums = shape(
        list={"enum": lists}, outcome=TEXT, currency=TEXT, count=NUMBER, explained=NUMBER, **compared
    )
    return shape(
        version={"const": 1},
        differs={"type": "boolean"},
        billed_since=DAYS_OR_NULL,
        billed_to=DAYS_OR_NULL,
        tolerance_days=NUMBER,
        offers=rows_of(
            shape(
                file=TEXT, document=NUMBER, name=TEXT, id=OR_NULL, agreement=OR_NULL, standing=TEXT, acceptance=OR_NULL
            )
        ),
        reports=rows_of(shape(path=TEXT, kind=TEXT, lines=NUMBER)),
        outcomes=rows_of(sums),
        totals=rows_of(
            shape(list={"enum": lists}, currency=TEXT, count=NUMBER, explained=NUMBER, **compared)
        ),
        rows=rows_of(
            shape(
                list={"enum": lists},
                outcome=TEXT,
                **{name: OR_NULL for name in ["offer", "offer_id", "file", "buyer", "invoice", "agreement", "report"]},
                **{name: DAYS_OR_NULL for name in ["scheduled_date", "expected_date", *dates]},
                **{name: NUMBER_OR_NULL for name in ["document", "number", "days", "line"]},
                **{name: SIGNED for name in ["planned", had, "difference", *amounts]},
                currency=TEXT,
                remark=TEXT,
                explained=OR_NULL,
            )
        ),
        unread_lines=NUMBER,
        notes=rows_of(TEXT),
    )


RECONCILED = reconciled("billed", ["billed", "listed"], ["invoice_date"], [])
PAID_OUT = reconciled(
    "paid", ["paid"], ["paid_date", "invoiced"], ["planned_gross", "gross", "planned_fee", "fee"]
)


def read_comparison(*reports: str) -> None:
    paths = ["schedules/reconcile", *(f"schedules/reconcile/{report}" for report in reports)]
    compared = json.loads(run("reconcile", *paths, "--format", "json", code=1))
    jsonschema.validate(compared, RECONCILED)
    assert compared["differs"]
    rows = list(csv.DictReader(io.StringIO(run("reconcile", *paths, "--format", "csv", code=1), newline="")))
    assert [{key: str(row[key] if row[key] is not None else "") for key in row} for row in compared["rows"]] == rows
    for outcome in compared["outcomes"]:
        those = [row for row in rows if all(row[key] == outcome[key] for key in ["list", "outcome", "currency"])]
        assert len(those) == outcome["count"], outcome
        assert sum(Decimal(row["billed"] or 0) for row in those) == Decimal(outcome["billed"]), outcome
    for total in compared["totals"]:
        those = [row for row in compared["outcomes"] if row["currency"] == total["currency"] and row["difference"]]
        for of in ["planned", "billed", "difference"]:
            assert sum(Decimal(row[of]) for row in those) == Decimal(total[of]), total
    # Every line of the reports that says anything stands in a row, in one only.
    lines = [(row["report"], row["line"], row["outcome"] == "refunded") for row in rows if row["line"]]
    assert len(lines) == len(set(lines)) and len(lines) == sum(r["lines"] for r in compared["reports"])


def read_payouts(report: str) -> None:
    paths = ["schedules/reconcile", f"schedules/reconcile/{report}", "--cash"]
    compared = json.loads(run("reconcile", *paths, "--format", "json", code=1))
    jsonschema.validate(compared, PAID_OUT)
    rows = list(csv.DictReader(io.StringIO(run("reconcile", *paths, "--format", "csv", code=1), newline="")))
    assert [{key: str(row[key] if row[key] is not None else "") for key in row} for row in compared["rows"]] == rows
    # What reaches the seller is the gross less the fee, as planned and as paid, and taken back.
    parts = [("planned", "planned_gross", "planned_fee"), ("paid", "gross", "fee")]
    for row, (net, gross, fee) in ((row, part) for row in rows for part in parts):
        assert not row[net] or Decimal(row[net]) == Decimal(row[gross]) - Decimal(row[fee]), row
    for sums in [compared["outcomes"], compared["totals"]]:
        for one in sums:
            keys = [key for key in ["list", "outcome", "currency"] if key in one]
            those = [row for row in rows if all(row[key] == one[key] for key in keys)]
            those = those if "outcome" in one else [row for row in those if row["difference"]]
            assert len(those) == one["count"], one
            assert sum(Decimal(row["paid"] or 0) for row in those) == Decimal(one["paid"]), one


SUMS = shape(
    list={"enum": ["month", "quarter", "fiscal_year", "next"]},
    period=TEXT,
    to=OR_NULL,
    group=OR_NULL,
    name=OR_NULL,
    currency=TEXT,
    offers={"enum": ["accepted", "released", "draft", "renewal", "cancelled"]},
    **{key: value for of in ["invoiced", "due", "expected"] for key, value in [(f"{of}_count", NUMBER), (of, AMOUNT)]},
)
SUMS["properties"]["from"] = OR_NULL
SUMS["required"].append("from")
CALENDAR = shape(
    version={"const": 1},
    as_of=DAY,
    late_days=NUMBER,
    by={"enum": ["currency", "buyer", "product", "offer", "label"]},
    label=OR_NULL,
    every={"enum": ["month", "quarter", "fiscal_year"]},
    fiscal_year_starts={"type": "integer", "minimum": 1, "maximum": 12},
    renewals=NUMBER,
    with_cancelled={"type": "boolean"},
    offers=shape(**{name: NUMBER for name in ["accepted", "released", "draft", "expired", "authorizations", "with_errors"]}),
    cancelled_invoices=NUMBER,
    months=rows_of(SUMS),
    next=rows_of(SUMS),
    notes=rows_of(TEXT),
)


def read_calendar(*options: str) -> None:
    """Whatever the offers are parted by, the rows are those of the object and come to the same."""
    arguments = ["calendar", "schedules", "--as-of", "2027-02-01", *options]
    calendar = json.loads(run(*arguments, "--format", "json"))
    jsonschema.validate(calendar, CALENDAR)
    rows = list(csv.DictReader(io.StringIO(run(*arguments, "--format", "csv"), newline="")))
    objects = [*calendar["months"], *calendar["next"]]
    assert [{key: str("" if row[key] is None else row[key]) for key in row} for row in objects] == rows
    for key in {(row["currency"], row["offers"]) for row in calendar["months"]}:
        those = [row for row in calendar["months"] if (row["currency"], row["offers"]) == key]
        totals = {of: sum(Decimal(row[of]) for row in those) for of in ["invoiced", "due", "expected"]}
        assert len(set(totals.values())) == 1, "what is invoiced is due and expected, sooner or later"


def main() -> None:
    for options in [
        [],
        ["--by", "buyer"],
        ["--by", "label=region", "--late", "40", "--next", "7,400"],
        ["--by", "offer", "--by", "quarter", "--renewals", "1", "--cancelled"],
        ["--by", "fiscal-year", "--fiscal-year-starts", "4"],
    ]:
        read_calendar(*options)
    for report in ["billed-revenue.csv", "line-items.json", "section-4.csv"]:
        read_comparison(report)
    for report in ["disbursements.csv", "billing-events.csv"]:
        read_payouts(report)
    offers = [p for p in sorted(Path("schedules").rglob("*.yaml")) if p.stem != "accounts"]
    assert len(offers) >= 22
    for path in offers:
        read_plan(path)
    for path, code in [("schedules", 0), ("tests/broken", 1)]:
        report = json.loads(run("check", path, "--format", "json", code=code))
        jsonschema.validate(report, CHECK)
        assert bool(report["diagnostics"]) == bool(code)
    print(f"{len(offers)} offers: rows, objects and values read by csv, jsonschema and ruamel.yaml")


main()
