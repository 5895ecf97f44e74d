#include "harness/behaviour/page.hpp"

#include <array>

#include <catch2/catch.hpp>

using namespace firedrill;
using namespace std::chrono_literals;
using Step = Page::Step;

namespace {

constexpr std::array<Duration, 2> two_levels{5min, 10min};
constexpr EscalationPolicy once{.escalates_after = two_levels, .loops = 0};
constexpr EscalationPolicy twice{.escalates_after = two_levels, .loops = 1};
constexpr EscalationPolicy with_timeouts{.escalates_after = two_levels,
                                         .loops = 0,
                                         .acknowledgement_timeout = 30min,
                                         .auto_resolve_timeout = 4h};

}  // namespace

TEST_CASE("the first trigger pages the first level", "[unit][behaviour][page]") {
  Page page;

  CHECK(page.trigger(once, Urgency::high, Instant{1min}));

  CHECK(page.status() == Page::Status::triggered);
  CHECK(page.level() == 0);
  CHECK(page.escalates_at() == Instant{6min});
}

TEST_CASE("further triggers of an open incident page nobody", "[unit][behaviour][page]") {
  Page page;
  page.trigger(once, Urgency::high, Instant{});

  CHECK_FALSE(page.trigger(once, Urgency::high, Instant{1min}));
  page.acknowledge(once, Instant{2min});
  CHECK_FALSE(page.trigger(once, Urgency::high, Instant{2min}));

  CHECK(page.triggers() == 3);
  CHECK(page.incident() == 1);
  CHECK(page.status() == Page::Status::acknowledged);
}

TEST_CASE("a trigger after the incident was resolved opens the next one",
          "[unit][behaviour][page]") {
  Page page;
  page.trigger(once, Urgency::high, Instant{});
  page.advance(once, Instant{5min});
  REQUIRE(page.resolve());

  CHECK(page.trigger(once, Urgency::high, Instant{1h}));

  CHECK(page.incident() == 2);
  CHECK(page.level() == 0);
  CHECK(page.escalates_at() == Instant{1h + 5min});
}

TEST_CASE("an incident that nobody acknowledges goes through the levels, then is exhausted",
          "[unit][behaviour][page]") {
  Page page;
  page.trigger(once, Urgency::high, Instant{});

  CHECK(page.advance(once, Instant{5min - 1ns}) == Step::not_due);
  CHECK(page.advance(once, Instant{5min}) == Step::next_level);
  CHECK(page.level() == 1);
  CHECK(page.escalates_at() == Instant{15min});
  CHECK(page.advance(once, Instant{15min}) == Step::exhausted);

  CHECK_FALSE(page.escalates_at().has_value());
  CHECK(page.status() == Page::Status::triggered);
  CHECK(page.advance(once, Instant{1h}) == Step::not_due);
}

TEST_CASE("loops go through the levels again", "[unit][behaviour][page]") {
  Page page;
  page.trigger(twice, Urgency::high, Instant{});

  page.advance(twice, Instant{5min});
  CHECK(page.advance(twice, Instant{15min}) == Step::next_level);
  CHECK(page.level() == 0);
  CHECK(page.loop() == 1);
  page.advance(twice, Instant{20min});
  CHECK(page.level() == 1);
  CHECK(page.advance(twice, Instant{30min}) == Step::exhausted);
}

TEST_CASE("an acknowledgement stops the escalation, once", "[unit][behaviour][page]") {
  Page page;
  page.trigger(once, Urgency::high, Instant{});

  CHECK(page.acknowledge(once, Instant{1h}));
  CHECK_FALSE(page.acknowledge(once, Instant{1h}));

  CHECK_FALSE(page.escalates_at().has_value());
  CHECK(page.advance(once, Instant{1h}) == Step::not_due);
}

TEST_CASE("an exhausted incident can still be acknowledged", "[unit][behaviour][page]") {
  Page page;
  page.trigger(once, Urgency::high, Instant{});
  page.advance(once, Instant{5min});
  page.advance(once, Instant{15min});

  CHECK(page.acknowledge(once, Instant{1h}));
}

TEST_CASE("acknowledging or resolving what is not open is dropped", "[unit][behaviour][page]") {
  Page page;

  CHECK_FALSE(page.acknowledge(once, Instant{1h}));
  CHECK_FALSE(page.resolve());
  page.trigger(once, Urgency::high, Instant{});
  page.resolve();
  CHECK_FALSE(page.acknowledge(once, Instant{1h}));
  CHECK_FALSE(page.resolve());
  CHECK_FALSE(page.open());
}

