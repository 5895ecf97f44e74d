#!/usr/bin/env python3
"""What the documents quote is what the program says now, and their links lead somewhere.

usage: generated_test.py [--write] [FIREDRILL]

A document quotes between two comments; the first says what:

    <!-- generated: list faults -->            a table of `firedrill list`
    <!-- generated: exit codes -->             the table in `firedrill --help`
    <!-- generated: run FILE -->               what a run prints
    <!-- generated: run FILE, last 3 lines --> its end
    <!-- generated: rules coverage FILE -->    the same of that command
    <!-- generated: source FILE -->            a file; of a C++ file, from its namespace on
    <!-- end -->

--write puts the present text there. FIREDRILL is the program, by default the newest in build/.
Digests may differ: they change with every change of the simulation, and tests/scenarios/ has them.
"""
import pathlib
import re
import subprocess
import sys
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
QUOTE = re.compile(
    r"(<!-- generated: (?P<what>[^\n]*?) -->\n)(?P<text>.*?)(<!-- (?:end|/generated) -->)", re.S
)
LINK = re.compile(r"\[[^\]\n]*\]\(([^)\s]+)\)")
LAST_LINES = re.compile(r"(.*), last (\d+) lines")

firedrill = None


def documents():
    return [
        path
        for path in sorted(ROOT.rglob("*.md"))
        if not {"build", "out"} & set(path.relative_to(ROOT).parts)
    ]


def said(*arguments):
    """What the program prints. A missed target is an answer too."""
    run = subprocess.run(
        [firedrill, *arguments], cwd=ROOT, capture_output=True, encoding="utf-8", check=False
    )
    if run.returncode not in (0, 1):
        raise RuntimeError(f"firedrill {' '.join(arguments)}: {run.stderr}")
    return run.stdout


def fenced(text, language):
    return f"```{language}\n{text.rstrip()}\n```\n"


def exit_codes():
    help_text = said("--help")
    sentence = help_text[help_text.index("Exit codes: ") + len("Exit codes: ") :].split(".")[0]
    rows = [part.strip() for part in sentence.replace("\n", " ").split(",")]
    cells = [re.fullmatch(r"(\d+(?: and \d+)?) (.+)", row).groups() for row in rows]
    return "| exit code | meaning |\n|---|---|\n" + "".join(f"| {a} | {b} |\n" for a, b in cells)


def source(path):
    text = (ROOT / path).read_text(encoding="utf-8")
    if path.endswith(".json"):
        return fenced(text, "json")
    return fenced(text[text.index("\nnamespace") + 1 :], "cpp")


def quoted(what):
    """The text that belongs between the comments."""
    last = LAST_LINES.fullmatch(what)
    if last:
        lines = said(*last[1].split()).rstrip().splitlines()
        return fenced("\n".join(lines[-int(last[2]) :]), "text")
    kind, *rest = what.split()
    if what == "exit codes":
        return exit_codes()
    if kind == "source":
        return source(rest[0])
    if kind in ("run", "rules"):
        return fenced(said(*what.split()), "text")
    return said("list", rest[0] if kind == "list" else kind, "--markdown")


def without_digest(text):
    return re.sub(r"\b[0-9a-f]{16}\b", "DIGEST", text)


def anchors(path):
    """The fragments that GitHub gives to a document's headings."""
    text = re.sub(r"^```.*?^```", "", path.read_text(encoding="utf-8"), flags=re.S | re.M)
    headings = re.findall(r"^#+ (.*)$", text, flags=re.M)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


class Documents(unittest.TestCase):
    maxDiff = None

    def test_quotes_are_what_the_program_says(self):
        count = 0
        for path in documents():
            for quote in QUOTE.finditer(path.read_text(encoding="utf-8")):
                count += 1
                with self.subTest(document=str(path.relative_to(ROOT)), quote=quote["what"]):
                    self.assertEqual(
                        without_digest(quote["text"]),
                        without_digest(quoted(quote["what"])),
                        "out of date: tests/docs/generated_test.py --write",
                    )
        self.assertGreaterEqual(count, 8)

    def test_links_lead_somewhere(self):
        count = 0
        for path in documents():
            for link in LINK.findall(path.read_text(encoding="utf-8")):
                if re.match(r"[a-z]+:", link):
                    continue
                count += 1
                name, _, anchor = link.partition("#")
                target = (path.parent / name).resolve() if name else path
                with self.subTest(document=str(path.relative_to(ROOT)), link=link):
                    self.assertTrue(target.exists(), "no such file")
                    if anchor:
                        self.assertIn(anchor, anchors(target))
        self.assertGreaterEqual(count, 10)


def write():
    for path in documents():
        before = path.read_text(encoding="utf-8")
        after = QUOTE.sub(lambda quote: quote[1] + quoted(quote["what"]) + quote[4], before)
        if after != before:
            path.write_text(after, encoding="utf-8")
            print(f"wrote {path.relative_to(ROOT)}")


def newest_program():
    programs = sorted(ROOT.glob("build/*/firedrill"), key=lambda path: path.stat().st_mtime)
    if not programs:
        sys.exit("no firedrill in build/: ./dev build")
    return programs[-1]


if __name__ == "__main__":
    words = [word for word in sys.argv[1:] if word != "--write"]
    firedrill = words[0] if words else str(newest_program())
    if "--write" in sys.argv:
        write()
    else:
        unittest.main(argv=sys.argv[:1])
