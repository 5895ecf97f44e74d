#!/usr/bin/env python3
"""Writes the tables of Unicode that regular expressions need, from Python's unicodedata.

usage: tools/unicode_tables.py   (then ./dev format)
"""

import pathlib
import sys
import textwrap
import unicodedata

CODE_POINTS = range(sys.maxunicode + 1)

# As in unicode_category.cpp; LC is ours.
CATEGORIES = (
    "Cc Cf Cn Co Cs LC Ll Lm Lo Lt Lu Mc Me Mn Nd Nl No Pc Pd Pe Pf Pi Po Ps Sc Sk Sm So Zl Zp Zs"
).split()


def category_runs():
    """(first, category) of each run; Lu and Ll that take turns, Lu first, are one run of "LC"."""
    names = [unicodedata.category(chr(code)) for code in CODE_POINTS]
    runs = []
    code = 0
    while code < len(names):
        first = code
        while names[code : code + 2] == ["Lu", "Ll"]:
            code += 2
        if code - first >= 2:
            runs.append((first, "LC"))
            continue
        code = first
        while code < len(names) and names[code] == names[first]:
            code += 1
        runs.append((first, names[first]))
    return runs


def folded(code):
    """The code point's simple case folding (statuses C and S of CaseFolding.txt)."""
    text = chr(code)
    for candidate in (text.casefold(), text.lower()):
        if len(candidate) == 1:
            return ord(candidate)
    return code


def fold_runs():
    """(first, last, stride, distance): each of these letters has its next equal at a distance."""
    orbits = {}
    for code in CODE_POINTS:
        orbits.setdefault(folded(code), []).append(code)
    following = {}
    for orbit in orbits.values():
        for here, after in zip(orbit, orbit[1:] + orbit[:1]):
            if here != after:
                following[here] = after - here
    runs = []
    for code in sorted(following):
        distance = following[code]
        for run in runs[-3:]:
            stride = code - run[1]
            if run[3] == distance and stride in (1, 2) and run[2] in (0, stride):
                run[1], run[2] = code, stride
                break
        else:
            runs.append([code, code, 0, distance])
    return runs


def write(name, items):
    """Replaces what stands between the marks of the table in a source of harness/promql/."""
    path = pathlib.Path(__file__).parent.parent / "harness" / "promql" / name
    head, rest = path.read_text(encoding="utf-8").split("// begin\n")
    tail = rest.split("// end\n")[1]
    # A row such as {1, 2, 3, 4}, stays whole.
    text = " ".join(item.replace(" ", "_") for item in items)
    indent = {"initial_indent": "    ", "subsequent_indent": "    "}
    table = "\n".join(textwrap.wrap(text, 100, **indent)).replace("_", " ")
    path.write_text(f"{head}// begin\n{table}\n// end\n{tail}", encoding="utf-8")


def main():
    write(
        "unicode_category.cpp",
        [f"{first * 32 + CATEGORIES.index(name):#x}," for first, name in category_runs()],
    )
    write(
        "unicode_folding.cpp",
        [
            f"{{{first:#x}, {last:#x}, {stride or 1}, {distance}}},"
            for first, last, stride, distance in fold_runs()
        ],
    )


if __name__ == "__main__":
    main()
