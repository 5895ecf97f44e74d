#include "mock_services/auth_provider/provider.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "harness/core/ascii.hpp"
#include "harness/core/overloaded.hpp"
#include "mock_services/auth_provider/call.hpp"
#include "mock_services/auth_provider/client_auth.hpp"
#include "mock_services/auth_provider/endpoints.hpp"
#include "mock_services/auth_provider/json_change.hpp"
#include "mock_services/auth_provider/rules.hpp"
#include "mock_services/auth_provider/state.hpp"

namespace firedrill::auth {
namespace {

constexpr std::string_view form_type = "application/x-www-form-urlencoded";

bool is_browser_page(const Endpoint& endpoint) {
  return endpoint.name == "authorize" || endpoint.name == "login" || endpoint.name == "verify" ||
         endpoint.name == "end_session";
}

const Endpoint* find_endpoint(std::string_view path) {
  const auto all = endpoints();
  const auto found = std::find_if(all.begin(), all.end(), [&](const Endpoint& endpoint) {
    return endpoint.path == path ||
           (endpoint.path.ends_with('/') && path.size() > endpoint.path.size() &&
            path.starts_with(endpoint.path));
  });
  return found == all.end() ? nullptr : &*found;
}

bool takes(const Endpoint& endpoint, std::string_view method) {
  return (endpoint.get && method == "GET") || (endpoint.post && method == "POST");
}

/// The body of a POST; a refusal if it is none that we read.
Checked<http::FormPairs> form_of(const http::Request& request, const Endpoint& endpoint) {
  if (request.method != "POST") {
    return http::FormPairs{};
  }
  const std::string* type = request.headers.find("content-type");
  const std::string_view media =
      type == nullptr ? "" : std::string_view(*type).substr(0, type->find(';'));
  const bool is_form =
      equal_ignoring_case(media.substr(0, media.find_last_not_of(' ') + 1), form_type);
  if (!is_form && !(request.body.empty() && endpoint.name == "userinfo")) {
    return invalid_request(
        fmt::format("only application/x-www-form-urlencoded content-type bodies are supported on "
                    "POST {}",
                    endpoint.path));
  }
  Result<http::FormPairs> form = http::parse_form(request.body);
  if (!form) {
    return invalid_request("failed to parse the request body: " + form.error().message);
  }
  return *std::move(form);
}

/// Browsers' scripts may read what any client may (the Fetch standard, 3.2).
void allow_scripts(const http::Request& request, http::Reply& reply) {
  reply.headers.add("vary", "Origin");
  if (request.headers.has("origin")) {
    reply.headers.add("access-control-allow-origin", "*");
    reply.headers.add("access-control-expose-headers", "WWW-Authenticate");
  }
}

http::Reply preflight_reply(const Endpoint& endpoint) {
  return {.status = 204,
          .headers = {{"access-control-allow-origin", "*"},
                      {"access-control-allow-methods", endpoint.post ? "GET, POST" : "GET"},
                      {"access-control-allow-headers", "authorization, content-type"},
                      {"access-control-max-age", "3600"}},
          .body = {}};
}

template <class T>
std::vector<T> changes_of(const MutationTable::Strike& strike) {
  std::vector<T> found;
  for (const Change& change : strike.changes) {
    if (const T* one = std::get_if<T>(&change)) {
      found.push_back(*one);
    }
  }
  return found;
}

MutationSubject subject_of(const Endpoint& endpoint,
                           const http::Request& request,
                           const http::FormPairs& form) {
  const std::string* grant_type = http::find(form, "grant_type");
  return {.endpoint = std::string(endpoint.name),
          .client_id = claimed_client(request, form),
          .grant_type = grant_type == nullptr ? "" : *grant_type};
}

/// Who names the contract that it speaks, and asks for a token or that a user be logged in.
std::optional<SpokenContract> spoken_contract(const Endpoint& endpoint,
                                              const http::Request& request,
                                              const http::FormPairs& form) {
  const std::string* name = request.headers.find("x-firedrill-contract");
  if (name == nullptr || (endpoint.name != "token" && endpoint.name != "authorize")) {
    return std::nullopt;
  }
  const std::string* grant = http::find(form, "grant_type");
  const bool asks_for_token = endpoint.name == "token";
  return SpokenContract{.name = *name,
                        .grant = !asks_for_token    ? ""
                                 : grant == nullptr ? "none"
                                                    : std::string_view(*grant)};
}

/// What a client gets that is shut out, but for the redirect of an authorization.
std::optional<http::Answer> contract_mismatch(const Call& call) {
  if (!call.shut_out || call.shut_out->status == see_other) {
    return std::nullopt;
  }
  if (call.shut_out->status == 0) {
    return http::Reset{};
  }
  return refusal_reply(call, refusal_of(*call.shut_out));
}

http::Reply reply_of(const Call& call,
                     const Endpoint& endpoint,
                     const Checked<http::FormPairs>& form) {
  if (const auto* refusal = std::get_if<Refusal>(&form)) {
    return refusal_reply(call, *refusal);
  }
  const auto twice = http::repeated(call.parameters());
  if (twice && !is_browser_page(endpoint) && call.config.wants(Check::duplicates)) {
    return refusal_reply(
        call, invalid_request(fmt::format("'{}' parameter must not be provided twice", *twice)));
  }
  return endpoint.handle(call);
}

}  // namespace

Provider::Provider(Config config, const std::string& url, KeyRing keys)
    : state_(std::make_unique<ProviderState>(ProviderState{
          .config = std::move(config), .issuer = url, .keys = keys, .first_keys = keys})) {
  if (!state_->config.issuer.empty()) {
    state_->issuer = state_->config.issuer;
  }
  state_->reset(WallTime{});
}

Provider::Provider(Provider&&) noexcept = default;
Provider& Provider::operator=(Provider&&) noexcept = default;
Provider::~Provider() = default;

void Provider::use_keys(KeyRing keys) {
  state_->first_keys = keys;
  state_->keys = std::move(keys);
}

void ProviderState::reset(WallTime now) {
  store = {};
  hits.clear();
  keys = first_keys;
  accepts = config.accepts;
  accepts_cause = config.cause;
  clock_offset = Duration{};
  mutations.clear();
  for (const Mutation& fault : config.faults) {
    mutations.add(fault, instant(now));
  }
}

http::Answer Provider::handle(const http::Request& request, WallTime now) {
  ProviderState& state = *state_;
  if (request.path.starts_with(http::admin_prefix)) {
    return state.admin(request, now);
  }
  const Endpoint* endpoint = find_endpoint(request.path);
  if (endpoint != nullptr && request.method == "OPTIONS") {
    return preflight_reply(*endpoint);
  }
  if (endpoint == nullptr || !takes(*endpoint, request.method)) {
    state.hits.count("other", 404);
    return http::text_reply(404, "Not Found");
  }
  return state.answer(*endpoint, request, now + state.clock_offset);
}

http::Answer ProviderState::answer(const Endpoint& endpoint,
                                   const http::Request& request,
                                   WallTime now) {
  const Checked<http::FormPairs> checked = form_of(request, endpoint);
  const auto* pairs = std::get_if<http::FormPairs>(&checked);
  const http::FormPairs form = pairs == nullptr ? http::FormPairs{} : *pairs;
  const MutationTable::Strike strike =
      mutations.strike(subject_of(endpoint, request, form), instant(now));
  const std::vector<MutateJwt> jwt_mutations = changes_of<MutateJwt>(strike);
  Rules rules = rules_of(config, accepts);
  const auto spoken = spoken_contract(endpoint, request, form);
  const auto shut_out = spoken ? mismatch(config, accepts, *spoken) : std::nullopt;
  if (spoken && config.contracts.contains(std::string(spoken->name))) {
    rules.pkce.assign(pkce_words.begin(), pkce_words.end());  // its contract has decided
  }
  const Call call{.request = request,
                  .form = form,
                  .config = config,
                  .issuer = issuer,
                  .rules = rules,
                  .shut_out = shut_out,
                  .contract_cause = accepts_cause,
                  .keys = keys,
                  .store = store,
                  .now = now,
                  .jwt_mutations = jwt_mutations};
  std::optional<http::Answer> answer = contract_mismatch(call);
  if (!answer) {
    http::Reply reply = reply_of(call, endpoint, checked);
    allow_scripts(request, reply);
    answer = apply(strike, std::move(reply));
  }
  hits.count(endpoint.name, http::status_of(*answer), !strike.changes.empty());
  return *std::move(answer);
}

}  // namespace firedrill::auth
