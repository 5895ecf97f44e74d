#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <variant>
#include <vector>

#include <catch2/catch.hpp>

#include "harness/journal/assess.hpp"
#include "harness/journal/breakdown.hpp"
#include "harness/journal/counts.hpp"
#include "harness/journal/phases.hpp"
#include "harness/journal/query.hpp"
#include "harness/journal/reader.hpp"
#include "harness/journal/windows.hpp"
#include "harness/journal/writer.hpp"
#include "tests/support/random_incident.hpp"
#include "tests/support/sanitized.hpp"

// What holds for every journal, whatever happened in it. A failure names the number of its run.

using namespace firedrill;
using namespace std::chrono_literals;

namespace {

constexpr std::uint64_t runs = 150 / firedrill::tests::slower;

template <class Check>
void for_each_run(Check check) {
  for (std::uint64_t number = 1; number <= runs; ++number) {
    INFO("random_incident(" << number << ")");
    check(firedrill::tests::random_incident(number).build());
  }
}

std::uint64_t sum_of(const std::vector<std::pair<std::string, std::uint64_t>>& counts) {
  std::uint64_t sum = 0;
  for (const auto& [name, count] : counts) {
    sum += count;
  }
  return sum;
}

bool is_missed(const TargetResult& target) {
  return target.status == TargetStatus::missed && !target.excused();
}

/// A calm is known only later than it was true: news of it may still come.
bool known_at_once(EventType type) {
  return type == EventType::alert_firing || type == EventType::page_delivered ||
         type == EventType::acknowledged || type == EventType::rollback_completed;
}

bool mentions(const std::vector<std::string>& reasons, const std::string& name) {
  return std::any_of(reasons.begin(), reasons.end(), [&](const std::string& reason) {
    return reason.find(name) != std::string::npos;
  });
}

}  // namespace

TEST_CASE("impact windows follow each other and never overlap", "[unit][journal][property]") {
  std::size_t several = 0;
  for_each_run([&](const Journal& journal) {
    const std::vector<ImpactWindow> windows = impact_windows(journal);
    several += windows.size() > 1 ? 1U : 0U;
    for (std::size_t index = 0; index < windows.size(); ++index) {
      CHECK(windows[index].start <= windows[index].end);
      CHECK(windows[index].end <= end_of(journal));
      CHECK((!windows[index].open() || index + 1 == windows.size()));
      if (index > 0) {
        CHECK(windows[index - 1].end <= windows[index].start);
      }
    }
  });

  CHECK(several > runs / 10);  // else nothing was tested
}

TEST_CASE("what is counted in a window by code and by population is the same, and no more than all",
          "[unit][journal][property]") {
  for_each_run([](const Journal& journal) {
    for (const ImpactWindow& window : impact_windows(journal)) {
      std::uint64_t bad = 0;
      double peak = 0;
      for (const PopulationImpact& one : window.by_population) {
        bad += one.bad;
        peak = std::max(peak, one.peak_error_ratio);
        CHECK((one.peak_error_ratio >= 0 && one.peak_error_ratio <= 1));
      }
      CHECK(bad == sum_of(window.by_code));
      CHECK(bad <= total_traffic(journal).bad);
      CHECK(window.peak_error_ratio == peak);
    }
  });
}

TEST_CASE("a detection belongs to its window", "[unit][journal][property]") {
  for_each_run([](const Journal& journal) {
    for (const ImpactWindow& window : impact_windows(journal)) {
      const Event* detection = find_event(journal, window.detection);
      CHECK((detection != nullptr) == window.detected.has_value());
      CHECK((detection == nullptr) == (window.detected_by == ImpactWindow::undetected));
      if (detection != nullptr) {
        CHECK(detection->type == EventType::alert_firing);
        CHECK(window.start <= *window.detected);
        const bool is_told_of_it = detection->cause == window.started;  // and may come afterwards
        CHECK((is_told_of_it || *window.detected <= window.end));
      }
    }
  });
}

TEST_CASE("the parts of a target's time add up to all of it", "[unit][journal][property]") {
  std::size_t parts = 0;
  for_each_run([&](const Journal& journal) {
    for (const TargetResult& target : assess(journal).targets) {
      Duration sum{};
      for (const TimeShare& share : where_time_went(journal, target)) {
        CHECK(share.length > 0s);
        CHECK_FALSE(share.what.empty());
        sum += share.length;
        ++parts;
      }
      INFO(target.definition.name);
      CHECK(sum == target.actual.value_or(0s));
    }
  });

  CHECK(parts > runs);
}

