#!/usr/bin/env python3
"""A scenario with an Alertmanager configuration, as its users see it.

usage: alertmanager_test.py FIREDRILL
"""
import json
import pathlib
import tempfile

from program import ProgramTest, main

CONFIG = """route:
  receiver: pager
  group_wait: 30s
  group_interval: 5m
receivers:
- name: pager
  pagerduty_configs: [{routing_key: SECRETSECRETSECRETSECRETSECRETSE}]
"""
SCENARIO = {
    "firedrill": 1,
    "name": "routed",
    "lasts": "20m",
    "services": {"web": {"version": "1"}},
    "traffic": [{"name": "users", "to": "web", "rate": "10/s"}],
    "script": [
        {"id": "broken", "at": "2m", "do": "inject", "fault": "error_rate", "service": "web",
         "rate": "50%"},
        {"at": "6m", "do": "clear", "of": "broken"},
    ],
    "alerts": [{"alert": "Errors",
                "expr": "sum(rate(http_requests_total{code=~\"5..\"}[1m])) > 1"}],
    "alertmanager_config": "alertmanager.yml",
    "on_call": {"escalation": [{"notify": "ann", "acknowledges": "1m"}]},
    "targets": {"page": "2m", "pages": {"at_most": 1}},
}


class Routed(ProgramTest):
    def setUp(self):
        super().setUp()
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def play(self, verb, code, config=CONFIG, options=(), **more):
        (self.folder / "alertmanager.yml").write_text(config)
        (self.folder / "routed.json").write_text(json.dumps(SCENARIO | more, indent=1))
        return self.firedrill(verb, str(self.folder / "routed.json"), *options, code=code)

    def messages(self, code, config=CONFIG, **more):
        """What the run has sent."""
        out = self.folder / "out"
        self.play("run", code, config, options=("--out", str(out)), **more)
        text = (out / "routed" / "notifications.jsonl").read_text()
        self.assertNotIn("SECRET", text)
        return [json.loads(line) for line in text.splitlines()]

    def test_what_is_sent_can_be_read(self):
        fired, resolved = self.messages(0)
        self.assertEqual((fired["receiver"], fired["integration"], fired["path"], fired["http"]),
                         ("pager", "pagerduty", "/v2/enqueue", 202))
        self.assertEqual(fired["body"]["event_action"], "trigger")
        self.assertEqual(fired["body"]["payload"]["summary"], "[FIRING:1]  (Errors)")
        self.assertEqual(resolved["body"]["event_action"], "resolve")
        self.assertEqual(resolved["body"]["dedup_key"], fired["body"]["dedup_key"])
        self.assertGreater(resolved["t_s"], fired["t_s"])

    def test_two_receivers_of_one_alert_page_two_people(self):
        config = """route:
  receiver: pager
  routes:
  - {match: {alertname: Errors}, receiver: pager, continue: true}
  - {match: {alertname: Errors}, receiver: other}
receivers:
- name: pager
  pagerduty_configs: [{routing_key: SECRETSECRETSECRETSECRETSECRETSE}]
- name: other
  pagerduty_configs: [{routing_key: SECRETSECRETSECRETSECRETSECRETES}]
"""
        on_call = SCENARIO["on_call"] | {
            "people": {"ann": {"acknowledges": "1m"}, "bob": {"acknowledges": "1m"}},
            "escalation": [{"notify": "ann"}],
            "policies": {"ours": {"escalation": [{"notify": "bob"}]}}}
        pages = {"page": "2m", "pages": {"at_least": 2, "at_most": 2}}
        said = self.play("run", 0, config, targets=pages,
                         on_call=on_call | {"receivers": {"other": "ours"}})
        self.assertIn("ann is paged", said.stdout)
        self.assertIn("bob is paged", said.stdout)

        said = self.play("run", 0, config, on_call=on_call | {"receivers": {"other": None}})
        self.assertNotIn("bob is paged", said.stdout)

    def test_external_labels_decide_the_route(self):
        config = """route:
  receiver: nobody
  routes:
  - matchers: [cluster="eu"]
    receiver: pager
    group_wait: 30s
receivers:
- name: nobody
- name: pager
  pagerduty_configs: [{routing_key: SECRETSECRETSECRETSECRETSECRETSE}]
"""
        self.play("run", 1, config)
        self.play("run", 0, config, monitoring={"external_labels": {"cluster": "eu"}})

    def test_what_its_receiver_refuses_pages_nobody(self):
        messages = self.messages(1, CONFIG.replace("SECRETSE}", "SECRETSE, severity: page}"))
        self.assertEqual({message["http"] for message in messages
                          if message["body"]["event_action"] == "trigger"}, {400})

    def test_a_key_that_is_too_short_is_refused_in_the_run_too(self):
        messages = self.messages(1, CONFIG.replace("SECRET" * 5 + "SE", "SECRETSECRET"))
        self.assertEqual({message["http"] for message in messages}, {400})
        self.messages(0, CONFIG.replace("SECRET" * 5 + "SE", "<secret>"))

    def test_each_kind_of_receiver_takes_its_messages(self):
        config = CONFIG + """  webhook_configs: [{url: 'http://SECRET.example/hook'}]
  slack_configs: [{api_url: 'http://SECRET.example/x', channel: '#a', send_resolved: true}]
  opsgenie_configs: [{api_key: SECRET}]
"""
        pages = {"page": "2m", "pages": {"at_least": 2, "at_most": 2}}  # by two pagers
        messages = self.messages(0, config, targets=pages)
        self.assertEqual({(one["integration"], one["path"].split("/")[1], one["http"])
                          for one in messages},
                         {("pagerduty", "v2", 202), ("webhook", "alertmanager", 200),
                          ("slack", "services", 200), ("opsgenie", "v2", 202)})
        self.assertEqual(len(messages), 8)

    def test_the_pager_rings_when_alertmanager_tells_it(self):
        said = self.play("run", 0)
        self.assertIn("Alertmanager tells pager by pagerduty, first notification:", said.stdout)
        self.assertIn("[RESOLVED]", said.stdout)
        self.assertNotIn("SECRET", said.stdout + said.stderr)

    def test_group_wait_counts(self):
        self.play("run", 1, CONFIG.replace("30s", "3m"))

    def test_a_silence_swallows_the_page(self):
        said = self.play("run", 1, silences=[{"matchers": "alertname=Errors", "until": "1h"}])
        self.assertIn("Errors fires", said.stdout)
        self.assertNotIn("Alertmanager tells", said.stdout)
        self.assertNotIn("is paged", said.stdout)

    def test_mistakes_of_the_configuration_are_shown_without_secrets(self):
        said = self.play("validate", 2, CONFIG.replace("receiver: pager", "receiver: pagr") +
                         "  webhook_configs: [{url: SECRET}]\n")
        self.assertIn("undefined receiver \"pagr\" used in route; did you mean \"pager\"?",
                      said.stderr)
        self.assertIn(f"{self.folder}/alertmanager.yml:2:13", said.stderr)
        self.assertIn("url: ******", said.stderr)
        self.assertNotIn("SECRET", said.stderr)

    def test_what_is_not_supported_is_a_warning(self):
        said = self.play("validate", 0, CONFIG + "templates: [mine.tmpl]\n")
        self.assertIn("warning: \"templates\" in the configuration are not supported", said.stderr)

    def test_a_wrong_silence_is_shown_at_its_place(self):
        said = self.play("validate", 2, silences=[{"matchers": "Errors", "until": "1h"},
                                                  {"matchers": "a=", "until": "1h"}])
        self.assertIn("bad matcher format: Errors", said.stderr)
        self.assertIn("at least one matcher must not match the empty string", said.stderr)

    def test_a_receiver_that_refuses_swallows_the_page_and_the_report_says_why(self):
        failure = {"receiver": "pager", "status": 400, "until": "20m"}
        said = self.play("run", 1, delivery_failures=[failure])
        self.assertIn("pager answers 400 to Alertmanager", said.stdout)
        self.assertIn("warning  wrong_routing_key: pager answered 400", said.stdout)

    def test_a_receiver_that_never_answers_swallows_the_page_and_its_messages_say_so(self):
        failure = {"receiver": "pager", "integration": "pagerduty", "status": "never",
                   "until": "20m"}
        said = self.play("run", 1, delivery_failures=[failure])
        self.assertIn("pager does not answer Alertmanager", said.stdout)
        out = self.folder / "out"
        self.firedrill("run", str(self.folder / "routed.json"), "--out", str(out), code=1)
        lines = (out / "routed" / "notifications.jsonl").read_text().splitlines()
        self.assertTrue(lines)
        self.assertEqual({json.loads(line)["http"] for line in lines}, {None})

    def test_a_failure_of_what_a_receiver_does_not_have_is_shown_at_its_place(self):
        failure = {"receiver": "pager", "integration": "slack", "status": 400, "until": "20m"}
        said = self.play("validate", 2, delivery_failures=[failure])
        self.assertIn('the receiver "pager" of alertmanager.yml has no slack_configs', said.stderr)
        self.assertIn("routed.json:", said.stderr)

    def test_a_failure_of_a_receiver_that_is_not_there_is_shown_at_its_place(self):
        failure = {"receiver": "pagr", "status": 400, "until": "20m"}
        said = self.play("validate", 2, delivery_failures=[failure])
        self.assertIn('alertmanager.yml has no receiver "pagr"', said.stderr)
        self.assertIn("routed.json:", said.stderr)

    def test_a_configuration_that_is_not_there(self):
        said = self.play("validate", 2, alertmanager_config="nowhere.yml")
        self.assertIn("No such file or directory", said.stderr)

    def test_the_journal_names_the_configuration_too(self):
        self.play("run", 0)
        out = self.folder / "out"
        self.firedrill("run", str(self.folder / "routed.json"), "--out", str(out), code=0)
        header = json.loads(
            (out / "routed" / "journal.jsonl").read_text().splitlines()[0])
        self.assertIn("alertmanager.yml", json.dumps(header))


if __name__ == "__main__":
    main()
