#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/core/time.hpp"
#include "harness/live/port.hpp"
#include "harness/live/processes.hpp"
#include "harness/live/scheduler.hpp"
#include "harness/scenario/own_parts.hpp"
#include "harness/scenario/scenario.hpp"
#include "mock_services/http/client.hpp"

namespace firedrill::live {

/// Where one caller finds a replica that could not tell it from others otherwise, so that a fault
/// can be on the edge between the two.
struct Door {
  std::string caller;  ///< a program of the user's own; "": everybody else
  Port port;
};

/// One replica: an address for the whole run, and one process after another that listens there.
struct FleetMember {
  const Service* service = nullptr;
  std::size_t ordinal = 0;
  http::Origin address = {};
  std::optional<Port> port = {};  ///< held for mocks; the user's own program may want all of it
  /// Of the gateway before a program of the user's own, where faults want one (needs_gateway).
  std::optional<Port> gateway = {};
  std::vector<Door> doors = {};  ///< of it or its gateway (callers_with_door)
  bool gateway_ready = false;
  std::string version = {};  ///< that runs
  std::string held = {};     ///< that runs from the next start on
  EventId version_cause = EventId::none;
  bool carries_otherwise = false;  ///< gets through another number of requests than that of t = 0
  EventId held_cause = EventId::none;
  EventId down_cause = EventId::none;  ///< why it is down, or was the last time
  /// When its process could have answered first, on the machine's monotonic clock.
  Duration ready_at_best{};
  /// When it works at full speed, on the same clock. Zero: it was warm when the run began.
  Duration warm_at{};
  bool alive = false;  ///< has a process, starting or up
  bool ready = false;  ///< this process has answered
  bool up = false;     ///< it has, or the one before it, which still listens
  bool hangs = false;  ///< its process is stopped, by a fault
  EventId hang_cause = EventId::none;
  unsigned stops = 0;  ///< how often its processes were stopped, or told to go on
  unsigned lives = 0;  ///< processes so far, each with its number from 1 on
  unsigned life = 0;   ///< number of this one; what is heard of another is no news
  ProcessNumber process{};
  TaskId next_start = {};
  std::string trouble = {};     ///< of the user's own program: why it is not ready
  Duration overrun{};           ///< how much longer than its startup it took to get ready
  std::uintmax_t log_from = 0;  ///< where the output of the user's own program begins
  /// The process of the user's own program has been told to end and may still hold the port.
  bool lingers = false;
  bool starts_when_gone = false;

  std::string instance() const { return service->name + "-" + std::to_string(ordinal); }

  const http::Origin& origin() const { return address; }

  /// Where it, or the gateway before it, is told of faults.
  http::Origin orders_at() const {
    return gateway ? http::Origin{.address = "127.0.0.1", .port = gateway->number()} : address;
  }

  /// Where this caller, a service, or anybody else finds it, and where faults of requests act.
  http::Origin entrance(std::string_view caller = "") const;

  /// The user's own program that it is or shall be; null: a mock.
  const OwnProgram* own() const { return own_program(*service, held); }

  /// Whether who listens at the entrance understands headers of ours.
  bool understands_us() const { return own() == nullptr || gateway.has_value(); }

  std::string metrics_path() const;
  /// A path that any client may ask for.
  std::string open_path() const;

  /// Whether its process is ours to start and to end.
  bool is_started_here() const { return own() == nullptr || own()->command.has_value(); }
};

}  // namespace firedrill::live
