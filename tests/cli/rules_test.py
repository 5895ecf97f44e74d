#!/usr/bin/env python3
"""`firedrill rules` as its users see it. usage: rules_test.py FIREDRILL"""
import pathlib
import tempfile

from program import ProgramTest, main

GOOD = """groups:
- name: api
  rules:
  - alert: Down
    expr: up == 0
    for: 5m
  - record: job:up:sum
    expr: sum by (job) (up)
"""


class Rules(ProgramTest):
    def setUp(self):
        super().setUp()
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.file = pathlib.Path(folder.name) / "alerts.yml"

    def check(self, text, code):
        self.file.write_text(text)
        return self.firedrill("rules", "check", str(self.file), code=code)

    def test_a_good_file_is_counted(self):
        said = self.check(GOOD, 0)
        self.assertEqual(said.stdout,
                         f"{self.file}: 1 group, 2 rules (1 alerting, 1 recording)\n")
        self.assertEqual(said.stderr, "")

    def test_every_mistake_is_shown_at_its_place(self):
        said = self.check(GOOD.replace("up == 0", "rate(up)").replace("5m", "5"), 2)
        self.assertEqual(said.stdout, "")
        self.assertIn(f"{self.file}:5:16", said.stderr)
        self.assertIn("expected type range vector in call to function", said.stderr)
        self.assertIn(f"{self.file}:6:10", said.stderr)

    def test_a_rule_that_stands_there_twice_is_a_warning(self):
        said = self.check(GOOD + GOOD[GOOD.index("  - record"):], 0)
        self.assertIn("warning: duplicate rule", said.stderr)
        self.assertIn("3 rules", said.stdout)

    def test_a_file_that_is_not_there(self):
        said = self.firedrill("rules", "check", str(self.file), code=2)
        self.assertIn("No such file or directory", said.stderr)


if __name__ == "__main__":
    main()
