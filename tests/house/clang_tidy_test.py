#!/usr/bin/env python3
"""tools/clang_tidy.py puts together what compiles together, and forgets what has changed."""
import pathlib
import sys
import tempfile
import unittest
from unittest import mock

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "tools"))
import clang_tidy  # noqa: E402


class ClangTidy(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name)
        patch = mock.patch.object(clang_tidy, "ROOT", self.root)
        patch.start()
        self.addCleanup(patch.stop)
        self.write(".clang-tidy", "")

    def write(self, name: str, text: str) -> pathlib.Path:
        (self.root / name).write_text(text)
        return self.root / name

    def members(self, sources: dict) -> list:
        return [[path.name for path in members] for _, members in clang_tidy.batches(sources)]

    def test_two_sources_with_the_same_local_function_go_into_two_batches(self):
        one = self.write("a.cpp", "namespace {\nint parse(int x) {\n  return local(x);\n}\n}\n")
        two = self.write("b.cpp", "namespace {\nbool parse(\n    int x) {\n}\n}\n")
        three = self.write("c.cpp", "int other() {\n  return local(1);\n}\n")

        self.assertEqual(
            self.members({one: (), two: (), three: ()}), [["a.cpp", "c.cpp"], ["b.cpp"]]
        )

    def test_sources_with_other_flags_go_into_another_batch(self):
        one, two = self.write("a.cpp", ""), self.write("b.cpp", "")

        self.assertEqual(self.members({one: ("-O2",), two: ()}), [["a.cpp"], ["b.cpp"]])

    def test_a_source_is_checked_again_when_a_header_behind_a_header_changes(self):
        source = self.write("a.cpp", '#include "a.hpp"\n')
        self.write("a.hpp", '#include "b.hpp"\n')
        self.write("b.hpp", "int b;\n")
        before = clang_tidy.state(source, ())

        self.assertEqual(clang_tidy.state(source, ()), before)
        self.write("b.hpp", "int c;\n")

        self.assertNotEqual(clang_tidy.state(source, ()), before)

    def test_a_source_is_checked_again_when_its_flags_or_the_checks_change(self):
        source = self.write("a.cpp", "")
        before = clang_tidy.state(source, ())

        self.assertNotEqual(clang_tidy.state(source, ("-O2",)), before)
        self.write(".clang-tidy", "Checks: -*\n")
        self.assertNotEqual(clang_tidy.state(source, ()), before)


if __name__ == "__main__":
    unittest.main()
