#!/usr/bin/env python3
"""`firedrill rules` as its users see it. usage: rules_test.py FIREDRILL"""
import json
import pathlib
import tempfile

from program import ProgramTest, main

GOOD = """groups:
- name: api
  rules:
  - alert: Down
    expr: up == 0
    for: 5m
  - record: job:up:sum
    expr: sum by (job) (up)
"""


class Rules(ProgramTest):
    def setUp(self):
        super().setUp()
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.file = pathlib.Path(folder.name) / "alerts.yml"

    def check(self, text, code):
        self.file.write_text(text)
        return self.firedrill("rules", "check", str(self.file), code=code)

    def test_a_good_file_is_counted(self):
        said = self.check(GOOD, 0)
        self.assertEqual(said.stdout,
                         f"{self.file}: 1 group, 2 rules (1 alerting, 1 recording)\n")
        self.assertEqual(said.stderr, "")

    def test_every_mistake_is_shown_at_its_place(self):
        said = self.check(GOOD.replace("up == 0", "rate(up)").replace("5m", "5"), 2)
        self.assertEqual(said.stdout, "")
        self.assertIn(f"{self.file}:5:16", said.stderr)
        self.assertIn("expected type range vector in call to function", said.stderr)
        self.assertIn(f"{self.file}:6:10", said.stderr)

    def test_a_byte_order_mark_is_skipped(self):
        said = self.check("\ufeff" + GOOD, 0)
        self.assertIn("2 rules", said.stdout)
        said = self.check("\ufeff" + GOOD.replace("up == 0", "rate(up)"), 2)
        self.assertIn(f"{self.file}:5:16", said.stderr)

    def test_a_rule_that_stands_there_twice_is_a_warning(self):
        said = self.check(GOOD + GOOD[GOOD.index("  - record"):], 0)
        self.assertIn("warning: duplicate rule", said.stderr)
        self.assertIn("3 rules", said.stdout)

    def test_a_file_that_is_not_there(self):
        said = self.firedrill("rules", "check", str(self.file), code=2)
        self.assertIn("No such file or directory", said.stderr)

    def test_a_template_is_checked(self):
        said = self.check(GOOD.replace("    for: 5m", "    labels: {team: '{{ $lable.x }}'}"), 2)
        self.assertIn(f"{self.file}:6:24", said.stderr)
        self.assertIn('undefined variable "$lable"', said.stderr)


TESTS = """rule_files: [alerts.yml]
tests:
- interval: 1m
  input_series: [{series: 'up{job="shop"}', values: 1 0 0 0 0 0 0 0}]
  alert_rule_test:
  - {eval_time: 5m, alertname: Down}
  - {eval_time: 6m, alertname: Down, exp_alerts: [{exp_labels: {job: shop}}]}
  promql_expr_test:
  - {expr: 'job:up:sum', eval_time: 1m, exp_samples: [{labels: 'job:up:sum{job="shop"}', value: 0}]}
"""


class RulesTest(Rules):
    def play(self, tests, code, rules=GOOD):
        self.file.write_text(rules)
        path = self.file.with_name("tests.yml")
        path.write_text(tests)
        return self.firedrill("rules", "test", str(path), code=code)

    def test_tests_pass(self):
        said = self.play(TESTS, 0)
        path = self.file.with_name("tests.yml")
        self.assertEqual(said.stdout, f"Unit Testing:  {path}\n  SUCCESS\n\n")
        self.assertEqual(said.stderr, "")

    def test_a_failure_is_told_as_promtool_tells_it(self):
        said = self.play(TESTS.replace("eval_time: 5m", "eval_time: 6m"), 1)
        self.assertIn("  FAILED:\n    alertname: Down, time: 6m, \n        exp:[], \n"
                      "        got:[\n"
                      '            0:\n              Labels:{alertname="Down", job="shop"}\n'
                      "              Annotations:{}\n            ]\n", said.stdout)

    def test_bad_input_has_a_place(self):
        said = self.play(TESTS.replace("1 0 0", "1 zero 0"), 2)
        self.assertIn("tests.yml:4:55", said.stderr)
        self.assertNotIn("SUCCESS", said.stdout)
        said = self.play(TESTS, 2, rules=GOOD.replace("up == 0", "up =="))
        self.assertIn("alerts.yml:5:", said.stderr)

    def test_a_bad_expression_is_one_failure_among_the_others(self):
        said = self.play(TESTS.replace("expr: 'job:up:sum'", "expr: 'rate(job:up:sum)'") +
                         "  - {expr: 'job:up:sum', eval_time: 2m}\n", 1)
        self.assertIn('    expr: "rate(job:up:sum)", time: 1m, err: 1:6: parse error: expected '
                      'type range vector in call to function "rate", got instant vector\n',
                      said.stdout)
        self.assertIn('    expr: "job:up:sum", time: 2m,\n', said.stdout)
        self.assertEqual(said.stderr, "")

    def test_what_tests_nothing_is_a_warning(self):
        said = self.play(TESTS.replace("5m, alertname: Down", "5m, alertname: Dwon"), 0)
        self.assertIn('no rule has the alert "Dwon"', said.stderr)
        said = self.play("rule_files: ['none*.yml']\n", 0)
        self.assertIn('no file matches "none*.yml"', said.stderr)

    def test_the_worst_file_counts(self):
        self.play(TESTS, 0)
        path = self.file.with_name("tests.yml")
        missing = self.file.with_name("missing.yml")
        said = self.firedrill("rules", "test", str(missing), str(path), code=2)
        self.assertIn("No such file or directory", said.stderr)
        self.assertIn("SUCCESS", said.stdout)


