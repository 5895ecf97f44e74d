#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "harness/core/result.hpp"
#include "mock_services/http/form.hpp"
#include "mock_services/pager/incident.hpp"
#include "mock_services/pager/incidents.hpp"

namespace firedrill::pager {

/// Which incidents GET /incidents asks for, and in which order. Source: PagerDuty's api-schema,
/// "List incidents". Parameters that are not known here narrow nothing.
class IncidentQuery {
 public:
  /// An error says which of `since`, `until` and `sort_by` makes no sense.
  static Result<IncidentQuery> read(const http::FormPairs& query, WallTime now);

  /// By number where `sort_by` leaves the order open.
  std::vector<const Incident*> find(const Incidents& incidents) const;

 private:
  enum class Field : std::uint8_t {
    number,
    created,
    resolved,
    urgency,
  };

  struct Order {
    Field field{};
    bool descends = false;
  };

  explicit IncidentQuery(const http::FormPairs& query) : query_(&query) {}

  static Result<std::vector<Order>> read_orders(std::string_view text);
  bool fits(const Incident& incident) const;
  bool comes_before(const Incident& one, const Incident& other) const;

  const http::FormPairs* query_;
  std::optional<WallTime> since_ = {};
  std::optional<WallTime> until_ = {};
  std::vector<Order> orders_ = {};
};

}  // namespace firedrill::pager
