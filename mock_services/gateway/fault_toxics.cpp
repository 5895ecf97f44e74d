#include "mock_services/gateway/fault_toxics.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <concepts>
#include <cstdint>
#include <string>
#include <utility>
#include <variant>

#include <fmt/format.h>

namespace firedrill::gateway {
namespace {

using proxy::Direction;
using proxy::ToxicKind;

/// A fault without a row here does not compile: it is one of these, or hindrance() knows it.
template <class Kind, class... Kinds>
concept OneOf = (std::same_as<Kind, Kinds> || ...);

template <class Kind>
concept IsAboutHttp = OneOf<Kind,
                            faults::ErrorRate,
                            faults::FailFirst,
                            faults::FailEvery,
                            faults::Quota,
                            faults::Malformed,
                            faults::HeadersTooLarge,
                            faults::WrongContentLength,
                            faults::WrongContentType,
                            faults::BodyChange,
                            faults::HeaderChange,
                            faults::BadChunk,
                            faults::RedirectLoop,
                            faults::DiskFull,
                            faults::StaleConfig,
                            faults::AuthRateLimited,
                            faults::AuthChange,
                            faults::ClockSkew>;

template <class Kind>
concept IsAboutNames = OneOf<Kind, faults::DnsFailure, faults::StaleDns>;

template <class Kind>
concept IsOfProcesses = OneOf<Kind,
                              faults::CacheLoss,
                              faults::CpuTheft,
                              faults::PoolExhaustion,
                              faults::DescriptorExhaustion,
                              faults::SlowStart,
                              faults::Crash,
                              faults::CrashLoop,
                              faults::MemoryLeak,
                              faults::PoisonData>;

template <class Kind>
concept IsOfResponse = OneOf<Kind,
                             faults::ScrapeFailure,
                             faults::MonitoringDown,
                             faults::AlertDelay,
                             faults::PagerLost,
                             faults::PagerLate,
                             faults::PagerDuplicated,
                             faults::PagerThrottled,
                             faults::StatusPageDown,
                             faults::ActionOutcome>;

Error none(std::string why) {
  return {ErrorCode::invalid_input, std::move(why)};
}

Hindrance upstream(ToxicKind kind) {
  return {.toxics = {{.name = "", .direction = Direction::upstream, .kind = std::move(kind)}}};
}

Hindrance downstream(ToxicKind kind) {
  return {.toxics = {{.name = "", .direction = Direction::downstream, .kind = std::move(kind)}}};
}

Hindrance both_ways(const ToxicKind& kind) {
  Hindrance hindrance = upstream(kind);
  hindrance.toxics.push_back(downstream(kind).toxics.front());
  return hindrance;
}

Hindrance with_rate(Probability rate, Hindrance hindrance) {
  hindrance.rate = rate.value();
  return hindrance;
}

/// A toxic's times are whole milliseconds, of which 0 may mean for ever.
std::int64_t at_least_1ms(Duration time) {
  return std::max<std::int64_t>(1, std::chrono::ceil<std::chrono::milliseconds>(time).count());
}

proxy::Delay late_by(Distribution by, std::int64_t pieces = 1) {
  return {.by = std::move(by), .pieces = pieces};
}

/// Waits, and comes in the end: what a network has lost is sent again.
ToxicKind silence() {
  return proxy::Bandwidth{.rate_kb_s = 0};
}

/// Is taken and gone, for as long as the fault lasts.
ToxicKind black_hole() {
  return proxy::Timeout{.timeout_ms = 0};
}

proxy::Delay grown(const faults::GrowingLatency& fault, Duration lasted) {
  faults::GrowingLatency::State state{.began = Instant{}};
  Rng unused = stream(Seed{0}, "");
  const Verdict verdict = fault.decide(state, {.now = Instant{lasted}, .random = unused});
  return late_by(Constant{std::get<firedrill::Delay>(verdict).by});
}

Result<Hindrance> hindrance(const faults::Latency& fault) {
  return upstream(late_by(fault.by));
}

Result<Hindrance> hindrance(const faults::SlowAnswers& fault) {
  return downstream(late_by(fault.by));
}

Result<Hindrance> hindrance(const faults::Dribble& fault) {
  return downstream(late_by(fault.over, fault.chunks));
}

Result<Hindrance> hindrance(const faults::GrowingLatency& fault) {
  return upstream(grown(fault, {}));
}

Result<Hindrance> hindrance(const faults::Bandwidth& fault) {
  constexpr std::int64_t kb = 1000;
  if (fault.rate < kb) {
    return none("a proxy's least bandwidth is 1kB a second");
  }
  return downstream(proxy::Bandwidth{.rate_kb_s = (fault.rate + kb / 2) / kb});
}

Result<Hindrance> hindrance(const faults::PacketLoss& fault) {
  const std::int64_t per_thousand = std::llround(fault.path.lost * 1000);
  if (per_thousand == 0 && fault.path.lost > 0) {
    return none("a proxy loses whole thousandths of the packets");
  }
  return both_ways(proxy::Loss{.per_thousand = per_thousand,
                               .burst = fault.path.burst,
                               .rto_ms = at_least_1ms(fault.path.rto)});
}

Result<Hindrance> hindrance(const faults::Refuse& fault) {
  return with_rate(fault.rate, upstream(proxy::Reject{}));
}

Result<Hindrance> hindrance(const faults::Reset& fault) {
  return with_rate(fault.rate, both_ways(proxy::ResetPeer{}));
}

Result<Hindrance> hindrance(const faults::DropFirst& fault) {
  return upstream(proxy::Reject{.first = fault.requests});
}

Result<Hindrance> hindrance(const faults::Timeout& fault) {
  return both_ways(proxy::Timeout{.timeout_ms = at_least_1ms(fault.closes_after)});
}

Result<Hindrance> hindrance(const faults::Hang& fault) {
  return with_rate(fault.rate, both_ways(black_hole()));
}

Result<Hindrance> hindrance(const faults::Partition& fault) {
  switch (fault.loses) {
    case faults::Partition::Loses::requests:
      return upstream(silence());
    case faults::Partition::Loses::answers:
      return downstream(silence());
    case faults::Partition::Loses::both:
      break;
  }
  return both_ways(silence());
}

/// Behind the first byte if it does not say: nobody here knows how long an answer is. Behind none
/// it would be a reset.
Result<Hindrance> hindrance(const faults::Truncate& fault) {
  const std::int64_t bytes = std::max<std::int64_t>(1, fault.bytes.value_or(1));
  return with_rate(fault.rate, downstream(proxy::LimitData{.bytes = bytes}));
}

template <IsAboutNames Kind>
Result<Hindrance> hindrance(const Kind& /*fault*/) {
  return none("who calls it is told an address, and looks up no name");
}

Result<Hindrance> hindrance(const faults::TlsFailure& /*fault*/) {
  return none("TLS passes through a proxy as it is");
}

template <IsAboutHttp Kind>
Result<Hindrance> hindrance(const Kind& /*fault*/) {
  return none("it is about HTTP");
}

template <IsOfProcesses Kind>
Result<Hindrance> hindrance(const Kind& /*fault*/) {
  return none("it acts within the program");
}

template <IsOfResponse Kind>
Result<Hindrance> hindrance(const Kind& /*fault*/) {
  return none("it acts on no service");
}

}  // namespace

Result<Hindrance> hindrance_of(const FaultSpec& fault) {
  Result<Hindrance> found =
      std::visit([](const auto& kind) { return hindrance(kind); }, fault.fault);
  if (!found) {
    return found;
  }
  for (proxy::Toxic& toxic : found->toxics) {
    const bool is_upstream = toxic.direction == Direction::upstream;
    toxic.name = fmt::format("{}/{}", fault.id, is_upstream ? "upstream" : "downstream");
    toxic.drawn_as = fault.id;  // both ways strike the same connections
  }
  const bool refuses_all = std::holds_alternative<faults::Refuse>(fault.fault) &&
                           found->rate >= 1 && fault.profile.takes_all();
  if (refuses_all) {
    *found = {.closes_port = true};
  }
  return found;
}

std::vector<proxy::Toxic> toxics_at(const Hindrance& hindrance,
                                    const FaultSpec& fault,
                                    Duration lasted) {
  std::vector<proxy::Toxic> toxics = hindrance.toxics;
  const auto* growing = std::get_if<faults::GrowingLatency>(&fault.fault);
  for (proxy::Toxic& toxic : toxics) {
    toxic.toxicity = static_cast<float>(hindrance.rate * fault.profile.share_at(lasted));
    if (growing != nullptr) {
      toxic.kind = grown(*growing, lasted);
    }
  }
  return toxics;
}

Ending ending_of(const Fault& fault) {
  return std::visit(
      []<class Kind>(const Kind& kind) {
        if constexpr (OneOf<Kind, faults::Refuse, faults::Reset, faults::DropFirst>) {
          return Ending::at_once;
        } else if constexpr (std::same_as<Kind, faults::Partition>) {
          return kind.loses == faults::Partition::Loses::answers ? Ending::none : Ending::silent;
        } else {
          return OneOf<Kind, faults::Timeout, faults::Hang> ? Ending::silent : Ending::none;
        }
      },
      fault);
}

bool changes_with_time(const FaultSpec& fault) {
  return !std::holds_alternative<profiles::Steady>(fault.profile.shape) ||
         std::holds_alternative<faults::GrowingLatency>(fault.fault);
}

}  // namespace firedrill::gateway
