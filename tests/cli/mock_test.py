#!/usr/bin/env python3
"""A mock on its own: one line when ready, one sentence when it cannot start, exit 0 at the end."""
import base64
import json
import signal
import ssl
import urllib.error
import urllib.parse
import urllib.request

from program import ProgramTest, main

CONFIG = {
    "clients": [{"id": "shop-7", "secret": "+ / = & : "}],
    "lifetimes": {"client_credentials": "30s"},
    "faults": [{"id": "busy", "at": "jwks", "do": [{"status": 503}]}],
}


def basic(name, secret):
    pair = urllib.parse.quote_plus(name) + ":" + urllib.parse.quote_plus(secret)
    return "Basic " + base64.b64encode(pair.encode()).decode()


class Mock(ProgramTest):
    def mock(self, *arguments):
        """Starts `mock auth`; the process and its URL."""
        process = self.start("mock", "auth", *arguments)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        line = process.stdout.readline()
        self.assertTrue(line, "no ready line")
        ready = json.loads(line)
        self.assertEqual(sorted(ready), ["ready", "url"])
        return process, ready["url"]

    def ask(self, url, form=None, context=None, **headers):
        data = urllib.parse.urlencode(form).encode() if form else None
        request = urllib.request.Request(url, data, headers)
        try:
            with urllib.request.urlopen(request, timeout=10, context=context) as reply:
                return reply.status, reply.read()
        except urllib.error.HTTPError as error:
            return error.code, error.read()

    def token(self, url, name, secret):
        return self.ask(url + "/token", {"grant_type": "client_credentials"},
                        authorization=basic(name, secret))

    def test_it_serves_without_a_configuration_and_ends_on_either_signal(self):
        for number in (signal.SIGTERM, signal.SIGINT):
            process, url = self.mock()

            status, body = self.token(url, "firedrill", "secret")
            process.send_signal(number)

            self.assertEqual(status, 200)
            self.assertIn("access_token", json.loads(body))
            self.assertTrue(url.startswith("http://127.0.0.1:"))
            self.assertEqual(process.wait(timeout=10), 0)
            self.assertEqual(process.stdout.read(), "")

    def test_a_configuration_says_which_clients_there_are_and_what_fails(self):
        self.write(json.dumps(CONFIG).encode(), "provider.json")
        _, url = self.mock("--config", "provider.json")

        right, body = self.token(url, "shop-7", "+ / = & : ")
        wrong, _ = self.token(url, "firedrill", "secret")
        keys, _ = self.ask(url + "/jwks")

        self.assertEqual((right, wrong, keys), (200, 401, 503))
        self.assertEqual(json.loads(body)["expires_in"], 30)

    def test_the_log_names_what_was_asked_and_no_secret(self):
        process, url = self.mock()
        self.ask(url + "/auth?client_id=firedrill&code_challenge=hidden")
        self.token(url, "firedrill", "secret")
        process.terminate()

        log = process.communicate(timeout=10)[1]

        self.assertIn("POST /token 200\n", log)
        for hidden in ("hidden", "secret", "access_token", "Basic"):
            self.assertNotIn(hidden, log)

    def test_with_tls_who_trusts_the_authority_can_connect_and_nobody_else(self):
        _, url = self.mock("--tls", "--ca-out", "ca.pem")
        trusting = ssl.create_default_context(cafile=self.folder / "ca.pem")

        status, _ = self.ask(url + "/jwks", context=trusting)
        with self.assertRaises(urllib.error.URLError):
            self.ask(url + "/jwks", context=ssl.create_default_context())

        self.assertTrue(url.startswith("https://127.0.0.1:"))
        self.assertEqual(status, 200)

    def test_a_taken_port_is_one_sentence_and_exit_code_4(self):
        _, url = self.mock()
        port = url.rpartition(":")[2]

        done = self.firedrill("mock", "auth", "--port", port, code=4)

        self.assertEqual(done.stdout, "")
        self.assertEqual(
            done.stderr,
            f"firedrill: cannot listen on 127.0.0.1:{port}: Address already in use\n")

    def test_mistakes_are_told_before_anything_is_served(self):
        self.write(b'{"clients": [{"id": "a", "secrt": "x"}], "acces_token": "jwt"}', "wrong.json")
        self.write(b"{", "broken.json")
        for arguments, expected in (
            (["--config", "wrong.json"], "wrong.json:1:26"),
            (["--config", "wrong.json"], 'did you mean "access_token"?'),
            (["--config", "broken.json"], "broken.json:1:"),
            (["--config", "missing.json"], "No such file"),
            (["--port", "70000"], "no whole number from 0 to 65535"),
            (["--tls"], "--tls and --ca-out go together"),
        ):
            done = self.firedrill("mock", "auth", *arguments, code=2)

            self.assertIn(expected, done.stderr)
            self.assertEqual(done.stdout, "")

    def test_an_authority_that_cannot_be_written_is_exit_code_4(self):
        done = self.firedrill("mock", "auth", "--tls", "--ca-out", "no/folder/ca.pem", code=4)

        self.assertEqual(done.stderr, 'firedrill: cannot write "no/folder/ca.pem"\n')


if __name__ == "__main__":
    main()
