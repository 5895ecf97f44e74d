#include "harness/control/desk.hpp"

#include <utility>

#include "harness/journal/detector.hpp"

namespace firedrill::control {
namespace {

constexpr std::size_t most_raised = 1000;

/// What Pager::key_of() tells apart the alerts of one name by.
std::string outside_labels(const std::string& key) {
  return "{dedup_key=\"" + key + "\"}";
}

}  // namespace

Desk::Desk(Timeline& timeline, Pager& pager, Director& director, const ImpactMonitor& impact)
    : timeline_(timeline),
      pager_(pager),
      director_(director),
      impact_(impact) {
  timeline_.listen([this](const Event& event) { on_event(event); });
}

void Desk::on_event(const Event& event) {
  if (event.type == EventType::acknowledged) {
    acknowledged_.insert_or_assign(event.by, event.id);
  }
}

std::string Desk::acknowledge(const std::string& key, const std::string& who) {
  return pager_.acknowledge(key, who) ? "" : "no such incident waits for somebody";
}

std::string Desk::resolve(const std::string& key, const std::string& who) {
  return pager_.resolve(key, who) ? "" : "no such incident is open";
}

std::string Desk::act(const std::string& step_id, const std::string& who) {
  const auto cause = acknowledged_.find(who);
  return director_.act(step_id, who, cause == acknowledged_.end() ? EventId::none : cause->second);
}

void Desk::note(const std::string& text, const std::string& who) {
  const auto cause = acknowledged_.find(who);
  timeline_.record({.type = EventType::note,
                    .what = text,
                    .cause = cause == acknowledged_.end() ? EventId::none : cause->second,
                    .by = who});
}

void Desk::raise(const OutsideAlert& alert) {
  if (raised_.contains(alert.key) || raised_.size() == most_raised) {
    return;
  }
  raised_[alert.key] =
      timeline_.record({.type = EventType::alert_firing,
                        .what = alert.alert + " is firing, told from outside",
                        .cause = impact_.open_impact(),
                        .subject = alert.alert,
                        .by = "alert",
                        .details = {{"labels", outside_labels(alert.key)},
                                    {std::string(told_from), std::string(outside)}}});
}

void Desk::clear(const std::string& key) {
  const auto found = raised_.find(key);
  if (found == raised_.end()) {
    return;
  }
  const EventId firing = found->second;
  raised_.erase(found);
  const auto& events = timeline_.events();
  const std::string alert = events.at(static_cast<std::size_t>(firing) - 1).subject;
  timeline_.record({.type = EventType::alert_resolved,
                    .what = alert + " is resolved, told from outside",
                    .cause = firing,
                    .subject = alert,
                    .by = "alert",
                    .details = {{"labels", outside_labels(key)}}});
}

}  // namespace firedrill::control
