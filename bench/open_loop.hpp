#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include <sched.h>

#include "harness/core/rng.hpp"
#include "harness/engine/arrivals.hpp"
#include "harness/live/lateness.hpp"
#include "harness/live/load_generator.hpp"
#include "harness/live/scheduler.hpp"

namespace firedrill::bench {

using namespace std::chrono_literals;

constexpr Duration warm_up = 500ms;  // connections are made
constexpr Duration measured = 3s;

/// Alone on a core, one of those that it may run on, as far as the machine lets us: what others do
/// there is not to be measured.
inline void take_core(unsigned core) {
  cpu_set_t allowed;
  CPU_ZERO(&allowed);
  ::sched_getaffinity(0, sizeof allowed, &allowed);
  unsigned left = core % static_cast<unsigned>(std::max(1, CPU_COUNT(&allowed)));
  for (std::size_t number = 0; number < CPU_SETSIZE; ++number) {
    if (CPU_ISSET(number, &allowed) && left-- == 0) {
      cpu_set_t chosen;
      CPU_ZERO(&chosen);
      CPU_SET(number, &chosen);
      ::sched_setaffinity(0, sizeof chosen, &chosen);
      break;
    }
  }
  const sched_param first{.sched_priority = 1};
  ::sched_setscheduler(0, SCHED_FIFO, &first);  // refused to most users
}

/// What a server was asked in an open loop, from its intended moment to its answer.
struct LoadFigures {
  Duration send_error_p50{};
  Duration send_error_p99{};
  Duration latency_p50{};
  Duration latency_p99{};
  Duration latency_max{};
  std::uint64_t answered = 0;
  std::uint64_t failed = 0;
};

/// Asks a server on loopback in an open loop: a warm-up, and then what is measured.
inline LoadFigures measure_load(std::uint16_t port, Arrivals kind, double rate) {
  live::Scheduler scheduler;
  live::Lateness latency;
  LoadFigures figures;
  ArrivalTimes arrivals{{{.per_second = rate}}, kind, Instant{}, stream(Seed{1}, "bench")};
  http::Client client{scheduler.io(), {.idle_connections = live::LoadOptions{}.connections}};
  const http::Origin origin{.address = "127.0.0.1", .port = port};
  live::LoadGenerator generator{
      scheduler,
      {{.send = live::send_to(client, origin, http::request_to("GET", "/")),
        .next_arrival = [&] { return arrivals.next(); }}},
      [&](const live::LoadResult& result) {
        if (result.intended >= Instant{warm_up}) {
          latency.record(result.latency);
          ++(result.answer.code == 200 ? figures.answered : figures.failed);
        }
      }};
  generator.start();
  scheduler.run_until(Instant{warm_up});
  generator.forget_lateness();
  scheduler.run_until(Instant{warm_up + measured});
  figures.send_error_p50 = generator.send_lateness().percentile(0.5);
  figures.send_error_p99 = generator.send_lateness().percentile(0.99);
  figures.latency_p50 = latency.percentile(0.5);
  figures.latency_p99 = latency.percentile(0.99);
  figures.latency_max = latency.percentile(1);
  return figures;
}

inline double microseconds(Duration duration) {
  return static_cast<double>(duration.count()) / 1e3;
}

}  // namespace firedrill::bench
