#!/usr/bin/env python3
"""`firedrill run --live` as its users see it: the same verdict and order as in virtual time, and
nothing left behind, however it ends.

usage: run_live_test.py FIREDRILL
"""
import glob
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest

import side_by_side
from waiting import SLOWER, processes_with, wait_until

QUICK = pathlib.Path(__file__).parent / "quick.json"
SPEED = 20 / SLOWER
PROGRAM = None
CHAIN = ("steady_state_met", "rollout_started", "impact_started", "alert_firing", "page_delivered",
         "acknowledged", "rollback_started", "rollback_completed", "recovered")
# Nothing fails, unless the machine does not give the mock its turns.
QUIET = {
    "firedrill": 1, "name": "quick", "lasts": "30s", "live": {"speed": SPEED},
    "before": {"settle": "5s"}, "services": {"shop": {"latency": "1ms"}},
    "traffic": [{"name": "shoppers", "to": "shop", "rate": "5/s", "timeout": "300ms"}],
    "script": [], "targets": {"failed_requests": {"at_most": 0}}}
# One scrape and one evaluation of the incident, and 250 ms of wall time.
TOLERANCE_S = 5 + 5 + 0.25 * SPEED


def journal(folder):
    lines = (pathlib.Path(folder) / "quick" / "journal.jsonl").read_text().splitlines()
    return [json.loads(line) for line in lines]


def report(folder):
    return json.loads((pathlib.Path(folder) / "quick" / "report.json").read_text())


def mocks_of(folder):
    """The processes that were told something in a run's folder."""
    return processes_with(f"{folder}/")


