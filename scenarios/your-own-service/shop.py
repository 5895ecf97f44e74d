#!/usr/bin/env python3
"""A small shop: asks the stock for each order, and answers 200, or 500 if the stock does not.

It reads its version from the folder that `current` leads to, and starts again in place on SIGHUP:
how ./deploy.sh puts another version to work.

usage: shop.py PORT FOLDER     (the environment variable STOCK_URL says where the stock is)
"""
import collections
import http.client
import http.server
import json
import os
import pathlib
import signal
import sys
import threading
import urllib.parse

PORT, FOLDER = int(sys.argv[1]), pathlib.Path(sys.argv[2])
RELEASE = json.loads((FOLDER / "current" / "release.json").read_text())
STOCK = urllib.parse.urlsplit(os.environ["STOCK_URL"])
COUNTS, LOCK = collections.Counter(), threading.Lock()


def ask_stock() -> int:
    """What to answer to an order."""
    connection = http.client.HTTPConnection(
        STOCK.hostname, STOCK.port, timeout=RELEASE["stock_timeout_s"])
    try:
        connection.request("GET", "/")
        return 200 if connection.getresponse().status == 200 else 500
    except OSError:
        return 500
    finally:
        connection.close()


def metrics() -> str:
    lines = ["# TYPE shop_build_info gauge", f'shop_build_info{{version="{RELEASE["version"]}"}} 1',
             "# TYPE shop_orders_total counter"]
    with LOCK:
        lines += [f'shop_orders_total{{code="{code}"}} {COUNTS[code]}' for code in (200, 500)]
    return "\n".join(lines) + "\n"


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        pages = {"/healthz": lambda: "ok\n", "/version": lambda: RELEASE["version"] + "\n",
                 "/metrics": metrics}
        page = pages.get(self.path)
        if page:
            self.answer(200, page())
            return
        code = ask_stock()
        with LOCK:
            COUNTS[code] += 1
        self.answer(code, "thank you\n" if code == 200 else "the stock does not answer\n")

    def answer(self, code: int, text: str):
        body = text.encode()
        self.send_response(code)
        self.send_header("Content-Type", "text/plain; version=0.0.4")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass  # a line for each request says nothing that the metrics do not


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128


def start_again(*_):
    os.execv(sys.executable, [sys.executable, *sys.argv])


signal.signal(signal.SIGHUP, start_again)
server = Server(("127.0.0.1", PORT), Handler)
(FOLDER / "shop.pid").write_text(str(os.getpid()))
print(f"shop {RELEASE['version']} listens at port {PORT}", flush=True)
server.serve_forever()
