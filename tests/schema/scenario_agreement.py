#!/usr/bin/env python3
"""The scenario schema and the loader agree on every structural mistake.

usage: scenario_agreement.py VALIDATE     (the program made of validate_main.cpp)

Three proofs, with a real JSON Schema validator: every file of tests/corpus and scenarios/ is judged
alike by both; each bad file has exactly the mistake that bad/expected.txt states, at its place; and
thousands of mutations of the good files (a key removed, a key added, a value of another kind) are
judged alike, apart from the mistakes that only the loader can see.
"""
import collections
import copy
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

import jsonschema

ROOT = pathlib.Path(__file__).resolve().parents[2]
CORPUS = ROOT / "tests" / "corpus"
SCHEMA = json.loads((ROOT / "scenarios" / "scenario.schema.json").read_text())
SCHEMA_CHECK = jsonschema.Draft7Validator(SCHEMA)
# What a definition has accepted of the file that is mutated: (reference, identity of the value).
# A mutation shares with its file all that it leaves as it was, so that most need not be read again.
ACCEPTED = set()


def check_reference(validator, reference, instance, schema):
    known = (reference, id(instance))
    if known not in ACCEPTED:
        yield from jsonschema.Draft7Validator.VALIDATORS["$ref"](
            validator, reference, instance, schema)


def accept_reference(validator, reference, instance, schema):
    errors = list(check_reference(validator, reference, instance, schema))
    if not errors and isinstance(instance, (dict, list)):
        ACCEPTED.add((reference, id(instance)))
    yield from errors


def check_with(check):
    return jsonschema.validators.extend(jsonschema.Draft7Validator, {"$ref": check})(SCHEMA)


MUTATION_CHECK = check_with(check_reference)
FILE_CHECK = check_with(accept_reference)
IN_MEMORY = "/dev/shm" if os.path.isdir("/dev/shm") else None  # for thousands of small files
VALIDATE = sys.argv.pop(1) if len(sys.argv) > 1 else None

# What the schema cannot say: a name that must exist elsewhere, an order, a bound of a duration, a
# limit of two numbers together. Messages of the loader that may come where the schema is content.
ONLY_THE_LOADER_SEES = re.compile("|".join((
    r"^there is no (?!distribution|profile)", r"is no auth provider$", r"is no deploy$",
    r"so nobody notices its clock$",
    r"is no inject or shed_load$", r"does not call", r"which these contracts lack$",
    r"there is no cache to lose$", r"^\"lost\" must be more than 0%$",
    r"a step cannot wait for itself", r"than the step that asks how it ended$",
    r"so it never has an outcome$", r"but no step does it$",
    r"never happens: no step does it$",
    r"go round in a circle", r"extends itself$", r"nobody is on call$",
    r"^\"people\" says already how", r"^two of those on call are named", r"is not later than",
    r"^the night ends when it begins$",
    r"^two (steps|populations|alerts)", r"^duplicate key",
    r"must be of one type$", r"^no label tells the series of",
    r"the run lasts only", r"comes before its (deploy|inject|shed_load)", r"contradicts",
    r"must follow each other", r"ends before it begins$",
    r"the first point of a rate must be at 0s", r"is a day that no calendar has$",
    r"^PromQL: ",
    r"must be (at least )?[0-9]+m?[smhd]( to |, found)", r"must be whole seconds$",
    r"is longer than ten years$", r"is finer than a nanosecond$", r"more than a million a second$",
    r"less than one in 30 days$",
    r"is shorter than \"", r"and no request takes longer than",
    r"the median of a lognormal distribution is 0s$",
    r"is more than half the mean$",
    r"replicas$", r"more than 10000 replicas in all$", r"nothing can meet that$",
    r"both numbers or both shares$", r"together must be at least 100ms$",
    r"must be at most 24h$", r"^a date needs the key", r"comes before t = 0$",
    r"hold(s)? more than [0-9]+ bytes$", r"^firedrill itself sets the header",
    r"sends the header \"authorization\" already$",
    r"^no file matches", r"could not parse template",
    r"^\"keys\" has no effect", r"is no objective",
    r"of PagerDuty's is not valid$", r"which no file says$",
    r"^two health checks or heartbeats", r"is not shorter than",
    r"more than \"allows\" gives", r"needs the key \"speaks\"$",
)))


def loader_says(paths: list) -> list:
    """The loader's diagnostics for each file."""
    result = subprocess.run([VALIDATE], input="".join(f"{path}\n" for path in paths), text=True,
                            capture_output=True, check=True)
    return [json.loads(line) for line in result.stdout.splitlines()]


def schema_says(document) -> list:
    return [f"{list(error.absolute_path)}: {error.message}"[:300]
            for error in SCHEMA_CHECK.iter_errors(document)]


def scenario_files() -> list:
    scenarios = [path for path in (ROOT / "scenarios").glob("*.json") if "schema" not in path.name]
    return sorted(scenarios) + sorted((CORPUS / "good").glob("*.json"))


def expected_mistakes() -> dict:
    """File name -> (class, "line:column", part of the message)."""
    lines = (CORPUS / "bad" / "expected.txt").read_text().splitlines()
    rows = [[cell.strip() for cell in line.split(" | ")] for line in lines if line[:1] != "#"]
    return {row[0]: row[1:4] if len(row) > 3 else row[1:3] + [""] for row in rows}


# Too large to change each of its values; the small files hold all its keys too.
NOT_MUTATED = {"everything.json"}
# Values of every kind, and a few that are nearly right; each place gets every third of them.
OTHER_VALUES = [
    None, True, 7, -1, 0.5, 10**9, "", "x", "5m", "50%", "1/s", [], {}, [[]], {"zzz": 1},
]


