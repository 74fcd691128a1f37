#!/usr/bin/env python3
"""Works every figure of an audit out again, from the records in its JSON and the published bank holidays.

    rethink audit --format json --records DIR |
        python3 tests/audit/recompute.py tests/data/uk-bank-holidays-2019-2028.json [DAY ...]

Each further DAY is one on which the team is closed, as its settings say.

It shares nothing with rethink but the definitions (rethink audit --definitions). It ends with 1 if a figure differs.
With --anonymous, records have no days: it works from the working days and the months that stand in their place. They
have no agencies either: the figures by agency are worked out from an audit without --anonymous.
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
# Fewer than this are not shown of agencies.
FEW = 5
TOGETHER = "agencies with fewer than five cases"
NOT_SAID = "not said"
# Figures that together are all ways for one thing to go.
DATES = ("dates-kept", "dates-late", "dates-no-reply", "dates-past")
ENDS = ("settled", "went-on", "ended-otherwise")


def day(text):
    return datetime.date.fromisoformat(text)


def is_day(word):
    if word == "some-day":
        return True
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


class Day:
    """A day of a record: of the calendar, or so many working days after the first record of its case."""

    def __init__(self, text, off, today, times):
        self.day, self.off = day(text), off
        self.past = text < today
        self.lies_in = [(start or "") <= text <= (end or "9999") for start, end in times]
        self.month = text[:7]

    def until(self, later):
        return working_days(self.day, later.day, self.off)


class Numbered:
    def __init__(self, given, month=None):
        self.number, self.lies_in, self.past = given.get("working-day"), given["in"], given.get("past")
        self.month = month

    def until(self, later):
        return later.number - self.number


def with_days(document, off):
    """Every record with its day and its promised day, and its place in the order in which they were written."""
    compared = document["compared"]
    times = compared["times"] if compared else [document]
    times = [(time["from"], time["to"]) for time in times]
    today = document["today"]
    for record in document["records"]:
        if "month" in record:
            record["on"] = Numbered(record, record["month"])
            record["by"] = record["by"] and Numbered(record["by"])
            record["also"], record["moment"] = [], (int(record["record"].removeprefix("record-")),)
        else:
            by = record["waits-until"] or record["handed-by"] or record["look-again-by"]
            record["on"] = Day(record["date"], off, today, times)
            record["by"] = by and Day(by, off, today, times)
            written = datetime.datetime.fromisoformat(record["written"])
            record["moment"] = (record["date"], written, record["part"])
    return document["records"]


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
    return record["moment"]


def end_of(record):
    kind = record["kind"]
    if kind in (None, "review"):
        return None
    if kind == "resolved":
        return ("settled", record["on"])
    if kind == "handover" and record["next"]:
        return ("left", record["on"], record["next"])
    return ("stopped", record["on"])


class Ladder:
    """Which strategy hands over to which."""

    def __init__(self, strategies):
        self.places = {it["id"]: it["place"] for it in strategies}
        self.nexts = {it["id"]: {end["next"] for end in it["ends"] if end["next"]} for it in strategies}
        own = [it["id"] for it in strategies if it["place"] == "own"]
        self.direct = {to: {id for id in own if to in self.nexts[id]} for to in self.places}

    def place(self, id):
        return self.places.get(id, "own")

    def rungs(self, id, seen=()):
        seen = (*seen, id)
        return max((1 + self.rungs(other, seen) for other in self.direct.get(id, ()) if other not in seen), default=0)

    def early(self, stays):
        return any(
            self.rungs(stay["strategy"]) >= 2
            and not any(it["strategy"] in self.direct[stay["strategy"]] for it in stays[:at])
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
            before["end"] = ("left", parts[0]["on"], strategy)
        stays.append({"strategy": strategy, "began": parts[0]["on"], "end": end, "rounds": 1})
    for at, stay in enumerate(stays):
        stay["over"] = stay["end"] and stay["end"][1]
        # Whoever hands a case over waits until the next strategy begins; until then it is not over.
        if stay["end"] and stay["end"][0] == "left":
            stay["over"] = stays[at + 1]["began"] if at + 1 < len(stays) else None
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
        for name, word in (fact for record in group for fact in record["facts"].items()):
            ever.setdefault(name, set()).add(word)
        cases.append({"reviews": reviews, "stays": stays_of(reviews, ladder), "facts": facts, "ever": ever})
    return cases


def ways_of(cases, ladder, within, is_timed):
    """The strategies under which cases have been, each with those for which one left it or may leave it."""
    counts = lambda stay: within(stay["end"][1] if stay["end"] else stay["began"])
    if is_timed:
        cases = [case for case in cases if any(map(counts, case["stays"]))]
    ways = {}
    for stay in (stay for case in cases for stay in case["stays"]):
        targets = ways.setdefault(stay["strategy"], set(ladder.nexts.get(stay["strategy"], set())))
        if stay["end"] and stay["end"][0] == "left":
            targets.add(stay["end"][2])
    return ways


def figures(cases, ladder, ways, within, is_timed):
    counts = lambda stay: within(stay["end"][1] if stay["end"] else stay["began"])
    asked = cases
    if is_timed:
        cases = [case for case in cases if any(map(counts, case["stays"]))]
    found = {("cases", "", ""): {"count": len(cases)}}
    found["reviews", "", ""] = {"count": sum(len(case["reviews"]) for case in cases)}
    for strategy, targets in ways.items():
        been = [[it for it in case["stays"] if it["strategy"] == strategy and counts(it)] for case in cases]
        been = [stays for stays in been if stays]
        # Each case once, by how it ended there last.
        ended = [[it["end"] for it in stays if it["end"]][-1] for stays in been if any(it["end"] for it in stays)]
        how = lambda end, kind, to=None: end[0] == kind and (to is None or end[2] == to)
        found["settled", strategy, ""] = share(sum(how(it, "settled") for it in ended), len(ended))
        for to in targets:
            found["went-on", strategy, to] = share(sum(how(it, "left", to) for it in ended), len(ended))
        found["ended-otherwise", strategy, ""] = share(sum(how(it, "stopped") for it in ended), len(ended))
        still = sum(any(it["end"] is None for it in stays) for stays in been)
        found["open", strategy, ""] = share(still, len(been))
        every = [it for stays in been for it in stays]
        found["days", strategy, ""] = spread([it["began"].until(it["over"]) for it in every if it["over"]])
        found["rounds", strategy, ""] = spread([it["rounds"] for it in every if it["end"]])
    dates(asked, ladder, within, found)
    of_cases(cases, ladder, found)
    return found


def how_met(met):
    """Kept or late by the day that was answered. A time of that day that is not known, or nobody's reply, is said."""
    if met["how"] in ("no-reply", "time-not-known") or "on" not in met:
        return met["how"]
    return "kept" if day(met["on"]) <= day(met["due"]) else "late"


