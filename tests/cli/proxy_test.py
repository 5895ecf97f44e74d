#!/usr/bin/env python3
"""`firedrill proxy`: what a user of it sees, with real connections.

usage: proxy_test.py [FIREDRILL]
"""
import contextlib
import json
import os
import signal
import socket
import ssl
import threading
import time
import urllib.error
import urllib.request

from program import ProgramTest, main


class Echo:
    """A server that sends back what it gets."""

    def __init__(self):
        self.socket = socket.create_server(("127.0.0.1", 0), backlog=1000)
        self.address = "localhost:%d" % self.socket.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        with contextlib.suppress(OSError):
            while True:
                client, _ = self.socket.accept()
                threading.Thread(target=self.echo, args=(client,), daemon=True).start()

    def echo(self, client):
        with client, contextlib.suppress(OSError):
            while block := client.recv(65536):
                client.sendall(block)


class Proxy(ProgramTest):
    def setUp(self):
        super().setUp()
        self.echo = Echo()
        self.addCleanup(self.echo.socket.close)

    def serve(self, *arguments):
        """Starts `firedrill proxy` with "echo" in front of the server."""
        self.process = self.start("proxy", "--port", "0", *arguments)
        self.addCleanup(self.process.wait)
        self.addCleanup(self.process.kill)
        threading.Thread(target=self.process.stderr.read, daemon=True).start()
        ready = json.loads(self.process.stdout.readline())
        self.assertEqual(sorted(ready), ["ready", "url"])
        self.url = ready["url"]

    def ask(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data, method=method)
        try:
            with urllib.request.urlopen(request, timeout=10) as reply:
                text = reply.read()
                return reply.status, json.loads(text) if text else None
        except urllib.error.HTTPError as error:
            return error.code, json.loads(error.read())

    def create(self, **more):
        proxy = {"name": "echo", "listen": "127.0.0.1:0", "upstream": self.echo.address, **more}
        status, made = self.ask("POST", "/proxies", proxy)
        self.assertEqual(status, 201)
        return made

    def add(self, kind, stream="downstream", **attributes):
        status, toxic = self.ask("POST", "/proxies/echo/toxics",
                                 {"type": kind, "stream": stream, "attributes": attributes})
        self.assertEqual(status, 200)
        return toxic["name"]

    def connect(self):
        _, proxy = self.ask("GET", "/proxies/echo")
        host, port = proxy["listen"].split(":")
        client = socket.create_connection((host, int(port)), timeout=20)
        self.addCleanup(client.close)
        return client

    def exchange(self, client, data):
        """What comes back until the server has sent as much or closed, and after how long."""
        began = time.monotonic()
        client.sendall(data)
        back = b""
        while len(back) < len(data) and (block := client.recv(65536)):
            back += block
        return back, time.monotonic() - began

    def descriptors(self):
        return len(os.listdir(f"/proc/{self.process.pid}/fd"))

    def wait_for(self, condition):
        end = time.monotonic() + 20
        while not condition() and time.monotonic() < end:
            time.sleep(0.02)
        self.assertTrue(condition())

    def test_it_passes_everything_on_and_leaves_with_0(self):
        for number in (signal.SIGTERM, signal.SIGINT):
            self.serve()
            self.create()
            client = self.connect()

            data = os.urandom(3_000_000)
            reader = threading.Thread(target=client.sendall, args=(data,))
            reader.start()
            back = b""
            while len(back) < len(data):
                back += client.recv(1 << 20)
            reader.join()
            self.assertEqual(back, data)
            client.shutdown(socket.SHUT_WR)
            self.assertEqual(client.recv(1), b"")

            self.connect()
            self.process.send_signal(number)
            self.assertEqual(self.process.wait(timeout=10), 0)
            self.assertEqual(self.process.stdout.read(), "")

    def test_what_is_sent_after_the_end_of_the_request_still_comes(self):
        self.serve()
        self.create()
        client = self.connect()

        client.sendall(b"last words")
        client.shutdown(socket.SHUT_WR)

        self.assertEqual(client.recv(100, socket.MSG_WAITALL), b"last words")

    def test_a_body_over_the_limit_is_413(self):
        self.serve()
        host, port = self.url.removeprefix("http://").split(":")

        with socket.create_connection((host, int(port)), timeout=20) as client:
            client.sendall(
                b"POST /proxies HTTP/1.1\r\nHost: proxy\r\nContent-Length: 1048577\r\n\r\n")
            self.assertTrue(client.recv(100).startswith(b"HTTP/1.1 413 "))

    def test_toxics_act_on_connections_that_are_open_and_can_be_removed(self):
        self.serve()
        self.create()
        client = self.connect()
        self.exchange(client, b"warm")

        name = self.add("latency", latency=200)
        self.assertGreaterEqual(self.exchange(client, b"slow")[1], 0.2)
        self.ask("PATCH", f"/proxies/echo/toxics/{name}", {"attributes": {"latency": 60_000}})
        client.sendall(b"held")
        self.assertEqual(self.ask("DELETE", f"/proxies/echo/toxics/{name}")[0], 204)

        self.assertEqual(client.recv(4, socket.MSG_WAITALL), b"held")

    def test_bandwidth_is_kept(self):
        self.serve()
        self.create()
        self.add("bandwidth", "upstream", rate=500)

        back, took = self.exchange(self.connect(), bytes(200_000))

        self.assertEqual(len(back), 200_000)
        self.assertGreaterEqual(took, 0.39)

    def test_slicer_slow_close_limit_data_and_timeout(self):
        self.serve()
        self.create()
        name = self.add("slicer", average_size=2, delay=50_000)
        self.assertGreaterEqual(self.exchange(self.connect(), b"abcdef")[1], 0.1)
        self.ask("DELETE", f"/proxies/echo/toxics/{name}")

        name = self.add("limit_data", bytes=3)
        self.assertEqual(self.exchange(self.connect(), b"abcdef")[0], b"abc")
        self.ask("DELETE", f"/proxies/echo/toxics/{name}")

        name = self.add("slow_close", "upstream", delay=200)
        client = self.connect()
        self.exchange(client, b"a")
        began = time.monotonic()
        client.shutdown(socket.SHUT_WR)
        self.assertEqual(client.recv(1), b"")
        self.assertGreaterEqual(time.monotonic() - began, 0.2)
        self.ask("DELETE", f"/proxies/echo/toxics/{name}")

        self.add("timeout", timeout=100)
        self.assertEqual(self.exchange(self.connect(), b"abc")[0], b"")

    def test_reset_peer_resets(self):
        self.serve()
        self.create()
        client = self.connect()
        self.exchange(client, b"open before the toxic")
        self.add("reset_peer", timeout=50)

        with self.assertRaises(ConnectionResetError):
            self.exchange(client, b"a")

    def test_the_seed_says_which_connections_are_hit(self):
        hits = []
        for seed in ("7", "7", "8"):
            self.serve("--seed", seed)
            self.create(toxics=[{"type": "limit_data", "toxicity": 0.5}])
            hits.append([self.exchange(self.connect(), b"a")[0] == b"" for _ in range(40)])
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(timeout=10)

        self.assertEqual(hits[0], hits[1])
        self.assertNotEqual(hits[0], hits[2])
        self.assertTrue(5 < sum(hits[0]) < 35)

    def test_a_disabled_proxy_closes_all_and_refuses(self):
        self.serve()
        self.create()
        client = self.connect()
        self.exchange(client, b"a")

        self.assertEqual(self.ask("POST", "/proxies/echo", {"enabled": False})[0], 200)
        self.assertEqual(client.recv(1), b"")
        with self.assertRaises(ConnectionRefusedError):
            self.connect()
        self.ask("POST", "/reset")

        self.assertEqual(self.exchange(self.connect(), b"a")[0], b"a")

    def https(self, host, port):
        """The server's certificate, all that it answers, and after how long."""
        trust = ssl.create_default_context(cafile=self.folder / "ca.pem")
        began = time.monotonic()
        with socket.create_connection((host, port), timeout=20) as client, \
                trust.wrap_socket(client, server_hostname="localhost") as secure:
            secure.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            back = b""
            while block := secure.recv(65536):
                back += block
            return secure.getpeercert(binary_form=True), back, time.monotonic() - began

    def test_tls_passes_through_what_delays_it_and_what_is_for_http(self):
        server = self.start("mock", "service", "--tls", "--ca-out", "ca.pem")
        self.addCleanup(server.wait)
        self.addCleanup(server.kill)
        threading.Thread(target=server.stderr.read, daemon=True).start()
        port = int(json.loads(server.stdout.readline())["url"].rpartition(":")[2])
        self.serve()
        made = self.create(upstream=f"127.0.0.1:{port}")
        self.add("http_status", status=429)
        self.add("latency", latency=100)

        certificate, back, _ = self.https("127.0.0.1", port)
        through = self.https("127.0.0.1", int(made["listen"].rpartition(":")[2]))

        self.assertTrue(back.startswith(b"HTTP/1.1 200 "))
        self.assertEqual(through[:2], (certificate, back))
        self.assertGreaterEqual(through[2], 0.2)  # the handshake's answer and the request's

    def test_an_upstream_that_is_not_there_closes_the_connection(self):
        self.serve()
        self.create()
        self.echo.socket.close()
        gone = socket.create_server(("127.0.0.1", 0))
        port = gone.getsockname()[1]
        gone.close()
        self.ask("POST", "/proxies/echo", {"upstream": f"127.0.0.1:{port}"})

        self.assertEqual(self.connect().recv(1), b"")

    def test_who_does_not_read_stops_the_sender(self):
        self.serve()
        self.create()
        self.add("latency", latency=100)
        client = self.connect()
        client.settimeout(1)

        sent = 0
        with contextlib.suppress(TimeoutError):
            while sent < 400_000_000:
                sent += client.send(bytes(1 << 20))

        self.assertLess(sent, 100_000_000)
        with open(f"/proc/{self.process.pid}/status", encoding="utf-8") as status:
            peak = [line for line in status if line.startswith("VmHWM:")]
        if "ASAN_OPTIONS" not in os.environ and "TSAN_OPTIONS" not in os.environ:
            self.assertLess(int(peak[0].split()[1]), 100_000)

    def test_clients_that_vanish_while_toxics_change_leave_nothing_behind(self):
        self.serve()
        self.create()
        self.exchange(self.connect(), b"warm")
        before = self.descriptors()
        is_over = threading.Event()

        def vanish(number):
            while not is_over.is_set():
                with contextlib.suppress(OSError), self.connect() as client:
                    client.settimeout(0.05)
                    client.sendall(bytes(1 + 30_000 * number))
                    client.recv(1 + 1000 * number)
        threads = [threading.Thread(target=vanish, args=(number,)) for number in range(8)]
        for thread in threads:
            thread.start()
        kinds = [("latency", {"latency": 20, "jitter": 20}), ("bandwidth", {"rate": 0}),
                 ("slow_close", {"delay": 10}), ("timeout", {}), ("reset_peer", {"timeout": 1}),
                 ("slicer", {"average_size": 100, "delay": 10}), ("limit_data", {"bytes": 10})]
        for turn in range(60):
            kind, attributes = kinds[turn % len(kinds)]
            for stream in ("upstream", "downstream"):
                name = self.add(kind, stream, **attributes)
                self.ask("PATCH", f"/proxies/echo/toxics/{name}", {"toxicity": 0.5})
                if turn % 3:
                    self.ask("DELETE", f"/proxies/echo/toxics/{name}")
            if turn % 7 == 6:
                self.ask("POST", "/reset")
        is_over.set()
        for thread in threads:
            thread.join()
        self.ask("POST", "/reset")

        self.wait_for(lambda: self.descriptors() <= before)
        self.assertEqual(self.exchange(self.connect(), b"well")[0], b"well")

    def test_a_config_has_proxies_with_their_toxics(self):
        self.write(json.dumps([{
            "name": "echo", "listen": "127.0.0.1:0", "upstream": self.echo.address,
            "toxics": [{"type": "latency", "attributes": {"latency": 150}}]}]).encode(), "p.json")
        self.serve("--config", "p.json")

        self.assertGreaterEqual(self.exchange(self.connect(), b"a")[1], 0.15)

    def test_a_wrong_config_is_2_and_a_taken_port_4(self):
        self.write(b'[{"name": "a"}]', "wrong.json")
        self.write(b'[{"name": "a",]', "syntax.json")
        taken = socket.create_server(("127.0.0.1", 0))
        self.addCleanup(taken.close)
        port = str(taken.getsockname()[1])
        self.write(json.dumps([{"name": "a", "upstream": "b:1",
                                "listen": "127.0.0.1:" + port}]).encode(), "taken.json")

        wrong = self.firedrill("proxy", "--port", "0", "--config", "wrong.json", code=2)
        syntax = self.firedrill("proxy", "--port", "0", "--config", "syntax.json", code=2)
        listed = self.firedrill("proxy", "--port", "0", "--config", "taken.json", code=4)
        own = self.firedrill("proxy", "--port", port, code=4)

        self.assertEqual(wrong.stderr,
                         "error: wrong.json: missing required field: upstream at proxy 1\n")
        self.assertIn("syntax.json:1:14", syntax.stderr)
        self.assertIn(f"listen tcp 127.0.0.1:{port}: bind: address already in use", listed.stderr)
        self.assertIn("cannot listen on", own.stderr)
        for done in (wrong, syntax, listed, own):
            self.assertEqual(done.stdout, "")

    def test_it_is_ready_only_with_a_config_that_can_be(self):
        well = {"name": "well", "upstream": "b:1", "listen": "127.0.0.1:0"}
        for wrong, code, message in (
                ({"upstream": ""}, 2, "missing required field: upstream at proxy 2"),
                ({"toxics": [{"type": "tachyons"}]}, 2, "invalid toxic type"),
                ({"toxics": [{"type": "latency", "attributes": {"latency": "x"}}]}, 2, "latency"),
                ({"listen": "0.0.0.0:0"}, 2, "is no loopback address"),
                ({"listen": "nowhere"}, 4, "missing port in address")):
            with self.subTest(wrong=wrong):
                self.write(json.dumps([well, {**well, "name": "a", **wrong}]).encode(), "bad.json")

                done = self.firedrill("proxy", "--port", "0", "--config", "bad.json", code=code)

                self.assertIn(message, done.stderr)
                self.assertEqual(done.stdout, "")


if __name__ == "__main__":
    main()
