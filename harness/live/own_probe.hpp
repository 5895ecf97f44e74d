#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "harness/core/time.hpp"
#include "harness/live/scheduler.hpp"
#include "harness/scenario/own_program.hpp"
#include "mock_services/http/client.hpp"

namespace firedrill::live {

/// Where a program of the user's own is asked.
struct OwnAddress {
  http::Origin origin;
  std::filesystem::path log = {};  ///< of its process
  std::uintmax_t log_from = 0;     ///< what stands before is another process's
};

/// "GET /healthz answers with a status below 400", for a sentence about one that is not.
std::string described(const Readiness& readiness);

/// What an answer says the version is; nullopt: it does not say. `body` is a page or, for a label,
/// a page of metrics.
std::optional<std::string> version_in(const VersionProbe& probe, std::string_view body);

/// Asks programs of the user's own what they are. Answers come once, in a task.
class OwnProbe {
 public:
  explicit OwnProbe(Scheduler& scheduler);

  /// Whether it is ready now; a second at most.
  void is_ready(const Readiness& readiness,
                const OwnAddress& address,
                std::function<void(bool)> done);

  /// nullopt: it does not answer within `timeout` of wall time, or does not say.
  void version(const OwnProgram& program,
               const http::Origin& origin,
               Duration timeout,
               std::function<void(std::optional<std::string>)> done);

 private:
  void connects(const http::Origin& origin, const std::function<void(bool)>& done);

  Scheduler& scheduler_;
  http::Client client_;
};

}  // namespace firedrill::live
