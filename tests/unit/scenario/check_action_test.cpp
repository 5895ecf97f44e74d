#include <string>

#include <fmt/format.h>

#include "tests/unit/scenario/load_support.hpp"

namespace firedrill::tests {
namespace {

/// The mistakes of a script that consists of these steps.
std::string mistakes_of(const std::string& steps) {
  return mistakes(
      {.services = R"({"web": {"replicas": 4, "version": "1", "versions": {"1": {}, "2": {}},
    "calls": [{"service": "db"}], "auth": {"idp": {"speaks": "v1"}}}, "db": {},
    "idp": {"kind": "auth_provider", "contracts": {"v1": {}}}})",
       .script = "\n" + steps});
}

const std::string release = R"({"id": "release", "at": "5m", "do": "deploy", "service": "web",
 "version": "2"}, )";

}  // namespace

TEST_CASE("a forced outcome is that of a step which asks the world for something",
          "[unit][scenario]") {
  const auto force = [](const std::string& step) {
    return mistakes_of(
        "[" + release +
        R"({"do": "inject", "fault": "action_outcome", "outcome": "failed", "step": ")" + step +
        R"("}, {"id": "said", "do": "note", "text": "x"}])");
  };

  CHECK(force("release").empty());
  CHECK(force("said").find("the step \"said\" is no deploy or ") != std::string::npos);
  CHECK(force("releese").find("did you mean \"release\"?") != std::string::npos);
}

TEST_CASE("what goes to the wrong place goes to another service, which there is",
          "[unit][scenario]") {
  const auto force = [](const std::string& keys) {
    return mistakes_of("[" + release + R"({"id": "keys", "do": "rotate_keys", "service": "idp"},
      {"id": "undo", "at": "9m", "do": "rollback", "of": "release"},
      {"do": "inject", "fault": "action_outcome", "outcome": "wrong_target", )" +
                       keys + "}]");
  };
  const auto says = [&](const std::string& keys, const std::string& part) {
    return force(keys).find(part) != std::string::npos;
  };

  CHECK(force(R"("step": "release", "instead": "db")").empty());
  CHECK(says(R"("step": "undo", "instead": "web")", "is the service that the step changes anyway"));
  CHECK(says(R"("step": "undo", "instead": "dp")", "did you mean \"db\"?"));
  CHECK(says(R"("step": "keys", "instead": "db")", "is no deploy or rollback or restart"));
}

TEST_CASE("a fault of one version names one of the service's, on an edge of the caller's",
          "[unit][scenario]") {
  const auto inject = [](const std::string& keys) {
    return mistakes_of(R"([{"do": "inject", "fault": "refuse", )" + keys + "}]");
  };
  const auto says = [&](const std::string& keys, const std::string& part) {
    return inject(keys).find(part) != std::string::npos;
  };

  CHECK(inject(R"("service": "web", "version": "2")").empty());
  CHECK(inject(R"("edge": "web->db", "version": "2")").empty());
  CHECK(says(R"("service": "web", "version": "3")", "version \"3\""));
  CHECK(says(R"("edge": "web->db", "version": "3")", "version \"3\""));
  CHECK(says(R"("service": "db", "version": "1")", "version \"1\""));
}

TEST_CASE("a fault of one population names one, and no provider", "[unit][scenario]") {
  const auto inject = [](const std::string& keys) {
    return mistakes_of(R"([{"do": "inject", "fault": "refuse", )" + keys + "}]");
  };

  CHECK(inject(R"("service": "web", "population": "users")").empty());
  CHECK(inject(R"("service": "web", "population": "user")").find("did you mean \"users\"?") !=
        std::string::npos);
  CHECK(inject(R"("service": "idp", "population": "users")")
            .find("what \"idp\" is asked belongs to no population") != std::string::npos);
}

TEST_CASE("a part of the replicas is fewer than the service has", "[unit][scenario]") {
  const auto force = [](const std::string& keys) {
    return mistakes_of("[" + release + R"({"id": "again", "do": "restart", "service": "db"},
      {"id": "undo", "at": "9m", "do": "rollback", "of": "release"},
      {"id": "keys", "do": "rotate_keys", "service": "idp"},
      {"do": "inject", "fault": "action_outcome", "outcome": "partial", )" +
                       keys + "}]");
  };
  const auto says = [&](const std::string& keys, const std::string& part) {
    return force(keys).find(part) != std::string::npos;
  };

  CHECK(force(R"("step": "release", "changes": 3)").empty());
  CHECK(force(R"("step": "undo")").empty());
  CHECK(says(R"("step": "release", "changes": 4)", "is 4, but the service has 4 replicas"));
  CHECK(says(R"("step": "undo", "changes": 5)", "is 5, but the service has 4 replicas"));
  CHECK(says(R"("step": "again")", "is 1, but the service has 1 replicas"));
  CHECK(says(R"("step": "keys")", "the step \"keys\" is no deploy or rollback or restart"));
}

