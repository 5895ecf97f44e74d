#pragma once

#include <memory>
#include <string>

#include "mock_services/auth_provider/config.hpp"
#include "mock_services/auth_provider/keys.hpp"
#include "mock_services/auth_provider/store.hpp"
#include "mock_services/http/answer.hpp"

namespace firedrill::auth {

struct ProviderState;

/// A strict OAuth 2 and OpenID Connect provider without sockets and clocks: a request and the time
/// in, an answer out. Everything that it remembers is bounded (Store); a reset forgets it. One
/// thread at a time.
///
/// Besides the endpoints of endpoints.hpp it has the admin API under /__firedrill/ (admin.hpp).
class Provider {
 public:
  /// `url` is where clients reach it: its issuer, unless the configuration names one. Precondition:
  /// `keys` has one for each of the configuration's algorithms.
  Provider(Config config, const std::string& url, KeyRing keys);
  Provider(Provider&&) noexcept;
  Provider& operator=(Provider&&) noexcept;
  ~Provider();

  /// From now on these keys are the provider's, after a reset too.
  void use_keys(KeyRing keys);

  /// `now` is the real time; the provider's own clock may have been moved away from it.
  http::Answer handle(const http::Request& request, WallTime now);

 private:
  std::unique_ptr<ProviderState> state_;
};

}  // namespace firedrill::auth
