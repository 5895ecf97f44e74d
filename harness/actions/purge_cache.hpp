#pragma once

#include <string>
#include <string_view>

#include "harness/actions/fleet.hpp"
#include "harness/actions/plan.hpp"
#include "harness/text/reader.hpp"

namespace firedrill::actions {

/// Empties the caches that the replicas of a service keep: tokens, key sets, or all.
/// {"do": "purge_cache", "service": "server", "cache": "keys"}
struct PurgeCache {
  static constexpr std::string_view kind = "purge_cache";
  static constexpr std::string_view summary = "empties the caches of a service";

  std::string service;
  CacheKind cache = CacheKind::all;

  static PurgeCache parse(ObjectReader& reader);
  Plan plan(std::string_view step, const Fleet& fleet) const;
};

}  // namespace firedrill::actions
