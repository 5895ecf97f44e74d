#!/usr/bin/env python3
"""SIGINT and SIGTERM in the middle of a run: it ends itself, and leaves what can be read."""
import json
import signal
import time

from program import REPORTS, ProgramTest, endless, main, scenario

SIGNALS = [(signal.SIGINT, 130), (signal.SIGTERM, 143)]


class Interrupt(ProgramTest):
    def wait_for(self, path, size=1):
        """Until a file has some bytes: the run is under way."""
        file = self.folder / path
        self.wait(lambda: file.exists() and file.stat().st_size >= size)

    def wait(self, condition):
        deadline = time.monotonic() + 30
        while not condition():
            self.assertLess(time.monotonic(), deadline, "it never came")
            time.sleep(0.01)

    def end(self, process, signal_, code):
        process.send_signal(signal_)
        stdout, stderr = process.communicate(timeout=30)
        self.assertEqual(process.returncode, code, stderr)
        self.assertEqual([path for path in self.files() if path.endswith(".part")], [])
        return stdout

    def test_one_run_ends_with_its_reports_and_is_inconclusive(self):
        self.write(endless("long"))
        for signal_, code in SIGNALS:
            with self.subTest(signal=signal_):
                out = f"out{code}"
                process = self.start("run", "long.json", "--out", out)
                self.wait_for(f"{out}/long/journal.jsonl", 20_000)
                shown = self.end(process, signal_, code)
                self.assertIn("INCONCLUSIVE  long", shown)
                self.assertIn("the run was cut short", shown)
                self.assertEqual(self.files(out), ["long/" + name for name in REPORTS])
                self.assertEqual(json.loads(self.read(f"{out}/long/report.json"))["verdict"],
                                 "inconclusive")

    def test_the_journal_of_what_was_played_gives_the_same_reports(self):
        self.write(endless("long"))
        process = self.start("run", "long.json", "--out", "out")
        self.wait_for("out/long/journal.jsonl", 20_000)
        self.end(process, signal.SIGTERM, 143)
        self.assertTrue(self.read("out/long/journal.jsonl").endswith("\n"))
        for format_, name in [("json", "report.json"), ("junit", "junit.xml"),
                              ("markdown", "postmortem.md")]:
            self.assertEqual(self.firedrill("report", "out/long", "--format", format_).stdout,
                             self.read(f"out/long/{name}"))

    def test_of_many_each_has_its_line_also_those_that_never_began(self):
        files = [self.write(scenario("before")), self.write(endless("long-1")),
                 self.write(endless("long-2")), self.write(scenario("behind"))]
        for jobs in ("1", "2"):
            with self.subTest(jobs=jobs):
                process = self.start("run", *files, "--out", "out" + jobs, "--jobs", jobs)
                self.wait_for(f"out{jobs}/long-{jobs}/journal.jsonl", 20_000)
                lines = self.end(process, signal.SIGINT, 130).splitlines()
                words = [line.split()[:2] for line in lines[:4]]
                self.assertEqual(words[0], ["PASS", "before"])
                self.assertEqual(words[1], ["INCONCLUSIVE", "long-1"])
                self.assertIn(words[2], [["INCONCLUSIVE", "long-2"], ["ERROR", "long-2"]])
                self.assertEqual(words[3], ["ERROR", "behind"])
                self.assertIn("not played: the run was interrupted", lines[3])
                self.assertIn("summary.md", self.files("out" + jobs))

    def test_a_counterfactual_that_was_cut_short_claims_nothing(self):
        self.write(endless("long"))
        process = self.start("run", "long.json", "--without", "break")
        time.sleep(1)
        shown = self.end(process, signal.SIGINT, 130)
        self.assertNotIn("PROVES NOTHING", shown)
        self.assertNotIn("the drill tests it", shown)

    def test_an_interrupted_run_leaves_no_reports_of_an_earlier_one(self):
        self.write(scenario("long"))
        self.firedrill("run", "long.json", "--out", "out")
        self.write(endless("long"))
        process = self.start("run", "long.json", "--out", "out")
        self.wait(lambda: self.files("out") == ["long/journal.jsonl"])
        process.kill()
        process.wait()
        self.assertEqual(self.files("out"), ["long/journal.jsonl"])


if __name__ == "__main__":
    main()
