#include <cstdint>
#include <string>

#include "tests/unit/scenario/load_support.hpp"

namespace firedrill::tests {
namespace {

/// Line 5 of the text, from column 1 on.
Parts with_schedule(const std::string& members) {
  return {.more = R"("starts_at": "2024-01-01T09:00:00+01:00", "on_call": {"people": {"ann": )"
                  R"({"acknowledges": "1m"}, "bob": {"acknowledges": "1m"}}, )"
                  R"("escalation": [{"notify": "s"}], "schedules": {"s": )"
                  "\n{" +
                  members + "}}}"};
}

std::int64_t at(const std::string& moment) {
  return parse_timestamp(moment)->unix_ns / 1'000'000'000;
}

}  // namespace

TEST_CASE("a schedule is read with layers, restrictions and overrides", "[unit][scenario]") {
  const Scenario scenario = loaded(with_schedule(R"("layers": [
      {"people": ["bob"], "only": [{"days": ["sat", "sun"]}, {"from": "20:00", "to": "08:00"}]},
      {"people": ["ann", "bob"], "starts": "2024-01-01T10:00:00+01:00", "turn": "1d",
       "ends": "2024-01-05T10:00:00+01:00",
       "only": [{"days": ["mon", "tue", "wed", "thu", "fri"], "from": "08:00", "to": "20:00"}]}],
    "overrides": [{"person": "ann", "from": "2024-01-06T12:00:00Z",
                   "to": "2024-01-06T13:00:00Z"}])"));

  REQUIRE(scenario.on_call.schedules.size() == 1);
  const auto& [name, schedule] = scenario.on_call.schedules.front();
  CHECK(name == "s");
  CHECK(scenario.on_call.policies.at(0).levels.at(0).targets.at(0).kind ==
        PageTarget::Kind::schedule);
  CHECK_FALSE(schedule.on_call_at(at("2024-01-01T09:00:00+01:00")).has_value());
  CHECK(schedule.on_call_at(at("2024-01-01T10:00:00+01:00")) == 0);
  CHECK(schedule.on_call_at(at("2024-01-01T20:00:00+01:00")) == 1);  // the night
  CHECK(schedule.on_call_at(at("2024-01-02T10:00:00+01:00")) == 1);
  CHECK(schedule.on_call_at(at("2024-01-03T10:00:00+01:00")) == 0);
  CHECK_FALSE(schedule.on_call_at(at("2024-01-05T12:00:00+01:00")).has_value());
  CHECK(schedule.on_call_at(at("2024-01-06T12:30:00+00:00")) == 0);
  CHECK(schedule.on_call_at(at("2024-01-07T12:30:00+00:00")) == 1);
}

TEST_CASE("a schedule goes by its own zone, else by that of on_call, else by the scenario's",
          "[unit][scenario]") {
  const std::string mornings = R"("layers": [{"people": ["ann"], "only": [{"to": "12:00"}]}])";
  const auto is_morning_at_11_utc = [](const Parts& parts) {
    return loaded(parts)
        .on_call.schedules.front()
        .schedule.on_call_at(at("2024-01-01T11:00:00Z"))
        .has_value();
  };
  Parts of_on_call = with_schedule(mornings);
  of_on_call.more.replace(of_on_call.more.find("\"people\""), 0, R"("time_zone": "-01:00", )");

  CHECK_FALSE(is_morning_at_11_utc(with_schedule(mornings)));
  CHECK(is_morning_at_11_utc(with_schedule(R"("time_zone": "Z", )" + mornings)));
  CHECK(is_morning_at_11_utc(of_on_call));
}

TEST_CASE("mistakes in schedules are reported at their places", "[unit][scenario]") {
  const auto mistakes_of = [](const std::string& members) {
    return mistakes(with_schedule(members));
  };

  CHECK(mistakes_of("") == "6:1 the schedule \"s\" needs the key \"layers\"\n");
  CHECK(mistakes_of(R"("layers": [{"people": []}])") ==
        "6:24 \"people\" is empty: nobody takes turns\n");
  CHECK(mistakes_of(R"("layers": [{"people": ["ann", "bo"]}])") ==
        "6:13 a layer of a schedule needs the key \"starts\"\n"
        "6:13 a layer of a schedule needs the key \"turn\"\n"
        "6:32 there is no person \"bo\"; did you mean \"bob\"?\n");
  CHECK(mistakes_of(R"("layers": [{"people": ["ann"], "only": [{"days": ["monday"]}]}])")
            .find("6:52 \"days\" must be a day") == 0);
  CHECK(mistakes_of(R"("layers": [{"people": ["ann"], "only": [{"from": "9:00"}]}])") ==
        "6:51 \"from\" must be a time of day, found \"9:00\"\n");
  CHECK(mistakes_of(R"("layers": [{"people": ["ann"], "only": []}])") ==
        "6:41 \"only\" is empty: that is never\n");
  CHECK(mistakes_of(R"("layers": [{"people": ["ann"], "turn": "61s500ms"}])") ==
        "6:41 \"turn\" must be whole seconds\n");
  CHECK(mistakes_of(R"("layers": [{"people": ["ann"], "starts": "2024-01-02T00:00:00Z",
    "ends": "2024-01-02T01:00:00+01:00"}])") == "7:13 \"ends\" is not later than \"starts\"\n");
  CHECK(mistakes_of(R"("layers": [], "overrides": [{"person": "ann", "from": "2024-01-02T00:00:00Z",
    "to": "2024-01-01T00:00:00Z"}])") == "7:11 \"to\" is not later than \"from\"\n");
  CHECK(mistakes_of(R"("time_zone": "Mars/Olympus", "layers": [])")
            .find("6:15 there is no time zone \"Mars/Olympus\" on this machine") == 0);
  Parts same_name = with_schedule(R"("layers": []}, "ann": {"layers": [])");
  CHECK(mistakes(same_name) == "6:17 two of those on call are named \"ann\"\n");
}

TEST_CASE("schedules and nights need to know what time it is", "[unit][scenario]") {
  CHECK(mistakes({.more = R"("on_call": {"people": {"ann": {}}, "escalation": [{"notify": "s"}],
"schedules": {"s": {"layers": [{"people": ["ann"]}]}}})"}) ==
        "6:14 \"schedules\" needs the key \"starts_at\"\n");
  CHECK(mistakes({.more = R"("on_call": {"escalation": [{"notify": "ann"}],
"people": {"ann": {"at_night": {}}, "bob": {}}})"}) ==
        "6:32 \"at_night\" needs the key \"starts_at\"\n");
  CHECK(mistakes({.more = R"("on_call": {"people": {"ann": {}}, "schedules": {},
    "escalation": [{"notify": "ann"}]})"})
            .empty());
}

}  // namespace firedrill::tests
