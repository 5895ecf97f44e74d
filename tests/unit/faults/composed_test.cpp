#include "harness/faults/composed.hpp"

#include <variant>

#include <catch2/catch.hpp>

using namespace firedrill;
using namespace std::chrono_literals;

namespace {

/// Of a request whose work takes 10 ms.
bool take(ComposedVerdict& all, const Verdict& verdict) {
  return all.take(verdict, slowdown(verdict, 10ms));
}

}  // namespace

TEST_CASE("delays, slowness and lateness of several faults add up", "[unit][faults]") {
  ComposedVerdict all;
  for (const Verdict& verdict : {Verdict{Delay{1s}},
                                 Verdict{SlowWork{2}},
                                 Verdict{SpoilAnswer{.late = 3s}},
                                 Verdict{Delay{10s}},
                                 Verdict{SlowWork{3}},
                                 Verdict{SpoilAnswer{.late = 30s}}}) {
    take(all, verdict);
  }

  CHECK(all.delay == 11s);
  CHECK(all.slower == 6);
  CHECK(all.spoilt.late == 33s);
  CHECK_FALSE(all.is_final());
}

TEST_CASE("the fault that makes a request wait most is to blame, until one decides",
          "[unit][faults]") {
  ComposedVerdict all;
  CHECK(take(all, Delay{1ms}));  // 1.1 times as long
  CHECK(take(all, SlowWork{3}));
  CHECK_FALSE(take(all, Delay{15ms}));  // 2.5 times
  CHECK(take(all, SpoilAnswer{.late = 1s}));
  CHECK(take(all, SpoilAnswer{.code = code::malformed}));
  CHECK_FALSE(take(all, Delay{1h}));
}

TEST_CASE("by a verdict a request takes so many times as long", "[unit][faults]") {
  CHECK(slowdown(Pass{}, 10ms) == 1);
  CHECK(slowdown(Delay{30ms}, 10ms) == 4);
  CHECK(slowdown(SlowWork{7}, 10ms) == 7);
  CHECK(slowdown(BreakConnection{.after = 10ms}, 10ms) == 2);
  CHECK(slowdown(NeverAnswer{}, 10ms) == endless);
  CHECK(slowdown(SpoilAnswer{.code = code::timeout}, 10ms) == endless);
  CHECK(slowdown(HoldWorkers{0}, 10ms) == endless);
  CHECK(slowdown(Delay{1ms}, 0ms) == 1'000'001);
}

TEST_CASE("the first that spoils answers decides how, until one ends the request",
          "[unit][faults]") {
  ComposedVerdict all;
  CHECK(take(all, SpoilAnswer{.code = code::truncated}));
  CHECK_FALSE(take(all, SpoilAnswer{.code = code::malformed}));
  CHECK(all.spoilt.code == code::truncated);

  CHECK(take(all, BreakConnection{.code = code::reset, .after = 2s}));

  CHECK(all.is_final());
  CHECK(all.delay == 2s);
  CHECK(std::get<BreakConnection>(all.last).code == code::reset);
}

TEST_CASE("an answer looks as its code does, and comes in the most pieces that any asks for",
          "[unit][faults]") {
  ComposedVerdict all;
  for (const Verdict& verdict :
       {Verdict{SpoilAnswer{.late = 1s, .pieces = 5}},
        Verdict{SpoilAnswer{.late = 2s, .pieces = 3}},
        Verdict{SpoilAnswer{.code = code::malformed, .how = Spoiling::bad_chunk}},
        Verdict{SpoilAnswer{.code = code::truncated, .how = Spoiling::wrong_length}},
        Verdict{HoldWorkers{2}}}) {
    take(all, verdict);
  }

  CHECK(all.spoilt.late == 3s);
  CHECK(all.spoilt.pieces == 5);
  CHECK(all.spoilt.how == Spoiling::bad_chunk);
  CHECK_FALSE(all.is_final());
}

TEST_CASE("verdicts that change nothing have no effect", "[unit][faults]") {
  CHECK_FALSE(has_effect(Pass{}));
  CHECK_FALSE(has_effect(Delay{}));
  CHECK_FALSE(has_effect(SlowWork{1}));
  CHECK_FALSE(has_effect(SpoilAnswer{}));

  CHECK(has_effect(Delay{1ns}));
  CHECK(has_effect(SlowWork{1.5}));
  CHECK(has_effect(SpoilAnswer{.late = 1ns}));
  CHECK(has_effect(SpoilAnswer{.code = code::timeout}));
  CHECK(has_effect(NeverAnswer{}));
  CHECK(has_effect(HoldWorkers{0}));
}
