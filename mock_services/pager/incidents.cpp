#include "mock_services/pager/incidents.hpp"

#include <algorithm>
#include <cassert>
#include <charconv>

#include <fmt/format.h>

namespace firedrill::pager {
namespace {

constexpr std::string_view pager_itself = "pager";

WallTime wall_time(Instant instant) {
  return WallTime(instant.time_since_epoch());
}

}  // namespace

Incidents::Incidents(Policy policy) {
  assert(!policy.levels.empty());
  for (Level& level : policy.levels) {
    people_.push_back(std::move(level.notify));
    escalates_after_.push_back(level.escalates_after);
  }
  policy_ = {.escalates_after = escalates_after_,
             .loops = policy.loops,
             .acknowledgement_timeout = policy.acknowledgement_timeout,
             .auto_resolve_timeout = policy.auto_resolve_timeout};
}

bool Incidents::take(const Signal& signal, WallTime now) {
  Incident* incident = find_open(signal.service, signal.dedup_key);
  switch (signal.action) {
    case Signal::Action::trigger:
      if (incident == nullptr) {
        return open(signal, now) != nullptr;
      }
      incident->page.trigger(policy_, incident->urgency, as_instant(now));
      log(*incident,
          {.kind = LogKind::trigger, .at = now, .agent = signal.agent, .text = signal.title});
      return true;
    case Signal::Action::acknowledge:
      if (incident != nullptr) {
        acknowledge(*incident, signal.agent, now);
      }
      return true;
    case Signal::Action::resolve:
      if (incident != nullptr) {
        resolve(*incident, signal.agent, now);
      }
      return true;
  }
  return true;
}

bool Incidents::set_status(Incident& incident,
                           Page::Status status,
                           std::string_view agent,
                           WallTime now) {
  const Page::Status before = incident.page.status();
  const Incident* open = find_open(incident.service, incident.dedup_key);
  if (before == status || (!incident.is_open() && open != nullptr)) {
    return false;
  }
  if (status == Page::Status::resolved) {
    return resolve(incident, agent, now);
  }
  if (before == Page::Status::resolved || status == Page::Status::triggered) {
    trigger_again(incident, agent, now);
  }
  if (status == Page::Status::acknowledged) {
    acknowledge(incident, agent, now);
  }
  return true;
}

void Incidents::assign(Incident& incident, std::string_view people, WallTime now) {
  const bool is_first =
      std::none_of(incident.log.begin(), incident.log.end(), [](const LogEntry& entry) {
        return entry.kind == LogKind::notify;
      });
  if (!is_first) {
    log(incident, {.kind = LogKind::escalate, .at = now, .agent = std::string(pager_itself)});
  }
  log(incident,
      {.kind = LogKind::notify,
       .at = now,
       .agent = std::string(pager_itself),
       .text = std::string(people)});
}

void Incidents::annotate(Incident& incident,
                         std::string_view text,
                         std::string_view agent,
                         WallTime now) {
  log(incident,
      {.kind = LogKind::annotate,
       .at = now,
       .agent = std::string(agent),
       .text = std::string(text)});
}

void Incidents::advance(WallTime now) {
  std::vector<std::uint32_t> numbers;
  for (const auto& [key, number] : open_) {
    numbers.push_back(number);
  }
  for (const std::uint32_t number : numbers) {
    Incident& incident = all_.at(number);
    while (incident.page.due() && *incident.page.due() <= as_instant(now)) {
      const Instant due = *incident.page.due();
      take_step(incident, incident.page.advance(policy_, due), wall_time(due));
    }
  }
}

void Incidents::take_step(Incident& incident, Page::Step step, WallTime at) {
  const auto log_it = [&](LogKind kind) {
    log(incident, {.kind = kind, .at = at, .agent = std::string(pager_itself)});
  };
  switch (step) {
    case Page::Step::not_due:
      return;
    case Page::Step::next_level:
      log_it(LogKind::escalate);
      notify(incident, at);
      return;
    case Page::Step::exhausted:
      log_it(LogKind::exhaust_escalation_path);
      return;
    case Page::Step::unacknowledged:
      log_it(LogKind::unacknowledge);
      notify(incident, at);
      if (incident.acknowledged_by != people_[incident.page.level()]) {
        log(incident,
            {.kind = LogKind::notify,
             .at = at,
             .agent = std::string(pager_itself),
             .text = incident.acknowledged_by});
      }
      incident.acknowledged_by.clear();
      change(incident, pager_itself, at);
      return;
    case Page::Step::resolved:
      note_end(incident, pager_itself, at);
      return;
  }
}

Incident* Incidents::find(std::string_view id) {
  std::uint32_t number = 0;
  if (!id.starts_with('Q')) {
    return nullptr;
  }
  std::from_chars(id.data() + 1, id.data() + id.size(), number);
  const auto found = all_.find(number);
  return found == all_.end() || found->second.id != id ? nullptr : &found->second;
}

Incident* Incidents::find_open(const std::string& service, const std::string& dedup_key) {
  const auto found = open_.find({service, dedup_key});
  return found == open_.end() ? nullptr : &all_.at(found->second);
}

void Incidents::clear() {
  all_.clear();
  open_.clear();
  last_number_ = 0;
}

Incident* Incidents::open(const Signal& signal, WallTime now) {
  if (!make_room()) {
    return nullptr;
  }
  const std::uint32_t number = ++last_number_;
  Incident& incident = all_[number];
  incident = {.number = number,
              .id = fmt::format("Q{:013}", number),
              .service = signal.service,
              .dedup_key = signal.dedup_key,
              .title = signal.title,
              .severity = signal.severity,
              .urgency = signal.urgency.value_or(urgency_of(signal.severity)),
              .details = signal.details,
              .created = now,
              .changed = now,
              .changed_by = signal.agent};
  open_[{signal.service, signal.dedup_key}] = number;
  incident.page.trigger(policy_, incident.urgency, as_instant(now));
  log(incident, {.kind = LogKind::trigger, .at = now, .agent = signal.agent, .text = signal.title});
  notify(incident, now);
  return &incident;
}

bool Incidents::make_room() {
  if (all_.size() < most) {
    return true;
  }
  const auto closed = std::find_if(
      all_.begin(), all_.end(), [](const auto& entry) { return !entry.second.is_open(); });
  if (closed == all_.end()) {
    return false;
  }
  all_.erase(closed);
  return true;
}

bool Incidents::acknowledge(Incident& incident, std::string_view agent, WallTime now) {
  if (!incident.page.acknowledge(policy_, as_instant(now))) {
    return false;
  }
  incident.acknowledged_by = agent;
  change(incident, agent, now);
  log(incident, {.kind = LogKind::acknowledge, .at = now, .agent = std::string(agent)});
  return true;
}

bool Incidents::resolve(Incident& incident, std::string_view agent, WallTime now) {
  if (!incident.page.resolve()) {
    return false;
  }
  note_end(incident, agent, now);
  return true;
}

/// What follows from its end.
void Incidents::note_end(Incident& incident, std::string_view agent, WallTime now) {
  open_.erase({incident.service, incident.dedup_key});
  incident.acknowledged_by.clear();
  incident.resolved_at = now;
  change(incident, agent, now);
  log(incident, {.kind = LogKind::resolve, .at = now, .agent = std::string(agent)});
}

/// From acknowledged or resolved: it is paged from the first level on again.
void Incidents::trigger_again(Incident& incident, std::string_view agent, WallTime now) {
  const bool was_acknowledged = incident.is_open();
  incident.page.resolve();
  incident.page.trigger(policy_, incident.urgency, as_instant(now));
  open_[{incident.service, incident.dedup_key}] = incident.number;
  incident.acknowledged_by.clear();
  incident.resolved_at.reset();
  change(incident, agent, now);
  log(incident,
      {.kind = was_acknowledged ? LogKind::unacknowledge : LogKind::trigger,
       .at = now,
       .agent = std::string(agent)});
  notify(incident, now);
}

void Incidents::notify(Incident& incident, WallTime now) {
  const std::string& people = people_[incident.page.level()];
  if (!people.empty()) {
    log(incident,
        {.kind = LogKind::notify, .at = now, .agent = std::string(pager_itself), .text = people});
  }
}

/// A full log keeps what it has; its last line says that more came.
void Incidents::log(Incident& incident, LogEntry entry) {
  entry.text.resize(std::min(entry.text.size(), longest_text));
  if (incident.log.size() + 1 == most_log_entries) {
    entry.kind = LogKind::reach_trigger_limit;
    entry.text.clear();
  }
  if (incident.log.size() < most_log_entries) {
    incident.log.push_back(std::move(entry));
  }
}

void Incidents::change(Incident& incident, std::string_view agent, WallTime now) {
  incident.changed = now;
  incident.changed_by = agent;
}

}  // namespace firedrill::pager
