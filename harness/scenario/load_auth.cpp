#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "harness/scenario/parts.hpp"
#include "harness/text/escape.hpp"

namespace firedrill::loading {
namespace {

constexpr std::array<std::pair<std::string_view, WhenUnavailable>, 3> reactions = {
    {{"fail_closed", WhenUnavailable::fail_closed},
     {"fail_open", WhenUnavailable::fail_open},
     {"use_cached", WhenUnavailable::use_cached}}};

constexpr std::array<std::pair<std::string_view, VerifiesBy>, 3> ways_to_verify = {
    {{"keys", VerifiesBy::keys},
     {"introspection", VerifiesBy::introspection},
     {"userinfo", VerifiesBy::userinfo}}};

constexpr std::array<std::pair<std::string_view, bool>, 2> token_grants = {
    {{"client_credentials", false}, {"refresh_token", true}}};

constexpr std::array<std::pair<std::string_view, bool>, 2> lookups = {
    {{"by_id", false}, {"first", true}}};

/// "per_request", {"cache": "10m"}, or either of them and strict: {"strict": true}; beside a cache
/// the grant too.
void read_tokens(ObjectReader& reader, const Context& context, AuthUse& use) {
  const Json* tokens = reader.raw("tokens").value_or(nullptr);
  if (tokens == nullptr) {
    return;
  }
  if (tokens->is_string() && tokens->as_string() == "per_request") {
    use.token_cache.reset();
    use.token_per_request = true;
    use.strict_tokens = false;
    use.refreshes = false;
    return;
  }
  if (!tokens->is_object()) {
    report_wrong_kind(
        *tokens, "tokens", R"("per_request" or {"cache": "10m"})", context.diagnostics);
    return;
  }
  ObjectReader object(*tokens, R"("tokens")", context.diagnostics);
  replace(use.strict_tokens, object.boolean("strict").optional());
  replace(use.refreshes, object.choice<bool>("grant", token_grants).optional());
  auto cache = object.duration("cache");
  if (object.has("cache") || !object.has("strict") || object.has("grant")) {
    use.token_cache = cache.required();
  }
  use.token_per_request = !use.token_cache;
  object.finish();
}

/// true, false, or how.
void read_verifies(ObjectReader& reader, AuthUse& use) {
  const Json* verifies = reader.raw("verifies").value_or(nullptr);
  if (verifies == nullptr) {
    return;
  }
  if (verifies->is_string()) {
    use.verifies = true;
    replace(use.verifies_by, reader.choice<VerifiesBy>("verifies", ways_to_verify).optional());
    return;
  }
  use.verifies_by = VerifiesBy::keys;
  replace(use.verifies, reader.boolean("verifies").optional());
}

void read_keys(const Json& json, const Context& context, AuthUse& use) {
  ObjectReader reader(json, R"("keys")", context.diagnostics);
  replace(use.key_cache, reader.duration("cache").optional());
  replace(use.key_cooldown, reader.duration("cooldown").optional());
  replace(use.refetch_unknown_key, reader.boolean("refetch_unknown").optional());
  replace(use.strict_keys, reader.boolean("strict").optional());
  replace(use.first_key, reader.choice<bool>("lookup", lookups).optional());
  reader.finish();
}

void read_speaks(ObjectReader& reader,
                 const ServiceNames* provider,
                 const Context& context,
                 AuthUse& use) {
  auto speaks = reader.string("speaks");
  const bool inherited = !use.speaks.empty() && !reader.has("speaks");
  std::string contract = inherited ? use.speaks : speaks.required();
  if (!inherited && !contract.empty() && provider != nullptr) {
    check_known({reader.span_of("speaks"), contract},
                {"contract", use.call.service},
                provider->contracts,
                context.diagnostics);
  }
  use.speaks = std::move(contract);
}

void read_auth_use(const Json& json,
                   const ServiceNames* provider,
                   const Context& context,
                   AuthUse& use) {
  ObjectReader reader(
      json, fmt::format("auth of {}", quote(use.call.service)), context.diagnostics);
  read_speaks(reader, provider, context, use);
  read_call_policy(reader, context, use.call);
  read_tokens(reader, context, use);
  read_verifies(reader, use);
  replace(use.logs_in, reader.boolean("logs_in").optional());
  if (const Json* keys = reader.object("keys").value_or(nullptr)) {
    read_keys(*keys, context, use);
    if (use.verifies && use.verifies_by != VerifiesBy::keys) {
      reader.error("keys", "\"keys\" has no effect: this service asks the provider about tokens");
    }
  }
  replace(use.when_unavailable,
          reader.choice<WhenUnavailable>("when_unavailable", reactions).optional());
  reader.finish();
}

}  // namespace

void read_auth(const Json& json, const Context& context, std::vector<AuthUse>& auth) {
  for (const JsonMember& member : json.members()) {
    const ServiceNames* provider =
        find_provider({member.key_span, member.key}, context.names, context.diagnostics);
    auto use = std::find_if(auth.begin(), auth.end(), [&member](const AuthUse& each) {
      return each.call.service == member.key;
    });
    if (use == auth.end()) {
      use = auth.insert(auth.end(), AuthUse{});
      use->call.service = member.key;
    }
    read_auth_use(member.value, provider, context, *use);
  }
}

}  // namespace firedrill::loading
