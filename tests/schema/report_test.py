#!/usr/bin/env python3
"""The golden reports against docs/report.schema.json and junit.xsd, by validators not ours."""
import json
import pathlib
import subprocess
import sys
import unittest
import xml.etree.ElementTree as ElementTree

import jsonschema

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
GOLDEN = ROOT / "tests/unit/reports/golden"
SCHEMA = json.loads((ROOT / "docs/report.schema.json").read_text(encoding="utf-8"))


def closed(schema):
    """The schema with every object closed: a key that the schema does not describe is an error."""
    if isinstance(schema, list):
        return [closed(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    result = {key: closed(part) for key, part in schema.items()}
    if isinstance(schema.get("properties"), dict) and "type" in schema:
        result.setdefault("additionalProperties", False)
    return result


class ReportSchema(unittest.TestCase):
    def setUp(self):
        self.validator = jsonschema.Draft7Validator(closed(SCHEMA))

    def test_the_schema_is_a_schema(self):
        jsonschema.Draft7Validator.check_schema(SCHEMA)

    def test_every_report_is_valid_and_every_key_described(self):
        reports = sorted(GOLDEN.glob("*.json"))
        self.assertGreaterEqual(len(reports), 3)
        for path in reports:
            report = json.loads(path.read_text(encoding="utf-8"))
            errors = [f"{list(e.path)}: {e.message}" for e in self.validator.iter_errors(report)]
            self.assertEqual(errors, [], path.name)

    def test_a_report_without_its_verdict_is_refused(self):
        report = json.loads((GOLDEN / "seed.json").read_text(encoding="utf-8"))
        del report["verdict"]
        self.assertFalse(self.validator.is_valid(report))

    def test_a_duration_target_without_its_limit_is_refused(self):
        report = json.loads((GOLDEN / "seed.json").read_text(encoding="utf-8"))
        del report["targets"][0]["limit_s"]
        self.assertFalse(self.validator.is_valid(report))


class Junit(unittest.TestCase):
    def test_junit_xml_is_valid(self):
        for path in sorted(GOLDEN.glob("*.xml")):
            xsd = ROOT / "tests/schema/junit.xsd"
            done = subprocess.run(["xmllint", "--noout", "--schema", str(xsd), str(path)],
                                  capture_output=True, text=True, check=False)
            self.assertEqual(done.returncode, 0, done.stderr)

    def test_the_counts_are_those_of_the_cases(self):
        for path in sorted(GOLDEN.glob("*.xml")):
            suites = ElementTree.parse(path).getroot()
            for suite in suites:
                for attribute, element in (("tests", "testcase"), ("failures", ".//failure"),
                                           ("errors", ".//error"), ("skipped", ".//skipped")):
                    found = len(suite.findall(element))
                    self.assertEqual(int(suite.get(attribute)), found, suite.get("name"))
            self.assertEqual(int(suites.get("tests")), len(suites.findall(".//testcase")))


if __name__ == "__main__":
    sys.exit(unittest.main(argv=[sys.argv[0]]))
