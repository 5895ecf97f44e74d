#include "harness/control/director.hpp"

#include <variant>

#include "tests/unit/control/play.hpp"

using namespace firedrill;
using namespace firedrill::tests;
using Lines = std::vector<std::string>;

namespace {

Event event_of(EventType type, std::string subject = "", std::string by = "") {
  Event event;
  event.type = type;
  event.subject = std::move(subject);
  event.by = std::move(by);
  return event;
}

OnEvent on(EventType type, std::string of = "") {
  return {.type = type, .of = std::move(of)};
}

WhenQuery when(const std::string& text) {
  return {.text = text, .query = query(text)};
}

Step later(Step step, Distribution after) {
  step.after = std::move(after);
  return step;
}

Step repeated(Step step) {
  step.repeat = true;
  return step;
}

Step only_if(Step step, std::map<std::string, Outcome> condition) {
  step.only_if = std::move(condition);
  return step;
}

std::vector<Step> nothing() {
  return {};
}

/// The seed incident's steps.
std::vector<Step> seed_script() {
  return steps(
      step_of("release",
              AtTime{0s},
              R"("do": "deploy", "service": "server", "version": "5.0.0", "takes": "15m")"));
}

std::vector<Step> seed_response() {
  Step response = later(step_of("response-1", on(EventType::acknowledged)), Constant{5min});
  return steps(with_steps(
      std::move(response),
      steps(step_of("undo",
                    InSequence{},
                    R"("do": "rollback", "of": "release", "takes": "5m",
                       "takes_effect": "on_restart")"),
            step_of("response-1-2", InSequence{}, R"("do": "restart", "service": "server")"))));
}

}  // namespace

TEST_CASE("the seed incident's change and its way back happen to the second",
          "[unit][control][director]") {
  Play play(seed_script(), seed_response());
  play.world.takes = [](const Operation& operation) {
    return std::holds_alternative<RestartReplicas>(operation) ? Duration{2min} : Duration{0};
  };
  play.happens(1530s, event_of(EventType::acknowledged, "HighErrorRatio", "primary"));

  play.until(45min);

  CHECK(play.told() == Lines{"0 rollout_started release",
                             "900 rollout_step release",
                             "900 rollout_finished release",
                             "1530 acknowledged ",
                             "1830 rollback_started undo",
                             "2130 rollback_completed undo",
                             "2130 action_started response-1-2",
                             "2250 action_finished response-1-2"});
  const auto& events = play.events();
  CHECK(events[4].cause == events[3].id);
  CHECK(events[4].by == "primary");
  CHECK(events[6].cause == events[5].id);
  CHECK(events[6].by == "primary");
}

TEST_CASE("steps of the script start at their time, in the order of the file",
          "[unit][control][director]") {
  Play play(steps(noting("late", AtTime{2min}),
                  noting("early", AtTime{1min}),
                  noting("also", AtTime{1min}),
                  noting("first", InSequence{})));

  play.until(1h);

  CHECK(play.told() == Lines{"0 note first", "60 note early", "60 note also", "120 note late"});
  CHECK(play.events().at(1).cause == EventId::none);
}

TEST_CASE("a step on an event happens once, at its first", "[unit][control][director]") {
  Play play(nothing(), steps(later(noting("react", on(EventType::alert_firing)), Constant{30s})));
  play.happens(1min, event_of(EventType::alert_firing));
  play.happens(5min, event_of(EventType::alert_firing));

  play.until(1h);

  CHECK(play.told() == Lines{"60 alert_firing ", "90 note react", "300 alert_firing "});
  CHECK(play.events().at(1).cause == EventId{1});
  CHECK(play.events().at(1).by == "response");
}

TEST_CASE("a repeated step on an event happens each time", "[unit][control][director]") {
  Play play(nothing(), steps(repeated(noting("react", on(EventType::alert_firing)))));
  play.happens(1min, event_of(EventType::alert_firing));
  play.happens(5min, event_of(EventType::alert_firing));

  play.until(1h);

  CHECK(play.told() ==
        Lines{"60 alert_firing ", "60 note react", "300 alert_firing ", "300 note react"});
  CHECK(play.events().at(3).cause == play.events().at(2).id);
}

TEST_CASE("of narrows an event to a step, an alert or a person", "[unit][control][director]") {
  Play play(steps(noting("one", AtTime{1min})),
            steps(noting("after-one", on(EventType::note, "one")),
                  noting("after-two", on(EventType::note, "two")),
                  noting("high", on(EventType::alert_firing, "High")),
                  noting("ann", on(EventType::acknowledged, "ann"))));
  play.happens(2min, event_of(EventType::alert_firing, "Low"));
  play.happens(3min, event_of(EventType::alert_firing, "High"));
  play.happens(4min, event_of(EventType::acknowledged, "High", "bob"));
  play.happens(5min, event_of(EventType::acknowledged, "High", "ann"));

  play.until(1h);

  CHECK(play.told() == Lines{"60 note one",
                             "60 note after-one",
                             "120 alert_firing ",
                             "180 alert_firing ",
                             "180 note high",
                             "240 acknowledged ",
                             "300 acknowledged ",
                             "300 note ann"});
}

