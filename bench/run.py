#!/usr/bin/env python3
"""The figures that docs/performance.md quotes, each beside its limit.

usage: bench/run.py [--build DIR] [--turns N] [--compile]

Runs what ./dev bench has built and prints a line for each figure; exit 1 if one misses its limit.
--compile also measures a clean build and a rebuild after touching one source (minutes). On a busy
machine trust the ratios, not the times.
"""
import argparse
import dataclasses
import json
import os
import pathlib
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
SEED_INCIDENT = ROOT / "scenarios" / "auth-upgrade-2023-11-09.json"
# The costliest to compile, of the scenario's loader, the worlds, the command line and the mocks.
TOUCHED = [
    "harness/cli/description.cpp",
    "harness/live/scheduler.cpp",
    "harness/scenario/load_people.cpp",
    "harness/simulated/visits.cpp",
    "mock_services/http/connection.cpp",
    "mock_services/service/replica.cpp",
]
CHAIN = ROOT / "bench" / "chain.json"


@dataclasses.dataclass
class Run:
    """One run of the program: what it cost and what it reported."""

    wall_s: float
    cpu_s: float
    memory_mb: float
    requests: int

    @property
    def us_a_request(self) -> float:
        return self.cpu_s * 1e6 / self.requests


class Figures:
    """Prints figures and remembers whether all of them kept their limits."""

    def __init__(self):
        self.missed = 0

    def at_most(self, what: str, value: float, limit: float, unit: str):
        holds = value <= limit
        self.missed += not holds
        mark = "ok" if holds else "MISSED"
        print(f"{mark:<6} {what}, at most {limit:g} {unit}: {value:.3g} {unit}", flush=True)

    def program(self, path: pathlib.Path):
        self.missed += subprocess.run([path], check=False).returncode != 0


