#!/usr/bin/env python3
"""`firedrill import`: what becomes of a Toxiproxy configuration, and what is said about it.

usage: import_test.py [FIREDRILL]
"""
import json
import subprocess

import program
from program import ProgramTest, main


def toxic(kind, **more):
    attributes = more.pop("attributes", {})
    return {"type": kind, "attributes": attributes, **more}


def proxy(name, *toxics, **more):
    return {"name": name, "listen": "127.0.0.1:0", "upstream": f"{name}:80",
            "toxics": list(toxics), **more}


# Each toxic that does something to requests, and the fault that it becomes.
TOXICS = [
    (toxic("latency", attributes={"latency": 300, "jitter": 100}), "slow_answers"),
    (toxic("latency", attributes={"latency": 100, "jitter": 300}), "slow_answers"),
    (toxic("latency", attributes={"latency": 300}, stream="upstream"), "latency"),
    (toxic("bandwidth", attributes={"rate": 200}), "bandwidth"),
    (toxic("bandwidth", attributes={"rate": 0}), "partition"),
    (toxic("bandwidth", attributes={"rate": 0}, stream="upstream"), "partition"),
    (toxic("timeout", attributes={"timeout": 500}), "timeout"),
    (toxic("timeout", attributes={"timeout": 0}), "partition"),
    (toxic("reset_peer"), "reset"),
    (toxic("reset_peer", attributes={"timeout": 200}), "timeout"),
    (toxic("limit_data", attributes={"bytes": 1000}), "truncate"),
    (toxic("limit_data", attributes={"bytes": 1000}, stream="upstream"), "reset"),
    (toxic("slicer", attributes={"average_size": 1000, "delay": 1000}), "bandwidth"),
    (toxic("loss", attributes={"per_thousand": 100}, ttl="30s"), "packet_loss"),
    (toxic("http_status", attributes={"status": 429, "retry_after": 5}), "error_rate"),
    (toxic("http_status", attributes={"first": 5}), "fail_first"),
    (toxic("http_status", attributes={"every": 3}), "fail_every"),
    (toxic("http_headers", attributes={"set": {"content-type": "a/b"}}), "wrong_content_type"),
    (toxic("http_headers", attributes={"remove": ["etag"]}), "header_change"),
    (toxic("http_body", attributes={"replace": "no"}), "body_change"),
    (toxic("http_body", attributes={"replace": "no" * 2049}), "malformed"),
    (toxic("http_body", attributes={"truncate": 5}), "truncate"),
    (toxic("http_body", attributes={"json": {"rename": {"/a": "/b"}}}), "body_change"),
    (toxic("latency", attributes={"latency": 300}, toxicity=0.5), "slow_answers"),
    (toxic("timeout", toxicity=0.5), "partition"),
]


class Import(ProgramTest):
    def config(self, *proxies):
        return self.write(json.dumps(proxies, indent=1).encode(), "proxies.json")

    def imported(self, *proxies):
        """The scenario, and what was said on stderr."""
        said = self.firedrill("import", "toxiproxy", self.config(*proxies))
        return json.loads(said.stdout), said.stderr

    def played(self):
        """The report of network.json, which the loader takes."""
        self.firedrill("validate", "network.json")
        done = subprocess.run([program.program, "run", "network.json", "--out", "out"],
                              cwd=self.folder, capture_output=True, encoding="utf-8", check=False,
                              timeout=60, env=self.environment())
        self.assertIn(done.returncode, (0, 1), done.stdout + done.stderr)
        return json.loads(self.read("out/network/report.json"))


