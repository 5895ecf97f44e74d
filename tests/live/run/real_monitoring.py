"""The real Prometheus and the real Alertmanager, where they are to be had; and a test in which they
page through `firedrill mock pager`, unmodified: a mock service fails, both services and Slack are
told, it recovers, and all of them hear that too."""
import json
import pathlib
import shutil
import socket
import subprocess
import tempfile
import threading
import unittest
import urllib.error
import urllib.request

from waiting import wait_until

TOOLS = pathlib.Path(__file__).resolve().parents[3] / "build" / "tools"

PROMETHEUS = """
global: {{scrape_interval: 250ms, scrape_timeout: 250ms, evaluation_interval: 250ms}}
rule_files: ["{folder}/rules.yml"]
alerting:
  alertmanagers: [{{static_configs: [{{targets: ["127.0.0.1:{alertmanager}"]}}]}}]
scrape_configs:
- job_name: drill
  static_configs: [{{targets: ["{service}"]}}]
"""

RULES = """
groups:
- name: drill
  rules:
  - alert: HighErrorRatio
    expr: sum by (service) (rate(http_requests_total{code=~"5.."}[2s])) > 0
    labels: {severity: page}
    annotations: {summary: "requests fail"}
"""

ALERTMANAGER = """
route: {{receiver: drill, group_by: [alertname], group_wait: 0s, group_interval: 1s}}
receivers:
- name: drill
  pagerduty_configs:
  - routing_key: R0123456789012345678901234567890
    url: {pager}/v2/enqueue
  webhook_configs:
  - url: {pager}/alertmanager
  slack_configs:
  - api_url: {pager}/services/T0/B0/KEY
    channel: '#incidents'
    send_resolved: true
"""


def find(name):
    return shutil.which(name) or shutil.which(name, path=str(TOOLS))


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def ask(url, body=None, method=None):
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(
        url, data, {"content-type": "application/json"}, method=method)
    try:
        with urllib.request.urlopen(request, timeout=5) as reply:
            return reply.read().decode()
    except urllib.error.HTTPError as error:
        return error.read().decode()
    except OSError:
        return ""


def is_here():
    return find("prometheus") and find("prometheus-alertmanager")


def need_the_real_programs(test):
    if not is_here():
        test.skipTest("no prometheus and prometheus-alertmanager (./dev test unpacks them)")


class RealMonitoring(unittest.TestCase):
    maxDiff = None
    program = None  # firedrill

    def setUp(self):
        need_the_real_programs(self)
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def end(self, process):
        process.terminate()
        try:
            process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def wait_until(self, condition, what, limit_s=15):
        self.assertTrue(wait_until(condition, limit_s), what)

    def mock(self, kind):
        process = subprocess.Popen([self.program, "mock", kind], stdout=subprocess.PIPE,
                                   stderr=subprocess.DEVNULL, text=True)
        self.addCleanup(process.stdout.close)
        self.addCleanup(self.end, process)
        return json.loads(process.stdout.readline())["url"]

    def daemon(self, name, *options):
        """Starts one of the two; its port. Another try if somebody has taken the port meanwhile."""
        for _ in range(3):
            port = free_port()
            log = open(self.folder / f"{name}.log", "w", encoding="utf-8")
            self.addCleanup(log.close)
            process = subprocess.Popen(
                [find(name), f"--web.listen-address=127.0.0.1:{port}", *options],
                cwd=TOOLS if TOOLS.exists() else self.folder, stdout=log, stderr=subprocess.STDOUT)
            self.addCleanup(self.end, process)
            ready = lambda: (process.poll() is not None
                             or "ready" in ask(f"http://127.0.0.1:{port}/-/ready").lower()
                             or ask(f"http://127.0.0.1:{port}/-/ready") == "OK")
            self.wait_until(ready, f"{name} never got ready")
            if process.poll() is None:
                return port
        self.fail((self.folder / f"{name}.log").read_text(encoding="utf-8"))

    def monitor(self, service, pager):
        """Prometheus watches the service and tells Alertmanager, which tells the pager."""
        (self.folder / "alertmanager.yml").write_text(ALERTMANAGER.format(pager=pager))
        alertmanager = self.daemon(
            "prometheus-alertmanager", f"--config.file={self.folder}/alertmanager.yml",
            f"--storage.path={self.folder}/alertmanager", "--cluster.listen-address=")
        (self.folder / "rules.yml").write_text(RULES)
        (self.folder / "prometheus.yml").write_text(PROMETHEUS.format(
            folder=self.folder, alertmanager=alertmanager, service=service.split("//")[1]))
        self.daemon("prometheus", f"--config.file={self.folder}/prometheus.yml",
                    f"--storage.tsdb.path={self.folder}/prometheus",
                    "--rules.alert.resend-delay=1s")

    def keep_busy(self, service):
        """Clients, until the test is over."""
        over = threading.Event()

        def call():
            while not over.wait(0.05):
                ask(service)

        clients = threading.Thread(target=call)
        clients.start()
        self.addCleanup(clients.join)
        self.addCleanup(over.set)

    def incidents(self, pager):
        listed = json.loads(ask(pager + "/incidents"))["incidents"]
        return sorted((one["service"]["summary"], one["status"]) for one in listed)

    def slack_colors(self, pager):
        received = json.loads(ask(pager + "/__firedrill/received?at=slack"))["received"]
        return [one["body"]["attachments"][0]["color"] for one in received]

    def test_a_failing_service_pages_through_every_door_and_a_recovered_one_resolves(self):
        service, pager = self.mock("service"), self.mock("pager")
        ask(pager + "/__firedrill/faults",
            {"at": "enqueue", "fault": "refuse", "reply": 429, "for_requests": 2})
        self.monitor(service, pager)
        self.keep_busy(service)
        self.assertEqual(self.incidents(pager), [])
        doors = ("R0123456789012345678901234567890", "alertmanager/drill")

        ask(service + "/__firedrill/faults", {"id": "f", "fault": "error_rate", "rate": 1})
        self.wait_until(
            lambda: self.incidents(pager) == [(door, "triggered") for door in doors]
            and self.slack_colors(pager) == ["danger"], "nobody was paged")
        ask(service + "/__firedrill/faults/f", method="DELETE")
        self.wait_until(
            lambda: self.incidents(pager) == [(door, "resolved") for door in doors]
            and self.slack_colors(pager) == ["danger", "good"], "nothing was resolved")

        hits = json.loads(ask(pager + "/__firedrill/hits"))
        self.assertEqual(hits["enqueue"]["by_status"], {"202": 2, "429": 2})
        self.assertEqual(list(hits["alertmanager"]["by_status"]), ["200"])
        keys = {one["incident_key"] for one in json.loads(ask(pager + "/incidents"))["incidents"]}
        self.assertEqual(len(keys), 1, "both doors make the same key of one group")
