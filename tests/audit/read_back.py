#!/usr/bin/env python3
"""Reads an audit back from its CSV and its ICS, and holds both against its JSON.

    python3 tests/audit/read_back.py AUDIT.json AUDIT.csv AUDIT.ics

The ICS is read by the `icalendar` package of the Python package index, the CSV by Python itself. It ends with 1 if
anything differs, or if a cell begins with a sign that a spreadsheet acts on.
"""
import csv
import datetime
import json
import re
import sys

import icalendar

# A number below nought is a number: a spreadsheet works nothing out of it.
POINTS = re.compile(r"-[0-9]+[.][0-9]{2}")


def changes(compared, of):
    """What differs between the changes of the CSV and those of the JSON."""
    name = lambda it: (it["what"], it["strategy"], it["to"])
    all_of = compared["changes"] if compared else []
    wrong = []
    for when in ("before", "after"):
        shares = [(*name(it), str(it[when]["part"]), str(it[when]["whole"])) for it in all_of]
        if [(*name(row), row["part"], row["whole"]) for row in of(when)] != shares:
            wrong.append(f"the shares {when} of the CSV differ")
    if [name(row) for row in of("change")] != [name(it) for it in all_of]:
        wrong.append("the changes of the CSV are others")
    for row, it in zip(of("change"), all_of):
        points = [it["difference"], *(it["interval"] or [None, None])]
        cells = [row["change"], row["change-from"], row["change-to"]]
        near = lambda cell, share: cell == "" if share is None else abs(float(cell) - 100 * share) <= 0.005001
        if not all(map(near, cells, points)):
            wrong.append(("a change of the CSV differs", *name(row), cells, points))
    return wrong


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        document = json.load(file)
    with open(sys.argv[2], encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    with open(sys.argv[3], "rb") as file:
        calendar = icalendar.Calendar.from_ical(file.read())
    wrong = []
    for row in rows:
        if None in row or None in row.values():
            wrong.append(("a row of another length", row))
        wrong += [("a cell that acts", cell) for cell in row.values() if cell and cell[0] in "=+-@\t\r" and not POINTS.fullmatch(cell)]
        if row["day"]:
            datetime.date.fromisoformat(row["day"])
    of = lambda table: [row for row in rows if row["table"] == table]
    risk = {"at-risk-elsewhere": document["at-risk-elsewhere"], "at-risk-gone": len(document["at-risk-gone"])}
    files = {**risk, **document["files"]}
    if {row["what"]: int(row["part"]) for row in of("files")} != files:
        wrong.append("the totals of the CSV differ")
    is_at_risk = lambda it: it["why"] in ("stopped", "at-risk")
    first = [row["what"] in ("stopped", "at-risk") for row in rows]
    if sorted(first, reverse=True) != first:
        wrong.append("a child at risk does not come first in the CSV")
    needs = [(it["why"], it["case"], it["day"], it["record"]) for it in document["needs"]]
    if [(row["what"], row["case"], row["day"], row["record"]) for row in of("need")] != needs:
        wrong.append("the needs of the CSV differ")
    text = lambda number: "" if number is None else str(number)
    figures = [
        (it["what"], it["strategy"], it["to"], text(it.get("part", it.get("count"))), text(it.get("whole")))
        for it in document["figures"]
    ]
    if [(row["what"], row["strategy"], row["to"], row["part"], row["whole"]) for row in of("figure")] != figures:
        wrong.append("the figures of the CSV differ")
    wrong += changes(document["compared"], of)
    every_event = calendar.walk("VEVENT")
    risks = [it for it in document["needs"] if is_at_risk(it)]
    at_risk = [(event.decoded("dtstart").isoformat(), str(event["summary"])) for event in every_event[: len(risks)]]
    invented = "Invented: " if document["invented"] else ""
    case_of = lambda it: it["case"] or "no reference"
    if at_risk != [(document["today"], f"{invented}A child may be at risk: {case_of(it)}") for it in risks]:
        wrong.append("where a child may be at risk does not come first in the ICS")
    events = [
        (event.decoded("dtstart").isoformat(), str(event["summary"]), str(event["description"]), str(event["uid"]))
        for event in every_event[len(risks) :]
    ]
    dated = [
        (it["day"], f"{invented}{it['case']}: waits for {it['waits-for']}", f"Record {it['record']}")
        for it in document["needs"]
        if it["why"] in ("overdue", "due-soon")
    ]
    if set(dated) - {event[:3] for event in events}:
        wrong.append("a date that needs somebody is not in the ICS")
    # Every date that is open stands in the calendar, past or to come, however far.
    every = {it["what"]: it["part"] for it in document["figures"] if not it["group"] and "part" in it}
    if len(events) != every["dates-past"] + every["dates-to-come"]:
        wrong.append(("the ICS has another number of dates", len(events)))
    if not calendar.subcomponents:
        wrong.append("the ICS has no component")
    if len({str(event["uid"]) for event in every_event}) != len(every_event) or calendar.errors:
        wrong.append("two dates of the ICS are one, or it has faults")
    for fault in wrong:
        print("differs:", fault)
    print(f"{len(rows)} rows and {len(events)} dates read back, {len(wrong)} differ")
    sys.exit(bool(wrong))


main()
