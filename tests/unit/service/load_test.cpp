#include "mock_services/service/load.hpp"

#include <optional>
#include <string>
#include <utility>

#include <catch2/catch.hpp>

#include "harness/scenario/load.hpp"
#include "harness/text/json_parse.hpp"

// What a mock service is told: by a person's file, and by the live world.

using namespace std::chrono_literals;
using namespace firedrill;

namespace {

struct Read {
  mock::ServiceSettings settings;
  std::string mistakes;
};

Read read(std::string text) {
  const SourceText source("users.json", std::move(text));
  Diagnostics diagnostics(source);
  const std::optional<Json> json = parse_json(source, diagnostics);
  REQUIRE(json);
  Read result{.settings = mock::read_service_settings(*json, diagnostics), .mistakes = {}};
  result.mistakes = render(diagnostics);
  return result;
}

}  // namespace

TEST_CASE("a mock needs to be told nothing", "[service][load]") {
  const Read nothing = read("{}");

  CHECK(nothing.mistakes.empty());
  CHECK(nothing.settings.name == "service");
  CHECK(nothing.settings.instance() == "service-0");
  CHECK(nothing.settings.canned.empty());
}

TEST_CASE("a mock has the keys of a scenario's service", "[service][load]") {
  const Read users = read(R"({"name": "users", "version": "2", "workers": 8, "latency": "20ms",
    "calls": [{"service": "db", "timeout": "1s", "fails": {"reply": 503}}],
    "addresses": {"db": ["http://127.0.0.1:9001", "http://127.0.0.1:9002/"]}})");

  CHECK(users.mistakes.empty());
  CHECK(users.settings.version == "2");
  CHECK(users.settings.behaviour.workers == 8);
  REQUIRE(users.settings.behaviour.calls.size() == 1);
  CHECK(users.settings.behaviour.calls.front().front().fails.reply == 503);
  REQUIRE(users.settings.addresses.at("db").size() == 2);
  CHECK(users.settings.addresses.at("db").back().port == 9002);
}

TEST_CASE("answers keep JSON as it stands and name their type", "[service][load]") {
  const Read users = read(R"({"answers": [
    {"path": "/a", "body": {"id":  1}},
    {"path": "/b", "method": "POST", "status": 201, "body": "made",
     "headers": {"content-type": "text/x"}}]})");

  CHECK(users.mistakes.empty());
  REQUIRE(users.settings.canned.size() == 2);
  const mock::CannedReply& first = users.settings.canned.front();
  CHECK(first.method == "GET");
  CHECK(first.reply.body == R"({"id":  1})");
  CHECK(*first.reply.headers.find("content-type") == "application/json");
  const mock::CannedReply& second = users.settings.canned.back();
  CHECK(second.method == "POST");
  CHECK(second.reply.status == 201);
  CHECK(*second.reply.headers.find("content-type") == "text/x");
}

TEST_CASE("every mistake of a mock's file is named", "[service][load]") {
  const std::string mistakes = read(R"({
    "latensy": "2s", "workers": 0, "seed": "x", "auth": {},
    "calls": [{"service": "db"}], "addresses": {"db2": "https://127.0.0.1", "c": 1},
    "answers": [{"method": "SEND", "status": 9}]})")
                                   .mistakes;

  for (const char* expected : {"latensy",
                               "\"workers\"",
                               "\"x\" is no seed",
                               "\"auth\" needs a scenario",
                               "no service \"db\"",
                               "expected http://ADDRESS:PORT",
                               "the number 1 is no address",
                               "\"SEND\"",
                               "\"status\"",
                               "\"path\""}) {
    INFO(mistakes);
    CHECK(mistakes.find(expected) != std::string::npos);
  }
}

TEST_CASE("header faults are off unless a mock's file allows them", "[service][load]") {
  CHECK_FALSE(read("{}").settings.header_faults);

  const Read aborts = read(R"({"header_faults": {"abort": "40%"}})");
  const Read both = read(R"({"header_faults": {"abort": 1, "delay": 0.5, "longest_delay": "2s"}})");

  CHECK(aborts.mistakes + both.mistakes == "");
  REQUIRE(aborts.settings.header_faults);
  CHECK(aborts.settings.header_faults->abort->value() == 0.4);
  CHECK_FALSE(aborts.settings.header_faults->delay);
  CHECK(aborts.settings.header_faults->longest_delay == 1min);
  REQUIRE(both.settings.header_faults);
  CHECK(both.settings.header_faults->delay->value() == 0.5);
  CHECK(both.settings.header_faults->longest_delay == 2s);
}