TEST_CASE("a step that answers to itself comes to an end", "[unit][control][director]") {
  Play play(steps(noting("spark", AtTime{0s})),
            steps(repeated(noting("echo", on(EventType::note)))));

  play.until(1s);

  REQUIRE(play.events().size() == 2 + control::Director::most_firings);
  CHECK(play.events().back().type == EventType::step_not_started);
  CHECK(play.events().back().what == "echo does not begin again: it did 1000 times");
}

TEST_CASE("a step on a query happens at the first evaluation at which it holds",
          "[unit][control][director]") {
  Play play(steps(later(noting("react", when("up == 0")), Constant{10s})));
  bool down = false;
  const auto evaluate_at = [&](Duration time) {
    play.until(time);
    play.director().on_evaluation([&](const promql::Expression& query) {
      CHECK(query.to_string() == "up == 0");
      return down;
    });
  };

  evaluate_at(15s);
  down = true;
  evaluate_at(30s);
  evaluate_at(45s);
  play.until(1h);

  CHECK(play.told() == Lines{"40 note react"});
  CHECK(play.events().at(0).cause == EventId::none);
}

TEST_CASE("a repeated step on a query happens each time that it becomes true",
          "[unit][control][director]") {
  Play play(steps(repeated(noting("react", when("up == 0")))));
  const std::vector<bool> values{false, true, true, false, true, true};
  for (std::size_t i = 0; i < values.size(); ++i) {
    play.until(15s * i);
    play.director().on_evaluation([&](const promql::Expression&) { return values[i]; });
  }

  play.until(1h);

  CHECK(play.told() == Lines{"15 note react", "60 note react"});
}

TEST_CASE("a trigger whose query cannot be evaluated says so once and stays as it was",
          "[unit][control][director]") {
  Play play({}, steps(noting("react", when("up == 0"))));
  const std::vector<std::optional<bool>> values{false, std::nullopt, std::nullopt, true};
  for (std::size_t i = 0; i < values.size(); ++i) {
    play.until(15s * i);
    play.director().on_evaluation([&](const promql::Expression&) -> Result<bool> {
      if (!values[i]) {
        return Error{ErrorCode::invalid_input, "many-to-many matching"};
      }
      return *values[i];
    });
  }

  play.until(1h);

  CHECK(play.told() == Lines{"15 query_failed react", "45 note react"});
  const Event& failed = play.only_event(EventType::query_failed);
  CHECK(failed.what == "the trigger of react cannot be evaluated: many-to-many matching");
  CHECK(failed.by == "response");
}

TEST_CASE("a spent query is not evaluated any more", "[unit][control][director]") {
  Play play(steps(noting("react", when("up == 0"))));
  int asked = 0;
  for (int i = 0; i < 3; ++i) {
    play.director().on_evaluation([&](const promql::Expression&) {
      ++asked;
      return true;
    });
  }

  CHECK(asked == 1);
}

TEST_CASE("nested steps follow each other, each after its own delay", "[unit][control][director]") {
  Play play(steps(with_steps(noting("parent", AtTime{1min}),
                             steps(later(noting("first", InSequence{}), Constant{10s}),
                                   noting("second", InSequence{}),
                                   later(noting("third", InSequence{}), Constant{20s})))));

  play.until(1h);

  CHECK(play.told() == Lines{"60 note parent", "70 note first", "70 note second", "90 note third"});
  CHECK(play.events().at(1).cause == play.events().at(0).id);
  CHECK(play.events().at(3).cause == play.events().at(2).id);
}

TEST_CASE("a nested step begins when the action before it has finished",
          "[unit][control][director]") {
  Play play(
      steps(with_steps(step_of("again", AtTime{0s}, R"("do": "restart", "service": "server")"),
                       steps(noting("done", InSequence{})))));
  play.world.takes = [](const Operation&) { return 2min; };

  play.until(1h);

  CHECK(play.told() ==
        Lines{"0 action_started again", "120 action_finished again", "120 note done"});
  CHECK(play.events().at(2).cause == play.events().at(1).id);
}

TEST_CASE("a step is followed by the next when its own steps have finished",
          "[unit][control][director]") {
  Play play(
      steps(with_steps(step_of("group", AtTime{0s}),
                       steps(with_steps(noting("a", InSequence{}),
                                        steps(later(noting("a-1", InSequence{}), Constant{1min}))),
                             noting("b", InSequence{})))));

  play.until(1h);

  CHECK(play.told() == Lines{"0 note a", "60 note a-1", "60 note b"});
}

