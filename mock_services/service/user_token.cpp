#include "mock_services/service/user_token.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <utility>

#include <fmt/format.h>

#include "harness/text/json_parse.hpp"
#include "mock_services/auth_provider/jwt.hpp"
#include "mock_services/http/credentials.hpp"

namespace firedrill::mock {
namespace {

std::string text_in(const Json& object, std::string_view name) {
  const Json* found = object.find(name);
  return found != nullptr && found->is_string() ? found->as_string() : "";
}

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    words.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return words;
}

/// 0 for what is no number.
std::int64_t number_of(const std::string& word) {
  std::int64_t number = 0;
  std::from_chars(word.data(), word.data() + word.size(), number);
  return number;
}

EventId event_of(const std::string& word) {
  return static_cast<EventId>(number_of(word));
}

std::optional<TokenOrigin> origin_of(const http::Headers& headers) {
  const std::string* value = headers.find(token_header);
  std::vector<std::string> words = words_of(value == nullptr ? "" : *value);
  constexpr std::size_t fixed = 6;
  if (words.size() < fixed) {
    return std::nullopt;
  }
  const std::chrono::milliseconds leeway{number_of(words[5])};
  return TokenOrigin{
      .provider = std::move(words[0]),
      .key_cause = event_of(words[1]),
      .version_cause = event_of(words[2]),
      .clock = {.fault = std::move(words[4]), .cause = event_of(words[3]), .leeway = leeway},
      .accepts = {words.begin() + fixed, words.end()}};
}

}  // namespace

std::string to_header(const TokenOrigin& origin) {
  const IssuerClock& clock = origin.clock;
  std::string text = fmt::format("{} {} {} {} {} {}",
                                 origin.provider,
                                 static_cast<std::uint32_t>(origin.key_cause),
                                 static_cast<std::uint32_t>(origin.version_cause),
                                 static_cast<std::uint32_t>(clock.cause),
                                 clock.fault.empty() ? "-" : clock.fault,
                                 clock.leeway / std::chrono::milliseconds{1});
  for (const std::string& contract : origin.accepts) {
    text += " " + contract;
  }
  return text;
}

std::optional<UserToken> user_token_of(const http::Headers& headers) {
  constexpr std::string_view scheme = "Bearer ";
  const std::string* value = headers.find("authorization");
  if (value == nullptr || !value->starts_with(scheme)) {
    return std::nullopt;
  }
  UserToken token{.text = value->substr(scheme.size()), .key_id = {}, .origin = origin_of(headers)};
  const std::optional<auth::Jws> jws = auth::parse_jws(token.text);
  const Result<Json> header = parse_json("token header", jws ? jws->header : "");
  token.key_id = header ? text_in(*header, "kid") : "";
  return token.key_id.empty() ? std::nullopt : std::optional{std::move(token)};
}

TokenTimes times_of(const UserToken& token, double unix_s) {
  static constexpr double longest_s = 1e9;  // 31 years
  const std::optional<auth::Jws> jws = auth::parse_jws(token.text);
  const Result<Json> claims = parse_json("token claims", jws ? jws->claims : "");
  const auto time_in = [&](std::string_view name, double fallback_s) {
    const Json* found = claims ? claims->find(name) : nullptr;
    return found != nullptr && found->is_number() ? found->as_number() : fallback_s;
  };
  const auto duration = [](double seconds) {
    const double bounded = std::clamp(seconds, -longest_s, longest_s);
    return Duration{static_cast<Duration::rep>(bounded * 1e9)};
  };
  return {.age = duration(unix_s - time_in("iat", 0)),
          .left = duration(time_in("exp", 0) - unix_s)};
}

std::optional<double> genuine_until(const UserToken& token, const auth::KeySet& keys) {
  const std::optional<auth::Jws> jws = auth::parse_jws(token.text);
  const Result<Json> header = parse_json("token header", jws ? jws->header : "");
  const Result<Json> claims = parse_json("token claims", jws ? jws->claims : "");
  if (!header || !claims) {
    return std::nullopt;
  }
  const Json* expires = claims->find("exp");
  const bool is_genuine =
      expires != nullptr && expires->is_number() &&
      keys.verify(text_in(*header, "alg"), token.key_id, jws->input, jws->signature);
  return is_genuine ? std::optional{expires->as_number()} : std::nullopt;
}

}  // namespace firedrill::mock
