#include "harness/live/own_changes.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include <fmt/format.h>

#include "harness/live/complete_later.hpp"
#include "harness/live/own_launch.hpp"
#include "harness/scenario/own_parts.hpp"

namespace firedrill::live {
namespace {

constexpr std::string_view clean_up_log = "clean_up.log";
constexpr Duration between_questions = std::chrono::milliseconds{100};  // wire clock
constexpr Duration version_timeout = std::chrono::seconds{2};           // wire clock
constexpr Duration metrics_timeout = std::chrono::seconds{5};           // wire clock
constexpr Duration start_margin = std::chrono::milliseconds{50};        // wire clock

/// "1.5.0", or what it is instead.
std::string said(const SaidVersions& versions) {
  std::string text;
  std::vector<std::string> known;
  for (const auto& version : versions) {
    const std::string word = version.value_or("nothing");
    if (std::find(known.begin(), known.end(), word) == known.end()) {
      text += (text.empty() ? "" : " and ") + word;
      known.push_back(word);
    }
  }
  return text;
}

std::size_t count_of(const SaidVersions& versions, const std::string& wanted) {
  return static_cast<std::size_t>(std::count(versions.begin(), versions.end(), wanted));
}

}  // namespace

OperationResult judge_change(const std::string& wanted,
                             const SaidVersions& before,
                             const SaidVersions& after) {
  const std::size_t right = count_of(after, wanted);
  if (std::find_if(after.begin(), after.end(), [](const auto& one) { return one.has_value(); }) ==
      after.end()) {
    return {.outcome = Outcome::failed, .detail = "nobody answers which version runs"};
  }
  if (after == before) {
    return {.outcome = Outcome::no_effect,
            .detail = fmt::format("version {} still answers", said(after))};
  }
  if (right == after.size()) {
    return {};
  }
  return {.outcome = right > 0 ? Outcome::partial : Outcome::failed,
          .detail = fmt::format("version {} answers, not {}", said(after), wanted)};
}

/// One change under way.
struct OwnChanges::Change {
  const Service* service = nullptr;
  std::string wanted;  ///< the version
  std::string old;     ///< that the fleet believed in before
  EventId cause = EventId::none;
  EventId old_cause = EventId::none;
  bool judged_later = false;  ///< it takes effect on the next start
  Completion done;
  std::vector<std::size_t> members;
  SaidVersions before = {};
  std::string output = {};
  std::chrono::steady_clock::time_point until = {};
};

OwnChanges::OwnChanges(const FleetPlan& plan,
                       Scheduler& scheduler,
                       Processes& processes,
                       Fleet& fleet)
    : plan_(plan),
      scheduler_(scheduler),
      processes_(processes),
      fleet_(fleet),
      commands_(scheduler, processes),
      probe_(scheduler),
      scraper_(scheduler) {}

bool OwnChanges::concerns(std::string_view service) const {
  const std::optional<std::size_t> first = fleet_.first_of(service);
  return first && fleet_.members()[*first].own() != nullptr;
}

std::string OwnChanges::missing_command() const {
  for (const ActionCommand& command : plan_.scenario.commands.actions) {
    if (std::string what = obstacle_to(fill_in(command.command, plan_.places, {})); !what.empty()) {
      return fmt::format("{}.{}: {}", command.service, to_string(command.action), what);
    }
  }
  if (const auto& clean_up = plan_.scenario.commands.clean_up) {
    if (std::string what = obstacle_to(fill_in(clean_up->command, plan_.places, {}));
        !what.empty()) {
      return "clean_up: " + what;
    }
  }
  return "";
}

void OwnChanges::read_versions(const std::string& service,
                               const std::function<void(SaidVersions)>& done) {
  const std::size_t first = fleet_.first_of(service).value_or(0);
  const std::size_t replicas = fleet_.members()[first].service->replicas;

  struct Reading {
    SaidVersions versions;
    std::size_t left;
  };

  const auto reading =
      std::make_shared<Reading>(Reading{.versions = SaidVersions(replicas), .left = replicas});
  for (std::size_t at = 0; at < replicas; ++at) {
    const FleetMember& member = fleet_.members()[first + at];
    probe_.version(*member.own(),
                   member.origin(),
                   version_timeout,
                   [reading, at, done](std::optional<std::string> version) {
                     reading->versions[at] = std::move(version);
                     if (--reading->left == 0) {
                       done(reading->versions);
                     }
                   });
  }
}

void OwnChanges::run(const ActionCommand& command,
                     const std::string& version,
                     std::function<void(const CommandEnd&)> done) {
  const std::string name = fmt::format("{}.{}", command.service, to_string(command.action));
  const int count = ++runs_[name];
  const std::string log = count == 1 ? name + ".log" : fmt::format("{}-{}.log", name, count);
  commands_.run(fill_in(command.command, plan_.places, {.version = version}),
                plan_.logs / log,
                command.timeout,
                std::move(done));
}

void OwnChanges::install(const Install& install, EventId cause, Completion done) {
  const auto members = fleet_.find(install.replicas);
  if (!members) {
    fleet_.install(install, cause, std::move(done));  // refuses it
    return;
  }
  const FleetMember& first = fleet_.members()[members->front()];
  const auto change =
      std::make_shared<Change>(Change{.service = first.service,
                                      .wanted = install.version,
                                      .old = first.version,
                                      .cause = cause,
                                      .old_cause = first.version_cause,
                                      .judged_later = install.activation == Activation::on_restart,
                                      .done = std::move(done),
                                      .members = *members});
  const bool back = install.purpose == InstallPurpose::rollback;
  const ActionCommand* command =
      command_for(plan_.scenario,
                  install.replicas.service,
                  back ? CommandedAction::rollback : CommandedAction::deploy);
  read_versions(first.service->name, [this, change, command, install, back](SaidVersions said) {
    change->before = std::move(said);
    if (command == nullptr) {
      fleet_.install(install, change->cause, [this, change](const OperationResult& result) {
        if (result.outcome != Outcome::ok || change->judged_later) {
          change->done(result);
        } else {
          judge(change);
        }
      });
      return;
    }
    if (!back) {  // from here on what fails may fail for it
      note(*change, SaidVersions(change->members.size(), change->wanted));
    }
    run(*command, change->wanted, [this, change](const CommandEnd& end) {
      command_ended(change, end);
    });
  });
}

void OwnChanges::command_ended(const ChangePtr& change, const CommandEnd& end) {
  change->output = end.output;
  if (end.could_not_run && on_trouble_) {
    on_trouble_(end.detail);
  }
  if (end.outcome == Outcome::ok && !change->judged_later) {
    judge(change);
    return;
  }
  if (end.outcome != Outcome::ok) {  // whatever it did on the way: ask
    read_versions(change->service->name,
                  [this, change](const SaidVersions& versions) { note(*change, versions); });
  }
  change->done({.outcome = end.outcome, .detail = end.detail, .output = end.output});
}

/// Asks until the wanted version answers everywhere or its time is over.
void OwnChanges::judge(const ChangePtr& change) {
  const OwnProgram& own = *fleet_.members()[change->members.front()].own();
  if (!own.version) {
    note(*change, SaidVersions(change->members.size(), change->wanted));
    change->done({.output = change->output});
    return;
  }
  const auto now = std::chrono::steady_clock::now();
  if (change->until == std::chrono::steady_clock::time_point{}) {
    change->until = now + own.version->within;
  }
  read_versions(change->service->name, [this, change, now](const SaidVersions& versions) {
    const bool complete = count_of(versions, change->wanted) == versions.size();
    if (!complete && now < change->until) {
      scheduler_.after_wire(between_questions, [this, change] { judge(change); });
      return;
    }
    note(*change, versions);
    OperationResult result = judge_change(change->wanted, change->before, versions);
    result.output = change->output;
    change->done(result);
  });
}

/// Tells the fleet what answers, so that failures are put down to the change that is in place.
void OwnChanges::note(const Change& change, const SaidVersions& versions) {
  for (std::size_t at = 0; at < change.members.size() && at < versions.size(); ++at) {
    const std::string version = versions[at].value_or(change.old);
    fleet_.note_version(
        change.members[at], version, version == change.old ? change.old_cause : change.cause);
  }
}

void OwnChanges::restart(const RestartReplicas& restart, EventId cause, Completion done) {
  const ActionCommand* command =
      command_for(plan_.scenario, restart.replicas.service, CommandedAction::restart);
  const auto members = fleet_.find(restart.replicas);
  if (command == nullptr || !members) {
    fleet_.restart(restart.replicas, cause, std::move(done));
    return;
  }
  run(*command,
      fleet_.members()[members->front()].held,
      [this, done = std::move(done)](const CommandEnd& end) {
        if (end.could_not_run && on_trouble_) {
          on_trouble_(end.detail);
        }
        done({.outcome = end.outcome, .detail = end.detail, .output = end.output});
      });
}

void OwnChanges::make_will() {
  if (const auto& clean_up = plan_.scenario.commands.clean_up) {
    ProcessSpec spec = fill_in(clean_up->command, plan_.places, {});
    spec.standard_output = spec.standard_error = plan_.logs / clean_up_log;
    processes_.set_will(spec, clean_up->timeout);
  }
}

void OwnChanges::clean_up(std::function<void(const std::string&)> done) {
  const auto& clean_up = plan_.scenario.commands.clean_up;
  if (!clean_up) {
    scheduler_.post([done = std::move(done)] { done(""); });
    return;
  }
  commands_.run(fill_in(clean_up->command, plan_.places, {}),
                plan_.logs / clean_up_log,
                clean_up->timeout,
                [this, done = std::move(done)](const CommandEnd& end) {
                  processes_.drop_will();
                  const std::string output = end.output.substr(0, end.output.find('\n'));
                  done(end.outcome == Outcome::ok
                           ? ""
                           : fmt::format("clean_up: {}{}{}; what it takes back may still be there",
                                         end.detail,
                                         output.empty() ? "" : ": ",
                                         output));
                });
}

/// As long as there is to wait before t = 0, by which the answer, or that there is none, must be
/// known; whole hundredths of a second.
Duration OwnChanges::within_start(Duration timeout) const {
  const Duration left =
      scheduler_.wire_time(Instant{} - scheduler_.now()) - scheduler_.lag() - start_margin;
  constexpr Duration part = std::chrono::milliseconds{10};
  return std::max(std::min(timeout, left / part * part), start_margin);
}

void OwnChanges::check_metrics(std::size_t index, const std::function<void(std::string)>& done) {
  const FleetMember& member = fleet_.members()[index];
  const std::string path = member.own()->metrics;
  if (path.empty()) {
    scheduler_.post([done] { done(""); });
    return;
  }
  scraper_.scrape(
      {.origin = member.origin(),
       .path = path,
       .target = {.job = member.service->name, .instance = member.instance()}},
      within_start(metrics_timeout),
      [done, path, instance = member.instance()](const ScrapeResult& result) {
        done(result.up
                 ? ""
                 : fmt::format(
                       "{}: its metrics at {} cannot be read: {}", instance, path, result.problem));
      });
}

/// All of them are asked at once; the first problem is told.
void OwnChanges::check_start(const Completion& done) {
  struct Checking {
    std::size_t left = 1;
    std::string problem = {};
  };

  const auto checking = std::make_shared<Checking>();
  const auto checked = [this, checking, done](const std::string& problem) {
    checking->problem = checking->problem.empty() ? problem : checking->problem;
    if (--checking->left == 0) {
      complete_later(scheduler_,
                     done,
                     {.outcome = checking->problem.empty() ? Outcome::ok : Outcome::failed,
                      .detail = checking->problem});
    }
  };
  for (std::size_t index = 0; index < fleet_.members().size(); ++index) {
    const FleetMember& member = fleet_.members()[index];
    if (member.own() == nullptr) {
      continue;
    }
    checking->left += 2;
    check_metrics(index, checked);
    probe_.version(
        *member.own(),
        member.origin(),
        within_start(version_timeout),
        [checked, wanted = member.service->version, own = member.own(), name = member.instance()](
            const std::optional<std::string>& version) {
          const bool wrong = own->version && !wanted.empty() && version != wanted;
          checked(wrong ? fmt::format("{}: {}, not {}",
                                      name,
                                      version ? fmt::format("version {} answers", *version)
                                              : "nothing tells which version answers",
                                      wanted)
                        : "");
        });
  }
  checked("");
}

}  // namespace firedrill::live