# Of places alike in all files, as many are mutated: together they get every value.
MOST_ALIKE = 3


def mutations(document, alike: collections.Counter):
    """Documents that one small change makes: (what changed, document). `alike` counts the places
    that have been mutated."""
    for path in paths_of(document):
        place = place_of(document, path)
        if alike[place] < MOST_ALIKE:
            yield from changed(document, path, OTHER_VALUES[alike[place] % 3::3])
            alike[place] += 1


def place_of(document, path: tuple) -> tuple:
    """Equal for values that mean the same: names are no part of it, what a step does is."""
    place = []
    node = document
    for key in path:
        node = node[key]
        kind = node.get("do", "") + " " + node.get("fault", "") if isinstance(node, dict) else ""
        place += [key if key in SCHEMA_KEYS else "*", kind]
    return (*place, type(node).__name__)


def paths_of(node, path=()):
    yield path
    children = node.items() if isinstance(node, dict) else enumerate(
        node) if isinstance(node, list) else ()
    for key, child in children:
        yield from paths_of(child, path + (key,))


def changed(document, path: tuple, values: list):
    def copied():
        other = parent = copy.copy(document)
        for key in path[:-1]:
            parent[key] = copy.copy(parent[key])
            parent = parent[key]
        return other, parent

    node = document
    for key in path:
        node = node[key]
    if path:
        for value in values:
            other, parent = copied()
            parent[path[-1]] = value
            yield f"{path} = {value!r}", other
        other, parent = copied()
        del parent[path[-1]]
        yield f"without {path}", other
    if isinstance(node, dict):
        other, parent = copied()
        if path:
            parent[path[-1]] = {**node, "zzz": 1}
        else:
            other["zzz"] = 1
        yield f"{path} with zzz", other


def keys_of(node) -> set:
    """The keys of all objects of a document."""
    if isinstance(node, dict):
        return set(node).union(*map(keys_of, node.values()))
    return set().union(*map(keys_of, node)) if isinstance(node, list) else set()


def keys_in_schema(node) -> set:
    """The keys that the schema names."""
    if isinstance(node, dict):
        return set(node.get("properties", {})).union(*map(keys_in_schema, node.values()))
    return set().union(*map(keys_in_schema, node)) if isinstance(node, list) else set()


SCHEMA_KEYS = keys_in_schema(SCHEMA["definitions"])


class Agreement(unittest.TestCase):
    def test_the_schema_is_a_valid_draft_7_schema_without_one_of(self):
        jsonschema.Draft7Validator.check_schema(SCHEMA)
        self.assertNotIn('"oneOf"', json.dumps(SCHEMA))

    def test_both_accept_every_good_file(self):
        files = scenario_files()
        for path, diagnostics in zip(files, loader_says(files)):
            with self.subTest(path.name):
                self.assertEqual(diagnostics, [])
                self.assertEqual(schema_says(json.loads(path.read_text())), [])

    def test_every_bad_file_is_in_the_table(self):
        names = sorted(path.name for path in (CORPUS / "bad").glob("*.json"))
        self.assertEqual(names, sorted(expected_mistakes()))
        self.assertGreaterEqual(len(names), 100)

    def test_the_loader_reports_the_one_mistake_of_each_bad_file_at_its_place(self):
        table = expected_mistakes()
        said = loader_says([CORPUS / "bad" / name for name in table])
        for (name, (_, place, message)), diagnostics in zip(table.items(), said):
            with self.subTest(name):
                self.assertEqual([f"{each['line']}:{each['column']}" for each in diagnostics],
                                 [place], diagnostics)
                self.assertIn(message, diagnostics[0]["message"])

    def test_the_schema_refuses_the_structural_mistakes_and_no_others(self):
        for name, (kind, _, _) in expected_mistakes().items():
            with self.subTest(name):
                text = (CORPUS / "bad" / name).read_text()
                if kind == "syntax":
                    continue
                mistakes = schema_says(json.loads(text))
                self.assertEqual(bool(mistakes), kind == "structure", mistakes)

    def test_both_judge_every_mutation_of_the_good_files_alike(self):
        alike = collections.Counter()
        for path in scenario_files():
            if path.name not in NOT_MUTATED:
                with self.subTest(path.name):
                    self.judge_mutations(path, alike)

    def test_the_mutated_files_hold_every_key_of_the_schema(self):
        held = set()
        for path in scenario_files():
            if path.name not in NOT_MUTATED:
                held |= keys_of(json.loads(path.read_text()))
        self.assertEqual(SCHEMA_KEYS - held, set())

    def judge_mutations(self, path: pathlib.Path, alike: collections.Counter):
        file = json.loads(path.read_text())
        ACCEPTED.clear()
        self.assertTrue(FILE_CHECK.is_valid(file))
        changes = list(mutations(file, alike))
        with tempfile.TemporaryDirectory(dir=IN_MEMORY) as folder:
            files = [pathlib.Path(folder) / f"{number}.json" for number in range(len(changes))]
            for file, (_, document) in zip(files, changes):
                file.write_text(json.dumps(document))
            said = loader_says(files)
        for (change, document), diagnostics in zip(changes, said):
            refused = not MUTATION_CHECK.is_valid(document)  # the first mistake is enough
            structural = [each for each in diagnostics
                          if not ONLY_THE_LOADER_SEES.search(each["message"])]
            if refused and not diagnostics:
                self.fail(f"{path.name}: {change}: only the schema refuses it: "
                          f"{schema_says(document)}")
            if structural and not refused:
                self.fail(f"{path.name}: {change}: only the loader refuses it: {structural}")


if __name__ == "__main__":
    unittest.main()
