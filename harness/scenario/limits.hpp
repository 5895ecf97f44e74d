#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

#include "harness/core/time.hpp"

namespace firedrill {

// How large a scenario may be. Far beyond what anyone has asked for, and small enough that no file
// can make a run endless or exhaust the memory; docs/scenario-format.md lists them.

inline constexpr std::int64_t most_replicas_of_a_service = 1000;
inline constexpr std::size_t most_replicas = 10'000;  ///< of all services together
inline constexpr std::size_t most_services = 2000;
inline constexpr std::size_t most_steps = 10'000;    ///< nested ones included
inline constexpr std::size_t most_samples = 10'000;  ///< of an empirical distribution
inline constexpr std::size_t most_entries = 1000;    ///< of any other list or object
inline constexpr std::size_t most_path_bytes = 4096;
inline constexpr std::size_t most_header_bytes = std::size_t{16} * 1024;  ///< of one message
inline constexpr std::size_t most_body_bytes = std::size_t{1024} * 1024;
inline constexpr double highest_rate_per_second = 1e6;
inline constexpr double lowest_rate_per_second = 1.0 / (30 * 24 * 3600);  ///< but for none at all
inline constexpr double most_requests = 1e10;  ///< of all populations together, without retries
inline constexpr Duration longest_run = std::chrono::hours{24 * 30};
inline constexpr Duration longest_wire_time = std::chrono::hours{24};
inline constexpr Duration shortest_interval = std::chrono::seconds{1};
inline constexpr Duration longest_interval = std::chrono::hours{1};

}  // namespace firedrill
