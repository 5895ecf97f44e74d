#include "harness/engine/shown_facts.hpp"

#include <string>
#include <string_view>
#include <vector>

#include <catch2/catch.hpp>

// What replicas of both worlds tell of themselves, before it has the user's own names.

namespace firedrill {
namespace {

ReplicaIdentity second_shop() {
  return {.service = "shop", .instance = "shop-1:80", .version = "7", .ordinal = 1};
}

/// What stands for a variable; it must be there once.
std::string variable_of(const ShownFact& fact, std::string_view name) {
  std::vector<std::string> found;
  for (const auto& [each, value] : fact.variables) {
    if (each == name) {
      found.push_back(value);
    }
  }
  INFO(name);
  REQUIRE(found.size() == 1);
  return found.front();
}

/// That a fact has the variables that labels of its source may ask for, and no others.
void check_variables_of_source(const ShownFact& fact) {
  for (const ShownSourceInfo& info : shown_sources()) {
    if (info.source == fact.source) {
      INFO(info.name);
      CHECK(fact.variables.size() == info.variables.size());
      for (const std::string_view name : info.variables) {
        variable_of(fact, name);
      }
    }
  }
}

}  // namespace

TEST_CASE("every source says what the labels of its metrics may ask for", "[unit][engine][shown]") {
  std::vector<ShownFact> facts;
  add_gauge_facts(second_shop(), {}, facts);
  facts.push_back(requests_fact(second_shop(), 200, 1, nullptr));
  facts.push_back(auth_requests_fact(second_shop(), {.provider = "idp", .result = "ok"}, 1));

  for (const ShownFact& fact : facts) {
    check_variables_of_source(fact);
    CHECK(variable_of(fact, "service") == "shop");
    CHECK(variable_of(fact, "instance") == "shop-1:80");
    CHECK(variable_of(fact, "replica") == "1");
    CHECK(variable_of(fact, "version") == "7");
  }
}

TEST_CASE("requests are told apart by what their code says", "[unit][engine][shown]") {
  const LatencyCounts* none = nullptr;
  const ShownFact failed = requests_fact(second_shop(), 503, 12, none);
  CHECK(failed.source == ShownSource::requests);
  CHECK(failed.value == 12);
  CHECK(failed.durations == nullptr);
  CHECK(variable_of(failed, "code") == "503");
  CHECK(variable_of(failed, "code_class") == "5xx");
  CHECK(variable_of(failed, "code_digit") == "5");
  CHECK(variable_of(failed, "server_error") == "503");
  CHECK(variable_of(failed, "spring_outcome") == "SERVER_ERROR");

  const ShownFact refused = requests_fact(second_shop(), 404, 1, none);
  CHECK(variable_of(refused, "code_class") == "4xx");
  CHECK(variable_of(refused, "server_error").empty());
  CHECK(variable_of(refused, "spring_outcome") == "CLIENT_ERROR");
}

TEST_CASE("what an auth provider said is counted for each result", "[unit][engine][shown]") {
  const ShownFact fact =
      auth_requests_fact(second_shop(), {.provider = "idp", .result = "rejected"}, 3);

  CHECK(fact.source == ShownSource::auth_requests);
  CHECK(fact.value == 3);
  CHECK(variable_of(fact, "provider") == "idp");
  CHECK(variable_of(fact, "result") == "rejected");
}

TEST_CASE("gauges come behind the facts that are there", "[unit][engine][shown]") {
  std::vector<ShownFact> facts{requests_fact(second_shop(), 200, 1, nullptr)};
  add_gauge_facts(second_shop(), {.in_flight = 4, .queue_length = 9}, facts);

  REQUIRE(facts.size() == 4);
  CHECK(facts[0].source == ShownSource::requests);
  CHECK(facts[1].source == ShownSource::in_flight);
  CHECK(facts[1].value == 4);
  CHECK(facts[2].source == ShownSource::queue_length);
  CHECK(facts[2].value == 9);
  CHECK(facts[3].source == ShownSource::up);
  CHECK(facts[3].value == 1);
}

TEST_CASE("a replica is the same at another version", "[unit][engine][shown]") {
  const ReplicaIdentity now = second_shop();
  const ReplicaIdentity before = now.at("6");

  CHECK(before.version == "6");
  CHECK(before.service == "shop");
  CHECK(before.instance == "shop-1:80");
  CHECK(before.ordinal == 1);
  CHECK(now.version == "7");
}

}  // namespace firedrill
