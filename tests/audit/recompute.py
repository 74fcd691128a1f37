#!/usr/bin/env python3
"""Works every figure of an audit out again, from the records in its JSON and the published bank holidays.

    rethink audit --format json --records DIR |
        python3 tests/audit/recompute.py tests/data/uk-bank-holidays-2019-2028.json

It shares nothing with rethink but the definitions (rethink audit --definitions). It ends with 1 if a figure differs.
"""
import datetime
import json
import math
import sys

NOT_TOLD = {"why-not", "dont-know", "blank", "no-reply", "no", "not-yet", "not-told"}
CHANGED = {
    "changed-yes": {"better", "yes"},
    "changed-in-part": {"a-little", "in-part"},
    "changed-no": {"not-yet", "no"},
    "changed-worse": {"worse"},
    "changed-too-soon": {"too-soon"},
}


def day(text):
    return datetime.date.fromisoformat(text)


def is_day(word):
    try:
        day(word)
        return True
    except (TypeError, ValueError):
        return False


def holidays(path):
    """The bank holidays of England and Wales, from a list of each division's days."""
    with open(path, encoding="utf-8") as file:
        return {day(found) for found in json.load(file)["england-and-wales"]}


def working_days(start, end, off):
    if end < start:
        return -working_days(end, start, off)
    many, at = 0, start
    while at < end:
        at += datetime.timedelta(days=1)
        many += at.weekday() < 5 and at not in off
    return many


def cases_of(records):
    """Records that share a reference, directly or through others."""
    groups = []
    for record in records:
        names = {name.lower() for name in [record["case"], *record["also"]]}
        mine, rest = [record], []
        for its_names, its_records in groups:
            if its_names & names:
                names |= its_names
                mine = its_records + mine
            else:
                rest.append((its_names, its_records))
        groups = [*rest, (names, mine)]
    return [records for _, records in groups]


def moment(record):
    return (record["date"], datetime.datetime.fromisoformat(record["written"]), record["part"])


def end_of(record):
    kind = record["kind"]
    if kind in (None, "review"):
        return None
    if kind == "resolved":
        return ("settled", record["date"])
    if kind == "handover" and record["next"]:
        return ("left", record["date"], record["next"])
    return ("stopped", record["date"])


class Ladder:
    """Which strategy hands over to which."""

    def __init__(self, strategies):
        self.places = {it["id"]: it["place"] for it in strategies}
        self.nexts = {it["id"]: {end["next"] for end in it["ends"] if end["next"]} for it in strategies}
        own = [it["id"] for it in strategies if it["place"] == "own"]
        self.direct = {to: {id for id in own if to in self.nexts[id]} for to in self.places}

    def place(self, id):
        return self.places.get(id, "own")

    def before(self, id):
        found, todo = set(), [id]
        while todo:
            new = self.direct.get(todo.pop(), set()) - found - {id}
            found |= new
            todo += new
        return found

    def rungs(self, id, seen=()):
        seen = (*seen, id)
        return max((1 + self.rungs(other, seen) for other in self.direct.get(id, ()) if other not in seen), default=0)

    def early(self, stays):
        return any(
            self.rungs(stay["strategy"]) >= 2
            and not any(it["strategy"] in self.before(stay["strategy"]) for it in stays[:at])
            for at, stay in enumerate(stays)
        )


def stays_of(reviews, ladder):
    stays = []
    for parts in reviews:
        last, end = parts[-1], end_of(parts[-1])
        strategy = last["strategy"]
        if ladder.place(strategy) != "own":
            if ladder.place(strategy) == "closes" and stays:
                stays[-1]["end"] = end
            continue
        before = stays[-1] if stays else None
        if before and before["strategy"] == strategy and before["end"] is None:
            before["end"] = end
            before["rounds"] += 1
            continue
        if before and before["end"] is None:
            before["end"] = ("left", parts[0]["date"], strategy)
        stays.append({"strategy": strategy, "began": parts[0]["date"], "end": end, "rounds": 1})
    return stays


def spread(days):
    days = sorted(days)
    rank = lambda percent: days[max(1, math.ceil(percent * len(days) / 100)) - 1] if days else None
    return {"count": len(days), "median": rank(50), "percentile-90": rank(90)}


def share(part, whole):
    return {"part": part, "whole": whole}


