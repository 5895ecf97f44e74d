#include "harness/control/action_runner.hpp"

#include <string_view>
#include <variant>

#include "tests/unit/control/play.hpp"

using namespace firedrill;
using namespace firedrill::tests;
using Lines = std::vector<std::string>;

namespace {

const std::string deploy =
    R"("do": "deploy", "service": "server", "version": "5.0.0", "takes": "15m")";
const std::string roll_back = R"("do": "rollback", "of": "release", "takes": "5m")";
const std::string hang = R"("do": "inject", "fault": "hang", "service": "server")";

Step at(Duration time, std::string id, const std::string& keys) {
  return step_of(std::move(id), AtTime{time}, keys);
}

auto answers(Outcome outcome, const std::string& detail = "") {
  return [=](const Operation&) { return OperationResult{.outcome = outcome, .detail = detail}; };
}

}  // namespace

TEST_CASE("a deploy is told from its start over its step to its end",
          "[unit][control][action_runner]") {
  Play play(steps(at(0s, "release", deploy)));

  play.until(1h);

  CHECK(play.told() == Lines{"0 rollout_started release",
                             "900 rollout_step release",
                             "900 rollout_finished release"});
  const Event& started = play.events().at(0);
  CHECK(started.what == "server 4.2.0 -> 5.0.0, all at once");
  CHECK(started.subject == "server");
  CHECK(started.by == "script");
  CHECK(started.cause == EventId::none);
  CHECK(started.outcome.empty());
  CHECK(detail(started, "action") == "deploy");
  CHECK(play.events().at(1).cause == started.id);
  CHECK(play.events().at(2).cause == play.events().at(1).id);
  CHECK(play.events().at(2).outcome == "ok");
}

TEST_CASE("what is under way when the run ends is told, what has ended is not",
          "[unit][control][action_runner]") {
  const std::string next =
      R"("do": "deploy", "service": "server", "version": "4.2.0", "takes": "15m")";
  Play play(steps(at(0s, "release", deploy), at(16min, "next", next)));

  play.until(20min);
  play.director().report_remaining_steps();

  CHECK(play.told().back() == "1200 action_unfinished next");
  const Event& unfinished = play.only_event(EventType::action_unfinished);
  CHECK(unfinished.what == "server 5.0.0 -> 4.2.0, all at once: still under way");
  CHECK(unfinished.subject == "server");
  CHECK(unfinished.by == "script");
  CHECK(unfinished.outcome.empty());
  CHECK(unfinished.cause == play.events().at(3).id);
}

TEST_CASE("what a deploy changes names the rollout step as its cause",
          "[unit][control][action_runner]") {
  Play play(steps(at(0s, "release", deploy)));

  play.until(1h);

  REQUIRE(play.world.asked.size() == 1);
  CHECK(play.event(play.world.asked[0].cause).type == EventType::rollout_step);
}

TEST_CASE("what a restart changes names its start as its cause", "[unit][control][action_runner]") {
  Play play(steps(at(0s, "again", R"("do": "restart", "service": "server")")));
  play.world.takes = [](const Operation&) { return 2min; };

  play.until(1h);

  CHECK(play.told() == Lines{"0 action_started again", "120 action_finished again"});
  CHECK(play.world.asked.at(0).cause == play.events().at(0).id);
  CHECK(play.events().at(1).cause == play.events().at(0).id);
}

TEST_CASE("a deploy that stops short is told as blocked", "[unit][control][action_runner]") {
  Play play(steps(at(0s, "release", deploy)));
  play.world.answer = answers(Outcome::failed, "the disk is full");

  play.until(1h);

  CHECK(play.told().back() == "900 rollout_blocked release");
  CHECK(play.events().back().outcome == "failed");
  CHECK(play.events().back().what.find("the disk is full") != std::string::npos);
}

