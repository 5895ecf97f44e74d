#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "mock_services/auth_provider/config.hpp"
#include "mock_services/auth_provider/keys.hpp"
#include "mock_services/auth_provider/rules.hpp"
#include "mock_services/auth_provider/store.hpp"
#include "mock_services/http/message.hpp"

namespace firedrill::auth {

/// One request to one endpoint, with all that its handler may know and change.
struct Call {
  const http::Request& request;
  const http::FormPairs& form;  ///< the decoded body; empty if it is no form
  const Config& config;
  const std::string& issuer;
  const Rules& rules;
  const std::optional<WireError>& shut_out;  ///< the client, for the contract that it speaks
  const std::string& contract_cause;         ///< told to those whom the accepted contracts shut out
  KeyRing& keys;
  Store& store;
  WallTime now;
  const std::vector<MutateJwt>& jwt_mutations;

  /// The first value of a body's or (GET) query's parameter that is not empty, as RFC 6749, 3.1
  /// treats one without a value; null if there is none.
  const std::string* parameter(std::string_view name) const;

  const http::FormPairs& parameters() const {
    return request.method == "POST" ? form : request.query;
  }

  std::int64_t now_s() const { return unix_seconds(now); }
};

/// An error as OAuth words it (RFC 6749, 5.2).
struct Refusal {
  int status = 400;
  std::string error;
  std::string description;
  std::string scope = {};    ///< an extra member, for invalid_scope
  bool by_contract = false;  ///< no accepted contract allows it
};

/// A value, or why there is none.
template <class T>
using Checked = std::variant<T, Refusal>;

/// The status of all redirects.
inline constexpr int see_other = 303;

Refusal invalid_request(std::string_view description);
Refusal invalid_grant();
Refusal refusal_of(const WireError& error);  ///< by a contract

/// Refuses a parameter that is missing.
std::optional<Refusal> missing_parameter(const Call& call, std::string_view name);

/// As JSON, never cached; a 401 with the challenge of its scheme if the request had credentials.
http::Reply refusal_reply(const Call& call, const Refusal& refusal);

/// Names in the reply what has shut the client out, if that was a contract.
void add_contract_cause(const Call& call, const Refusal& refusal, http::Reply& reply);

/// As a page where the client is a browser, as JSON where it asks for that.
http::Reply refusal_page(const http::Request& request, const Refusal& refusal);

/// A JSON reply that nobody may cache.
http::Reply fresh_json(int status, std::string_view json);

/// A page of the provider; `body` is HTML.
http::Reply page(int status, std::string_view title, std::string_view body);

/// 303 to a URI with these parameters added.
http::Reply redirect(const std::string& uri, const http::FormPairs& parameters);

/// "a b c" and back; refuses characters that no scope may have (RFC 6749, 3.3) and empty ones.
std::optional<Scopes> parse_scopes(std::string_view text);
std::string scope_text(const Scopes& scopes);
bool contains(const std::vector<std::string>& words, std::string_view word);

/// Of the scopes asked for, those that the provider knows; a refusal for wrong characters.
Checked<Scopes> granted_scopes(const Call& call, const std::string* asked);

}  // namespace firedrill::auth
