"""`firedrill run --live` with programs and commands of the user's own: the shipped example from the
release to the rollback by its own script, and what becomes of changes."""
import json
import pathlib
import signal
import sys

import side_by_side
from own_runs import CLIENT, OwnRun, is_listening, scenario, server
from waiting import processes_with, wait_until

ROOT = pathlib.Path(__file__).resolve().parents[3]
EXAMPLE = ROOT / "scenarios" / "your-own-service.json"


class OwnParts(OwnRun):
    def example_log(self, file):
        return self.log(file, "your-own-service")

    # --- the example --------------------------------------------------------------------------

    @side_by_side.starts_first
    def test_the_example_is_rolled_back_by_its_own_script(self):
        process = self.start(EXAMPLE, "--allow-commands", "--without", "undo")
        self.addCleanup(lambda: (process.kill(), process.communicate()))
        output, errors = process.communicate(timeout=170)

        self.assertEqual((process.returncode, errors), (1, ""), output)
        whole = json.loads((self.out / "your-own-service" / "report.json").read_text())
        self.assertEqual(whole["verdict"], "met", output)
        self.assertIn(" --live --speed 1 --allow-commands --without undo\n", output)  # replay
        self.assertEqual([window["detected_by"] for window in whole["impact_windows"]], ["alert"])
        self.assertIsNotNone(whole["clocks"]["from_change_s"])  # put down to the release
        without = json.loads(
            (self.out / "your-own-service" / "without-undo" / "report.json").read_text())
        self.assertEqual(without["verdict"], "missed")
        rolled_back = [event for event in self.events("your-own-service")
                       if event.get("type") == "rollback_completed"]
        self.assertEqual([event["details"]["output"] for event in rolled_back],
                         ["current is 1.4.0"])
        self.assertEqual(self.example_log("clean_up.log"), "forgot the previous release\n")
        port = int(self.example_log("shop-0.log").split()[-1])
        self.assertFalse(is_listening(port))
        self.assert_nothing_is_left()

    def test_terminated_in_the_middle_it_runs_the_clean_up_and_leaves_nothing(self):
        process = self.start(EXAMPLE, "--allow-commands")
        self.addCleanup(lambda: (process.kill(), process.communicate()))
        is_released = lambda: "1.5.0" in self.example_log("shop-0.log")
        self.assertTrue(wait_until(is_released), "never released")
        port = int(self.example_log("shop-0.log").split()[-1])

        process.send_signal(signal.SIGTERM)

        self.assertEqual(process.wait(timeout=20), 143)
        self.assertEqual(self.example_log("clean_up.log"), "forgot the previous release\n")
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

    # --- what it is asked and told ------------------------------------------------------------

    def test_it_is_asked_what_the_clients_say_logs_in_and_finds_the_answers_of_mocks(self):
        found = pathlib.Path(self.work.name) / "secret"
        document = scenario(command=[sys.executable, "-c", CLIENT, "${port}", str(found)],
                            metrics=False,
                            env={"ISSUER": "${identity.url}", "STOCK": "${stock.url}",
                                 "CLIENT_ID": "${identity.client_id}",
                                 "CLIENT_SECRET": "${identity.client_secret}"})
        document["services"]["shop"]["auth"] = {"identity": {"speaks": "v1"}}
        document["services"]["identity"] = {
            "kind": "auth_provider", "contracts": {"v1": {"token_auth": ["client_secret_basic"]}}}
        document["services"]["stock"] = {"answers": [{"path": "/items/7", "body": {"left": 3}}]}
        document["traffic"][0].update(
            method="POST", path="/orders?dry=1", headers={"X-Tenant": "blue"}, body={"item": 7})

        code, errors = self.play(document)

        self.assertEqual((code, errors), (0, ""), self.output + self.log("shop-0.log"))
        asked = 'Bearer 3 POST /orders?dry=1 blue application/json {"item": 7}'
        self.assertEqual(set(self.log("shop-0.log").splitlines()), {asked})
        report = json.loads((self.out / "own" / "report.json").read_text())
        self.assertEqual(report["starts"]["count"], 3)  # its own too
        secret = found.read_text()
        self.assertGreater(len(secret), 30)
        for file in [path for path in self.out.rglob("*") if path.is_file()]:
            self.assertNotIn(secret, file.read_text(), file)
        self.assertNotIn(secret, self.output)
        self.assert_nothing_is_left()

    # --- faults -------------------------------------------------------------------------------

    def test_a_gateway_brings_faults_to_a_program_that_knows_nothing_of_them(self):
        document = scenario(command=server())
        document["lasts"] = "3s"
        document["script"] = [
            {"id": "errors", "at": "500ms", "do": "inject", "fault": "fail_every", "requests": 2,
             "service": "shop", "for": "1s"},
            {"id": "gone", "at": "2s", "do": "inject", "fault": "refuse", "service": "shop",
             "for": "500ms"}]

        self.play(document)

        report = json.loads((self.out / "own" / "report.json").read_text())
        faults = {fault["id"]: fault for fault in report["faults"]}
        for fault in ("errors", "gone"):
            self.assertGreater(faults[fault]["injected"], 2, self.output)
            self.assertEqual(faults[fault]["observed"], faults[fault]["injected"], self.output)
        outcomes = {code for line in self.events() for code in line.get("bad_outcomes", {})}
        self.assertEqual(outcomes, {"500", "refused"})
        self.assertTrue((self.out / "own" / "logs" / "shop-0.gateway.log").exists())
        self.assert_nothing_is_left()

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
