#include <chrono>
#include <string>
#include <vector>

#include "tests/unit/scenario/load_support.hpp"

using namespace std::chrono_literals;

namespace firedrill::tests {
namespace {

/// The mistakes of a scenario whose service "web" has these members.
std::string mistakes_of_web(const std::string& members) {
  return mistakes({.services = "{\"web\": {" + members + "}}"});
}

}  // namespace

TEST_CASE("a service that says nothing has the defaults", "[unit][scenario]") {
  const Scenario scenario = loaded({.services = R"({"web": {}})"});

  const Service& web = scenario.services[0];
  CHECK(web.kind == ServiceKind::service);
  CHECK_FALSE(web.third_party);
  CHECK(web.replicas == 1);
  CHECK(web.version.empty());
  REQUIRE(web.versions.size() == 1);
  const Behaviour& behaviour = web.versions[0].behaviour;
  CHECK(behaviour.workers == 64);
  CHECK(behaviour.queue == 1024);
  CHECK(behaviour.latency.mean() == 10ms);
  CHECK(behaviour.startup == 10s);
  CHECK(behaviour.abandoned_work == AbandonedWork::finish);
}

TEST_CASE("the keys of a service are read", "[unit][scenario]") {
  const Scenario scenario = loaded({.services = R"({"web": {
    "third_party": true, "replicas": 3, "workers": 8, "queue": 0, "latency": "5ms",
    "startup": "1m", "warm_up": {"lasts": "2m", "factor": 4}, "abandoned_work": "cancel",
    "version": "1.0"}})"});

  const Service& web = scenario.services[0];
  CHECK(web.third_party);
  CHECK(web.replicas == 3);
  CHECK(web.version == "1.0");
  REQUIRE(web.versions.size() == 1);
  CHECK(web.versions[0].name == "1.0");
  const Behaviour& behaviour = web.versions[0].behaviour;
  CHECK(behaviour.workers == 8);
  CHECK(behaviour.queue == 0);
  CHECK(behaviour.latency.mean() == 5ms);
  CHECK(behaviour.startup == 1min);
  CHECK(behaviour.warm_up.lasts == 2min);
  CHECK(behaviour.warm_up.factor == 4);
  CHECK(behaviour.abandoned_work == AbandonedWork::cancel);
}

TEST_CASE("a version keeps what it does not override", "[unit][scenario]") {
  const Scenario scenario = loaded({.services = R"({"web": {
    "workers": 8, "latency": "5ms", "version": "1",
    "versions": {"1": {}, "2": {"latency": "50ms"}, "3": {"workers": 2}}}})"});

  const auto& versions = scenario.services[0].versions;
  REQUIRE(versions.size() == 3);
  CHECK(versions[0].behaviour.latency.mean() == 5ms);
  CHECK(versions[1].behaviour.latency.mean() == 50ms);
  CHECK(versions[1].behaviour.workers == 8);
  CHECK(versions[2].behaviour.latency.mean() == 5ms);
  CHECK(versions[2].behaviour.workers == 2);
}

TEST_CASE("a mistake in a version is reported once and at its own place", "[unit][scenario]") {
  CHECK(mistakes_of_web(R"("workers": 8, "version": "1",
    "versions": {"1": {}, "2": {"workers": -1}})") ==
        "2:44 \"workers\" must be a whole number from 1 to 100000, found the number -1\n");
  CHECK(mistakes_of_web(R"("workers": -1, "version": "1", "versions": {"1": {}, "2": {}})") ==
        "1:34 \"workers\" must be a whole number from 1 to 100000, found the number -1\n");
  CHECK(mistakes_of_web(R"("version": "1", "versions": {"1": {"replicas": 2}})")
            .find("unknown key \"replicas\" in version \"1\"") != std::string::npos);
}

