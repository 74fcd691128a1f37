#!/usr/bin/env python3
"""Looks for the ways on that nobody took once more, in the record files themselves.

    rethink audit --branches --format json --records DIR > AUDIT.json
    python3 tests/audit/branches.py AUDIT.json DIR...

Every record must be of the strategies that lie in `kept` in the first folder. It ends with 1 if anything differs.
"""
import collections
import glob
import json
import sys
import tomllib

OFTEN = 20


def read(path):
    with open(path, "rb") as file:
        return tomllib.load(file)


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        document = json.load(file)
    folders = sys.argv[2:]
    kept = {it["id"]: it for it in map(read, glob.glob(f"{folders[0]}/kept/*.toml"))}
    steps = {id: {step["id"]: step for step in it["step"]} for id, it in kept.items()}

    def home(strategy, path):
        """The strategy whose own step it is, and the step."""
        first, _, rest = path.partition(".")
        if not rest:
            return strategy, first
        ways = [*kept[strategy]["step"], *kept[strategy].get("anytime", [])]
        return home(next(way["run"] for way in ways if way["id"] == first), rest)

    answers, taken, read_already = collections.Counter(), collections.defaultdict(set), set()
    counted = {record["record"] for record in document["records"]}
    for name in sorted(counted):
        path = next(path for folder in folders for path in glob.glob(f"{folder}/{name}.toml"))
        record = read(path)
        read_already.add(name)
        for entry in record["entry"]:
            if "step" in entry and "what" not in entry:
                at = home(entry.get("strategy", record["strategy"]["id"]), entry["step"])
                answers[at] += 1
                taken[at].add(entry.get("row"))
    often = {at: many for at, many in answers.items() if many >= OFTEN and len(steps[at[0]][at[1]].get("routes", [])) > 1}
    ours = {
        (*at, row, many)
        for at, many in often.items()
        for row in range(1, len(steps[at[0]][at[1]]["routes"]) + 1)
        if row not in taken[at]
    }
    found = document["branches"]
    theirs = {(it["strategy"], it["step"], it["row"], it["answers"]) for it in found["never-taken"]}
    for way in sorted(ours ^ theirs):
        print("differs:", *way)
    same = (len(read_already), len(often)) == (found["records"], found["steps"]) and ours == theirs
    print(f"{len(read_already)} records, {len(often)} steps and {len(ours)} ways on looked up again: same is {same}")
    sys.exit(not same)


main()
