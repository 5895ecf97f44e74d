"""`firedrill run --live` with programs of the user's own that call a mock, another program and a
database, which speaks no HTTP: faults strike the calls of one and not of others, and end."""
import collections
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

# Asks two services for each request, then the database, over connections that it keeps, and gives
# up after 200 ms. What became of a request that failed is in its output.
CALLER = """
import http.server, os, socket, sys, urllib.request
kept = []
def ask():
    for url in os.environ["URLS"].split():
        urllib.request.urlopen(url, timeout=0.2).read()
    host, port = os.environ["DATABASE"].split(":")
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
            kept.clear()
            self.send_response(500)
        self.send_header("Content-Length", "0")
        self.end_headers()
    def log_message(self, *_): pass
http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
"""


def python(code):
    return [sys.executable, "-c", code, "${port}"]


def inject(fault, at, **more):
    return {"id": fault, "at": at, "do": "inject", "fault": fault, "for": "500ms", **more}


def document():
    """A fault on the calls of each of two callers, and then another one."""
    caller = {"calls": [{"service": name} for name in ("stock", "web", "db")],
              "live": {"command": python(CALLER), "metrics": False,
                       "env": {"URLS": "${stock.url} ${web.url}", "DATABASE": "${db.address}"}}}
    return {
        "firedrill": 1, "name": "own", "lasts": "4500ms", "before": {"settle": "2s"},
        "services": {"stock": {}, "web": {"live": {"command": server(), "metrics": False}},
                     "db": {"live": {"command": python(DATABASE), "protocol": "tcp"}},
                     "shop": caller, "bank": caller},
        "traffic": [{"name": name, "to": to, "rate": "20/s", "timeout": "1s"}
                    for name, to in (("buyers", "shop"), ("clerks", "bank"))],
        "impact": {"window": "1s", "at_least": 2, "recovered_after": "0s"},
        "script": [inject("latency", "500ms", by="1s", edge="shop->db"),
                   inject("reset", "500ms", edge="bank->web"),
                   inject("refuse", "2500ms", edge="bank->db"),
                   inject("error_rate", "2500ms", rate=1, edge="shop->stock")],
        "targets": {"impact_windows": {"at_most": 2}}}


class OwnEdges(OwnRun):
    def test_faults_strike_the_calls_of_programs_and_end(self):
        code, errors = self.play(document())

        self.assertEqual((code, errors), (0, ""), self.output)
        self.assert_nothing_is_left()
        report = json.loads((self.out / "own" / "report.json").read_text())
        for window in report["impact_windows"]:
            self.assertIsNotNone(window["end_s"], self.output)  # recovered
        for fault in report["faults"]:
            self.assertGreater(fault["injected"], 0, self.output)
            self.assertGreater(fault["observed"], 2, self.output)
        shop, bank = (collections.Counter(self.log(f"{caller}-0.log").split())
                      for caller in ("shop", "bank"))
        self.assertGreater(shop["TimeoutError"], bank["TimeoutError"] + 4)
        self.assertGreater(shop["HTTPError"], 4)
        self.assertEqual(bank["HTTPError"], 0)
        self.assertGreater(bank["ConnectionRefusedError"], 0)
        self.assertGreater(bank["ConnectionResetError"] + bank["RemoteDisconnected"], 4)
        self.assertFalse([failure for failure in shop if "Conn" in failure])
