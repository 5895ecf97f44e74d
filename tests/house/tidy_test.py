#!/usr/bin/env python3
"""Every rule of tools/tidy.py finds its mistake, on its line, and leaves good code alone."""
import pathlib
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "tools"))
import cpp_source  # noqa: E402
import tidy  # noqa: E402

FILLER = "  step();\n"

# (file, its text, line of the finding, part of its message)
BAD = [
    ("harness/core/a.cpp", "int a;\n" + "x" * 101 + "\n", 2, "101 columns"),
    ("dev", "# " + "x" * 99 + "\n", 1, "101 columns"),
    ("harness/core/a.hpp", "#pragma once\n" + "\n" * 250, 1, "the limit is 250"),
    ("harness/core/a.cpp", "\n" * 401, 1, "the limit is 400"),
    ("harness/core/a.cpp", "\nint f() {\n" + FILLER * 69 + "}\n", 2, "a function of 71 lines"),
    ("harness/core/a.hpp", "int a;\n", 1, "#pragma once"),
    ("harness/core/a.cpp", '#include "a.hpp"\n', 1, "start at the root"),
    ("harness/core/a.cpp", '#include "harness/text/reader.hpp"\n', 1, "core may not know text"),
    ("harness/promql/a.cpp", '#include "harness/behaviour/b.hpp"\n', 1, "may not know behaviour"),
    ("harness/reports/a.cpp", '#include "harness/scenario/s.hpp"\n', 1, "may not know scenario"),
    ("harness/control/a.cpp", '#include "harness/simulated/s.hpp"\n', 1, "not know simulated"),
    ("harness/new/a.cpp", '#include "harness/core/a.hpp"\n', 1, "new has no place in the order"),
    ("harness/core/a.cpp", '#include "tests/support/a.hpp"\n', 1, "does not know its tests"),
    ("mock_services/http/a.cpp", '#include "harness/faults/f.hpp"\n', 1, "not know harness/faults"),
    ("mock_services/http/a.cpp", '#include "mock_services/pager/p.hpp"\n', 1, "services/pager"),
    ("mock_services/new/a.cpp", '#include "harness/core/a.hpp"\n', 1, "no place among the mocks"),
    ("harness/CMakeLists.txt", "add_harness_library(core text)\n", 1, "core may not link text"),
    ("harness/text/a.hpp", "#pragma once\n#include <nlohmann/json.hpp>\n", 2, "heavy"),
    ("harness/core/a.cpp", "auto t = std::chrono::steady_clock::now();\n", 1, "steady_clock"),
    ("tests/unit/a.cpp", "std::this_thread::sleep_for(1s);\n", 1, "sleep_for"),
    ("harness/control/a.cpp", "#include <thread>\nstd::thread worker;\n", 2, "std::thread"),
    ("harness/text/a.cpp", "\nstd::vector<int> a;\n", 2, "std::vector needs <vector>"),
    ("harness/core/a.cpp", "double x = std::log(2.0);\n", 1, "std::log("),
    ("harness/core/a.cpp", "double x = ::pow(2.0, 3);\n", 1, "::pow("),
    ("harness/core/a.cpp", "long double x = 1;\n", 1, "long double"),
    ("harness/core/a.cpp", "std::normal_distribution<double> d;\n", 1, "normal_distribution"),
    ("harness/core/a.cpp", "int x = rand();\n", 1, "rand("),
    ("harness/core/a.cpp", "std::unordered_map<int, int> m;\n", 1, "std::unordered_map"),
    ("harness/live/a.cpp", "co_await get({.url = u});\n", 1, "co_await"),
    ("harness/control/a.hpp", "#pragma once\nvirtual void f();\n", 2, "virtual"),
    ("harness/control/a.cpp", 'std::getenv("HOME");\n', 1, "getenv("),
    ("harness/core/a.cpp", "namespace firedrill::a::b {\n}\n", 1, "one level below"),
    ("harness/core/a.cpp", "int a;  // NOLINT\n", 1, "NOLINT without"),
    ("tests/unit/a.cpp", 'TEST_CASE("a; b") {}\n', 1, "a test named with"),
    ("tests/unit/a.cpp", 'TEST_CASE(\n    "x in [0, 1)",\n    "[x]") {}\n', 2, "a test named with"),
    ("harness/core/a.cpp", "// TO" "DO later\n", 1, "left-over mark"),
    ("docs/a.md", "one\nFIX" "ME\n", 2, "left-over mark"),
    ("README.md", "the MT" "TR\n", 1, "four meanings"),
    ("README.md", "see /ho" "me/anna/notes\n", 1, "a path of one machine"),
    ("docs/a.md", "see ../sha" "red/notes.md\n", 1, "out of the repository"),
]