def days_late(met, of):
    return working_days(day(met["due"]), day(met["on"]), of.off) if "on" in met else met["late"]


def dates(cases, ladder, within, found):
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
            by = record["by"]
            if not by or record["record"] in overtaken or not within(by):
                continue
            next_one = after.get(record["record"])
            if next_one is None:
                past, to_come = past + by.past, to_come + (not by.past)
            elif next_one["met"]:
                how = how_met(next_one["met"])
                kept += how == "kept"
                missed += how == "no-reply"
                if how == "late":
                    late.append(days_late(next_one["met"], record["on"]))
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


def raised_to_closed(cases, off):
    """Days from first raised to settled or stopped: working days, and all. An anonymous record has no day of either."""
    working, every = [], []
    for case in cases:
        end = case["stays"][-1]["end"] if case["stays"] else None
        raised = case["facts"].get("raised-on")
        if end is None or end[0] == "left" or raised is None:
            continue
        raised, closed = day(raised), end[1].day
        if raised <= closed:
            working.append(working_days(raised, closed, off))
            every.append((closed - raised).days)
    return {("raised-to-closed", "", ""): spread(working), ("raised-to-closed-days", "", ""): spread(every)}


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


def groups_of(cases, by):
    """The groups of some cases; of agencies, those of fewer than five together, and if need be the next smallest too."""
    groups = {}
    for case in sorted(cases, key=lambda case: moment(case["reviews"][0][0])):
        says = lambda fact: case["facts"].get(fact, NOT_SAID)
        month = case["reviews"][0][0]["on"].month
        if by in ("category", "plan-type"):
            name = says(by)
        elif by == "month":
            name = month
        elif by == "quarter":
            name = f"{month[:4]}-Q{(int(month[5:]) + 2) // 3}"
        else:
            pair = [case["facts"].get(fact) for fact in ("raiser-agency", "other-agency")]
            name = " and ".join(sorted(pair)) if all(pair) else NOT_SAID
        groups.setdefault(name, []).append(case)
    if by == "agencies":
        small = [name for name, its in groups.items() if len(its) < FEW and name != NOT_SAID]
        together = [case for name in small for case in groups.pop(name)]
        if 0 < len(together) < FEW:
            named = sorted(name for name in groups if name != NOT_SAID)
            if named:
                together += groups.pop(min(named, key=lambda name: len(groups[name])))
        if together:
            groups[TOGETHER] = together
    return groups


