#!/usr/bin/env python3
"""docs/incidents.md: each step in its tables is valid, and no fault is missing.

usage: incidents_test.py FIREDRILL
"""
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

PAGE = pathlib.Path(__file__).resolve().parents[2] / "docs" / "incidents.md"
CLOSING = "## Faults without an incident"
VERSIONS = {"replicas": 4, "version": "1.0", "versions": {"1.0": {}, "2.0": {}}}

firedrill = None


def tables():
    return PAGE.read_text(encoding="utf-8").partition(CLOSING)[0]


def closing():
    return PAGE.read_text(encoding="utf-8").partition(CLOSING)[2]


def steps():
    return [json.loads(text) for text in re.findall(r"`(\{.*?\})`", tables())]


def rows():
    lines = [line for line in tables().splitlines() if line.startswith("| ")]
    return [line for line in lines if not line.startswith("| what broke ")]


def scenario(step):
    """The one that the page describes, with `step`."""
    moment = step.get("at", "")
    moment = moment if "T" in moment else "2000-01-01T00:00:00Z"
    if "fault" in step:
        step = {"do": "inject", **step}
    auth = {"speaks": "v1", "verifies": "userinfo", "tokens": {"cache": "10m"}}
    return {
        "firedrill": 1,
        "name": "page",
        "starts_at": moment,
        "services": {
            "identity": {"kind": "auth_provider", "contracts": {"v1": {}}, "accepts": ["v1"]},
            "stock": VERSIONS,
            "prices": VERSIONS,
            "shop": {
                **VERSIONS,
                "auth": {"identity": auth},
                "calls": [{"service": "stock"}, {"service": "prices", "share": "10%"}],
            },
        },
        "traffic": [
            {"name": name, "to": "shop", "rate": "10/s", "token": {"from": "identity"}}
            for name in ("customers", "partners")
        ],
        "script": [
            {"id": "release", "at": "5m", "do": "deploy", "service": "shop", "version": "2.0"},
            step,
        ],
        "on_call": {"escalation": [{"notify": "ann", "acknowledges": "5m"}]},
        "response": [
            {
                "on": "acknowledged",
                "steps": [{"id": "undo", "do": "rollback", "of": "release"}],
            },
            {"id": "again", "on": "acknowledged", "do": "restart", "service": "shop"},
        ],
        "targets": {"recover": "10m"},
    }


class Incidents(unittest.TestCase):
    maxDiff = None

    def test_each_step_is_valid(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "page.json"
            for step in steps():
                with self.subTest(step=step):
                    path.write_text(json.dumps(scenario(step)), encoding="utf-8")
                    run = subprocess.run(
                        [firedrill, "validate", path],
                        capture_output=True, encoding="utf-8", check=False,
                    )
                    self.assertEqual((run.returncode, run.stderr), (0, ""))
        self.assertGreater(len(steps()), 50)

    def test_each_fault_has_an_incident_or_is_named_as_one_without(self):
        table = subprocess.run(
            [firedrill, "list", "faults", "--markdown"],
            capture_output=True, encoding="utf-8", check=True,
        ).stdout
        faults = set(re.findall(r"^\| `(\w+)` ", table, flags=re.M))
        played = {step["fault"] for step in steps() if "fault" in step}
        without = re.findall(r"`(\w+)`", closing())

        self.assertGreater(len(faults), 40)
        self.assertEqual(sorted(without), sorted(faults - played))

    def test_each_row_names_how_it_is_written_and_the_day_of_an_incident(self):
        for row in rows():
            with self.subTest(row=row):
                cells = row.strip("| ").split(" | ")
                self.assertEqual(len(cells), 3)
                self.assertRegex(cells[1], "`")
                self.assertRegex(cells[2], r"\d{4}-\d\d-\d\d")


if __name__ == "__main__":
    firedrill = sys.argv[1]
    unittest.main(argv=sys.argv[:1])
