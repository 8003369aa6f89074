"""Opens the bills of `bills` with readers that we did not write.

The bills of the example, and of the same agent with a tax for each kind of charge and a closing day
off bank holidays: JSON against a closed schema written down here, its sums worked out anew with
Python's decimals; CSV, the page (Python's parser of HTML), the calendar (icalendar), the journal
(hledger --strict) and the workbook (openpyxl, and LibreOffice, which works out every formula and
prints each bill on a page of its own) must say the same.

Usage: read_bills.py PROGRAM
"""

import csv
import io
import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections import defaultdict
from datetime import date
from decimal import ROUND_DOWN, Decimal
from html.parser import HTMLParser
from pathlib import Path

import icalendar
import jsonschema
from openpyxl import load_workbook

PROGRAM = Path(sys.argv[1]).resolve()
CALL = ["--usage", "japan/bills/usage.csv", "--month", "2027-01", "--fx", "USDJPY=151.20", "--as-of", "2027-02-03"]
CLOSES, TAX = "    closes: last\n", "    tax: 10%\n"
REGISTERS = {
    "as it is": ("closes: last", "tax: 10%"),
    "two rates": ("closes: last", "tax: { usage: 10%, marketplace: 8% }"),
    "no tax": ("closes: { day: last, roll: preceding }", "tax: { usage: 10%, marketplace: out_of_scope }"),
    "reversed": ("closes: { day: 25, roll: following }", "tax: { usage: 0%, marketplace: reverse_charge }"),
}
SAID = {"out_of_scope": "不課税", "reverse_charge": "リバースチャージ"}

