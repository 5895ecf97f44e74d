"""Live runs with programs of the user's own when times are hard: what is missing, taken, full,
silent or killed."""
import json
import pathlib
import socket
import sys

from own_runs import GOOD_PAGE, OwnRun, scenario, server
from waiting import processes_with, wait_until


def limited(limits):
    """What firedrill is started by, to have these limits of a shell."""
    return ["sh", "-c", limits + '; exec "$@"', "sh"]


class HardTimes(OwnRun):
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

    def test_a_file_that_may_not_grow(self):
        code, errors = self.play(scenario(command=server()),
                                 before=limited("trap '' XFSZ; ulimit -f 2"))  # of 512 bytes
        self.assertEqual(code, 4, self.output)
        self.assertRegex(errors, r"cannot write .*journal\.jsonl: File too large")
        self.assert_nothing_is_left()

    def test_a_disk_that_is_full_from_the_first_byte(self):
        (self.out / "own").mkdir(parents=True)
        (self.out / "own" / "journal.jsonl").symlink_to("/dev/full")

        code, errors = self.play(scenario(command=server()))

        self.assertEqual(code, 4, self.output)
        self.assertRegex(
            errors, r"^firedrill: cannot write .*journal\.jsonl: No space left on device\n$")
        self.assert_nothing_is_left()

    def test_no_descriptors_left(self):
        document = scenario(command=server())
        document["services"]["stock"] = {"replicas": 20}
        code, errors = self.play(document, before=limited("ulimit -n 16"))
        self.assertEqual(code, 4, self.output)
        self.assertIn("Too many open files", errors)
        self.assertEqual(self.events()[0]["clock"], "live")
        self.assertIn("Too many open files", (self.out / "own" / "junit.xml").read_text())
        self.assert_nothing_is_left()

    def test_a_clean_up_that_fails_is_said(self):
        document = scenario(command=server())
        document["commands"] = {"clean_up": {"run": ["sh", "-c", "echo locked; exit 1"]}}
        code, errors = self.play(document)
        self.assertEqual(code, 4)
        self.assertIn("clean_up: sh exited with 1: locked", errors)
        self.assert_nothing_is_left()

    # --- silence ------------------------------------------------------------------------------

    def silent_origin(self):
        """The URL of somebody who accepts connections and never answers."""
        listener = socket.socket()
        self.addCleanup(listener.close)
        listener.bind(("127.0.0.1", 0))
        listener.listen(1000)  # the kernel accepts
        return f"http://127.0.0.1:{listener.getsockname()[1]}"

    def test_a_service_that_accepts_connections_and_never_answers(self):
        for live, reason in (
                ({}, "shop-0: its metrics at /metrics cannot be read: no answer within 1."),
                ({"metrics": False, "version": {"http": "/version"}},
                 "shop-0: nothing tells which version answers, not 1"),
                ({"ready": {"http": "/up", "within": "1s"}},
                 "shop-0: it did not get ready in time: GET /up has no answer")):
            with self.subTest(reason):
                code, errors = self.play(scenario(attach=self.silent_origin(), **live))
                self.assertEqual((code, errors), (3, ""), self.output)
                self.assertIn(reason, " ".join(self.output.split()))
                self.assertEqual(self.events()[0]["clock"], "live")
                self.assert_nothing_is_left()

    def test_a_service_that_falls_silent_in_the_middle(self):
        document = scenario(command=server(), version={"http": "/version", "within": "300ms"})
        document["lasts"] = "10s"
        document["services"]["shop"]["versions"] = {"1": {}, "2": {}}
        document["commands"] = {"shop.deploy": {"run": ["true"]},
                                "clean_up": {"run": ["echo", "swept"]}}
        document["script"] = [
            {"id": "silence", "do": "inject", "fault": "hang", "service": "shop"},
            {"at": "500ms", "id": "release", "do": "deploy", "service": "shop", "version": "2"}]
        code, errors = self.play(document)
        self.assertEqual((code, errors), (1, ""), self.output)
        ends = [event for event in self.events() if event.get("outcome")
                and event.get("step") == "release"]
        self.assertEqual(ends[-1]["outcome"], "failed")
        self.assertIn("nobody answers which version runs", ends[-1]["what"])
        self.assertEqual(self.log("clean_up.log"), "swept\n")
        self.assert_nothing_is_left()

    def test_a_mock_that_falls_silent_does_not_do_what_it_is_asked(self):
        document = scenario(command=server())
        document.update({"lasts": "3s", "live": {"speed": 1}})
        document["services"] = {"shop": {}}
        document["script"] = [
            {"id": "silence", "do": "inject", "fault": "hang", "service": "shop"},
            {"at": "300ms", "id": "late", "do": "inject", "fault": "latency", "service": "shop",
             "by": "5ms"}]
        code, errors = self.play(document)
        self.assertEqual((code, errors), (1, ""), self.output)
        late = [event for event in self.events() if event.get("step") == "late"]
        self.assertEqual(late[-1]["outcome"], "failed", late)
        self.assertIn("1 of 1 replicas did not do it", late[-1]["what"])
        self.assert_nothing_is_left()

    # --- killed -------------------------------------------------------------------------------

    def killed_in_the_middle(self, clean_up):
        """What a run that is killed while its service runs says then."""
        document = scenario(command=server())
        document["lasts"] = "10m"
        document["commands"] = {"clean_up": {"run": clean_up, "timeout": "5s"}}
        process = self.start_document(document)
        self.addCleanup(lambda: (process.kill(), process.communicate()))
        journal = self.out / "own" / "journal.jsonl"
        self.assertTrue(wait_until(lambda: journal.exists() and "steady" in journal.read_text()))

        process.kill()

        _, errors = process.communicate(timeout=20)  # the supervisor too has let go of them
        self.assertEqual(self.events()[0]["clock"], "live")
        self.assert_nothing_is_left()
        return errors

    def test_killed_it_cleans_up_all_the_same(self):
        found = pathlib.Path(self.work.name) / "found"
        errors = self.killed_in_the_middle(
            [sys.executable, "-c",
             "import sys, urllib.request as net; print('swept');"
             "open(sys.argv[2], 'a').write(net.urlopen(sys.argv[1] + '/metrics').read().decode())",
             "${shop.url}", str(found)])
        self.assertEqual(errors, "")
        self.assertEqual(found.read_text(), GOOD_PAGE)  # once, and the service still ran
        self.assertEqual(self.log("clean_up.log"), "swept\n")

    def test_killed_it_says_if_it_could_not_clean_up(self):
        errors = self.killed_in_the_middle(["sh", "-c", "sleep 4444 & setsid sleep 4444 & exit 3"])
        self.assertEqual(processes_with("sleep\0004444"), [])
        self.assertEqual(
            errors, "firedrill: the run was killed, and cleaning up failed: sh exited with 3\n")
