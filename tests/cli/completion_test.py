#!/usr/bin/env python3
"""What the shells themselves make of `firedrill completion`."""
import shutil
import subprocess

from program import ProgramTest, main

COMMANDS = ["ack", "act", "completion", "import", "list", "mock", "note", "proxy", "report",
            "resolve", "rules", "run", "validate"]


class Completion(ProgramTest):
    def setUp(self):
        super().setUp()
        for shell in ("bash", "zsh", "fish"):
            script = self.firedrill("completion", shell).stdout
            (self.folder / shell).mkdir()
            (self.folder / shell / "_firedrill").write_text(script)
        for name in ("release.json", "two words.json", "folder/inner.json"):
            self.write(b"{}", "files/" + name)

    def shell(self, *words):
        if not shutil.which(words[0]):
            self.skipTest(f"no {words[0]}")
        done = subprocess.run(words, cwd=self.folder / "files", capture_output=True,
                              encoding="utf-8", check=False, timeout=30,
                              env=self.environment(HOME=str(self.folder)))
        self.assertEqual((done.returncode, done.stderr), (0, ""), words)
        return sorted(done.stdout.splitlines())

    def bash(self, line):
        """What pressing tab at the end of a line offers."""
        ask = (
            "source ../bash/_firedrill; COMP_WORDS=({}); COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1));"
            " _firedrill; printf '%s\\n' \"${{COMPREPLY[@]}}\""
        )
        words = line.split(" ")
        quoted = " ".join("'" + word + "'" for word in words)
        return [word for word in self.shell("bash", "--norc", "-c", ask.format(quoted)) if word]

    def test_bash_completes_commands_and_the_options_before_them(self):
        self.assertEqual(self.bash("firedrill r"),
                         ["report", "resolve", "rules", "run"])
        self.assertEqual(self.bash("firedrill v"), ["validate"])
        self.assertEqual(self.bash("firedrill --v"), ["--version"])
        self.assertEqual([word for word in self.bash("firedrill ") if word[0] != "-"], COMMANDS)

    def test_bash_completes_the_options_of_the_command(self):
        self.assertEqual(self.bash("firedrill run --"), [
            "--allow-commands", "--detector", "--help", "--jobs", "--live", "--no-color", "--out",
            "--seed", "--speed", "--version", "--without"])
        self.assertEqual(self.bash("firedrill --no-color run --se"), ["--seed"])
        self.assertEqual(self.bash("firedrill run a.json --ou"), ["--out"])
        self.assertEqual(self.bash("firedrill validate --se"), [])

    def test_bash_completes_the_words_that_a_command_takes(self):
        self.assertEqual(self.bash("firedrill list "), sorted([
            "--help", "--markdown", "--no-color", "--version", "-h",
            "actions", "events", "faults", "metrics", "presets", "scenarios", "warnings"]))
        self.assertEqual(self.bash("firedrill list f"), ["faults"], "no files where none belong")
        self.assertEqual(self.bash("firedrill completion f"), ["fish"])
        self.assertEqual(self.bash("firedrill import tox"), ["toxiproxy"])
        self.assertEqual(self.bash("firedrill import toxiproxy --ou"), ["--output"])
        self.assertEqual(self.bash("firedrill report --format j"), ["json", "junit"])

    def test_bash_completes_files_where_files_belong(self):
        self.assertEqual(self.bash("firedrill run re"), ["release.json"])
        self.assertEqual(self.bash("firedrill run tw"), ["two words.json"], "one word, not two")
        self.assertEqual(self.bash("firedrill validate folder/"), ["folder/inner.json"])
        self.assertEqual(self.bash("firedrill report release"), ["release.json"])
        self.assertEqual(self.bash("firedrill import toxiproxy re"), ["release.json"])

    def test_bash_registers_it_for_firedrill(self):
        said = self.shell("bash", "--norc", "-c",
                          "source ../bash/_firedrill; complete -p firedrill")
        self.assertEqual(said, ["complete -o filenames -F _firedrill firedrill"])

    def test_zsh_registers_it_for_firedrill(self):
        said = self.shell("zsh", "-f", "-c",
                          "autoload -Uz compinit && compinit -u -D && source ../zsh/_firedrill"
                          " && print -r -- ${_comps[firedrill]}")
        self.assertEqual(said, ["_bash_complete -o filenames -F _firedrill"])

    def test_zsh_finds_it_in_its_function_path(self):
        said = self.shell("zsh", "-f", "-c",
                          "fpath=(../zsh $fpath); autoload -Uz compinit && compinit -u -D"
                          " && print -r -- ${_comps[firedrill]}")
        self.assertEqual(said, ["_firedrill"])

    def fish(self, line):
        said = self.shell("fish", "--no-config", "-c",
                          f"source ../fish/_firedrill; complete -C '{line}'")
        return [word.split("\t")[0] for word in said]

    def test_fish_completes_commands_options_and_words(self):
        self.assertEqual(self.fish("firedrill r")[-1], "run")
        self.assertEqual(self.fish("firedrill run --se"), ["--seed"])
        self.assertEqual(self.fish("firedrill list f"), ["faults"])
        self.assertEqual(self.fish("firedrill validate --se"), [])
        self.assertEqual(self.fish("firedrill rules check re"), ["release.json"])


if __name__ == "__main__":
    main()
