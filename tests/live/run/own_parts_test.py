#!/usr/bin/env python3
"""`firedrill run --live` with programs and commands of the user's own: the shipped example from the
release to the rollback by its own script, and what happens when times are hard.

usage: own_parts_test.py FIREDRILL
"""
import copy
import json
import os
import pathlib
import resource
import signal
import socket
import subprocess
import sys
import tempfile
import unittest

from waiting import processes_with, wait_until

ROOT = pathlib.Path(__file__).resolve().parents[3]
EXAMPLE = ROOT / "scenarios" / "your-own-service.json"
PROGRAM = None

# A server in one line: what it answers is in its second argument.
SERVER = """
import http.server, sys
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        body = sys.argv[2].encode() if self.path == "/metrics" else b"1"
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    def log_message(self, *_): pass
http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
"""
GOOD_PAGE = "# TYPE up_since gauge\nup_since 1\n"


def scenario(**live):
    """A service of one's own, played for two seconds."""
    return {
        "firedrill": 1, "name": "own", "lasts": "2s", "before": {"settle": "2s"},
        "monitoring": {"scrape_interval": "1s", "evaluation_interval": "1s"},
        "services": {"shop": {"live": live, "version": "1"}},
        "traffic": [{"name": "buyers", "to": "shop", "rate": "10/s", "timeout": "1s"}],
        "script": [], "targets": {"impact_windows": {"at_most": 0}}}


def server(page=GOOD_PAGE, port="${port}"):
    return [sys.executable, "-c", SERVER.replace("${", "$${"), port, page]


