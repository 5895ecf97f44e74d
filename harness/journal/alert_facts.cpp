#include "harness/journal/alert_facts.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <system_error>

namespace firedrill {
namespace {

std::optional<std::int64_t> number(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool whole = error == std::errc{} && end == text.data() + text.size();
  return whole ? std::optional(value) : std::nullopt;
}

}  // namespace

std::optional<Duration> duration_of(const Event& event, std::string_view key) {
  const auto text = detail(event, key);
  const std::optional<std::int64_t> count = text ? number(*text) : std::nullopt;
  return count ? std::optional(Duration{*count}) : std::nullopt;
}

std::optional<Instant> instant_of(const Event& event, std::string_view key) {
  const std::optional<Duration> since = duration_of(event, key);
  return since ? std::optional(Instant{*since}) : std::nullopt;
}

std::optional<ConditionTiming> timing_of(const Event& alert) {
  const auto held = instant_of(alert, "held_ns");
  const auto pending = instant_of(alert, "pending_ns");
  if (!held || !pending) {
    return std::nullopt;
  }
  return ConditionTiming{
      .held = *held,
      .scraped = instant_of(alert, "scraped_ns").value_or(*held),
      .pending = *pending,
      .pending_for = duration_of(alert, "for_ns").value_or(Duration::zero()),
      .scrape_interval = duration_of(alert, "scrape_interval_ns").value_or(Duration::zero()),
      .range = duration_of(alert, "range_ns").value_or(Duration::zero())};
}

std::string alert_key(const Event& alert) {
  return alert.subject + std::string(detail(alert, "labels").value_or(""));
}

std::vector<EventId> alerts_of(const Event& notification) {
  std::vector<EventId> ids;
  std::string_view rest = detail(notification, "alerts").value_or("");
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find(' '), rest.size());
    const std::optional<std::int64_t> id = number(rest.substr(0, end));
    if (id && *id > 0) {
      ids.push_back(static_cast<EventId>(*id));
    }
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  if (std::find(ids.begin(), ids.end(), notification.cause) == ids.end()) {
    ids.push_back(notification.cause);
  }
  return ids;
}

}  // namespace firedrill
