#!/usr/bin/env python3
"""`firedrill run` and `report`: exit codes, files, and the order in which things are said."""
import json
import re
import subprocess

from program import (REPORTS, ROOT, ProgramTest, endless, inconclusive, main, missed, repaired,
                     scenario)


class One(ProgramTest):
    def test_the_exit_code_is_the_verdict(self):
        for document, code, word in [
            (scenario("met"), 0, "PASS"),
            (missed("late"), 1, "FAIL"),
            (inconclusive("nothing"), 3, "INCONCLUSIVE"),
        ]:
            with self.subTest(verdict=word):
                said = self.firedrill("run", self.write(document), code=code)
                self.assertRegex(said.stdout, rf"(?m)^{word}  {document['name']} ")
                self.assertEqual(said.stderr, "")

    def test_the_last_line_plays_it_again(self):
        self.write(scenario("some"), "in/some.json")
        first = self.firedrill("run", "in/some.json", "--seed", "7").stdout
        replay = re.search(r"(?m)^replay  firedrill (.*)$", first)[1]
        self.assertEqual(replay, "run in/some.json --seed 7")
        self.assertEqual(self.firedrill(*replay.split()).stdout, first)

    def test_a_path_with_a_space_can_be_pasted(self):
        self.write(scenario("some"), "my drills/some.json")
        said = self.firedrill("run", "my drills/some.json").stdout
        self.assertIn("replay  firedrill run 'my drills/some.json' --seed 1\n", said)

    def test_the_default_seed_is_1_and_another_seed_is_another_run(self):
        self.write(scenario("some"))
        digests = [
            re.search(r"digest +(\w{16})", self.firedrill("run", "some.json", *seed).stdout)[1]
            for seed in ([], ["--seed", "1"], ["--seed", "2"], ["--seed", "18446744073709551615"])
        ]
        self.assertEqual(digests[0], digests[1])
        self.assertEqual(len(set(digests)), 3)

    def test_without_out_nothing_is_written(self):
        self.write(scenario("some"))
        self.firedrill("run", "some.json")
        self.assertEqual(self.files(), ["some.json"])


    def test_the_summary_of_an_alert_is_filled_in_as_prometheus_does(self):
        alert = {"alert": "Errors",
                 "expr": 'sum by (job) (rate(http_requests_total{code=~"5.."}[1m])) > 0.05'}
        for summary, shown in [
            ("{{ $labels.job }} at {{ $value }}", r"Errors \(shop at \d\S*\) fires"),
            ("{{ $value | humanize }}", r"Errors \(\d+(\.\d+)?m\) fires"),
        ]:
            told = {**alert, "annotations": {"summary": summary}}
            said = self.firedrill("run", self.write(scenario("some", alerts=[told]))).stdout
            self.assertRegex(said, shown)
            self.assertNotIn("{{", said)

    def test_a_steady_state_that_fails_leaves_no_target_met_in_any_report(self):
        slow = {"services": {"shop": {"latency": "20s"}}}
        self.write(scenario("slow", targets={"recover": "2m", "pages": {"at_most": 9}}, **slow))
        said = self.firedrill("run", "slow.json", "--out", "out", code=3).stdout
        self.assertIn("INCONCLUSIVE  slow   0 of 2 targets met", said)
        self.assertEqual(said.count("no data"), 2)
        report = json.loads(self.read("out/slow/report.json"))
        self.assertEqual([one["status"] for one in report["targets"]], ["no_data", "no_data"])
        self.assertRegex(self.read("out/slow/junit.xml"), 'tests="2" failures="0" errors="2"')
        self.assertIn("**INCONCLUSIVE**: 0 of 2 targets met.", self.read("out/slow/postmortem.md"))
        self.write(scenario("met"))
        both = self.firedrill("run", "slow.json", "met.json", code=3).stdout
        self.assertRegex(both, r"(?m)^INCONCLUSIVE  slow  0/2  digest")


