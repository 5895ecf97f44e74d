#include "mock_services/auth_provider/client_auth.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "mock_services/auth_provider/jwt.hpp"
#include "mock_services/http/credentials.hpp"

namespace firedrill::auth {
namespace {

using Claims = nlohmann::json;

constexpr double longest_assertion_s = 86'400;
constexpr std::string_view assertion_type =
    "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";  // RFC 7523, 2.2
constexpr std::int64_t clock_tolerance_s = 30;

/// The same for every reason: which one it was helps nobody but an attacker.
Refusal wrong_client() {
  return {.status = 401, .error = "invalid_client", .description = "client authentication failed"};
}

/// What a request has brought along to prove who it is.
struct Proof {
  AuthMethod method;
  std::string client_id;
  std::string secret = {};
  std::string raw_secret = {};  ///< Basic only: before form-decoding
  std::string assertion = {};
};

Checked<Proof> basic_proof(const Call& call, const std::string& authorization) {
  const Refusal malformed = invalid_request("invalid authorization header value format");
  const auto credentials = http::parse_basic(authorization);
  if (!credentials) {
    return malformed;
  }
  const Result<std::string> id = http::decode_form(credentials->user);
  const Result<std::string> secret = http::decode_form(credentials->password);
  const bool raw_will_do = !call.config.wants(Check::basic_encoding);
  if ((!id || !secret) && !raw_will_do) {
    return malformed;
  }
  Proof proof{.method = AuthMethod::client_secret_basic,
              .client_id = id ? *id : credentials->user,
              .secret = secret ? *secret : credentials->password};
  if (raw_will_do) {
    proof.raw_secret = credentials->password;
    if (call.config.client(proof.client_id) == nullptr) {
      proof.client_id = credentials->user;
    }
  }
  const std::string* again = call.parameter("client_id");
  if (again != nullptr && *again != proof.client_id) {
    return invalid_request("mismatch in body and authorization client ids");
  }
  return proof;
}

/// The claim as text; "" if it is none.
std::string text_of(const Claims& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

Checked<Proof> assertion_proof(const Call& call) {
  const std::string* type = call.parameter("client_assertion_type");
  if (type == nullptr || *type != assertion_type) {
    return invalid_request("client_assertion_type must have value " + std::string(assertion_type));
  }
  const std::string& assertion = *call.parameter("client_assertion");
  const std::optional<Jws> jws = parse_jws(assertion);
  const Claims claims = Claims::parse(jws ? jws->claims : "", nullptr, false);
  if (!claims.is_object()) {
    return wrong_client();
  }
  const std::string* id = call.parameter("client_id");
  const std::string issuer = text_of(claims, "iss");
  if (id != nullptr && *id != issuer) {
    return wrong_client();
  }
  return Proof{.method = AuthMethod::private_key_jwt, .client_id = issuer, .assertion = assertion};
}

Checked<Proof> proof_of(const Call& call) {
  const std::string* authorization = call.request.headers.find("authorization");
  const std::string* secret = call.parameter("client_secret");
  const std::string* assertion = call.parameter("client_assertion");
  const int mechanisms = (authorization != nullptr ? 1 : 0) + (secret != nullptr ? 1 : 0) +
                         (assertion != nullptr ? 1 : 0);
  if (mechanisms > 1) {
    return invalid_request("client authentication must only be provided using one mechanism");
  }
  if (authorization != nullptr) {
    return basic_proof(call, *authorization);
  }
  if (assertion != nullptr) {
    return assertion_proof(call);
  }
  const std::string* id = call.parameter("client_id");
  if (id == nullptr) {
    return invalid_request("no client authentication mechanism provided");
  }
  if (secret == nullptr) {
    return Proof{.method = AuthMethod::none, .client_id = *id};
  }
  return Proof{.method = AuthMethod::client_secret_post, .client_id = *id, .secret = *secret};
}

bool is_secret(AuthMethod method) {
  return method == AuthMethod::client_secret_basic || method == AuthMethod::client_secret_post;
}

/// Whether the client may use this method, by its own registration.
bool may_use(const Call& call, const Client& client, AuthMethod method) {
  const bool relaxed = !call.config.wants(Check::client_auth_method);
  const bool also = std::find(client.also.begin(), client.also.end(), method) != client.also.end();
  return method == client.auth || also || (relaxed && is_secret(method) && is_secret(client.auth));
}

bool is_addressed_to_us(const Call& call, const Claims& audience) {
  const auto is_us = [&](const Claims& one) {
    if (!one.is_string()) {
      return false;
    }
    const std::string text = one.get<std::string>();
    return text == call.issuer || text == call.issuer + "/token" ||
           text == call.issuer + call.request.path;
  };
  return audience.is_array() ? std::any_of(audience.begin(), audience.end(), is_us)
                             : is_us(audience);
}

/// iss, sub, aud, exp, nbf, iat and jti (RFC 7523, 3). `claims` is an object.
bool has_right_claims(const Call& call, const Client& client, const Claims& claims) {
  // Seconds, as the client gave them: any number, not only those that an integer holds.
  const auto time_of = [&](const char* name) -> std::optional<double> {
    const auto found = claims.find(name);
    if (found == claims.end() || !found->is_number()) {
      return std::nullopt;
    }
    return found->get<double>();
  };
  const auto earliest_end = static_cast<double>(call.now_s() - clock_tolerance_s);
  const auto latest_start = static_cast<double>(call.now_s() + clock_tolerance_s);
  const auto expires = time_of("exp");
  const auto not_before = time_of("nbf");
  const bool in_time =
      expires && *expires > earliest_end && (!not_before || *not_before <= latest_start);
  const bool addressed = !call.config.wants(Check::assertion_audience) ||
                         (claims.contains("aud") && is_addressed_to_us(call, claims["aud"]));
  return in_time && addressed && text_of(claims, "iss") == client.id &&
         text_of(claims, "sub") == client.id;
}

/// Whether the assertion's id is new; remembers it. One that is valid for longer than ids are
/// remembered could be replayed, and is refused (RFC 7523, 3, allows that).
bool is_first_use(const Call& call, const Client& client, const Claims& claims) {
  if (!call.config.wants(Check::assertion_reuse)) {
    return true;
  }
  const std::string id = text_of(claims, "jti");
  const std::string key = client.id + " " + id;
  const double lifetime = claims["exp"].get<double>() - static_cast<double>(call.now_s());
  if (lifetime > longest_assertion_s || id.empty() || id.size() > 1000 ||
      call.store.assertions.find(key, call.now) != nullptr) {
    return false;
  }
  const WallTime forget = call.now + std::chrono::seconds(std::max(0, static_cast<int>(lifetime))) +
                          std::chrono::seconds(2 * clock_tolerance_s);
  call.store.assertions.put(key, true, forget, call.now);
  return true;
}

bool proves_assertion(const Call& call, const Client& client, const Proof& proof) {
  const std::optional<Jws> jws = parse_jws(proof.assertion);
  const Claims header = Claims::parse(jws ? jws->header : "", nullptr, false);
  const Claims claims = Claims::parse(jws ? jws->claims : "", nullptr, false);
  return header.is_object() && claims.is_object() && has_right_claims(call, client, claims) &&
         client.keys.verify(
             text_of(header, "alg"), text_of(header, "kid"), jws->input, jws->signature) &&
         is_first_use(call, client, claims);
}

bool proves(const Call& call, const Client& client, const Proof& proof) {
  switch (proof.method) {
    case AuthMethod::client_secret_basic:
    case AuthMethod::client_secret_post:
      return !client.secret.empty() &&
             (proof.secret == client.secret || proof.raw_secret == client.secret);
    case AuthMethod::private_key_jwt:
      return proves_assertion(call, client, proof);
    case AuthMethod::none:
      return true;
  }
  return false;
}

}  // namespace

Checked<const Client*> authenticate(const Call& call) {
  Checked<Proof> checked = proof_of(call);
  if (auto* refusal = std::get_if<Refusal>(&checked)) {
    return std::move(*refusal);
  }
  const Proof& proof = *std::get_if<Proof>(&checked);
  const Client* client = call.config.client(proof.client_id);
  if (!contains(call.rules.token_auth, name_of(proof.method))) {
    Refusal refusal = wrong_client();
    refusal.by_contract = true;
    return refusal;
  }
  if (client == nullptr || !may_use(call, *client, proof.method) || !proves(call, *client, proof)) {
    return wrong_client();
  }
  return client;
}

std::string claimed_client(const http::Request& request, const http::FormPairs& form) {
  const std::string* authorization = request.headers.find("authorization");
  const auto basic = http::parse_basic(authorization == nullptr ? "" : *authorization);
  if (basic) {
    const Result<std::string> id = http::decode_form(basic->user);
    return id ? *id : basic->user;
  }
  for (const http::FormPairs* pairs : {&form, &request.query}) {
    if (const std::string* id = http::find(*pairs, "client_id")) {
      return *id;
    }
  }
  return "";
}

}  // namespace firedrill::auth
