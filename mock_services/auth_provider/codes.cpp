#include "mock_services/auth_provider/codes.hpp"

#include <string_view>

#include "harness/text/decimal.hpp"
#include "mock_services/auth_provider/keys.hpp"
#include "mock_services/http/credentials.hpp"

namespace firedrill::auth {
namespace {

void remember(const Call& call, const Code& code, const Grant& grant) {
  const WallTime long_after = call.now + call.config.lifetimes.refresh_token;
  call.store.grants.put(code.grant_id, grant, long_after, call.now);
}

std::string seal_of(const Call& call, std::string_view content) {
  return http::encode_base64url(sha256(call.config.code_secret + std::string(content)));
}

std::string sealed(const Call& call, const Code& code, const Grant& grant) {
  const std::string content = http::encode_base64url(http::encode_form(
      {{"client", code.client_id},
       {"redirect_uri", code.redirect_uri},
       {"challenge", code.challenge},
       {"method", code.is_plain ? "plain" : "S256"},
       {"login", grant.login},
       {"scope", scope_text(grant.scopes)},
       {"nonce", grant.nonce},
       {"auth_time", std::to_string(grant.auth_time)},
       {"expires", std::to_string(unix_seconds(call.now + call.config.lifetimes.code))}}));
  return content + "." + seal_of(call, content);
}

}  // namespace

std::string make_code(const Call& call, const Code& code, const Grant& grant) {
  if (!call.config.code_secret.empty()) {
    return sealed(call, code, grant);
  }
  remember(call, code, grant);
  const std::string text = random_id();
  call.store.codes.put(text, code, call.now + call.config.lifetimes.code, call.now);
  return text;
}

std::optional<Code> open_code(const Call& call, const std::string& text) {
  const std::string content = text.substr(0, text.find('.'));
  if (text != content + "." + seal_of(call, content)) {
    return std::nullopt;
  }
  const Result<http::FormPairs> pairs =
      http::parse_form(http::decode_base64url(content).value_or(""));
  const auto said = [&](std::string_view name) {
    const std::string* value = pairs ? http::find(*pairs, name) : nullptr;
    return value == nullptr ? "" : *value;
  };
  if (scaled(said("expires"), 1).value_or(0) <= call.now_s()) {
    return std::nullopt;
  }
  const Code code{.grant_id = random_id(16),
                  .client_id = said("client"),
                  .redirect_uri = said("redirect_uri"),
                  .challenge = said("challenge"),
                  .is_plain = said("method") == "plain"};
  remember(call,
           code,
           {.client_id = code.client_id,
            .login = said("login"),
            .scopes = parse_scopes(said("scope")).value_or(Scopes{}),
            .nonce = said("nonce"),
            .auth_time = scaled(said("auth_time"), 1).value_or(0)});
  return code;
}

}  // namespace firedrill::auth
