#!/usr/bin/env python3
"""`firedrill mock service`: what a user of the mock sees.

usage: mock_service_test.py [FIREDRILL]
"""
import concurrent.futures
import json
import shutil
import signal
import socket
import ssl
import subprocess
import tempfile
import time
import unittest
import urllib.error
import urllib.request

import program

PORT_TAKEN = 4


class MockService(unittest.TestCase):
    def mock(self, config=None, *options):
        arguments = [program.program, "mock", "service", *options]
        if config is not None:
            file = tempfile.NamedTemporaryFile("w", suffix=".json")
            self.addCleanup(file.close)
            file.write(config if isinstance(config, str) else json.dumps(config))
            file.flush()
            arguments += ["--config", file.name]
        process = subprocess.Popen(
            arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.addCleanup(lambda: (process.kill(), process.communicate()))
        return process

    def served(self, config=None):
        process = self.mock(config)
        ready = json.loads(process.stdout.readline())
        self.assertEqual(ready["ready"], True)
        return process, ready["url"]

    def ask(self, url, body=None, method=None, headers=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(url, data, headers or {}, method=method)
        try:
            with urllib.request.urlopen(request, timeout=10) as reply:
                return reply.status, reply.read().decode(), reply.headers
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode(), error.headers

    def later(self, url):
        """The status of a request that goes on meanwhile."""
        pool = concurrent.futures.ThreadPoolExecutor(1)
        self.addCleanup(pool.shutdown)
        return pool.submit(lambda: self.ask(url)[0])

    def wait_for_one_in_flight(self, url):
        expected = 'http_requests_in_flight{service="service"} 1'
        end = time.monotonic() + 10
        while expected not in self.ask(url + "/metrics")[1]:
            self.assertLess(time.monotonic(), end, "the request never came")

    def test_work_that_nobody_waits_for_is_cancelled_if_so_configured(self):
        _, url = self.served(
            {"latency": "1h", "workers": 1, "queue": 1, "abandoned_work": "cancel"})
        _, port = url.rsplit(":", 1)

        def connected():
            client = socket.create_connection(("127.0.0.1", int(port)), timeout=10)
            self.addCleanup(client.close)
            client.sendall(b"GET / HTTP/1.1\r\nhost: a\r\n\r\n")
            return client

        def wait_for(**metrics):
            lines = [f'http_{name}{{service="service"}} {value}' for name, value in metrics.items()]
            end = time.monotonic() + 10
            while not all(line in self.ask(url + "/metrics")[1] for line in lines):
                self.assertLess(time.monotonic(), end, metrics)

        first = connected()
        wait_for(requests_in_flight=1, queue_length=0)
        second = connected()
        wait_for(requests_in_flight=2, queue_length=1)
        self.assertEqual(self.ask(url + "/")[0], 503)

        first.close()
        wait_for(requests_in_flight=1, queue_length=0)  # the second has the worker
        third = connected()
        wait_for(requests_in_flight=2, queue_length=1)
        third.close()
        wait_for(requests_in_flight=1, queue_length=0)  # out of the queue
        second.close()
        wait_for(requests_in_flight=0)
        self.assertIn('http_requests_total{code="499",service="service",version=""} 3',
                      self.ask(url + "/metrics")[1])

    def test_it_logs_requests_unless_told_to_be_quiet(self):
        for options, logged in (((), "GET /orders 200\n"), (("--quiet",), "")):
            process = self.mock(None, *options)
            url = json.loads(process.stdout.readline())["url"]
            self.ask(url + "/orders")
            process.send_signal(signal.SIGTERM)
            self.assertEqual(process.communicate(timeout=10), ("", logged))

    def test_who_cannot_hear_that_it_is_ready_is_not_left_waiting(self):
        with open("/dev/full", "w") as full:
            process = subprocess.run([program.program, "mock", "service"], stdout=full,
                                     stderr=subprocess.PIPE, text=True, timeout=10)
        self.assertEqual(process.returncode, 4)
        self.assertIn("cannot write to standard output", process.stderr)

    @unittest.skipUnless(shutil.which("promtool"), "no promtool here")
    def test_promtool_finds_nothing_to_blame_in_its_metrics(self):
        _, url = self.served({"calls": [{"service": "db", "timeout": "1s", "retry": {"attempts": 2},
                                         "breaker": {}}],
                              "addresses": {"db": "http://127.0.0.1:1"}})
        for _ in range(3):
            self.ask(url)
        page = self.ask(url + "/metrics")[1]
        checked = subprocess.run(["promtool", "check", "metrics"], input=page,
                                 capture_output=True, text=True, timeout=10)
        self.assertEqual((checked.returncode, checked.stderr), (0, ""))

    def test_it_serves_tls_when_asked(self):
        with tempfile.NamedTemporaryFile(suffix=".pem") as authority:
            process = self.mock(None, "--tls", "--ca-out", authority.name)
            url = json.loads(process.stdout.readline())["url"]
            trust = ssl.create_default_context(cafile=authority.name)

            with urllib.request.urlopen(url, timeout=10, context=trust) as reply:
                self.assertEqual(reply.status, 200)
        self.assertTrue(url.startswith("https://"))

    def test_it_answers_given_paths_with_given_bodies(self):
        _, url = self.served({"version": "2", "answers": [
            {"path": "/users/1", "body": {"id": 1}},
            {"path": "/users", "method": "POST", "status": 201, "headers": {"x-made": "yes"}}]})

        status, body, headers = self.ask(url + "/users/1")
        self.assertEqual((status, body), (200, '{"id": 1}'))
        self.assertEqual(headers["content-type"], "application/json")
        self.assertEqual(headers["x-firedrill-version"], "2")
        status, _, headers = self.ask(url + "/users", {})
        self.assertEqual((status, headers["x-made"]), (201, "yes"))
        self.assertEqual(self.ask(url + "/other")[0], 200)

    def test_faults_come_and_go_and_count(self):
        _, url = self.served()
        admin = url + "/__firedrill/faults"
        fault = {"id": "f", "fault": "error_rate", "rate": 1, "reply": 503, "cause": 7}

        status, body, _ = self.ask(admin, fault)
        self.assertEqual((status, json.loads(body)), (201, {"ids": ["f"]}))
        self.assertEqual(self.ask(admin, fault)[0], 409)
        status, _, headers = self.ask(url)
        self.assertEqual((status, headers["x-firedrill-cause"]), (503, "7"))
        status, _, headers = self.ask(url + "/healthz")
        self.assertEqual((status, headers["x-firedrill-version"]), (200, None))  # it has none
        self.assertEqual(self.ask(admin + "/f", method="DELETE")[0], 204)
        self.assertEqual(self.ask(admin + "/f", method="DELETE")[0], 404)
        self.assertEqual(self.ask(url)[0], 200)
        self.assertEqual(json.loads(self.ask(admin)[1]),
                         {"faults": [{"id": "f", "active": False, "injected": 1,
                                      "suppressed": 0}]})
        hits = json.loads(self.ask(url + "/__firedrill/hits")[1])
        self.assertEqual(hits["GET /"], {"requests": 2, "faulted": 1,
                                         "by_status": {"200": 1, "503": 1}})

    def test_headers_ask_for_faults_as_they_do_of_envoy_if_so_configured(self):
        _, url = self.served({"header_faults": {"abort": "100%"}})
        self.assertEqual(self.ask(url, headers={"x-envoy-fault-abort-request": "418"})[0], 418)

    def test_only_a_replica_takes_a_handover_which_skips_its_faults(self):
        _, url = self.served()
        fault = {"id": "f", "fault": "error_rate", "rate": 1, "reply": 503}
        self.assertEqual(self.ask(url + "/__firedrill/faults", fault)[0], 201)
        handed_over = {"x-firedrill-handover": "0 0 0"}
        self.assertEqual(self.ask(url, headers=handed_over)[0], 503)

    def test_mistakes_of_the_admin_api_are_named(self):
        _, url = self.served()

        for body, expected in (({"id": "f", "fault": "latensy"}, 'did you mean \\"latency\\"'),
                               ({"id": "f", "fault": "crash"}, "kill the process"),
                               ({"id": "f", "fault": "cache_loss"}, "on an edge of a scenario"),
                               ({"id": "f"}, "is known here"),
                               ({}, "needs its kind")):
            status, said, _ = self.ask(url + "/__firedrill/faults", body)
            self.assertEqual(status, 400)
            self.assertIn(expected, said)
        status, said, _ = self.ask(url + "/__firedrill/nothing")
        self.assertEqual((status, json.loads(said)),
                         (404, {"error": "there is no GET /__firedrill/nothing"}))

    def test_a_call_that_fails_is_answered_as_told(self):
        _, url = self.served({
            "calls": [{"service": "db", "timeout": "1s", "fails": {"reply": 502}}],
            "addresses": {"db": "http://127.0.0.1:1"}})

        self.assertEqual(self.ask(url)[0], 502)

    def test_calls_reach_their_service_and_carry_its_cause(self):
        _, database = self.served({"name": "db"})
        _, url = self.served({"calls": [{"service": "db"}], "addresses": {"db": database}})
        self.assertEqual(self.ask(url)[0], 200)

        self.ask(database + "/__firedrill/faults",
                 {"id": "f", "fault": "error_rate", "rate": 1, "cause": 9})
        status, _, headers = self.ask(url)

        self.assertEqual((status, headers["x-firedrill-cause"]), (502, "9"))

    def test_what_waits_for_a_worker_beyond_the_queue_is_turned_away(self):
        _, url = self.served({"workers": 1, "queue": 0, "latency": "1s"})
        first = self.later(url)
        self.wait_for_one_in_flight(url)

        self.assertEqual(self.ask(url)[0], 503)
        self.assertEqual(first.result(timeout=10), 200)

    def test_it_ends_what_it_has_begun_and_leaves_with_0(self):
        for sent in (signal.SIGTERM, signal.SIGINT):
            process, url = self.served({"latency": "300ms"})
            client = self.later(url)
            self.wait_for_one_in_flight(url)

            process.send_signal(sent)

            self.assertEqual(client.result(timeout=10), 200)
            self.assertEqual(process.wait(timeout=10), 0)

    def test_a_wrong_file_is_refused_with_every_mistake(self):
        process = self.mock('{\n  "latensy": "2s",\n  "workers": 0\n}')

        _, errors = process.communicate(timeout=10)

        self.assertEqual(process.returncode, 2)
        self.assertIn(':2:3\n', errors)
        self.assertIn('did you mean "latency"?', errors)
        self.assertIn('"workers"', errors)

    def test_a_port_that_is_taken_is_one_sentence(self):
        _, url = self.served()

        process = self.mock(None, "--port", url.rsplit(":", 1)[1])
        output, errors = process.communicate(timeout=10)

        self.assertEqual((process.returncode, output), (PORT_TAKEN, ""))
        self.assertEqual(len(errors.splitlines()), 1)
        self.assertIn("Address already in use", errors)


if __name__ == "__main__":
    program.main()