GOOD = [
    ("harness/text/a.cpp", "#include <vector>\nstd::vector<int> a;  // std::map\n"),
    ("harness/core/a.cpp", "x" * 100 + "\n"),
    ("docs/a.md", "x" * 300 + "\n"),
    ("harness/core/a.cpp", "int f() {\n" + FILLER * 68 + "}\n"),
    ("harness/core/a.cpp", "constexpr int table[] = {\n" + "  1,\n" * 100 + "};\n"),
    ("harness/core/a.hpp", "#pragma once\nstruct A {\n" + "  int b;\n" * 100 + "};\n"),
    ("harness/actions/a.cpp", '#include "harness/faults/fault.hpp"\n'),
    ("mock_services/pager/a.cpp", '#include "mock_services/http/s.hpp"\n'),
    ("mock_services/pager/a.cpp", '#include "harness/behaviour/p.hpp"\n'),
    ("harness/scenario/a.cpp", '#include "harness/faults/fault.hpp"\n'),
    ("harness/main.cpp", '#include "harness/cli/run.hpp"\n'),
    ("harness/live/a.cpp", '#include "mock_services/pager/server.hpp"\n'),
    ("harness/live/a.cpp", "#include <thread>\nstd::thread worker;\n"),
    ("mock_services/pager/a.cpp", '#include "harness/behaviour/alert_state.hpp"\n'),
    ("harness/CMakeLists.txt", "add_harness_library(engine scenario)\n"),
    ("harness/text/a.hpp", "#pragma once\n#include <nlohmann/json_fwd.hpp>\n"),
    ("harness/text/a.cpp", "#include <nlohmann/json.hpp>\n"),
    ("harness/core/a.cpp", '// std::thread, rand()\nauto a = "std::log(2)";\n'),
    ("harness/core/a.cpp", "#include <cmath>\nauto x = std::sqrt(2.0) + std::floor(x.log(1));\n"),
    ("harness/core/a.cpp", "auto x = math::log(2.0);\n"),
    ("harness/engine/a.hpp", "#pragma once\nvirtual void f() = 0;\n"),
    ("harness/core/a.cpp", "int a;  // NOLINT(bugprone-x)\n// NOLINTBEGIN(bugprone-y): why\n"),
    ("tests/unit/a.cpp", 'TEST_CASE("a, b (c): d", "[unit][x]") {}\n'),
    ("bench/a.cpp", "auto t = std::chrono::steady_clock::now();\n"),
    ("build/dev/a.cpp", "x" * 300 + "\n"),
]


def findings(name: str, text: str):
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return [found for file in tidy.text_files(root) for found in tidy.check_file(root, file)]


