"""Opens the calendars of `plan` and `timeline` with readers that we did not write.

icalendar, ics, vobject (which validates) and ical.js read the calendar of every example offer, of
all of them in one, and of an offer whose texts are full of signs that mean something to iCalendar.
Each must find the events that `plan --format json` leads to expect: days, titles, descriptions,
reminders, and UIDs that are the same after the schedule has changed. recurring-ical-events must
find each event on its day.

Usage: read_calendars.py PROGRAM NODE_MODULES
"""

import json
import subprocess
import sys
from collections import Counter
from datetime import date, datetime, time, timedelta, timezone
from pathlib import Path

import icalendar
import ics
import recurring_ical_events
import vobject

PROGRAM, MODULES = Path(sys.argv[1]).resolve(), Path(sys.argv[2])
OUT = Path("target/client-calendars")
ONE_DAY = timedelta(days=1)
# The marketplace takes no such name, which is an error; a calendar must hold it all the same.
OPTIONS = ["--as-of", "2026-11-21", "--allow-errors"]
AS_OF = datetime(2026, 11, 21, tzinfo=timezone.utc)

HOSTILE = r"""paysched: 1
name: "END:VEVENT; a, b \\ c \\, 着手金 \"q\" : 𠮷"
description: x
product: {id: prod-k3xu7yexample, type: saas_contract}
buyers: [{account: "111122223333", billing: invoice, net_days: 30}]
release: 2026-12-01
accept_by: 2026-12-31
term: 12 months
currency: JPY
total: 12000
installments:
  - {invoice_date: 2026-12-15, amount: 6000, note: "NOTE 𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷; x,y \\; \\N \\n end"}
  - {first: 2027-01-31, every: month, times: 2, amount: 3000, note: "{n} of {count}"}
"""


def run(*arguments: str) -> bytes:
    done = subprocess.run([PROGRAM, "plan", *arguments, *OPTIONS], capture_output=True, check=False)
    assert done.returncode == 0, (arguments, done.stderr.decode())
    return done.stdout


def expected(plans: list) -> list[dict]:
    """The events of plans, without their UIDs: the day, the words, the reminder."""
    events = []
    for plan in plans:
        offer, count = plan["offer"], len(plan["invoices"])
        for invoice in plan["invoices"]:
            whole, point, cents = invoice["amount"].partition(".")
            money = f"{int(whole):,}{point}{cents} {offer['currency']}"
            title = f"{invoice['number']} of {count}, {money}: {offer['name']}"
            words = [offer["name"], offer["id"], *offer["buyers"], money, invoice["note"]]
            kinds = [("invoice", "Invoice", "Invoice", 1), ("due", "Due: invoice", "Payment due", 7)]
            for kind, word, category, days in kinds:
                if invoice[f"{kind}_date"] is None:
                    continue
                day = date.fromisoformat(invoice[f"{kind}_date"])
                # After the end of the agreement nothing is expected, and nobody is reminded.
                cancelled = not invoice.get("expected", True)
                events.append(
                    {
                        "day": day,
                        "summary": f"{word} {title}",
                        "words": [text for text in words if text],
                        "category": category,
                        "cancelled": cancelled,
                        "alarm": None if cancelled else datetime.combine(day - timedelta(days=days), time(9)),
                        "end": f"-{invoice['entry']}-{invoice['position']}-{kind}@paysched",
                        "stamp": AS_OF,
                    }
                )
    return events


