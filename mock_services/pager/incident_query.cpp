#include "mock_services/pager/incident_query.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <compare>
#include <cstdint>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "harness/text/timestamp.hpp"

namespace firedrill::pager {
namespace {

constexpr Duration usual_range = std::chrono::days(30);
constexpr std::size_t most_orders = 2;

/// The zone, which is UTC without one, and the time of day may be left out.
Result<WallTime> read_time(std::string_view name, const std::string& text) {
  for (const char* rest : {"", "Z", "T00:00:00Z"}) {
    if (const Result<Timestamp> time = parse_timestamp(text + rest)) {
      return WallTime(Duration(time->unix_ns));
    }
  }
  return Error{ErrorCode::invalid_input, fmt::format("{} is no date and time", name)};
}

Result<std::optional<WallTime>> time_in(const http::FormPairs& query, std::string_view name) {
  const std::string* text = http::find(query, name);
  if (text == nullptr) {
    return std::optional<WallTime>{};
  }
  const Result<WallTime> time = read_time(name, *text);
  if (!time) {
    return time.error();
  }
  return std::optional{*time};
}

/// Whether one of the values of a parameter is this one; true without any.
bool is_among(const http::FormPairs& query, std::string_view name, std::string_view value) {
  bool any = false;
  for (const auto& [key, found] : query) {
    if (key == name) {
      any = true;
      if (found == value) {
        return true;
      }
    }
  }
  return !any;
}

}  // namespace

Result<IncidentQuery> IncidentQuery::read(const http::FormPairs& query, WallTime now) {
  IncidentQuery result(query);
  const std::string* range = http::find(query, "date_range");
  if (range == nullptr || *range != "all") {
    const Result<std::optional<WallTime>> since = time_in(query, "since");
    const Result<std::optional<WallTime>> until = time_in(query, "until");
    if (!since || !until) {
      return since ? until.error() : since.error();
    }
    result.until_ = *until;
    result.since_ = since->value_or(until->value_or(now) - usual_range);
  }
  if (const std::string* text = http::find(query, "sort_by")) {
    Result<std::vector<Order>> orders = read_orders(*text);
    if (!orders) {
      return orders.error();
    }
    result.orders_ = *std::move(orders);
  }
  return result;
}

/// "created_at:desc,urgency".
Result<std::vector<IncidentQuery::Order>> IncidentQuery::read_orders(std::string_view text) {
  static constexpr std::array<std::pair<std::string_view, Field>, 4> fields = {{
      {"incident_number", Field::number},
      {"created_at", Field::created},
      {"resolved_at", Field::resolved},
      {"urgency", Field::urgency},
  }};
  std::vector<Order> orders;
  for (bool more = true; more;) {
    const std::size_t comma = std::min(text.find(','), text.size());
    const std::string_view part = text.substr(0, comma);
    const std::string_view name = part.substr(0, part.find(':'));
    const std::string_view direction = part.substr(name.size());
    const auto field = std::find_if(
        fields.begin(), fields.end(), [&](const auto& known) { return known.first == name; });
    const bool descends = direction == ":desc";
    if (field == fields.end() || (!direction.empty() && direction != ":asc" && !descends)) {
      return Error{ErrorCode::invalid_input, "sort_by names no field to sort by, or no direction"};
    }
    orders.push_back({.field = field->second, .descends = descends});
    more = comma < text.size();
    text.remove_prefix(std::min(comma + 1, text.size()));
  }
  if (orders.size() > most_orders) {
    return Error{ErrorCode::invalid_input, "sort_by has more than two fields"};
  }
  return orders;
}

std::vector<const Incident*> IncidentQuery::find(const Incidents& incidents) const {
  std::vector<const Incident*> found;
  for (const auto& [number, incident] : incidents.all()) {
    if (fits(incident)) {
      found.push_back(&incident);
    }
  }
  std::stable_sort(found.begin(), found.end(), [this](const Incident* one, const Incident* other) {
    return comes_before(*one, *other);
  });
  return found;
}

bool IncidentQuery::fits(const Incident& incident) const {
  return (!since_ || incident.created >= *since_) && (!until_ || incident.created < *until_) &&
         is_among(*query_, "statuses[]", status_of(incident)) &&
         is_among(*query_, "urgencies[]", name_of(incident.urgency)) &&
         is_among(*query_, "incident_key", incident.dedup_key) &&
         is_among(*query_, "service_ids[]", incident.service);
}

bool IncidentQuery::comes_before(const Incident& one, const Incident& other) const {
  const auto key = [](const Incident& incident, Field field) -> std::int64_t {
    switch (field) {
      case Field::number:
        return incident.number;
      case Field::created:
        return incident.created.time_since_epoch().count();
      case Field::resolved:
        return incident.resolved_at.value_or(WallTime::max()).time_since_epoch().count();
      case Field::urgency:
        return incident.urgency == Urgency::high ? 1 : 0;
    }
    return 0;
  };
  for (const Order& order : orders_) {
    const auto ordering = key(one, order.field) <=> key(other, order.field);
    if (ordering != std::strong_ordering::equal) {
      return (ordering == std::strong_ordering::less) != order.descends;
    }
  }
  return false;
}

}  // namespace firedrill::pager
