#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "harness/core/time.hpp"
#include "harness/live/process.hpp"

namespace firedrill::live {

/// The caller's own name for a process: given before the process exists, never given twice.
enum class ProcessNumber : std::uint32_t {
};

/// From firedrill to its supervisor.
struct SpawnRequest {
  ProcessNumber number{};
  ProcessSpec spec;
};

struct SignalRequest {
  ProcessNumber number{};
  ProcessSignal signal{};
};

/// What to run should firedrill die before it has taken it back, as the will of an MQTT client
/// (MQTT 3.1.1, 3.1.2.5): once, while the services still run. The last will counts.
struct WillRequest {
  ProcessSpec spec;    ///< without arguments: there is no will any more
  Duration timeout{};  ///< wall time, in whole milliseconds
};

using SupervisorRequest = std::variant<SpawnRequest, SignalRequest, WillRequest>;

/// From the supervisor to firedrill.
struct StartedReport {
  ProcessNumber number{};
  int pid = 0;
};

struct FailedReport {
  ProcessNumber number{};
  std::string reason;  ///< "cannot run ./server: No such file or directory"
};

struct EndedReport {
  ProcessNumber number{};
  ProcessEnd end;
};

using SupervisorReport = std::variant<StartedReport, FailedReport, EndedReport>;

/// One message is one packet: its fields as text, each ended by a zero byte. No argument, variable
/// or path can contain one.
std::string encode(const SupervisorRequest& request);
std::string encode(const SupervisorReport& report);

/// nullopt: not a message of this kind.
std::optional<SupervisorRequest> decode_request(std::string_view packet);
std::optional<SupervisorReport> decode_report(std::string_view packet);

}  // namespace firedrill::live
