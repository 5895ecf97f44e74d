#include "harness/actions/inject.hpp"

#include "tests/unit/actions/action_fixture.hpp"

using namespace firedrill;
using namespace firedrill::tests;
using namespace std::chrono_literals;

TEST_CASE("inject starts a fault that bears the id of its step", "[unit][actions][inject]") {
  const Plan plan =
      plan_of(R"({"do": "inject", "fault": "error_rate", "rate": "5%", "service": "server"})",
              small_fleet());

  CHECK(plan.what == "error_rate on server");
  REQUIRE(plan.stages.size() == 1);
  const FaultSpec& spec = only<StartFault>(plan.stages[0]).fault;
  CHECK(spec.id == "it");
  CHECK(spec.target.service == "server");
  CHECK(spec.target.from.empty());
  CHECK(spec.target.replicas == 0);
  CHECK(std::get<faults::ErrorRate>(spec.fault).rate.value() == 0.05);
  CHECK_FALSE(plan.afterwards.has_value());
}

TEST_CASE("inject acts on some replicas or on an edge", "[unit][actions][inject]") {
  const Plan some = plan_of(
      R"({"do": "inject", "fault": "crash", "service": "server", "replicas": 2})", small_fleet());
  const Plan edge =
      plan_of(R"({"do": "inject", "fault": "hang", "edge": "server->identity"})", small_fleet());

  CHECK(some.what == "crash on 2 of the replicas of server");
  CHECK(only<StartFault>(some.stages.at(0)).fault.target.replicas == 2);
  CHECK(edge.what == "hang on server->identity");
  CHECK(only<StartFault>(edge.stages.at(0)).fault.target.service == "identity");
  CHECK(only<StartFault>(edge.stages.at(0)).fault.target.from == "server");
}

TEST_CASE("inject acts on the processes of one version", "[unit][actions][inject]") {
  const Plan own =
      plan_of(R"({"do": "inject", "fault": "crash", "service": "server", "version": "5.0.0"})",
              small_fleet());
  const Plan of_caller = plan_of(R"({"do": "inject", "fault": "refuse", "version": "5.0.0",
                                     "edge": "server->identity"})",
                                 small_fleet());

  CHECK(own.what == "crash on server 5.0.0");
  CHECK(only<StartFault>(own.stages.at(0)).fault.target.version == "5.0.0");
  CHECK(of_caller.what == "refuse on server 5.0.0->identity");
  CHECK(mistakes_of_action(R"({"do": "inject", "fault": "pager_lost", "version": "1"})") ==
        std::vector<std::string>{R"(this fault acts on the response: it has no "version")"});
}

TEST_CASE("inject acts on the requests of one population", "[unit][actions][inject]") {
  const Plan plan = plan_of(R"({"do": "inject", "fault": "refuse", "edge": "server->identity",
                                "population": "clients", "share": "40%"})",
                            small_fleet());

  CHECK(plan.what == "refuse on server->identity, for clients, 40% of the requests");
  CHECK(only<StartFault>(plan.stages.at(0)).fault.target.population == "clients");
  const auto mistake = [](const std::string& keys) {
    return mistakes_of_action(R"({"do": "inject", "population": "clients", )" + keys + "}");
  };
  CHECK(mistake(R"("fault": "crash", "service": "server")") ==
        std::vector<std::string>{R"(this fault acts on processes: it has no "population")"});
  CHECK(mistake(R"("fault": "pool_exhaustion", "left": 1, "service": "server")") ==
        std::vector<std::string>{R"(this fault takes all or nothing: it has no "population")"});
  CHECK(mistake(R"("fault": "pager_lost")") ==
        std::vector<std::string>{R"(this fault acts on the response: it has no "population")"});
  CHECK(mistake(R"("fault": "scrape_failure", "service": "server")") ==
        std::vector<std::string>{
            R"(this fault acts on no requests of clients: it has no "population")"});
}

TEST_CASE("inject tells why a fault acts, if it says", "[unit][actions][inject]") {
  const Plan plan = plan_of(R"({"do": "inject", "fault": "tls_failure", "reason": "expired",
                                "edge": "server->identity"})",
                            small_fleet());

  CHECK(plan.what == "tls_failure (expired) on server->identity");
}

TEST_CASE("inject for a time ends the fault by itself", "[unit][actions][inject]") {
  const Plan plan = plan_of(
      R"({"do": "inject", "fault": "refuse", "service": "server", "for": "10m"})", small_fleet());

  CHECK(plan.what.find("refuse on server for 10") == 0);
  REQUIRE(plan.afterwards.has_value());
  CHECK(plan.afterwards->takes == 10min);
  CHECK(only<EndFault>(*plan.afterwards).id == "it");
  CHECK(plan.afterwards->what == "refuse on server is over");
}