TEST_CASE("a nested step with a trigger of its own waits for it and holds up nobody",
          "[unit][control][director]") {
  Play play(steps(with_steps(noting("parent", AtTime{1min}),
                             steps(noting("hook", on(EventType::alert_firing)),
                                   noting("timed", AtTime{10min}),
                                   noting("next", InSequence{})))));
  play.happens(30s, event_of(EventType::alert_firing));
  play.happens(5min, event_of(EventType::alert_firing));

  play.until(1h);

  CHECK(play.told() == Lines{"30 alert_firing ",
                             "60 note parent",
                             "60 note next",
                             "300 alert_firing ",
                             "300 note hook",
                             "600 note timed"});
}

TEST_CASE("a step runs only if the named step ended so", "[unit][control][director]") {
  const std::string undo = R"("do": "rollback", "of": "release")";
  const auto played = [&](std::vector<Step> script) {
    Play play(std::move(script),
              steps(with_steps(
                  step_of("undo", on(EventType::acknowledged), undo),
                  steps(only_if(noting("by-hand", InSequence{}), {{"undo", Outcome::refused}}),
                        only_if(noting("relax", InSequence{}), {{"undo", Outcome::ok}}),
                        only_if(noting("never", InSequence{}), {{"nobody", Outcome::ok}}),
                        noting("report", InSequence{})))));
    play.happens(1h, event_of(EventType::acknowledged));
    play.until(2h);
    Lines notes;
    for (const Event& event : play.events()) {
      if (event.type == EventType::note) {
        notes.push_back(event.step);
      }
    }
    return notes;
  };

  CHECK(played(seed_script()) == Lines{"relax", "report"});
  CHECK(played(nothing()) == Lines{"by-hand", "report"});
}

TEST_CASE("what was to follow a deploy that was stopped does not happen",
          "[unit][control][director]") {
  auto script = seed_script();
  script.front().steps.push_back(noting("celebrate", InSequence{}));
  Play play(std::move(script),
            steps(step_of("undo", on(EventType::acknowledged), R"("do": "rollback",
                  "of": "release")")));
  play.happens(5min, event_of(EventType::acknowledged));

  play.until(1h);

  CHECK(play.told().back() == "300 rollback_completed undo");
  CHECK(play.director().outcomes().count("celebrate") == 0);
}

TEST_CASE("delays are drawn from a stream of the step's own", "[unit][control][director]") {
  const auto started = [](bool with_another, Seed seed) {
    std::vector<Step> script;
    if (with_another) {
      script.push_back(later(noting("another", AtTime{0s}), Exponential{1min}));
    }
    script.push_back(later(noting("it", AtTime{0s}), Exponential{1min}));
    Play play(std::move(script), {}, seed);
    play.until(24h);
    for (const Event& event : play.events()) {
      if (event.step == "it") {
        return event.known;
      }
    }
    return Instant{};
  };

  CHECK(started(false, Seed{1}) == started(true, Seed{1}));
  CHECK(started(false, Seed{1}) != started(false, Seed{2}));
}

TEST_CASE("steps that never began are named, the outermost of them", "[unit][control]") {
  Play play(steps(noting("now", AtTime{0s}),
                  with_steps(noting("never", on(EventType::acknowledged)),
                             steps(noting("inside", InSequence{})))),
            steps(only_if(noting("refused", on(EventType::note)), {{"now", Outcome::refused}})));
  play.until(1min);
  play.director().report_remaining_steps();

  const std::vector<std::string> told = play.told();
  REQUIRE(told.size() >= 2);
  CHECK(told[told.size() - 2] == "60 step_not_started never");
  CHECK(told.back() == "60 step_not_started refused");
}

TEST_CASE("every fault of the scenario counts as planned, happened or not",
          "[unit][control][director]") {
  const std::string hang = R"("do": "inject", "fault": "hang", "service": "server")";
  Play play(steps(step_of("sure", AtTime{1min}, hang),
                  step_of("never", on(EventType::recovered), hang),
                  only_if(step_of("passed-over", AtTime{1min}, hang), {{"x", Outcome::ok}}),
                  repeated(step_of("twice", on(EventType::alert_firing), hang))));
  play.happens(2min, event_of(EventType::alert_firing));
  play.happens(3min, event_of(EventType::alert_firing));

  play.until(1h);

  const auto faults = play.director().planned_faults();
  REQUIRE(faults.size() == 4);
  CHECK(faults[0].id == "sure");
  CHECK(faults[0].kind == "hang");
  CHECK(faults[0].planned == 1);
  CHECK(play.event(faults[0].injected_by).step == "sure");
  CHECK(faults[1].planned == 1);
  CHECK(faults[1].injected_by == EventId::none);
  CHECK(faults[2].planned == 0);
  CHECK(faults[3].planned == 2);
}
