"""`firedrill run --live` with programs of the user's own that call each other, mocks and a
database, which speaks no HTTP: faults strike the calls of one of them or of all, and end again."""
import json
import sys

from own_runs import OwnRun, server

# Answers each line by the same line, and knows nothing of firedrill.
DATABASE = """
import socketserver, sys
class Session(socketserver.StreamRequestHandler):
    def handle(self):
        for line in self.rfile:
            self.wfile.write(line)
class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = daemon_threads = True
Server(("127.0.0.1", int(sys.argv[1])), Session).serve_forever()
"""

# Asks whatever its environment names for each request, a database over connections that it keeps,
# and gives up after 200 ms. What became of a request that failed is in its output.
CALLER = """
import http.server, os, socket, sys, urllib.request
kept = []
def ask():
    for url in os.environ.get("URLS", "").split():
        urllib.request.urlopen(url, timeout=0.2).read()
    if "DATABASE" in os.environ:
        ask_database(*os.environ["DATABASE"].split(":"))
def ask_database(host, port):
    connection = kept.pop() if kept else socket.create_connection((host, int(port)), 0.2)
    connection.settimeout(0.2)
    with connection.makefile("rb") as answers:
        connection.sendall(b"7\\n")
        if answers.readline() != b"7\\n":
            raise ConnectionError("closed")
    kept.append(connection)
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        try:
            ask()
            self.send_response(200)
        except OSError as error:
            print(type(error).__name__, flush=True)
            self.send_response(500)
        self.send_header("Content-Length", "0")
        self.end_headers()
    def log_message(self, *_): pass
http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
"""


def program(code, **env):
    return {"command": [sys.executable, "-c", code, "${port}"], "env": env, "metrics": False}


WITH_DATABASE = {
    "callees": {"db": {"live": {**program(DATABASE), "protocol": "tcp"}}},
    "env": {"DATABASE": "${db.address}"}}
WITH_SERVICES = {
    "callees": {"stock": {}, "web": {"live": {"command": server(), "metrics": False}}},
    "env": {"URLS": "${stock.url} ${web.url}"}}


def document(*script, lasts, callees, env):
    caller = {"calls": [{"service": name} for name in callees], "live": program(CALLER, **env)}
    return {
        "firedrill": 1, "name": "own", "lasts": lasts, "before": {"settle": "2s"},
        "services": {**callees, "shop": caller, "bank": caller},
        "traffic": [{"name": name, "to": to, "rate": "20/s", "timeout": "1s"}
                    for name, to in (("buyers", "shop"), ("clerks", "bank"))],
        "impact": {"window": "1s", "at_least": 2, "recovered_after": "300ms"},
        "script": list(script), "targets": {"impact_windows": {"at_most": len(script)}}}


class OwnEdges(OwnRun):
    def play_faults(self, *script, lasts, among):
        code, errors = self.play(document(*script, lasts=lasts, **among))
        self.assertEqual((code, errors), (0, ""), self.output)
        self.assert_nothing_is_left()
        report = json.loads((self.out / "own" / "report.json").read_text())
        self.assertEqual(len(report["impact_windows"]), len(script), self.output)
        for window in report["impact_windows"]:
            self.assertIsNotNone(window["end_s"], self.output)  # recovered
        return {fault["id"]: fault for fault in report["faults"]}

    def failures(self, caller):
        return set(self.log(f"{caller}-0.log").split())

    def test_a_fault_of_one_caller_of_a_database_is_none_of_others(self):
        faults = self.play_faults(
            {"id": "slow", "at": "500ms", "do": "inject", "fault": "latency", "by": "1s",
             "edge": "shop->db", "for": "500ms"}, lasts="2500ms", among=WITH_DATABASE)

        self.assertEqual((self.failures("shop"), self.failures("bank")), ({"TimeoutError"}, set()))
        self.assertGreater(faults["slow"]["injected"], 0)
        self.assertGreater(faults["slow"]["observed"], 2, self.output)

    def test_connections_to_a_database_are_reset_and_refused_and_come_again(self):
        faults = self.play_faults(
            {"id": "torn", "at": "500ms", "do": "inject", "fault": "reset", "service": "db",
             "for": "500ms"},
            {"id": "gone", "at": "2500ms", "do": "inject", "fault": "refuse", "service": "db",
             "for": "500ms"}, lasts="4500ms", among=WITH_DATABASE)

        for caller in ("shop", "bank"):
            self.assertGreaterEqual(self.failures(caller),
                                    {"ConnectionResetError", "ConnectionRefusedError"})
        for fault in ("torn", "gone"):
            self.assertGreater(faults[fault]["injected"], 2, self.output)
            self.assertGreater(faults[fault]["observed"], 2, self.output)

    def test_a_fault_of_one_caller_of_services_is_none_of_others(self):
        faults = self.play_faults(
            {"id": "bad", "at": "500ms", "do": "inject", "fault": "error_rate", "rate": 1,
             "edge": "shop->stock", "for": "500ms"},
            {"id": "slow", "at": "2500ms", "do": "inject", "fault": "latency", "by": "1s",
             "edge": "bank->web", "for": "500ms"}, lasts="5s", among=WITH_SERVICES)

        self.assertEqual((self.failures("shop"), self.failures("bank")),
                         ({"HTTPError"}, {"TimeoutError"}))
        for fault in ("bad", "slow"):
            self.assertGreater(faults[fault]["injected"], 2, self.output)
            self.assertGreater(faults[fault]["observed"], 2, self.output)
