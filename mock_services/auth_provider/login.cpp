#include <algorithm>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "harness/text/escape.hpp"
#include "mock_services/auth_provider/authorize.hpp"
#include "mock_services/auth_provider/endpoints.hpp"

namespace firedrill::auth {
namespace {

constexpr std::string_view cookie_name = "firedrill_session";
constexpr std::size_t longest_login = 256;

/// The value of our cookie (RFC 6265, 4.2); "" if there is none.
std::string cookie_of(const http::Request& request) {
  const std::string* header = request.headers.find("cookie");
  std::string_view rest = header == nullptr ? "" : std::string_view(*header);
  while (!rest.empty()) {
    const auto end = rest.find(';');
    std::string_view pair = rest.substr(0, end);
    rest = end == std::string_view::npos ? "" : rest.substr(end + 1);
    pair.remove_prefix(std::min(pair.find_first_not_of(' '), pair.size()));
    if (pair.starts_with(cookie_name) && pair.substr(cookie_name.size()).starts_with('=')) {
      return std::string(pair.substr(cookie_name.size() + 1));
    }
  }
  return "";
}

http::Reply login_page(const Interaction& interaction, int status, const std::string& mistake) {
  return page(status,
              "Log in",
              fmt::format("<p>{} wants to know who you are.</p>\n<form method=\"post\">\n{}"
                          "<button>Log in</button>\n"
                          "<button name=\"deny\" value=\"1\" formnovalidate>Cancel</button>\n"
                          "</form>\n",
                          escape_xml_text(interaction.client_id),
                          login_fields(mistake)));
}

}  // namespace

const Session* session_of(const Call& call) {
  return call.store.sessions.find(cookie_of(call.request), call.now);
}

Session start_session(const Call& call, const std::string& login, http::Headers& headers) {
  const std::string id = random_id();
  const Session session{.login = login, .auth_time = call.now_s()};
  call.store.sessions.put(id, session, call.now + call.config.lifetimes.session, call.now);
  headers.add("set-cookie", fmt::format("{}={}; Path=/; HttpOnly; SameSite=Lax", cookie_name, id));
  return session;
}

void end_session_of(const Call& call) {
  call.store.sessions.erase(cookie_of(call.request));
}

std::string login_fields(const std::string& mistake) {
  return fmt::format(
      "{}<p><label>Login <input name=\"login\" autofocus required></label></p>\n"
      "<p><label>Password <input name=\"password\" type=\"password\"></label></p>\n",
      mistake.empty() ? "" : "<p role=\"alert\">" + escape_xml_text(mistake) + "</p>\n");
}

std::optional<std::string> check_login(const Call& call) {
  const std::string* login = http::find(call.form, "login");
  if (login == nullptr || login->empty() || login->size() > longest_login) {
    return "A login is missing.";
  }
  const User* user = call.config.user(*login);
  const std::string* password = http::find(call.form, "password");
  const bool known = user != nullptr || call.config.users.empty();
  const bool right = user == nullptr || user->password.empty() ||
                     (password != nullptr && *password == user->password);
  return known && right ? std::nullopt : std::optional<std::string>("Wrong login or password.");
}

http::Reply interaction(const Call& call) {
  const std::string id = call.request.path.substr(std::string_view("/interaction/").size());
  const Interaction* found = call.store.interactions.find(id, call.now);
  if (found == nullptr) {
    return refusal_page(call.request,
                        {.error = "invalid_request",
                         .description = "interaction session not found, or finished already"});
  }
  const Interaction asked = *found;
  if (call.request.method == "GET") {
    return login_page(asked, 200, "");
  }
  if (http::find(call.form, "deny") != nullptr) {
    call.store.interactions.erase(id);
    return answer_client(
        call,
        asked.parameters,
        {{"error", "access_denied"}, {"error_description", "End-User aborted interaction"}});
  }
  if (const auto mistake = check_login(call)) {
    return login_page(asked, 401, *mistake);
  }
  call.store.interactions.erase(id);
  http::Headers headers;
  const Session session = start_session(call, *http::find(call.form, "login"), headers);
  http::Reply reply = finish(call, asked, session);
  for (const http::Headers::Line& line : headers.lines()) {
    reply.headers.add(line.name, line.value);
  }
  return reply;
}

}  // namespace firedrill::auth
