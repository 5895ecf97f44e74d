#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "harness/core/time.hpp"
#include "mock_services/http/form.hpp"

namespace firedrill::auth {

/// Wall time as tokens carry it. Whoever calls the provider knows it; nothing here reads a clock.
using WallTime = std::chrono::sys_time<Duration>;

std::int64_t unix_seconds(WallTime time);

/// Values by key, each until its time. When there is no room the oldest goes.
template <class T>
class Expiring {
 public:
  explicit Expiring(std::size_t most) : most_(most) {}

  /// Null if there is none or its time is over.
  T* find(const std::string& key, WallTime now) {
    const auto found = entries_.find(key);
    return found == entries_.end() || found->second.expires <= now ? nullptr : &found->second.value;
  }

  /// The same, also after its time.
  T* find_even_expired(const std::string& key) {
    const auto found = entries_.find(key);
    return found == entries_.end() ? nullptr : &found->second.value;
  }

  T& put(const std::string& key, T value, WallTime expires, WallTime now) {
    erase(key);
    while (!by_age_.empty() &&
           (entries_.size() >= most_ || entries_.at(by_age_.begin()->second).forget <= now)) {
      erase(std::string(by_age_.begin()->second));
    }
    // Some time longer than it is valid, so that an expired one can be told from an unknown one.
    const WallTime forget = expires + (expires - now);
    const auto entry = entries_.emplace(key, Entry{std::move(value), expires, forget, next_}).first;
    by_age_.emplace(next_++, key);
    return entry->second.value;
  }

  void erase(const std::string& key) {
    const auto found = entries_.find(key);
    if (found != entries_.end()) {
      by_age_.erase(found->second.number);
      entries_.erase(found);
    }
  }

  std::size_t size() const { return entries_.size(); }

 private:
  struct Entry {
    T value;
    WallTime expires;
    WallTime forget;
    std::uint64_t number = 0;
  };

  std::size_t most_;
  std::uint64_t next_ = 0;
  std::map<std::string, Entry> entries_;
  std::map<std::uint64_t, std::string> by_age_;
};

using Scopes = std::vector<std::string>;

/// What a user has allowed a client to do; codes and tokens hang on it.
struct Grant {
  std::string client_id;
  std::string login;
  Scopes scopes;
  std::string nonce = {};
  std::int64_t auth_time = 0;
};

struct Code {
  std::string grant_id;
  std::string client_id;
  std::string redirect_uri;
  std::string challenge = {};  ///< "": none was sent
  bool is_plain = false;       ///< the challenge is the verifier; else S256
  bool used = false;
};

struct AccessToken {
  std::string grant_id = {};  ///< "": client_credentials
  std::string client_id;
  std::string subject;
  Scopes scopes;
  std::string audience = {};
  std::int64_t issued = 0;
  std::int64_t expires = 0;
};

struct RefreshToken {
  std::string grant_id;
  std::string client_id;
  Scopes scopes;
  std::int64_t issued = 0;
  std::int64_t expires = 0;
  bool rotated = false;
};

/// A device that waits for a person (RFC 8628).
struct DeviceCode {
  enum class State {
    pending,
    denied,
    approved,
  };

  std::string client_id;
  Scopes scopes;
  std::string user_code;
  State state = State::pending;
  std::string grant_id = {};
};

/// A checked authorization request that waits for the person to log in.
struct Interaction {
  std::string client_id;
  http::FormPairs parameters;
  Scopes scopes;
};

struct Session {
  std::string login;
  std::int64_t auth_time = 0;
};

struct PushedRequest {
  std::string client_id;
  http::FormPairs parameters;
};

struct LogoutRequest {
  std::string redirect_uri;
  std::string state;
};

/// All that a provider remembers.
struct Store {
  static constexpr std::size_t most = 100'000;

  Expiring<Grant> grants{most};
  Expiring<Code> codes{most};
  Expiring<AccessToken> access_tokens{most};
  Expiring<RefreshToken> refresh_tokens{most};
  Expiring<DeviceCode> device_codes{most / 10};
  Expiring<std::string> user_codes{most / 10};  ///< device codes by user code
  Expiring<Interaction> interactions{most / 10};
  Expiring<Session> sessions{most / 10};
  Expiring<PushedRequest> pushed{most / 10};
  Expiring<LogoutRequest> logouts{most / 10};
  Expiring<bool> assertions{most};  ///< the jti of used client assertions
};

}  // namespace firedrill::auth