def counted(figure):
    """How many are counted in a figure, and of how many; nothing of one that is not shown."""
    if "fewer-than" in figure:
        return None
    return (figure["part"], figure["whole"]) if "whole" in figure else (figure["count"],) * 2


def is_few(many):
    return 0 < many < FEW


def rests_on_few(part, whole):
    return is_few(part) or is_few(whole) or is_few(whole - part)


def families(found):
    """The figures that are all ways for one thing to go: with the others, each is known by subtraction."""
    order = {name: at for at, name in enumerate((*DATES, *ENDS))}
    keys = sorted(found, key=lambda key: (key[1], order.get(key[0], 99), key[2]))
    yield [key for key in keys if key[0] in DATES]
    yield [key for name in CHANGED for key in keys if key[0] == name]
    for strategy in {key[1] for key in keys if key[0] in ENDS}:
        of = [key for key in keys if key[0] in ENDS and key[1] == strategy]
        yield sorted(of, key=lambda key: (ENDS.index(key[0]), key[2]))


def wholes(found):
    """The figures that have one whole, whatever it is a whole of."""
    of_cases = ("cases", "straight-to", "childs-view", "family-told")
    yield [key for key in found if key[0] in of_cases]
    yield [key for key in found if key[0] in (*DATES, "dates-to-come")]
    for strategy in sorted({key[1] for key in found if key[0] in ENDS}):
        yield [key for key in found if key[0] in ENDS and key[1] == strategy]
    yield [key for key in found if key[0] in CHANGED]


def whole_of(found, keys):
    for key in keys:
        its = counted(found[key])
        if its:
            return its[1] - its[0] if key[0] == "dates-to-come" else its[1]
    return None


def hide(total, groups):
    """Nothing of agencies rests on fewer than five, nor does it come out by subtraction: more is hidden until it is so."""
    hidden = {"fewer-than": FEW}
    for found in groups.values():
        for key, figure in found.items():
            if rests_on_few(*counted(figure)):
                found[key] = hidden
    more = True
    while more:
        more = False
        for key in total:
            shown = {name: counted(groups[name][key]) for name in sorted(groups) if groups[name][key] != hidden}
            if len(shown) == len(groups):
                continue
            rest = [of_all - sum(its) for of_all, its in zip(counted(total[key]), zip((0, 0), *shown.values()))]
            some = [name for name, (_, whole) in shown.items() if whole]
            if some and (len(groups) - len(shown) == 1 or rests_on_few(*rest)):
                groups[min(some, key=lambda name: shown[name][1])][key] = hidden
                more = True
        for keys in wholes(total):
            shown = {name: whole_of(groups[name], keys) for name in sorted(groups)}
            shown = {name: whole for name, whole in shown.items() if whole is not None}
            some = [name for name, whole in shown.items() if whole]
            rest = whole_of(total, keys) - sum(shown.values())
            many = len(groups) - len(shown)
            if some and many and (many == 1 or is_few(rest)):
                groups[min(some, key=shown.get)].update(dict.fromkeys(keys, hidden))
                more = True
        for found in groups.values():
            for family in families(found):
                shown = {key: counted(found[key]) for key in family if found[key] != hidden}
                if not shown or len(shown) == len(family):
                    continue
                rest = next(iter(shown.values()))[1] - sum(part for part, _ in shown.values())
                if len(family) - len(shown) == 1 or is_few(rest):
                    found[min(shown, key=lambda key: (shown[key][0] == 0, shown[key][0], family.index(key)))] = hidden
                    more = True
            late = ("days-late", "", "")
            if found["dates-late", "", ""] == hidden != found[late]:
                found[late] = hidden
                more = True


