#include "tests/support/pager_desk.hpp"

#include <fstream>
#include <sstream>
#include <utility>
#include <variant>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "harness/text/json_parse.hpp"
#include "mock_services/pager/config.hpp"

namespace firedrill::tests {
namespace {

pager::Config pager_config(std::string_view text) {
  const SourceText source("pager.json", std::string(text));
  Diagnostics diagnostics(source);
  const std::optional<Json> json = parse_json(source, diagnostics);
  REQUIRE(json);
  pager::Config config = pager::load_config(*json, diagnostics);
  INFO(render(diagnostics, {}));
  REQUIRE(!diagnostics.has_errors());
  return config;
}

}  // namespace

PagerDesk::PagerDesk(std::string_view config, pager::Listeners listeners)
    : pager_(pager_config(config), url, std::move(listeners)) {}

http::Answer PagerDesk::ask(const http::Request& request) {
  return pager_.handle(request, now);
}

http::Reply PagerDesk::send(const std::string& method,
                            const std::string& target,
                            std::string_view body,
                            const http::Headers& headers) {
  const auto parsed = http::parse_target(target);
  REQUIRE(parsed);
  const http::Answer answer = ask({.method = method,
                                   .target = target,
                                   .path = parsed->path,
                                   .query = parsed->query,
                                   .headers = headers,
                                   .body = std::string(body),
                                   .peer = {}});
  REQUIRE(std::holds_alternative<http::Reply>(answer.delivery));
  return std::get<http::Reply>(answer.delivery);
}

nlohmann::json PagerDesk::event(const nlohmann::json& changed) {
  nlohmann::json event = {
      {"routing_key", routing_key},
      {"event_action", "trigger"},
      {"dedup_key", "disk"},
      {"payload", {{"summary", "Disk full"}, {"source", "db-1"}, {"severity", "error"}}}};
  event.merge_patch(changed);
  return event;
}

http::Reply PagerDesk::enqueue(const nlohmann::json& changed) {
  return send("POST", "/v2/enqueue", event(changed).dump());
}

http::Reply PagerDesk::put(const std::string& id, const std::string& status) {
  const nlohmann::json body = {{"incident", {{"type", "incident_reference"}, {"status", status}}}};
  return send("PUT", "/incidents/" + id, body.dump(), {{"from", "anna@example.com"}});
}

http::Reply PagerDesk::admin(const std::string& method,
                             const std::string& path,
                             std::string_view body) {
  return send(method, "/__firedrill/" + path, body);
}

std::vector<std::string> PagerDesk::incidents() {
  const auto listed = nlohmann::json::parse(send("GET", "/incidents?limit=100").body);
  std::vector<std::string> found;
  for (const auto& incident : listed["incidents"]) {
    found.push_back(incident["status"].get<std::string>() + " " +
                    incident["title"].get<std::string>());
  }
  return found;
}

std::vector<std::string> PagerDesk::log(const std::string& id) {
  const auto listed =
      nlohmann::json::parse(send("GET", "/incidents/" + id + "/log_entries?limit=100").body);
  std::vector<std::string> found;
  for (const auto& entry : listed["log_entries"]) {
    std::string kind = entry["type"];
    kind.resize(kind.size() - std::string("_log_entry").size());
    if (kind == "notify" || kind == "annotate") {
      kind += " " + entry["summary"].get<std::string>();
    }
    found.push_back(kind);
  }
  return found;
}

std::string captured(const std::string& name) {
  const std::ifstream file(FIREDRILL_ROOT "/tests/unit/pager/captured/" + name + ".json");
  REQUIRE(file);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

}  // namespace firedrill::tests
