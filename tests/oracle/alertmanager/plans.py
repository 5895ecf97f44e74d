"""Random operations for Alertmanager, made so that none of their edges lies near a tick.

Everything is done at whole seconds after the base, and every alert and silence begins and ends at
one; group_wait ends in half a second and group_interval in none, so that all ticks are half a
second away. Repeat intervals are no multiples of group intervals: the real program would toss a
coin. For the same reason no alert that is older than group_wait founds a group, which would tick
then and there: what is posted again after its end has a new beginning.
"""
import dataclasses
import random

CONFIG = """
global: {{resolve_timeout: 6s}}
route:
  receiver: rest
  group_by: [service]
  group_wait: 1500ms
  group_interval: 3s
  repeat_interval: 7s500ms
  routes:
  - matchers: ['team="pay"']
    receiver: pager
    group_by: [alertname]
    continue: true
  - match_re: {{team: 'pay|web'}}
    receiver: chat (all)
    group_by: [alertname]
    group_wait: 500ms
    group_interval: 2s
    repeat_interval: 5s500ms
  - match: {{team: flaky}}
    receiver: flaky
    group_by: [team]
    group_wait: 2500ms
    group_interval: 4s
    repeat_interval: 9s
  - matchers: [team=~"calendar|night", severity!=none]
    receiver: calendar
    group_by: ['...']
    active_time_intervals: [ever]
    routes:
    - {{matchers: ['team = night'], mute_time_intervals: [ever]}}
receivers:
- name: rest
  webhook_configs: [{{url: '{sink}/rest', max_alerts: 2}}]
- name: pager
  pagerduty_configs:
  - routing_key: R0123456789012345678901234567890
    url: '{sink}/pagerduty'
    severity: '{{{{ if gt (len .Alerts) 1 }}}}critical{{{{ else }}}}info{{{{ end }}}}'
    component: '{{{{ .CommonLabels.service | title }}}}'
    details:
      services: '{{{{ range $i, $_ := .Alerts }}}}{{{{ $i }}}}{{{{ .Labels.zone }}}}{{{{ end }}}}'
      all: '{{{{ template "pagerduty.default.instances" .Alerts }}}}{{{{ .CommonLabels }}}}'
  opsgenie_configs:
  - {{api_key: KEY, api_url: '{sink}/opsgenie', responders: [
      {{name: '{{{{ .GroupLabels.alertname }}}},b', type: teams}},
      {{username: '{{{{ .CommonLabels.zone }}}}', type: '{{{{ .CommonLabels.zone }}}}'}}]}}
- name: chat (all)
  slack_configs:
  - api_url: '{sink}/slack'
    channel: '#{{{{ .GroupLabels.alertname | toLower }}}}'
    send_resolved: true
    title: |-
      [{{{{ .Status | toUpper }}}}
      {{{{- if eq .Status "firing" }}}}:{{{{ .Alerts.Firing | len }}}}{{{{ end }}}}]
      {{{{- " " }}}}{{{{ .CommonLabels.alertname }}}}
      {{{{- if gt (len .CommonLabels) (len .GroupLabels) -}}}}
        {{{{" "}}}}(
        {{{{- with .CommonLabels.Remove .GroupLabels.Names }}}}
          {{{{- range $index, $label := .SortedPairs -}}}}
            {{{{ if $index }}}}, {{{{ end }}}}
            {{{{- $label.Name }}}}="{{{{ $label.Value -}}}}"
          {{{{- end }}}}
        {{{{- end -}}}}
        )
      {{{{- end }}}}
    text: >-
      {{{{ range .Alerts -}}}}
      *{{{{ .Annotations.summary }}}}* {{{{ .Status }}}} {{{{ .Fingerprint }}}}
      {{{{ .Labels.SortedPairs.Values | join "/" }}}}
      {{{{ end }}}}
    pretext: '{{{{ template "slack.default.fallback" . }}}} {{{{ .CommonAnnotations }}}}'
  webhook_configs: [{{url: '{sink}/chat', send_resolved: false}}]
- name: flaky
  webhook_configs: [{{url: '{sink}/flaky'}}]
- name: calendar
  webhook_configs: [{{url: '{sink}/calendar'}}]
inhibit_rules:
- source_match: {{severity: critical}}
  target_match_re: {{severity: 'critical|warning'}}
  equal: [service, zone]
- source_matchers: [alertname=Maintenance]
  target_matchers: [alertname!=Maintenance, service="y"]
time_intervals:
- {{name: ever, time_intervals: [{{years: ['2000:2200'], months: ['january:december']}}]}}
"""

