#pragma once

/// What `firedrill COMMAND --help` says above and below the options.
namespace firedrill::help {

inline constexpr const char* examples = R"(Unit tests for your incident response.

  firedrill run scenarios/first.json              play a scenario, judge it, print its timeline
  firedrill run scenarios --out out --jobs 2      all of a directory, with reports for CI
  firedrill run FILE --without undo               does the drill prove anything? leave a step out
  firedrill validate scenarios/*.json             every mistake, with its line
  firedrill rules check alerts/*.yml              the same of your Prometheus rules
  firedrill list faults                           what can be broken
  firedrill report out/first --format markdown    the postmortem's first draft, from the journal
  firedrill mock service --port 8080              a service that is slow or fails as you like)";

inline constexpr const char* exit_codes =
    R"(Exit codes: 0 all targets met, 1 a target was missed, 2 wrong usage or an invalid scenario,
3 inconclusive, 4 firedrill could not do its work, 130 and 143 interrupted.)";

inline constexpr const char* file_check_codes = "Exit codes: 0 all files are valid, 2 one is not.";

inline constexpr const char* report_codes =
    R"(Exit codes: 0 whatever the verdict that is told, 2 wrong usage or no journal there.)";

inline constexpr const char* run_examples =
    R"(Plays scenarios, in virtual time or live, and judges them.
All files are validated before any starts.

  firedrill run scenarios/first.json
  firedrill run scenarios --out out --jobs 2
  firedrill run scenarios/first.json --seed 7
  firedrill run scenarios/auth-upgrade-2023-11-09.json --without undo
  firedrill run scenarios/first.json --live --speed 60)";

inline constexpr const char* validate_examples =
    R"(Says all that is wrong with scenario files: file, line, column, what was expected.

  firedrill validate scenarios/first.json
  firedrill validate scenarios)";

inline constexpr const char* list_examples = R"(What exists, from the code itself.

  firedrill list
  firedrill list faults
  firedrill list events --markdown
  firedrill list scenarios drills/)";

inline constexpr const char* rules_examples =
    R"(Your Prometheus rules: checked, tested, shown, and how many of them drills reach.
check: all that is wrong with rule files, or PrometheusRule objects of Kubernetes: file, line,
column. test: plays promtool's unit tests of rules.
show: the rules of files, or those that a scenario evaluates, as a rule file.
coverage: plays scenarios, and says which rules fired, stayed quiet, or read what no drill has.

  firedrill rules check alerts.yml
  firedrill rules check rules/*.yml
  firedrill rules test tests/*.yml
  firedrill rules show scenarios/first.json
  firedrill rules coverage scenarios --require-all)";

inline constexpr const char* rules_codes =
    R"(Exit codes: 0 all files are valid and all tests pass, 1 a test fails or, with --require-all,
an alerting rule never fired, 2 a file is not valid, 3 a scenario's steady state did not hold.)";

inline constexpr const char* report_examples = R"(Any report again, from the journal alone.

  firedrill report out/first
  firedrill report out/first/journal.jsonl --format junit)";

inline constexpr const char* mock_examples = R"(One mock on its own, for tests in any language.

  firedrill mock service
  firedrill mock service --config users.json --port 8080
  firedrill mock auth
  firedrill mock auth --config provider.json --tls --ca-out ca.pem
  firedrill mock pager

It prints {"ready":true,"url":"http://127.0.0.1:PORT"} when it accepts connections, and stops on
SIGTERM or Ctrl-C.)";

inline constexpr const char* proxy_examples =
    R"(Toxiproxy's HTTP API and toxics, in front of any TCP service.

  firedrill proxy
  firedrill proxy --config proxies.json --seed 7

It prints {"ready":true,"url":"http://127.0.0.1:8474"} when it accepts connections, and stops on
SIGTERM or Ctrl-C.)";

inline constexpr const char* mock_codes =
    R"(Exit codes: 0 stopped, 2 wrong usage or configuration, 4 it could not listen.)";

inline constexpr const char* import_examples =
    R"(A scenario to begin with, made from what you have elsewhere.

  firedrill import toxiproxy proxies.json --output scenarios/network.json
  curl http://127.0.0.1:8474/proxies | firedrill import toxiproxy /dev/stdin

Each proxy is a service with clients, each toxic a step with the fault that comes nearest to it.
What is left out or called otherwise is said on stderr.)";

inline constexpr const char* import_codes =
    R"(Exit codes: 0 done, 2 wrong usage or a file that is not valid, 4 it could not write.)";

inline constexpr const char* ack_about = R"(Acknowledges what waits for somebody in a live run.

  firedrill run game-day.json --live --out out      in another terminal
  firedrill ack
  firedrill ack HighErrorRatio --run out/game-day --as anna)";

inline constexpr const char* resolve_about = R"(Resolves incidents of a live run.

  firedrill resolve HighErrorRatio)";

inline constexpr const char* act_about = R"(Begins a step of the response in a live run.

  firedrill act undo)";

inline constexpr const char* note_about =
    R"(Takes a note, which stands in the timeline of a live run.

  firedrill note "it began with the release")";

inline constexpr const char* person_codes =
    R"(Exit codes: 0 done, 2 no such run, incident or step, 4 the run does not answer.)";

inline constexpr const char* completion_examples =
    R"text(Teaches your shell the commands and options.

  eval "$(firedrill completion bash)"
  firedrill completion zsh  >"${fpath[1]}/_firedrill"
  firedrill completion fish >~/.config/fish/completions/firedrill.fish)text";

}  // namespace firedrill::help