class RulesOfScenarios(Rules):
    def scenario(self, members):
        path = self.file.with_name("drill.json")
        drill = {"firedrill": 1, "name": "drill", "lasts": "10m", "services": {"shop": {}},
                 "traffic": [{"name": "shoppers", "to": "shop", "rate": "20/s"}],
                 "script": [{"at": "1m", "do": "inject", "fault": "error_rate", "service": "shop",
                             "rate": "100%", "for": "3m"}],
                 "targets": {"detect": "2m"}}
        path.write_text(json.dumps(drill | members))
        return str(path)

    RULES = """groups:
- name: recorded
  rules:
  - record: shop:errors:ratio1m
    expr: sum(rate(http_requests_total{code=~"5.."}[1m])) / sum(rate(http_requests_total[1m]))
- name: paging
  interval: 30s
  rules:
  - alert: Errors
    expr: shop:errors:ratio1m > 0.5
    labels: {severity: page}
    annotations: {summary: "{{ $value | humanizePercentage }} fail"}
  - alert: Foreign
    expr: foreign_metric > 1
"""

    def test_a_scenario_is_detected_by_its_rule_file(self):
        self.file.write_text(self.RULES)
        path = self.scenario({"rule_files": ["alerts.yml"]})
        said = self.firedrill("run", path, code=0)
        self.assertRegex(said.stdout, r"Errors \([0-9.]+% fail\) fires")
        self.assertIn("Foreign reads foreign_metric, which never had a sample", said.stdout)

    def test_rules_are_ignored_by_name(self):
        self.file.write_text(self.RULES)
        path = self.scenario({"rule_files": ["alerts.yml"], "ignore_rules": ["Foreign"]})
        said = self.firedrill("run", path, code=0)
        self.assertNotIn("Foreign", said.stdout)

    def test_the_rules_of_a_scenario_are_shown(self):
        self.file.write_text(self.RULES)
        path = self.scenario({"rule_files": ["alerts.yml"],
                              "alerts": [{"alert": "Down", "expr": "up==0", "for": "1m"}]})
        said = self.firedrill("rules", "show", path, code=0)
        self.assertTrue(said.stdout.startswith(
            'groups:\n- name: "alerts"\n  rules:\n  - alert: "Down"\n    expr: "up == 0"\n'
            '    for: 1m\n- name: "recorded"\n'), said.stdout)
        again = self.check(said.stdout, 0)
        self.assertIn("3 groups, 4 rules (3 alerting, 1 recording)", again.stdout)

    COVERED = """groups:
- name: g
  rules:
  - record: ratio
    expr: sum(rate(http_requests_total{code="500"}[1m])) / sum(rate(http_requests_total[1m]))
  - {record: nothing, expr: foreign_metric}
  - {alert: Errors, expr: ratio > 0.5, labels: {severity: page}}
  - {alert: Errors, expr: ratio > 0.5, for: 9m, labels: {severity: ticket}}
  - {alert: Down, expr: up == 0}
  - {alert: Foreign, expr: other_metric > foreign_metric}
  - {alert: Recorded, expr: nothing > 1}
  - {alert: Watchdog, expr: vector(1)}
"""

    def coverage(self, *arguments, code=0):
        return self.firedrill("rules", "coverage", *arguments, code=code).stdout

    def test_coverage_says_of_each_rule_what_the_drill_showed(self):
        self.file.write_text(self.COVERED)
        path = self.scenario({"rule_files": ["alerts.yml"], "ignore_rules": ["Watchdog"],
                              "alerts": [{"alert": "Own", "expr": "up == 0"}]})
        self.assertEqual(self.coverage(path), """\
quiet     Own
recorded  ratio
no data   nothing                     reads foreign_metric
fired     Errors {severity="page"}    in drill
pending   Errors {severity="ticket"}  never for long enough, in drill
quiet     Down
no data   Foreign                     reads foreign_metric, other_metric
no data   Recorded                    reads nothing
ignored   Watchdog

7 alerting rules: 1 fired, 1 pending, 2 quiet, 2 no data, 1 ignored
2 recording rules: 1 recorded, 1 no data
""")

    def test_coverage_names_labels_that_nothing_has(self):
        self.file.write_text("""groups:
- name: g
  rules:
  - {alert: Elsewhere, expr: "up{job='prod-api'} == 0"}
  - {alert: Here, expr: "up{job='shop'} == 0"}
""")
        said = self.coverage(self.scenario({"rule_files": ["alerts.yml"]}))
        self.assertIn('no data  Elsewhere  reads up{job="prod-api"}\n', said)
        self.assertIn("quiet    Here\n", said)

    def test_what_is_true_because_nothing_has_its_metric_covers_nothing(self):
        self.file.write_text("""groups:
- name: g
  rules:
  - {alert: Gone, expr: absent(foreign_metric)}
  - {alert: GoneLater, expr: "absent(up{job='prod-api'})", for: 1h}
  - {alert: Scraped, expr: absent(up)}
""")
        said = self.coverage(self.scenario({"rule_files": ["alerts.yml"]}))
        self.assertIn("no data  Gone       reads foreign_metric\n", said)
        self.assertIn('no data  GoneLater  reads up{job="prod-api"}\n', said)
        self.assertIn("quiet    Scraped\n", said)

    def test_in_several_scenarios_a_rule_counts_as_what_it_did_at_best(self):
        self.file.write_text(self.COVERED)
        first = self.scenario({"rule_files": ["alerts.yml"], "script": []})
        second = self.file.with_name("second.json")
        second.write_text(pathlib.Path(first).read_text().replace('"drill"', '"second"'))
        third = self.scenario({
            "rule_files": ["alerts.yml"],
            "metrics": {"foreign_metric": {"shows": "in_flight"}}})
        said = self.coverage(third, str(second))
        self.assertIn('fired     Errors {severity="page"}    in drill\n', said)
        self.assertIn("recorded  nothing\n", said)
        self.assertIn("no data   Foreign                     reads other_metric\n", said)
        self.assertIn("fired     Watchdog                    in drill, second\n", said)

    def test_rules_that_never_fire_fail_only_if_asked_for(self):
        alerts = [{"alert": "Errors", "expr": "rate(http_requests_total{code='500'}[1m]) > 0"}]
        path = self.scenario({"alerts": alerts})
        self.coverage(path, "--require-all")
        path = self.scenario({"alerts": alerts + [{"alert": "Down", "expr": "up == 0"}]})
        self.coverage(path)
        self.assertIn("1 quiet", self.coverage(path, "--require-all", code=1))
        path = self.scenario({"alerts": alerts, "before": {"steady_state": ["up == 0"]}})
        said = self.firedrill("rules", "coverage", path, code=3)
        self.assertIn("its steady state did not hold", said.stderr)
        said = self.firedrill("rules", "check", path, "--require-all", code=2)
        self.assertIn("--require-all belongs to rules coverage", said.stderr)
        self.firedrill("rules", "coverage", str(self.file.with_name("none.json")), code=2)

    def test_rules_read_the_names_that_metrics_give(self):
        self.file.write_text("""groups:
- name: g
  rules:
  - alert: Errors
    expr: sum by (app) (rate(http_server_requests_seconds_count{outcome="SERVER_ERROR"}[1m])) > 1
    annotations: {summary: "{{ $labels.app }} fails"}
""")
        path = self.scenario({"rule_files": ["alerts.yml"],
                              "metrics": {"preset": "spring", "labels": {"app": "my-${service}"}}})
        self.assertIn("Errors (my-shop fails) fires", self.firedrill("run", path, code=0).stdout)


if __name__ == "__main__":
    main()
