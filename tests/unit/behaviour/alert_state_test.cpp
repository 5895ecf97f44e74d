#include "harness/behaviour/alert_state.hpp"

#include <vector>

#include <catch2/catch.hpp>

using namespace firedrill;
using namespace std::chrono_literals;
using Change = AlertState::Change;
using Phase = AlertState::Phase;

namespace {

/// Evaluates every 15 s from t = 0.
std::vector<Change> evaluate_all(AlertState& state,
                                 const AlertTiming& timing,
                                 const std::vector<bool>& results) {
  std::vector<Change> changes;
  Instant now{};
  for (const bool returned : results) {
    changes.push_back(state.evaluate(timing, returned, now));
    now += 15s;
  }
  return changes;
}

}  // namespace

TEST_CASE("an alert without a for fires at the evaluation that returns it",
          "[unit][behaviour][alert_state]") {
  AlertState state;

  const auto changes = evaluate_all(state, {}, {false, true, true});

  CHECK(changes == std::vector{Change::none, Change::became_firing, Change::none});
  CHECK(state.active_at == Instant{15s});
  CHECK(state.fired_at == Instant{15s});
}

TEST_CASE("an alert is pending until for is over, inclusively", "[unit][behaviour][alert_state]") {
  AlertState state;

  const auto changes = evaluate_all(state, {.pending_for = 30s}, {true, true, true});

  CHECK(changes == std::vector{Change::became_pending, Change::none, Change::became_firing});
  CHECK(state.active_at == Instant{});
  CHECK(state.fired_at == Instant{30s});
}

TEST_CASE("a for that is no multiple of the interval is rounded up to the next evaluation",
          "[unit][behaviour][alert_state]") {
  AlertState state;

  evaluate_all(state, {.pending_for = 20s}, {true, true, true});

  CHECK(state.fired_at == Instant{30s});
}

TEST_CASE("one false evaluation while pending starts the time of for from nothing",
          "[unit][behaviour][alert_state]") {
  AlertState state;

  const auto changes =
      evaluate_all(state, {.pending_for = 30s}, {true, true, false, true, true, true});

  CHECK(changes == std::vector{Change::became_pending,
                               Change::none,
                               Change::dropped,
                               Change::became_pending,
                               Change::none,
                               Change::became_firing});
  CHECK(state.active_at == Instant{45s});
}

TEST_CASE("a firing alert resolves at the first false evaluation",
          "[unit][behaviour][alert_state]") {
  AlertState state;

  const auto changes = evaluate_all(state, {}, {true, false, false});

  CHECK(changes == std::vector{Change::became_firing, Change::resolved, Change::none});
  CHECK(state.resolved_at == Instant{15s});
}

TEST_CASE("keep_firing_for counts from the first false evaluation",
          "[unit][behaviour][alert_state]") {
  AlertState state;

  const auto changes = evaluate_all(state, {.keep_firing_for = 30s}, {true, false, false, false});

  CHECK(changes ==
        std::vector{Change::became_firing, Change::none, Change::none, Change::resolved});
  CHECK(state.resolved_at == Instant{45s});
}

TEST_CASE("a true evaluation within keep_firing_for bridges the gap",
          "[unit][behaviour][alert_state]") {
  AlertState state;

  const auto changes = evaluate_all(
      state, {.keep_firing_for = 30s}, {true, false, false, true, false, false, false});

  CHECK(changes.back() == Change::resolved);
  CHECK(state.fired_at == Instant{});
  CHECK(state.resolved_at == Instant{90s});
}

TEST_CASE("an alert that fires again after it resolved is pending again",
          "[unit][behaviour][alert_state]") {
  AlertState state;

  evaluate_all(state, {.pending_for = 15s}, {true, true, false, true});

  CHECK(state.phase == Phase::pending);
  CHECK(state.active_at == Instant{45s});
}

TEST_CASE("a pending alert is not kept by keep_firing_for", "[unit][behaviour][alert_state]") {
  AlertState state;

  const auto changes =
      evaluate_all(state, {.pending_for = 1min, .keep_firing_for = 10min}, {true, false});

  CHECK(changes.back() == Change::dropped);
}
