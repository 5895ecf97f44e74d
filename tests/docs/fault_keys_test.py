#!/usr/bin/env python3
"""The table of faults in docs/scenario-format.md has the schema's keys, the required ones bold.

usage: fault_keys_test.py [PROGRAM], which it does not need
"""
import itertools
import json
import pathlib
import re
import sys
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
DOCUMENT = ROOT / "docs" / "scenario-format.md"
SCHEMA = json.loads((ROOT / "scenarios" / "scenario.schema.json").read_text(encoding="utf-8"))
DEFINITIONS = SCHEMA["definitions"]
FAULTS = DEFINITIONS["inject"]["properties"]["fault"]["enum"]
OF_EVERY_INJECT = {
    *DEFINITIONS["step_keys"]["properties"],
    *DEFINITIONS["inject"]["properties"],
    "of",  # narrows its trigger
}

HEAD = "| fault | key | value | default | |\n|---|---|---|---|---|\n"
KEY = re.compile(r"(\*\*)?`(\w+)`")


def required_by(definition):
    """The keys that it asks for: always, beside others, or in place of the one after its "if"."""
    parts = [*definition.get("allOf", [])]
    if "if" in definition:
        parts += [definition.get("then", {}), definition.get("else", {})]
    if "else" in definition:
        parts.append(definition["if"])
    return {*definition.get("required", []), *itertools.chain(*map(required_by, parts))}


def keys_of_schema(fault):
    """Name and whether it is required, of each key of its own."""
    definition = DEFINITIONS[fault]
    required = required_by(definition)
    names = set(definition["propertyNames"]["enum"]) - OF_EVERY_INJECT
    return sorted((name, name in required) for name in names)


def keys_of_table():
    """(fault, the same) in the document's order; a row without a fault goes on with the last."""
    text = DOCUMENT.read_text(encoding="utf-8")
    told = []
    for row in text[text.index(HEAD) + len(HEAD) :].split("\n\n")[0].splitlines():
        fault, keys = [cell.strip() for cell in row.split("|")[1:3]]
        if fault:
            told.append((fault.strip("`"), []))
        told[-1][1].extend((name, bool(bold)) for bold, name in KEY.findall(keys))
    return [(fault, sorted(keys)) for fault, keys in told]


class FaultKeys(unittest.TestCase):
    maxDiff = None

    def test_each_fault_is_there_once(self):
        self.assertEqual(sorted(fault for fault, _ in keys_of_table()), sorted(FAULTS))

    def test_its_keys_are_those_of_the_schema(self):
        for fault, keys in keys_of_table():
            with self.subTest(fault=fault):
                self.assertIn(fault, FAULTS)
                self.assertEqual(keys, keys_of_schema(fault))

    def test_none_is_called_as_a_key_of_its_step(self):
        for fault in FAULTS:
            with self.subTest(fault=fault):
                own = set(DEFINITIONS[fault].get("properties", {}))
                self.assertEqual(own & OF_EVERY_INJECT, set())


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
