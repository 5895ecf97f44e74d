#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>

#include "harness/behaviour/key_set_cache.hpp"
#include "harness/behaviour/token_cache.hpp"
#include "harness/scenario/service.hpp"
#include "mock_services/service/call_answer.hpp"
#include "mock_services/service/clock.hpp"
#include "mock_services/service/settings.hpp"
#include "mock_services/service/token_request.hpp"
#include "mock_services/service/user_token.hpp"

namespace firedrill::mock {

/// What a service makes of an auth provider's answer, or of what it has cached.
struct AuthVerdict {
  std::uint16_t reply = code::none;  ///< what it must answer itself; none: the request goes on
  EventId cause = EventId::none;
  /// The provider understood and said no: what either of the two speaks may be to blame.
  bool disagreed = false;
  bool verified = false;  ///< the user's token is genuine
};

/// A service as the client of one auth provider: what it asks for, what it keeps, and what it does
/// when it gets nothing. Pure but for the clock: somebody else sends the requests.
class AuthClient {
 public:
  /// What it fetches first is as old as `ages` says.
  AuthClient(const AuthUse& use, const Clock& clock, double speed, const CacheAges& ages = {})
      : use_(use),
        clock_(clock),
        speed_(speed),
        ages_(ages) {}

  const AuthUse& use() const { return use_; }

  /// Whether a token must be fetched before the request can go on.
  bool needs_token() const;
  AuthVerdict token_fetched(const CallAnswer& answer);

  /// The last token, for the service's own calls; "": none.
  const std::string& token() const { return token_text_; }

  /// The last one that it got; at first that of its configuration.
  const std::string& refresh_token() const { return refresh_token_; }

  /// What made that token too long for a header.
  EventId token_cause() const { return token_cause_; }

  /// What the cached keys say about the user's token: a verdict, or nullopt: fetch them.
  std::optional<AuthVerdict> verify(const UserToken& token);
  AuthVerdict keys_fetched(const CallAnswer& answer, const UserToken& token);

  /// What the provider says about the user's token, who was asked.
  AuthVerdict told_about(const UserToken& token, const CallAnswer& answer) const;

  /// What it means for a log-in that the user did not come back with a code.
  AuthVerdict not_logged_in(const CallAnswer& answer) const {
    return unavailable(answer, std::nullopt);
  }

  /// ... or what was answered when the code was to be exchanged.
  AuthVerdict code_redeemed(const CallAnswer& answer) const;

  void purge_tokens();
  void purge_keys();

 private:
  KeySetCache::Answer look(const UserToken& token) const;
  AuthVerdict judge(const UserToken& token);
  bool is_valid(const UserToken& token);
  AuthVerdict unavailable(const CallAnswer& answer, std::optional<AuthVerdict> from_cache) const;

  AuthUse use_;
  const Clock& clock_;
  double speed_;
  CacheAges ages_;
  TokenCache token_ = {};
  std::string token_text_ = {};
  std::string refresh_token_ = std::string(refresh_token_text) + "0";
  EventId token_cause_ = EventId::none;
  KeySetCache keys_ = {};  ///< of two keys: 0 for those in key_ids_, 1 for all others
  std::set<std::string> key_ids_ = {};
  auth::KeySet key_set_ = {};           ///< as fetched
  EventId keys_cause_ = EventId::none;  ///< of the last rotation, as the key set told
  /// Tokens whose signature was checked with this set, and when they expire, in seconds since 1970.
  std::map<std::string, double> genuine_ = {};
};

}  // namespace firedrill::mock