TEST_CASE("a rollback completes with what runs now", "[unit][control][action_runner]") {
  Play play(steps(at(0s, "release", deploy), at(20min, "undo", roll_back)));

  play.until(1h);

  CHECK(play.told() == Lines{"0 rollout_started release",
                             "900 rollout_step release",
                             "900 rollout_finished release",
                             "1200 rollback_started undo",
                             "1500 rollback_completed undo"});
  CHECK(play.events().at(3).what == "server 5.0.0 -> 4.2.0, all at once");
  CHECK(play.events().at(4).what == "server 5.0.0 -> 4.2.0 takes effect on 6 of 6 replicas");
  CHECK(play.director().fleet().services.at("server").version == "4.2.0");
}

TEST_CASE("a rollback of a deploy that still runs stops it", "[unit][control][action_runner]") {
  Play play(
      steps(at(0s,
               "release",
               R"("do": "deploy", "service": "server", "version": "5.0.0", "rollout": "rolling",
            "batches": 3, "takes": "15m")"),
            at(7min, "undo", roll_back)));

  play.until(1h);

  CHECK(play.told() == Lines{"0 rollout_started release",
                             "300 rollout_step release",
                             "420 rollback_started undo",
                             "420 rollout_blocked release",
                             "720 rollback_completed undo"});
  CHECK(play.events().at(3).cause == play.events().at(2).id);
  CHECK(play.events().at(3).outcome == "partial");
  CHECK(play.events().at(3).what == "server 4.2.0 -> 5.0.0, in 3 batches: stopped");
  CHECK(play.director().outcomes().at("undo") == Outcome::ok);
}

TEST_CASE("a rollback that only had to stop a deploy worked", "[unit][control][action_runner]") {
  Play play(steps(at(0s, "release", deploy), at(7min, "undo", roll_back)));
  play.world.answer = answers(Outcome::no_effect);

  play.until(1h);

  CHECK(play.director().outcomes().at("release") == Outcome::no_effect);
  CHECK(play.director().outcomes().at("undo") == Outcome::ok);
  CHECK(play.told().back() == "720 rollback_completed undo");
}

TEST_CASE("a rollback of what was never deployed is refused", "[unit][control][action_runner]") {
  Play play(steps(at(1min, "undo", roll_back), at(2min, "release", deploy)));

  play.until(90s);

  CHECK(play.told() == Lines{"60 action_refused undo"});
  CHECK(play.events().at(0).outcome == "refused");
  CHECK(play.world.asked.empty());
}

TEST_CASE("a rollback of a third party's change finishes without effect",
          "[unit][control][action_runner]") {
  Play play(steps(at(0s, "release", R"("do": "deploy", "service": "identity", "version": "2")"),
                  at(1min, "undo", roll_back)));

  play.until(1h);

  CHECK(play.told().back() == "60 action_finished undo");
  CHECK(play.events().back().outcome == "no_effect");
  CHECK(play.world.asked.size() == 1);
}

TEST_CASE("a rollback that changes nothing does not complete", "[unit][control][action_runner]") {
  Play play(steps(at(0s, "release", deploy), at(20min, "undo", roll_back)));
  play.world.answer = [&](const Operation& operation) {
    const auto& install = std::get<Install>(operation);
    return OperationResult{.outcome =
                               install.version == "4.2.0" ? Outcome::no_effect : Outcome::ok};
  };

  play.until(1h);

  CHECK(play.told().back() == "1500 action_finished undo");
  CHECK(play.events().back().outcome == "no_effect");
}

TEST_CASE("an injected fault is told once, before it acts", "[unit][control][action_runner]") {
  Play play(steps(at(1min, "stuck", hang)));

  play.until(1h);

  CHECK(play.told() == Lines{"60 fault_injected stuck"});
  CHECK(detail(play.events().at(0), "fault") == "hang");
  CHECK(play.world.asked.at(0).cause == play.events().at(0).id);
  CHECK(play.director().outcomes().at("stuck") == Outcome::ok);
}

