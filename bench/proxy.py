#!/usr/bin/env python3
"""What the proxy costs and how exact it is: the figures that docs/performance.md quotes.

usage: bench/proxy.py [--build DIR] [--turns N]

Beside a direct connection, haproxy, nginx (stream) and socat, as far as they are installed, in
turns within one run. For round trips all share a core, as waking another one takes longer than any
proxy; for the rest the proxies have the second core, where there is one, the client and the server
of bytes the first. The HTTP server shares the proxies' core, as its client needs all of the other,
and goes before them there, if we may say so (SCHED_FIFO), so that they never wait for it. On a busy
machine trust the ratios, not the times. Exit 1 if a figure misses its limit.
"""
import argparse
import contextlib
import json
import os
import pathlib
import re
import resource
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request

from run import ROOT, Figures

MEGABYTE = 1_000_000
STREAM = 300 * MEGABYTE
NGINX_STREAM = pathlib.Path("/usr/lib/nginx/modules/ngx_stream_module.so")


def most_files() -> int:
    return resource.getrlimit(resource.RLIMIT_NOFILE)[1]


def on_core(number: int, process: int = 0):
    """What a child does before it starts: its core, and as many files as it may open."""
    def prepare():
        cores = sorted(os.sched_getaffinity(os.getppid() if process == 0 else os.getpid()))
        os.sched_setaffinity(process, {cores[number % len(cores)]})
        resource.prlimit(process, resource.RLIMIT_NOFILE, (most_files(), most_files()))
    return prepare


@contextlib.contextmanager
def running(command: list, core: int, **options):
    with subprocess.Popen(command, preexec_fn=on_core(core), **options) as process:
        try:
            yield process
        finally:
            process.kill()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until_open(port: int):
    for _ in range(500):
        with contextlib.suppress(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", port)).close()
            return
        time.sleep(0.01)
    sys.exit(f"nothing listens on port {port}")


class Peer:
    """build/release/bench/proxy_peer."""

    def __init__(self, program: pathlib.Path):
        self.program = program

    def told(self, what: str, port: int, amount: int, pause_ms: int = 0) -> dict:
        return json.loads(subprocess.run(
            [self.program, what, str(port), str(amount), str(pause_ms)], check=True, text=True,
            stdout=subprocess.PIPE, preexec_fn=on_core(0)).stdout)

    @contextlib.contextmanager
    def holding(self, what: str, port: int, amount: int):
        with running([self.program, what, str(port), str(amount), "0"], 0, stdin=subprocess.PIPE,
                     stdout=subprocess.PIPE) as process:
            if process.stdout.readline() != b"ready\n":
                sys.exit(f"proxy_peer {what} failed")
            yield


class Firedrill:
    """firedrill proxy, with a way to each of some servers."""

    def __init__(self, stack: contextlib.ExitStack, program: pathlib.Path):
        self.process = stack.enter_context(running(
            [program, "proxy", "--port", "0"], 1, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL))
        self.url = json.loads(self.process.stdout.readline())["url"]

    def call(self, method: str, path: str, body=None) -> dict:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data=data, method=method)
        with urllib.request.urlopen(request, timeout=10) as reply:
            text = reply.read()
        return json.loads(text) if text else {}

    def way_to(self, port: int) -> int:
        made = self.call("POST", "/proxies", {"name": f"to-{port}", "listen": "127.0.0.1:0",
                                              "upstream": f"127.0.0.1:{port}"})
        return int(made["listen"].rsplit(":", 1)[1])

    @contextlib.contextmanager
    def toxic(self, port: int, kind: str, **attributes):
        toxics = f"/proxies/to-{port}/toxics"
        self.call("POST", toxics, {"name": "bench", "type": kind, "attributes": attributes})
        try:
            yield
        finally:
            self.call("DELETE", toxics + "/bench")

    def memory_mb(self) -> float:
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s*(\d+)", status).group(1)) / 1024


def haproxy(folder: pathlib.Path, port: int, upstream: int) -> list:
    config = folder / f"haproxy-{port}.cfg"
    config.write_text(f"""
global
  nbthread 1
  maxconn 1000
defaults
  mode tcp
  timeout connect 5s
  timeout client 1h
  timeout server 1h
listen bench
  bind 127.0.0.1:{port}
  server only 127.0.0.1:{upstream}
""")
    return ["haproxy", "-db", "-f", config]


def nginx(folder: pathlib.Path, port: int, upstream: int) -> list:
    config = folder / f"nginx-{port}.conf"
    config.write_text(f"""
load_module {NGINX_STREAM};
daemon off;
master_process off;
pid {folder}/nginx-{port}.pid;
error_log stderr crit;
events {{ worker_connections 4000; }}
stream {{ server {{
  listen 127.0.0.1:{port};
  proxy_pass 127.0.0.1:{upstream};
  tcp_nodelay on;
}} }}
""")
    return ["nginx", "-p", folder, "-c", config, "-e", "stderr"]


def socat(_folder: pathlib.Path, port: int, upstream: int) -> list:
    return ["socat", f"TCP-LISTEN:{port},bind=127.0.0.1,reuseaddr,fork,nodelay,backlog=1024",
            f"TCP:127.0.0.1:{upstream},nodelay"]


