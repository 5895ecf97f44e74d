#!/usr/bin/env python3
"""What the program says about itself, and about a command line that it does not understand."""
import os
import re

from program import ROOT, ProgramTest, main, scenario

COMMANDS = ["run", "validate", "list", "rules", "report", "mock", "proxy", "import", "ack",
            "resolve", "act", "note", "completion"]
SEED_INCIDENT = "scenarios/auth-upgrade-2023-11-09.json"  # it has the step "undo"
LISTS = ["faults", "actions", "metrics", "events", "warnings"]


class Help(ProgramTest):
    def test_every_command_explains_itself_on_stdout(self):
        for command in COMMANDS:
            with self.subTest(command=command):
                said = self.firedrill(command, "--help")
                self.assertIn(f"  firedrill {command} ", said.stdout)
                self.assertIn("Options:\n  -h,--help", said.stdout)
                self.assertEqual(said.stderr, "")

    def test_help_names_every_command_and_exit_code(self):
        said = self.firedrill("--help").stdout
        for command in COMMANDS:
            self.assertRegex(said, rf"(?m)^  {command} +\w")
        self.assertEqual(self.exit_codes(), ["0", "1", "2", "3", "4", "130", "143"])

    def exit_codes(self, *command):
        """Those that a help text names."""
        said = self.firedrill(*command, "--help").stdout
        return re.findall(r"\b\d+\b", said.partition("Exit codes:")[2])

    def test_a_command_names_the_exit_codes_that_it_has(self):
        self.assertEqual(self.exit_codes("run"), self.exit_codes())
        for command in ("report", "validate"):
            self.assertEqual(self.exit_codes(command), ["0", "2"], command)
        for command in ("list", "completion"):
            self.assertEqual(self.exit_codes(command), [], command)
        for command in ("mock", "proxy", "import"):
            self.assertEqual(self.exit_codes(command), ["0", "2", "4"], command)

    def test_the_word_help_is_the_option(self):
        self.assertEqual(self.firedrill("help").stdout, self.firedrill("--help").stdout)
        self.assertEqual(self.firedrill("help", "run").stdout,
                         self.firedrill("run", "--help").stdout)

    def test_a_name_that_no_header_could_carry_is_refused(self):
        for name in ("bert\r\nX: 1", "b" * 256):
            said = self.firedrill("ack", "--as", name, code=2)
            self.assertIn("is no name: give one line of 255 bytes at most to --as", said.stderr)

    def test_no_command_s_line_is_cut_off(self):
        commands = self.firedrill("--help").stdout.partition("Commands:\n")[2].partition("\n\n")[0]
        for line in commands.splitlines():
            self.assertTrue(line.endswith("."), line)

    def test_the_examples_do_what_they_say(self):
        (self.folder / "scenarios").symlink_to(ROOT / "scenarios")
        self.write(b"groups:\n- name: shop\n  rules:\n  - {alert: Down, expr: up == 0}\n",
                   "alerts/shop.yml")
        examples = re.findall(r"(?m)^  firedrill (.*?)  ", self.firedrill("--help").stdout)
        self.assertGreater(len(examples), 6)
        for example in examples:
            if example.startswith("mock "):  # serves until it is stopped
                continue
            words = [word for given in example.replace("FILE", SEED_INCIDENT).split()
                     for word in self.expanded(given)]
            with self.subTest(example=example):
                missed = "--without" in words  # its step is what saves the run
                said = self.firedrill(*words, code=1 if missed else 0)
                self.assertNotIn("error", said.stderr)

    def expanded(self, pattern):
        """As a shell does it."""
        found = [str(path.relative_to(self.folder)) for path in self.folder.glob(pattern)]
        return sorted(found) or [pattern]

    def test_an_option_with_a_value_shows_one_without_a_value_does_not(self):
        said = self.firedrill("run", "--help").stdout
        self.assertRegex(said, r"--seed N +Seed")
        self.assertRegex(said, r"--out DIR +Directory")
        self.assertRegex(said, r"--jobs N +Scenarios")
        self.assertRegex(said, r"--no-color +Plain")

    def test_the_version_is_the_project_s(self):
        declared = re.search(r"VERSION (\d+\.\d+\.\d+)", (ROOT / "CMakeLists.txt").read_text())[1]
        self.assertEqual(self.firedrill("--version").stdout, f"firedrill {declared}\n")
        self.assertEqual(self.firedrill("run", "--version").stdout, f"firedrill {declared}\n")

    def test_without_arguments_help_is_an_error_on_stderr(self):
        said = self.firedrill(code=2)
        self.assertEqual(said.stdout, "")
        self.assertIn("Commands:", said.stderr)


