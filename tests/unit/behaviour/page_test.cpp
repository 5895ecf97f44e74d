#include "harness/behaviour/page.hpp"

#include <array>

#include <catch2/catch.hpp>

using namespace firedrill;
using namespace std::chrono_literals;
using Escalation = Page::Escalation;

namespace {

constexpr std::array<Duration, 2> two_levels{5min, 10min};
constexpr EscalationPolicy once{.escalates_after = two_levels, .loops = 0};
constexpr EscalationPolicy twice{.escalates_after = two_levels, .loops = 1};

}  // namespace

TEST_CASE("the first trigger pages the first level", "[unit][behaviour][page]") {
  Page page;

  CHECK(page.trigger(once, Instant{1min}));

  CHECK(page.status() == Page::Status::triggered);
  CHECK(page.level() == 0);
  CHECK(page.escalates_at() == Instant{6min});
}

TEST_CASE("further triggers of an open incident page nobody", "[unit][behaviour][page]") {
  Page page;
  page.trigger(once, Instant{});

  CHECK_FALSE(page.trigger(once, Instant{1min}));
  page.acknowledge();
  CHECK_FALSE(page.trigger(once, Instant{2min}));

  CHECK(page.triggers() == 3);
  CHECK(page.incident() == 1);
  CHECK(page.status() == Page::Status::acknowledged);
}

TEST_CASE("a trigger after the incident was resolved opens the next one",
          "[unit][behaviour][page]") {
  Page page;
  page.trigger(once, Instant{});
  page.escalate(once, Instant{5min});
  REQUIRE(page.resolve());

  CHECK(page.trigger(once, Instant{1h}));

  CHECK(page.incident() == 2);
  CHECK(page.level() == 0);
  CHECK(page.escalates_at() == Instant{1h + 5min});
}

TEST_CASE("an incident that nobody acknowledges goes through the levels, then is exhausted",
          "[unit][behaviour][page]") {
  Page page;
  page.trigger(once, Instant{});

  CHECK(page.escalate(once, Instant{5min - 1ns}) == Escalation::not_due);
  CHECK(page.escalate(once, Instant{5min}) == Escalation::next_level);
  CHECK(page.level() == 1);
  CHECK(page.escalates_at() == Instant{15min});
  CHECK(page.escalate(once, Instant{15min}) == Escalation::exhausted);

  CHECK_FALSE(page.escalates_at().has_value());
  CHECK(page.status() == Page::Status::triggered);
  CHECK(page.escalate(once, Instant{1h}) == Escalation::not_due);
}

TEST_CASE("loops go through the levels again", "[unit][behaviour][page]") {
  Page page;
  page.trigger(twice, Instant{});

  page.escalate(twice, Instant{5min});
  CHECK(page.escalate(twice, Instant{15min}) == Escalation::next_level);
  CHECK(page.level() == 0);
  CHECK(page.loop() == 1);
  page.escalate(twice, Instant{20min});
  CHECK(page.level() == 1);
  CHECK(page.escalate(twice, Instant{30min}) == Escalation::exhausted);
}

TEST_CASE("an acknowledgement stops the escalation, once", "[unit][behaviour][page]") {
  Page page;
  page.trigger(once, Instant{});

  CHECK(page.acknowledge());
  CHECK_FALSE(page.acknowledge());

  CHECK_FALSE(page.escalates_at().has_value());
  CHECK(page.escalate(once, Instant{1h}) == Escalation::not_due);
}

TEST_CASE("an exhausted incident can still be acknowledged", "[unit][behaviour][page]") {
  Page page;
  page.trigger(once, Instant{});
  page.escalate(once, Instant{5min});
  page.escalate(once, Instant{15min});

  CHECK(page.acknowledge());
}

TEST_CASE("acknowledging or resolving what is not open is dropped", "[unit][behaviour][page]") {
  Page page;

  CHECK_FALSE(page.acknowledge());
  CHECK_FALSE(page.resolve());
  page.trigger(once, Instant{});
  page.resolve();
  CHECK_FALSE(page.acknowledge());
  CHECK_FALSE(page.resolve());
  CHECK_FALSE(page.open());
}
