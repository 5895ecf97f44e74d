#include <chrono>
#include <string>
#include <vector>

#include "harness/core/rng.hpp"
#include "tests/unit/scenario/load_support.hpp"

using namespace std::chrono_literals;

namespace firedrill::tests {
namespace {

Parts with_on_call(const std::string& members) {
  return {.more = "\"on_call\": {" + members + "}, \"starts_at\": \"2023-11-09T09:45:00Z\""};
}

Parts with_reports(const std::string& reports) {
  return {.more = "\"customer_reports\": " + reports};
}

}  // namespace

TEST_CASE("whoever is on call is read with all levels", "[unit][scenario]") {
  const Scenario scenario = loaded(with_on_call(R"("delivery": "30s", "loss": "1%", "loops": 2,
    "pages_on": ["critical"], "escalation": [
      {"notify": "Ann Lee", "acknowledges": {"exponential": {"mean": "5m"}},
       "escalates_after": "10m"},
      {"notify": "boss", "acknowledges": "never"}])"));

  const OnCall& on_call = scenario.on_call;
  CHECK(on_call.delivery.mean() == 30s);
  CHECK(on_call.loss == 0.01);
  CHECK(on_call.pages_on == std::vector<std::string>{"critical"});
  REQUIRE(on_call.policies.size() == 1);
  const PagingPolicy& policy = on_call.policies.front();
  CHECK(policy.loops == 2);
  CHECK_FALSE(policy.acknowledgement_timeout.has_value());
  CHECK_FALSE(policy.auto_resolve_timeout.has_value());
  REQUIRE(policy.levels.size() == 2);
  CHECK(names_of(on_call, policy.levels[0]) == "Ann Lee");
  CHECK(policy.levels[0].escalates_after == 10min);
  CHECK(names_of(on_call, policy.levels[1]) == "boss");
  CHECK(policy.levels[1].escalates_after == 30min);
  CHECK(on_call.people[0].acknowledges->mean() == 5min);
  CHECK(on_call.people[0].level == 0);
  CHECK_FALSE(on_call.people[1].acknowledges.has_value());
}

TEST_CASE("policies page people whom the scenario lists", "[unit][scenario]") {
  const Scenario scenario = loaded(with_on_call(R"("policy": "payments",
    "people": {"ann": {"acknowledges": "5m"}, "bob": {"acknowledges": "never"}},
    "policies": {
      "web": {"escalation": [{"notify": "bob"}]},
      "payments": {"escalation": [{"notify": ["bob", "ann"], "assignment": "round_robin",
                                   "escalates_after": "15m"}],
                   "loops": 3, "urgency": "low",
                   "acknowledgement_timeout": "30m", "auto_resolve_timeout": "4h"}},
    "receivers": {"pagerduty-web": "web"})"));

  const OnCall& on_call = scenario.on_call;
  REQUIRE(on_call.people.size() == 2);
  CHECK(on_call.people[0].name == "ann");
  CHECK_FALSE(on_call.people[0].level.has_value());
  const PagingPolicy& policy = on_call.policies.at(on_call.default_policy);
  CHECK(policy.name == "payments");
  CHECK(names_of(on_call, policy.levels.at(0)) == "bob, ann");
  CHECK(policy.levels[0].assignment == Assignment::round_robin);
  CHECK(policy.levels[0].escalates_after == 15min);
  CHECK(policy.loops == 3);
  CHECK(policy.urgency == UrgencyRule::low);
  CHECK(policy.acknowledgement_timeout == 30min);
  CHECK(policy.auto_resolve_timeout == 4h);
  CHECK(on_call.policies.at(policy_of(on_call, "pagerduty-web")).name == "web");
  CHECK(on_call.policies.at(policy_of(on_call, "another")).name == "payments");
}

TEST_CASE("the escalation may name listed people and describe others", "[unit][scenario]") {
  const Scenario scenario = loaded(with_on_call(R"("people": {"ann": {"acknowledges": "5m"}},
    "escalation": [{"notify": "ann"}, {"notify": "boss", "acknowledges": "1h"}])"));

  const OnCall& on_call = scenario.on_call;
  REQUIRE(on_call.people.size() == 2);
  CHECK(names_of(on_call, on_call.policies.at(0).levels.at(0)) == "ann");
  CHECK(names_of(on_call, on_call.policies.at(0).levels.at(1)) == "boss");
  CHECK(on_call.people[1].level == 1);
}

TEST_CASE("a person is read with night, zone and notifications", "[unit][scenario]") {
  const Scenario scenario = loaded(with_on_call(R"("escalation": [{"notify": "ann"}],
    "time_zone": "-05:00", "people": {
      "ann": {"acknowledges": "5m", "time_zone": "+02:00",
              "at_night": {"from": "23:30", "to": "06:00", "acknowledges": "never",
                           "sleeps_through": "20%", "falls_asleep": 0.1},
              "notified": {"high": [{"by": "push"}, {"by": "phone", "after": "5m"}],
                           "low": [{"by": "email"}]}},
      "bob": {"acknowledges": "1m", "at_night": {}, "notified": {"high": [{"by": "sms"}]}},
      "cyd": {}})"));

  const std::vector<Person>& people = scenario.on_call.people;
  REQUIRE(people.size() == 3);
  const Person& ann = people[0];
  CHECK(ann.zone.offset_at(0) == 7200);
  REQUIRE(ann.night.has_value());
  CHECK(ann.night->from_s == (23 * 60 + 30) * 60);
  CHECK(ann.night->to_s == 6 * 3600);
  CHECK_FALSE(ann.night->acknowledges.has_value());
  CHECK(ann.night->sleeps_through == 0.2);
  CHECK(ann.night->falls_asleep == 0.1);
  REQUIRE(ann.of_high_urgency.size() == 2);
  CHECK(ann.of_high_urgency[0].by == Channel::push);
  CHECK(ann.of_high_urgency[1].by == Channel::phone);
  CHECK(ann.of_high_urgency[1].after == 5min);
  REQUIRE(ann.of_low_urgency.size() == 1);
  CHECK(ann.of_low_urgency[0].by == Channel::email);

  const Person& bob = people[1];
  CHECK(bob.zone.offset_at(0) == -5 * 3600);
  REQUIRE(bob.night.has_value());
  CHECK(bob.night->from_s == 22 * 3600);
  CHECK(bob.night->to_s == 7 * 3600);
  CHECK(bob.night->acknowledges == bob.acknowledges);
  CHECK(bob.of_low_urgency.at(0).by == Channel::sms);

  const Person& cyd = people[2];
  CHECK(cyd.acknowledges == usual_acknowledgement());
  CHECK_FALSE(cyd.night.has_value());
  CHECK_FALSE(cyd.of_high_urgency.at(0).by.has_value());
}

TEST_CASE("people acknowledge as published incidents say, unless told otherwise",
          "[unit][scenario]") {
  Rng rng = stream(Seed{1}, "test");
  std::size_t at_once = 0;
  std::size_t within_ten_minutes = 0;
  constexpr std::size_t draws = 10'000;
  for (std::size_t draw = 0; draw < draws; ++draw) {
    const Duration time = usual_acknowledgement().sample(rng);
    at_once += time == Duration::zero() ? 1U : 0U;
    within_ten_minutes += time <= 592s ? 1U : 0U;
  }

  CHECK(at_once > 3450);
  CHECK(at_once < 3750);
  CHECK(within_ten_minutes > 6650);  // 36% and half of the rest
  CHECK(within_ten_minutes < 6950);
}

TEST_CASE("mistakes about people are reported at their places", "[unit][scenario]") {
  const auto mistakes_of = [](const std::string& members) {
    return mistakes(with_on_call(
        "\"escalation\": [{\"notify\": \"ann\"}], \"people\": {\"ann\":\n{" + members + "}}"));
  };

  CHECK(mistakes_of(R"("at_night": {"from": "7am"})") ==
        "6:23 \"from\" must be a time of day, found \"7am\"\n");
  CHECK(mistakes_of(R"("at_night": {"from": "07:00"})") == "6:14 the night ends when it begins\n");
  CHECK(mistakes_of(R"("notified": {"high": []})") ==
        "6:23 \"high\" is empty: nobody would hear of it\n");
  CHECK(mistakes_of(R"("notified": {"low": [{"after": "1m"}]})") ==
        "6:23 a notification needs the key \"by\"\n");
  CHECK(mistakes_of(R"("notified": {"low": [{"by": "mail"}]})").find("\"email\"") !=
        std::string::npos);
  CHECK(mistakes_of(R"("time_zone": "+1")").find("6:15 there is no time zone \"+1\"") == 0);
}

TEST_CASE("mistakes in policies are reported at their places", "[unit][scenario]") {
  const std::string people = R"("people": {"ann": {"acknowledges": "5m"}}, )";
  CHECK(mistakes(with_on_call(people + R"("escalation": [{"notify": ["ann", "anm"]}])")) ==
        "5:90 there is no person \"anm\"; did you mean \"ann\"?\n");
  CHECK(mistakes(with_on_call(people + R"("escalation": [{"notify": []}])")) ==
        "5:82 \"notify\" is empty: nobody is paged\n");
  CHECK(mistakes(
            with_on_call(people + R"("escalation": [{"notify": "ann", "acknowledges": "1m"}])")) ==
        "5:105 \"people\" says already how \"ann\" acknowledges\n");
  CHECK(mistakes(with_on_call(people + R"("policy": "web", "policies": {}, "loops": 1)")) ==
        "5:66 there is no policy \"web\"\n"
        "5:98 \"loops\" contradicts \"policy\", which names all of it\n");
  CHECK(mistakes(with_on_call(
            people + R"("escalation": [{"notify": "ann"}], "receivers": {"pd": "web"})")) ==
        "5:111 there is no policy \"web\"\n");
  CHECK(mistakes(with_on_call(R"("people": {}, "escalation": [{"notify": "a"}])"))
            .find("\"people\" is empty") != std::string::npos);
  CHECK(mistakes(with_on_call(
            people + R"("escalation": [{"notify": "ann"}], "acknowledgement_timeout": "0s")")) ==
        "5:118 \"acknowledgement_timeout\" must be at least 1m, found \"0s\"\n");
}

TEST_CASE("nobody is on call unless the scenario says so", "[unit][scenario]") {
  const Scenario scenario = loaded({});

  CHECK(scenario.on_call.policies.empty());
  CHECK(scenario.on_call.pages_on == std::vector<std::string>{"page", "critical"});
}

TEST_CASE("mistakes in who is on call are reported at their places", "[unit][scenario]") {
  CHECK(mistakes(with_on_call("")) == "5:12 \"on_call\" needs the key \"escalation\"\n");
  CHECK(mistakes(with_on_call(R"("escalation": [])")) ==
        "5:27 \"escalation\" is empty: nobody is on call\n");
  CHECK(mistakes(with_on_call(R"("escalation": [{}])")) ==
        "5:28 a level of the escalation needs the key \"notify\"\n"
        "5:28 a level of the escalation needs the key \"acknowledges\"\n");
  CHECK(mistakes(with_on_call(R"("escalation": [{"notify": "a", "acknowledges": "ever"}])"))
            .find("\"acknowledges\"") != std::string::npos);
  CHECK(
      mistakes(
          with_on_call(
              R"("escalation": [{"notify": "a", "acknowledges": "1m", "escalates_after": "0s"}])"))
          .find("\"escalates_after\" must be at least 1s") != std::string::npos);
  CHECK_FALSE(
      mistakes(
          with_on_call(R"("loops": 101, "escalation": [{"notify": "a", "acknowledges": "1m"}])"))
          .empty());
}

TEST_CASE("customers are read as detectors", "[unit][scenario]") {
  const Scenario scenario =
      loaded(with_reports(R"([{"population": "users", "at_least": "10%", "after": "20m"}])"));

  REQUIRE(scenario.customer_reports.size() == 1);
  CHECK(scenario.customer_reports[0].population == "users");
  CHECK(scenario.customer_reports[0].at_least_ratio == 0.1);
  CHECK(scenario.customer_reports[0].after.mean() == 20min);
}

TEST_CASE("mistakes in customer reports are reported at their places", "[unit][scenario]") {
  CHECK(mistakes(with_reports("[{}]")) ==
        "5:22 a customer report needs the key \"population\"\n"
        "5:22 a customer report needs the key \"after\"\n");
  CHECK(mistakes(with_reports(R"([{"population": "uses", "after": "1m"}])")) ==
        "5:37 there is no population \"uses\"; did you mean \"users\"?\n");
}

}  // namespace firedrill::tests