TEST_CASE("the version at the start must be one of the versions", "[unit][scenario]") {
  CHECK(mistakes_of_web(R"("versions": {"1.0": {}})") ==
        "1:22 the service \"web\" needs the key \"version\"\n");
  CHECK(mistakes_of_web(R"("version": "1.O", "versions": {"1.0": {}, "2.0": {}})")
            .find("\"version\" must be a name") != std::string::npos);
  CHECK(mistakes_of_web(R"("version": "1.1", "versions": {"1.0": {}, "2.0": {}})")
            .find("there is no version \"1.1\" of \"web\"") != std::string::npos);
  CHECK(mistakes_of_web(R"("version": "1", "versions": {})").find("\"versions\" is empty") !=
        std::string::npos);
}

TEST_CASE("the size of services is bounded", "[unit][scenario]") {
  CHECK_FALSE(mistakes_of_web(R"("replicas": 0)").empty());
  CHECK_FALSE(mistakes_of_web(R"("replicas": 1001)").empty());
  CHECK_FALSE(mistakes_of_web(R"("replicas": -1)").empty());
  CHECK_FALSE(mistakes_of_web(R"("queue": 1000001)").empty());
  CHECK_FALSE(mistakes_of_web(R"("warm_up": {"lasts": "1m", "factor": 0.5})").empty());
  CHECK_FALSE(mistakes_of_web(R"("startup": "25h")").empty());

  std::string services = R"({"web": {"replicas": 1000})";
  for (int i = 0; i < 10; ++i) {
    services += ", \"s" + std::to_string(i) + "\": {\"replicas\": 1000}";
  }
  CHECK(mistakes({.services = services + "}"}).find("more than 10000 replicas in all") !=
        std::string::npos);
}

TEST_CASE("keys of the other kind of service are explained", "[unit][scenario]") {
  CHECK(mistakes_of_web(R"("accepts": ["v1"])") == "1:34 \"accepts\" is a key of auth providers\n");
  CHECK(mistakes_of_web(R"("kind": "auth_provider", "auth": {})") ==
        "1:56 \"auth\" is a key of services, and this is an auth provider\n");
}

TEST_CASE("a service is named like a service", "[unit][scenario]") {
  CHECK(mistakes({.services = R"({"web": {}, "My Shop": {}})"}) ==
        "1:26 \"service\" must be a name, found \"My Shop\"\n");
  CHECK(mistakes({.services = "{}"}).find("\"services\" is empty") != std::string::npos);
}

TEST_CASE("services come after all that they call", "[unit][scenario]") {
  const Scenario scenario = loaded({.services = R"({
    "web": {"calls": [{"service": "cart"}, [{"service": "search"}, {"service": "db"}]]},
    "cart": {"calls": [{"service": "db"}]}, "alone": {}, "db": {}, "search": {}})"});

  std::string order;
  for (const Service& service : scenario.services) {
    order += service.name + " ";
  }
  CHECK(order == "db cart search web alone ");
}

TEST_CASE("calls in a circle are reported with the whole circle", "[unit][scenario]") {
  CHECK(mistakes({.services = R"({"web": {"calls": [{"service": "a"}]},
    "a": {"calls": [{"service": "b"}]},
    "b": {"version": "1", "versions": {"1": {}, "2": {"calls": [{"service": "a"}]}}}})"}) ==
        "3:77 the calls go round in a circle: a -> b -> a\n");
  CHECK(mistakes_of_web(R"("calls": [{"service": "web"}])") ==
        "1:45 the calls go round in a circle: web -> web\n");
}

TEST_CASE("a version has the answers of its service unless it says others", "[unit][scenario]") {
  const Scenario scenario = loaded({.services = R"({"web": {"version": "1",
    "answers": [{"path": "/a", "body": 1}],
    "versions": {"1": {}, "2": {"answers": [{"path": "/b", "status": 404}, {"path": "/c"}]}}}})"});
  const std::vector<Version>& versions = service(scenario, "web").versions;

  REQUIRE(versions[0].answers.size() == 1);
  CHECK(versions[0].answers.front().path == "/a");
  CHECK(versions[0].answers.front().body == "1");
  REQUIRE(versions[1].answers.size() == 2);
  CHECK(versions[1].answers.front().status == 404);
}

}  // namespace firedrill::tests
