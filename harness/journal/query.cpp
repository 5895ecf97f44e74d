#include "harness/journal/query.hpp"

#include <algorithm>
#include <cstddef>

namespace firedrill {

const Event* find_event(const std::vector<Event>& events, EventId id) {
  const auto index = static_cast<std::size_t>(id);
  return index == 0 || index > events.size() ? nullptr : &events[index - 1];
}

const Event* find_event(const Journal& journal, EventId id) {
  return find_event(journal.events, id);
}

bool is_about(const Event& event, std::string_view of) {
  return of.empty() || event.step == of || event.subject == of || event.by == of;
}

std::vector<const Event*> chain_of_causes(const std::vector<Event>& events, const Event& event) {
  std::vector<const Event*> chain;
  for (const Event* link = &event; link != nullptr;) {
    chain.push_back(link);
    link = link->cause < link->id ? find_event(events, link->cause) : nullptr;
  }
  return chain;
}

std::vector<const Event*> chain_of_causes(const Journal& journal, const Event& event) {
  return chain_of_causes(journal.events, event);
}

Instant beginning_of_causes(const Journal& journal, const Event& event) {
  const Event* root = chain_of_causes(journal, event).back();
  return root == &event ? Instant::min() : root->happened;
}

const Event* first_event(const Journal& journal, EventType type) {
  const Event* first = nullptr;
  for (const Event& event : journal.events) {
    if (event.type == type && (first == nullptr || event.happened < first->happened)) {
      first = &event;
    }
  }
  return first;
}

std::vector<const Event*> by_time(const Journal& journal) {
  std::vector<const Event*> events;
  events.reserve(journal.events.size());
  for (const Event& event : journal.events) {
    events.push_back(&event);
  }
  std::stable_sort(events.begin(), events.end(), [](const Event* left, const Event* right) {
    return left->happened < right->happened;
  });
  return events;
}

Instant end_of(const Journal& journal) {
  if (journal.complete) {
    return journal.footer.ended;
  }
  Instant end{};
  if (!journal.events.empty()) {
    end = std::max(end, journal.events.back().known);
  }
  if (!journal.traffic.empty()) {
    end = std::max(end, journal.traffic.back().second + std::chrono::seconds{1});
  }
  return end;
}

TrafficTotals total_traffic(const Journal& journal) {
  TrafficTotals totals;
  for (const TrafficRecord& record : journal.traffic) {
    if (record.second >= Instant{}) {
      totals.good += record.good;
      totals.bad += record.bad;
      totals.shed += record.shed;
    }
  }
  return totals;
}

}  // namespace firedrill
