#!/usr/bin/env python3
"""Shipped scenarios mean the same in both worlds: played live at the speed that each states, every
phase agrees with virtual time within a scrape, an evaluation and 250 ms of wall time, and events
come in the same order, targets and verdict are the same.

usage: parity_test.py FIREDRILL [NAME...]

Plays the scenarios whose live run is short; with names those, or all with FIREDRILL_PARITY=all
(./dev test live-parity), which takes hours: some are honest at speed 1 only.
"""
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[3]
SHORT_S = 25
WALL_TOLERANCE_S = 0.25
# Told once each: when they came first makes the story.
STORY = ("steady_state_met", "rollout_started", "rollout_finished", "fault_injected",
         "impact_started", "alert_firing", "page_delivered", "acknowledged", "diagnosed",
         "rollback_started", "rollback_completed", "recovered")
PROGRAM = None
NAMES = []


def seconds(text, otherwise):
    units = {"h": 3600, "m": 60, "s": 1, "ms": 0.001}
    number, total, unit = "", 0.0, ""
    for letter in (text or otherwise) + " ":
        if unit and not letter.isalpha():
            total, number, unit = total + float(number) * units[unit], "", ""
        if letter.isalpha():
            unit += letter
        else:
            number += letter
    return total


class Shipped:
    def __init__(self, path):
        self.path = path
        self.text = json.loads(path.read_text())
        self.name = self.text["name"]
        self.speed = self.text["live"]["speed"]
        monitoring = self.text.get("monitoring", {})
        self.tolerance_s = (seconds(monitoring.get("scrape_interval"), "15s") +
                            seconds(monitoring.get("evaluation_interval"), "15s") +
                            WALL_TOLERANCE_S * self.speed)

    def wall_s(self):
        settle = seconds(self.text.get("before", {}).get("settle"), "2m")
        return (settle + seconds(self.text.get("lasts"), "30m")) / self.speed


def scenario_files():
    """But for those whose services are programs of the user's own: these run at speed 1."""
    for path in sorted((ROOT / "scenarios").glob("*.json")):
        services = json.loads(path.read_text()).get("services", {})
        if services and not any("live" in service for service in services.values()):
            yield path


def shipped():
    return [Shipped(path) for path in scenario_files()]


def chosen():
    everything = shipped()
    if NAMES:
        return [one for one in everything if one.name in NAMES]
    if os.environ.get("FIREDRILL_PARITY") == "all":
        return everything
    return [one for one in everything if one.wall_s() <= SHORT_S]


class Run:
    def __init__(self, scenario, out, *arguments):
        command = [PROGRAM, "run", str(scenario.path), "--out", out, *arguments]
        self.process = subprocess.run(command, capture_output=True, text=True)
        folder = pathlib.Path(out) / scenario.name
        self.report = json.loads((folder / "report.json").read_text())
        lines = (folder / "journal.jsonl").read_text().splitlines()
        self.journal = [json.loads(line) for line in lines]

    def story(self):
        first = {}
        for event in self.journal:
            if event.get("type") in STORY:
                first.setdefault(event["type"], event["happened_ns"])
        return sorted(first, key=lambda kind: (first[kind], STORY.index(kind)))

    def targets(self):
        return {target["name"]: target["status"] for target in self.report["targets"]}

    def phases(self):
        return {name: value for name, value in self.report["phases"].items()
                if name.endswith("_s") and isinstance(value, (int, float))}


def differences(scenario):
    """What differs between the two worlds, each as a sentence; and the largest difference in s."""
    with tempfile.TemporaryDirectory() as live_out, tempfile.TemporaryDirectory() as virtual_out:
        live = Run(scenario, live_out, "--live")
        virtual = Run(scenario, virtual_out)
    found = []
    for what in ("verdict", "story", "targets"):
        ours, theirs = (run.report["verdict"] if what == "verdict" else getattr(run, what)()
                        for run in (live, virtual))
        if ours != theirs:
            found.append(f"{what}: live {ours}, virtual {theirs}")
    ours, theirs = live.phases(), virtual.phases()
    if ours.keys() != theirs.keys():
        found.append(f"phases that took place: live {sorted(ours)}, virtual {sorted(theirs)}")
    apart = {name: abs(ours[name] - theirs[name]) for name in ours.keys() & theirs.keys()}
    found += [f"{name}: live {ours[name]} s, virtual {theirs[name]} s" for name, by in apart.items()
              if by > scenario.tolerance_s]
    if found:
        found.append(live.process.stdout + live.process.stderr)
    return found, max(apart.values(), default=0.0)


class Parity(unittest.TestCase):
    def test_every_shipped_scenario_states_its_honest_speed(self):
        without = [path.name for path in scenario_files()
                   if "speed" not in json.loads(path.read_text()).get("live", {})]

        self.assertEqual(without, [])

    def test_both_worlds_agree(self):
        for scenario in chosen():
            with self.subTest(scenario=scenario.name, speed=scenario.speed):
                found, worst_s = differences(scenario)
                print(f"{scenario.name} at speed {scenario.speed:g}: {scenario.wall_s():.0f} s of"
                      f" wall time, {worst_s:.1f} s apart of {scenario.tolerance_s:.1f} s")
                self.assertEqual(found, [], "\n".join(found))


if __name__ == "__main__":
    PROGRAM, NAMES = sys.argv[1], sys.argv[2:]
    unittest.main(argv=sys.argv[:1])
