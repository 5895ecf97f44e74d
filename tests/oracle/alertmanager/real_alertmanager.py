"""The real Alertmanager, and a receiver that writes down what it is told."""
import datetime
import http.server
import json
import os
import pathlib
import re
import shutil
import socket
import subprocess
import tempfile
import threading
import time
import urllib.error
import urllib.request

TOOLS = pathlib.Path(__file__).resolve().parents[3] / "build" / "tools"


def find(name):
    return shutil.which(name) or shutil.which(name, path=str(TOOLS))


class Sink:
    """Receives notifications: (unix time in ns, path, status that it answered, body)."""

    def __init__(self, refused):
        self.refused = refused  # {path: numbers of the requests that it answers 400}
        self.received = []
        self.lock = threading.Lock()
        sink = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers["content-length"]))
                self.send_response(sink.take(self.path, json.loads(body)))
                self.send_header("content-length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def take(self, path, body):
        now = time.time_ns()
        with self.lock:
            number = sum(1 for other in self.received if other[1] == path) + 1
            status = 400 if number in self.refused.get(path, ()) else 200
            self.received.append((now, path, status, body))
        return status

    def close(self):
        self.server.shutdown()
        self.server.server_close()


class RealAlertmanager:
    """One process, started with a configuration; `started` is when its dispatcher began."""

    def __init__(self, config):
        self.folder = tempfile.TemporaryDirectory()
        folder = pathlib.Path(self.folder.name)
        (folder / "alertmanager.yml").write_text(config)
        self.log = folder / "log"
        for _ in range(3):  # somebody may have taken the port meanwhile
            self.start(folder)
            if self.process.poll() is None:
                return
        raise RuntimeError(self.log.read_text(encoding="utf-8"))

    def start(self, folder):
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            port = listener.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        with open(self.log, "w", encoding="utf-8") as log:
            self.process = subprocess.Popen(
                [find("prometheus-alertmanager"), f"--config.file={folder}/alertmanager.yml",
                 f"--storage.path={folder}/data", f"--web.listen-address=127.0.0.1:{port}",
                 "--web.external-url=http://alertmanager.example", "--web.route-prefix=/",
                 "--cluster.listen-address="],
                cwd=TOOLS if TOOLS.exists() else folder, stdout=log, stderr=subprocess.STDOUT,
                env={**os.environ, "TZ": "UTC"})
        deadline = time.monotonic() + 15
        while self.process.poll() is None and time.monotonic() < deadline:
            try:
                with urllib.request.urlopen(self.url + "/-/ready", timeout=1):
                    return
            except OSError:
                time.sleep(0.02)

    @property
    def started(self):
        """Unix time in ns, of the log's milliseconds."""
        line = re.search(r"ts=(\S+) .*Completed loading of configuration file",
                         self.log.read_text(encoding="utf-8"))
        moment = datetime.datetime.fromisoformat(line.group(1).replace("Z", "+00:00"))
        return round(moment.timestamp() * 1000) * 1_000_000

    def ask(self, path, body=None, method=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(
            self.url + path, data, {"content-type": "application/json"}, method=method)
        try:
            with urllib.request.urlopen(request, timeout=5) as reply:
                return reply.read().decode()
        except urllib.error.HTTPError as error:
            raise RuntimeError(f"{path}: {error.code} {error.read().decode()}") from error

    def close(self):
        self.process.terminate()
        try:
            self.process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.folder.cleanup()