def cases_with_all(records, ladder):
    cases = []
    for group in cases_of(records):
        group.sort(key=moment)
        reviews = {}
        for record in group:
            reviews.setdefault(record["review"], []).append(record)
        reviews = list(reviews.values())
        facts, ever = {}, {}
        for last in sorted((parts[-1] for parts in reviews), key=lambda it: moment(it)[:2]):
            facts.update(last["facts"])
            for name, word in last["facts"].items():
                ever.setdefault(name, set()).add(word)
        cases.append({"reviews": reviews, "stays": stays_of(reviews, ladder), "facts": facts, "ever": ever})
    return cases


def figures(cases, ladder, today, off, time=(None, None)):
    within = lambda on: (time[0] or "") <= on <= (time[1] or "9999")
    counts = lambda stay: within(stay["end"][1] if stay["end"] else stay["began"])
    asked = cases
    if any(time):
        cases = [case for case in cases if any(map(counts, case["stays"]))]
    found = {("cases", "", ""): {"count": len(cases)}}
    found["reviews", "", ""] = {"count": sum(len(case["reviews"]) for case in cases)}
    every = [stay for case in cases for stay in case["stays"]]
    for strategy in {stay["strategy"] for stay in every}:
        been = [[it for it in case["stays"] if it["strategy"] == strategy and counts(it)] for case in cases]
        been = [stays for stays in been if stays]
        ended = [stays for stays in been if any(it["end"] for it in stays)]
        how = lambda stays, kind, to=None: any(
            it["end"] and it["end"][0] == kind and (to is None or it["end"][2] == to) for it in stays
        )
        found["settled", strategy, ""] = share(sum(how(it, "settled") for it in ended), len(ended))
        all_there = [it for it in every if it["strategy"] == strategy]
        targets = {it["end"][2] for it in all_there if it["end"] and it["end"][0] == "left"}
        targets |= ladder.nexts.get(strategy, set())
        for to in targets:
            found["went-on", strategy, to] = share(sum(how(it, "left", to) for it in ended), len(ended))
        found["ended-otherwise", strategy, ""] = share(sum(how(it, "stopped") for it in ended), len(ended))
        still = sum(any(it["end"] is None for it in stays) for stays in been)
        found["open", strategy, ""] = share(still, len(been))
        over = [it for stays in been for it in stays if it["end"]]
        lengths = [working_days(day(it["began"]), day(it["end"][1]), off) for it in over]
        found["days", strategy, ""] = spread(lengths)
        found["rounds", strategy, ""] = spread([it["rounds"] for it in over])
    dates(asked, ladder, today, within, found)
    of_cases(cases, ladder, found)
    return found


def dates(cases, ladder, today, within, found):
    after = {}
    for record in sorted((it for case in cases for parts in case["reviews"] for it in parts), key=lambda it: moment(it)[:2]):
        before = record["continues"] or record["follows"]
        if before:
            after.setdefault(before, record)
    kept = missed = past = to_come = 0
    late = []
    for case in cases:
        notes = [parts[-1] for parts in case["reviews"] if ladder.place(parts[-1]["strategy"]) == "beside"]
        overtaken = {note["record"] for note in notes[:-1]}
        for record in (record for parts in case["reviews"] for record in parts):
            by = record["waits-until"] or record["handed-by"] or record["look-again-by"]
            if not by or record["record"] in overtaken or not within(by):
                continue
            next_one = after.get(record["record"])
            if next_one is None:
                past, to_come = past + (by < today), to_come + (by >= today)
            elif next_one["met"]:
                how = next_one["met"]["how"]
                kept += how == "kept"
                missed += how == "no-reply"
                if how == "late":
                    late.append(next_one["met"]["late"])
    whole = kept + len(late) + missed + past
    found["dates-kept", "", ""] = share(kept, whole)
    found["dates-late", "", ""] = share(len(late), whole)
    found["dates-no-reply", "", ""] = share(missed, whole)
    found["dates-past", "", ""] = share(past, whole)
    found["dates-to-come", "", ""] = share(to_come, whole + to_come)
    found["days-late", "", ""] = spread(late)


