#include "mock_services/auth_provider/call.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "harness/text/escape.hpp"
#include "harness/text/json_writer.hpp"

namespace firedrill::auth {
namespace {

/// RFC 6749, appendix A.4: printable, no quote, no backslash, no space.
bool is_scope_character(char character) {
  return character > ' ' && character < '\x7f' && character != '"' && character != '\\';
}

/// In a quoted string (RFC 9110, 5.6.4).
std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char character : text) {
    if (character == '"' || character == '\\') {
      out += '\\';
    }
    out += character;
  }
  return out + "\"";
}

/// Of the two that accept names, whichever stands first.
bool prefers_json(const http::Request& request) {
  const std::string* accept = request.headers.find("accept");
  return accept != nullptr && accept->find("json") < accept->find("html");
}

}  // namespace

const std::string* Call::parameter(std::string_view name) const {
  const std::string* value = http::find(parameters(), name);
  return value == nullptr || value->empty() ? nullptr : value;
}

Refusal invalid_request(std::string_view description) {
  return {.status = 400, .error = "invalid_request", .description = std::string(description)};
}

/// Which of the reasons it was is nobody's business (RFC 6749, 5.2).
Refusal invalid_grant() {
  return {.status = 400, .error = "invalid_grant", .description = "grant request is invalid"};
}

Refusal refusal_of(const WireError& error) {
  return {.status = error.status,
          .error = std::string(error.error),
          .description = std::string(error.description),
          .by_contract = true};
}

std::optional<Refusal> missing_parameter(const Call& call, std::string_view name) {
  if (call.parameter(name) != nullptr) {
    return std::nullopt;
  }
  return invalid_request(fmt::format("missing required parameter '{}'", name));
}

http::Reply fresh_json(int status, std::string_view json) {
  http::Reply reply = http::json_reply(status, json);
  reply.headers.add("cache-control", "no-store");
  return reply;
}

void add_contract_cause(const Call& call, const Refusal& refusal, http::Reply& reply) {
  if (refusal.by_contract && !call.contract_cause.empty()) {
    reply.headers.add("x-firedrill-cause", call.contract_cause);
  }
}

http::Reply refusal_reply(const Call& call, const Refusal& refusal) {
  std::string json;
  JsonWriter writer(json);
  writer.begin_object()
      .member("error", refusal.error)
      .member("error_description", refusal.description);
  if (!refusal.scope.empty()) {
    writer.member("scope", refusal.scope);
  }
  writer.end_object();
  http::Reply reply = fresh_json(refusal.status, json);
  add_contract_cause(call, refusal, reply);
  if (refusal.status == 401 && refusal.error == "invalid_client" &&
      call.request.headers.has("authorization")) {
    reply.headers.add("www-authenticate",
                      fmt::format("Basic realm={}, error={}, error_description={}",
                                  quoted(call.issuer),
                                  quoted(refusal.error),
                                  quoted(refusal.description)));
  }
  return reply;
}

http::Reply page(int status, std::string_view title, std::string_view body) {
  http::Reply reply{
      .status = status,
      .headers = {{"content-type", "text/html; charset=utf-8"}, {"cache-control", "no-store"}},
      .body = {}};
  reply.body = fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head><meta "
      "charset=\"utf-8\"><title>{}</title></head>\n"
      "<body>\n<h1>{}</h1>\n{}</body>\n</html>\n",
      escape_xml_text(title),
      escape_xml_text(title),
      body);
  return reply;
}

http::Reply refusal_page(const http::Request& request, const Refusal& refusal) {
  if (prefers_json(request)) {
    std::string json;
    JsonWriter(json)
        .begin_object()
        .member("error", refusal.error)
        .member("error_description", refusal.description)
        .end_object();
    return fresh_json(refusal.status, json);
  }
  return page(
      refusal.status,
      "Something is wrong",
      fmt::format(
          "<p>{}: {}</p>\n", escape_xml_text(refusal.error), escape_xml_text(refusal.description)));
}

http::Reply redirect(const std::string& uri, const http::FormPairs& parameters) {
  const std::string query = http::encode_form(parameters);
  const char* joint = query.empty() ? "" : uri.find('?') == std::string::npos ? "?" : "&";
  return {.status = see_other,
          .headers = {{"location", uri + joint + query}, {"cache-control", "no-store"}},
          .body = {}};
}

std::optional<Scopes> parse_scopes(std::string_view text) {
  Scopes scopes;
  while (!text.empty()) {
    const auto end = text.find(' ');
    const std::string_view scope = text.substr(0, end);
    text = end == std::string_view::npos ? "" : text.substr(end + 1);
    if (scope.empty() || !std::all_of(scope.begin(), scope.end(), is_scope_character)) {
      return std::nullopt;
    }
    if (!contains(scopes, scope)) {
      scopes.emplace_back(scope);
    }
  }
  return scopes;
}

std::string scope_text(const Scopes& scopes) {
  std::string text;
  for (const std::string& scope : scopes) {
    text += (text.empty() ? "" : " ") + scope;
  }
  return text;
}

bool contains(const std::vector<std::string>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

Checked<Scopes> granted_scopes(const Call& call, const std::string* asked) {
  std::optional<Scopes> scopes = parse_scopes(asked == nullptr ? "" : *asked);
  if (!scopes) {
    return Refusal{.error = "invalid_scope", .description = "invalid scope value"};
  }
  if (call.config.wants(Check::scope)) {
    std::erase_if(*scopes,
                  [&](const std::string& scope) { return !contains(call.rules.scopes, scope); });
  }
  return *std::move(scopes);
}

}  // namespace firedrill::auth