TEST_CASE("a target is met or missed by what its numbers say", "[unit][journal][property]") {
  std::map<TargetStatus, std::size_t> seen;
  for_each_run([&](const Journal& journal) {
    for (const TargetResult& target : assess(journal).targets) {
      ++seen[target.status];
      INFO(target.definition.name);
      const bool known = target.status != TargetStatus::no_data;
      CHECK(known == (target.actual || target.actual_count));
      CHECK(known == target.why.empty());
      if (target.margin) {
        CHECK((*target.margin < 0s) == (target.status == TargetStatus::missed));
      }
      if (const auto* rule = std::get_if<DurationTarget>(&target.definition.rule); rule && known) {
        const bool inside = *target.actual >= rule->at_least && *target.actual <= rule->within;
        CHECK(inside == (target.status == TargetStatus::met));
        CHECK(target.censored == (target.to == EventId::none));
      }
    }
  });

  CHECK(seen.size() == 3);
}

TEST_CASE("the verdict follows from the targets and the doubts", "[unit][journal][property]") {
  std::map<RunVerdict, std::size_t> seen;
  for_each_run([&](const Journal& journal) {
    const Assessment assessment = assess(journal);
    ++seen[assessment.verdict];
    const auto& targets = assessment.targets;
    const bool missed = std::any_of(targets.begin(), targets.end(), is_missed);
    CHECK(missed == (assessment.verdict == RunVerdict::missed));
    if (assessment.verdict == RunVerdict::met) {
      CHECK(assessment.doubts.empty());
      CHECK(journal.complete);
      CHECK(std::none_of(targets.begin(), targets.end(), [](const TargetResult& target) {
        return target.status == TargetStatus::no_data;
      }));
    }
    for (const TargetResult& target : targets) {
      const bool told = target.status == TargetStatus::met ||
                        mentions(assessment.reasons, target.definition.name);
      CHECK(told);
    }
  });

  CHECK(seen[RunVerdict::missed] > 0);
  CHECK(seen[RunVerdict::inconclusive] > 0);
}

TEST_CASE("phases are ten, in one order, and only the alert may lag behind a negative time",
          "[unit][journal][property]") {
  std::vector<std::string> names;
  for_each_run([&](const Journal& journal) {
    std::vector<std::string> these;
    const std::vector<ImpactWindow> windows = impact_windows(journal);
    for (const Phase& phase : phases(journal, windows)) {
      these.emplace_back(phase.name);
      INFO(phase.name);
      CHECK((!phase.censored || phase.length.has_value()));
      CHECK((phase.length.value_or(0s) >= 0s || phase.name == "alert_reset_lag"));
      CHECK((!windows.empty() || !phase.length));
    }
    names = names.empty() ? these : names;
    CHECK(these == names);
  });

  CHECK(names.size() == 10);
}

TEST_CASE("counts keep to each other", "[unit][journal][property]") {
  for_each_run([](const Journal& journal) {
    const std::vector<ImpactWindow> windows = impact_windows(journal);
    const IncidentCounts counts = count(journal, windows);
    const IncidentClocks clocks = incident_clocks(journal, windows);

    CHECK(counts.false_pages <= counts.pages);
    CHECK(counts.missed_detections <= counts.impact_windows);
    CHECK(counts.traffic.bad <= counts.traffic.requests());
    CHECK(clocks.from_impact.has_value() == !windows.empty());
    if (clocks.from_change) {
      CHECK(*clocks.from_change >= *clocks.from_impact);
    }
  });
}

TEST_CASE("a journal that was written and read tells the same", "[unit][journal][property]") {
  for_each_run([](const Journal& journal) {
    std::string text;
    write_journal(journal, [&](std::string_view line) { text += line; });
    const Result<Journal> read = read_journal("journal.jsonl", text);

    REQUIRE(read);
    CHECK(assess(*read).reasons == assess(journal).reasons);
    CHECK(impact_windows(*read).size() == impact_windows(journal).size());
  });
}

TEST_CASE("no run that was cut short passes, and none loses a miss by going on",
          "[unit][journal][property]") {
  for_each_run([](const Journal& journal) {
    Journal cut = journal;
    cut.complete = false;
    const Instant half{5min};
    std::erase_if(cut.events, [&](const Event& event) { return event.known > half; });
    std::erase_if(cut.traffic, [&](const TrafficRecord& one) { return one.second >= half; });
    const Assessment before = assess(cut);
    const Assessment after = assess(journal);

    CHECK(before.verdict != RunVerdict::met);
    for (std::size_t index = 0; index < before.targets.size(); ++index) {
      const auto* rule = std::get_if<DurationTarget>(&before.targets[index].definition.rule);
      INFO(before.targets[index].definition.name);
      if (rule != nullptr && is_missed(before.targets[index]) && before.targets[index].censored &&
          known_at_once(rule->to)) {
        CHECK(after.targets[index].status == before.targets[index].status);
      }
    }
  });
}
