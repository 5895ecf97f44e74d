#include "harness/live/key_board.hpp"

#include <cassert>

#include "mock_services/auth_provider/keys.hpp"

namespace firedrill::live {

KeyBoard::KeyBoard(const Scenario& scenario) : secret_(auth::random_id()) {
  for (const Service& service : scenario.services) {
    if (service.kind == ServiceKind::auth_provider) {
      keys_.emplace(service.name, SigningKeys{});
    }
  }
}

const SigningKeys* KeyBoard::find(std::string_view provider) const {
  const auto found = keys_.find(provider);
  return found == keys_.end() ? nullptr : &found->second;
}

void KeyBoard::replace(std::string_view provider, const SigningKeys& keys) {
  const auto found = keys_.find(provider);
  assert(found != keys_.end());
  found->second = keys;
}

mock::KeyGenerations KeyBoard::published(std::string_view provider, Instant now) const {
  const SigningKeys* keys = find(provider);
  return keys == nullptr ? mock::KeyGenerations{} : generations_of(*keys, now);
}

mock::KeyGenerations generations_of(const SigningKeys& keys, Instant now) {
  const KeySet set = keys.published(now);
  return {.oldest = set.oldest, .newest = set.newest, .cause = keys.cause()};
}

}  // namespace firedrill::live