RESOLVE_TIMEOUT_S = 6

# Which of the requests at /flaky are answered 400.
REFUSED_AT_FLAKY = (1, 3, 4, 8)

ALERTS = [
    {"alertname": name, "service": service, "severity": severity, "team": team}
    for name, service, severity, team in (
        ("Errors", "x", "critical", "pay"), ("Errors", "y", "critical", "pay"),
        ("Slow", "x", "warning", "pay"), ("Slow", "y", "warning", "web"),
        ("Full", "x", "warning", "web"), ("Full", "y", "info", "web"),
        ("Errors", "z", "critical", "flaky"), ("Slow", "z", "warning", "flaky"),
        ("Full", "z", "info", "flaky"), ("Backup", "x", "info", "calendar"),
        ("Backup", "y", "info", "calendar"), ("Backup", "z", "info", "night"),
        ("Disk", "x", "warning", "none"), ("Disk", "y", "warning", "none"),
        ("Cron", "x", "info", "none"), ("Cron", "z", "critical", "none"),
        ("Maintenance", "y", "info", "none"))
] + [{"alertname": "Disk", "service": "x", "severity": "warning", "job": "node", "zone": "1"}]

SILENCES = ['alertname="Errors"', 'service=~"x|z",severity!="info"', 'team!~"pay|web",service!="y"',
            'alertname=~"Sl.*"', 'service="y"']


@dataclasses.dataclass
class Operation:
    """What is done `at` seconds after the base; times in it count from the base too."""
    at: int
    alert: dict = None
    silence: dict = None
    expire: int = None


class Plan:
    """Operations over so many seconds, all from one seed."""

    def __init__(self, seed, seconds):
        self.rng = random.Random(seed)
        self.lasts = {}     # (begin, end) of each alert, by its place in ALERTS
        self.silences = []  # (number, until)
        self.operations = []
        for second in range(seconds):
            for _ in range(self.rng.choice((1, 2, 2, 3))):
                self.operations.append(self.choose(second))

    def choose(self, second):
        dice = self.rng.random()
        if dice < 0.08:
            return self.silence(second)
        running = [number for number, until in self.silences if until > second]
        if dice < 0.10 and running:
            return self.expire(second, self.rng.choice(running))
        return self.alert(second)

    def silence(self, second):
        number = len(self.silences)
        begin = second + self.rng.choice((0, 0, 2))
        until = begin + self.rng.randint(2, 9)
        self.silences.append((number, until))
        return Operation(second, silence={"number": number, "from": begin, "until": until,
                                          "matchers": self.rng.choice(SILENCES)})

    def expire(self, second, number):
        self.silences[number] = (number, second)
        return Operation(second, expire=number)

    def alert(self, second):
        which = self.rng.randrange(len(ALERTS))
        alert = {"labels": ALERTS[which],
                 "annotations": {"summary": self.rng.choice(("as usual", "<worse> & worse")),
                                 "runbook": "of " + ALERTS[which]["alertname"]},
                 "generator_url": "http://prometheus.example/graph?g0.expr=1"}
        begin, end = self.lasts.get(which, (second, 0))
        if end <= second:
            begin = second
        alert["starts_at"] = begin
        if end > second and self.rng.random() < 0.45:
            alert["ends_at"] = second  # resolved
        elif self.rng.random() < 0.8:
            alert["ends_at"] = second + self.rng.randint(2, 12)
        self.lasts[which] = begin, alert.get("ends_at", second + RESOLVE_TIMEOUT_S)
        return Operation(second, alert=alert)
