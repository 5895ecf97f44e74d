#include <chrono>
#include <string>
#include <vector>

#include "tests/unit/control/play.hpp"

using namespace firedrill;
using namespace firedrill::tests;
using Lines = std::vector<std::string>;

namespace {

OnEvent on_acknowledged() {
  return {.type = EventType::acknowledged, .of = ""};
}

Event acknowledgement() {
  Event event;
  event.type = EventType::acknowledged;
  event.subject = "Down";
  event.by = "ann";
  return event;
}

}  // namespace

TEST_CASE("an acknowledgement over which somebody falls asleep begins nothing",
          "[unit][control][director]") {
  Play play({}, steps(noting("look", on_acknowledged())));
  Event asleep = acknowledgement();
  asleep.details = {{"then", "asleep"}};
  play.happens(10s, asleep);
  play.happens(40s, acknowledgement());

  play.until(1min);

  CHECK(play.told() == Lines{"10 acknowledged ", "40 acknowledged ", "40 note look"});
}

TEST_CASE("what follows a hand-off is done by whoever took over", "[unit][control][director]") {
  Play play({},
            steps(with_steps(step_of("answer", on_acknowledged()),
                             steps(noting("look", InSequence{}),
                                   step_of("call",
                                           InSequence{},
                                           R"("do": "hand_off", "to": "vendor", "takes": "25m")"),
                                   noting("outside", InSequence{})))));
  play.happens(10s, acknowledgement());

  play.until(1h);

  CHECK(play.told() == Lines{"10 acknowledged ",
                             "10 note look",
                             "10 action_started call",
                             "1510 action_finished call",
                             "1510 note outside"});
  const std::vector<Event>& events = play.events();
  CHECK(events.at(1).by == "ann");
  CHECK(events.at(2).what == "to vendor");
  CHECK(events.at(2).by == "ann");
  CHECK(events.at(3).what == "vendor takes over");
  CHECK(events.at(3).subject == "vendor");
  CHECK(events.at(4).by == "vendor");
}
