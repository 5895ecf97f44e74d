#include "harness/engine/issuer_clocks.hpp"

#include <chrono>

#include <catch2/catch.hpp>

using namespace std::chrono_literals;

namespace firedrill {
namespace {

Instant at(Duration since) {
  return Instant{} + since;
}

IssuerClocks::Off ahead(const char* fault, Duration by, EventId cause) {
  return {.fault = fault, .cause = cause, .skew = {.ahead = by}};
}

}  // namespace

TEST_CASE("a token keeps the times of the clock that it was issued by", "[unit][engine]") {
  IssuerClocks clocks;
  clocks.went_off("identity", ahead("skew", 5min, EventId{7}), at(10s));
  clocks.set_right("skew", at(20s));

  CHECK(clocks.at("identity", at(10s - 1ns)) == nullptr);
  REQUIRE(clocks.at("identity", at(10s)) != nullptr);
  CHECK(clocks.at("identity", at(10s))->cause == EventId{7});
  CHECK(clocks.at("identity", at(20s - 1ns)) != nullptr);
  CHECK(clocks.at("identity", at(20s)) == nullptr);
  CHECK(clocks.at("other", at(15s)) == nullptr);
}

TEST_CASE("of two faults of a clock the later counts while it lasts", "[unit][engine]") {
  IssuerClocks clocks;
  clocks.went_off("identity", ahead("first", 5min, EventId{7}), at(10s));
  clocks.went_off("identity", ahead("second", -5min, EventId{8}), at(12s));
  clocks.set_right("second", at(14s));
  clocks.set_right("unknown", at(14s));

  CHECK(clocks.at("identity", at(11s))->cause == EventId{7});
  CHECK(clocks.at("identity", at(13s))->cause == EventId{8});
  CHECK(clocks.at("identity", at(1h))->cause == EventId{7});
}

TEST_CASE("a fault that comes again leaves the times of before as they were", "[unit][engine]") {
  IssuerClocks clocks;
  clocks.went_off("identity", ahead("skew", 5min, EventId{7}), at(10s));
  clocks.set_right("skew", at(20s));
  clocks.went_off("identity", ahead("skew", 5min, EventId{8}), at(30s));
  clocks.set_right("skew", at(40s));

  CHECK(clocks.at("identity", at(15s))->cause == EventId{7});
  CHECK(clocks.at("identity", at(25s)) == nullptr);
  CHECK(clocks.at("identity", at(35s))->cause == EventId{8});
}

}  // namespace firedrill
