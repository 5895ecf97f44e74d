#!/usr/bin/env python3
"""Shipped scenarios mean the same in both worlds: played live at the speed that each states, every
phase and event agrees with virtual time within a scrape, an evaluation and 250 ms of wall time;
events come in the same order, unless they are closer to each other than that, which is told;
targets and verdict are the same.

usage: parity_test.py FIREDRILL [NAME...]

Plays the scenarios whose live run is short; with names those, or all with FIREDRILL_PARITY=all
(./dev test live-parity), which takes hours: some are honest at speed 1 only.
"""
import collections
import itertools
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

from waiting import SLOWER

ROOT = pathlib.Path(__file__).resolve().parents[3]
SHORT_S = 15
WALL_TOLERANCE_S = 0.25
# These make the story.
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
        self.live_options = ["--live"] + ["--allow-commands"] * ("commands" in self.text)
        monitoring = self.text.get("monitoring", {})
        self.tolerance_s = (seconds(monitoring.get("scrape_interval"), "15s") +
                            seconds(monitoring.get("evaluation_interval"), "15s") +
                            WALL_TOLERANCE_S * self.speed)

    def wall_s(self):
        settle = seconds(self.text.get("before", {}).get("settle"), "2m")
        return (settle + seconds(self.text.get("lasts"), "30m")) / self.speed


def scenario_files():
    for path in sorted((ROOT / "scenarios").glob("*.json")):
        if json.loads(path.read_text()).get("services"):
            yield path


def shipped():
    return [Shipped(path) for path in scenario_files()]


def chosen():
    everything = shipped()
    if NAMES:
        return [one for one in everything if one.name in NAMES]
    if os.environ.get("FIREDRILL_PARITY") == "all":
        return everything
    if SLOWER > 1:  # no speed that is stated is honest then
        return []
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
        """All events of those types, in their order: (type, which of that type, at what s)."""
        events = sorted((event["happened_ns"], STORY.index(event["type"]))
                        for event in self.journal if event.get("type") in STORY)
        seen = collections.Counter()
        story = []
        for happened_ns, kind in events:
            seen[kind] += 1
            story.append((STORY[kind], seen[kind], happened_ns / 1e9))
        return story

    def targets(self):
        return {target["name"]: target["status"] for target in self.report["targets"]}

    def phases(self):
        return {name: value for name, value in self.report["phases"].items()
                if name.endswith("_s") and isinstance(value, (int, float))}


def compare_stories(live, virtual, tolerance_s):
    """What differs, and which neighbours have changed places, each as a sentence."""
    lives, virtuals = ({(kind, which): (place, at_s)
                        for place, (kind, which, at_s) in enumerate(story)}
                       for story in (live, virtual))
    found = [f"{key[0]} {key[1]} comes in one world only, {'live' if key in lives else 'virtual'}"
             for key in sorted(lives.keys() ^ virtuals.keys())]
    both = [key for key in virtuals if key in lives]
    found += [f"{key[0]} {key[1]}: live {lives[key][1]} s, virtual {virtuals[key][1]} s"
              for key in both if abs(lives[key][1] - virtuals[key][1]) > tolerance_s]
    swaps = []
    for first, second in itertools.combinations(both, 2):
        apart_s = virtuals[second][1] - virtuals[first][1]
        if lives[second][0] < lives[first][0] and apart_s > 0:
            sentence = (f"{second[0]} comes before {first[0]} live, {apart_s:.3f} s after it in"
                        " virtual time")
            (swaps if apart_s <= tolerance_s else found).append(sentence)
    return found, swaps


def differences(scenario):
    """What differs between the two worlds, what has changed places within the tolerance, each as a
    sentence; and the largest difference in s."""
    with tempfile.TemporaryDirectory() as live_out, tempfile.TemporaryDirectory() as virtual_out:
        live = Run(scenario, live_out, *scenario.live_options)
        virtual = Run(scenario, virtual_out)
    found, swaps = compare_stories(live.story(), virtual.story(), scenario.tolerance_s)
    for what in ("verdict", "targets"):
        ours, theirs = (run.report["verdict"] if what == "verdict" else run.targets()
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
    return found, swaps, max(apart.values(), default=0.0)


class Comparison(unittest.TestCase):
    VIRTUAL = [("rollout_finished", 1, 900.0), ("impact_started", 1, 900.02),
               ("alert_firing", 1, 930.0), ("alert_firing", 2, 1500.0)]

    def compared(self, live):
        return compare_stories(live, self.VIRTUAL, 45)

    def test_events_agree_if_all_of_them_come_within_the_tolerance(self):
        self.assertEqual(self.compared([(kind, which, at_s + 40)
                                        for kind, which, at_s in self.VIRTUAL]), ([], []))

    def test_neighbours_may_change_places_which_is_told(self):
        found, swaps = self.compared([self.VIRTUAL[1], ("rollout_finished", 1, 901.0),
                                      *self.VIRTUAL[2:]])

        self.assertEqual(found, [])
        self.assertEqual(swaps, ["impact_started comes before rollout_finished live, 0.020 s after"
                                 " it in virtual time"])

    def test_others_may_not(self):
        found, swaps = compare_stories(
            [("recovered", 1, 2), ("alert_firing", 1, 45)],
            [("alert_firing", 1, 0), ("recovered", 1, 46)], 45)

        self.assertEqual(found, ["recovered comes before alert_firing live, 46.000 s after it in"
                                 " virtual time"])
        self.assertEqual(swaps, [])

    def test_later_events_of_a_type_are_compared_too(self):
        found, _ = self.compared(self.VIRTUAL[:3])
        self.assertEqual(found, ["alert_firing 2 comes in one world only, virtual"])
        found, _ = self.compared([*self.VIRTUAL[:3], ("alert_firing", 2, 1546.0)])
        self.assertEqual(found, ["alert_firing 2: live 1546.0 s, virtual 1500.0 s"])


class Parity(unittest.TestCase):
    def test_every_shipped_scenario_states_its_honest_speed(self):
        without = [path.name for path in scenario_files()
                   if "speed" not in json.loads(path.read_text()).get("live", {})]

        self.assertEqual(without, [])

    def test_both_worlds_agree(self):
        for scenario in chosen():
            with self.subTest(scenario=scenario.name, speed=scenario.speed):
                found, swaps, worst_s = differences(scenario)
                print(f"{scenario.name} at speed {scenario.speed:g}: {scenario.wall_s():.0f} s of"
                      f" wall time, {worst_s:.1f} s apart of {scenario.tolerance_s:.1f} s")
                for swap in swaps:
                    print(f"  within the tolerance: {swap}")
                self.assertEqual(found, [], "\n".join(found))


if __name__ == "__main__":
    PROGRAM, NAMES = sys.argv[1], sys.argv[2:]
    unittest.main(argv=sys.argv[:1])