TEST_CASE("faults of the response have a service only if they are about one's metrics",
          "[unit][scenario]") {
  const auto inject = [](const std::string& keys) {
    return mistakes_of(R"([{"do": "inject", "fault": )" + keys + "}]");
  };

  CHECK(inject(R"("pager_lost", "share": "50%")").empty());
  CHECK(inject(R"("scrape_failure", "service": "web", "replicas": 2)").empty());
  CHECK(inject(R"("scrape_failure", "service": "wab")").find("did you mean \"web\"?") !=
        std::string::npos);
  CHECK_FALSE(inject(R"("scrape_failure")").empty());
  CHECK(inject(R"("scrape_failure", "edge": "web->db")")
            .find("this fault acts on a service itself") != std::string::npos);
  CHECK(inject(R"("pager_lost", "service": "web")").find("it has no \"service\"") !=
        std::string::npos);
  CHECK(inject(R"("monitoring_down", "share": "50%")").find("it has no \"share\"") !=
        std::string::npos);
}

TEST_CASE("a deploy names a service and one of its versions", "[unit][scenario]") {
  CHECK(mistakes_of("[" + release + R"({"do": "note", "text": "x"}])").empty());
  CHECK(mistakes_of(R"([{"do": "deploy", "service": "wab", "version": "2"}])") ==
        "6:30 there is no service \"wab\"; did you mean \"web\"?\n");
  CHECK(mistakes_of(R"([{"do": "deploy", "service": "web", "version": "3"}])")
            .find("there is no version \"3\" of \"web\"") != std::string::npos);
  CHECK(mistakes_of(R"([{"do": "deploy", "service": "db", "version": "3"}])") ==
        "6:47 there is no version \"3\" of \"db\"\n");
}

TEST_CASE("a rolling change has no more batches than replicas", "[unit][scenario]") {
  CHECK(
      mistakes_of(R"([{"do": "restart", "service": "web", "rollout": "rolling", "batches": 5}])") ==
      "6:71 \"batches\" is 5, but the service has 4 replicas\n");
  CHECK(mistakes_of(R"([{"do": "deploy", "service": "web", "version": "2", "rollout": "rolling",
 "batches": 5}])") == "7:13 \"batches\" is 5, but the service has 4 replicas\n");
  CHECK(mistakes_of("[" + release + R"({"at": "6m", "do": "rollback", "of": "release",
 "rollout": "rolling", "batches": 9}])") ==
        "8:35 \"batches\" is 9, but the service has 4 replicas\n");
}

TEST_CASE("a rollback is of a deploy and does not come before it", "[unit][scenario]") {
  CHECK(mistakes_of("[" + release + R"({"at": "4m", "do": "rollback", "of": "release"}])") ==
        "7:26 the rollback at 4m comes before its deploy at 5m\n");
  CHECK(mistakes_of("[" + release + R"({"at": "5m", "do": "rollback", "of": "release"}])").empty());
  CHECK(mistakes_of("[" + release + R"({"do": "rollback", "of": "release"}])") ==
        "7:19 the rollback at 0s comes before its deploy at 5m\n");
  CHECK(mistakes_of("[" + release + R"({"after": "5m", "do": "rollback", "of": "release"}])")
            .empty());
  CHECK(
      mistakes_of("[" + release + R"({"on": "note", "do": "rollback", "of": "release"}])").empty());
  CHECK(mistakes_of("[" + release + R"({"at": "6m", "do": "rollback", "of": "relaese"}])") ==
        "7:56 there is no deploy step \"relaese\"; did you mean \"release\"?\n");
  CHECK(mistakes_of(R"([{"id": "n", "do": "note", "text": "x"}, {"do": "rollback", "of": "n"}])") ==
        "6:67 the step \"n\" is no deploy\n");
}

TEST_CASE("keys are rotated by an auth provider", "[unit][scenario]") {
  CHECK(mistakes_of(R"([{"do": "rotate_keys", "service": "idp"}])").empty());
  CHECK(mistakes_of(R"([{"do": "rotate_keys", "service": "web"}])") ==
        "6:35 \"web\" is no auth provider\n");
}