def near(one, other):
    if one is None or other is None:
        return one is other
    if isinstance(one, list):
        return all(map(near, one, other))
    return abs(one - other) < 1e-9


def main():
    document = json.load(sys.stdin)
    ladder = Ladder(document["strategies"])
    off = holidays(sys.argv[1]) | {day(closed) for closed in sys.argv[2:]}
    records = with_days(document, off)
    cases = cases_with_all(records, ladder)
    # With --compare the figures of all are of no time, whatever times are held against each other.
    is_timed = bool(document["from"] or document["to"])
    within = (lambda on: on.lies_in[0]) if is_timed else (lambda on: True)
    ways = ways_of(cases, ladder, within, is_timed)
    # An anonymous audit has no agencies in its records, and no day on which anything was raised.
    anonymous = any("month" in record for record in records)
    counts = lambda stay: within(stay["end"][1] if stay["end"] else stay["began"])
    timed = lambda cases: [case for case in cases if not is_timed or any(map(counts, case["stays"]))]
    closed = lambda cases: {} if anonymous else raised_to_closed(timed(cases), off)
    by_group = {"": figures(cases, ladder, ways, within, is_timed) | closed(cases)}
    skipped = set()
    if anonymous and document["group-by"] == "agencies":
        skipped = {it["group"] for it in document["figures"]} - {""}
    elif document["group-by"]:
        groups = groups_of(cases, document["group-by"])
        of_groups = {name: figures(its, ladder, ways, within, is_timed) | closed(its) for name, its in groups.items()}
        if document["group-by"] == "agencies":
            hide(by_group[""], of_groups)
        by_group |= of_groups
    wanted = {(name, *key): it for name, found in by_group.items() for key, it in found.items()}
    given = {(it["group"], it["what"], it["strategy"], it["to"]): it for it in document["figures"]}
    given = {key: it for key, it in given.items() if key[0] not in skipped}
    if anonymous:
        given = {key: it for key, it in given.items() if not key[1].startswith("raised-to-closed")}
    wrong = 0
    for key in sorted(wanted.keys() | given.keys()):
        ours, theirs = wanted.get(key), given.get(key)
        same = ours is not None and theirs is not None and all(theirs.get(name) == ours[name] for name in ours)
        same = same and ("fewer-than" in ours) == ("fewer-than" in theirs)
        if not same:
            wrong += 1
            print("differs:", *key, ours, theirs)
    hidden = sum("fewer-than" in it for it in wanted.values())
    print(f"{len(wanted)} figures of {len(records)} records worked out again, {hidden} not shown, {wrong} differ")
    if skipped:
        print(f"{len(skipped)} groups by agency skipped: no agency stands in these records")
    if document["compared"]:
        wrong += compared(document["compared"], cases, ladder)
    sys.exit(wrong > 0)


def nobody(key, found):
    """A way that nobody took in one time: nought of the cases in which its strategy ended in that time."""
    what, strategy, _ = key
    # Every way out of a strategy has the same whole; who is under it now is counted among all who have been.
    of = found.get(("settled" if what != "open" else "open", strategy, ""), share(0, 0))
    return share(0, of["whole"])


def compared(document, cases, ladder):
    lies_in = [lambda on, time=time: on.lies_in[time] for time in (0, 1)]
    before, after = [figures(cases, ladder, ways_of(cases, ladder, its, True), its, True) for its in lies_in]
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
