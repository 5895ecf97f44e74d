#!/usr/bin/env python3
"""The same random operations on the real Alertmanager 0.25 and on ours: every notification must
have the same content, in the same order, at the same time.

usage: alertmanager_oracle.py MODEL [--seconds S] [--seeds FIRST COUNT] [--at-least N]

Exit 77 where there is no real one. The seeds are played side by side, each by processes of its own.
Also, both must accept and refuse the same configurations, if amtool is there.
"""
import argparse
import concurrent.futures
import json
import subprocess
import sys
import tempfile
import time
from datetime import datetime, timezone

import configurations
from plans import CONFIG, REFUSED_AT_FLAKY, Plan
from real_alertmanager import RealAlertmanager, Sink, find

SKIPPED = 77
TOLERANCE_S = 0.3
SECOND = 1_000_000_000
LONGEST_TICK_S = 5


def rfc3339(unix_ns):
    moment = datetime.fromtimestamp(unix_ns // SECOND, timezone.utc)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{unix_ns % SECOND // 1_000_000:03d}Z"


def wait_until(unix_ns):
    time.sleep(max(0, (unix_ns - time.time_ns()) / SECOND))


class Run:
    """One seed on the real program; what was done, for the model, in ns since its start."""

    def __init__(self, seed, seconds):
        self.seed = seed
        self.seconds = seconds
        self.operations = []
        self.silence_ids = {}
        self.sink = Sink({"/flaky": REFUSED_AT_FLAKY})
        self.config = CONFIG.format(sink=self.sink.url)

    def play(self):
        real = RealAlertmanager(self.config)
        try:
            self.zero = real.started
            # Every 30 s after the start empty groups go: a quarter of a second from all else.
            self.base = self.zero + SECOND // 4
            while self.base < time.time_ns() + SECOND // 2:
                self.base += SECOND
            for operation in Plan(self.seed, self.seconds).operations:
                wait_until(self.base + operation.at * SECOND)
                self.perform(real, operation)
            self.end = self.base + (self.seconds + LONGEST_TICK_S) * SECOND
            wait_until(self.end)
        finally:
            real.close()
            self.sink.close()
        return self

    def at(self, seconds):
        return self.base + seconds * SECOND

    def perform(self, real, operation):
        before = time.time_ns()
        if operation.alert:
            done = self.post(real, operation.alert)
        elif operation.silence:
            done = self.silence(real, operation.silence)
        else:
            real.ask(f"/api/v2/silence/{self.silence_ids[operation.expire]}", method="DELETE")
            done = {"expire": operation.expire}
        now = (before + time.time_ns()) // 2
        self.operations.append({"at": now - self.zero, **done})

    def post(self, real, alert):
        times = {key: self.at(alert[key]) for key in ("starts_at", "ends_at") if key in alert}
        posted = {"labels": alert["labels"], "annotations": alert["annotations"],
                  "generatorURL": alert["generator_url"], "startsAt": rfc3339(times["starts_at"])}
        if "ends_at" in times:
            posted["endsAt"] = rfc3339(times["ends_at"])
        real.ask("/api/v2/alerts", [posted])
        return {"alert": {**alert, **{key: moment - self.zero for key, moment in times.items()}}}

    def silence(self, real, silence):
        begin, until = self.at(silence["from"]), self.at(silence["until"])
        matchers = [{"name": name, "value": value.strip('"'), "isRegex": "~" in sign,
                     "isEqual": "!" not in sign}
                    for name, sign, value in map(split_matcher, silence["matchers"].split(","))]
        reply = real.ask("/api/v2/silences", {
            "matchers": matchers, "startsAt": rfc3339(begin), "endsAt": rfc3339(until),
            "createdBy": "oracle", "comment": "drawn"})
        self.silence_ids[silence["number"]] = json.loads(reply)["silenceID"]
        return {"silence": silence["number"], "matchers": silence["matchers"],
                "from": begin - self.zero, "until": until - self.zero}

    def real_notifications(self):
        return [Notification(moment - self.zero, path, status, body)
                for moment, path, status, body in self.sink.received if moment <= self.end]

    def model_notifications(self, model):
        plan = {"external_url": "http://alertmanager.example", "unix_ns_at_zero": self.zero,
                "refused": {self.sink.url + path: numbers
                            for path, numbers in self.sink.refused.items()},
                "end": self.end - self.zero, "operations": self.operations}
        with tempfile.NamedTemporaryFile("w", suffix=".yml") as config:
            config.write(self.config)
            config.flush()
            lines = subprocess.run([model, config.name], input=json.dumps(plan), text=True,
                                   check=True, stdout=subprocess.PIPE).stdout.splitlines()
        return [Notification(told["at"], told["url"].removeprefix(self.sink.url), told["status"],
                             told["body"]) for told in map(json.loads, lines)]


def split_matcher(text):
    for sign in ("!=", "!~", "=~", "="):
        name, found, value = text.partition(sign)
        if found:
            return name, sign, value
    raise ValueError(text)


def group_of(path, body):
    """What tells the groups of one receiver apart, in the form that its kind of message has."""
    if "attachments" in body:
        return body["attachments"][0]["title"].split()[1]  # the alert's name, in Slack's
    for key in ("groupKey", "dedup_key", "alias"):
        if key in body:
            return body[key]
    return path.split("/")[4]  # /opsgenie/v2/alerts/ALIAS/close


class Notification:
    def __init__(self, at, path, status, body):
        self.at_s = at / SECOND
        self.status = status
        self.ends = []  # of resolved alerts, which the real one may have set by its own clock
        for alert in body.get("alerts", []):
            if alert["status"] == "resolved":
                self.ends.append(datetime.fromisoformat(alert.pop("endsAt")[:19]))
        self.body = body
        self.path = path
        self.group = (path.split("/")[1], group_of(path, body))

    def equals(self, other):
        return (self.body == other.body and self.path == other.path
                and self.status == other.status
                and abs(self.at_s - other.at_s) <= TOLERANCE_S
                and all(abs((mine - theirs).total_seconds()) <= 1
                        for mine, theirs in zip(self.ends, other.ends)))

    def __str__(self):
        return f"{self.at_s:8.3f} {self.status} {self.group} {json.dumps(self.body)}"


def by_group(notifications):
    groups = {}
    for notification in sorted(notifications, key=lambda one: one.at_s):
        groups.setdefault(notification.group, []).append(notification)
    return groups


def compare(run, model):
    """How many notifications agree, and a text about each that does not."""
    real, ours = by_group(run.real_notifications()), by_group(run.model_notifications(model))
    equal, differences, latest = 0, [], 0
    for group in sorted(real.keys() | ours.keys(), key=str):
        theirs, mine = real.get(group, []), ours.get(group, [])
        for number in range(max(len(theirs), len(mine))):
            pair = (theirs[number:number + 1] or [None]) + (mine[number:number + 1] or [None])
            if None not in pair and pair[0].equals(pair[1]):
                equal += 1
                latest = max(latest, abs(pair[0].at_s - pair[1].at_s))
            else:
                differences.append(f"seed {run.seed}:\n  real {pair[0]}\n  ours {pair[1]}")
                break  # those behind it would differ in their numbers only
    print(f"seed {run.seed}: {len(run.operations)} operations, {equal} notifications equal, "
          f"{len(differences)} groups differ, times within {latest * 1000:.0f} ms")
    return equal, differences


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("model")
    parser.add_argument("--seconds", type=int, default=30)
    parser.add_argument("--seeds", type=int, nargs=2, default=(1, 1), metavar=("FIRST", "COUNT"))
    parser.add_argument("--at-least", type=int, default=40, help="notifications that must be equal")
    options = parser.parse_args()
    if not find("prometheus-alertmanager"):
        print("skipped: no prometheus-alertmanager here (./dev test unpacks it)")
        return SKIPPED
    differences = configurations.compare(options.model, find("amtool"))
    first, count = options.seeds
    with concurrent.futures.ThreadPoolExecutor(count) as pool:
        runs = list(pool.map(lambda seed: Run(seed, options.seconds).play(),
                             range(first, first + count)))
    equal = 0
    for run in runs:
        run_equal, run_differences = compare(run, options.model)
        equal += run_equal
        differences += run_differences
    for text in differences:
        print(text)
    if differences:
        print(f"again: {sys.argv[0]} MODEL --seconds {options.seconds} --seeds {first} {count}")
    print(f"{equal} notifications equal in content, order and time, {len(differences)} differences")
    return 0 if equal >= options.at_least and not differences else 1


if __name__ == "__main__":
    sys.exit(main())
