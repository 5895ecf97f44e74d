#include <algorithm>
#include <array>
#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "harness/text/escape.hpp"
#include "harness/text/reader.hpp"
#include "harness/text/suggest.hpp"
#include "mock_services/auth_provider/call.hpp"
#include "mock_services/auth_provider/load.hpp"
#include "mock_services/auth_provider/rules.hpp"

namespace firedrill::auth {
namespace {

constexpr std::array<std::string_view, 4> known_algs = {"RS256", "PS256", "ES256", "EdDSA"};

constexpr std::array<std::pair<std::string_view, AuthMethod>, 4> method_words = {{
    {"client_secret_basic", AuthMethod::client_secret_basic},
    {"client_secret_post", AuthMethod::client_secret_post},
    {"private_key_jwt", AuthMethod::private_key_jwt},
    {"none", AuthMethod::none},
}};

constexpr std::array<std::pair<std::string_view, TokenFormat>, 2> format_words = {{
    {"opaque", TokenFormat::opaque},
    {"jwt", TokenFormat::jwt},
}};

std::vector<std::string_view> views_of(const std::vector<std::string>& texts) {
  return {texts.begin(), texts.end()};
}

/// RFC 6749, 3.1.2: absolute, without fragment.
bool is_redirect_uri(std::string_view uri) {
  const auto colon = uri.find(':');
  return colon != std::string_view::npos && colon > 0 && uri.find('#') == std::string_view::npos &&
         uri.find(' ') == std::string_view::npos;
}

std::vector<std::string> load_uris(ObjectReader& reader, std::string_view key) {
  const Json* array = reader.array(key).value_or(nullptr);
  std::vector<std::string> uris = load_texts(array, key, reader.diagnostics());
  for (const std::string& uri : uris) {
    if (!is_redirect_uri(uri)) {
      reader.error(key,
                   fmt::format("{} is no absolute URI without fragment", quote(uri)),
                   R"(such as "http://127.0.0.1/callback")");
    }
  }
  return uris;
}

void check_client(const Client& client, ObjectReader& reader) {
  const bool has_secret = client.auth == AuthMethod::client_secret_basic ||
                          client.auth == AuthMethod::client_secret_post;
  if (has_secret && client.secret.empty() && !reader.has("secret")) {
    reader.error(
        "id",
        fmt::format(
            "the client {} needs a \"secret\" for {}", quote(client.id), name_of(client.auth)));
  }
  if (!has_secret && reader.has("secret")) {
    reader.error("secret", fmt::format("a client with {} has no secret", name_of(client.auth)));
  }
  if (client.auth == AuthMethod::private_key_jwt && !reader.has("jwks")) {
    reader.error("id",
                 fmt::format("the client {} needs its public keys, \"jwks\", for private_key_jwt",
                             quote(client.id)));
  }
}

KeySet set_of(const std::string& keys) {
  return KeySet(R"({"keys": [)" + keys + "]}");
}

/// Types and curves that others may know are no mistakes (RFC 7517, 5); a broken key is.
void check_key(const Json& json, Diagnostics& to) {
  ObjectReader reader(json, "a key", to);
  const std::string type = reader.string("kty").required();
  const bool has_curve = type == "EC" || type == "OKP";
  const std::string curve = has_curve ? reader.string("crv").required() : "";
  for (const std::string_view text : {"kid", "alg"}) {
    static_cast<void>(reader.string(text).optional());
  }
  const bool is_ours =
      type == "RSA" || (type == "EC" && curve == "P-256") || (type == "OKP" && curve == "Ed25519");
  if (is_ours && set_of(source_text(json, to)).empty()) {
    to.error(json.span(),
             fmt::format("this is no {} key{}", type, curve.empty() ? "" : " on " + curve),
             has_curve ? "coordinates of 32 bytes, in base64url (RFC 7518, 6.2; RFC 8037, 2)"
                       : R"("n" of 1024 to 8192 bits and "e", in base64url (RFC 7518, 6.3))");
  }
}

/// Of a client: null stands for none.
KeySet load_keys(const Json* jwks, bool is_needed, ObjectReader& client) {
  if (jwks == nullptr) {
    return {};
  }
  Diagnostics& to = client.diagnostics();
  const Json* keys = jwks->find("keys");
  if (keys == nullptr || !keys->is_array()) {
    client.error("jwks", "the key set has no \"keys\"", R"({"keys": [...]} (RFC 7517))");
    return {};
  }
  const std::size_t mistakes = to.all().size();
  for (const Json& key : keys->items()) {
    check_key(key, to);
  }
  KeySet set(source_text(*jwks, to));
  if (set.empty() && is_needed && to.all().size() == mistakes) {
    client.error("jwks",
                 "none of the keys can be used for private_key_jwt",
                 "RSA, EC on P-256 or OKP on Ed25519");
  }
  return set;
}

Client load_client(const Json& json, Diagnostics& to) {
  ObjectReader reader(json, "a client", to);
  Client client{.id = reader.string("id").required(),
                .secret = reader.string("secret").value_or("")};
  client.redirect_uris = load_uris(reader, "redirect_uris");
  client.post_logout_redirect_uris = load_uris(reader, "post_logout_redirect_uris");
  client.auth = reader.choice<AuthMethod>("auth", method_words).value_or(AuthMethod{});
  client.keys = load_keys(
      reader.object("jwks").value_or(nullptr), client.auth == AuthMethod::private_key_jwt, reader);
  client.grants =
      load_words(reader.array("grants").value_or(nullptr), "grants", views_of(all_grants()), to);
  client.signing_alg = reader.one_of("signing_alg", known_algs).value_or("");
  reader.finish();
  check_client(client, reader);
  return client;
}

User load_user(const Json& json, Diagnostics& to) {
  ObjectReader reader(json, "a user", to);
  User user{.login = reader.string("login").required(),
            .password = reader.string("password").value_or("")};
  if (const Json* claims = reader.object("claims").value_or(nullptr)) {
    user.claims = source_text(*claims, to);
  }
  reader.finish();
  return user;
}

Lifetimes load_lifetimes(const Json* json, Diagnostics& to) {
  Lifetimes lifetimes;
  if (json == nullptr) {
    return lifetimes;
  }
  constexpr std::array<std::pair<std::string_view, Duration Lifetimes::*>, 9> keys = {{
      {"access_token", &Lifetimes::access_token},
      {"client_credentials", &Lifetimes::client_credentials},
      {"id_token", &Lifetimes::id_token},
      {"refresh_token", &Lifetimes::refresh_token},
      {"code", &Lifetimes::code},
      {"device_code", &Lifetimes::device_code},
      {"request_uri", &Lifetimes::request_uri},
      {"interaction", &Lifetimes::interaction},
      {"session", &Lifetimes::session},
  }};
  ObjectReader reader(*json, "the lifetimes", to);
  for (const auto& [key, lifetime] : keys) {
    lifetimes.*lifetime = reader.duration(key).value_or(lifetimes.*lifetime);
    if (lifetimes.*lifetime < std::chrono::seconds(1)) {
      reader.error(key, fmt::format("the lifetime \"{}\" is below one second", key));
    }
  }
  reader.finish();
  return lifetimes;
}

/// Items of an array of objects, each read by `load`.
template <class Item, class Load>
std::vector<Item> load_items(const Json* array, Load load) {
  std::vector<Item> items;
  if (array != nullptr) {
    for (const Json& json : array->items()) {
      items.push_back(load(json));
    }
  }
  return items;
}

/// Reports the second of two equal names at the array.
template <class Item>
void check_unique(ObjectReader& reader,
                  std::string_view key,
                  const std::vector<Item>& items,
                  std::string Item::*name) {
  std::set<std::string> seen;
  for (const Item& item : items) {
    if (!(item.*name).empty() && !seen.insert(item.*name).second) {
      reader.error(key, fmt::format("{} stands in \"{}\" twice", quote(item.*name), key));
    }
  }
}

void load_people(ObjectReader& reader, Config& config) {
  Diagnostics& to = reader.diagnostics();
  config.clients = load_items<Client>(reader.array("clients").value_or(nullptr),
                                      [&](const Json& json) { return load_client(json, to); });
  if (!reader.has("clients")) {
    config.clients = default_config().clients;
  }
  config.users = load_items<User>(reader.array("users").value_or(nullptr),
                                  [&](const Json& json) { return load_user(json, to); });
  check_unique(reader, "clients", config.clients, &Client::id);
  check_unique(reader, "users", config.users, &User::login);
}

void load_tokens(ObjectReader& reader, Config& config) {
  Diagnostics& to = reader.diagnostics();
  config.access_token =
      reader.choice<TokenFormat>("access_token", format_words).value_or(TokenFormat::opaque);
  config.rotate_refresh_tokens = reader.boolean("rotate_refresh_tokens").value_or(false);
  if (const Json* scopes = reader.array("scopes").value_or(nullptr)) {
    config.scopes = load_texts(scopes, "scopes", to);
    for (const std::string& scope : config.scopes) {
      const auto parsed = parse_scopes(scope);
      if (!parsed || parsed->size() != 1) {
        reader.error("scopes", fmt::format("{} is no scope (RFC 6749, 3.3)", quote(scope)));
      }
    }
  }
  if (const Json* array = reader.array("signing_algs").value_or(nullptr)) {
    config.signing_algs = load_words(array, "signing_algs", known_algs, to);
    if (config.signing_algs.empty() && !to.has_errors()) {
      reader.error("signing_algs", "a provider that signs needs an algorithm");
    }
  }
  config.audience = reader.string("audience").value_or("");
  config.lifetimes = load_lifetimes(reader.object("lifetimes").value_or(nullptr), to);
}

void load_contract_rules(ObjectReader& reader, Config& config) {
  Diagnostics& to = reader.diagnostics();
  if (const Json* contracts = reader.object("contracts").value_or(nullptr)) {
    config.contracts = load_contracts(*contracts, to);
  }
  std::vector<std::string_view> names;
  for (const auto& [name, contract] : config.contracts) {
    names.push_back(name);
  }
  const Json* accepts = reader.array("accepts").value_or(nullptr);
  config.accepts = load_words(accepts, "accepts", names, to);
  config.cause = load_cause(reader);
}

void load_behaviour(ObjectReader& reader, Config& config) {
  Diagnostics& to = reader.diagnostics();
  const std::vector<std::string_view> words = check_names();
  const Json* relaxed = reader.array("relax").value_or(nullptr);
  for (const std::string& word : load_words(relaxed, "relax", words, to)) {
    const auto index = std::find(words.begin(), words.end(), word) - words.begin();
    config.relaxed.insert(static_cast<Check>(index));
  }
  unsigned count = 0;
  config.faults = load_items<Mutation>(
      reader.array("faults").value_or(nullptr),
      [&](const Json& json) { return load_mutation(json, fmt::format("fault-{}", ++count), to); });
  check_unique(reader, "faults", config.faults, &Mutation::id);
  load_contract_rules(reader, config);
}

}  // namespace

std::string source_text(const Json& json, const Diagnostics& diagnostics) {
  return std::string(diagnostics.source().slice(json.span()));
}

std::string load_cause(ObjectReader& reader) {
  const Json* json = reader.raw("cause").value_or(nullptr);
  if (json == nullptr) {
    return "";
  }
  if (json->is_integer()) {
    return std::to_string(json->as_integer());
  }
  return read_string(*json, "cause", reader.diagnostics()).value_or("");
}

std::vector<std::string> load_texts(const Json* array,
                                    std::string_view name,
                                    Diagnostics& diagnostics) {
  std::vector<std::string> texts;
  if (array != nullptr) {
    for (const Json& item : array->items()) {
      if (auto text = read_string(item, name, diagnostics)) {
        texts.push_back(*std::move(text));
      }
    }
  }
  return texts;
}

std::vector<std::string> load_words(const Json* array,
                                    std::string_view name,
                                    std::span<const std::string_view> words,
                                    Diagnostics& diagnostics) {
  std::vector<std::string> found;
  for (const Json& item : array == nullptr ? Json::Items{} : array->items()) {
    const auto text = read_string(item, name, diagnostics);
    if (!text) {
      continue;
    }
    if (std::find(words.begin(), words.end(), *text) == words.end()) {
      diagnostics.error(
          item.span(),
          fmt::format("there is no {} in \"{}\"{}", quote(*text), name, did_you_mean(*text, words)),
          words.empty() ? "the configuration has none to choose from"
                        : fmt::format("one of {}", fmt::join(words, ", ")));
    } else if (!contains(found, *text)) {
      found.push_back(*text);
    }
  }
  return found;
}

Config load_config(const Json& json, Diagnostics& diagnostics) {
  ObjectReader reader(json, "the configuration of an auth provider", diagnostics);
  Config config;
  config.issuer = reader.string("issuer").value_or("");
  const bool is_url = config.issuer.starts_with("http://") || config.issuer.starts_with("https://");
  if (!config.issuer.empty() &&
      (!is_url || config.issuer.find_first_of("?# ") != std::string::npos)) {
    reader.error("issuer",
                 fmt::format("{} is no http or https URL without query", quote(config.issuer)));
  }
  load_people(reader, config);
  load_tokens(reader, config);
  load_behaviour(reader, config);
  reader.finish();
  return config;
}

}  // namespace firedrill::auth
