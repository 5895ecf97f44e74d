#include "harness/control/timeline.hpp"

#include <catch2/catch.hpp>

#include "harness/simulated/scheduler.hpp"

using namespace firedrill;
using namespace std::chrono_literals;

namespace {

Event note(std::string what) {
  Event event;
  event.what = std::move(what);
  return event;
}

}  // namespace

TEST_CASE("a timeline numbers its events and stamps them with the present",
          "[unit][control][timeline]") {
  simulated::Scheduler scheduler;
  std::vector<Event> journal;
  control::Timeline timeline(scheduler, [&](const Event& event) { journal.push_back(event); });
  scheduler.run_until(Instant{5s});

  const EventId first = timeline.record(note("one"));
  const EventId second = timeline.record(note("two"));

  CHECK(first == EventId{1});
  CHECK(second == EventId{2});
  REQUIRE(journal.size() == 2);
  CHECK(journal[1].what == "two");
  CHECK(journal[1].id == second);
  CHECK(journal[1].happened == Instant{5s});
  CHECK(journal[1].known == Instant{5s});
}

TEST_CASE("an event that is known late carries both times", "[unit][control][timeline]") {
  simulated::Scheduler scheduler;
  control::Timeline timeline(scheduler, [](const Event&) {});
  scheduler.run_until(Instant{5s});

  timeline.record_past(note("earlier"), Instant{2s});

  CHECK(timeline.events().at(0).happened == Instant{2s});
  CHECK(timeline.events().at(0).known == Instant{5s});
}

TEST_CASE("every listener hears of an event before any hears of what it led to",
          "[unit][control][timeline]") {
  simulated::Scheduler scheduler;
  control::Timeline timeline(scheduler, [](const Event&) {});
  std::vector<std::string> heard;
  timeline.listen([&](const Event& event) {
    heard.push_back("first " + event.what);
    if (event.what == "cause") {
      timeline.record(note("effect"));
    }
  });
  timeline.listen([&](const Event& event) { heard.push_back("second " + event.what); });

  timeline.record(note("cause"));

  CHECK(heard ==
        std::vector<std::string>{"first cause", "second cause", "first effect", "second effect"});
}

TEST_CASE("a timeline survives listeners that record much", "[unit][control][timeline]") {
  simulated::Scheduler scheduler;
  control::Timeline timeline(scheduler, [](const Event&) {});
  timeline.listen([&](const Event& event) {
    if (static_cast<std::uint32_t>(event.id) < 1000) {
      timeline.record(note("because of " + event.what.substr(0, 10)));
    }
  });

  timeline.record(note("start"));

  CHECK(timeline.events().size() == 1000);
}
