#!/usr/bin/env python3
"""clang-tidy over the sources, fast enough to be run.

usage: clang_tidy.py [FILE...]

clang-tidy 14 spends nearly all its time in the headers of the standard library, again for every
source (46 sources took 77 s of CPU together, 5 to 18 s each alone). So sources are checked in
batches, as one translation unit that includes them; and a source that was found clean is left alone
until it, a header of ours that it includes, its flags or .clang-tidy change. A batch that does not
compile as one unit (two files that both have a local `parse`) is checked file by file.
"""
import concurrent.futures
import hashlib
import json
import os
import pathlib
import re
import shlex
import subprocess
import sys

import cpp_source

ROOT = pathlib.Path(__file__).resolve().parents[1]
BUILD = ROOT / "build/lint"
CLEAN = BUILD / "clean"  # one empty file for each source, in the state in which it was found clean
BATCHES = BUILD / "batches"
BATCH_SIZE = 16
NOT_OURS_TO_CHECK = ("cmake/empty.cpp",)


def flags_by_source() -> dict:
    """source -> its compile command, without source and output."""
    flags = {}
    for entry in json.loads((BUILD / "compile_commands.json").read_text()):
        if entry["file"].endswith(NOT_OURS_TO_CHECK):
            continue
        words = shlex.split(entry["command"])
        skipped = {"-c", "-o", entry["file"], words[words.index("-o") + 1]}
        flags[pathlib.Path(entry["file"])] = tuple(word for word in words if word not in skipped)
    return flags


def with_headers(source: pathlib.Path, seen: set) -> set:
    """The source and every header of ours that it includes, directly or not."""
    if source not in seen and source.is_file():
        seen.add(source)
        for _, quoted in cpp_source.includes(source.read_text(encoding="utf-8")):
            if quoted.startswith('"'):
                with_headers(ROOT / quoted.strip('"'), seen)
    return seen


def state(source: pathlib.Path, flags: tuple) -> str:
    digest = hashlib.sha256(repr(flags).encode())
    for path in [ROOT / ".clang-tidy", *sorted(with_headers(source, set()))]:
        digest.update(path.read_bytes())
    return f"{source.stem}-{digest.hexdigest()[:32]}"


def local_names(source: pathlib.Path) -> set:
    """What a source defines outside of functions and classes, roughly: more does no harm."""
    code = cpp_source.blank(source.read_text(encoding="utf-8"))
    definition = r"^(?![#} ]|namespace|using|TEST_CASE).*?((?:\w+::)*\w+) *[({=;]"
    return set(re.findall(definition, code, re.MULTILINE))


def batches(sources: dict):
    """(flags, sources): sources with the same flags, no two of which define the same name."""
    open_batches = []  # (flags, names, sources)
    for source, flags in sorted(sources.items()):
        names = local_names(source)
        for batch in open_batches:
            if batch[0] == flags and len(batch[2]) < BATCH_SIZE and not batch[1] & names:
                batch[1].update(names)
                batch[2].append(source)
                break
        else:
            open_batches.append((flags, names, [source]))
    return [(flags, members) for flags, _, members in open_batches]


def check(flags: tuple, members: list, name: str) -> str:
    """clang-tidy's findings in one batch; empty if it is clean."""
    unit = BATCHES / name / "batch.cpp"
    unit.parent.mkdir(parents=True, exist_ok=True)
    unit.write_text("".join(f'#include "{source}"\n' for source in members))
    entry = {"directory": str(BUILD), "file": str(unit), "arguments": [*flags, "-c", str(unit)]}
    (unit.parent / "compile_commands.json").write_text(json.dumps([entry]))
    command = ["clang-tidy", "--quiet", "-p", unit.parent, f"--config-file={ROOT}/.clang-tidy"]
    command += ["--checks=-bugprone-suspicious-include", f"--header-filter=^{ROOT}/", unit]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    if result.returncode == 0:
        return ""
    if len(members) > 1 and "clang-diagnostic-error" in result.stdout:
        alone = (check(flags, [source], f"{name}-{i}") for i, source in enumerate(members))
        return "".join(alone)
    return result.stdout or result.stderr


def main() -> int:
    known = flags_by_source()
    wanted = [pathlib.Path(name).resolve() for name in sys.argv[1:]] or list(known)
    states = {source: state(source, known[source]) for source in wanted if source in known}
    unclean = {source: known[source] for source in states if not (CLEAN / states[source]).exists()}
    print(f"clang-tidy: {len(unclean)} of {len(states)} sources to check", file=sys.stderr)
    CLEAN.mkdir(parents=True, exist_ok=True)
    failed = False
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        running = {
            pool.submit(check, flags, members, str(number)): members
            for number, (flags, members) in enumerate(batches(unclean))
        }
        for done in concurrent.futures.as_completed(running):
            print(done.result().replace(f"{ROOT}/", ""), end="", flush=True)
            failed = failed or bool(done.result())
            for source in running[done] if not done.result() else []:
                (CLEAN / states[source]).touch()
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
