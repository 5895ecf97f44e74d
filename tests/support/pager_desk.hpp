#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "mock_services/pager/pager.hpp"

namespace firedrill::tests {

/// A pager under test: its clock stands where the test puts it, and no socket is near.
class PagerDesk {
 public:
  static constexpr const char* url = "http://127.0.0.1:9000";
  static constexpr const char* routing_key = "R0123456789012345678901234567890";

  /// From the text of a configuration, which has to be right.
  explicit PagerDesk(std::string_view config = "{}", pager::Listeners listeners = {});

  /// 2024-01-01 at first.
  pager::WallTime now = pager::WallTime(std::chrono::seconds(1704067200));

  http::Answer ask(const http::Request& request);

  /// The answer has to be a reply.
  http::Reply send(const std::string& method,
                   const std::string& target,
                   std::string_view body = "",
                   const http::Headers& headers = {});

  /// An event for /v2/enqueue; `changed` replaces or adds members, a null leaves one out.
  static nlohmann::json event(const nlohmann::json& changed);
  http::Reply enqueue(const nlohmann::json& changed);

  /// PUT /incidents/ID with this status.
  http::Reply put(const std::string& id, const std::string& status);

  http::Reply admin(const std::string& method, const std::string& path, std::string_view body = "");

  /// "triggered Disk full" of each incident, in order.
  std::vector<std::string> incidents();

  /// "trigger", "notify on-call", ... of an incident: kinds, and whom a page goes to.
  std::vector<std::string> log(const std::string& id);

 private:
  pager::Pager pager_;
};

/// A file of tests/unit/pager/captured/.
std::string captured(const std::string& name);

}  // namespace firedrill::tests
