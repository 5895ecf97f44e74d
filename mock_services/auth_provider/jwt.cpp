#include "mock_services/auth_provider/jwt.hpp"

#include "harness/text/json_writer.hpp"
#include "mock_services/auth_provider/json_change.hpp"
#include "mock_services/http/credentials.hpp"

namespace firedrill::auth {
namespace {

std::string header_of(const SigningKey& key, std::string_view type, MutateJwt::Sign sign) {
  std::string json;
  JsonWriter writer(json);
  writer.begin_object().member("alg", sign == MutateJwt::Sign::none ? "none" : key.alg());
  if (!type.empty()) {
    writer.member("typ", type);
  }
  writer.member("kid", key.id()).end_object();
  return json;
}

/// A key of the same kind that is in no key set.
SigningKey stranger_to(const SigningKey& key) {
  return SigningKey::generate(key.alg(), key.id());
}

}  // namespace

std::optional<Jws> parse_jws(std::string_view token) {
  const auto first = token.find('.');
  const auto second = token.find('.', first + 1);
  if (first == std::string_view::npos || second == std::string_view::npos) {
    return std::nullopt;
  }
  auto header = http::decode_base64url(token.substr(0, first));
  auto claims = http::decode_base64url(token.substr(first + 1, second - first - 1));
  auto signature = http::decode_base64url(token.substr(second + 1));
  if (!header || !claims || !signature) {
    return std::nullopt;
  }
  return Jws{.header = *std::move(header),
             .claims = *std::move(claims),
             .input = std::string(token.substr(0, second)),
             .signature = *std::move(signature)};
}

std::string make_jws(const SigningKey& key,
                     std::string_view type,
                     const std::string& claims,
                     const std::vector<MutateJwt>& mutations) {
  MutateJwt::Sign sign = MutateJwt::Sign::right;
  for (const MutateJwt& mutation : mutations) {
    sign = mutation.sign == MutateJwt::Sign::right ? sign : mutation.sign;
  }
  std::string header = header_of(key, type, sign);
  std::string body = claims;
  for (const MutateJwt& mutation : mutations) {
    header = changed_object(header, mutation.header);
    body = changed_object(body, mutation.claims);
  }
  const std::string input = http::encode_base64url(header) + "." + http::encode_base64url(body);
  switch (sign) {
    case MutateJwt::Sign::right:
      return input + "." + http::encode_base64url(key.sign(input));
    case MutateJwt::Sign::other:
      return input + "." + http::encode_base64url(stranger_to(key).sign(input));
    case MutateJwt::Sign::none:
      return input + ".";
  }
  return input;
}

}  // namespace firedrill::auth
