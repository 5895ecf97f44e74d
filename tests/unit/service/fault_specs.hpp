#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <variant>

#include "mock_services/service/fault_set.hpp"

// Faults of a service "shop", and what a set of them decides.

namespace firedrill::tests {

inline FaultSpec failing(std::string id, std::string from = {}, std::size_t replicas = 0) {
  return {.id = std::move(id),
          .target = {.service = "shop", .from = std::move(from), .replicas = replicas},
          .fault = faults::ErrorRate{.rate = *Probability::from(1), .reply = 503}};
}

inline FaultSpec slow(std::string id, Duration by) {
  return {.id = std::move(id),
          .target = {.service = "shop"},
          .fault = faults::Latency{.by = Constant{by}}};
}

inline int status_of(const mock::FaultDecision& decision) {
  const auto* reply = std::get_if<Reply>(&decision.last);
  return reply == nullptr ? 0 : reply->status;
}

}  // namespace firedrill::tests
