#include "tests/property/generated/scenario.hpp"

#include <functional>
#include <set>
#include <utility>

#include <catch2/catch.hpp>

#include "harness/cli/play.hpp"
#include "harness/faults/fault.hpp"
#include "harness/journal/alert_path.hpp"
#include "harness/journal/assess.hpp"
#include "harness/journal/pipeline_warnings.hpp"
#include "harness/journal/query.hpp"
#include "harness/journal/reader.hpp"
#include "harness/scenario/load.hpp"
#include "harness/scenario/without.hpp"

// What holds in every run of every scenario. A failure prints the scenario and the seed: play it
// with `firedrill run FILE --seed SEED`.

namespace firedrill {
namespace {

using generated::Lacking;

struct ListenedRun {
  Journal journal;
  std::string text;  ///< journal.jsonl
};

Scenario loaded(const std::string& text) {
  LoadResult result = load_scenario(SourceText("generated.json", text));
  INFO(render(result.diagnostics));
  REQUIRE(result.scenario.has_value());
  return *std::move(result.scenario);
}

ListenedRun run(const Scenario& scenario, std::uint64_t seed) {
  ListenedRun made;
  made.journal = cli::play(
      scenario, {.seed = seed, .on_line = [&](std::string_view line) { made.text += line; }});
  return made;
}

/// Calls `check(text, seed)` for so many scenarios, each under a heading that replays it.
template <class Check>
void for_each_scenario(std::uint64_t count, Lacking lacking, Check check) {
  for (std::uint64_t seed = 1; seed <= count; ++seed) {
    const std::string text = generated::scenario(Seed{seed}, lacking);
    INFO("seed " << seed << " of\n" << text);
    check(text, seed);
  }
}

/// The impact monitor looks at whole seconds: what ended an impact may have done so within one.
Duration tolerance(EventType type) {
  return type == EventType::mitigated || type == EventType::recovered ? std::chrono::seconds{1}
                                                                      : Duration::zero();
}

void check_order(const Journal& journal) {
  Instant last{};
  std::uint32_t number = 0;
  for (const Event& event : journal.events) {
    INFO(to_string(event.type) << " " << static_cast<std::uint32_t>(event.id) << ": "
                               << event.what);
    REQUIRE(event.id == EventId{++number});
    REQUIRE(event.known >= last);
    REQUIRE(event.known >= event.happened);
    REQUIRE(event.happened >= Instant{});
    last = event.known;
    if (event.cause != EventId::none) {
      REQUIRE(event.cause < event.id);
      const Event* cause = find_event(journal, event.cause);
      REQUIRE(cause != nullptr);
      REQUIRE(cause->known <= event.known);
      REQUIRE(cause->happened <= event.happened + tolerance(event.type));
    }
  }
  REQUIRE(last == journal.footer.ended);
}

std::uint64_t sum(const std::vector<std::pair<std::string, std::uint64_t>>& counts) {
  std::uint64_t all = 0;
  for (const auto& [outcome, count] : counts) {
    all += count;
  }
  return all;
}

void check_traffic(const Journal& journal) {
  for (const TrafficRecord& record : journal.traffic) {
    INFO(record.population << " at " << record.second.time_since_epoch().count() << " ns");
    REQUIRE(record.good + record.bad + record.shed == sum(record.outcomes));
    REQUIRE(record.bad == sum(record.bad_outcomes));
    REQUIRE(record.first_bad.has_value() == (record.bad > 0));
    std::uint64_t blamed = 0;
    for (const CauseTally& tally : record.causes) {
      const Event* cause = find_event(journal, tally.cause);
      REQUIRE(cause != nullptr);
      REQUIRE(cause->happened < record.second + std::chrono::seconds{1});
      blamed += tally.bad;
    }
    REQUIRE(blamed <= record.bad);
  }
}

bool happened(const Journal& journal, EventType type) {
  return first_event(journal, type) != nullptr;
}

/// Not by what the assessment says of itself, but by what the journal holds.
void check_met_is_measured(const Journal& journal) {
  REQUIRE(journal.complete);
  REQUIRE(happened(journal, EventType::steady_state_met));
  REQUIRE_FALSE(happened(journal, EventType::metric_without_data));
  REQUIRE(total_traffic(journal).requests() > 0);
  REQUIRE_FALSE(journal.header.targets.empty());
  for (const TargetDefinition& target : journal.header.targets) {
    INFO("target " << target.name);
    if (const auto* rule = std::get_if<DurationTarget>(&target.rule)) {
      CHECK(happened(journal, rule->from));
      CHECK((happened(journal, rule->to) || !target.known_miss.empty()));
    }
  }
  for (const FaultTally& fault : journal.footer.faults) {
    INFO("fault " << fault.id);
    CHECK((fault.planned == 0 || fault.injected > 0));
  }
}

using Seen = std::set<std::string, std::less<>>;

void note_what_happened(const Journal& journal, Seen& seen) {
  seen.emplace(to_string(assess(journal).verdict));
  for (const Event& event : journal.events) {
    seen.emplace(to_string(event.type));
  }
  for (const FaultTally& fault : journal.footer.faults) {
    if (fault.injected > 0) {
      seen.insert(fault.kind);
    }
  }
}

/// A property that nothing was put to the test of would hold, too.
void check_everything_happened(const Seen& seen) {
  for (const EventTypeInfo& info : event_types()) {
    INFO(info.name);
    // Virtual time is never late, and these scenarios have no rule files and no Alertmanager.
    const bool seldom =
        info.type == EventType::rollout_blocked || info.type == EventType::behind_schedule ||
        info.type == EventType::notification_failed || info.type == EventType::rule_without_data;
    CHECK((seldom || seen.contains(info.name)));
  }
  for (const FaultInfo& info : fault_kinds()) {
    INFO(info.kind);
    CHECK((info.is_of_response || seen.contains(info.kind)));  // which nothing generates yet
  }
  for (const RunVerdict verdict : {RunVerdict::met, RunVerdict::missed, RunVerdict::inconclusive}) {
    INFO(to_string(verdict));
    CHECK(seen.contains(to_string(verdict)));
  }
}

}  // namespace

TEST_CASE("every generated scenario loads, plays, and tells a story in order", "[property]") {
  Seen seen;
  for_each_scenario(900, Lacking::nothing, [&](const std::string& text, std::uint64_t seed) {
    const Journal journal = run(loaded(text), seed).journal;

    check_order(journal);
    check_traffic(journal);
    if (assess(journal).verdict == RunVerdict::met) {
      check_met_is_measured(journal);
    }
    note_what_happened(journal, seen);
  });
  check_everything_happened(seen);
}

TEST_CASE("a scenario played twice with one seed gives the same bytes", "[property]") {
  for_each_scenario(60, Lacking::nothing, [](const std::string& text, std::uint64_t seed) {
    const ListenedRun first = run(loaded(text), seed);
    const ListenedRun second = run(loaded(text), seed);

    REQUIRE(first.text == second.text);
    REQUIRE(first.journal.footer.digest == second.journal.footer.digest);
  });
}

TEST_CASE("a journal that is read back is judged as the run was", "[property]") {
  for_each_scenario(60, Lacking::nothing, [](const std::string& text, std::uint64_t seed) {
    const ListenedRun played = run(loaded(text), seed);

    const Result<Journal> read = read_journal("journal.jsonl", played.text);

    REQUIRE(read);
    REQUIRE(read->events.size() == played.journal.events.size());
    const Assessment before = assess(played.journal);
    const Assessment after = assess(*read);
    REQUIRE(before.verdict == after.verdict);
    REQUIRE(before.reasons == after.reasons);
  });
}

TEST_CASE("a scenario without one of its steps plays too", "[property]") {
  for_each_scenario(60, Lacking::nothing, [](const std::string& text, std::uint64_t seed) {
    const Scenario whole = loaded(text);
    if (whole.script.empty()) {
      return;
    }
    const std::string id = whole.script[seed % whole.script.size()].id;
    INFO("without " << id);
    const Result<Scenario> rest = without(loaded(text), id);
    REQUIRE(rest);

    const Journal journal = run(*rest, seed).journal;

    check_order(journal);
    for (const Event& event : journal.events) {
      REQUIRE(event.step != id);
    }
  });
}

TEST_CASE("without traffic no run is ever passed", "[property]") {
  for_each_scenario(60, Lacking::traffic, [](const std::string& text, std::uint64_t seed) {
    const Journal journal = run(loaded(text), seed).journal;

    check_order(journal);
    if (total_traffic(journal).requests() == 0) {
      REQUIRE(assess(journal).verdict != RunVerdict::met);
    }
  });
}

TEST_CASE("where no alert can fire nothing is detected and nobody is paged", "[property]") {
  for_each_scenario(60, Lacking::alerts, [](const std::string& text, std::uint64_t seed) {
    const Journal journal = run(loaded(text), seed).journal;

    check_order(journal);
    for (const EventType type : {EventType::alert_firing,
                                 EventType::notification_sent,
                                 EventType::page_delivered,
                                 EventType::acknowledged}) {
      REQUIRE_FALSE(happened(journal, type));
    }
    for (const TargetResult& target : assess(journal).targets) {
      if (target.definition.name == "detect" || target.definition.name == "page") {
        REQUIRE(target.status != TargetStatus::met);
      }
    }
  });
}

TEST_CASE("where nobody acknowledges no target of an acknowledgement is met", "[property]") {
  for_each_scenario(60, Lacking::acknowledgement, [](const std::string& text, std::uint64_t seed) {
    const Journal journal = run(loaded(text), seed).journal;

    check_order(journal);
    REQUIRE_FALSE(happened(journal, EventType::acknowledged));
    for (const TargetResult& target : assess(journal).targets) {
      if (target.definition.name == "acknowledge") {
        REQUIRE(target.status != TargetStatus::met);
      }
    }
  });
}

TEST_CASE("the parts of an alert's way make up the whole, and warnings name what happened",
          "[property]") {
  for_each_scenario(60, Lacking::nothing, [](const std::string& text, std::uint64_t seed) {
    const Journal journal = run(loaded(text), seed).journal;

    const std::vector<ImpactWindow> windows = impact_windows(journal);
    for (const AlertPath& path : alert_paths(journal, windows)) {
      Duration sum{};
      for (const TimeShare& part : path.parts) {
        REQUIRE(part.length > Duration::zero());
        sum += part.length;
      }
      REQUIRE(sum == path.to - path.from);
    }
    for (const PipelineWarning& warning : pipeline_warnings(journal, windows)) {
      REQUIRE((warning.evidence == EventId::none || find_event(journal, warning.evidence)));
    }
  });
}

}  // namespace firedrill
