#!/usr/bin/env python3
"""Make and re-check the holiday calendars in src/schedule/holidays.

Only for development: nothing here is needed to build or test the project.

    python3.11 -m venv VENV
    VENV/bin/pip install holidays==0.109
    VENV/bin/python scripts/holidays.py            # write the files
    VENV/bin/python scripts/holidays.py --check    # exit 1 if they differ

The dates come from the `holidays` library. The calendars that follow from a
rule (us, target) are also derived here; the script stops if the two disagree.
Each year: raise `official_until`, bump the library if it lags, run, read the
diff, and compare jp with the list the Cabinet Office publishes in February.
"""

import argparse
import difflib
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

# This file bears the library's name: keep its folder out of the search path.
HERE = Path(__file__).resolve().parent
sys.path = [p for p in sys.path if Path(p).resolve() != HERE]

try:
    import holidays
except ImportError:
    print("the `holidays` library is missing; see the head of this script", file=sys.stderr)
    sys.exit(2)

PINNED = "0.109"
YEARS = range(2015, 2041)
FOLDER = HERE.parent / "src" / "schedule" / "holidays"
DIFF_LINES = 20

Named = dict[date, str]


def nth(year: int, month: int, weekday: int, n: int) -> date:
    """The n-th weekday (Monday is 0) of a month."""
    first = date(year, month, 1)
    return first + timedelta((weekday - first.weekday()) % 7 + 7 * (n - 1))


def easter(year: int) -> date:
    """Easter Sunday (anonymous Gregorian algorithm)."""
    a, b, c = year % 19, year // 100, year % 100
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    w = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    month, day = divmod(h + w - 7 * ((a + 11 * h + 22 * w) // 451) + 114, 31)
    return date(year, month, day + 1)


def fed_rule(year: int) -> Iterator[date]:
    """Federal Reserve Banks: Sunday moves to Monday, Saturday does not move."""
    fixed = [(1, 1), (7, 4), (11, 11), (12, 25)]
    if year >= 2022:
        fixed.append((6, 19))
    for month, day in fixed:
        d = date(year, month, day)
        yield d + timedelta(1) if d.weekday() == 6 else d
    for month, weekday, n in [(1, 0, 3), (2, 0, 3), (9, 0, 1), (10, 0, 2), (11, 3, 4)]:
        yield nth(year, month, weekday, n)
    yield nth(year, 6, 0, 1) - timedelta(7)  # last Monday of May


def target_rule(year: int) -> Iterator[date]:
    """TARGET: never moved."""
    for month, day in [(1, 1), (5, 1), (12, 25), (12, 26)]:
        yield date(year, month, day)
    yield easter(year) - timedelta(2)
    yield easter(year) + timedelta(1)


@dataclass(frozen=True)
class Calendar:
    title: str
    source: str
    official_until: int
    notes: tuple[str, ...]
    load: Callable[[], Named]
    rule: Callable[[int], Iterator[date]] | None = None

    def dates(self) -> Named:
        """The weekday holidays, checked against the rule where there is one."""
        found = {d: n for d, n in self.load().items() if d.weekday() < 5}
        if self.rule:
            own = {d for y in YEARS for d in self.rule(y) if d.weekday() < 5}
            if odd := own ^ found.keys():
                raise ValueError(f"{self.title}: disagree on {sorted(map(str, odd))}")
        return found

    def text(self) -> str:
        head = [
            self.title,
            f"source: {self.source}",
            f"years: {YEARS[0]} to {YEARS[-1]}",
            f"official until: {self.official_until}",
            *self.notes,
            "weekdays only: holidays on a Saturday or Sunday are left out",
            "made by: scripts/holidays.py",
        ]
        days = [f"{d}  # {name}" for d, name in sorted(self.dates().items())]
        return "\n".join([*(f"# {line}" for line in head), *days]) + "\n"


def fed() -> Named:
    return dict(holidays.financial_holidays("XFED", years=YEARS))


def japan() -> Named:
    names = {
        "Constitution Day": "Constitution Memorial Day",
        "Foundation Day": "National Foundation Day",
        "National Holiday": "Citizens' Holiday",
    }
    found = holidays.country_holidays("JP", years=YEARS, language="en_US")
    once = {
        date(2019, 5, 1): "Day of the Emperor's Accession",
        date(2019, 10, 22): "Day of the Enthronement Ceremony",
    }
    return {d: once.get(d, names.get(n, n)) for d, n in found.items()}


def target() -> Named:
    found = holidays.financial_holidays("XECB", years=YEARS)
    return {d: n.replace("Christmas Holiday", "26 December") for d, n in found.items()}


CALENDARS = {
    "jp": Calendar(
        title="Japan: national holidays, with substitute and citizens' holidays",
        source="Act on National Holidays (Act No. 178 of 1948);"
        " Cabinet Office of Japan, list of national holidays",
        official_until=2027,
        notes=(
            "equinox days are official only to the year after the current one;"
            " later ones, and holidays that follow from them, are forecasts",
            "bank closing days that are no national holiday"
            " (2 and 3 January, 31 December) are not in the list",
        ),
        load=japan,
    ),
    "us": Calendar(
        title="United States: holidays of the Federal Reserve Banks",
        source="Board of Governors of the Federal Reserve System,"
        " K.8 Holidays Observed by the Federal Reserve System 2026-2030",
        official_until=2030,
        notes=(
            "a holiday on a Sunday is observed on Monday; one on a Saturday is"
            " not moved (the federal government's offices move it to Friday)",
            "Juneteenth is observed from 2022",
        ),
        load=fed,
        rule=fed_rule,
    ),
    "target": Calendar(
        title="Euro area: closing days of T2 (TARGET)",
        source="European Central Bank, Long-term calendar for TARGET closing days"
        " (14 December 2000)",
        official_until=YEARS[-1],
        notes=("the decision holds from 2002 until further notice; no day is moved",),
        load=target,
        rule=target_rule,
    ),
}


def differs(path: Path, text: str) -> bool:
    """Whether the file is not what it should be; prints how, shortened."""
    old = path.read_text(encoding="utf-8") if path.exists() else ""
    diff = list(
        difflib.unified_diff(
            old.splitlines(), text.splitlines(), path.name, "expected", n=0, lineterm=""
        )
    )
    print(*diff[:DIFF_LINES], sep="\n", end="\n" if diff else "")
    if len(diff) > DIFF_LINES:
        print(f"... {len(diff) - DIFF_LINES} more lines")
    if old != text and not diff:
        print(f"{path.name}: line ends differ")
    return old != text


def main() -> int:
    parser = argparse.ArgumentParser(description="Make the holiday calendars.")
    parser.add_argument("--check", action="store_true", help="compare, write nothing")
    args = parser.parse_args()
    if holidays.__version__ != PINNED:
        print(f"need holidays {PINNED}, found {holidays.__version__}", file=sys.stderr)
        return 2

    texts = {FOLDER / f"{name}.txt": cal.text() for name, cal in CALENDARS.items()}
    if args.check:
        return int(any([differs(path, text) for path, text in texts.items()]))
    FOLDER.mkdir(parents=True, exist_ok=True)
    for path, text in texts.items():
        path.write_text(text, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