def is_listening(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


class OwnParts(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        """The example takes a minute, with and without its rollback: beside all other tests."""
        cls.example = cls()
        cls.example.set_up_folders()
        cls.addClassCleanup(cls.example.doCleanups)
        cls.example_run = cls.example.start(EXAMPLE, "--allow-commands", "--without", "undo")
        cls.addClassCleanup(cls.example_run.kill)

    def setUp(self):
        self.set_up_folders()

    def set_up_folders(self):
        self.work = tempfile.TemporaryDirectory()
        self.addCleanup(self.work.cleanup)
        self.out = pathlib.Path(self.work.name) / "out"
        self.temporary = pathlib.Path(self.work.name) / "tmp"
        self.temporary.mkdir()

    def start(self, file, *arguments, **options):
        return subprocess.Popen(
            [PROGRAM, "run", str(file), "--live", "--out", str(self.out), *arguments],
            env={**os.environ, "TMPDIR": str(self.temporary)},
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **options)

    def play(self, document, *arguments, **options):
        """Exit code and what it said on standard error."""
        file = pathlib.Path(self.work.name) / "own.json"
        file.write_text(json.dumps(document))
        process = self.start(file, "--allow-commands", *arguments, **options)
        output, errors = process.communicate(timeout=60)
        self.output = output
        return process.returncode, errors

    def events(self, name="own"):
        lines = (self.out / name / "journal.jsonl").read_text().splitlines()
        return [json.loads(line) for line in lines]

    def assert_nothing_is_left(self):
        self.assertEqual(list(self.temporary.iterdir()), [])
        self.assertEqual(processes_with(str(self.temporary)), [])

    def log(self, file):
        try:
            return (self.out / "your-own-service" / "logs" / file).read_text()
        except OSError:
            return ""

    # --- the example --------------------------------------------------------------------------

    def test_with_all_others_the_example_is_rolled_back_by_its_own_script(self):
        self.out, self.temporary = self.example.out, self.example.temporary
        output, errors = self.example_run.communicate(timeout=170)

        self.assertEqual((self.example_run.returncode, errors), (1, ""), output)
        whole = json.loads((self.out / "your-own-service" / "report.json").read_text())
        self.assertEqual(whole["verdict"], "met", output)
        self.assertEqual([window["detected_by"] for window in whole["impact_windows"]], ["alert"])
        self.assertIsNotNone(whole["clocks"]["from_change_s"])  # put down to the release
        without = json.loads(
            (self.out / "your-own-service" / "without-undo" / "report.json").read_text())
        self.assertEqual(without["verdict"], "missed")
        rolled_back = [event for event in self.events("your-own-service")
                       if event.get("type") == "rollback_completed"]
        self.assertEqual([event["details"]["output"] for event in rolled_back],
                         ["current is 1.4.0"])
        self.assertEqual(self.log("clean_up.log"), "forgot the previous release\n")
        port = int(self.log("shop-0.log").split()[-1])
        self.assertFalse(is_listening(port))
        self.assert_nothing_is_left()

    def test_terminated_in_the_middle_it_runs_the_clean_up_and_leaves_nothing(self):
        process = self.start(EXAMPLE, "--allow-commands")
        self.addCleanup(lambda: (process.kill(), process.communicate()))
        self.assertTrue(wait_until(lambda: "1.5.0" in self.log("shop-0.log")), "never released")
        port = int(self.log("shop-0.log").split()[-1])

        process.send_signal(signal.SIGTERM)

        self.assertEqual(process.wait(timeout=20), 143)
        self.assertIn("forgot the previous release", self.log("clean_up.log"))
        self.assertFalse(is_listening(port))
        self.assert_nothing_is_left()

    def test_without_permission_it_says_what_would_have_run(self):
        process = self.start(EXAMPLE)
        _, errors = process.communicate(timeout=20)

        self.assertEqual(process.returncode, 2)
        for command in ("start.sh", "deploy.sh '${scratch}' rollback", "clean_up"):
            self.assertIn(command, errors)
        self.assertFalse(self.out.exists())

    def test_another_speed_is_refused_with_the_reason(self):
        process = self.start(EXAMPLE, "--allow-commands", "--speed", "2")
        _, errors = process.communicate(timeout=20)

        self.assertEqual(process.returncode, 2)
        self.assertIn("shop is a program of your own", errors)

    # --- changes ------------------------------------------------------------------------------

    def changed(self, command, **more):
        """The event that ends a deploy by this command."""
        document = scenario(command=server(), version={"http": "/version", "within": "300ms"})
        document["services"]["shop"]["versions"] = {"1": {}, "2": {}}
        document["commands"] = {"shop.deploy": {"run": command, **more}}
        document["script"] = [{"id": "release", "do": "deploy", "service": "shop", "version": "2"}]
        self.play(document)
        ends = [event for event in self.events() if event.get("step") == "release"
                and event.get("outcome")]
        self.assert_nothing_is_left()
        return ends[-1]

    def test_a_command_that_changes_nothing_has_no_effect(self):
        event = self.changed(["true"])
        self.assertEqual(event["outcome"], "no_effect")
        self.assertIn("version 1 still answers", event["what"])

    def test_a_command_that_fails_is_refused_with_what_it_wrote(self):
        event = self.changed(["sh", "-c", "echo one; printf '\\033[31mno disk\\n' >&2; exit 3"])
        self.assertEqual((event["type"], event["outcome"]), ("action_refused", "refused"))
        self.assertIn("exited with 3", event["what"])
        self.assertEqual(event["details"]["output"], "one\nno disk")

    def test_a_command_that_takes_too_long_is_ended_with_all_it_started(self):
        event = self.changed(["sh", "-c", "sleep 4242 & sleep 4242"], timeout="200ms")
        self.assertEqual(event["outcome"], "timed_out")
        self.assertEqual(processes_with("sleep\0004242"), [])

    # --- hard times ---------------------------------------------------------------------------

    def test_a_program_that_is_not_there(self):
        code, errors = self.play(scenario(command=["./no-such-server", "${port}"]))
        self.assertEqual(code, 4)
        self.assertRegex(errors, r"^firedrill: shop-0: cannot run '.*no-such-server': No such file")
        self.assertEqual(self.events()[0]["clock"], "live")
        self.assert_nothing_is_left()

    def test_a_command_that_is_not_there_is_told_before_it_is_needed(self):
        document = scenario(command=server())
        document["commands"] = {"shop.rollback": {"run": ["./no-such-script"]}}
        code, errors = self.play(document)
        self.assertEqual(code, 4)
        self.assertRegex(errors, r"shop\.rollback: cannot run '.*no-such-script'")
        self.assert_nothing_is_left()

    def test_a_port_that_is_taken(self):
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            port = taken.getsockname()[1]
            code, errors = self.play(scenario(command=server(port=str(port)), port=port))
        self.assertEqual(code, 4)
        self.assertIn(f"port {port} of 127.0.0.1 cannot be had: Address already in use", errors)
        self.assert_nothing_is_left()

    def test_a_service_that_never_gets_ready(self):
        for live, reason in (
                ({"command": ["false", "${port}"]}, "exited with 1"),
                ({"command": ["sh", "-c", "sleep 4343", "${port}"], "ready": {"http": "/up"}},
                 "GET /up has no answer"),
                ({"attach": "http://127.0.0.1:1"}, "accepts no connections")):
            with self.subTest(reason):
                code, _ = self.play(scenario(**live))
                self.assertEqual(code, 3, self.output)
                self.assertIn(reason, self.output)
                self.assert_nothing_is_left()

    def test_a_page_of_metrics_that_is_garbage(self):
        code, _ = self.play(scenario(command=server("<html>no metrics</html>")))
        self.assertEqual(code, 3, self.output)
        self.assertIn("metrics at /metrics cannot be read", " ".join(self.output.split()))
        self.assert_nothing_is_left()

    def test_another_version_than_the_scenario_says(self):
        document = scenario(command=server(), version={"http": "/version"})
        document["services"]["shop"]["version"] = "7"
        code, _ = self.play(document)
        self.assertEqual(code, 3, self.output)
        self.assertIn("version 1 answers, not 7", self.output)

    def test_a_full_disk(self):
        def little_room():
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))

        code, errors = self.play(scenario(command=server()), preexec_fn=little_room,
                                 restore_signals=False)
        self.assertEqual(code, 4, self.output)
        self.assertRegex(errors, r"cannot write .*journal\.jsonl: File too large")
        self.assert_nothing_is_left()

    def test_no_descriptors_left(self):
        def few():
            resource.setrlimit(resource.RLIMIT_NOFILE, (16, 16))

        document = scenario(command=server())
        document["services"]["stock"] = {"replicas": 20}
        code, errors = self.play(copy.deepcopy(document), preexec_fn=few)
        self.assertEqual(code, 4, self.output)
        self.assertIn("Too many open files", errors)
        self.assert_nothing_is_left()

    def test_a_clean_up_that_fails_is_said(self):
        document = scenario(command=server())
        document["commands"] = {"clean_up": {"run": ["sh", "-c", "echo locked; exit 1"]}}
        code, errors = self.play(document)
        self.assertEqual(code, 4)
        self.assertIn("clean_up: sh exited with 1: locked", errors)
        self.assert_nothing_is_left()


if __name__ == "__main__":
    PROGRAM = sys.argv.pop(1)
    unittest.main()