TEST_CASE("inject hands the share and the profile on, and tells of them",
          "[unit][actions][inject]") {
  const Plan plan = plan_of(
      R"({"do": "inject", "fault": "refuse", "service": "server", "for": "10m", "share": "40%",
          "profile": {"ramp": {"over": "5m"}}})",
      small_fleet());

  CHECK(plan.what == "refuse on server for 10m, 0% to 40% of the requests within 5m");
  CHECK(plan.afterwards->what == "refuse on server is over");
  CHECK(only<StartFault>(plan.stages.at(0)).fault.profile.share_at(150s) == 0.2);
}

TEST_CASE("inject has no share of whole replicas", "[unit][actions][inject]") {
  CHECK(mistakes_of_action(R"({"do": "inject", "fault": "pool_exhaustion", "left": 1,
                               "service": "a", "share": "30%"})") ==
        std::vector<std::string>{R"(this fault takes all or nothing: it has no "share")"});
}

TEST_CASE("inject has no share of processes", "[unit][actions][inject]") {
  CHECK(
      mistakes_of_action(R"({"do": "inject", "fault": "crash", "service": "a", "share": "30%"})") ==
      std::vector<std::string>{R"(this fault acts on processes: it has no "share")"});
  CHECK(
      mistakes_of_action(R"({"do": "inject", "fault": "crash_loop", "lives": "1s", "backoff": "1s",
                               "service": "a", "profile": {"sine": {"period": "1m"}}})") ==
      std::vector<std::string>{R"(this fault acts on processes: it has no "profile")"});
}

TEST_CASE("inject of a fault of calls has an edge and nothing else", "[unit][actions][inject]") {
  const Plan plan = plan_of(R"({"do": "inject", "fault": "cache_loss", "edge": "edge->server",
                                "version": "2", "population": "users", "share": "30%"})",
                            small_fleet());

  CHECK(plan.what == "cache_loss on edge 2->server, for users, 30% of the requests");
  const auto mistakes = [](const std::string& keys) {
    return mistakes_of_action(R"({"do": "inject", "fault": "cache_loss", )" + keys + "}");
  };
  const std::string calls = "this fault acts on the calls of an edge: it has no ";
  CHECK(mistakes(R"("service": "a", "edge": "b->a")") ==
        std::vector<std::string>{calls + R"("service")"});
  CHECK(mistakes(R"("edge": "b->a", "replicas": 1)") ==
        std::vector<std::string>{calls + R"("replicas")"});
  CHECK(mistakes(R"("lost": 1)").size() == 1);
}

TEST_CASE("inject of a fault that is active already has no effect", "[unit][actions][inject]") {
  Fleet fleet = small_fleet();
  fleet.faults["it"] = {.service = "server"};

  const Plan plan = plan_of(R"({"do": "inject", "fault": "hang", "service": "server"})", fleet);

  CHECK(plan.no_effect);
  CHECK(plan.refusal == "it is active already");
}

TEST_CASE("inject into an unknown service is refused", "[unit][actions][inject]") {
  CHECK_FALSE(
      plan_of(R"({"do": "inject", "fault": "hang", "service": "nobody"})", {}).refusal.empty());
}

TEST_CASE("inject needs one place for its fault", "[unit][actions][inject]") {
  CHECK(mistakes_of_action(R"({"do": "inject", "fault": "hang"})").size() == 1);
  CHECK(mistakes_of_action(R"({"do": "inject", "fault": "hang", "service": "a", "edge": "b->a"})")
            .size() == 1);
  CHECK(mistakes_of_action(R"({"do": "inject", "fault": "hang", "edge": "b->a", "replicas": 1})")
            .size() == 1);
  CHECK(mistakes_of_action(R"({"do": "inject", "fault": "hang", "service": "a", "replicas": 0})")
            .size() == 1);
}

TEST_CASE("inject takes an edge only as caller and callee", "[unit][actions][inject]") {
  for (const std::string edge : {"server", "->identity", "server->", "->"}) {
    INFO(edge);
    CHECK(mistakes_of_action(R"({"do": "inject", "fault": "hang", "edge": ")" + edge + R"("})")
              .size() == 1);
  }
}

TEST_CASE("inject kills no process on an edge", "[unit][actions][inject]") {
  CHECK(mistakes_of_action(R"({"do": "inject", "fault": "crash", "edge": "a->b"})") ==
        std::vector<std::string>{"this fault acts on a service itself: it needs a \"service\""});
}

TEST_CASE("inject of an unknown fault is one mistake, whatever its keys",
          "[unit][actions][inject]") {
  CHECK(mistakes_of_action(R"({"do": "inject", "fault": "slow", "service": "a", "by": "1s"})")
            .size() == 1);
}
