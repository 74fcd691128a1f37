#!/usr/bin/env python3
"""How fast an audit is, side by side in one run with other ways to read the same records.

    python3 -m pip install duckdb
    cargo build --release && cargo build --release --example invented
    python3 benches/audit.py [--many 10000] [--turns 5] [--linear]

It makes invented records, then measures in turns: `rethink audit`, `cat` of the same files, DuckDB and jq over the same
facts as JSON lines, and Python's tomllib over the heads of the same files. Whoever may drop the system's cache of files
(root, on Linux) has every turn measured with nothing cached, too. With --linear, ten times the records, and the most
memory that it took.
"""
import argparse
import glob
import json
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
TARGET = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "release"
TODAY = "2026-11-20"

DUCKDB = """
import duckdb, sys
facts = f"read_json_auto('{sys.argv[1]}', format = 'newline_delimited')"
for query in (
    f"select strategy, kind, count(*), count(distinct case_name) from {facts} group by all order by all",
    f"select how, count(*), median(late), quantile_disc(late, 0.9) from {facts} group by all order by all",
    f"select category, plan_type, childs_view, family_told, count(*) from {facts} group by all order by all",
):
    duckdb.sql(query).fetchall()
"""

JQ = """
reduce inputs as $it ({}; .[$it.strategy + " " + ($it.kind // "open")] += 1
  | .[$it.how // "no date"] += 1
  | .[($it.category // "-") + ($it.plan_type // "-") + ($it.childs_view // "-") + ($it.family_told // "-")] += 1)
"""

TOMLLIB = """
import glob, sys, tomllib
for path in glob.glob(sys.argv[1] + "/team-*/2*.toml"):
    with open(path, encoding="utf-8") as file:
        text = file.read()
    try:
        tomllib.loads(text.split("\\n[", 1)[0])
    except tomllib.TOMLDecodeError:
        pass
"""


def quiet(command, **more):
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True, **more)


def forget():
    """Drops what the system has cached of files, where it may."""
    try:
        os.sync()
        with open("/proc/sys/vm/drop_caches", "w", encoding="ascii") as file:
            file.write("3")
        return True
    except OSError:
        return False


def timed(run):
    """How long it took on the clock, and how long the processors worked for it."""
    worked = lambda: sum(os.times()[2:4])
    start, before = time.perf_counter(), worked()
    run()
    return time.perf_counter() - start, worked() - before


def in_turns(turns, ways, cold):
    times = {name: [] for name in ways}
    for _ in range(turns):
        for name, run in ways.items():
            if cold:
                forget()
            times[name].append(timed(run))
    return {name: [statistics.median(each) for each in zip(*all_of_it)] for name, all_of_it in times.items()}


def lines(folder, teams, audit):
    """The same facts, a record a line, as another program would be given them."""
    found = subprocess.run([*audit, "--format", "json"], stdout=subprocess.PIPE, check=True).stdout
    path = folder / "facts.jsonl"
    with open(path, "w", encoding="utf-8") as file:
        for it in json.loads(found)["records"]:
            facts, met = it["facts"], it["met"] or {}
            row = {key: it[key] for key in ("date", "strategy", "kind", "outcome", "next", "review", "part")}
            row |= {"case_name": it["case"], "how": met.get("how"), "late": met.get("late")}
            row |= {key.replace("-", "_"): facts.get(key) for key in ("category", "plan-type", "childs-view", "family-told")}
            file.write(json.dumps(row) + "\n")
    return str(path)


def make(folder, many):
    quiet([TARGET / "examples/invented", "--many", str(many), "--seed", "1", folder], stderr=subprocess.DEVNULL)
    teams = sorted(glob.glob(str(folder / "team-*")))
    audit = [str(TARGET / "rethink"), "audit", "--today", TODAY]
    for team in teams:
        audit += ["--records", team]
    files = [path for team in teams for path in sorted(glob.glob(team + "/2*.toml"))]
    return teams, audit, files


def main():
    wanted = argparse.ArgumentParser()
    wanted.add_argument("--many", type=int, default=10_000)
    wanted.add_argument("--turns", type=int, default=5)
    wanted.add_argument("--linear", action="store_true")
    wanted = wanted.parse_args()
    folder = pathlib.Path(tempfile.mkdtemp())
    os.environ["XDG_STATE_HOME"] = str(folder / "state")
    try:
        teams, audit, files = make(folder / "records", wanted.many)
        size = sum(map(os.path.getsize, files)) / 2**20
        print(f"{len(files)} files of {wanted.many} invented records, {size:.0f} MiB, {os.cpu_count()} cores")
        as_lines = lines(folder, teams, audit)
        ways = {
            "rethink audit": lambda: quiet(audit),
            "cat of the same files": lambda: quiet(["xargs", "-a", names, "cat"]),
            "DuckDB, the facts as JSON lines": lambda: quiet([sys.executable, "-c", DUCKDB, as_lines]),
            "jq, the facts as JSON lines": lambda: quiet(["jq", "-n", JQ, as_lines]),
        }
        names = folder / "names"
        names.write_text("\n".join(files), encoding="utf-8")
        slow = {"tomllib, the heads of the same files": lambda: quiet([sys.executable, "-c", TOMLLIB, folder / "records"])}
        for cold in (True, False):
            if cold and not forget():
                print("The cache of files may not be dropped here, so nothing was measured without it.")
                continue
            found = in_turns(wanted.turns, ways, cold) | in_turns(max(1, wanted.turns // 3), slow, cold)
            print("nothing cached" if cold else "everything cached")
            ours = found["rethink audit"]
            for name, (took, worked) in found.items():
                print(
                    f"  {name:<40} {took:8.3f} s, rethink {ours[0] / took:5.2f} of it; "
                    f"processors {worked:7.3f} s, rethink {ours[1] / worked:5.2f} of it"
                )
        if wanted.linear:
            linear(folder, wanted.many, audit)
    finally:
        shutil.rmtree(folder)


def linear(folder, many, audit):
    few = statistics.median(timed(lambda: quiet(audit))[1] for _ in range(3))
    _, audit, _ = make(folder / "more", 10 * many)
    quiet(audit)
    more = statistics.median(timed(lambda: quiet(audit))[1] for _ in range(3))
    child = subprocess.Popen(audit, stdout=subprocess.DEVNULL)
    _, _, used = os.wait4(child.pid, 0)
    print(f"processors, {many} records: {few:.3f} s; {10 * many}: {more:.3f} s, {more / few:.1f} times as long")
    print(f"the most memory that {10 * many} took: {used.ru_maxrss / 1024:.0f} MiB")


main()
