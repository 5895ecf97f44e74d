#!/usr/bin/env python3
"""A live run with "detector": "external": the real Prometheus and the real Alertmanager watch and
page. The story is that of virtual time, and its times agree within a scrape, an evaluation and a
tick of the group. Beside it, the two page through a mock on its own (real_monitoring.py).

usage: external_detector_test.py FIREDRILL; what needs the two programs is skipped without them, and
the exit code is 77 then
"""
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

import real_monitoring
import side_by_side
from real_monitoring import TOOLS
from waiting import processes_with

PROGRAM = None
SKIPPED = 77
# In the order in which they tell the story; alert_pending nobody outside hears.
STORY = ("fault_injected", "impact_started", "alert_firing", "page_delivered", "acknowledged",
         "fault_cleared", "recovered", "alert_resolved", "incident_resolved")
TOLERANCE_S = 1 + 1 + 1 + 0.5  # a scrape, an evaluation, a group tick, the machine

ROUTING = """
templates: [none/*.tmpl]
global: {slack_api_url: 'https://hooks.slack.example/services/T/B/K'}
route:
  receiver: shop
  group_by: [alertname]
  group_wait: 1s
  group_interval: 1s
  routes:
  - {match: {severity: chat}, receiver: chat}
  - {match: {severity: page}, receiver: shop, continue: true}
  - {match: {severity: page}, receiver: backup}
receivers:
- name: backup
  pagerduty_configs: [{routing_key: not-for-others-not-for-others-32}]
  opsgenie_configs: [{api_key: neither-is-this, priority: P1}]
  webhook_configs: [{url: 'http://w.example'}]
- name: shop
  pagerduty_configs:
  - routing_key: not-for-others-not-for-others-32
    http_config: {proxy_url: 'http://p.example'}
  email_configs: [{to: a@b.example, from: c@d.example, smarthost: 'e.example:25'}]
- name: chat
  slack_configs: [{channel: '#shop', send_resolved: yes}]
"""


def scenario(name, **also):
    failing = "sum(rate(http_requests_total{service='shop',code=~'5..'}[3s])) > 1"
    return {
        "firedrill": 1, "name": name, "lasts": "12s",
        "live": {"detector": "external"},
        "before": {"settle": "4s"},
        "impact": {"window": "2s", "recovered_after": "2s"},
        "monitoring": {"scrape_interval": "1s", "evaluation_interval": "1s"},
        "services": {"shop": {"replicas": 2, "latency": "1ms"}},
        "traffic": [{"name": "shoppers", "to": "shop", "rate": "20/s", "timeout": "1s"}],
        "script": [{"at": "1s", "do": "inject", "fault": "error_rate", "service": "shop",
                    "rate": "100%", "for": "5s"}],
        "alerts": [
            {"alert": "Errors", "expr": failing, "labels": {"severity": "page"},
             "annotations": {"summary": "the shop fails"}},
            {"alert": "Planned", "expr": failing, "labels": {"severity": "page"}},
            {"alert": "Clients", "labels": {"severity": "chat"},
             "expr": "sum(rate(client_requests_total{outcome='bad'}[3s])) > 1"}],
        "on_call": {"escalation": [{"notify": "anna", "acknowledges": "500ms"}]},
        "targets": {"detect": "6s", "acknowledge": "2s"}, **also}


class RealMonitoring(real_monitoring.RealMonitoring):
    """Of this module, so that it runs beside the others."""


