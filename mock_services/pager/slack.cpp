#include "mock_services/pager/slack.hpp"

#include <algorithm>
#include <string>
#include <string_view>

#include "mock_services/http/form.hpp"
#include "mock_services/http/json_body.hpp"

namespace firedrill::pager {
namespace {

constexpr std::string_view webhooks = "/services/";

/// "/services/T0/B0/KEY": three parts, none empty.
bool names_a_webhook(std::string_view path) {
  const std::string_view rest = path.substr(std::min(webhooks.size(), path.size()));
  return std::count(rest.begin(), rest.end(), '/') == 2 && !rest.starts_with('/') &&
         !rest.ends_with('/') && rest.find("//") == std::string_view::npos;
}

bool has_content(const Json& message, std::string_view key) {
  const Json* found = message.find(key);
  return found != nullptr && ((found->is_string() && !found->as_string().empty()) ||
                              (found->is_array() && !found->items().empty()));
}

http::Request unwrapped(const http::Request& request) {
  http::Request inner = request;
  const std::string* type = request.headers.find("content-type");
  if (type != nullptr && type->starts_with("application/x-www-form-urlencoded")) {
    const Result<http::FormPairs> form = http::parse_form(request.body);
    const std::string* payload = form ? http::find(*form, "payload") : nullptr;
    inner.body = payload == nullptr ? "" : *payload;
  }
  return inner;
}

}  // namespace

std::string logged_path(const std::string& path) {
  return path.starts_with(webhooks) ? std::string(webhooks) + "..." : path;
}

Taken<std::string> read_slack(const http::Request& request) {
  if (!names_a_webhook(request.path)) {
    return http::text_reply(404, "no_service");
  }
  const http::Request inner = unwrapped(request);
  const http::JsonBody body(inner);
  if (inner.body.empty() || body.json() == nullptr || !body.json()->is_object()) {
    return http::text_reply(400, "invalid_payload");
  }
  for (const std::string_view key : {"text", "attachments", "blocks"}) {
    if (has_content(*body.json(), key)) {
      return inner.body;
    }
  }
  return http::text_reply(400, "no_text");
}

}  // namespace firedrill::pager
