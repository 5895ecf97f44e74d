#include "harness/faults/crash_loop.hpp"

namespace firedrill::faults {
namespace {

/// A loop of no length would never let time go on.
constexpr Duration shortest_loop = std::chrono::milliseconds{100};

}  // namespace

CrashLoop CrashLoop::parse(ObjectReader& reader) {
  const std::size_t mistakes = reader.diagnostics().errors();
  const CrashLoop parsed{.lives = reader.duration("lives").required(),
                         .backoff = reader.duration("backoff").required()};
  const bool read = reader.diagnostics().errors() == mistakes;
  if (read && parsed.lives + parsed.backoff < shortest_loop) {
    reader.error("lives", "\"lives\" and \"backoff\" together must be at least 100ms");
  }
  return parsed;
}

ProcessVerdict CrashLoop::on_injected(Rng& /*random*/) const {
  return {.kill = true, .kill_after = Duration::zero(), .start_again_after = backoff};
}

ProcessVerdict CrashLoop::on_started(Rng& /*random*/) const {
  return {.kill = true, .kill_after = lives, .start_again_after = backoff};
}

}  // namespace firedrill::faults
