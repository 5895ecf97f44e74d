#include "mock_services/proxy/api.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <utility>

#include <fmt/format.h>

#include "harness/text/json_writer.hpp"
#include "mock_services/proxy/go_json.hpp"

namespace firedrill::proxy {

using http::Reply;
using http::Request;

namespace {

/// One request, and the names in its path.
struct Call {
  Proxies& proxies;
  const Request& request;
  Proxy* proxy = nullptr;  ///< the one that the path names
  std::string toxic = {};
};

Reply json(int status, std::string body) {
  return {
      .status = status, .headers = {{"content-type", "application/json"}}, .body = std::move(body)};
}

Reply empty(int status) {
  return {.status = status, .headers = {}, .body = {}};
}

/// As Go's http.Error.
Reply plain(int status, std::string body) {
  return {.status = status,
          .headers = {{"content-type", "text/plain; charset=utf-8"},
                      {"x-content-type-options", "nosniff"}},
          .body = std::move(body)};
}

/// Clients older than 2.1 read "title", later ones "error".
void write_members(JsonWriter& writer, const Refusal& refusal) {
  const std::string message = go_string(refusal.message);
  writer.key("error").raw(message).member("status", refusal.status);
  writer.key("title").raw(message);
}

Reply error(const Refusal& refusal) {
  std::string body;
  JsonWriter writer(body);
  writer.begin_object();
  write_members(writer, refusal);
  writer.end_object();
  return plain(refusal.status, body + "\n");
}

/// What `act` makes of a request's body, if that is JSON.
template <class Act>
Reply with_body(const Call& call, Act act) {
  const Result<Json> body = parse_go_body(call.request.body);
  return body ? act(*body) : error(bad_request(body.error().message));
}

template <class Write>
Reply written(int status, Write write) {
  std::string body;
  JsonWriter writer(body);
  write(writer);
  return json(status, std::move(body));
}

Reply shown(int status, const Proxy& proxy) {
  return written(status, [&](JsonWriter& writer) { proxy.write(writer); });
}

Reply shown(const Toxic& toxic) {
  return written(200, [&](JsonWriter& writer) { write(writer, toxic); });
}

Reply list_proxies(const Call& call) {
  return written(200, [&](JsonWriter& writer) {
    writer.begin_object();
    for (const auto& [name, proxy] : call.proxies.all()) {
      proxy->write(writer.key(name));
    }
    writer.end_object();
  });
}

Reply create_proxy(const Call& call) {
  return with_body(call, [&](const Json& body) {
    std::shared_ptr<const Proxy> made;
    const std::optional<Refusal> refusal = call.proxies.create(body, made);
    return refusal ? error(*refusal) : shown(201, *made);
  });
}

Reply populate(const Call& call) {
  const Result<Json> body = parse_go_body(call.request.body);
  Populated done;
  if (body) {
    done = call.proxies.populate(*body);
  } else {
    done.refusal = bad_request(body.error().message);
  }
  return written(done.refusal ? done.refusal->status : 201, [&](JsonWriter& writer) {
    writer.begin_object();
    if (done.refusal) {
      write_members(writer, *done.refusal);
    }
    writer.key("proxies");
    if (done.proxies.empty()) {
      writer.null();
    } else {
      writer.begin_array();
      for (const std::shared_ptr<const Proxy>& proxy : done.proxies) {
        proxy->write(writer);
      }
      writer.end_array();
    }
    writer.end_object();
  });
}

Reply show_proxy(const Call& call) {
  return shown(200, *call.proxy);
}

Reply update_proxy(const Call& call) {
  return with_body(call, [&](const Json& body) {
    const std::optional<Refusal> refusal = call.proxies.update(*call.proxy, body);
    return refusal ? error(*refusal) : shown(200, *call.proxy);
  });
}

Reply delete_proxy(const Call& call) {
  call.proxies.remove(call.proxy->name());
  return empty(204);
}

Reply list_toxics(const Call& call) {
  return written(200, [&](JsonWriter& writer) { call.proxy->write_toxics(writer); });
}

Reply add_toxic(const Call& call) {
  return with_body(call, [&](const Json& body) {
    std::string name;
    const std::optional<Refusal> refusal = call.proxies.add_toxic(*call.proxy, body, name);
    return refusal ? error(*refusal) : shown(*call.proxy->find(name));
  });
}

Reply no_toxic() {
  return error({404, "toxic not found"});
}

Reply show_toxic(const Call& call) {
  const Toxic* toxic = call.proxy->find(call.toxic);
  return toxic == nullptr ? no_toxic() : shown(*toxic);
}

Reply update_toxic(const Call& call) {
  const Toxic* toxic = call.proxy->find(call.toxic);
  if (toxic == nullptr) {
    return no_toxic();
  }
  return with_body(call, [&](const Json& body) {
    const std::optional<Refusal> refusal = call.proxies.update_toxic(*call.proxy, *toxic, body);
    return refusal ? error(*refusal) : shown(*toxic);
  });
}

Reply delete_toxic(const Call& call) {
  if (call.proxy->find(call.toxic) == nullptr) {
    return no_toxic();
  }
  call.proxy->remove(call.toxic);
  return empty(204);
}

Reply reset(const Call& call) {
  const std::optional<Refusal> refusal = call.proxies.reset();
  return refusal ? error(*refusal) : empty(204);
}

Reply version(const Call& /*call*/) {
  return {.status = 200,
          .headers = {{"content-type", "application/json;charset=utf-8"}},
          .body = "{\"version\": \"2.12.0\"}\n"};
}

Reply metrics(const Call& call) {
  Reply reply = empty(200);
  reply.headers.add("content-type", "text/plain; version=0.0.4; charset=utf-8");
  for (const bool is_sent : {false, true}) {
    const std::string name =
        fmt::format("toxiproxy_proxy_{}_bytes_total", is_sent ? "sent" : "received");
    reply.body += fmt::format("# HELP {} \n# TYPE {} counter\n", name, name);
    for (const auto& [key, proxy] : call.proxies.all()) {
      proxy->write_metric(reply.body, name, is_sent);
    }
  }
  return reply;
}

/// A place of the API; "{proxy}" and "{toxic}" stand for one part of a path.
struct Place {
  std::string_view method;  ///< empty: any
  std::string_view path;
  Reply (*answer)(const Call& call);
};

constexpr std::array places{
    Place{"POST", "/reset", reset},
    Place{"GET", "/proxies", list_proxies},
    Place{"POST", "/proxies", create_proxy},
    Place{"POST", "/populate", populate},
    Place{"GET", "/proxies/{proxy}", show_proxy},
    Place{"POST", "/proxies/{proxy}", update_proxy},
    Place{"PATCH", "/proxies/{proxy}", update_proxy},
    Place{"DELETE", "/proxies/{proxy}", delete_proxy},
    Place{"GET", "/proxies/{proxy}/toxics", list_toxics},
    Place{"POST", "/proxies/{proxy}/toxics", add_toxic},
    Place{"GET", "/proxies/{proxy}/toxics/{toxic}", show_toxic},
    Place{"POST", "/proxies/{proxy}/toxics/{toxic}", update_toxic},
    Place{"PATCH", "/proxies/{proxy}/toxics/{toxic}", update_toxic},
    Place{"DELETE", "/proxies/{proxy}/toxics/{toxic}", delete_toxic},
    Place{"GET", "/version", version},
    Place{"", "/metrics", metrics},
};

/// The names in a path, if it has the shape of `pattern`.
struct Names {
  std::string_view proxy;
  std::string_view toxic;
};

std::string_view next_part(std::string_view& path) {
  path.remove_prefix(1);  // the slash
  const std::string_view part = path.substr(0, path.find('/'));
  path.remove_prefix(part.size());
  return part;
}

std::optional<Names> match(std::string_view pattern, std::string_view path) {
  Names names;
  while (!pattern.empty() && !path.empty()) {
    const std::string_view wanted = next_part(pattern);
    const std::string_view part = next_part(path);
    if (wanted == "{proxy}" && !part.empty()) {
      names.proxy = part;
    } else if (wanted == "{toxic}" && !part.empty()) {
      names.toxic = part;
    } else if (wanted != part) {
      return std::nullopt;
    }
  }
  return pattern.empty() && path.empty() ? std::optional(names) : std::nullopt;
}

Reply answer(const Place& place, const Names& names, Proxies& proxies, const Request& request) {
  const std::string* agent = request.headers.find("user-agent");
  if (agent != nullptr && agent->starts_with("Mozilla/")) {
    return plain(403, "User agent not allowed\n");  // no page in a browser may do this
  }
  Call call{.proxies = proxies, .request = request, .toxic = std::string(names.toxic)};
  if (!names.proxy.empty()) {
    call.proxy = proxies.find(names.proxy);
    if (call.proxy == nullptr) {
      return error({404, "proxy not found"});
    }
  }
  return place.answer(call);
}

}  // namespace

Reply Api::handle(const Request& request) {
  bool is_known = false;
  for (const Place& place : places) {
    const std::optional<Names> names =
        request.path.starts_with('/') ? match(place.path, request.path) : std::nullopt;
    if (names && (place.method.empty() || place.method == request.method)) {
      Reply reply = answer(place, *names, proxies_, request);
      reply.headers.add("x-toxiproxy-request-id", fmt::format("{:020x}", ++requests_));
      return reply;
    }
    is_known = is_known || names.has_value();
  }
  return is_known ? empty(405) : plain(404, "404 page not found\n");
}

}  // namespace firedrill::proxy