TEST_CASE("a fault that could not be injected is told", "[unit][control][action_runner]") {
  Play play(steps(at(1min, "stuck", hang)));
  play.world.answer = answers(Outcome::failed, "no such port");

  play.until(1h);

  CHECK(play.told() == Lines{"60 fault_injected stuck", "60 action_finished stuck"});
  CHECK(play.events().back().outcome == "failed");
}

TEST_CASE("a fault for a time is cleared by itself", "[unit][control][action_runner]") {
  Play play(steps(at(1min, "stuck", hang + R"(, "for": "10m")")));

  play.until(1h);

  CHECK(play.told() == Lines{"60 fault_injected stuck", "660 fault_cleared stuck"});
  CHECK(play.events().at(1).cause == play.events().at(0).id);
  CHECK(std::get<EndFault>(play.world.asked.at(1).operation).id == "stuck");
}

TEST_CASE("a fault that was cleared early is not cleared again", "[unit][control][action_runner]") {
  Play play(steps(at(1min, "stuck", hang + R"(, "for": "10m")"),
                  at(5min, "fix", R"("do": "clear", "of": "stuck")")));

  play.until(1h);

  CHECK(play.told() ==
        Lines{"60 fault_injected stuck", "300 action_started fix", "300 fault_cleared fix"});
  CHECK(play.world.asked.size() == 2);
  CHECK(play.director().fleet().faults.empty());
}

TEST_CASE("load is shed for a time", "[unit][control][action_runner]") {
  Play play(steps(at(0s, "relief", R"("do": "shed_load", "share": "50%", "for": "5m")")));

  play.until(1h);

  CHECK(play.told() ==
        Lines{"0 action_started relief", "0 action_finished relief", "300 note relief"});
  CHECK(std::get<SetShedding>(play.world.asked.at(1).operation).share == 0);
  CHECK(play.director().fleet().sheds.empty());
}

TEST_CASE("a note is told as a note or as the diagnosis", "[unit][control][action_runner]") {
  Play play(steps(noting("remark", AtTime{1min}),
                  at(2min, "insight", R"("do": "note", "text": "it is DNS", "as": "diagnosed")")));

  play.until(1h);

  CHECK(play.told() == Lines{"60 note remark", "120 diagnosed insight"});
  CHECK(play.events().at(1).what == "it is DNS");
}

TEST_CASE("an action whose tool works goes through it", "[unit][control][action_runner]") {
  Step step = at(0s, "again", R"("do": "restart", "service": "server")");
  step.via = "tool";
  Play play(steps(std::move(step)));

  play.until(1h);

  REQUIRE(play.world.asked.size() == 2);
  CHECK(std::get<Probe>(play.world.asked[0].operation).service == "tool");
  CHECK(play.told() == Lines{"0 action_started again", "0 action_finished again"});
  CHECK(detail(play.events().at(0), "via") == "tool");
}

TEST_CASE("an action whose tool fails is refused, for the tool's own reason",
          "[unit][control][action_runner]") {
  Step step = at(2min, "undo", roll_back);
  step.via = "tool";
  Play play(steps(at(1min, "stuck", hang), at(1min, "release", deploy), std::move(step)));
  play.world.answer = [](const Operation& operation) {
    if (std::holds_alternative<Probe>(operation)) {
      return OperationResult{
          .outcome = Outcome::refused, .detail = "it answered 500", .cause = EventId{1}};
    }
    return OperationResult{};
  };

  play.until(10min);

  const Event& refused = play.only_event(EventType::action_refused);
  CHECK(refused.step == "undo");
  CHECK(refused.outcome == "refused");
  CHECK(refused.cause == EventId{1});
  CHECK(refused.what == "rollback goes through tool, which does not work: it answered 500");
  CHECK(play.director().outcomes().at("undo") == Outcome::refused);
}

