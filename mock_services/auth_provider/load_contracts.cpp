#include <array>
#include <map>
#include <utility>

#include <fmt/format.h>

#include "harness/text/escape.hpp"
#include "harness/text/reader.hpp"
#include "harness/text/suggest.hpp"
#include "mock_services/auth_provider/load.hpp"

namespace firedrill::auth {
namespace {

constexpr std::array<std::pair<std::string_view, bool>, 2> audience_words = {{
    {"array", true},
    {"string", false},
}};

constexpr std::array<std::pair<std::string_view, bool>, 2> userinfo_words = {{
    {"openid", true},
    {"any", false},
}};

/// The contract that this one extends: one that stands before it, so that there are no circles.
ProviderContract base_of(ObjectReader& reader,
                         const std::map<std::string, ProviderContract>& before) {
  const auto name = reader.string("extends").optional();
  if (!name) {
    ProviderContract usual;
    usual.contract.pkce = {"S256"};
    return usual;
  }
  if (const auto found = before.find(*name); found != before.end()) {
    return found->second;
  }
  std::vector<std::string_view> known;
  for (const auto& [one, contract] : before) {
    known.push_back(one);
  }
  reader.error(
      "extends",
      fmt::format(
          "there is no contract {} before this one{}", quote(*name), did_you_mean(*name, known)));
  return {};
}

/// A list of pkce_words, or a word for the usual ones.
void load_pkce(ObjectReader& reader, Contract& contract, Diagnostics& to) {
  constexpr std::array<std::pair<std::string_view, bool>, 2> requirements = {
      {{"required", true}, {"optional", false}}};
  const Json* given = reader.raw("pkce").value_or(nullptr);
  if (given == nullptr) {
    return;
  }
  if (given->is_array()) {
    contract.pkce = load_words(given, "pkce", pkce_words, to);
    return;
  }
  if (const auto required = reader.choice<bool>("pkce", requirements).optional()) {
    contract.pkce = {"S256"};
    if (!*required) {
      contract.pkce.emplace_back("none");
    }
  }
}

ProviderContract load_contract(const JsonMember& member,
                               const std::map<std::string, ProviderContract>& before,
                               Diagnostics& to) {
  ObjectReader reader(member.value, fmt::format("the contract {}", quote(member.key)), to);
  ProviderContract made = base_of(reader, before);
  made.contract.name = member.key;
  for (const auto& [key, list] : contract_rules) {
    if (list == &Contract::pkce) {
      continue;
    }
    if (const Json* texts = reader.array(key).value_or(nullptr)) {
      made.contract.*list = load_texts(texts, key, to);
    }
  }
  load_pkce(reader, made.contract, to);
  made.audience_is_array =
      reader.choice<bool>("aud", audience_words).value_or(made.audience_is_array);
  made.access_token_type = reader.string("typ").value_or(made.access_token_type);
  made.userinfo_wants_openid =
      reader.choice<bool>("userinfo_scope", userinfo_words).value_or(made.userinfo_wants_openid);
  reader.finish();
  return made;
}

}  // namespace

std::map<std::string, ProviderContract> load_contracts(const Json& block, Diagnostics& to) {
  std::map<std::string, ProviderContract> contracts;
  for (const JsonMember& member : block.members()) {
    contracts.emplace(member.key, load_contract(member, contracts, to));
  }
  return contracts;
}

}  // namespace firedrill::auth