class ExternalDetector(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def write(self, document):
        path = self.folder / f"{document['name']}.json"
        path.write_text(json.dumps(document), encoding="utf-8")
        return str(path)

    def start(self, path, *arguments, tools=TOOLS, out="out"):
        environment = {**os.environ, "PATH": f"{tools}:{os.environ['PATH']}"}
        process = subprocess.Popen(
            [PROGRAM, "run", path, "--out", str(self.folder / out), *arguments],
            cwd=TOOLS if TOOLS.exists() else self.folder,  # its Alertmanager's templates
            env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.addCleanup(lambda: (process.kill(), process.communicate()))
        return process

    def events(self, name, out="out"):
        lines = (self.folder / out / name / "journal.jsonl").read_text(encoding="utf-8")
        return [event for event in map(json.loads, lines.splitlines()) if "type" in event]

    def story(self, events, alert="Errors"):
        """When each came first, of the alert where it is about one."""
        first = {}
        for event in events:
            mine = event.get("subject") == alert or not re.match("alert|page|incident|ack",
                                                             event["type"])
            if event["type"] in STORY and mine:
                first.setdefault(event["type"], event["happened_ns"] / 1e9)
        return first

    def check_same_story(self, name, tolerance_s=TOLERANCE_S):
        live = self.story(self.events(name))
        virtual = self.story(self.events(name, "virtual"))
        order = lambda story: sorted(story, key=lambda kind: (story[kind], STORY.index(kind)))
        self.assertEqual(order(live), order(virtual))
        self.assertEqual(set(virtual), set(STORY))
        apart = {kind: live[kind] - virtual[kind] for kind in virtual}
        self.assertLessEqual(max(map(abs, apart.values())), tolerance_s, apart)
        print(f"{name}: {max(map(abs, apart.values())):.1f} s apart of {tolerance_s:.1f} s")

    @unittest.skipUnless(os.environ.get("FIREDRILL_PARITY") == "all", "./dev test live-parity")
    def test_three_minutes_with_the_intervals_of_production_agree(self):
        real_monitoring.need_the_real_programs(self)
        (self.folder / "am.yml").write_text(
            ROUTING.replace("group_wait: 1s", "group_wait: 10s").replace(
                "group_interval: 1s", "group_interval: 20s"), encoding="utf-8")
        document = scenario("three-minutes", alertmanager_config="am.yml", lasts="3m")
        document["before"] = {"settle": "30s"}
        document["monitoring"] = {"scrape_interval": "5s", "evaluation_interval": "5s"}
        document["script"][0].update({"at": "20s", "for": "60s"})
        document["targets"] = {"detect": "1m", "acknowledge": "10s"}
        for alert in document["alerts"]:
            alert.update({"expr": alert["expr"].replace("[3s]", "[20s]"), "for": "10s"})
        path = self.write(document)
        self.start(path, out="virtual").communicate(timeout=20)

        output, errors = self.start(path, "--live").communicate(timeout=300)

        self.assertIn("PASS", output, errors)
        self.check_same_story("three-minutes", tolerance_s=5 + 5 + 20 + 0.5)

    @side_by_side.starts_first
    def test_the_real_programs_tell_the_story_of_virtual_time(self):
        real_monitoring.need_the_real_programs(self)
        (self.folder / "am.yml").write_text(ROUTING, encoding="utf-8")
        silence = {"matchers": 'alertname="Planned"', "until": "1h"}
        routed = self.write(
            scenario("routed", alertmanager_config="am.yml", silences=[silence]))
        straight = self.write(scenario("straight"))
        runs = [self.start(path, "--live") for path in (routed, straight)]
        for path in (routed, straight):
            self.start(path, out="virtual").communicate(timeout=20)

        for run in runs:
            output, errors = run.communicate(timeout=60)
            self.assertEqual(run.returncode, 0, output + errors)
        self.assertEqual(processes_with(str(self.folder)), [])
        for name in ("routed", "straight"):
            self.check_same_story(name)
        events = self.events("routed")
        told = {(one.get("subject"), detail(one, "receiver"), detail(one, "integration"),
                 detail(one, "status")) for one in events if one["type"] == "notification_sent"}
        whom = (("Errors", "shop", "pagerduty"), ("Errors", "backup", "pagerduty"),
                ("Errors", "backup", "opsgenie"), ("Errors", "backup", "webhook"),
                ("Clients", "chat", "slack"))
        self.assertEqual(told, {(*one, how) for one in whom for how in ("firing", "resolved")})
        # One key is one incident, and a webhook beside a pager none.
        for run in ("out", "virtual"):
            opened = [one for one in self.events("routed", run)
                      if one["type"] == "page_delivered" and one["subject"] == "Errors"]
            self.assertEqual(len(opened), 2, run)
        by_id = {one["event"]: one for one in events}
        page = next(one for one in events if one["type"] == "page_delivered")
        chain = []
        while page:
            chain.append(page["type"])
            page = by_id.get(page.get("cause"))
        self.assertEqual(chain, ["page_delivered", "page_accepted", "notification_sent",
                                 "alert_firing", "impact_started", "fault_injected"])
        paged = {one.get("subject") for one in self.events("straight")
                 if one["type"] == "page_delivered"}
        self.assertEqual(paged, {"Errors", "Planned"})
        logs = self.folder / "out" / "routed" / "logs"
        self.assertIn("alertmanager.yml", {path.name for path in logs.iterdir()})
        for secret in ("not-for-others", "neither-is-this"):
            self.assertNotIn(secret, (logs / "alertmanager.yml").read_text())

    def fake(self, name, text):
        folder = self.folder / "bin"
        folder.mkdir(exist_ok=True)
        (folder / name).write_text("#!/bin/sh\n" + text, encoding="utf-8")
        (folder / name).chmod(0o755)
        return folder

    def test_a_program_that_is_not_there_is_said_before_anything_starts(self):
        process = self.start(self.write(scenario("missing")), "--live", tools="/nowhere")
        if shutil.which("prometheus"):
            self.skipTest("prometheus is installed here")

        _, errors = process.communicate(timeout=20)

        self.assertEqual(process.returncode, 4)
        self.assertIn("cannot run 'prometheus': No such file or directory (it is in Debian's "
                      "package prometheus)", errors)

    def test_what_prometheus_says_of_its_rules_ends_the_run(self):
        ready = ("import http.server as h\n"
                 "class A(h.BaseHTTPRequestHandler):\n"
                 "  def do_GET(self): self.send_response(200); self.end_headers()\n"
                 "h.HTTPServer(('127.0.0.1', PORT), A).serve_forever()\n")
        tools = self.fake("prometheus-alertmanager",
                          'port=$(echo "$1" | sed s/.*://)\n'
                          f'exec python3 -c "$(cat <<E\n{ready}E\n)" '.replace('PORT', "$port"))
        self.fake("prometheus", "echo 'level=error msg=x err=\"rules-0.yml: 5:11: no such "
                                "\\\"field\\\"\"' >&2\necho 'level=info bye'\nexit 1\n")

        process = self.start(self.write(scenario("rejected")), "--live", tools=tools)

        _, errors = process.communicate(timeout=30)
        self.assertEqual(process.returncode, 4, errors)
        self.assertIn('prometheus exited with 1: rules-0.yml: 5:11: no such "field"', errors)

    def test_another_speed_than_that_of_the_programs_is_refused(self):
        path = self.write(scenario("fast"))
        done = {speed: self.start(path, "--live", "--speed", speed, tools="/nowhere")
                for speed in ("2",)}
        other = self.start(path, "--detector", "external")

        _, errors = done["2"].communicate(timeout=20)
        _, not_live = other.communicate(timeout=20)

        self.assertEqual((done["2"].returncode, other.returncode), (2, 2))
        self.assertIn("fast is played honestly at speed 1 at most, not 2: Prometheus and"
                      " Alertmanager", errors)
        self.assertIn("--detector is for live runs", not_live)


def detail(event, key):
    return event.get("details", {}).get(key)


if __name__ == "__main__":
    PROGRAM = RealMonitoring.program = os.path.abspath(sys.argv.pop(1))
    side_by_side.main(passed=0 if real_monitoring.is_here() else SKIPPED)
