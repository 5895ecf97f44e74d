#include "mock_services/auth_provider/config.hpp"

#include <algorithm>
#include <array>

namespace firedrill::auth {

std::string_view name_of(AuthMethod method) {
  switch (method) {
    case AuthMethod::client_secret_basic:
      return "client_secret_basic";
    case AuthMethod::client_secret_post:
      return "client_secret_post";
    case AuthMethod::private_key_jwt:
      return "private_key_jwt";
    case AuthMethod::none:
      return "none";
  }
  return "";
}

std::vector<std::string_view> check_names() {
  return {"pkce",
          "redirect_uri",
          "client_auth_method",
          "basic_encoding",
          "duplicates",
          "scope",
          "offline_access",
          "userinfo_scope",
          "code_reuse",
          "refresh_reuse",
          "assertion_audience",
          "assertion_reuse"};
}

const Client* Config::client(std::string_view id) const {
  const auto found = std::find_if(
      clients.begin(), clients.end(), [&](const Client& client) { return client.id == id; });
  return found == clients.end() ? nullptr : &*found;
}

const User* Config::user(std::string_view login) const {
  const auto found = std::find_if(
      users.begin(), users.end(), [&](const User& user) { return user.login == login; });
  return found == users.end() ? nullptr : &*found;
}

Config default_config() {
  Config config;
  config.clients.push_back({.id = "firedrill", .secret = "secret"});
  config.relaxed.insert(Check::redirect_uri);
  return config;
}

}  // namespace firedrill::auth