TEXT, DAY = {"type": "string", "minLength": 1}, {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"}
YEN = {"type": "string", "pattern": r"^-?\d+$"}
CHARGE = {"type": "string", "pattern": r"^-?\d+(\.\d+)?$"}
RATE = {"type": "string", "pattern": r"^(\d+(\.\d+)?%|out_of_scope|reverse_charge)$"}


def shape(**keys: dict) -> dict:
    return {"type": "object", "properties": keys, "required": list(keys), "additionalProperties": False}


def or_null(one: dict) -> dict:
    return {"anyOf": [one, {"type": "null"}]}


def schema(for_agent: bool) -> dict:
    cost = {"volume_discount": CHARGE, "paid": CHARGE, "cost": YEN, "paid_on": or_null(DAY)}
    line = shape(
        kind={"enum": ["usage", "invoice"]},
        account={"type": "string", "pattern": r"^\d{12}$"},
        **dict.fromkeys(["service", "offer", "path", "note"], or_null(TEXT)),
        consolidated=or_null({"type": "boolean"}),
        invoice=or_null({"type": "integer", "minimum": 1}),
        invoice_date=or_null(DAY),
        charge=CHARGE,
        charge_currency={"enum": ["USD", "JPY"]},
        rate=or_null(TEXT),
        tax_rate=or_null(RATE),
        **dict.fromkeys(["amount", "discount", "net"], YEN),
        **(cost if for_agent else {}),
    )
    own = {"cost": YEN, "margin": YEN, "days_financed": or_null({"type": "integer"})}
    bill = shape(
        number={"type": "string", "pattern": r"^\d{8}-\d{12}$"},
        customer=TEXT,
        accounts={"type": "array", "items": TEXT, "minItems": 1},
        lines={"type": "array", "items": line, "minItems": 1},
        net=YEN,
        taxes={"type": "array", "items": shape(rate=RATE, net=YEN, tax=YEN)},
        total=YEN,
        **(own if for_agent else {}),
    )
    payment = shape(date=or_null(DAY), amount=CHARGE, currency=TEXT, cost=YEN)
    more = {"payments": {"type": "array", "items": payment}, "notes": {"type": "array", "items": TEXT}}
    return shape(
        version={"const": 1},
        as_of={"const": "2027-02-03"},
        **dict.fromkeys(["agent", "issuer", "registration", "bank"], TEXT),
        usage_month={"type": "string", "pattern": r"^\d{4}-\d{2}$"},
        bill_date=DAY,
        due_date=DAY,
        currency={"const": "JPY"},
        bills={"type": "array", "items": bill, "minItems": 1},
        **(more if for_agent else {}),
    )


def made(folder: Path, form: str, *more: str) -> bytes:
    command = [PROGRAM, "bills", "japan/bills", *CALL, "--format", form, *more]
    done = subprocess.run(command, cwd=folder, capture_output=True, check=False)
    assert done.returncode == 0, (command, done.stderr.decode())
    return done.stdout


def add_up(bills: dict) -> None:
    """Every sum anew: the lines, each rate with its one rounding, the total."""
    for bill in bills["bills"]:
        of_rate = defaultdict(Decimal)
        for line in bill["lines"]:
            assert Decimal(line["amount"]) - Decimal(line["discount"]) == Decimal(line["net"]), line
            of_rate[line["tax_rate"]] += Decimal(line["net"])
        assert sum(of_rate.values()) == Decimal(bill["net"])
        taxes = {tax["rate"]: (Decimal(tax["net"]), Decimal(tax["tax"])) for tax in bill["taxes"]}
        assert len(taxes) == len(bill["taxes"]) and taxes.keys() == of_rate.keys(), bill["taxes"]
        for rate, net in of_rate.items():
            share = Decimal(rate[:-1]) / 100 if rate.endswith("%") else Decimal(0)
            tax = (net * share).quantize(Decimal(1), ROUND_DOWN)
            assert taxes[rate] == (net, tax), (rate, taxes[rate], net, tax)
        assert Decimal(bill["net"]) + sum(tax for _, tax in taxes.values()) == Decimal(bill["total"])


class Texts(HTMLParser):
    """The tables of a page, row by row, and its other texts."""

    def __init__(self) -> None:
        super().__init__()
        self.rows, self.texts, self.skips, self.in_cell = [], [], False, False

    def handle_starttag(self, tag: str, attrs: list) -> None:
        self.skips = tag == "style"
        if tag == "tr":
            self.rows.append([])
        if tag in ("th", "td"):
            self.rows[-1].append("")
            self.in_cell = True

    def handle_endtag(self, tag: str) -> None:
        self.skips = False
        self.in_cell &= tag not in ("th", "td")

    def handle_data(self, data: str) -> None:
        if not self.skips and data.strip():
            self.texts.append(data.strip())
            if self.in_cell:
                self.rows[-1][-1] += data.strip()


def read_page(page: str, bills: dict) -> None:
    read = Texts()
    read.feed(page)
    said = " ".join(read.texts)
    for word in ["請求書", "支払期限", "発行日", "登録番号", "振込先", bills["registration"], bills["bank"], bills["due_date"]]:
        assert word in said, word
    last = [row[-1].replace(",", "") for row in read.rows if row]
    for bill in bills["bills"]:
        assert f"{bill['customer']} 御中" in said and f"{Decimal(bill['total']):,} JPY" in said
        sums = [bill["net"], *(tax["tax"] for tax in bill["taxes"]), bill["total"]]
        rows = [*(line["net"] for line in bill["lines"]), *sums]
        assert any(last[at : at + len(rows)] == rows for at in range(len(last))), (rows, last)
        for tax in bill["taxes"]:
            rate = SAID.get(tax["rate"], tax["rate"])
            assert f"{rate} 対象額 {Decimal(tax['net']):,} JPY" in said, tax


def read_csv(text: str, bills: dict) -> None:
    sums, taxes = defaultdict(Decimal), defaultdict(dict)
    for row in csv.DictReader(io.StringIO(text)):
        assert row["bill_date"] == bills["bill_date"] and row["due_date"] == bills["due_date"]
        sums[row["bill"]] += Decimal(row["net"])
        if row["kind"] == "tax":
            taxes[row["bill"]][row["tax_rate"]] = row["net"]
    for bill in bills["bills"]:
        assert sums.pop(bill["number"]) == Decimal(bill["total"])
        assert taxes[bill["number"]] == {tax["rate"]: tax["tax"] for tax in bill["taxes"]}
    assert not sums


def read_calendar(calendar: bytes, bills: dict) -> None:
    events = [event for event in icalendar.Calendar.from_ical(calendar).walk("VEVENT")]
    found = sorted((event.decoded("dtstart"), str(event["summary"])) for event in events)
    expected = []
    for bill in bills["bills"]:
        total = f"{Decimal(bill['total']):,} JPY"
        expected.append((date.fromisoformat(bills["bill_date"]), f"請求 {bill['customer']} 御中 {total}"))
        expected.append((date.fromisoformat(bills["due_date"]), f"入金予定 {bill['customer']} {total}"))
    assert found == sorted(expected), (found, expected)


def hledger(journal: str, *arguments: str) -> str:
    command = ["hledger", "-f", "-", *arguments]
    done = subprocess.run(command, input=journal, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, (arguments, done.stderr)
    return done.stdout


def read_journal(journal: str, bills: dict) -> None:
    hledger(journal, "check", "--strict", "ordereddates", "payees")
    table = hledger(journal, "balance", "--empty", "--flat", "-N", "-O", "csv")
    balances = {row["account"]: row["balance"].replace(",", "") for row in csv.DictReader(io.StringIO(table))}
    for bill in bills["bills"]:
        assert balances[f"assets:receivable:customers:{bill['customer']}"] == f"{bill['total']} JPY", balances
        assert balances[f"revenue:re-billed:{bill['customer']}"] == f"-{bill['net']} JPY"
    tax = sum(Decimal(tax["tax"]) for bill in bills["bills"] for tax in bill["taxes"])
    assert balances["liabilities:consumption tax"] in ([f"-{tax} JPY"] if tax else ["0", "0 JPY"]), balances


def read_workbook(file: Path, bills: dict) -> None:
    book, kept = load_workbook(file), load_workbook(file, data_only=True)
    assert book.sheetnames == [bill["customer"] for bill in bills["bills"]]
    for sheet, values, bill in zip(book, kept, bills["bills"], strict=True):
        setup = sheet.page_setup
        assert (setup.paperSize, setup.orientation, setup.fitToWidth, setup.fitToHeight) == (9, "landscape", None, 0), setup
        rows = {row[0]: row for row in values.iter_rows(values_only=True) if row[0]}
        assert Decimal(str(rows["ご請求金額"][1])) == Decimal(bill["total"])
        assert str(rows["支払期限"][1])[:10] == bills["due_date"] and str(rows["発行日"][1])[:10] == bills["bill_date"]
        for word, key in [("小計", "net"), ("合計", "total")]:
            assert Decimal(str(rows[word][-1])) == Decimal(bill[key]), (word, rows[word])
        (formula,) = [row[-1].value for row in sheet.iter_rows() if row[0].value == "小計"]
        assert formula.startswith("=SUM("), formula


def work_out(folder: Path, books: dict[str, dict]) -> None:
    """LibreOffice works out the sums, and prints each bill on one page."""
    office = ["soffice", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--norestore"]
    files = [str(folder / f"{stem}.xlsx") for stem in books]
    values = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"
    for form in [values, "pdf"]:
        convert = [*office, "--convert-to", form, "--outdir", str(folder / "out"), *files]
        done = subprocess.run(convert, capture_output=True, check=False, timeout=240)
        assert done.returncode == 0, done.stderr.decode()
    for stem, bills in books.items():
        for bill in bills["bills"]:
            text = (folder / "out" / f"{stem}-{bill['customer']}.csv").read_text("utf-8")
            rows = {row[0]: row for row in csv.reader(io.StringIO(text)) if row}
            for word, key in [("小計", "net"), ("合計", "total")]:
                assert Decimal(rows[word][-1]) == Decimal(bill[key]), (stem, word, rows[word])
        pages = len(re.findall(rb"/Type\s*/Page\b", (folder / "out" / f"{stem}.pdf").read_bytes()))
        assert pages == len(bills["bills"]), (stem, pages)


def main() -> None:
    counted = 0
    with tempfile.TemporaryDirectory() as name:
        folder, books = Path(name), {}
        for at, (closes, tax) in enumerate(REGISTERS.values()):
            tree = folder / str(at)
            shutil.copytree("schedules", tree)
            register = tree / "accounts.yaml"
            text = register.read_text("utf-8")
            assert text.count(CLOSES) == text.count(TAX) == 1
            register.write_text(text.replace(CLOSES, f"    {closes}\n").replace(TAX, f"    {tax}\n"), "utf-8")
            bills = json.loads(made(tree, "json"))
            jsonschema.validate(bills, schema(False))
            own = json.loads(made(tree, "json", "--agent-view"))
            jsonschema.validate(own, schema(True))
            assert [bill["total"] for bill in own["bills"]] == [bill["total"] for bill in bills["bills"]]
            add_up(bills)
            read_csv(made(tree, "csv").decode("utf-8"), bills)
            read_page(made(tree, "html").decode("utf-8"), bills)
            read_calendar(made(tree, "ics"), bills)
            read_journal(made(tree, "ledger").decode("utf-8"), bills)
            made(tree, "xlsx", "--output", str(folder / f"book{at}.xlsx"))
            read_workbook(folder / f"book{at}.xlsx", bills)
            books[f"book{at}"] = bills
            counted += len(bills["bills"])
        work_out(folder, books)
    print(f"{counted} bills of {len(REGISTERS)} registers read in seven formats and added up anew")


main()
