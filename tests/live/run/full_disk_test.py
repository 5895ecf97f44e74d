#!/usr/bin/env python3
"""`firedrill run --live` on a full disk: a file system of a few kilobytes, mounted in a user
namespace of the test's own. Exit code 77 where nobody but root may have one.

usage: full_disk_test.py FIREDRILL
"""
import json
import pathlib
import subprocess
import sys

import side_by_side
from own_runs import OwnRun, scenario, server

MOUNTING = ["unshare", "--map-root-user", "--mount"]


def may_mount():
    try:
        done = subprocess.run([*MOUNTING, "mount", "-t", "tmpfs", "none", "/mnt"],
                              capture_output=True, text=True, check=False)
    except OSError as error:
        print(f"skipped: {error}")
        return False
    if done.returncode != 0:
        print(f"skipped: nothing can be mounted in a user namespace here: {done.stderr.strip()}")
    return done.returncode == 0


class FullDisk(OwnRun):
    kept = None  # what the disk held at the end

    def on_small_disk(self, disk, kilobytes, used=0):
        """Exit code and errors of a run with a file system of its own under `disk`; what it holds
        at the end is copied to `kept`."""
        self.kept = pathlib.Path(self.work.name) / "kept"
        disk.mkdir(exist_ok=True)
        script = (f"mount -t tmpfs -o size={kilobytes}k none '{disk}'"
                  f" && dd if=/dev/zero of='{disk}/used' bs=1k count={used} 2>/dev/null"
                  f" && \"$@\"; code=$?; cp -r '{disk}' '{self.kept}'; exit $code")
        document = scenario(command=server())
        document["script"] = [{"do": "note", "text": f"the note {number}"} for number in range(30)]
        return self.play(document,
                         before=[*MOUNTING, "sh", "-c", script, "sh"])

    def test_a_full_disk(self):
        code, errors = self.on_small_disk(self.out, 4)

        self.assertEqual(code, 4, self.output)
        self.assertRegex(
            errors, r"^firedrill: cannot write .*journal\.jsonl: No space left on device\n$")
        lines = (self.kept / "own" / "journal.jsonl").read_text().splitlines()
        whole = [json.loads(line) for line in lines[:-1]]  # the last one did not fit
        self.assertEqual(whole[0]["clock"], "live")
        self.assertEqual(whole[1]["type"], "steady_state_met")
        self.assert_nothing_is_left()

    def test_a_full_disk_for_temporary_files(self):
        code, errors = self.on_small_disk(self.temporary, 16, used=16)

        self.assertEqual(code, 4, self.output)
        self.assertRegex(errors, r"^firedrill: cannot .*: No space left on device\n$")
        self.assertEqual([path.name for path in self.kept.iterdir()], ["used"])


if __name__ == "__main__":
    OwnRun.program = sys.argv.pop(1)
    if not may_mount():
        sys.exit(77)
    side_by_side.main()
