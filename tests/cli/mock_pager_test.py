#!/usr/bin/env python3
"""`firedrill mock pager`: what a user of the mock sees.

usage: mock_pager_test.py [FIREDRILL]
"""
import concurrent.futures
import json
import signal
import ssl
import time
import urllib.error
import urllib.request

from program import ProgramTest, main

EVENT = {"routing_key": "R0123456789012345678901234567890", "event_action": "trigger",
         "dedup_key": "disk",
         "payload": {"summary": "Disk full", "source": "db-1", "severity": "critical"}}


class MockPager(ProgramTest):
    def mock(self, *arguments):
        """Starts `mock pager`; the process and its URL."""
        process = self.start("mock", "pager", *arguments)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        ready = json.loads(process.stdout.readline())
        self.assertEqual(sorted(ready), ["ready", "url"])
        return process, ready["url"]

    def ask(self, url, body=None, method=None, context=None, timeout=10):
        data = None if body is None else json.dumps(body).encode()
        headers = {"content-type": "application/json", "from": "anna@example.com"}
        request = urllib.request.Request(url, data, headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=timeout, context=context) as reply:
                return reply.status, reply.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def test_the_path_of_a_webhook_is_a_secret_and_not_logged(self):
        process, url = self.mock()

        self.assertEqual(self.ask(url + "/services/T0/B0/s3cret", {"text": "hello"})[0], 200)
        self.assertEqual(self.ask(url + "/services/s3cret", {"text": "hello"})[0], 404)
        self.assertEqual(self.ask(url + "/incidents")[0], 200)
        process.send_signal(signal.SIGTERM)

        self.assertEqual(process.communicate(timeout=10)[1],
                         "POST /services/... 200\nPOST /services/... 404\nGET /incidents 200\n")

    def incidents(self, url):
        return [(one["status"], one["title"])
                for one in json.loads(self.ask(url + "/incidents")[1])["incidents"]]

    def test_an_incident_goes_from_trigger_to_resolution_and_the_mock_leaves_with_0(self):
        for number in (signal.SIGTERM, signal.SIGINT):
            process, url = self.mock()

            self.assertEqual(self.ask(url + "/v2/enqueue", EVENT)[0], 202)
            self.assertEqual(self.incidents(url), [("triggered", "Disk full")])
            self.ask(url + "/incidents/Q0000000000001",
                     {"incident": {"status": "acknowledged"}}, "PUT")
            self.assertEqual(self.incidents(url), [("acknowledged", "Disk full")])
            self.ask(url + "/v2/enqueue", {**EVENT, "event_action": "resolve"})
            self.assertEqual(self.incidents(url), [("resolved", "Disk full")])
            process.send_signal(number)

            self.assertEqual(process.wait(timeout=10), 0)
            self.assertEqual(process.stdout.read(), "")

    def test_faults_change_what_clients_see(self):
        self.write(json.dumps({"faults": [
            {"id": "gone", "at": "enqueue", "fault": "lose"},
            {"id": "slow", "at": "slack", "fault": "delay", "by": "200ms"}]}).encode(),
            "pager.json")
        _, url = self.mock("--config", "pager.json")

        self.assertEqual(self.ask(url + "/v2/enqueue", EVENT)[0], 202)
        self.assertEqual(self.incidents(url), [])
        begun = time.monotonic()
        self.assertEqual(self.ask(url + "/services/T/B/k", {"text": "x"}), (200, "ok"))
        self.assertGreaterEqual(time.monotonic() - begun, 0.2)
        self.ask(url + "/__firedrill/faults/gone", method="DELETE")
        self.ask(url + "/v2/enqueue", EVENT)
        self.assertEqual(self.incidents(url), [("triggered", "Disk full")])

    def test_a_client_of_a_hanging_pager_waits_and_nobody_else_does(self):
        _, url = self.mock()
        self.ask(url + "/__firedrill/faults", {"at": "enqueue", "fault": "hang"})

        with concurrent.futures.ThreadPoolExecutor(1) as pool:
            waiting = pool.submit(self.ask, url + "/v2/enqueue", EVENT, timeout=1)
            self.assertEqual(self.incidents(url), [])
            with self.assertRaises((TimeoutError, urllib.error.URLError)):
                waiting.result(timeout=10)

    def test_what_is_too_large_is_refused_and_hurts_nobody(self):
        _, url = self.mock()

        self.assertEqual(self.ask(url + "/v2/enqueue", {"x": "y" * 600_000})[0], 413)
        self.assertEqual(self.ask(url + "/alertmanager", {"x": "y" * 2_000_000})[0], 413)

        self.assertEqual(self.ask(url + "/v2/enqueue", EVENT)[0], 202)

    def test_it_serves_tls_to_who_trusts_its_authority(self):
        _, url = self.mock("--tls", "--ca-out", "ca.pem")
        trusting = ssl.create_default_context(cafile=self.folder / "ca.pem")

        status, _ = self.ask(url + "/v2/enqueue", EVENT, context=trusting)

        self.assertTrue(url.startswith("https://127.0.0.1:"))
        self.assertEqual(status, 202)

    def test_the_log_has_no_keys(self):
        process, url = self.mock()
        self.ask(url + "/v2/enqueue", EVENT)
        self.ask(url + "/incidents?incident_key=hidden")
        process.terminate()

        log = process.communicate(timeout=10)[1]

        self.assertIn("POST /v2/enqueue 202\n", log)
        self.assertNotIn("R0123", log)
        self.assertNotIn("hidden", log)

    def test_mistakes_are_told_before_anything_is_served(self):
        self.write(b'{\n  "faults": [{"fault": "duplicat"}],\n  "loop": 1\n}', "wrong.json")

        done = self.firedrill("mock", "pager", "--config", "wrong.json", code=2)

        self.assertEqual(done.stdout, "")
        self.assertIn("wrong.json:2:24", done.stderr)
        self.assertIn('did you mean "duplicate"?', done.stderr)
        self.assertIn('did you mean "loops"?', done.stderr)


if __name__ == "__main__":
    main()
