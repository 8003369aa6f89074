"""Opens the workbooks of every example offer with readers that we did not write.

Each cell with openpyxl against `plan --format json`: real dates, exact amounts, number formats,
totals as formulas whose kept values are right, titles that stay in sight. Then LibreOffice opens
all of them at once, works out every formula anew, and must arrive at the same sums.
"""

import csv
import json
import os
import pty
import subprocess
import sys
import tempfile
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from openpyxl import load_workbook

PROGRAM = sys.argv[1]
NO_DECIMALS = {"JPY"}
# Every formula is worked out when a workbook is opened, whatever values it keeps.
RECALCULATE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse">
<value>0</value></prop></item>
</oor:items>
"""
# Every sheet as a file of its own, values as they are and not as they are shown.
EVERY_SHEET = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"


def run(*arguments: str) -> bytes:
    done = subprocess.run([PROGRAM, *arguments], capture_output=True, check=False)
    assert done.returncode == 0, (arguments, done.stderr.decode())
    return done.stdout


def plans_of(path: Path) -> list[dict]:
    plans = json.loads(run("plan", str(path), "--format", "json"))
    return plans if isinstance(plans, list) else [plans]


def day(text: str) -> datetime:
    return datetime.fromisoformat(text)


def read_table(sheet, values, invoices: list[dict], currency: str) -> Decimal:
    """Compares a sheet of invoices with the plan; its sum."""
    shown = "#,##0 [$%s]" if currency in NO_DECIMALS else "#,##0.00 [$%s]"
    titles = [cell.value for cell in sheet[1]]
    assert titles[:7] == ["#", "scheduled", "invoice", "due", "amount", "cumulative", "remaining"], titles
    assert sheet.freeze_panes == "A2" and sheet.print_title_rows == "$1:$1"
    assert sheet.page_setup.orientation == "landscape" and sheet.page_setup.fitToHeight == 0
    last = len(invoices) + 1
    assert sheet.auto_filter.ref == f"A1:{'H' if 'note' in titles else 'G'}{last}"
    for row, invoice in zip(sheet.iter_rows(min_row=2, max_row=last), invoices, strict=True):
        cells = dict(zip(titles, row))
        assert cells["#"].value == invoice["number"]
        for title, key in [("scheduled", "scheduled_date"), ("invoice", "invoice_date"), ("due", "due_date")]:
            if invoice[key] is None:
                assert cells[title].value == "unknown"
            else:
                assert cells[title].is_date and cells[title].number_format == "yyyy-mm-dd"
                assert cells[title].value == day(invoice[key])
        for title in ["amount", "cumulative", "remaining"]:
            cell = cells[title]
            assert cell.data_type == "n" and cell.number_format == shown % currency, cell.number_format
            assert Decimal(str(cell.value)) == Decimal(invoice[title])
            assert cell.alignment.horizontal == "right"
        note = cells.get("note")
        assert (note.value if note else None) == invoice["note"]
        assert note is None or invoice["note"] is None or note.data_type == "s"
    total = sheet.cell(last + 1, 5)
    assert total.value in (f"=SUM(E2:E{last})", "=SUM(E2)") and total.font.bold, total.value
    kept = Decimal(str(values.cell(last + 1, 5).value))
    assert kept == sum(Decimal(invoice["amount"]) for invoice in invoices)
    return kept


def read_years(sheet, values, years: dict[int, list[dict]]) -> Decimal:
    for row, (year, invoices) in zip(sheet.iter_rows(min_row=2, values_only=True), years.items()):
        amount = sum(Decimal(invoice["amount"]) for invoice in invoices)
        assert (row[0], row[1], Decimal(str(row[2]))) == (str(year), len(invoices), amount), row
    last = len(years) + 1
    assert sheet.cell(last + 1, 3).value in (f"=SUM(C2:C{last})", "=SUM(C2)")
    return Decimal(str(values.cell(last + 1, 3).value))


def read_offer(sheet, plan: dict) -> None:
    facts = {row[0]: row[1] for row in sheet.iter_rows(min_row=3, values_only=True) if row[0]}
    assert sheet["A1"].value == plan["offer"]["name"] and sheet["A1"].data_type == "s"
    assert facts["product"] == plan["offer"]["product"]["id"]
    assert facts["acceptance"] == day(plan["acceptance"]["date"])
    assert facts["term ends"] == day(plan["term"]["end"])
    assert Decimal(str(facts["total"])) == Decimal(plan["offer"]["total"])
    assert facts["invoices"] == len(plan["invoices"])


def read_workbook(path: Path, file: Path) -> dict[str, Decimal]:
    """Compares the workbook of an offer file with its plans; the sum of each sheet that has one."""
    plans = plans_of(path)
    book, kept = load_workbook(file), load_workbook(file, data_only=True)
    as_of = plans[0]["reference_day"]
    assert book.properties.created == book.properties.modified == day(as_of), file
    sheets, sums = iter(zip(book.worksheets, kept.worksheets)), {}
    for plan in plans:
        currency, years = plan["offer"]["currency"], {}
        for invoice in plan["invoices"]:
            years.setdefault(date.fromisoformat(invoice["invoice_date"]).year, []).append(invoice)
        read_offer(next(sheets)[0], plan)
        sheet, values = next(sheets)
        sums[sheet.title] = read_table(sheet, values, plan["invoices"], currency)
        assert sums[sheet.title] == Decimal(plan["offer"]["total"])
        sheet, values = next(sheets)
        sums[sheet.title] = read_years(sheet, values, dict(sorted(years.items())))
        assert sums[sheet.title] == Decimal(plan["offer"]["total"])
        for year, invoices in sorted(years.items()):
            sheet, values = next(sheets)
            assert sheet.title.endswith(str(year)) and len(sheet.title) <= 31
            sums[sheet.title] = read_table(sheet, values, invoices, currency)
    assert next(sheets, None) is None, file
    return sums


def work_out(folder: Path) -> None:
    profile = folder / "profile"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(RECALCULATE, "utf-8")
    office = ["soffice", f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore"]
    convert = ["--convert-to", EVERY_SHEET, "--outdir", str(folder / "csv")]
    files = sorted(str(file) for file in folder.glob("*.xlsx"))
    done = subprocess.run([*office, *convert, *files], capture_output=True, check=False, timeout=240)
    assert done.returncode == 0, done.stderr.decode()


def compare(folder: Path, stem: str, sums: dict[str, Decimal]) -> int:
    for name, total in sums.items():
        with open(folder / "csv" / f"{stem}-{name}.csv", encoding="utf-8", newline="") as file:
            rows = list(csv.reader(file))
        titles = rows[0]
        [row] = [row for row in rows[1:] if "total" in row[:2]]
        assert Decimal(row[titles.index("amount")]) == total, (stem, name, row)
        if "invoice" in titles:
            date.fromisoformat(rows[1][titles.index("invoice")])
    return len(sums)


def at_a_terminal(path: Path) -> None:
    ours, theirs = pty.openpty()
    done = subprocess.run(
        [PROGRAM, "plan", str(path), "--format", "xlsx"], stdout=theirs, stderr=subprocess.PIPE, check=False
    )
    os.close(theirs)
    os.close(ours)
    assert done.returncode == 2 and b"--output plan.xlsx" in done.stderr, done.stderr


def main() -> None:
    offers = [p for p in sorted(Path("schedules").rglob("*.yaml")) if p.stem != "accounts"]
    assert len(offers) >= 22
    at_a_terminal(offers[0])
    with tempfile.TemporaryDirectory() as name:
        folder, sums = Path(name), {}
        for at, path in enumerate(offers):
            file = folder / f"{at}.xlsx"
            run("plan", str(path), "--output", str(file))
            sums[file.stem] = read_workbook(path, file)
        work_out(folder)
        sheets = sum(compare(folder, stem, of_file) for stem, of_file in sums.items())
    print(f"{len(offers)} workbooks read by openpyxl; {sheets} sums worked out anew by LibreOffice")


main()