class Reports(ProgramTest):
    def test_all_are_written_and_nothing_else(self):
        self.write(scenario("some"))
        said = self.firedrill("run", "some.json", "--out", "a/new/folder")
        self.assertEqual(self.files("a/new/folder"), ["some/" + name for name in REPORTS])
        self.assertIn("report  a/new/folder/some\n", said.stdout)

    def test_each_comes_again_from_the_journal_alone_byte_for_byte(self):
        for document in (scenario("met"), missed("late"), inconclusive("nothing")):
            self.write(document, "in/file.json")
            code = {"met": 0, "late": 1, "nothing": 3}[document["name"]]
            self.firedrill("run", "in/file.json", "--out", "out", code=code)
            (self.folder / "in/file.json").unlink()
            folder = "out/" + document["name"]
            for name, format_ in [("report.json", "json"), ("junit.xml", "junit"),
                                  ("postmortem.md", "markdown")]:
                with self.subTest(name=document["name"], format=format_):
                    again = self.firedrill("report", folder, "--format", format_).stdout
                    self.assertEqual(again, self.read(f"{folder}/{name}"))
                    journal = f"{folder}/journal.jsonl"
                    also = self.firedrill("report", journal, f"--format={format_}").stdout
                    self.assertEqual(also, again)

    def test_the_text_comes_again_but_for_the_paths(self):
        self.write(missed("late"), "in/late.json")
        shown = self.firedrill("run", "in/late.json", "--out", "out", code=1).stdout
        again = self.firedrill("report", "out/late").stdout
        without_paths = shown.replace("in/late.json", "late.json").replace("report  out/late\n", "")
        replay = "firedrill run late.json --seed 1"
        without_paths = without_paths.replace(replay, replay + "  # from the scenario's folder")
        self.assertEqual(again, without_paths)

    def test_no_path_of_this_machine_is_in_any_of_them(self):
        path = self.write(missed("late"))
        self.firedrill("run", str(self.folder / path), "--out", str(self.folder / "out"), code=1)
        for name in REPORTS:
            self.assertNotIn(str(self.folder), self.read(f"out/late/{name}"), name)

    def test_they_are_replaced_by_those_of_the_next_run(self):
        self.write(scenario("some"))
        self.firedrill("run", "some.json", "--out", "out")
        before = [self.read(f"out/some/{name}") for name in REPORTS]
        self.firedrill("run", "some.json", "--out", "out", "--seed", "2")
        self.assertTrue(all(self.read(f"out/some/{name}") != text
                            for name, text in zip(REPORTS, before)))
        self.firedrill("run", "some.json", "--out", "out")
        self.assertEqual([self.read(f"out/some/{name}") for name in REPORTS], before)

    def test_what_cannot_be_written_is_exit_code_4_with_the_reason(self):
        self.write(scenario("some"))
        self.write(b"", "file")
        (self.folder / "taken/some").mkdir(parents=True)
        (self.folder / "taken/some/journal.jsonl").mkdir()
        (self.folder / "half/some/report.json/x").mkdir(parents=True)
        for out, reason in [
            ("file", "cannot make the directory file/some: Not a directory"),
            ("/proc/none", "cannot make the directory /proc/none/some: No such file or directory"),
            ("taken", "cannot write taken/some/journal.jsonl: Is a directory"),
            ("half", "cannot write half/some/report.json: Is a directory"),
        ]:
            with self.subTest(out=out):
                said = self.firedrill("run", "some.json", "--out", out, code=4)
                self.assertEqual(said.stderr, f"firedrill: {reason}\n")
                self.assertEqual(said.stdout, "", "a verdict of a run that could not be recorded")
        for out, reason in [("taken", "Is a directory"), ("half", "cannot write half/some")]:
            junit = self.read(f"{out}/some/junit.xml")
            self.assertIn(reason, junit)
            self.assertIn('errors="1"', junit)

    def test_a_journal_that_cannot_be_read_is_exit_code_2_with_its_line(self):
        self.write(scenario("some"))
        self.firedrill("run", "some.json", "--out", "out")
        whole = (self.folder / "out/some/journal.jsonl").read_bytes().splitlines(keepends=True)
        self.write(b"", "empty.jsonl")
        self.write(b"{}\n", "other.jsonl")
        self.write(b"".join(whole[:2]) + b"{\"event\n" + b"".join(whole[2:]), "broken.jsonl")
        for path, said_of_it in [
            ("none", "cannot read none: No such file or directory"),
            (".", "cannot read ./journal.jsonl: No such file or directory"),
            ("empty.jsonl", "empty.jsonl:1: the journal is empty"),
            ("other.jsonl", "other.jsonl:1"),
            ("broken.jsonl", "broken.jsonl:3"),
        ]:
            with self.subTest(path=path):
                said = self.firedrill("report", path, code=2)
                self.assertIn(said_of_it, said.stderr)
                self.assertEqual(said.stdout, "")

    def test_a_journal_that_was_cut_short_is_inconclusive_never_met(self):
        self.write(scenario("some"))
        self.firedrill("run", "some.json", "--out", "out")
        whole = (self.folder / "out/some/journal.jsonl").read_bytes()
        for length in (len(whole) - 1, len(whole) - 20, len(whole) // 2):
            with self.subTest(length=length):
                self.write(whole[:length], "cut/journal.jsonl")
                report = json.loads(self.firedrill("report", "cut", "--format", "json").stdout)
                if length < len(whole) - 1:
                    self.assertEqual(report["verdict"], "inconclusive")


class Without(ProgramTest):
    def test_a_step_that_decides_is_said_to_be_tested(self):
        self.write(repaired("some"))
        said = self.firedrill("run", "some.json", "--without", "undo", code=1)
        self.assertIn("seed 1   virtual clock   2000-01-01 UTC   without undo\n", said.stdout)
        self.assertTrue(said.stdout.endswith(
            '\nwithout "undo" the verdict changes from met to missed: the drill tests it\n'
            "  recover: met -> missed\n"))

    def test_a_step_without_which_nothing_can_be_measured_is_not(self):
        self.write(scenario("some"))
        said = self.firedrill("run", "some.json", "--without", "break", code=3)
        self.assertTrue(said.stdout.endswith(
            '\nwithout "break" the verdict changes from met to inconclusive: '
            "the drill lost its data\n"
            "  recover: met -> no data (impact_started never happened)\n"))

    def test_a_step_that_changes_nothing_is_said_loudly(self):
        self.write(scenario("some"))
        said = self.firedrill("run", "some.json", "--without", "remark")
        self.assertTrue(said.stdout.endswith(
            '\nTHIS DRILL PROVES NOTHING ABOUT "remark": '
            "with it and without it the verdict is met\n"
        ))

    def test_both_runs_are_written_and_the_comparison_beside_the_reduced_one(self):
        self.write(repaired("some"))
        whole = self.firedrill("run", "some.json", "--out", "alone")
        said = self.firedrill("run", "some.json", "--without", "undo", "--out", "out", code=1)
        self.assertEqual(self.files("out"), sorted(
            ["some/" + name for name in REPORTS]
            + ["some/without-undo/" + name for name in [*REPORTS, "comparison.txt"]]))
        for name in REPORTS:
            self.assertEqual(self.read(f"out/some/{name}"), self.read(f"alone/some/{name}"))
        self.assertIn("report  out/some/without-undo\n", said.stdout)
        compared = self.read("out/some/without-undo/comparison.txt")
        self.assertTrue(said.stdout.endswith(f"\n{compared}the run with it  out/some\n"))
        self.assertIn("the drill tests it", compared)
        self.assertIn("report  alone/some\n", whole.stdout)

    def test_its_reports_say_what_was_left_out(self):
        self.write(scenario("some"))
        self.firedrill("run", "some.json", "--without", "break", "--out", "out", code=3)
        folder = "out/some/without-break"
        replay = "firedrill run some.json --seed 1 --without break"
        self.assertIn(replay, self.read(f"{folder}/postmortem.md"))
        self.assertEqual(self.firedrill("report", folder, "--format", "junit").stdout,
                         self.read(f"{folder}/junit.xml"))

    def test_an_unknown_step_is_refused_with_those_there_are_before_anything_is_played(self):
        self.write(endless("some"))
        said = self.firedrill("run", "some.json", "--without", "braek", "--out", "out", code=2)
        self.assertIn('there is no step "braek"', said.stderr)
        self.assertIn("break, remark", said.stderr)
        self.assertEqual(self.files(), ["some.json"])

    def test_it_is_for_one_scenario(self):
        self.write(scenario("a"))
        self.write(scenario("b"))
        said = self.firedrill("run", "a.json", "b.json", "--without", "break", code=2)
        self.assertEqual(said.stderr,
                         "firedrill: --without names a step of one scenario; give one file\n")

    def test_an_unwritable_folder_is_exit_code_4(self):
        self.write(scenario("some"))
        said = self.firedrill("run", "some.json", "--without", "remark", "--out", "some.json",
                              code=4)
        self.assertIn("cannot make the directory some.json/some", said.stderr)
        self.assertEqual(said.stdout, "")


class Many(ProgramTest):
    def setUp(self):
        super().setUp()
        self.met = self.write(scenario("met"))
        self.late = self.write(missed("late"))
        self.nothing = self.write(inconclusive("nothing"))
        self.blocked = self.write(scenario("blocked"))
        self.write(b"", "out/blocked")  # its folder cannot be made

    def test_the_worst_exit_code_wins_4_before_1_before_3_before_0(self):
        for files, code in [
            ([self.met, self.met], 2),  # one name twice
            ([self.met, self.nothing], 3),
            ([self.nothing, self.met], 3),
            ([self.late, self.nothing, self.met], 1),
            ([self.nothing, self.late], 1),
            ([self.blocked, self.met], 4),
            ([self.late, self.blocked], 4),
            ([self.nothing, self.blocked, self.late], 4),
        ]:
            with self.subTest(files=files):
                self.firedrill("run", *files, "--out", "out", code=code)

    def test_each_has_one_line_and_what_did_not_pass_comes_again_at_the_end(self):
        files = [self.blocked, self.late, self.met, self.nothing]
        lines = self.firedrill("run", *files, "--out", "out", code=4).stdout.splitlines()
        words = [line.split()[:2] for line in lines]
        rows = [["ERROR", "blocked"], ["FAIL", "late"], ["PASS", "met"],
                ["INCONCLUSIVE", "nothing"]]
        self.assertEqual(words[:4], rows)
        self.assertEqual(lines[4:6], ["", "4 scenarios: 1 passed, 1 failed, 1 inconclusive, "
                                          "1 could not be played"])
        self.assertEqual(words[6:], [rows[0], rows[1], rows[3]])
        error = "ERROR         blocked  cannot make the directory out/blocked: Not a directory"
        self.assertEqual((lines[0], lines[6]), (error, error))

    def test_a_folder_stands_for_its_scenarios_by_name(self):
        for name in ("b", "a"):
            self.write(scenario(name), f"drills/{name}.json")
        self.write(b"{}", "drills/any.schema.json")
        self.write(b"no scenario", "drills/README.md")
        self.write(scenario("deeper"), "drills/below/deeper.json")
        (self.folder / "drills/loop.json").symlink_to("loop.json")
        (self.folder / "drills/nowhere.json").symlink_to("gone.json")
        (self.folder / "drills/folder.json").mkdir()
        lines = self.firedrill("run", "drills").stdout.splitlines()
        self.assertEqual([line.split()[1] for line in lines[:2]], ["a", "b"])
        self.assertEqual(lines[2:], ["", "2 scenarios: 2 passed"])

    def test_files_for_ci_stand_above_the_folders(self):
        self.firedrill("run", self.met, self.late, "--out", "reports", code=1)
        each = [f"{name}/{file}" for name in ("late", "met") for file in REPORTS]
        self.assertEqual(self.files("reports"), sorted([*each, "junit.xml", "summary.md"]))
        summary = self.read("reports/summary.md")
        self.assertTrue(summary.startswith("# firedrill: 1 passed, 1 failed\n"), summary)
        self.assertIn("`firedrill run late.json --seed 1`", summary)

    def test_the_digest_of_each_run_is_the_one_that_it_has_alone(self):
        alone = re.search(r"digest +(\w{16})", self.firedrill("run", self.met).stdout)[1]
        shown = self.firedrill("run", self.met, self.late, "--out", "reports", code=1).stdout
        self.assertRegex(shown, rf"(?m)^PASS          met   1/1  worst .*  digest {alone}$")
        self.assertRegex(self.read("reports/summary.md"),
                         rf"(?m)^\| met \| PASS \| 1/1 \| .* \| {alone} \| `firedrill run met")

    def test_no_folder_of_a_scenario_takes_the_place_of_their_files(self):
        for name in ("junit.xml", "summary.md"):
            taken = self.write(endless(name), "taken.json")
            for files in ([taken], [self.met, taken]):
                said = self.firedrill("run", *files, "--out", "reports", code=2)
                self.assertEqual(said.stderr, f'firedrill: with --out no scenario can be named '
                                              f'"{name}": reports/{name} is a file about all of '
                                              "them\n")
                self.assertEqual((said.stdout, self.files("reports")), ("", []))

    def test_what_is_about_all_of_them_comes_again_from_their_folder(self):
        files = [self.late, self.met, self.nothing]  # by name, as a folder has them
        shown = self.firedrill("run", *files, "--out", "reports", code=1).stdout
        for options, expected in [
            ([], shown),
            (["--format", "markdown"], self.read("reports/summary.md")),
            (["--format", "junit"], self.read("reports/junit.xml")),
        ]:
            self.assertEqual(self.firedrill("report", "reports", *options).stdout, expected)
        said = self.firedrill("report", "reports", "--format", "json", code=2)
        self.assertEqual(said.stderr, "firedrill: reports has several runs, and json tells of one: "
                                      "give one, such as reports/late\n")
        self.write(b"", "reports/met/journal.jsonl")
        said = self.firedrill("report", "reports", code=2)
        self.assertEqual((said.stdout, said.stderr), (
            "", "firedrill: reports/met/journal.jsonl:1: the journal is empty\n"))

    def test_junit_is_valid_with_a_suite_for_each_even_if_it_could_not_be_played(self):
        files = [self.blocked, self.late, self.met, self.nothing]
        self.firedrill("run", *files, "--out", "out", code=4)
        paths = ["junit.xml", *(f"{name}/junit.xml" for name in ("late", "met", "nothing"))]
        checked = subprocess.run(
            ["xmllint", "--noout", "--schema", ROOT / "tests/schema/junit.xsd", *paths],
            cwd=self.folder / "out", capture_output=True, text=True, check=False)
        self.assertEqual(checked.returncode, 0, checked.stderr)
        suites = re.findall(r"<testsuite [^>]*>", self.read("out/junit.xml"))
        self.assertEqual([re.search(r' name="(?:firedrill\.)?([^"]*)"', one)[1] for one in suites],
                         ["blocked", "late", "met", "nothing"])
        counts = [tuple(int(re.search(rf'{what}="(\d+)"', one)[1]) for what in
                        ("failures", "errors")) for one in suites]
        self.assertEqual(counts, [(0, 1), (1, 0), (0, 0), (0, 1)])

    def test_more_jobs_change_not_one_byte(self):
        documents = [scenario(f"drill-{number:02}", targets={"recover": f"{50 + number}s"})
                     for number in range(12)]
        files = [self.write(document, f"drills/{document['name']}.json") for document in documents]
        one = self.firedrill("run", *files, "--out", "one", code=1).stdout
        for jobs in ("3", "256"):
            many = self.firedrill("run", *files, "--out", "many", "--jobs", jobs, code=1).stdout
            self.assertEqual(many, one)
            self.assertEqual(self.files("many"), self.files("one"))
            for path in self.files("one"):
                self.assertEqual(self.read(f"many/{path}"), self.read(f"one/{path}"), path)

    def test_nothing_starts_if_one_of_them_is_invalid(self):
        self.write(b"{}", "bad.json")
        self.write(endless("endless"))
        said = self.firedrill("run", "endless.json", "bad.json", "--out", "reports", code=2)
        self.assertIn("--> bad.json:1:1", said.stderr)
        self.assertEqual((said.stdout, self.files("reports")), ("", []))

    def test_two_of_one_name_would_overwrite_each_other(self):
        self.write(scenario("met"), "other.json")
        said = self.firedrill("run", "met.json", "other.json", code=2)
        self.assertEqual(said.stderr, 'error: met.json and other.json are both named "met"\n')


if __name__ == "__main__":
    main()
