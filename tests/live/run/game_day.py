"""A live run with a human on call: by REST and from a second terminal, and alerts from outside."""
import json
import pathlib
import re
import socket
import subprocess
import tempfile
import unittest
import urllib.error
import urllib.request

from waiting import SLOWER, wait_until

QUICK = pathlib.Path(__file__).parent / "quick.json"
CAPTURED = pathlib.Path(__file__).parents[2] / "unit/pager/captured"


def ask(url, body=None, method=None, token=None):
    headers = {"content-type": "application/json", "from": "bert"}
    if token:
        headers["authorization"] = f"Token token={token}"
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, headers, method=method)
    try:
        with urllib.request.urlopen(request, timeout=10) as reply:
            return reply.status, json.loads(reply.read())
    except urllib.error.HTTPError as error:
        return error.code, json.loads(error.read() or b"null")


class GameDay(unittest.TestCase):
    maxDiff = None
    program = None  # firedrill

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def scenario(self, **on_call):
        """The quick one; the response would come by itself long after the run."""
        document = json.loads(QUICK.read_text(encoding="utf-8"))
        document["traffic"][0]["rate"] = "4/s"  # the fewer, the less they are in each other's way
        document["on_call"] = {"escalation": [{"notify": "anna", "acknowledges": "1s"}], **on_call}
        document["response"] = [
            {"on": "acknowledged", "after": "1h", "id": "undo", "do": "rollback", "of": "release",
             "takes": "5s", "takes_effect": "on_restart",
             "steps": [{"do": "restart", "service": "shop"}]}]
        document["live"]["speed"] /= SLOWER
        document["lasts"] = "160s"  # time for them, 20 times as fast as ours
        document["targets"] = {"detect": "60s", "acknowledge": "100s", "recover": "140s"}
        path = self.folder / "scenario.json"
        path.write_text(json.dumps(document), encoding="utf-8")
        return str(path)

    def start(self, scenario):
        process = subprocess.Popen(
            [self.program, "run", scenario, "--live", "--out", "out"], cwd=self.folder,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.addCleanup(lambda: (process.kill(), process.communicate()))
        return process

    def do(self, *arguments):
        return subprocess.run([self.program, *arguments, "--as", "bert"], cwd=self.folder,
                              text=True, capture_output=True, timeout=20 * SLOWER, check=False)

    def control(self):
        file = self.folder / "out/quick/control.json"
        self.wait_until(lambda: file.exists() and file.read_text(encoding="utf-8"), "no pager")
        self.assertEqual(file.stat().st_mode & 0o777, 0o600)
        return json.loads(file.read_text(encoding="utf-8"))

    def wait_until(self, condition, what, limit_s=20):
        if not wait_until(condition, limit_s):
            self.fail(f"{what}: {[event['type'] for event in self.events()]}")

    def events(self):
        lines = (self.folder / "out/quick/journal.jsonl").read_text(encoding="utf-8").splitlines()
        return [event for event in map(json.loads, lines) if "type" in event]

    def first(self, kind, **also):
        for event in self.events():
            if event["type"] == kind and also.items() <= event.items():
                return event
        self.fail(f"no {kind} with {also}")

    def test_a_human_acknowledges_acts_and_resolves_from_a_second_terminal(self):
        process = self.start(self.scenario(responder="human"))
        self.control()
        self.assertEqual(self.do("ack").returncode, 2)  # nothing yet
        acknowledge = lambda: self.do("ack", "Errors")
        self.wait_until(lambda: acknowledge().returncode == 0, "nobody was paged")
        noted = self.do("note", "it is the release", "--run", "out/quick")
        begun = self.do("act", "undo")
        refused = self.do("act", "redo")
        resolved = self.do("resolve")

        output, errors = process.communicate(timeout=60 * SLOWER)

        self.assertEqual((process.returncode, noted.stdout, begun.stdout),
                         (0, "noted: it is the release\n", "begun: undo\n"), output)
        self.assertEqual(refused.returncode, 2)
        self.assertIn('no step "redo"', refused.stderr)
        self.assertEqual(resolved.stdout, "resolved: Errors\n")
        self.assertRegex(errors, r"the run's pager is at http://127\.0\.0\.1:\d+: firedrill ack")
        self.assertFalse((self.folder / "out/quick/control.json").exists())
        acknowledged = self.first("acknowledged", by="bert")
        self.assertEqual(acknowledged["cause"], self.first("page_delivered")["event"])
        self.assertEqual(self.first("note", by="bert")["cause"], acknowledged["event"])
        self.assertEqual(self.first("rollback_started")["cause"], acknowledged["event"])
        self.first("incident_resolved", by="bert")
        self.first("recovered")
        self.assertEqual(self.do("ack").returncode, 2)  # the run is over

    def routed(self, **on_call):
        """The scenario with an Alertmanager of its own."""
        (self.folder / "am.yml").write_text(
            "route: {receiver: shop, group_wait: 1s, group_interval: 5s}\n"
            "receivers: [{name: shop, pagerduty_configs: [{routing_key: " + 32 * "k" + "}]}]\n")
        path = pathlib.Path(self.scenario(**on_call))
        document = json.loads(path.read_text(encoding="utf-8"))
        path.write_text(json.dumps({**document, "alertmanager_config": "am.yml"}))
        return str(path)

    def test_what_alertmanager_tells_opens_an_incident_and_closes_it(self):
        process = self.start(self.routed(responder="human"))
        pager = self.control()
        statuses = lambda: [one["status"] for one in ask(
            pager["url"] + "/incidents", token=pager["token"])[1]["incidents"]]

        self.wait_until(lambda: self.do("ack").returncode == 0, "nobody was paged")
        self.assertEqual(self.do("act", "undo").returncode, 0)
        self.wait_until(lambda: statuses() == ["resolved"], "the incident was not closed")

        process.communicate(timeout=60 * SLOWER)
        self.assertEqual(self.first("incident_resolved")["by"], "pager")
        self.assertEqual(self.first("notification_sent")["by"], "alertmanager")

    def test_a_pager_that_accepts_and_never_answers_is_not_waited_for(self):
        with socket.socket() as silent:
            silent.bind(("127.0.0.1", 0))
            silent.listen()  # the kernel accepts
            url = f"http://127.0.0.1:{silent.getsockname()[1]}"

            said = self.do("ack", "--run", url, "--token", "t0ken")

        self.assertEqual((said.returncode, said.stdout, said.stderr),
                         (4, "", f"firedrill: the run's pager at {url} does not answer\n"))

    def test_rest_is_a_human_too_and_wants_the_token(self):
        process = self.start(self.scenario(responder="human"))
        pager = self.control()
        incidents = lambda: ask(pager["url"] + "/incidents", token=pager["token"])[1]["incidents"]
        self.wait_until(incidents, "nobody was paged")
        url = f"{pager['url']}/incidents/{incidents()[0]['id']}"
        update = {"incident": {"status": "acknowledged"}}

        self.assertEqual(ask(url, update, "PUT")[0], 401)
        self.assertEqual(ask(pager["url"] + "/__firedrill/act", {"step": "undo"})[0], 401)
        self.assertEqual(ask(pager["url"] + "/__firedrill/reset", {}, token=pager["token"])[0], 404)
        self.assertEqual(ask(pager["url"] + "/v2/enqueue", {})[0], 404)
        self.assertEqual(ask(url, update, "PUT", pager["token"])[0], 200)
        reopened = ask(url, {"incident": {"status": "triggered"}}, "PUT", pager["token"])
        self.assertEqual(reopened[0], 400)
        by_url = self.do("act", "undo", "--run", pager["url"], "--token", pager["token"])
        self.assertEqual(by_url.returncode, 0, by_url.stderr)
        self.wait_until(lambda: incidents()[0]["status"] == "resolved", "no alert was resolved")

        self.assertEqual(process.wait(timeout=60 * SLOWER), 0)
        self.first("acknowledged", by="bert")
        self.first("incident_resolved", by="pager")

    def test_visitors_who_never_ask_hold_up_nobody(self):
        process = self.start(self.scenario(responder="human"))
        address = re.match(r"http://(.*):(\d+)", self.control()["url"])
        for sent in (b"", b"GET /incidents HTTP/1.1\r\n"):
            visitor = socket.create_connection((address[1], int(address[2])))
            self.addCleanup(visitor.close)
            visitor.sendall(sent)
        self.wait_until(lambda: self.do("ack", "Errors").returncode == 0, "nobody was paged")

        process.terminate()

        self.assertEqual(process.wait(timeout=20 * SLOWER), 143)
        self.first("acknowledged", by="bert")
        self.assertFalse((self.folder / "out/quick/control.json").exists())

    def test_an_alertmanager_outside_counts_as_detection(self):
        process = self.start(self.scenario(external_alerts=True))
        pager = self.control()
        firing = json.loads((CAPTURED / "webhook_firing.json").read_text(encoding="utf-8"))
        resolved = json.loads((CAPTURED / "webhook_resolved.json").read_text(encoding="utf-8"))
        started = lambda: any(event["type"] == "impact_started" for event in self.events())
        self.wait_until(started, "there was no impact")

        self.assertEqual(ask(pager["url"] + "/alertmanager", firing)[0], 200)
        delivered = lambda: any(event["type"] == "acknowledged" for event in self.events())
        self.wait_until(delivered, "nobody was paged")
        self.assertEqual(ask(pager["url"] + "/alertmanager", resolved)[0], 200)
        self.wait_until(lambda: any(event["type"] == "alert_resolved" for event in self.events()),
                        "nothing was resolved")
        process.terminate()

        self.assertEqual(process.wait(timeout=20 * SLOWER), 143)
        alert = self.first("alert_firing", subject="AuthDown (AuthDown critical multi)")
        self.assertEqual(alert["cause"], self.first("impact_started")["event"])
        self.assertFalse((self.folder / "out/quick/control.json").exists())

    def test_an_alertmanager_outside_pages_beside_one_of_the_scenario(self):
        process = self.start(self.routed(external_alerts=True))
        pager = self.control()
        firing = json.loads((CAPTURED / "webhook_firing.json").read_text(encoding="utf-8"))
        told = "AuthDown (AuthDown critical multi)"
        paged = lambda: any(event["type"] == "page_delivered" and event["cause"] and
                            self.events()[event["cause"] - 1]["subject"] == told
                            for event in self.events())

        self.assertEqual(ask(pager["url"] + "/alertmanager", firing)[0], 200)

        self.wait_until(paged, "nobody was paged")
        process.terminate()
        self.assertEqual(process.wait(timeout=20), 143)

    def test_a_game_day_in_virtual_time_is_refused_by_name(self):
        for on_call, expected in (({"responder": "human"}, '"responder": "human"'),
                                  ({"external_alerts": True}, '"external_alerts"')):
            done = subprocess.run([self.program, "run", self.scenario(**on_call)], text=True,
                                  capture_output=True, timeout=20, check=False)

            self.assertEqual(done.returncode, 2)
            self.assertRegex(done.stderr, "quick .*" + re.escape(expected) + ".*add --live")

    def test_who_finds_no_run_is_told_where_it_was_looked_for(self):
        nowhere = self.do("ack")
        silent = self.do("ack", "--run", "http://127.0.0.1:1", "--token", "x")

        self.assertEqual(nowhere.returncode, 2)
        self.assertIn('goes on in "out"', nowhere.stderr)
        self.assertEqual(silent.returncode, 4)
        self.assertIn("does not answer", silent.stderr)
