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
# What a billing agent's invoices hang on.
TERMS = ["--fx", "schedules/japan/rates.csv", "--tax", "10%"]
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


def terms_of(path: Path) -> list[str]:
    return TERMS if "\nbilling_agent:" in path.read_text("utf-8") else []


def plans_of(path: Path) -> list[dict]:
    plans = json.loads(run("plan", str(path), "--format", "json", *terms_of(path)))
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
    assert sheet.auto_filter.ref == f"A1:{'ABCDEFGHIJ'[len(titles) - 1]}{last}"
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


def sums_of(book, values) -> dict[str, dict[tuple[int, int], Decimal]]:
    """The kept value of each formula, by sheet and place."""
    sums = {}
    for sheet, kept in zip(book.worksheets, values.worksheets, strict=True):
        assert len(sheet.title) <= 31
        cells = [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
        places = [(cell.row, cell.column) for cell in cells]
        sums[sheet.title] = {place: Decimal(str(kept.cell(*place).value)) for place in places}
    return sums


def read_bought(sheets: list, plans: list[dict]) -> None:
    """Each dimension has its row, with the quantity and the value as numbers."""
    for (sheet, _), bought in zip(sheets, plans, strict=True):
        titles, *rows = sheet.iter_rows(values_only=True)
        for row, dimension in zip(rows, bought["dimensions"]):
            cells = dict(zip(titles, row))
            assert cells[titles[0]] == dimension["key"], row
            assert dimension["quantity"] is None or dimension["quantity"] in row, row
            if dimension["value"] is not None:
                assert Decimal(str(cells["value"])) == Decimal(dimension["value"]), row


def read_workbook(plans: list[dict], file: Path) -> dict[str, dict[tuple[int, int], Decimal]]:
    """Compares a workbook with its plans; what its formulas come to."""
    book, kept = load_workbook(file), load_workbook(file, data_only=True)
    as_of = plans[0]["reference_day"]
    assert book.properties.created == book.properties.modified == day(as_of), file
    pairs = list(zip(book.worksheets, kept.worksheets, strict=True))
    bought = [pair for pair in pairs if "Bought" in pair[0].title]
    read_bought(bought, [plan["bought"] for plan in plans if "bought" in plan])
    replaced = [pair for pair in pairs if "Replaced" in pair[0].title]
    assert len(replaced) == sum("replaced" in plan for plan in plans), file
    sheets = iter([pair for pair in pairs if pair not in bought + replaced])
    for plan in plans:
        currency, years = plan["offer"]["currency"], {}
        # What is not expected any more stays among the invoices, but in no year.
        expected = [invoice for invoice in plan["invoices"] if invoice.get("expected", True)]
        for invoice in expected:
            years.setdefault(date.fromisoformat(invoice["invoice_date"]).year, []).append(invoice)
        years, total = dict(sorted(years.items())), Decimal(plan["offer"]["total"])
        read_offer(next(sheets)[0], plan)
        assert read_table(*next(sheets), plan["invoices"], currency) == total
        assert read_years(*next(sheets), years) == sum(Decimal(invoice["amount"]) for invoice in expected)
        if "agency" in plan:
            next(sheets)
            sheet, values = next(sheets)
            billed = sum(Decimal(invoice["total"]) for invoice in plan["agency"]["invoices"])
            last = len(plan["agency"]["invoices"]) + 1
            assert sheet.cell(last + 1, 7).value == f"=SUM(G2:G{last})"
            assert Decimal(str(values.cell(last + 1, 7).value)) == billed
        for year, invoices in years.items():
            sheet, values = next(sheets)
            assert sheet.title.endswith(str(year)), sheet.title
            read_table(sheet, values, invoices, currency)
    assert next(sheets, None) is None, file
    return sums_of(book, kept)


def work_out(folder: Path) -> None:
    profile = folder / "profile"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(RECALCULATE, "utf-8")
    office = ["soffice", f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore"]
    convert = ["--convert-to", EVERY_SHEET, "--outdir", str(folder / "csv")]
    files = sorted(str(file) for file in folder.glob("*.xlsx"))
    done = subprocess.run([*office, *convert, *files], capture_output=True, check=False, timeout=240)
    assert done.returncode == 0, done.stderr.decode()


def compare(folder: Path, stem: str, sums: dict[str, dict[tuple[int, int], Decimal]]) -> int:
    """Holds what LibreOffice worked out against what the workbook keeps; how many formulas."""
    for name, kept in sums.items():
        with open(folder / "csv" / f"{stem}-{name}.csv", encoding="utf-8", newline="") as file:
            rows = list(csv.reader(file))
        for (row, column), value in kept.items():
            assert Decimal(rows[row - 1][column - 1]) == value, (stem, name, row, column)
        if "invoice" in rows[0]:
            date.fromisoformat(rows[1][rows[0].index("invoice")])
    return sum(len(kept) for kept in sums.values())


def at_a_terminal(path: Path) -> None:
    ours, theirs = pty.openpty()
    done = subprocess.run(
        [PROGRAM, "plan", str(path), "--format", "xlsx"], stdout=theirs, stderr=subprocess.PIPE, check=False
    )
    os.close(theirs)
    os.close(ours)
    assert done.returncode == 2 and b"--output FILE.xlsx" in done.stderr, done.stderr


def main() -> None:
    offers = [p for p in sorted(Path("schedules").rglob("*.yaml")) if p.stem != "accounts"]
    assert len(offers) >= 22
    at_a_terminal(offers[0])
    with tempfile.TemporaryDirectory() as name:
        folder, sums = Path(name), {}
        for at, path in enumerate(offers):
            file = folder / f"{at}.xlsx"
            run("plan", str(path), "--output", str(file), *terms_of(path))
            sums[file.stem] = read_workbook(plans_of(path), file)
        cash = folder / "cash.xlsx"
        run("plan", "schedules/upfront-quarterly.yaml", "--cash", "--output", str(cash))
        sums["cash"] = sums_of(load_workbook(cash), load_workbook(cash, data_only=True))
        assert len(sums["cash"]["Cash"]) == 3, "amounts, fees and nets have a sum each"
        calendar = folder / "calendar.xlsx"
        run("calendar", "schedules", "--as-of", "2027-02-01", "--by", "buyer", "--output", str(calendar))
        sums["calendar"] = sums_of(load_workbook(calendar), load_workbook(calendar, data_only=True))
        assert all(len(sums["calendar"][currency]) % 3 == 0 for currency in ["USD", "EUR", "JPY"])
        assert len(sums["calendar"]["USD"]) >= 6, "accepted and released have three sums each"
        earned = folder / "earned.xlsx"
        run("calendar", "schedules", "--as-of", "2027-02-01", "--recognize", "--output", str(earned))
        sums["earned"] = sums_of(load_workbook(earned), load_workbook(earned, data_only=True))
        assert len(sums["earned"]["USD"]) > len(sums["calendar"]["USD"]), "what is earned has sums of its own"
        revenue = folder / "revenue.xlsx"
        run("plan", "schedules/upfront-quarterly.yaml", "--recognize", "--output", str(revenue))
        sums["revenue"] = sums_of(load_workbook(revenue), load_workbook(revenue, data_only=True))
        earned = list(sums["revenue"]["Revenue"].values())
        assert earned == [Decimal("120000.00")] * 2, "billed and recognized come to the total"
        invoices = folder / "invoices.xlsx"
        run("invoices", "schedules", "--as-of", "2027-02-01", "--fee", "3%", "--output", str(invoices))
        sums["invoices"] = sums_of(load_workbook(invoices), load_workbook(invoices, data_only=True))
        assert len(sums["invoices"]["Totals"]) >= 8, "each currency has two sums"
        work_out(folder)
        formulas = sum(compare(folder, stem, of_file) for stem, of_file in sums.items())
    print(f"{len(offers)} workbooks read by openpyxl; {formulas} sums worked out anew by LibreOffice")


main()