class Rules(unittest.TestCase):
    def test_each_mistake_is_found_on_its_line_and_nothing_else(self):
        for name, text, line, message in BAD:
            with self.subTest(name=name, message=message):
                found = findings(name, text)
                self.assertEqual([number for number, _ in found], [line])
                self.assertIn(message, found[0][1])

    def test_good_code_is_left_alone(self):
        for name, text in GOOD:
            with self.subTest(name=name, text=text[:60]):
                self.assertEqual(findings(name, text), [])

    def test_the_order_of_folders_has_no_cycle(self):
        for folder in tidy.SEES:
            with self.subTest(folder=folder):
                self.assertNotIn(
                    folder, [seen for below in tidy.SEES[folder] for seen in tidy.seen_by(below)]
                )

    def test_names_that_two_sources_of_a_folder_hide_are_found(self):
        hidden = "namespace a {{\nnamespace {{\n{}\n}}  // namespace\n}}\n"
        first = "int parse(int a) {\n}\nconstexpr int limit = 1;\nstruct B {};"
        second = "int parse(const char* a) {\n}\nint other(int limit = 2) {}"
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            for name, code in (
                ("harness/core/a.cpp", first),
                ("harness/core/b.cpp", second),
                ("harness/core/c.cpp", "\nbool parse(int b = 1) {\n}\nenum class B { x };"),
                ("harness/core/d.cpp", "int name(std::string_view a) {\n}\nint limit() {\n}"),
                ("harness/core/e.cpp", "int name(const std::string& a) {\n}"),
                ("harness/text/a.cpp", "constexpr int limit = 1;"),
            ):
                (root / name).parent.mkdir(parents=True, exist_ok=True)
                (root / name).write_text(hidden.format(code))

            found = list(tidy.check_anonymous_names(root))

        self.assertEqual([(name, line) for name, line, _ in found],
                         [("harness/core/c.cpp", 4), ("harness/core/c.cpp", 6),
                          ("harness/core/d.cpp", 5), ("harness/core/e.cpp", 3)])
        self.assertIn("parse(int) stands in a.cpp too", found[0][2])

    def test_an_alias_that_means_something_else_in_a_neighbour_is_found(self):
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            (root / "harness/core").mkdir(parents=True)
            for name, code in (("a.cpp", "namespace a {\nusing Kind = A::Kind;\n}\n"),
                               ("b.cpp", "namespace a {\nnamespace {\nusing Kind = B::Kind;\n}}\n"),
                               ("c.cpp", "namespace a {\nusing Kind =\n    A::Kind;\n}\n"),
                               ("d.cpp", "namespace d {\nusing Kind = D::Kind;\n}\n"),
                               ("e.cpp", "namespace a {\nvoid f() {\nusing Kind = E;\n}}\n")):
                (root / "harness/core" / name).write_text(code)

            found = list(tidy.check_anonymous_names(root))

        self.assertEqual(found, [("harness/core/b.cpp", 3,
                                  "Kind = B::Kind: in a.cpp it is A::Kind")])

    def test_too_few_lines_of_tests_are_found(self):
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            for name, lines in (("harness/a.cpp", 100), ("tests/a.cpp", 69)):
                (root / name).parent.mkdir()
                (root / name).write_text("\n" * lines)
            self.assertEqual(len(list(tidy.check_ratio(root))), 1)
            (root / "tests/b.cpp").write_text("\n")
            self.assertEqual(list(tidy.check_ratio(root)), [])


class Source(unittest.TestCase):
    def test_only_code_survives_blanking_and_every_position_stays(self):
        text = "a /* { */ \"\\\"{\" '{' 1'000 R\"x(\n{)x\" b // {\nc"
        code = cpp_source.blank(text)
        self.assertEqual(len(code), len(text))
        self.assertEqual(code.split(), ["a", "1'000", "b", "c"])
        self.assertEqual(code.count("\n"), text.count("\n"))

    def test_functions_are_told_from_what_only_has_braces(self):
        code = (
            "namespace a {\n"
            "struct B : C {\n"
            "  int x{0};\n"
            "  int get() const { return x; }\n"
            "};\n"
            "enum class E : int { one };\n"
            "B::B(int a)\n"
            "    : x{a},\n"
            "      y{a} {\n"
            "  auto f = [] {\n"
            "  };\n"
            "}\n"
            "const int t[] = {\n"
            "  1};\n"
            "}\n"
        )
        self.assertEqual(list(cpp_source.functions(code)), [(4, 1), (9, 4)])

    def test_what_an_anonymous_namespace_defines_is_told_from_what_stands_inside_it(self):
        code = (
            "namespace a::b {\n"
            "namespace {\n"
            "using X = int;\n"
            "constexpr std::array<std::pair<int, int>, 2> table{{1, 2}, {3, 4}};\n"
            "template <class T>\n"
            "std::map<int, T> f(const T& one,\n"
            "                   int two = 3) {\n"
            "  int inner = 1;\n"
            "}\n"
            "class C final : public D {\n"
            "  int member;\n"
            "};\n"
            "C::C(int x) {}\n"
            "bool operator==(C left, C right) { return true; }\n"
            "int count;\n"
            "}\n"
            "int outside;\n"
            "}\n"
        )

        self.assertEqual(
            list(cpp_source.anonymous_names(code)),
            [(3, "a::b", "X = int"), (4, "a::b", "table"), (7, "a::b", "f(constT&,int)"),
             (10, "a::b", "C"), (15, "a::b", "count")],
        )


if __name__ == "__main__":
    unittest.main()
