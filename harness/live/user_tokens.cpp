#include "harness/live/user_tokens.hpp"

#include <algorithm>
#include <chrono>
#include <optional>

#include <fmt/format.h>

#include "harness/text/json_writer.hpp"
#include "mock_services/auth_provider/jwt.hpp"
#include "mock_services/service/clock.hpp"
#include "mock_services/service/provider.hpp"

namespace firedrill::live {

UserTokens::UserTokens(std::string provider,
                       Duration lifetime,
                       const KeyBoard& board,
                       const Fleet& fleet,
                       const IssuerClocks& clocks)
    : provider_(std::move(provider)),
      part_(std::max(lifetime / parts, Duration{1})),
      board_(board),
      fleet_(fleet),
      clocks_(clocks) {}

void UserTokens::add_to(http::Request& request, Instant now, Duration age, double speed) {
  const Instant issued = now - age;
  const IssuerClocks::Off* clock = clocks_.at(provider_, issued);
  const Issue issue{.part = (issued - Instant{}) / part_ - (issued < Instant{} ? 1 : 0),
                    .generation = board_.find(provider_)->signer_at(issued),
                    .ahead = clock == nullptr ? Duration{} : clock->skew.ahead};
  request.headers.add("authorization", "Bearer " + token_of(issue, now, speed));
  request.headers.add(mock::token_header, mock::to_header(origin(clock)));
}

const std::string& UserTokens::token_of(const Issue& issue, Instant now, double speed) {
  const auto known = tokens_.find(issue);
  if (known != tokens_.end()) {
    return known->second;
  }
  const std::int64_t oldest = (now - Instant{}) / part_ - parts - 2;
  std::erase_if(tokens_, [&](const auto& one) { return one.first.part < oldest; });
  auto key = keys_.find(issue.generation);
  if (key == keys_.end()) {
    key = keys_
              .emplace(issue.generation,
                       mock::signing_key(board_.secret(), provider_, issue.generation))
              .first;
  }
  const auto wall_s = [&](Instant moment) {
    return mock::Clock::unix_s() + static_cast<double>((moment - now).count()) / speed / 1e9;
  };
  const Instant begin{issue.part * part_};
  const double expires = std::max(wall_s(begin + part_ * (parts + 1)), wall_s(now) + 1);
  const double ahead_s = static_cast<double>(issue.ahead.count()) / speed / 1e9;
  const auto issued_s = static_cast<std::int64_t>(std::min(wall_s(begin), wall_s(now)) + ahead_s);
  const http::Origin first = fleet_.origins_of(provider_).front();
  const std::string issuer = to_url(first);
  std::string claims;
  JsonWriter(claims)
      .begin_object()
      .member("iss", issuer)
      .member("sub", "user")
      .member("aud", issuer)
      .member("client_id", "firedrill")
      .member("iat", issued_s)
      .member("nbf", issued_s)
      .member("exp", static_cast<std::int64_t>(expires + ahead_s) + 1)
      .member("jti", auth::random_id(16))
      .end_object();
  return tokens_.emplace(issue, auth::make_jws(key->second, "at+jwt", claims, {})).first->second;
}

/// Tokens do not say which replica has issued them: the first stands for all.
mock::TokenOrigin UserTokens::origin(const IssuerClocks::Off* clock) const {
  const FleetMember& first = fleet_.members()[*fleet_.first_of(provider_)];
  mock::TokenOrigin origin{.provider = provider_,
                           .key_cause = board_.find(provider_)->cause(),
                           .version_cause = first.version_cause};
  for (const Version& version : first.service->versions) {
    if (version.name == first.version) {
      origin.accepts = version.behaviour.accepts;
    }
  }
  if (clock != nullptr) {
    origin.clock = {.fault = clock->fault, .cause = clock->cause, .leeway = clock->skew.leeway};
  }
  return origin;
}

}  // namespace firedrill::live
