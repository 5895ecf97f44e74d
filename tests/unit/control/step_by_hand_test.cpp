#include "harness/control/director.hpp"
#include "tests/unit/control/play.hpp"

using namespace firedrill;
using namespace firedrill::tests;

namespace {

/// Two restarts, one after the other, that a page's acknowledgement at 100 s begins a minute later.
std::vector<Step> two_restarts() {
  Step response =
      with_steps({.id = "response", .trigger = OnEvent{.type = EventType::acknowledged, .of = ""}},
                 steps(step_of("first", InSequence{}, R"("do": "restart", "service": "server")"),
                       step_of("second", InSequence{}, R"("do": "restart", "service": "tool")")));
  response.after = Constant{1min};
  return steps(std::move(response));
}

/// What is told if somebody begins the first restart at `when`.
std::vector<std::string> told_if_begun(Duration when) {
  Play play({}, two_restarts());
  play.world.takes = [](const Operation& /*operation*/) { return Duration{30s}; };
  play.happens(100s, Event{.type = EventType::acknowledged, .by = "anna"});
  play.scheduler().at(Instant{when}, [&play] {
    CHECK(play.director().act("first", "bert", EventId::none).empty());
  });
  play.until(1h);
  return play.told();
}

}  // namespace

TEST_CASE("a sequence goes on behind a step that somebody has done", "[unit][control][director]") {
  CHECK(told_if_begun(110s) == std::vector<std::string>{"100 acknowledged ",
                                                        "110 action_started first",
                                                        "140 action_finished first",
                                                        "160 action_started second",
                                                        "190 action_finished second"});
}

TEST_CASE("a sequence waits for a step that somebody is about to do", "[unit][control][director]") {
  CHECK(told_if_begun(150s) == std::vector<std::string>{"100 acknowledged ",
                                                        "150 action_started first",
                                                        "180 action_finished first",
                                                        "180 action_started second",
                                                        "210 action_finished second"});
}