class Mistakes(ProgramTest):
    def test_each_names_the_offending_word_and_the_help_to_read(self):
        some = self.write(scenario("some"))
        for arguments, complaint, read in [
            (["rnu", "x"], 'no command "rnu"; did you mean "run"?', ""),
            (["Validate"], 'no command "Validate"; did you mean "validate"?', ""),
            (["frobnicate"], 'no command "frobnicate"\n', ""),
            (["--vresion"], 'unknown option --vresion; did you mean "--version"?', ""),
            (["--no-color"], "a command is missing", ""),
            (["run", some, "--quiet"], '"run" has no option --quiet\n', "run"),
            (["run", some, "--sede", "1"], 'no option --sede; did you mean "--seed"?', "run"),
            (["run", some, "--sede=1"], 'no option --sede; did you mean "--seed"?', "run"),
            (["run", some, "-x"], '"run" has no option -x', "run"),
            (["validate", some, "--seed", "1"], '"validate" has no option --seed', "validate"),
            (["report", "x", "--formt", "json"], 'did you mean "--format"?', "report"),
            (["report", "x", "--format", "jsn"], 'did you mean "json"?', "report"),
            (["list", "fault"], 'did you mean "faults"?', "list"),
            (["completion", "ksh"], '"ksh" is none of bash, zsh, fish', "completion"),
            (["import"], "what to import is missing, one of: toxiproxy", "import"),
            (["import", "toxiproxi", "x"], 'did you mean "toxiproxy"?', "import"),
            (["import", "net.json"], '"net.json" is none of toxiproxy', "import"),
            (["import", "toxiproxy"], "FILE is required", "import"),
            (["import", "toxiproxy", "a", "b"], '"b" is one argument too many', "import"),
            (["run"], "FILE is required", "run"),
            (["validate"], "FILE is required", "validate"),
            (["run", some, "--seed"], "firedrill: --seed needs a value\n", "run"),
            (["run", some, "--jobs"], "firedrill: --jobs needs a value\n", "run"),
            (["run", some, "--out", "a", "--out", "b"], "--out may be given only once\n", "run"),
            (["run", some, "--out", ""], "--out: it is empty\n", "run"),
            (["run", some, "--without", ""], "--without: it is empty\n", "run"),
            (["mock", "auth", "--config", ""], "--config: it is empty\n", "mock"),
            (["run", some, "--no-color=maybe"], "--no-color takes no value\n", "run"),
            (["run", some, "--no-color=false"], "--no-color takes no value\n", "run"),
            (["run", some, "--seed", "abc"], '--seed: "abc" is no whole number from 0 to', "run"),
            (["run", some, "--seed", "1e3"], '"1e3" is no whole number', "run"),
            (["run", some, "--seed", "-5"], '"-5" is no whole number', "run"),
            (["run", some, "--seed", "0x7"], '"0x7" is no whole number', "run"),
            (["run", some, "--seed", "18446744073709551616"], "to 18446744073709551615", "run"),
            (["run", some, "--jobs", "0"], '--jobs: "0" is no whole number from 1 to 256', "run"),
            (["run", some, "--jobs", "257"], '"257" is no whole number from 1 to 256', "run"),
            (["run", some, "--jobs", "two"], '"two" is no whole number from 1 to 256', "run"),
            (["list", "faults", "actions"], '"actions" is one argument too many\n', "list"),
            (["list", "faults", "actions", "x"], '"actions" is one argument too many\n', "list"),
        ]:
            with self.subTest(arguments=arguments):
                said = self.firedrill(*arguments, code=2)
                self.assertEqual(said.stdout, "")
                self.assertIn(complaint, said.stderr)
                help_command = f"firedrill {read} --help" if read else "firedrill --help"
                self.assertTrue(said.stderr.endswith(f'See "{help_command}".\n'), said.stderr)