TEST_CASE("a gateway has an upstream and nothing to work on", "[service][load]") {
  const Read gateway = read(R"({"upstream": "http://127.0.0.1:8080", "seed": "2"})");
  CHECK(gateway.mistakes.empty());
  CHECK(gateway.settings.upstream == http::Origin{.address = "127.0.0.1", .port = 8080});

  const Read working = read(R"({"upstream": "http://127.0.0.1:8080", "latency": "20ms"})");
  CHECK(working.mistakes.find(R"("latency" has no effect beside "upstream")") != std::string::npos);
  CHECK(read(R"({"upstream": "shop"})").mistakes.find("expected http://ADDRESS:PORT") !=
        std::string::npos);
}

TEST_CASE("mistakes in what headers may ask for are named", "[service][load]") {
  const auto refused = [](const std::string& value, const std::string& expected) {
    const std::string mistakes = read(R"({"header_faults": )" + value + "}").mistakes;
    INFO(mistakes);
    return mistakes.find(expected) != std::string::npos;
  };

  CHECK(refused("true", "\"header_faults\" must be an object"));
  CHECK(refused("{}", "header faults need \"abort\", \"delay\" or both"));
  CHECK(refused(R"({"abort": 100})", "write \"100%\""));
  CHECK(refused(R"({"abort": "101%"})", "101%"));
  CHECK(refused(R"({"delay": 1, "longest_delay": "0s"})", "above 0 and at most 1h"));
  CHECK(refused(R"({"delay": 1, "longest_delay": "61m"})", "above 0 and at most 1h"));
  CHECK(refused(R"({"abort": 1, "longest_delay": "1s"})", "no effect without \"delay\""));
  CHECK(refused(R"({"abort": 1, "dellay": 1})", "did you mean \"delay\""));
}

TEST_CASE("an order is read as it was written", "[service][load]") {
  mock::ReplicaOrder order{.scenario = "/tmp/a \"b\".json", .port = 4711, .listens_at = 12s};
  order.settings.name = "shop";
  order.settings.version = "5.0.0";
  order.settings.ordinal = 3;
  order.settings.life = 2;
  order.settings.version_cause = EventId{17};
  order.settings.speed = 60;
  order.settings.warm_at = 90s;
  order.settings.notes = "/tmp/shop-3.1";
  order.settings.client.secret = "s\"1";
  order.settings.keys = {.oldest = 1, .newest = 3, .cause = EventId{4}};
  order.settings.seed = Seed{18446744073709551615U};
  order.settings.addresses = {{"identity", {{.address = "127.0.0.1", .port = 1234}}}};

  order.entrances = {{"shop", 4712}, {"", 4713}};
  const SourceText source("order.json", mock::to_json(order));
  Diagnostics diagnostics(source);
  const std::optional<Json> json = parse_json(source, diagnostics);
  REQUIRE(json);
  const mock::ReplicaOrder read_back = mock::read_replica_order(*json, diagnostics);

  CHECK(render(diagnostics).empty());
  CHECK(read_back.scenario == order.scenario);
  CHECK(read_back.port == order.port);
  CHECK(read_back.listens_at == order.listens_at);
  REQUIRE(read_back.entrances.size() == 2);
  CHECK(read_back.entrances[0].caller == "shop");
  CHECK(read_back.entrances[0].port == 4712);
  CHECK(read_back.entrances[1].caller.empty());
  CHECK(read_back.settings.life == 2);
  CHECK(read_back.settings.client.secret == "s\"1");
  CHECK(read_back.settings.keys.oldest == 1);
  CHECK(read_back.settings.keys.newest == 3);
  CHECK(read_back.settings.keys.cause == EventId{4});
  CHECK(read_back.settings.instance() == "shop-3");
  CHECK(read_back.settings.version == "5.0.0");
  CHECK(read_back.settings.version_cause == EventId{17});
  CHECK(read_back.settings.speed == 60);
  CHECK(read_back.settings.warm_at == 90s);
  CHECK(read_back.settings.notes == "/tmp/shop-3.1");
  CHECK(read_back.settings.seed == order.settings.seed);
  CHECK(read_back.settings.addresses == order.settings.addresses);
}

TEST_CASE("what is cached at the start of a run is as old as the seed says, within its lifetime",
          "[service][load]") {
  const LoadResult loaded = load_scenario(SourceText("ages.json", R"({
    "firedrill": 1, "name": "ages", "script": [],
    "services": {
      "identity": {"kind": "auth_provider", "contracts": {"v1": {}}, "token_lifetime": "5m"},
      "shop": {"replicas": 2, "auth": {"identity": {"speaks": "v1", "verifies": true,
                                                    "tokens": {"cache": "1h"}}}}},
    "traffic": [{"name": "users", "to": "shop", "rate": "1/s"}], "targets": {"recover": "5m"}})"));
  REQUIRE(loaded.scenario);
  const auto ages_of = [&](std::size_t ordinal) {
    mock::ServiceSettings settings{.name = "shop", .ordinal = ordinal};
    REQUIRE(mock::fill_from(*loaded.scenario, settings));
    mock::age_caches(*loaded.scenario, settings);
    REQUIRE(settings.cache_ages.size() == 1);
    return settings.cache_ages.front();
  };

  const mock::CacheAges first = ages_of(0);

  CHECK(first.token < 5min);
  CHECK(first.keys < 10min);
  CHECK(first.keys == ages_of(0).keys);
  CHECK(first.keys != ages_of(1).keys);
}

TEST_CASE("a service of a scenario has the answers of its version", "[service][load]") {
  const LoadResult loaded = load_scenario(SourceText("answers.json", R"({
    "firedrill": 1, "name": "answers", "script": [],
    "services": {"shop": {"version": "1", "answers": [{"path": "/a", "body": {"id": 1}}],
                          "versions": {"1": {}, "2": {"answers": []}}}},
    "traffic": [{"name": "users", "to": "shop", "rate": "1/s"}], "targets": {"recover": "5m"}})"));
  REQUIRE(loaded.scenario);
  mock::ServiceSettings first{.name = "shop", .version = "1"};
  mock::ServiceSettings second{.name = "shop", .version = "2"};

  REQUIRE(mock::fill_from(*loaded.scenario, first));
  REQUIRE(mock::fill_from(*loaded.scenario, second));

  REQUIRE(first.canned.size() == 1);
  CHECK(first.canned.front().path == "/a");
  CHECK(first.canned.front().reply.body == R"({"id": 1})");
  CHECK(*first.canned.front().reply.headers.find("content-type") == "application/json");
  CHECK(second.canned.empty());
}