TEST_CASE("a fault strikes a service or a call that is made", "[unit][scenario]") {
  const auto inject = [](const std::string& where) {
    return mistakes_of(R"([{"do": "inject", "fault": "refuse", )" + where + "}]");
  };

  CHECK(inject(R"("edge": "web->db")").empty());
  CHECK(inject(R"("edge": "web->idp")").empty());
  CHECK(inject(R"("edge": "db->web")") == "6:46 \"db\" does not call \"web\"\n");
  CHECK(inject(R"("edge": "web->dbb")") ==
        "6:46 there is no service \"dbb\"; did you mean \"db\"?\n");
  CHECK(inject(R"("service": "web", "replicas": 5)") ==
        "6:68 \"replicas\" is 5, but the service has 4 replicas\n");
  CHECK(inject(R"("service": "wob")") ==
        "6:49 there is no service \"wob\"; did you mean \"web\"?\n");
}

TEST_CASE("a cache is lost where a call has one", "[unit][scenario]") {
  const auto inject = [](const std::string& calls) {
    return mistakes({.services = R"({"web": {"version": "1", "versions": {"1": {}, "2": {)" +
                                 calls + R"(}}}, "db": {}, "log": {}})",
                     .script = R"([{"do": "inject", "fault": "cache_loss", "edge": "web->db"}])"});
  };

  for (const char* share : {R"("10%")", "0.1", "0", R"("0%")", R"("99.9%")"}) {
    INFO(share);
    CHECK(inject(fmt::format(R"("calls": [[{{"service": "db", "share": {}}}]])", share)).empty());
  }
  const std::string none = "each request to \"web\" calls \"db\": there is no cache to lose\n";
  for (const char* more : {"", R"(, "share": 1)", R"(, "share": "100%")", R"(, "share": 1.0)"}) {
    INFO(more);
    CHECK(inject(fmt::format(R"("calls": [{{"service": "log", "share": "1%"}},
                                          {{"service": "db"{}}}])",
                             more))
              .ends_with(none));
  }
  CHECK(inject("").ends_with("\"web\" does not call \"db\"\n"));
  CHECK(inject(R"("calls": [{"service": "db", "share": "x"}])").find("cache") == std::string::npos);
}

TEST_CASE("the callees of a caller are each named once", "[unit][scenario]") {
  const LoadResult wrong = load(
      {.services = R"({"web": {"version": "1", "calls": [{"service": "db"}, {"service": "log"}],
    "versions": {"1": {}, "2": {"calls": [{"service": "db"}]}}}, "db": {}, "log": {}, "far": {}})",
       .script = R"([{"do": "inject", "fault": "refuse", "edge": "web->far"}])"});

  REQUIRE(wrong.diagnostics.all().size() == 1);
  CHECK(wrong.diagnostics.all().front().label == "web calls: db, log");
}

TEST_CASE("only an auth provider changes under its clients", "[unit][scenario]") {
  const auto inject = [](const std::string& where) {
    return mistakes_of(R"([{"do": "inject", "fault": "auth_change", "change": "key_removed", )" +
                       where + "}]");
  };

  CHECK(inject(R"("service": "idp")").empty());
  CHECK(inject(R"("edge": "web->idp")").empty());
  CHECK(inject(R"("service": "web")").find("\"web\" is no auth provider") != std::string::npos);
}

TEST_CASE("only an auth provider limits the rate of tokens", "[unit][scenario]") {
  const auto inject = [](const std::string& where) {
    return mistakes_of(R"([{"do": "inject", "fault": "auth_rate_limited", "allows": "1/s", )" +
                       where + "}]");
  };

  CHECK(inject(R"("service": "idp")").empty());
  CHECK(inject(R"("edge": "web->idp")").empty());
  CHECK(inject(R"("service": "web")").find("\"web\" is no auth provider") != std::string::npos);
}

TEST_CASE("load is shed of a population that exists", "[unit][scenario]") {
  CHECK(mistakes_of(R"([{"do": "shed_load", "share": "50%"}])").empty());
  CHECK(mistakes_of(R"([{"do": "shed_load", "share": "50%", "population": "user"}])") ==
        "6:52 there is no population \"user\"; did you mean \"users\"?\n");
}

TEST_CASE("nothing is cleared before it begins", "[unit][scenario]") {
  CHECK(mistakes_of(R"([{"id": "s", "at": "5m", "do": "shed_load", "share": 1},
 {"at": "4m", "do": "clear", "of": "s"}])") ==
        "7:9 the clear at 4m comes before its shed_load at 5m\n");
}

TEST_CASE("only faults and load shedding can be cleared", "[unit][scenario]") {
  CHECK(mistakes_of(R"([{"id": "s", "do": "shed_load", "share": 1}, {"do": "clear", "of": "s"}])")
            .empty());
  CHECK(mistakes_of("[" + release + R"({"do": "clear", "of": "release"}])") ==
        "7:41 the step \"release\" is no inject or shed_load\n");
}

}  // namespace firedrill::tests