class Lists(ProgramTest):
    def test_alone_it_lists_its_own_words(self):
        lines = self.firedrill("list").stdout.splitlines()
        self.assertEqual([line.split()[0] for line in lines],
                         ["faults", "actions", "scenarios", "metrics", "presets", "events",
                          "warnings"])
        self.assertEqual(len({re.match(r"\S+ +", line).end() for line in lines}), 1)
        self.assertIn("| `faults` | what can go wrong |",
                      self.firedrill("list", "--markdown").stdout)

    def test_each_has_a_line_for_each_thing_sorted_into_columns(self):
        for what in LISTS:
            with self.subTest(what=what):
                lines = self.firedrill("list", what).stdout.splitlines()
                self.assertGreater(len(lines), 3)
                starts = {re.match(r"\S+ +", line).end() for line in lines}
                self.assertEqual(len(starts), 1, "the second column is not straight")

    def test_markdown_is_the_same_as_a_table(self):
        for what in LISTS:
            with self.subTest(what=what):
                plain = self.firedrill("list", what).stdout.splitlines()
                table = self.firedrill("list", what, "--markdown").stdout.splitlines()
                self.assertRegex(table[1], r"^\|(---\|)+$")
                self.assertEqual(len(table), len(plain) + 2)
                for row, line in zip(table[2:], plain):
                    self.assertEqual(re.match(r"\| `(\S+)` \|", row)[1], line.split()[0])

    def test_scenarios_are_those_of_the_folder_below(self):
        said = self.firedrill("list", "scenarios", code=2)
        self.assertIn('there is no directory "scenarios" here', said.stderr)
        self.write(scenario("b", title="The second"), "scenarios/b.json")
        self.write(scenario("a", title="The first"), "scenarios/a.json")
        self.assertEqual(self.firedrill("list", "scenarios").stdout,
                         "a  The first   scenarios/a.json\nb  The second  scenarios/b.json\n")

    def test_scenarios_are_those_of_the_folder_that_is_named(self):
        self.write(scenario("a", title="The first"), "drills/a.json")
        self.assertEqual(self.firedrill("list", "scenarios", "drills").stdout,
                         "a  The first  drills/a.json\n")


class Terminal(ProgramTest):
    def test_a_file_and_a_pipe_never_get_colour(self):
        self.write(scenario("some"))
        self.assertNotIn("\x1b", self.firedrill("run", "some.json").stdout)

    def test_a_terminal_gets_colour_unless_it_is_refused(self):
        self.write(scenario("some"))
        for extra, environment, colour in [
            ([], {}, True),
            ([], {"NO_COLOR": ""}, True),  # no-color.org: "when present and not an empty string"
            ([], {"NO_COLOR": "1"}, False),
            (["--no-color"], {}, False),
        ]:
            with self.subTest(extra=extra, environment=environment):
                seen, _ = self.on_terminal("run", "some.json", *extra, stream="stdout",
                                           **environment)
                self.assertEqual("\x1b[" in seen, colour)
                self.assertIn("some", seen)

    def test_each_stream_decides_for_itself(self):
        self.write(b"{", "bad.json")
        shown, _ = self.on_terminal("validate", "bad.json", stream="stderr")
        self.assertIn("\x1b[", shown)
        _, piped = self.on_terminal("validate", "bad.json", stream="stdout")
        self.assertIn("error: ", piped)
        self.assertNotIn("\x1b", piped)

    def test_the_width_of_the_terminal_changes_nothing(self):
        self.write(scenario("some"))
        wide = self.firedrill("run", "some.json", environment={"COLUMNS": "200"}).stdout
        narrow = self.firedrill("run", "some.json", environment={"COLUMNS": "20"}).stdout
        self.assertEqual(narrow, wide)

    def test_the_language_of_the_user_changes_no_number(self):
        self.write(scenario("some"))
        here = self.firedrill("run", "some.json").stdout
        for language in ("de_DE.UTF-8", "C", "tr_TR.UTF-8"):
            there = self.firedrill("run", "some.json", environment={"LC_ALL": language}).stdout
            self.assertEqual(there, here, language)


class Output(ProgramTest):
    def test_a_full_disk_on_stdout_is_exit_code_4_and_said(self):
        self.write(scenario("some"))
        for arguments in (["run", "some.json"], ["list", "events"], ["--help"]):
            with open("/dev/full", "w") as full:
                said = self.firedrill(*arguments, code=4, stdout=full)
            self.assertEqual(said.stderr, "firedrill: cannot write to standard output\n")

    def test_a_closed_stdout_is_exit_code_4(self):
        self.write(scenario("some"))
        self.firedrill("run", "some.json", code=4, stdout=None, preexec_fn=lambda: os.close(1))

    def test_a_reader_that_leaves_early_loses_no_report(self):
        self.write(scenario("a"))
        self.write(scenario("b"))
        reader, writer = os.pipe()
        os.close(reader)
        said = self.firedrill("run", "a.json", "b.json", "--out", "out", code=-13, stdout=writer)
        os.close(writer)
        self.assertEqual(said.stderr, "")
        self.assertIn("junit.xml", self.files("out"))
        self.assertIn("summary.md", self.files("out"))
        self.assertEqual([path for path in self.files("out") if path.endswith(".part")], [])


if __name__ == "__main__":
    main()
