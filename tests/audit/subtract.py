#!/usr/bin/env python3
"""Tries to work out what an audit by agency does not show, from the sums that hold in its table.

    rethink audit --group-by agencies --format csv --records DIR > AUDIT.csv
    python3 tests/audit/subtract.py AUDIT.csv

It knows nothing of how figures are hidden: only that groups add up to all, and which figures add up or have one whole.
Where all but one number of a sum is known, the last is too. It ends with 1 if fewer than five come out in that way.
"""
import csv
import sys

FEW = 5
DATES = ("dates-kept", "dates-late", "dates-no-reply", "dates-past")
ENDS = ("settled", "went-on", "ended-otherwise")
# The whole of each of these is the number of cases.
OF_CASES = ("straight-to", "childs-view", "family-told")


def family(what, strategy):
    """Figures with one whole: those that are all ways for one thing to go, and those of all cases."""
    if what in DATES:
        return "dates"
    if what in ENDS:
        return f"ends {strategy}"
    if what.startswith("changed-"):
        return "changed"
    return "cases" if what in OF_CASES else None


def numbers(group, key):
    """The names of a figure's two numbers: how many, and of how many. One number has one name."""
    what, strategy, to = key
    its = family(what, strategy)
    if what in ("cases", "reviews"):
        return (group, what), None
    if what in ("days", "rounds"):
        return (group, what, strategy), None
    if what in ("raised-to-closed", "raised-to-closed-days"):
        return (group, "closed"), None
    if what == "days-late":
        return (group, "part", "dates-late", "", ""), None
    return (group, "part", *key), (group, its) if its else (group, "whole", *key)


def main():
    with open(sys.argv[1], encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["table"] == "figure"]
    keys = sorted({(row["what"], row["strategy"], row["to"]) for row in rows})
    groups = sorted({row["group"] for row in rows})
    known, hidden = {}, []
    for row in rows:
        key = (row["what"], row["strategy"], row["to"])
        part, whole = numbers(row["group"], key)
        if not row["part"]:
            hidden.append((row["group"], key))
            continue
        known[part] = int(row["part"])
        if whole:
            known[whole] = int(row["whole"])
    # Each sum: the numbers on its left come to the one on its right.
    sums = set()
    for key in keys:
        for place in (0, 1):
            of_all = numbers("", key)[place]
            if of_all:
                sums.add((tuple(numbers(group, key)[place] for group in groups if group), of_all))
    for its in {family(what, strategy) for what, strategy, _ in keys} - {None, "cases"}:
        ways = [key for key in keys if family(key[0], key[1]) == its]
        left = lambda group: tuple(numbers(group, key)[0] for key in ways)
        # Where all ways come to the whole of all, they do so in each group: in none can there be fewer, or in none more.
        if sum(known[part] for part in left("")) == known["", its]:
            sums |= {(left(group), (group, its)) for group in groups}
    to_come = ("dates-to-come", "", "")
    for group in groups:
        part, whole = numbers(group, to_come)
        sums.add((((group, "dates"), part), whole))
    while True:
        before = len(known)
        for left, right in sums:
            unknown = [name for name in (*left, right) if name not in known]
            if len(unknown) != 1:
                continue
            if unknown[0] == right:
                known[right] = sum(known[name] for name in left)
            else:
                known[unknown[0]] = known[right] - sum(known[name] for name in left if name in known)
        if len(known) == before:
            break
    is_few = lambda many: many is not None and 0 < many < FEW
    out = []
    for group, key in hidden:
        part, whole = [known.get(name) for name in numbers(group, key)]
        rest = None if None in (part, whole) else whole - part
        if any(map(is_few, (part, whole, rest))):
            out.append((group, key, part, whole))
            print("comes out:", group, *key, part, whole)
    print(f"{len(hidden)} figures are not shown, and fewer than five come out of {len(out)} by subtraction")
    sys.exit(bool(out))


main()
