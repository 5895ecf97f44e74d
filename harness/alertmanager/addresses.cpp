#include "harness/alertmanager/addresses.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "harness/alertmanager/notification.hpp"
#include "harness/core/sha256.hpp"

namespace firedrill::alertmanager {
namespace {

/// Of PagerDuty, which refuses all others.
constexpr std::size_t length_of_keys = 32;

/// What configurations are shared with in place of a key.
constexpr std::string_view hidden_key = "<secret>";

bool has_key(const Integration& integration) {
  return !integration.key.empty() && integration.key != hidden_key;
}

}  // namespace

Addresses::Addresses(const Config& config) {
  for (const Receiver& receiver : config.receivers) {
    for (const Integration& integration : receiver.integrations) {
      if (has_key(integration)) {
        keys_.try_emplace(integration.key, keys_.size() + 1);
      }
    }
  }
}

std::string Addresses::of(const Receiver& receiver, const Integration& integration) const {
  return has_key(integration) ? fmt::format("{} {}", integration.name(), keys_.at(integration.key))
                              : integration_key(receiver, integration);
}

std::string Addresses::stand_in(const Receiver& receiver, const Integration& integration) const {
  const std::size_t length =
      has_key(integration) ? std::min(integration.key.size(), 2 * length_of_keys) : length_of_keys;
  return sha256_hex("key of " + of(receiver, integration)).substr(0, length);
}

std::string_view pager_beside(const Receiver& receiver, const Integration& integration) {
  if (integration.kind != Integration::Kind::webhook) {
    return "";
  }
  for (const Integration& other : receiver.integrations) {
    if (other.kind == Integration::Kind::pagerduty || other.kind == Integration::Kind::opsgenie) {
      return other.name();
    }
  }
  return "";
}

}  // namespace firedrill::alertmanager