class Ways:
    """To a server: directly, and through each proxy that is installed."""

    def __init__(self, stack: contextlib.ExitStack, folder: pathlib.Path, drill: Firedrill,
                 upstream: int):
        self.ports = {"direct": upstream, "firedrill": drill.way_to(upstream)}
        self.processes = [drill.process]
        for command in (haproxy, nginx, socat):
            self._start(stack, folder, command, upstream)

    def _start(self, stack, folder, command, upstream: int):
        name = command.__name__
        if not shutil.which(name) or (name == "nginx" and not NGINX_STREAM.exists()):
            print(f"       {name} is not installed: not compared")
            return
        port = free_port()
        self.processes.append(stack.enter_context(running(
            command(folder, port, upstream), 1, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL)))
        wait_until_open(port)
        self.ports[name] = port

    def move_to(self, core: int):
        for process in self.processes:
            on_core(core, process.pid)()

    def in_turns(self, turns: int, measure) -> dict:
        """By name, what `measure` says of the port, for each turn."""
        values = {name: [] for name in self.ports}
        for turn in range(turns):
            names = list(self.ports)
            for name in names[turn % len(names):] + names[:turn % len(names)]:
                values[name].append(measure(self.ports[name]))
        return values


def ratio(values: dict, name: str, other: str) -> float:
    """The median of what stood side by side."""
    return statistics.median(a / b for a, b in zip(values[name], values[other]))


def show(what: str, values: dict, form: str):
    medians = ", ".join(f"{name} {form.format(statistics.median(all_of))}"
                        for name, all_of in values.items())
    print(f"       {what}: {medians}", flush=True)


def http_rate(port: int) -> float:
    told = subprocess.run(["wrk", "-t1", "-c16", "-d2s", f"http://127.0.0.1:{port}/"], check=True,
                          text=True, stdout=subprocess.PIPE, preexec_fn=on_core(0)).stdout
    return float(re.search(r"Requests/sec:\s*([\d.]+)", told).group(1))


def cost(peer: Peer, ways: Ways, turns: int, figures: Figures):
    ways.move_to(0)
    times = ways.in_turns(turns, lambda port: peer.told("rtt", port, 5000)["p50_us"])
    ways.move_to(1)
    show("round trip of 64 bytes, p50", times, "{:.1f} us")
    if "haproxy" in ways.ports:
        figures.at_most("a round trip, against haproxy's", ratio(times, "firedrill", "haproxy"),
                        1, "times")
    rates = ways.in_turns(turns, lambda port: peer.told("stream", port, STREAM)["bytes_s"])
    show("one stream", rates, "{:.3g} bytes/s")
    figures.at_most("one stream directly, against that through firedrill",
                    ratio(rates, "direct", "firedrill"), 2, "times")


def http_cost(ways: Ways, turns: int, figures: Figures):
    if not shutil.which("wrk"):
        print("       wrk is not installed: no figure for HTTP")
        return
    rates = ways.in_turns(turns, http_rate)
    show("HTTP, 16 connections", rates, "{:.0f} requests/s")
    if "haproxy" in ways.ports:
        figures.at_most("HTTP through haproxy, against that through firedrill",
                        ratio(rates, "haproxy", "firedrill"), 1, "times")


def exactness(peer: Peer, drill: Firedrill, upstream: int, way: int, figures: Figures):
    for delay_ms, count in ((1, 1000), (10, 500), (100, 100)):
        # As seldom as with the delay: a core that has slept wakes up more slowly, that of a virtual
        # machine by many milliseconds at times.
        without = peer.told("rtt", way, count, delay_ms)["p50_us"]
        with drill.toxic(upstream, "latency", latency=delay_ms):
            told = peer.told("rtt", way, count, 1)
        without = min(without, peer.told("rtt", way, count, delay_ms)["p50_us"])
        for name, limit_us in (("p50", 150), ("p99", 1000)):
            late_us = told[name + "_us"] - without - delay_ms * 1000
            figures.at_most(f"a delay of {delay_ms} ms is off by ({name})", abs(late_us), limit_us,
                            "us")
    for rate in (1000, 10_000, 100_000):
        with drill.toxic(upstream, "bandwidth", rate=rate):
            got = peer.told("stream", way, 2000 * rate)["bytes_s"]
        figures.at_most(f"a bandwidth of {rate} KB/s is off by", abs(got / rate / 10 - 100), 2, "%")


def memory(peer: Peer, drill: Firedrill, way: int, figures: Figures):
    before = drill.memory_mb()
    with peer.holding("stall", way, 4000 * MEGABYTE):
        time.sleep(2)  # what it could take in that time
        figures.at_most("memory for a reader of 4 GB who does not read", drill.memory_mb() - before,
                        2, "MB")
    count = min(10_000, (most_files() - 100) // 2)  # two sockets for each
    with peer.holding("idle", way, count):
        figures.at_most(f"{count:,} idle connections", drill.memory_mb(), count / 50, "MB")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", type=pathlib.Path, default=ROOT / "build" / "release")
    parser.add_argument("--turns", type=int, default=5)
    arguments = parser.parse_args()
    bench = arguments.build / "bench"
    figures = Figures()
    peer = Peer(bench / "proxy_peer")
    with contextlib.ExitStack() as stack:
        folder = pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory()))
        drill = Firedrill(stack, arguments.build / "firedrill")

        def server(core: int, *command) -> int:
            process = stack.enter_context(running(list(command), core, stdout=subprocess.PIPE))
            return int(process.stdout.readline())

        upstream = server(0, peer.program, "serve")
        sink = server(1, bench / "load_bench", "--sink")
        with contextlib.ExitStack() as proxies:
            ways = Ways(proxies, folder, drill, upstream)
            cost(peer, ways, arguments.turns, figures)
            http_cost(Ways(proxies, folder, drill, sink), arguments.turns, figures)
        exactness(peer, drill, upstream, ways.ports["firedrill"], figures)
        memory(peer, drill, ways.ports["firedrill"], figures)
    return 1 if figures.missed else 0


if __name__ == "__main__":
    sys.exit(main())