def with_icalendar(text: bytes, events: list[dict]) -> list[str]:
    calendar = icalendar.Calendar.from_ical(text)
    assert calendar.errors == [] and all(event.errors == [] for event in calendar.walk())
    assert calendar["METHOD"] == "PUBLISH" and calendar["VERSION"] == "2.0"
    found = list(calendar.walk("VEVENT"))
    assert len(found) == len(events)
    for event, wanted in zip(found, events):
        assert (event.start, event.end) == (wanted["day"], wanted["day"] + ONE_DAY), wanted
        assert event["SUMMARY"] == wanted["summary"], (event["SUMMARY"], wanted)
        assert all(word in event["DESCRIPTION"] for word in wanted["words"]), (event, wanted)
        assert event.DTSTAMP == wanted["stamp"] and event["TRANSP"] == "TRANSPARENT"
        assert event.categories == [wanted["category"]]
        assert (event["STATUS"] == "CANCELLED") == wanted["cancelled"], wanted
        alarms, start = list(event.walk("VALARM")), datetime.combine(event.start, time())
        assert [start + alarm.TRIGGER for alarm in alarms] == [wanted["alarm"]] * (not wanted["cancelled"])
        assert all(alarm["ACTION"] == "DISPLAY" for alarm in alarms)
    days = [wanted["day"] for wanted in events]
    listed = recurring_ical_events.of(calendar).between(min(days), max(days) + ONE_DAY)
    assert sorted(event.start for event in listed) == sorted(days)
    return [str(event["UID"]) for event in found]


def with_ics(text: bytes, events: list[dict]) -> list[str]:
    found = {event.uid: event for event in ics.Calendar(text.decode()).events}
    # Its events are a set. It takes an escaped backslash before an n for a line break, so that the
    # texts with one are in the descriptions, which the others read.
    left = Counter((wanted["day"], wanted["summary"]) for wanted in events)
    for event in found.values():
        assert event.all_day and event.duration == ONE_DAY and event.transparent
        left[(event.begin.date(), event.name)] -= 1
    assert not any(left.values()), left
    return list(found)


def with_vobject(text: bytes, events: list[dict]) -> list[str]:
    (calendar,) = vobject.readComponents(text.decode())
    assert calendar.validate(raiseException=True)
    assert len(calendar.vevent_list) == len(events)
    for event, wanted in zip(calendar.vevent_list, events):
        assert event.validate(raiseException=True)
        assert wanted["cancelled"] or event.valarm.validate(raiseException=True)
        assert (event.dtstart.value, event.dtend.value) == (wanted["day"], wanted["day"] + ONE_DAY)
        assert event.summary.value == wanted["summary"]
        assert all(word in event.description.value for word in wanted["words"])
    return [event.uid.value for event in calendar.vevent_list]


def with_ical_js(calendars: list[tuple[bytes, list[dict]]]) -> list[list[str]]:
    paths = []
    for number, (text, _) in enumerate(calendars):
        paths.append(OUT / f"{number}.ics")
        paths[-1].write_bytes(text)
    script = Path(__file__).with_suffix(".mjs")
    done = subprocess.run(["node", script, MODULES, *paths], capture_output=True, check=True)
    uids = []
    for found, (_, events) in zip(json.loads(done.stdout), calendars, strict=True):
        assert len(found["events"]) == len(events) and found["name"]
        for event, wanted in zip(found["events"], events):
            assert event["whole"] and event["day"] == str(wanted["day"]), (event, wanted)
            assert event["end"] == str(wanted["day"] + ONE_DAY) and event["summary"] == wanted["summary"]
            assert all(word in event["description"] for word in wanted["words"])
            assert event["categories"] == [wanted["category"]]
            alarm = event["alarm"] and datetime.fromisoformat(event["alarm"])
            assert alarm == wanted["alarm"], (event, wanted)
        uids.append([event["uid"] for event in found["events"]])
    return uids