TEST_CASE("an action that the world never ends times out", "[unit][control][action_runner]") {
  Play play(steps(at(0s, "again", R"("do": "restart", "service": "server")")));
  play.world.answer = [](const Operation&) { return std::nullopt; };

  play.until(1h);

  CHECK(play.told() == Lines{"0 action_started again", "720 action_finished again"});
  CHECK(play.events().back().outcome == "timed_out");
  CHECK(play.events().back().what ==
        "restart of server, all at once: timed out: no answer within 12m");
}

TEST_CASE("what a command changes is told when it is done, and only if it is",
          "[unit][control][action_runner]") {
  for (const bool works : {true, false}) {
    Step release = at(0s, "release", deploy);
    release.by_command = true;
    Play play(steps(std::move(release)));
    play.world.takes = [](const Operation&) { return Duration{5s}; };
    play.world.answer = answers(works ? Outcome::ok : Outcome::refused);

    play.until(1h);

    CHECK(play.event(play.world.asked.at(0).cause).type == EventType::rollout_started);
    CHECK(play.told() == (works
                              ? Lines{"0 rollout_started release",
                                      "905 rollout_step release",
                                      "905 rollout_finished release"}
                              : Lines{"0 rollout_started release", "905 action_refused release"}));
  }
}

TEST_CASE("what took longer than was planned for it says so", "[unit][control][action_runner]") {
  Step slow = at(0s, "slow", R"("do": "restart", "service": "server")");
  slow.planned = 1min;
  Step quick = at(5min, "quick", R"("do": "restart", "service": "server")");
  quick.planned = 2min;
  Play play(steps(std::move(slow), std::move(quick)));
  play.world.takes = [](const Operation&) { return Duration{90s}; };

  play.until(1h);

  REQUIRE(play.told() == Lines{"0 action_started slow",
                               "90 action_finished slow",
                               "300 action_started quick",
                               "390 action_finished quick"});
  CHECK(play.events()[1].what ==
        "restart of server, all at once: done: took 1m30s, 30s more than planned");
  CHECK(play.events()[3].what == "restart of server, all at once: done");
}

TEST_CASE("what an action came to is told, and done only what was",
          "[unit][control][action_runner]") {
  for (const auto& [outcome, word] : {std::pair{Outcome::ok, "done"},
                                      std::pair{Outcome::refused, "refused"},
                                      std::pair{Outcome::partial, "partial: replica 2 is gone"},
                                      std::pair{Outcome::no_effect, "no effect"},
                                      std::pair{Outcome::failed, "failed: replica 2 is gone"}}) {
    CAPTURE(word);
    Play play(steps(at(0s, "again", R"("do": "restart", "service": "server")")));
    const bool has_reason = std::string_view(word).find(':') != std::string_view::npos;
    play.world.answer = answers(outcome, has_reason ? "replica 2 is gone" : "");

    play.until(1h);

    CHECK(play.events().back().what == std::string("restart of server, all at once: ") + word);
    CHECK(play.events().back().outcome == to_string(outcome));
  }
}

TEST_CASE("an action that the world turns down is refused", "[unit][control][action_runner]") {
  Play play(steps(at(0s, "again", R"("do": "restart", "service": "server")")));
  play.world.answer = answers(Outcome::refused, "there is no such replica");

  play.until(1h);

  CHECK(play.told() == Lines{"0 action_started again", "0 action_refused again"});
}

TEST_CASE("the reason of a step is told with it", "[unit][control][action_runner]") {
  Step step = noting("remark", AtTime{0s});
  step.why = "because";
  Play play(steps(std::move(step)));

  play.until(1s);

  CHECK(detail(play.events().at(0), "why") == "because");
}

TEST_CASE("what a command of the user's own wrote stands at the end of its action",
          "[unit][control][action_runner]") {
  Play play(steps(at(0s, "release", deploy)));
  play.world.answer = [](const Operation&) {
    return OperationResult{.output = "current is 5.0.0"};
  };

  play.until(1h);

  CHECK_FALSE(detail(play.events().at(1), "output").has_value());
  CHECK(detail(play.events().at(2), "output") == "current is 5.0.0");
}