def of_cases(cases, ladder, found):
    def put(what, of, so):
        among = [case for case in cases if of(case)]
        found[what, "", ""] = share(sum(bool(so(case)) for case in among), len(among))

    settled = lambda stay: stay["end"] is not None and stay["end"][0] == "settled"
    ended = lambda case: case["stays"] and case["stays"][0]["end"]
    over = lambda case: case["stays"] and case["stays"][-1]["end"] and case["stays"][-1]["end"][0] != "left"
    every = lambda case: True
    put("first", ended, lambda case: settled(case["stays"][0]))
    put("came-back", lambda case: any(map(settled, case["stays"])), lambda case: any(map(settled, case["stays"][:-1])))
    put("straight-to", every, lambda case: ladder.early(case["stays"]))
    put("childs-view", every, lambda case: "given" in case["ever"].get("childs-view", ()))
    put("family-told", every, lambda case: case["ever"].get("family-told", set()) - set(NOT_TOLD))
    put("raiser-told", over, lambda case: any(map(is_day, case["ever"].get("raiser-told-on", ()))))
    for what, words in CHANGED.items():
        says = lambda case: "changed-for-child" in case["facts"]
        put(what, says, lambda case, words=words: case["facts"]["changed-for-child"] in words)


def wilson(part, whole):
    z = 1.959963984540054
    rate = part / whole
    middle, scale = rate + z * z / (2 * whole), 1 + z * z / whole
    half = z * math.sqrt(rate * (1 - rate) / whole + z * z / (4 * whole * whole))
    return (middle - half) / scale, (middle + half) / scale


def newcombe(before, after):
    """The change and its interval: method 10 of Newcombe, Statistics in Medicine 17 (1998), 873-890."""
    if min(before["whole"], after["whole"]) < 5:
        return None, None
    one, other = after["part"] / after["whole"], before["part"] / before["whole"]
    low, high = wilson(after["part"], after["whole"])
    least, most = wilson(before["part"], before["whole"])
    change = one - other
    below = math.sqrt((one - low) ** 2 + (most - other) ** 2)
    above = math.sqrt((high - one) ** 2 + (other - least) ** 2)
    return change, [change - below, change + above]


def near(one, other):
    if one is None or other is None:
        return one is other
    if isinstance(one, list):
        return all(map(near, one, other))
    return abs(one - other) < 1e-9


def main():
    document = json.load(sys.stdin)
    off, today = holidays(sys.argv[1]), document["today"]
    ladder = Ladder(document["strategies"])
    cases = cases_with_all(document["records"], ladder)
    time = (document["from"], document["to"])
    wanted = figures(cases, ladder, today, off, time)
    given = {(it["what"], it["strategy"], it["to"]): it for it in document["figures"] if not it["group"]}
    wrong = 0
    for key in sorted(wanted.keys() | given.keys()):
        ours, theirs = wanted.get(key), given.get(key)
        same = ours is not None and theirs is not None and all(theirs.get(name) == ours[name] for name in ours)
        if not same:
            wrong += 1
            print("differs:", *key, ours, theirs)
    print(f"{len(wanted)} figures of {len(document['records'])} records worked out again, {wrong} differ")
    if document["compared"]:
        wrong += compared(document["compared"], lambda time: figures(cases, ladder, today, off, time))
    sys.exit(wrong > 0)


def nobody(key, found):
    """A way that nobody took in one time: nought of the cases in which its strategy ended in that time."""
    what, strategy, _ = key
    # Every way out of a strategy has the same whole; who is under it now is counted among all who have been.
    of = found.get(("settled" if what != "open" else "open", strategy, ""), share(0, 0))
    return share(0, of["whole"])


def compared(document, figures_of):
    times = [(time["from"], time["to"]) for time in document["times"]]
    before, after = map(figures_of, times)
    shares = lambda found: {key: it for key, it in found.items() if "whole" in it}
    wanted, given, seen = shares(before) | shares(after), {}, []
    wrong = 0
    for it in document["changes"]:
        given[it["what"], it["strategy"], it["to"]] = it
        if seen[-1:] != [it["strategy"]]:
            seen.append(it["strategy"])
    if len(given) != len(document["changes"]) or len(set(seen)) != len(seen):
        wrong += 1
        print("differs: a change or a strategy stands twice", seen)
    for key in sorted(wanted.keys() | given.keys()):
        ours = [found.get(key) or nobody(key, found) for found in (before, after)]
        theirs = given.get(key)
        change, interval = newcombe(*ours)
        same = theirs and all(theirs[when][name] == it[name] for when, it in zip(("before", "after"), ours) for name in it)
        if not (same and near(theirs["difference"], change) and near(theirs["interval"], interval)):
            wrong += 1
            print("differs:", *key, ours, change, interval, theirs)
    said = sum(it["interval"] is not None for it in given.values())
    print(f"{len(given)} changes worked out again, {said} of them with an interval, {wrong} differ")
    return wrong


main()