def second_import(path: Path) -> None:
    """What a client has after the import of a calendar, and of a later one once the schedule has changed.

    The rule is RFC 5546, 2.1.5: of two components with one UID the one of the greater SEQUENCE holds,
    and of two with one SEQUENCE the one of the later DTSTAMP.
    """

    def exported(path: Path, *as_of: str) -> bytes:
        command = [PROGRAM, "plan", str(path), "--format", "ics", "--allow-errors", *as_of]
        text = subprocess.run(command, capture_output=True, check=True).stdout
        assert text == subprocess.run(command, capture_output=True, check=True).stdout, "other bytes"
        return text

    def imported(kept: dict, text: bytes) -> dict:
        kept = dict(kept)
        for event in icalendar.Calendar.from_ical(text).walk("VEVENT"):
            held, version = kept.get(event["UID"]), (event.get("SEQUENCE", 0), event.DTSTAMP)
            assert version[1] <= datetime.now(timezone.utc), "a DTSTAMP in the future"
            if held is None or version > held[0]:
                kept[event["UID"]] = (version, event.start)
        return kept

    amended = OUT / "later.yaml"
    text = path.read_text("utf-8").replace("2027-01-31", "2027-03-01").replace("2026-12-15", "2027-01-20")
    amended.write_text(text, "utf-8")
    before, later = exported(path, "--as-of", "2026-11-20"), exported(amended, "--as-of", "2026-11-21")
    first = imported({}, before)
    second = imported(first, later)
    assert first.keys() == second.keys()
    assert all(second[uid][1] != day for uid, (_, day) in first.items()), "an event that has moved stays"
    assert second == imported({}, later)
    # The earlier calendar, come late, takes nothing back; what is exported now is later than both.
    assert imported(second, before) == second
    now = imported(second, exported(path))
    assert {uid: day for uid, (_, day) in now.items()} == {uid: day for uid, (_, day) in first.items()}


def timelines(offers: list[Path]) -> int:
    """Reads the calendar of every timeline, renewed terms included; gives how many events it has."""

    def life(*arguments: str) -> bytes:
        command = [PROGRAM, "timeline", *arguments, "--as-of", "2026-11-21"]
        return subprocess.run(command, capture_output=True, check=True).stdout

    count = 0
    for path in offers:
        renews = "\nrenewal:" in path.read_text("utf-8")
        arguments = [str(path), *(["--renewals", "2"] if renews else [])]
        found = json.loads(life(*arguments, "--format", "json"))
        lives = found if isinstance(found, list) else [found]
        wanted = sorted(event["date"] for one in lives for event in one["events"])
        text = life(*arguments, "--format", "ics")
        calendar = icalendar.Calendar.from_ical(text)
        events = list(calendar.walk("VEVENT"))
        assert calendar.errors == [] and all(event.errors == [] for event in events)
        # What an earlier calendar had after the end of the agreement is taken back.
        standing = [event for event in events if event["STATUS"] != "CANCELLED"]
        assert sorted(str(event.start) for event in standing) == wanted, path
        assert len({event["UID"] for event in events}) == len(events), "two events with one UID"
        firm = sum(not event["assumed"] and event["renewal"] == 0 for one in lives for event in one["events"])
        assert sum(event["STATUS"] == "CONFIRMED" for event in events) == firm, path
        (other,) = vobject.readComponents(text.decode())
        assert other.validate(raiseException=True) and len(other.vevent_list) == len(events)
        assert len(ics.Calendar(text.decode()).events) == len(events)
        count += len(wanted)
    return count


def main() -> None:
    OUT.mkdir(parents=True, exist_ok=True)
    hostile = OUT / "hostile.yaml"
    hostile.write_text(HOSTILE, "utf-8")
    offers = [p for p in sorted(Path("schedules").rglob("*.yaml")) if p.stem != "accounts"]
    assert len(offers) >= 22
    calendars = []
    for paths in [[path] for path in offers] + [[hostile], [*offers, hostile]]:
        names = [str(path) for path in paths]
        text = run(*names, "--format", "ics")
        assert all(len(line) <= 75 for line in text.split(b"\r\n")) and text.count(b"\n") == text.count(b"\r\n")
        plans = json.loads(run(*names, "--format", "json"))
        calendars.append((text, expected(plans if isinstance(plans, list) else [plans])))
    for (text, events), by_ical_js in zip(calendars, with_ical_js(calendars), strict=True):
        uids = with_icalendar(text, events)
        assert len(set(uids)) == len(events), "two events with one UID"
        assert all(uid.endswith(wanted["end"]) for uid, wanted in zip(uids, events)), uids
        assert uids == by_ical_js == with_vobject(text, events)
        assert sorted(uids) == sorted(with_ics(text, events))
    second_import(hostile)
    count = sum(len(events) for _, events in calendars)
    print(f"{len(calendars)} calendars, {count} events read by icalendar, ics, vobject and ical.js")
    print(f"{len(offers)} timelines, {timelines(offers)} events read by icalendar, ics and vobject")


main()
