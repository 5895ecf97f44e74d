#include <algorithm>
#include <atomic>
#include <csignal>
#include <iostream>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "harness/cli/commands.hpp"
#include "harness/cli/files.hpp"
#include "harness/cli/game_day.hpp"
#include "harness/cli/interrupt.hpp"
#include "harness/cli/live_options.hpp"
#include "harness/cli/load.hpp"
#include "harness/cli/play.hpp"
#include "harness/cli/play_live.hpp"
#include "harness/cli/reports.hpp"
#include "harness/journal/assess.hpp"
#include "harness/live/commanded.hpp"
#include "harness/reports/comparison.hpp"
#include "harness/reports/junit.hpp"
#include "harness/reports/summary.hpp"
#include "harness/reports/text.hpp"
#include "harness/scenario/without.hpp"
#include "harness/text/escape.hpp"

namespace firedrill::cli {
namespace {

/// One scenario's run, with what went wrong on the way ("" if nothing did).
struct Outcome {
  Journal journal;
  std::string error;
  std::string without = {};  ///< the step that was left out
};

bool was_interrupted() {
  return noted_signal() != 0;
}

int exit_code(const Outcome& outcome) {
  if (!outcome.error.empty()) {
    return harness_failed;
  }
  switch (assess(outcome.journal).verdict) {
    case RunVerdict::met:
      return all_met;
    case RunVerdict::missed:
      return target_missed;
    case RunVerdict::inconclusive:
      break;
  }
  return inconclusive;
}

/// 4 before 1 before 3 before 0.
int worse(int left, int right) {
  const auto rank = [](int code) {
    const std::vector<int> order{all_met, inconclusive, target_missed, harness_failed};
    return std::find(order.begin(), order.end(), code) - order.begin();
  };
  return rank(left) < rank(right) ? right : left;
}

/// "" without --out. The counterfactual stands inside the run's own folder, where no other scenario
/// can have its name, and nothing that collects the reports of all runs takes it for one of them.
std::string directory_of(const RunCommand& command,
                         const Scenario& scenario,
                         const std::string& without = {}) {
  if (command.out.empty()) {
    return "";
  }
  const std::string directory = command.out + "/" + scenario.name;
  return without.empty() ? directory : directory + "/without-" + without;
}

/// What the user's Alertmanager sends is written where firedrill plays it.
bool has_messages(const Scenario& scenario) {
  return !scenario.alert_routing.file.empty() && scenario.live.detector == Detector::own;
}

Outcome play_one(const RunCommand& command,
                 const Scenario& scenario,
                 const std::string& without = {}) {
  std::optional<OutputFile> file;
  std::optional<OutputFile> messages;
  const std::string directory = directory_of(command, scenario, without);
  if (!directory.empty()) {
    remove_reports(directory);
    file.emplace(directory + "/journal.jsonl");
    if (has_messages(scenario)) {
      messages.emplace(directory + messages_name);
    }
  }
  PlayOptions options{.seed = command.seed, .without = without};
  options.interrupted = [&] { return was_interrupted() || (file && !file->error().empty()); };
  if (file) {
    options.on_line = [&](std::string_view line) { file->write(line); };
  }
  if (messages) {
    options.on_message = [&](std::string_view line) { messages->write(line); };
  }
  Outcome outcome{.journal = {}, .error = {}, .without = without};
  if (command.live) {
    const std::string logs = directory.empty() ? "" : directory + "/logs";
    Result<Journal> journal =
        play_live(scenario,
                  options,
                  {.speed = speed_of(command, scenario),
                   .logs = logs,
                   .control = directory.empty() ? "" : control_file(directory)});
    if (!journal) {
      outcome.error = journal.error().message;
      return outcome;
    }
    outcome.journal = *std::move(journal);
  } else {
    outcome.journal = play(scenario, options);
  }
  outcome.error = file ? file->error() : "";
  if (messages && outcome.error.empty()) {
    outcome.error = messages->error();
  }
  if (file && outcome.error.empty()) {
    outcome.error = write_reports(outcome.journal, directory);
  }
  return outcome;
}

/// Plays all scenarios, `jobs` at once; results stand in the order of the scenarios.
std::vector<Outcome> play_all(const RunCommand& command, const std::vector<Scenario>& scenarios) {
  std::vector<Outcome> outcomes(scenarios.size(),
                                {.journal = {}, .error = "not played: the run was interrupted"});
  std::atomic<std::size_t> next{0};
  const auto work = [&] {
    for (std::size_t at = next++; at < scenarios.size() && !was_interrupted(); at = next++) {
      outcomes[at] = play_one(command, scenarios[at]);
    }
  };
  std::vector<std::thread> others;
  for (std::size_t job = 1; job < std::min<std::size_t>(command.jobs, scenarios.size()); ++job) {
    others.emplace_back(work);
  }
  work();
  for (std::thread& other : others) {
    other.join();
  }
  return outcomes;
}

/// Of a run that could not be finished only why, also to CI.
int finish_one(const RunCommand& command,
               const Scenario& scenario,
               const Outcome& outcome,
               const Terminal& terminal) {
  const std::string directory = directory_of(command, scenario, outcome.without);
  if (outcome.error.empty()) {
    std::cout << reports::text(outcome.journal,
                               {.color = terminal.color,
                                .file = scenario.file,
                                .report = directory,
                                .columns = terminal.columns});
  } else {
    std::cerr << "firedrill: " << outcome.error << "\n";
    if (!directory.empty()) {  // what stops this too has been said
      (void)write_failure(scenario.name, outcome.error, directory);
    }
  }
  return exit_code(outcome);
}

/// What leaving the step out changed, on the terminal and beside the reports of the reduced run.
/// Returns what went wrong, or "".
std::string compare(const RunCommand& command,
                    const Scenario& scenario,
                    const Journal& whole,
                    const Journal& reduced) {
  const std::string text = reports::comparison(whole, reduced);
  std::cout << "\n" << text;
  if (command.out.empty()) {
    return "";
  }
  std::cout << "the run with it  " << escape_terminal(directory_of(command, scenario)) << "\n";
  return write_comparison(text, directory_of(command, scenario, command.without));
}

/// Plays the scenario as it is and without the step.
int run_without(const RunCommand& command, Scenario scenario, const Terminal& terminal) {
  if (const std::string wrong = no_such_step(scenario, command.without); !wrong.empty()) {
    std::cerr << "firedrill: " << wrong << "\n";
    return invalid;
  }
  const Outcome whole = play_one(command, scenario);
  if (!whole.error.empty()) {
    return finish_one(command, scenario, whole, terminal);
  }
  const Scenario reduced = *without(std::move(scenario), command.without);
  const Outcome outcome = play_one(command, reduced, command.without);
  const int code = finish_one(command, reduced, outcome, terminal);
  if (!whole.journal.complete || !outcome.journal.complete || !outcome.error.empty()) {
    return code;
  }
  const std::string error = compare(command, reduced, whole.journal, outcome.journal);
  if (!error.empty()) {
    std::cerr << "firedrill: " << error << "\n";
    return harness_failed;
  }
  return code;
}

/// Judges all, prints them, and writes the files for CI.
int finish_many(const RunCommand& command,
                const std::vector<Scenario>& scenarios,
                const std::vector<Outcome>& outcomes,
                const Terminal& terminal) {
  int code = all_met;
  std::vector<reports::RunSummary> summaries;
  std::vector<reports::JunitSuite> suites;
  for (std::size_t at = 0; at < outcomes.size(); ++at) {
    code = worse(code, exit_code(outcomes[at]));
    summaries.push_back(reports::summarize(outcomes[at].journal, scenarios[at].file));
    summaries.back().scenario = scenarios[at].name;
    summaries.back().error = outcomes[at].error;
    suites.push_back(outcomes[at].error.empty()
                         ? reports::junit_suite(outcomes[at].journal, {.file = scenarios[at].file})
                         : reports::junit_suite_of_error(scenarios[at].name, outcomes[at].error));
  }
  const std::string error =
      command.out.empty() ? "" : write_summary(summaries, suites, command.out);
  std::cout << reports::summary_text(
      summaries, terminal.color);  // after the files: whoever reads this may stop reading
  if (!error.empty()) {
    std::cerr << "firedrill: " << error << "\n";
    return harness_failed;
  }
  return code;
}

/// Empty, or which scenario's folder would stand where a file about several runs belongs.
std::string taken_name(const RunCommand& command, const std::vector<Scenario>& scenarios) {
  for (const Scenario& scenario : scenarios) {
    if (!command.out.empty() && is_summary_file(scenario.name)) {
      return fmt::format("with --out no scenario can be named {}: {} is a file about all of them",
                         quote(scenario.name),
                         escape_terminal(directory_of(command, scenario)));
    }
  }
  return "";
}

}  // namespace

int run(const RunCommand& command, const Terminal& terminal) {
  Result<std::vector<Scenario>> scenarios = load_all(command.paths, terminal);
  if (!scenarios) {
    std::cerr << scenarios.error().message;
    return invalid;
  }
  if (!command.without.empty() && scenarios->size() > 1) {
    std::cerr << "firedrill: --without names a step of one scenario; give one file\n";
    return invalid;
  }
  if (const std::string wrong = taken_name(command, *scenarios); !wrong.empty()) {
    std::cerr << "firedrill: " << wrong << "\n";
    return invalid;
  }
  choose_detector(command, *scenarios);
  if (const std::string wrong = check_live(command, *scenarios); !wrong.empty()) {
    std::cerr << "firedrill: " << wrong << "\n";
    return invalid;
  }
  if (command.live) {
    for (Scenario& scenario : *scenarios) {
      scenario = live::as_commanded(std::move(scenario));
    }
  }
  const InterruptGuard guard;
  int code = all_met;
  if (command.without.empty()) {
    const std::vector<Outcome> outcomes = play_all(command, *scenarios);
    code = outcomes.size() == 1
               ? finish_one(command, scenarios->front(), outcomes.front(), terminal)
               : finish_many(command, *scenarios, outcomes, terminal);
  } else {
    code = run_without(command, std::move(scenarios->front()), terminal);
  }
  switch (noted_signal()) {
    case SIGINT:
      return interrupted_by_user;
    case SIGTERM:
      return terminated;
    default:
      return code;
  }
}

}  // namespace firedrill::cli
