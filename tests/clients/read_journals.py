"""Opens the journals of `plan` with hledger.

The journal of every example offer, of all of them in one, and of an offer whose texts are full of
signs that mean something to hledger passes `check --strict` and the checks of dates, payees and
(where hledger knows it) tags. Its transactions are the invoices of `plan --format json`, and its
balances their totals. A journal without one of its declarations must not pass.

Usage: read_journals.py PROGRAM
"""

import csv
import io
import json
import os
import re
import subprocess
import sys
from collections import Counter
from decimal import Decimal
from pathlib import Path

PROGRAM = Path(sys.argv[1]).resolve()
OUT = Path("target/client-journals")
ENVIRONMENT = {**os.environ, "LC_ALL": "C.UTF-8"}
# The marketplace takes no such name, which is an error; a journal must hold it all the same.
OPTIONS = ["--as-of", "2026-11-21", "--allow-errors"]
CHECKS = ["accounts", "commodities", "ordereddates", "payees"]

HOSTILE = r"""paysched: 1
name: "* (x) = a:b ; c | d  \"e\"　　着手金 @ {f} [2026-01-01] date:x\tg\nh"
description: x
product: {id: prod-k3xu7yexample, type: saas_contract}
buyers: [{account: "111122223333", billing: invoice, net_days: 30}]
release: 2026-12-01
accept_by: 2026-12-31
term: 12 months
currency: KWD
total: 12.345
labels: {comment: "end comment\n2026-01-01 x\n    a:b  1 KWD"}
installments:
  - {invoice_date: 2026-12-15, amount: 6.345, note: "\n2026-01-01 x\n    a:b  1\n\n; date:bad, due:x | y  = 5"}
  - {first: 2027-01-31, every: month, times: 2, amount: 3.000, note: "| {n} of {count}"}
"""


def plan(paths: list[str], form: str, *more: str) -> str:
    command = [PROGRAM, "plan", *paths, *OPTIONS, "--format", form, *more]
    done = subprocess.run(command, capture_output=True, check=False)
    assert done.returncode == 0, (paths, done.stderr.decode())
    return done.stdout.decode("utf-8")


def hledger(journal: str, *arguments: str) -> subprocess.CompletedProcess:
    command = ["hledger", "-f", "-", *arguments]
    return subprocess.run(command, input=journal, capture_output=True, text=True, encoding="utf-8", env=ENVIRONMENT)


def asked(journal: str, *arguments: str) -> str:
    done = hledger(journal, *arguments)
    assert done.returncode == 0, (arguments, done.stderr)
    return done.stdout


def amount(posting: dict) -> tuple[str, Decimal]:
    (one,) = posting["pamount"]
    quantity = one["aquantity"]
    return one["acommodity"], Decimal(quantity["decimalMantissa"]).scaleb(-quantity["decimalPlaces"])


def transactions(journal: str) -> Counter:
    """What hledger reads: day, code, due date, currency and amount of each receivable."""
    found = Counter()
    for transaction in json.loads(asked(journal, "print", "-O", "json")):
        receivable, deferred = transaction["tpostings"]
        assert receivable["paccount"].startswith("assets:receivable:marketplace:"), receivable
        assert deferred["paccount"].startswith("liabilities:deferred revenue:"), deferred
        currency, billed = amount(receivable)
        assert amount(deferred) == (currency, -billed)
        due = dict(transaction["ttags"]).get("due")
        found[(transaction["tdate"], transaction["tcode"], due, currency, billed)] += 1
    return found


def expected(plan: dict) -> list:
    """The invoices without those after the end of the agreement."""
    return [invoice for invoice in plan["invoices"] if invoice.get("expected", True)]


def invoices(plans: list) -> Counter:
    return Counter(
        (
            invoice["invoice_date"],
            f"{invoice['number']}/{len(plan['invoices'])}",
            invoice["due_date"],
            plan["offer"]["currency"],
            Decimal(invoice["amount"]),
        )
        for plan in plans
        for invoice in expected(plan)
    )


def balances(journal: str) -> Counter:
    """The total of each account of receivables, as `hledger balance` prints it."""
    table = asked(journal, "balance", "assets:receivable", "--empty", "-N", "-O", "csv")
    rows = list(csv.DictReader(io.StringIO(table)))
    return Counter((row["balance"].replace(",", "")) for row in rows)


def totals(plans: list) -> Counter:
    sums = [sum(Decimal(i["amount"]) for i in expected(plan)) for plan in plans]
    whole = [(total, plan) for total, plan in zip(sums, plans) if "ended" not in plan]
    assert all(total == Decimal(plan["offer"]["total"]) for total, plan in whole)
    # A balance of nothing has no commodity.
    shown = [f"{total} {plan['offer']['currency']}" if total else "0" for total, plan in zip(sums, plans)]
    return Counter(shown)


def read(paths: list[str], checks: list[str]) -> int:
    journal = plan(paths, "ledger")
    plans = json.loads(plan(paths, "json"))
    plans = plans if isinstance(plans, list) else [plans]
    asked(journal, "check", "--strict", *checks)
    assert transactions(journal) == invoices(plans), paths
    assert balances(journal) == totals(plans), (balances(journal), totals(plans))
    return len(plans)


def earns(paths: list[str], checks: list[str]) -> None:
    """What is earned month by month is what is billed: nothing stays deferred."""
    journal = plan(paths, "ledger", "--recognize")
    asked(journal, "check", "--strict", *checks)
    for account, empty in [("liabilities:deferred", True), ("revenue", False)]:
        table = asked(journal, "balance", account, "--depth", "1", "-N", "-O", "csv")
        assert (len(table.splitlines()) == 1) == empty, (account, table)
    billed = asked(journal, "balance", "assets", "revenue", "--depth", "1", "-O", "csv")
    assert billed.splitlines()[-1].split(",")[-1].strip('"') == "0", billed


def refuses(journal: str, declaration: str) -> None:
    """Whether the checks read what they are given."""
    lines = journal.splitlines(keepends=True)
    at = next(number for number, line in enumerate(lines) if line.startswith(declaration))
    less = "".join(lines[:at] + lines[at + 1 :])
    assert hledger(less, "check", "--strict", *CHECKS).returncode != 0, declaration


def main() -> None:
    OUT.mkdir(parents=True, exist_ok=True)
    hostile = OUT / "hostile.yaml"
    hostile.write_text(HOSTILE, "utf-8")
    version = tuple(map(int, re.search(r"hledger (\d+)\.(\d+)", asked("", "--version")).groups()))
    knows_tags = hledger("", "check", "tags").returncode == 0
    checks = CHECKS + (["tags"] if knows_tags else [])
    offers = [str(p) for p in sorted(Path("schedules").rglob("*.yaml")) if p.stem != "accounts"]
    assert len(offers) >= 22
    count = sum(read([offer], checks) for offer in offers)
    read([str(hostile)], checks)
    read([*offers, str(hostile)], checks)
    earns(offers, checks)
    journal = plan([offers[0]], "ledger")
    for declaration in ["commodity", "account", "payee"]:
        refuses(journal, declaration)
    words = f"journals of {count} offers read by hledger {version[0]}.{version[1]}"
    print(words if knows_tags else f"{words}, which knows no check of tags")


main()
