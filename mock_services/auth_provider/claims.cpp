#include <map>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "mock_services/auth_provider/tokens.hpp"

namespace firedrill::auth {
namespace {

/// Which claims each scope gives (OpenID Connect Core, 5.4).
const std::map<std::string, std::string>& scope_of_claim() {
  static const std::map<std::string, std::string> scopes = [] {
    const std::map<std::string, std::vector<std::string>> claims = {
        {"profile",
         {"name",
          "family_name",
          "given_name",
          "middle_name",
          "nickname",
          "preferred_username",
          "profile",
          "picture",
          "website",
          "gender",
          "birthdate",
          "zoneinfo",
          "locale",
          "updated_at"}},
        {"email", {"email", "email_verified"}},
        {"address", {"address"}},
        {"phone", {"phone_number", "phone_number_verified"}}};
    std::map<std::string, std::string> out;
    for (const auto& [scope, names] : claims) {
      for (const std::string& name : names) {
        out.emplace(name, scope);
      }
    }
    return out;
  }();
  return scopes;
}

}  // namespace

std::string claims_of(const Config& config, const std::string& login, const Scopes& scopes) {
  const User* user = config.user(login);
  const auto all =
      nlohmann::ordered_json::parse(user == nullptr ? "{}" : user->claims, nullptr, false);
  nlohmann::ordered_json claims = {{"sub", subject_of(config, login)}};
  for (const auto& [name, value] : all.items()) {
    const auto scope = scope_of_claim().find(name);
    if (scope == scope_of_claim().end() || contains(scopes, scope->second)) {
      claims[name] = value;
    }
  }
  return claims.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

std::string subject_of(const Config& config, const std::string& login) {
  const User* user = config.user(login);
  const auto claims = nlohmann::json::parse(user == nullptr ? "{}" : user->claims, nullptr, false);
  const auto subject = claims.find("sub");
  return subject != claims.end() && subject->is_string() ? subject->get<std::string>() : login;
}

}  // namespace firedrill::auth
