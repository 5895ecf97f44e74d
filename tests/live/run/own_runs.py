"""What the tests of the user's own programs and commands share: a run of firedrill with folders of
its own, and a small server to run in it."""
import json
import os
import pathlib
import socket
import subprocess
import sys
import tempfile
import unittest

from waiting import processes_with

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


# Takes orders for who proves to be a client of its provider, and asks the stock: what it was asked
# is in its output, what it proved that with in the file that is its second argument.
CLIENT = """
import base64, http.server, json, os, sys, urllib.request as net
who = os.environ["CLIENT_ID"] + ":" + os.environ["CLIENT_SECRET"]
open(sys.argv[2], "w").write(os.environ["CLIENT_SECRET"])

def token():
    found = json.load(net.urlopen(os.environ["ISSUER"] + "/.well-known/openid-configuration"))
    return json.load(net.urlopen(net.Request(
        found["token_endpoint"], b"grant_type=client_credentials",
        {"Authorization": "Basic " + base64.b64encode(who.encode()).decode()})))["token_type"]

class Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        left = json.load(net.urlopen(os.environ["STOCK"] + "/items/7"))["left"]
        print(token(), left, self.command, self.path, self.headers["X-Tenant"],
              self.headers["Content-Type"], body, flush=True)
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()
    def log_message(self, *_): pass
http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
"""


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


class OwnRun(unittest.TestCase):
    program = None  # firedrill

    def setUp(self):
        self.work = tempfile.TemporaryDirectory()
        self.addCleanup(self.work.cleanup)
        self.out = pathlib.Path(self.work.name) / "out"
        self.temporary = pathlib.Path(self.work.name) / "tmp"
        self.temporary.mkdir()

    def start(self, file, *arguments, before=(), **options):
        """`before` is what starts firedrill, if it is not started directly."""
        return subprocess.Popen(
            [*before, self.program, "run", str(file), "--live", "--out", str(self.out), *arguments],
            env={**os.environ, "TMPDIR": str(self.temporary)},
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **options)

    def start_document(self, document, **options):
        file = pathlib.Path(self.work.name) / "own.json"
        file.write_text(json.dumps(document))
        return self.start(file, "--allow-commands", **options)

    def play(self, document, **options):
        """Exit code and what it said on standard error."""
        process = self.start_document(document, **options)
        output, errors = process.communicate(timeout=60)
        self.output = output
        return process.returncode, errors

    def events(self, name="own"):
        lines = (self.out / name / "journal.jsonl").read_text().splitlines()
        return [json.loads(line) for line in lines]

    def assert_nothing_is_left(self):
        self.assertEqual(list(self.temporary.iterdir()), [])
        self.assertEqual(processes_with(str(self.temporary)), [])

    def log(self, file, name="own"):
        try:
            return (self.out / name / "logs" / file).read_text()
        except OSError:
            return ""