TEST_CASE("an incident of low urgency stays where it is", "[unit][behaviour][page]") {
  Page page;

  CHECK(page.trigger(once, Urgency::low, Instant{}));

  CHECK_FALSE(page.due().has_value());
  CHECK(page.advance(once, Instant{1h}) == Step::not_due);
  CHECK(page.level() == 0);
}

TEST_CASE("an acknowledgement times out, and the level it had reached is paged again",
          "[unit][behaviour][page]") {
  Page page;
  page.trigger(with_timeouts, Urgency::high, Instant{});
  page.advance(with_timeouts, Instant{5min});
  page.acknowledge(with_timeouts, Instant{7min});

  CHECK(page.due() == Instant{37min});
  CHECK(page.advance(with_timeouts, Instant{37min - 1ns}) == Step::not_due);
  CHECK(page.advance(with_timeouts, Instant{37min}) == Step::unacknowledged);

  CHECK(page.status() == Page::Status::triggered);
  CHECK(page.level() == 1);
  CHECK(page.due() == Instant{47min});
  CHECK(page.acknowledge(with_timeouts, Instant{40min}));
  CHECK(page.due() == Instant{70min});
}

TEST_CASE("an acknowledgement of low urgency times out too, but does not escalate then",
          "[unit][behaviour][page]") {
  Page page;
  page.trigger(with_timeouts, Urgency::low, Instant{});
  page.acknowledge(with_timeouts, Instant{1min});

  CHECK(page.advance(with_timeouts, Instant{31min}) == Step::unacknowledged);

  CHECK_FALSE(page.escalates_at().has_value());
}

TEST_CASE("an incident that is open for too long is closed, acknowledged or not",
          "[unit][behaviour][page]") {
  for (const bool acknowledged : {false, true}) {
    EscalationPolicy policy = with_timeouts;
    policy.acknowledgement_timeout.reset();
    Page page;
    page.trigger(policy, Urgency::low, Instant{1min});
    if (acknowledged) {
      page.acknowledge(policy, Instant{2min});
    }

    CHECK(page.due() == Instant{4h + 1min});
    CHECK(page.advance(policy, Instant{4h + 1min}) == Step::resolved);

    CHECK(page.status() == Page::Status::resolved);
    CHECK_FALSE(page.due().has_value());
    CHECK(page.trigger(policy, Urgency::high, Instant{5h}));
    CHECK(page.incident() == 2);
  }
}

TEST_CASE("closing comes before whatever else is due at the same instant",
          "[unit][behaviour][page]") {
  constexpr EscalationPolicy policy{
      .escalates_after = two_levels, .acknowledgement_timeout = {}, .auto_resolve_timeout = 5min};
  Page page;
  page.trigger(policy, Urgency::high, Instant{});

  CHECK(page.advance(policy, Instant{5min}) == Step::resolved);
}

TEST_CASE("a level at which nobody is on call is skipped at once, whatever the urgency",
          "[unit][behaviour][page]") {
  for (const Urgency urgency : {Urgency::high, Urgency::low}) {
    Page page;
    page.trigger(twice, urgency, Instant{1min});

    CHECK(page.skip(twice, Instant{1min}) == Step::next_level);

    CHECK(page.level() == 1);
    CHECK(page.escalates_at().has_value() == (urgency == Urgency::high));
  }
}

TEST_CASE("a round in which nobody is on call ends the escalation, loops or not",
          "[unit][behaviour][page]") {
  Page page;
  page.trigger(twice, Urgency::high, Instant{});

  CHECK(page.skip(twice, Instant{}) == Step::next_level);
  CHECK(page.skip(twice, Instant{}) == Step::exhausted);

  CHECK_FALSE(page.due().has_value());
  CHECK(page.status() == Page::Status::triggered);
}

TEST_CASE("skipped levels count anew once somebody was paged", "[unit][behaviour][page]") {
  Page page;
  page.trigger(twice, Urgency::high, Instant{});
  page.skip(twice, Instant{});  // the second level is paged

  CHECK(page.advance(twice, Instant{10min}) == Step::next_level);  // round again
  CHECK(page.skip(twice, Instant{10min}) == Step::next_level);
  CHECK(page.level() == 1);
  CHECK(page.advance(twice, Instant{20min}) == Step::exhausted);
}