class LiveRun(unittest.TestCase):
    def setUp(self):
        self.out = tempfile.TemporaryDirectory()
        self.addCleanup(self.out.cleanup)
        self.temporary = tempfile.TemporaryDirectory()  # where runs put their own folders
        self.addCleanup(self.temporary.cleanup)

    def start(self, *arguments, scenario=QUICK):
        return subprocess.Popen(
            [PROGRAM, "run", str(scenario), "--out", self.out.name, *arguments],
            env={**os.environ, "TMPDIR": self.temporary.name},
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def run_to_its_end(self, *arguments):
        process = self.start(*arguments)
        output, errors = process.communicate(timeout=100 * SLOWER)
        return process.returncode, output, errors

    def folders(self):
        return glob.glob(f"{self.temporary.name}/*")

    def running(self):
        """Starts a live run; returns it once its replicas answer."""
        shutil.rmtree(pathlib.Path(self.out.name) / "quick", ignore_errors=True)
        process = self.start("--live")
        self.addCleanup(lambda: (process.kill(), process.communicate()))
        logs = pathlib.Path(self.out.name) / "quick" / "logs"
        ready = lambda: sum("ready" in log.read_text() for log in logs.glob("*.log")) == 3
        self.assertTrue(wait_until(ready), "the replicas never got ready")
        return process

    def assert_nothing_is_left(self, folder):
        self.assertTrue(wait_until(lambda: not mocks_of(folder)), "processes survive")
        self.assertTrue(wait_until(lambda: not os.path.exists(folder)), "the folder survives")

    @side_by_side.starts_first
    def test_it_agrees_with_virtual_time(self):
        code, output, errors = self.run_to_its_end("--live", "--speed", str(SPEED))
        self.assertEqual((code, errors), (0, ""), output)
        live, live_phases = journal(self.out.name), report(self.out.name)["phases"]
        self.assertEqual(self.folders(), [])
        starts = report(self.out.name)["starts"]
        self.assertEqual(starts["count"], 3 + 2 + 2)  # at first, of the upgrade, of the restart
        self.assertLess(starts["p50_s"], TOLERANCE_S / SPEED)
        self.assertRegex(output, r"(?m)^  starts +7 processes, ready \d.* \(p50\)")
        code, _, _ = self.run_to_its_end()
        self.assertEqual(code, 0)
        virtual, virtual_phases = journal(self.out.name), report(self.out.name)["phases"]

        def story(lines):
            events = [line for line in lines if line.get("type") in CHAIN]
            return [one["type"] for one in sorted(events, key=lambda one: one["happened_ns"])]

        self.assertEqual(story(live), story(virtual))
        self.assertEqual(live[0]["clock"], "live")
        for name, value in virtual_phases.items():
            if name.startswith("time_to") and value is not None:
                self.assertAlmostEqual(live_phases[name], value, delta=TOLERANCE_S, msg=name)

    def test_a_mock_that_gets_no_turn_makes_its_run_inconclusive(self):
        scenario = pathlib.Path(self.out.name) / "quiet.json"
        scenario.write_text(json.dumps(QUIET))
        process = self.start("--live", scenario=scenario)
        self.addCleanup(lambda: (process.kill(), process.communicate()))
        lines = pathlib.Path(self.out.name) / "quick" / "journal.jsonl"
        self.assertTrue(wait_until(lambda: lines.exists() and
                                   "steady_state_met" in lines.read_text()))
        [mock] = mocks_of(self.folders()[0])

        os.kill(mock, signal.SIGSTOP)  # nobody but this test knows
        time.sleep(0.7)
        os.kill(mock, signal.SIGCONT)

        output, _ = process.communicate(timeout=20 * SLOWER)
        self.assertEqual(process.returncode, 3, output)
        late = [line for line in journal(self.out.name) if line.get("type") == "behind_schedule"]
        self.assertIn("shop-0", late[0]["subject"])
        self.assertIn("failed_requests", output)

    def test_files_that_the_scenario_names_are_found_by_its_mocks(self):
        folder = pathlib.Path(self.temporary.name)
        (folder / "rules.yml").write_text("groups: [{name: g, rules: [{alert: A, expr: up < 1}]}]")
        (folder / "quick.json").write_text(json.dumps(QUIET | {"rule_files": ["*.yml"]}))

        process = self.start("--live", scenario=folder / "quick.json")

        self.assertEqual(process.wait(timeout=60), 0)
        self.assertIn("steady_state_met", [line.get("type") for line in journal(self.out.name)])

    def test_output_of_each_process_lands_in_out(self):
        process = self.running()
        logs = sorted(path.name for path in (pathlib.Path(self.out.name) / "quick/logs").iterdir())

        process.terminate()
        process.wait(timeout=20 * SLOWER)

        self.assertEqual(logs, ["identity-0.log", "shop-0.log", "shop-1.log"])

    def test_terminated_it_cleans_up_and_its_journal_stays(self):
        for sent, expected in ((signal.SIGTERM, 143), (signal.SIGINT, 130)):
            with self.subTest(signal=sent.name):
                process = self.running()
                folder = self.folders()[0]
                self.assertEqual(len(mocks_of(folder)), 3)

                process.send_signal(sent)

                self.assertEqual(process.wait(timeout=20 * SLOWER), expected)
                self.assert_nothing_is_left(folder)
                self.assertEqual(journal(self.out.name)[0]["clock"], "live")

    def test_killed_it_leaves_nothing_either(self):
        process = self.running()
        folder = self.folders()[0]

        process.kill()

        self.assert_nothing_is_left(folder)

    def test_a_speed_that_would_blur_the_verdict_is_refused(self):
        code, _, errors = self.run_to_its_end("--live", "--speed", "21")

        self.assertEqual(code, 2)
        self.assertIn("honestly at speed 20 at most", errors)

    def test_speed_without_live_is_a_mistake(self):
        code, _, errors = self.run_to_its_end("--speed", "2")

        self.assertEqual(code, 2)
        self.assertIn("--live", errors)


if __name__ == "__main__":
    PROGRAM = sys.argv.pop(1)
    side_by_side.main(width=2)
