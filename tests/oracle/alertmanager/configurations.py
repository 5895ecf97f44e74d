"""Configurations that the real Alertmanager accepts and ones that it refuses: ours must agree."""
import concurrent.futures
import subprocess
import tempfile

ROOT = "receivers: [{name: a}]\nroute:\n  receiver: a\n"


def route(lines):
    return ROOT + lines + "\n"


def receiver(kind, keys):
    return f"route: {{receiver: a}}\nreceivers:\n- name: a\n  {kind}_configs: [{keys}]\n"


def interval(keys):
    return ROOT + f"time_intervals: [{{name: n, time_intervals: [{{{keys}}}]}}]\n"


CONFIGURATIONS = [
    "", "route: {}", "receivers: [{name: a}]", "route: {receiver: a}", ROOT, ROOT + "x: y",
    "global:\n" + ROOT, "global: {resolve_timeout: 0s}\n" + ROOT, "global: {x: y}\n" + ROOT,
    "global: {slack_api_url: x}\n" + ROOT,
    "global: {slack_api_url: 'http://h', slack_api_url_file: f}\n" + ROOT,
    "global: {smtp_require_tls: no}\n" + ROOT, "templates: [x]\n" + ROOT,
    "receivers: [{name: a}, {name: a}]\nroute: {receiver: a}",
    "receivers: [{name: a}, {}]\nroute: {receiver: a}", ROOT + ROOT, ROOT + "---\nx: y\n",
    route("  match: {a: b}"), route("  match: {}"), route("  matchers: []"),
    route("  matchers: ['{}']"), route("  match_re: {a: b}"), route("  continue: true"),
    route("  continue: no"), route("  continue: maybe"), route("  group_by: [a, b]"),
    route("  group_by: a"), route("  group_by: ['...']"), route("  group_by: ['...', a]"),
    route("  group_by: [a, a]"), route("  group_by: [a-b]"), route("  group_by: [1]"),
    route("  group_by:"), route("  group_wait: 0s"), route("  group_wait: 0"),
    route("  group_wait: 30"), route("  group_wait: 1h30m"), route("  group_wait: 30m1h"),
    route("  group_wait: 1.5s"), route("  group_wait: -1s"), route("  group_wait: ''"),
    route("  group_interval: 0s"), route("  repeat_interval: 0s"),
    route("  mute_time_intervals: [n]"), interval("") + "  mute_time_intervals: [n]",
] + [route(f"  routes: [{{{keys}}}]") for keys in (
    "", "receiver: b", "receiver: a", "matchers: [a=b]", "matchers: a=b", "matchers: ['a=b,c=d']",
    "matchers: ['a']", "matchers: ['a=\"b']", "matchers: ['a=~[']", "matchers: ['a=~b', 'c!~d']",
    "matchers: ['a-b=c']", "matchers: ['{a=b, }']", "matchers: ['a=b,,c=d']", "match: {a-b: c}",
    "match: {a: 1}", "match: [a]", "match_re: {a: '['}", "match_re: {a: ''}", "match_re: {a-b: c}",
    "mute_time_intervals: [n]", "active_time_intervals: [n]", "routes: [{routes: [{x: y}]}]",
)] + [receiver("webhook", keys) for keys in (
    "{}", "{url: 'http://h/x'}", "{url: 'ftp://h'}", "{url: h}", "{url: 'http:///x'}", "{url: ''}",
    "{url: 'http://h', max_alerts: -1}", "{url: 'http://h', max_alerts: x}",
    "{url: 'http://h', http_config: {}}", "{url: 'http://h', send_resolved: on}",
    "{url: 'http://h', send_resolved: x}", "{url: 'http://h', title: x}", "{url: <secret>}",
)] + [receiver("pagerduty", keys) for keys in (
    "{}", "{routing_key: r}", "{service_key: s}", "{routing_key: ''}", "{routing_key_file: f}",
    "{routing_key: r, routing_key_file: f}", "{routing_key: r, service_key: s}",
    "{routing_key: r, details: {a: 1}}", "{routing_key: r, details: [a]}",
    "{routing_key: r, images: [{src: a}], links: [{href: a}]}", "{routing_key: r, severity: any}",
)] + [receiver("slack", keys) for keys in (
    "{}", "{api_url: 'http://h'}", "{api_url_file: f}", "{api_url: 'http://h', api_url_file: f}",
    "{api_url: 'http://h', mrkdwn_in: [text], link_names: yes, short_fields: true}",
)] + [receiver("opsgenie", keys) for keys in (
    "{}", "{api_key: k}", "{api_key: k, api_key_file: f}",
    "{api_key: k, responders: [{type: team}]}",
    "{api_key: k, responders: [{name: n, type: TEAM}]}", "{api_key: k, responders: [{name: n}]}",
    "{api_key: k, responders: [{name: n, type: x}]}",
    "{api_key: k, responders: [{name: n, type: '{{ .x }}'}]}", "{api_key: k, update_alerts: true}",
)] + [receiver(kind, f"{{{required}, {key}: }}") for kind, required, keys in (
    ("email", "to: a, from: b, smarthost: 'c:25'", "html text headers tls_config htm http_config"),
    ("wechat", "api_secret: s, corp_id: c", "agent_id message_type to_tag to_tags"),
    ("victorops", "api_key: k, routing_key: r", "custom_fields state_message message"),
    ("pushover", "user_key: u, token: t", "url_title expire sound titel"),
    ("sns", "topic_arn: a, sigv4: {region: r}", "attributes subject title"),
    ("telegram", "bot_token: t, chat_id: 1", "parse_mode disable_notifications chatid"),
    ("discord", "webhook_url: 'http://h'", "title message text"),
    ("webex", "room_id: r, http_config: {authorization: {credentials: c}}", "message room"),
) for key in keys.split()] + [interval(keys) for keys in (
    "", "times: [{start_time: '09:00', end_time: '17:00'}]", "times: []",
    "times: [{start_time: '9:00', end_time: '17:00'}]", "location: UTC",
    "times: [{start_time: '09:00', end_time: '24:00'}]",
    "times: [{start_time: '09:00', end_time: '24:01'}]", "times: [{start_time: '09:00'}]",
    "times: [{start_time: '09:00', end_time: '09:00'}]", "weekdays: [Monday, 'tuesday:friday']",
    "weekdays: ['friday:monday']", "weekdays: ['1:5']", "weekdays: [mon]",
    "weekdays: ['monday:friday:sunday']", "days_of_month: ['1:5', '-3:-1', '20']",
    "days_of_month: ['0']", "days_of_month: [5]", "days_of_month: ['-1:1']",
    "days_of_month: ['10:5']", "days_of_month: ['28:-1']", "days_of_month: ['29:-1']",
    "days_of_month: ['32']", "months: ['1:3', may, 'JUNE:august']", "months: ['3:1']",
    "months: ['13']", "years: ['2020:2022', '2030']", "years: ['2022:2020']", "years: [x]", "x: y",
    "location: Europe/Berlin", "location: ''", "location: America/New_York", "location: EST5EDT",
    "location: Nowhere/City", "location: europe/berlin", "location: Europe", "location: ../x",
    "location: /etc", "location: Z", "location: '+01:00'", "location: Local",
)] + [ROOT + "time_intervals: [{name: n}]\nmute_time_intervals: [{name: n}]\n",
      ROOT + "time_intervals: [{}]\n", ROOT + "inhibit_rules: [{}]\n",
      ROOT + "inhibit_rules: [{equal: [a-b]}]\n",
      ROOT + "inhibit_rules: [{source_match: {a-b: c}}]\n",
      ROOT + "inhibit_rules: [{source_matchers: [a=b], target_match_re: {c: d}, equal: [e]}]\n"]


def accepts(command, text, stdin):
    with tempfile.NamedTemporaryFile("w", suffix=".yml") as config:
        config.write(text)
        config.flush()
        return subprocess.run([*command, config.name], input=stdin, text=True, check=False,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE).returncode == 0


def compare(model, amtool):
    """A text about each configuration on which they disagree."""
    if not amtool:
        print("no amtool here: configurations are not compared")
        return []

    def difference(text):
        real = accepts([amtool, "check-config"], text, "")
        if real == accepts([model], text, ""):
            return None
        return f"the real one {'accepts' if real else 'refuses'}:\n{text}"

    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        differences = [text for text in pool.map(difference, CONFIGURATIONS) if text]
    print(f"{len(CONFIGURATIONS) - len(differences)} configurations judged alike")
    return differences
