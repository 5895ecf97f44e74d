#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

#include "harness/core/distribution.hpp"
#include "harness/core/rng.hpp"
#include "harness/core/time.hpp"

namespace firedrill::bench {

/// A chain of three tiers, each with its servers and one unbounded queue; requests arrive whether
/// or not the chain keeps up (open loop). Arrivals are Poisson and service times exponential, so
/// that the mean latency is known in closed form. Each request arms a timeout when it arrives and
/// cancels it when it leaves.
struct TandemOptions {
  std::uint64_t requests = 1'000'000;
  unsigned servers = 8;
  double utilisation = 0.7;
  Duration service = std::chrono::milliseconds{10};
  Duration timeout = std::chrono::seconds{30};
  Seed seed{1};
};

constexpr std::size_t tier_count = 3;

struct TandemResult {
  std::uint64_t finished = 0;
  std::uint64_t timed_out = 0;
  Duration latency_sum{};
  std::uint64_t peak_in_flight = 0;
  std::uint64_t peak_bytes = 0;  ///< of queued tasks and request records, while most are in flight

  double mean_latency_ms() const {
    return std::chrono::duration<double, std::milli>(latency_sum).count() /
           static_cast<double>(finished);
  }
};

/// The random part of the model, the same for every engine: each tier has a stream of its own and
/// draws when a service starts.
class TandemDraws {
 public:
  explicit TandemDraws(const TandemOptions& options)
      : service_(Exponential{options.service}),
        gap_(Distribution(Exponential{options.service})
                 .scaled(1.0 / (options.utilisation * options.servers))),
        arrivals_(stream(options.seed, "arrivals")),
        tiers_{stream(options.seed, "tier/0/service_time"),
               stream(options.seed, "tier/1/service_time"),
               stream(options.seed, "tier/2/service_time")} {}

  Duration gap() { return gap_.sample(arrivals_); }

  Duration service(std::size_t tier) { return service_.sample(tiers_[tier]); }

 private:
  Distribution service_;
  Distribution gap_;
  Rng arrivals_;
  std::array<Rng, tier_count> tiers_;
};

/// Mean time a request spends in all tiers. Source: Erlang's C formula for the wait in M/M/c, whose
/// departures are Poisson again (Burke 1956), so that each tier is an M/M/c of its own.
inline double erlang_c_latency_ms(const TandemOptions& options) {
  const double load = options.utilisation * options.servers;
  double blocking = 1.0;  // Erlang B by its recursion
  for (unsigned n = 1; n <= options.servers; ++n) {
    blocking = load * blocking / (n + load * blocking);
  }
  const double waiting = blocking / (1.0 - options.utilisation * (1.0 - blocking));
  const double service_ms = std::chrono::duration<double, std::milli>(options.service).count();
  const double wait_ms = waiting * service_ms / (options.servers * (1.0 - options.utilisation));
  return static_cast<double>(tier_count) * (wait_ms + service_ms);
}

}  // namespace firedrill::bench
