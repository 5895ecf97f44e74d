#!/usr/bin/env python3
"""Files that are no scenarios: each gets a clear error and exit code 2, in `run` and `validate`."""
import json
import os
import time

from program import ROOT, ProgramTest, main, scenario


class Input(ProgramTest):
    def refused(self, path, *sentences):
        """Both commands refuse a file, with these words in stderr."""
        for command in ("validate", "run"):
            said = self.firedrill(command, path, code=2)
            self.assertEqual(said.stdout, "")
            for sentence in sentences:
                self.assertIn(sentence, said.stderr)
        return said.stderr

    def test_what_is_no_readable_file_is_refused_with_the_reason(self):
        (self.folder / "empty").mkdir()
        os.symlink("loop.json", self.folder / "loop.json")
        os.symlink("gone.json", self.folder / "dangling.json")
        self.refused("none.json", 'cannot read "none.json": No such file or directory')
        self.refused("empty", "error: no scenario (*.json) in empty")
        self.refused("loop.json", "Too many levels of symbolic links")
        self.refused("dangling.json", "No such file or directory")
        self.refused("none.json/x", "cannot read")

    def test_a_file_without_permission_is_refused_with_the_reason(self):
        if os.geteuid() == 0:
            self.skipTest("root may read everything")
        os.chmod(self.folder / self.write(scenario("secret")), 0)
        self.refused("secret.json", "Permission denied")

    def test_bytes_that_are_no_utf_8_json_are_refused_at_their_place(self):
        for name, content, where, what in [
            ("empty", b"", "1:1", "the file is empty"),
            ("spaces", b"  \n\t\n", "3:1", "the file is empty"),
            ("latin-1", b'{\n "title": "caf\xe9"}', "2:15", "the byte 0xe9 is not UTF-8"),
            ("utf-16", '{"a": 1}'.encode("utf-16"), "1:1", "the file is UTF-16"),
            ("mark", b"\xef\xbb\xbf{}", "1:1", "byte order mark"),
            ("nul", b'{"a": 1}\0', "1:9", "NUL byte"),
            ("binary", bytes(range(256)), "2:118", "the byte 0x80 is not UTF-8"),
            ("cut", b'{"name": "x"', "1:13", "opened here and never closed"),
            ("array", b"[]", "1:1", "a scenario must be an object"),
            ("number", b"7", "1:1", "a scenario must be an object"),
        ]:
            with self.subTest(name=name):
                self.write(content, name + ".json")
                self.refused(name + ".json", f"--> {name}.json:{where}", what)

    def test_a_huge_file_is_refused_from_its_size(self):
        self.write(b"{", "huge.json")
        os.truncate(self.folder / "huge.json", 100 * 1024 * 1024 * 1024)  # sparse
        started = time.monotonic()
        self.refused("huge.json", "it is larger than the limit of 16384 KiB")
        self.refused("/dev/zero", "it is larger than the limit of 16384 KiB")
        self.assertLess(time.monotonic() - started, 10)

    def test_deep_nesting_is_refused_where_it_is_too_deep(self):
        self.write(b"[" * 10_000, "deep.json")
        self.refused("deep.json", "nested deeper than 64 levels", "--> deep.json:1:65")

    def test_a_pipe_is_a_file_too(self):
        reader, writer = os.pipe()
        os.write(writer, json.dumps(scenario("piped")).encode())
        os.close(writer)
        said = self.firedrill("validate", f"/dev/fd/{reader}", pass_fds=[reader])
        os.close(reader)
        self.assertEqual(said.stdout, f"/dev/fd/{reader}: a valid scenario, piped\n")

    def test_the_escape_sequences_of_a_file_and_its_name_stay_out_of_the_terminal(self):
        name = self.write(b'{"\x1b[2J": "\\u001b]0;owned\\u0007"}', "a\x1b[31m.json")
        said = self.refused(name, "\\x1b[2J")
        self.assertNotIn("\x1b", said)

    def test_all_mistakes_of_all_files_come_in_one_go(self):
        broken = scenario("a", trafic=[], lasts=7)
        del broken["traffic"]
        self.write(broken)
        self.write(scenario("b", targets={"recover": "2 m"}))
        self.write(scenario("fine"))
        said = self.firedrill("validate", "a.json", "gone.json", "b.json", "fine.json", code=2)
        for sentence in [
            'unknown key "trafic" in a scenario; did you mean "traffic"?',
            '"lasts" must be a duration such as "250ms", found the number 7',
            'a scenario needs the key "traffic"',
            'cannot read "gone.json"',
            '"recover": "2 m" has a space in it',
        ]:
            self.assertIn(sentence, said.stderr)
        self.assertEqual(said.stderr.count("error: "), 5)
        self.assertNotIn("fine.json", said.stderr)
        self.assertEqual(said.stdout, "")

    def test_a_valid_file_is_said_to_be_one_line_each(self):
        files = sorted((ROOT / "scenarios").glob("*-*.json"))
        said = self.firedrill("validate", *map(str, files))
        self.assertEqual(said.stdout.splitlines(),
                         [f"{path}: a valid scenario, {path.stem}" for path in files])

    def test_a_schema_among_scenarios_is_left_out_and_said(self):
        some = self.write(scenario("some"))
        schema = self.write(b"{}", "scenario.schema.json")
        for command in ("validate", "run"):
            said = self.firedrill(command, some, schema)
            self.assertEqual(said.stderr,
                             f"note: {schema} is left out, a schema is no scenario\n")
        self.assertIn("firedrill", self.firedrill("validate", schema, code=2).stderr)

    def test_a_valid_file_that_one_world_cannot_play_says_so(self):
        by_hand = scenario("by-hand", on_call={
            "responder": "human", "escalation": [{"notify": "anna", "acknowledges": "1m"}]})
        elsewhere = scenario("elsewhere", services={"shop": {"live": {
            "attach": "http://127.0.0.1:1"}}}, script=[
                {"do": "inject", "fault": "crash", "service": "shop"}])
        said = self.firedrill("validate", self.write(by_hand), self.write(elsewhere))
        self.assertEqual(said.stdout.splitlines(), [
            "by-hand.json: a valid scenario, by-hand",
            'by-hand.json: live only: a human is on call ("responder": "human")',
            "elsewhere.json: a valid scenario, elsewhere",
            "elsewhere.json:1:195: cannot be played live: the fault crash on shop, which runs "
            "elsewhere"])


if __name__ == "__main__":
    main()
