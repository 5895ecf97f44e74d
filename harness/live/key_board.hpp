#pragma once

#include <map>
#include <string>
#include <string_view>

#include "harness/core/time.hpp"
#include "harness/engine/signing_keys.hpp"
#include "harness/scenario/scenario.hpp"
#include "mock_services/service/settings.hpp"

namespace firedrill::live {

/// The signing keys of a run's auth providers over time. The world keeps them and tells every
/// replica, so that all of a provider sign alike, and keys outlive processes. The keys themselves
/// follow from a secret that is drawn anew for each run.
class KeyBoard {
 public:
  explicit KeyBoard(const Scenario& scenario);

  /// Of the run: its providers' keys and its clients' secrets.
  const std::string& secret() const { return secret_; }

  /// Null: there is no such auth provider.
  const SigningKeys* find(std::string_view provider) const;

  /// From now on these are the keys of the provider. Requires that there is such a provider, and
  /// that its replicas know: whoever meets a token of a new key asks them for it.
  void replace(std::string_view provider, const SigningKeys& keys);

  /// What the provider's replicas must know now; nothing but the first key for who is none.
  mock::KeyGenerations published(std::string_view provider, Instant now) const;

 private:
  std::string secret_;
  std::map<std::string, SigningKeys, std::less<>> keys_;
};

/// What of these keys replicas must know.
mock::KeyGenerations generations_of(const SigningKeys& keys, Instant now);

}  // namespace firedrill::live