class Toxiproxy(Import):
    def test_the_scenario_loads_plays_and_injects(self):
        self.config(*(proxy(f"p{number}", one) for number, (one, _) in enumerate(TOXICS)),
                    proxy("queue", enabled=False))

        said = self.firedrill("import", "toxiproxy", "proxies.json", "--output", "network.json")
        faults = {fault["id"].split("_")[0]: fault for fault in self.played()["faults"]}

        self.assertEqual(said.stdout, "")
        for number, (one, kind) in enumerate(TOXICS):
            with self.subTest(toxic=one):
                fault = faults.pop(f"p{number}")
                self.assertEqual(fault["kind"], kind)
                self.assertGreater(fault["observed"], 0)
        self.assertEqual([fault["id"] for fault in faults.values()], ["queue_disabled"])
        self.assertGreater(faults["queue"]["observed"], 0)

    def test_a_toxic_strikes_for_a_minute_those_that_its_toxicity_says(self):
        self.config(proxy("all", toxic("latency", attributes={"latency": 300, "jitter": 100})),
                    proxy("some", toxic("reset_peer", toxicity=0.3)))

        self.firedrill("import", "toxiproxy", "proxies.json", "--output", "network.json")
        every, some = self.played()["faults"]

        self.assertEqual(every["observed"], 600, "ten a second for a minute")
        self.assertTrue(120 < some["observed"] < 240, some)
        self.assertEqual(json.loads(self.read("network.json"))["script"][1]["share"], "30%")

    def test_the_answer_of_a_running_toxiproxy_is_taken_from_a_pipe(self):
        answer = json.dumps({"redis": {**proxy("redis"), "enabled": True, "Logger": {}}})
        done = subprocess.run([program.program, "import", "toxiproxy", "/dev/stdin"],
                              cwd=self.folder, input=answer, capture_output=True, encoding="utf-8",
                              check=False, timeout=60, env=self.environment())

        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertEqual(json.loads(done.stdout)["services"], {"redis": {}})

    def test_the_names_of_the_configuration_are_found_again(self):
        scenario, said = self.imported(proxy("redis"), proxy("My Web"), proxy("a.b_c-d"))

        self.assertEqual(list(scenario["services"]), ["redis", "my-web", "a.b_c-d"])
        self.assertEqual([one["to"] for one in scenario["traffic"]], list(scenario["services"]))
        self.assertIn('warning: "My Web" is no name for a service, which is called "my-web"', said)
        self.assertEqual(said.count("warning:"), 1)
        for name in ("redis", "My Web", "a.b_c-d"):
            self.assertIn(name, scenario["description"])

    def test_what_has_no_fault_like_it_is_named_with_the_reason(self):
        scenario, said = self.imported(
            proxy("web", toxic("slow_close", attributes={"delay": 5}), toxic("noop"),
                  toxic("latency", name="never", toxicity=0, attributes={"latency": 5}),
                  toxic("latency", name="nothing")))

        self.assertEqual(scenario["script"], [])
        for reason in ('"slow_close_downstream" is left out: an HTTP answer is over',
                       '"noop_downstream" is left out: it does nothing',
                       '"never" is left out: with a toxicity of 0',
                       '"nothing" is left out: it delays nothing'):
            self.assertIn("warning: the toxic " + reason, said)
        self.assertIn("--> proxies.json:7:", said)


class Mistakes(Import):
    def test_a_wrong_file_is_2_with_the_place(self):
        for text, complaint in [
            ('[{"name": "a",]', "syntax.json:1:14"),
            ('[{"name": "a"}]', "syntax.json:1:2"),
            ('[{"name": "a", "upstream": "b:1", "toxics": [{"type": "latncy"}]}]',
             'did you mean "latency"?'),
            ('[{"name": "a", "upstream": "b:1", "upsteam": 1}]', 'did you mean "upstream"?'),
            ('[{"name": "a", "upstream": "b:1"}, {"name": "a", "upstream": "b:1"}]',
             'two proxies have the name "a"'),
        ]:
            with self.subTest(text=text):
                self.write(text.encode(), "syntax.json")

                said = self.firedrill("import", "toxiproxy", "syntax.json", "--output", "new.json",
                                      code=2)

                self.assertIn(complaint, said.stderr)
                self.assertIn("syntax.json:1:", said.stderr)
                self.assertEqual((said.stdout, self.files()), ("", ["syntax.json"]))

    def test_a_file_that_is_not_there_is_2(self):
        said = self.firedrill("import", "toxiproxy", "nowhere.json", code=2)

        self.assertIn('error: cannot read "nowhere.json"', said.stderr)

    def test_a_scenario_that_is_there_already_is_not_replaced(self):
        self.config(proxy("a"))
        self.write(b"work of hours", "network.json")

        said = self.firedrill("import", "toxiproxy", "proxies.json", "--output", "network.json",
                              code=2)

        self.assertIn('"network.json" is there already', said.stderr)
        self.assertEqual(self.read("network.json"), "work of hours")

    def test_an_output_that_cannot_be_written_is_4(self):
        self.config(proxy("a"))

        said = self.firedrill("import", "toxiproxy", "proxies.json", "--output",
                              "/proc/nowhere/network.json", code=4)

        self.assertIn("firedrill: cannot make the directory /proc/nowhere", said.stderr)


if __name__ == "__main__":
    main()