def wait_for(process: subprocess.Popen):
    """Waits; gives the exit code, the seconds of CPU and the peak of resident memory in MB.

    The peak is read while the program runs: what wait4() tells is never below our own size.
    """
    peak_kb = 0
    while True:
        pid, status, usage = os.wait4(process.pid, os.WNOHANG)
        if pid:
            process.returncode = os.waitstatus_to_exitcode(status)
            return process.returncode, usage.ru_utime + usage.ru_stime, peak_kb / 1024
        for line in pathlib.Path(f"/proc/{process.pid}/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                peak_kb = int(line.split()[1])
        time.sleep(0.003)


def play(program: pathlib.Path, scenario: pathlib.Path) -> Run:
    """Plays a scenario with every report written, as a user would."""
    with tempfile.TemporaryDirectory() as folder:
        started = time.monotonic()
        code, cpu_s, memory_mb = wait_for(subprocess.Popen(
            [program, "run", scenario, "--out", folder], stdout=subprocess.DEVNULL))
        wall_s = time.monotonic() - started
        if code not in (0, 1, 3):  # met, missed and inconclusive are runs, too
            sys.exit(f"firedrill run {scenario} ended with {code}")
        [report] = pathlib.Path(folder).glob("*/report.json")
        requests = json.loads(report.read_text())["traffic"]["requests"]
    return Run(wall_s, cpu_s, memory_mb, requests)


def play_chain(program: pathlib.Path, lasts: str = "30m", scale: int = 1) -> Run:
    """The chain at 560 requests a second, or `scale` times the traffic and the workers."""
    scenario = json.loads(CHAIN.read_text())
    scenario["lasts"] = lasts
    scenario["traffic"][0]["rate"] = f"{560 * scale}/s"
    for service in scenario["services"].values():
        service["workers"] *= scale
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(scenario, file)
        file.flush()
        return play(program, pathlib.Path(file.name))


def play_crowded_chain(program: pathlib.Path, injected: bool) -> Run:
    """The chain, where the store has a thousand callers more; each of their edges may have a fault,
    and so has each of the three services: what a request meets."""
    scenario = json.loads(CHAIN.read_text())
    served = list(scenario["services"])
    callers = [f"caller-{number}" for number in range(1000 - len(served))]
    for name in callers:
        scenario["services"][name] = {"calls": [{"service": "store"}]}
    rare = {"do": "inject", "fault": "error_rate", "rate": 0.0001}
    if injected:
        scenario["script"] += [{"at": "1s", "id": f"on-{name}", "service": name, **rare}
                               for name in served]
        scenario["script"] += [{"at": "1s", "id": f"from-{name}", "edge": f"{name}->store", **rare}
                               for name in callers]
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(scenario, file)
        file.flush()
        return play(program, pathlib.Path(file.name))


def thousand_faults(program: pathlib.Path, turns: int, figures: Figures):
    ratios = [play_crowded_chain(program, True).cpu_s / play_crowded_chain(program, False).cpu_s
              for _ in range(turns)]
    figures.at_most("a run with a thousand active faults, three of which a request meets, against "
                    "one without", statistics.median(ratios), 1.1, "times")


def seed_incident(program: pathlib.Path, turns: int, figures: Figures):
    runs = [play(program, SEED_INCIDENT) for _ in range(turns)]
    best = min(runs, key=lambda run: run.wall_s)
    figures.at_most(f"the seed incident, all reports written ({best.cpu_s:.2f} s of CPU)",
                    best.wall_s, 0.2, "s")
    figures.at_most("its memory", max(run.memory_mb for run in runs), 64, "MB")


def chain(program: pathlib.Path, turns: int, figures: Figures):
    """A million requests in 30 minutes, ten million in 5 hours, and ten million in 30 minutes."""
    runs = [play_chain(program) for _ in range(turns)]
    cost = statistics.median(run.us_a_request for run in runs)
    figures.at_most(f"a request of the chain through run ({runs[0].requests:,} of them)",
                    cost, 1.5, "us")
    long = play_chain(program, lasts="5h")
    figures.at_most(f"a request among {long.requests:,} in ten times the time, against that",
                    long.us_a_request / cost, 1.4, "times")
    figures.at_most("memory of that run (a journal has a line a second)", long.memory_mb, 64, "MB")
    dense = play_chain(program, scale=10)
    figures.at_most(f"a request among {dense.requests:,} in the same time, against that",
                    dense.us_a_request / cost, 1.4, "times")
    figures.at_most("memory of that run, against a tenth of its requests",
                    dense.memory_mb / runs[0].memory_mb, 1.2, "times")


def wrk(build: pathlib.Path):
    """The fastest load generator known, against the same sink: a closed loop, without a limit."""
    if not shutil.which("wrk"):
        print("       wrk is not installed: no figure to compare the load generator with")
        return
    with subprocess.Popen([build / "bench" / "load_bench", "--sink"], stdout=subprocess.PIPE,
                          text=True) as sink:
        url = f"http://127.0.0.1:{sink.stdout.readline().strip()}/"
        told = subprocess.run(["wrk", "-t1", "-c64", "-d3s", url], check=True, text=True,
                              stdout=subprocess.PIPE).stdout
        sink.kill()
    rate = float(re.search(r"Requests/sec:\s*([\d.]+)", told).group(1))
    print(f"       wrk at its limit (closed loop): {rate:.0f} answers/s", flush=True)


def promtool(build: pathlib.Path):
    """The rules of promql_bench, on the same series: what Prometheus' own engine takes for them."""
    tools = build.parent / "tools"
    program = shutil.which("promtool", path=f"{tools}{os.pathsep}{os.environ.get('PATH', '')}")
    if not program:
        print("       promtool is not installed: no figure to compare the rules with")
        return
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([build / "bench" / "promql_bench", "--promtool", folder], check=True)
        _, cpu_s, memory_mb = wait_for(subprocess.Popen(
            [program, "test", "rules", pathlib.Path(folder) / "test.yml"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
        print(f"       promtool test rules on the same rules and series: {cpu_s:.2f} s of CPU, "
              f"{memory_mb:.0f} MB", flush=True)


def compile_times(figures: Figures):
    with tempfile.TemporaryDirectory() as folder:
        clone = pathlib.Path(folder) / "firedrill"
        shutil.copytree(ROOT, clone, ignore=shutil.ignore_patterns("build", ".git"))
        environment = os.environ | {"CCACHE_DISABLE": "1"}

        def build() -> float:
            started = time.monotonic()
            subprocess.run([clone / "dev", "build"], check=True, env=environment,
                           stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            return time.monotonic() - started

        figures.at_most("a clean ./dev build", build(), 180, "s")
        for source in TOUCHED:
            (clone / source).touch()
            figures.at_most(f"a rebuild after touching {source}", build(), 10, "s")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", type=pathlib.Path, default=ROOT / "build" / "release")
    parser.add_argument("--turns", type=int, default=5)
    parser.add_argument("--compile", action="store_true")
    arguments = parser.parse_args()
    figures = Figures()
    for program in sorted((arguments.build / "bench").glob("*_bench")):
        figures.program(program)
    promtool(arguments.build)
    wrk(arguments.build)
    seed_incident(arguments.build / "firedrill", arguments.turns, figures)
    chain(arguments.build / "firedrill", arguments.turns, figures)
    thousand_faults(arguments.build / "firedrill", arguments.turns, figures)
    if arguments.compile:
        compile_times(figures)
    return 1 if figures.missed else 0


if __name__ == "__main__":
    sys.exit(main())
