#include "harness/journal/pipeline_warnings.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

#include <fmt/format.h>

#include "harness/journal/alert_facts.hpp"
#include "harness/journal/warning_rules.hpp"
#include "harness/text/duration.hpp"

namespace firedrill {
namespace {

struct Rule {
  PipelineFailure failure;
  warnings::Findings (*look)(const warnings::Run&) = nullptr;
};

constexpr std::array rules{
    Rule{{"silence_hides_resolve",
          "a silence, an inhibition or a time interval hides a resolve, and the next incident's "
          "page "
          "with it"},
         warnings::silence_hides_resolve},
    Rule{{"inhibition_hides_cause", "an alert inhibits another one that has another cause"},
         warnings::inhibition_hides_cause},
    Rule{{"scrape_failure_resolves", "metrics that are not scraped any more look like recovery"},
         warnings::scrape_failure_resolves},
    Rule{{"monitoring_dies", "Prometheus falls silent, and its alerts end as if all were well"},
         warnings::monitoring_dies},
    Rule{{"flap_between_ticks", "an alert comes and goes between two ticks of its group"},
         warnings::flap_between_ticks},
    Rule{{"group_wait_too_long", "a target is missed by less than Alertmanager waits for a group"},
         warnings::group_wait_too_long},
    Rule{{"for_reset", "one good sample starts an alert's `for` from nothing"},
         warnings::for_reset},
    Rule{{"wrong_routing_key", "the pager refuses a message: not tried again before the next tick"},
         warnings::wrong_routing_key},
    Rule{{"rate_limited_pages", "more messages than the pager takes in a minute"},
         warnings::rate_limited_pages},
    Rule{{"peer_delay", "an Alertmanager waits for members of its cluster that come first"},
         warnings::peer_delay},
    Rule{{"low_urgency_waits", "an incident of low urgency waits, as it never escalates"},
         warnings::low_urgency_waits},
    Rule{{"schedule_gap", "nobody is on call at a level"}, warnings::schedule_gap},
    Rule{{"asleep_after_acknowledging", "whoever acknowledged fell asleep again"},
         warnings::asleep_after_acknowledging},
    Rule{{"auto_resolved_live", "the pager closes by time what is not over"},
         warnings::auto_resolved_live},
    Rule{{"slow_burn", "the error budget is used up, and no alert has fired"}, warnings::slow_burn},
    Rule{{"page_outlives_fix", "an alert goes on long after clients are well again"},
         warnings::page_outlives_fix},
    Rule{{"rollback_incompatible", "the version that came back fails by itself"},
         warnings::rollback_incompatible},
    Rule{{"rollback_blocked", "the rollback goes through what is broken"},
         warnings::rollback_blocked}};

template <std::size_t... Index>
constexpr auto failures_of(std::index_sequence<Index...> /*all*/) {
  return std::array{rules[Index].failure...};
}

constexpr auto failures = failures_of(std::make_index_sequence<rules.size()>());

}  // namespace

std::span<const PipelineFailure> pipeline_failures() {
  return failures;
}

std::vector<PipelineWarning> pipeline_warnings(const Journal& journal,
                                               const std::vector<ImpactWindow>& windows) {
  const warnings::Run run(journal, windows);
  std::vector<PipelineWarning> all;
  for (const Rule& rule : rules) {
    std::vector<std::string> told;
    for (warnings::Finding& finding : rule.look(run)) {
      if (std::find(told.begin(), told.end(), finding.about) == told.end()) {
        told.push_back(finding.about);
        all.push_back({rule.failure.name, std::move(finding.sentence), finding.evidence});
      }
    }
  }
  return all;
}

namespace warnings {
namespace {

template <class Lists, class Key>
const auto& list_of(const Lists& lists, const Key& key) {
  static const typename Lists::mapped_type none;
  const auto found = lists.find(key);
  return found == lists.end() ? none : found->second;
}

}  // namespace

Run::Run(const Journal& the_journal, const std::vector<ImpactWindow>& the_windows)
    : journal(the_journal),
      windows(the_windows),
      paths(alert_paths(journal, windows)) {
  for (const Event& event : journal.events) {
    by_type_[event.type].push_back(&event);
    if (event.type == EventType::note && detail(event, "untold")) {
      untold_[event.cause].push_back(&event);
    } else if (event.type == EventType::notification_sent ||
               event.type == EventType::notification_failed) {
      const bool sent = event.type == EventType::notification_sent;
      for (const EventId alert : alerts_of(event)) {
        (sent ? sent_ : failed_)[alert].push_back(&event);
      }
    }
  }
  for (const AlertPath& path : paths) {
    paths_[alert_key(*path.alert)].push_back(&path);
  }
}

const Events& Run::of(EventType type) const {
  return list_of(by_type_, type);
}

const Events& Run::sent_about(EventId alert) const {
  return list_of(sent_, alert);
}

const Events& Run::failed_about(EventId alert) const {
  return list_of(failed_, alert);
}

const Events& Run::untold_about(EventId alert) const {
  return list_of(untold_, alert);
}

const std::vector<const AlertPath*>& Run::paths_of(const Event& alert) const {
  return list_of(paths_, alert_key(alert));
}

const ImpactWindow* hurt_at(const Run& run, Instant when) {
  for (const ImpactWindow& window : run.windows) {
    if (window.start <= when && when < window.end) {
      return &window;
    }
  }
  return nullptr;
}

std::string moment(Instant when) {
  const Duration since = when.time_since_epoch();
  return since < Duration::zero() ? "t-" + brief(-since) : "t+" + brief(since);
}

}  // namespace warnings
}  // namespace firedrill
