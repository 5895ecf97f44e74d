#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <catch2/catch.hpp>

#include "tests/support/proxy_api.hpp"

// Toxiproxy 2.12's wire contract, as read in its source: what a client sends, and every byte of
// the answer's body. "title" is what clients older than 2.1 read.
namespace firedrill::proxy {
namespace {

struct Exchange {
  std::string_view method;
  std::string_view path;
  std::string_view body;
  int status;
  std::string_view answer;
};

/// An API with a proxy "redis" that is not enabled, and the toxic "slow" on it.
struct Fixture : tests::ProxyApi {
  Fixture() {
    send("POST",
         "/proxies",
         R"({"name":"redis","listen":"127.0.0.1:0","upstream":"localhost:6379","enabled":false})");
    send("POST",
         "/proxies/redis/toxics",
         R"({"name":"slow","type":"latency","attributes":{"latency":1000},"toxicity":0.1})");
  }
};

#define REDIS \
  R"({"name":"redis","listen":"127.0.0.1:0","upstream":"localhost:6379","enabled":false,)"
#define SLOW                                                                              \
  R"({"attributes":{"latency":1000,"jitter":0},"name":"slow","type":"latency","stream":)" \
  R"("downstream","toxicity":0.1})"

std::string failure(int status, std::string_view message) {
  return "{\"error\":\"" + std::string(message) + "\",\"status\":" + std::to_string(status) +
         ",\"title\":\"" + std::string(message) + "\"}\n";
}

const std::vector<Exchange> successes{
    {"GET", "/proxies", "", 200, "{\"redis\":" REDIS "\"toxics\":[" SLOW "]}}"},
    {"GET", "/proxies/redis", "", 200, REDIS "\"toxics\":[" SLOW "]}"},
    {"GET", "/proxies/redis/toxics", "", 200, "[" SLOW "]"},
    {"GET", "/proxies/redis/toxics/slow", "", 200, SLOW},
    {"GET", "/version", "", 200, "{\"version\": \"2.12.0\"}\n"},
    {"DELETE", "/proxies/redis", "", 204, ""},
    {"DELETE", "/proxies/redis/toxics/slow", "", 204, ""},
    {"POST", "/populate", "[]", 201, R"({"proxies":null})"},
    {"POST",
     "/proxies",
     R"({"NAME":"a<b","listen":"localhost:0","upstream":"x:1","enabled":false,"other":1})",
     201,
     R"({"name":"a\u003cb","listen":"localhost:0","upstream":"x:1","enabled":false,"toxics":[]})"},
    {"POST",
     "/proxies",
     R"({"name":"a","upstream":"x:1","enabled":false,"listen":null})",
     201,
     R"({"name":"a","listen":"","upstream":"x:1","enabled":false,"toxics":[]})"},
    {"POST",
     "/populate",
     R"([{"name":"redis","listen":"127.0.0.1:0","upstream":"localhost:6379","enabled":false}])",
     201,
     "{\"proxies\":[" REDIS "\"toxics\":[" SLOW "]}]}"},
    {"POST",
     "/populate",
     R"([{"name":"redis","listen":"127.0.0.1:0","upstream":"other:1","enabled":false}])",
     201,
     R"({"proxies":[{"name":"redis","listen":"127.0.0.1:0","upstream":"other:1",)"
     R"("enabled":false,"toxics":[]}]})"},
    {"POST",
     "/proxies/redis",
     R"({"upstream":"b:2","name":"other"})",
     200,
     R"({"name":"redis","listen":"127.0.0.1:0","upstream":"b:2","enabled":false,"toxics":[)" SLOW
     "]}"},
    {"PATCH", "/proxies/redis", "{}", 200, REDIS "\"toxics\":[" SLOW "]}"},
    {"POST",
     "/proxies/redis/toxics",
     R"({"type":"latency","stream":"UpStream","attributes":{"latency":5,"other":[]}})",
     200,
     R"({"attributes":{"latency":5,"jitter":0},"name":"latency_UpStream","type":"latency",)"
     R"("stream":"UpStream","toxicity":1})"},
    {"POST",
     "/proxies/redis/toxics",
     R"({"type":"bandwidth","attributes":{"rate":0},"toxicity":7.5})",
     200,
     R"({"attributes":{"rate":0},"name":"bandwidth_downstream","type":"bandwidth",)"
     R"("stream":"downstream","toxicity":7.5})"},
    {"POST",
     "/proxies/redis/toxics",
     R"({"type":"slow_close"})",
     200,
     R"({"attributes":{"delay":0},"name":"slow_close_downstream","type":"slow_close",)"
     R"("stream":"downstream","toxicity":1})"},
    {"POST",
     "/proxies/redis/toxics",
     R"({"type":"timeout","attributes":{"timeout":-1}})",
     200,
     R"({"attributes":{"timeout":-1},"name":"timeout_downstream","type":"timeout",)"
     R"("stream":"downstream","toxicity":1})"},
    {"POST",
     "/proxies/redis/toxics",
     R"({"type":"reset_peer","attributes":{"timeout":2}})",
     200,
     R"({"attributes":{"timeout":2},"name":"reset_peer_downstream","type":"reset_peer",)"
     R"("stream":"downstream","toxicity":1})"},
    {"POST",
     "/proxies/redis/toxics",
     R"({"type":"slicer","attributes":{"average_size":3,"size_variation":1,"delay":9}})",
     200,
     R"({"attributes":{"average_size":3,"size_variation":1,"delay":9},)"
     R"("name":"slicer_downstream","type":"slicer","stream":"downstream","toxicity":1})"},
    {"POST",
     "/proxies/redis/toxics",
     R"({"type":"limit_data","attributes":{"bytes":9}})",
     200,
     R"({"attributes":{"bytes":9},"name":"limit_data_downstream","type":"limit_data",)"
     R"("stream":"downstream","toxicity":1})"},
    {"POST",
     "/proxies/redis/toxics",
     R"({"type":"noop"})",
     200,
     R"({"attributes":{},"name":"noop_downstream","type":"noop","stream":"downstream",)"
     R"("toxicity":1})"},
    {"POST",
     "/proxies/redis/toxics/slow",
     R"({"attributes":{"jitter":7},"name":"x","type":"timeout","stream":"upstream"})",
     200,
     R"({"attributes":{"latency":1000,"jitter":7},"name":"slow","type":"latency",)"
     R"("stream":"downstream","toxicity":0.1})"},
    {"PATCH",
     "/proxies/redis/toxics/slow",
     R"({"toxicity":1})",
     200,
     R"({"attributes":{"latency":1000,"jitter":0},"name":"slow","type":"latency",)"
     R"("stream":"downstream","toxicity":1})"},
};

TEST_CASE("answers have the bytes of Toxiproxy's", "[proxy]") {
  for (const Exchange& row : successes) {
    INFO(row.method << " " << row.path << " " << row.body);
    Fixture fixture;

    const http::Reply reply = fixture.send(row.method, row.path, row.body);

    CHECK(reply.status == row.status);
    CHECK(reply.body == row.answer);
    CHECK(reply.headers.has("x-toxiproxy-request-id"));
    if (row.status == 204) {
      CHECK_FALSE(reply.headers.has("content-type"));
    } else if (row.path == "/version") {
      CHECK(*reply.headers.find("content-type") == "application/json;charset=utf-8");
    } else {
      CHECK(*reply.headers.find("content-type") == "application/json");
    }
  }
}

const std::vector<Exchange> failures{
    {"GET", "/proxies/x", "", 404, "proxy not found"},
    {"POST", "/proxies/x", "{}", 404, "proxy not found"},
    {"PATCH", "/proxies/x", "{}", 404, "proxy not found"},
    {"DELETE", "/proxies/x", "", 404, "proxy not found"},
    {"GET", "/proxies/x/toxics", "", 404, "proxy not found"},
    {"POST", "/proxies/x/toxics", "{}", 404, "proxy not found"},
    {"GET", "/proxies/x/toxics/slow", "", 404, "proxy not found"},
    {"GET", "/proxies/redis/toxics/x", "", 404, "toxic not found"},
    {"PATCH", "/proxies/redis/toxics/x", "{", 404, "toxic not found"},
    {"DELETE", "/proxies/redis/toxics/x", "", 404, "toxic not found"},
    {"POST", "/proxies", "", 400, "bad request body: EOF"},
    {"POST", "/proxies", "{}", 400, "missing required field: name"},
    {"POST", "/proxies", R"({"name":"a"})", 400, "missing required field: upstream"},
    {"POST", "/proxies", R"({"name":"redis","upstream":"x:1"})", 409, "proxy already exists"},
    {"POST",
     "/proxies",
     "[]",
     400,
     "bad request body: json: cannot unmarshal array into Go value of type toxiproxy.Proxy"},
    {"POST",
     "/proxies/redis/toxics",
     "[]",
     400,
     "bad request body: json: cannot unmarshal array into Go value of type toxics.ToxicWrapper"},
    {"PATCH",
     "/proxies/redis/toxics/slow",
     "[]",
     400,
     "bad request body: json: cannot unmarshal array into Go value of type struct { Attributes "
     "interface {} \\\"json:\\\\\\\"attributes\\\\\\\"\\\"; Toxicity float32 "
     "\\\"json:\\\\\\\"toxicity\\\\\\\"\\\" }"},
    {"POST",
     "/proxies",
     R"({"name":5,"upstream":"x:1"})",
     400,
     "bad request body: json: cannot unmarshal number into Go struct field Proxy.name of type "
     "string"},
    {"POST",
     "/proxies/redis",
     R"({"enabled":"yes"})",
     400,
     "bad request body: json: cannot unmarshal string into Go struct field Proxy.enabled of type "
     "bool"},
    {"POST",
     "/proxies",
     R"({"name":"a","listen":"nowhere","upstream":"x:1"})",
     500,
     "listen tcp: address nowhere: missing port in address"},
    {"POST",
     "/proxies/redis/toxics",
     R"({"type":"latency","stream":"left"})",
     400,
     "stream was invalid, can be either upstream or downstream"},
    {"POST", "/proxies/redis/toxics", R"({"type":"fire"})", 400, "invalid toxic type"},
    {"POST",
     "/proxies/redis/toxics",
     R"({"type":"noop","name":"slow"})",
     409,
     "toxic already exists"},
    {"POST",
     "/proxies/redis/toxics",
     R"({"type":"latency","attributes":{"latency":"100"}})",
     400,
     "bad request body: json: cannot unmarshal string into Go struct field "
     "LatencyToxic.attributes.latency of type int64"},
    {"POST",
     "/proxies/redis/toxics",
     R"({"type":"latency","attributes":{"latency":100.5}})",
     400,
     "bad request body: json: cannot unmarshal number 100.5 into Go struct field "
     "LatencyToxic.attributes.latency of type int64"},
    {"PATCH",
     "/proxies/redis/toxics/slow",
     R"({"attributes":{"jitter":1e3}})",
     400,
     "bad request body: json: cannot unmarshal number 1e3 into Go struct field "
     "LatencyToxic.attributes.jitter of type int64"},
    // Where the original crashes, or loops for ever:
    {"POST",
     "/proxies/redis/toxics",
     R"({"type":"slicer"})",
     400,
     "bad request body: the average_size 0 is less than 1"},
    {"POST",
     "/proxies/redis/toxics",
     R"({"type":"slicer","attributes":{"average_size":1,"size_variation":2}})",
     400,
     "bad request body: the size_variation 2 is more than the average_size 1"},
    {"POST",
     "/proxies/redis/toxics",
     R"({"type":"bandwidth","attributes":{"rate":-1}})",
     400,
     "bad request body: the rate -1 is less than 0"},
};

TEST_CASE("errors have the bytes of Toxiproxy's, and both keys", "[proxy]") {
  for (const Exchange& row : failures) {
    INFO(row.method << " " << row.path << " " << row.body);
    Fixture fixture;
    const std::string before = fixture.send("GET", "/proxies").body;

    const http::Reply reply = fixture.send(row.method, row.path, row.body);

    CHECK(reply.status == row.status);
    CHECK(reply.body == failure(row.status, row.answer));
    CHECK(*reply.headers.find("content-type") == "text/plain; charset=utf-8");
    CHECK(*reply.headers.find("x-content-type-options") == "nosniff");
    CHECK(fixture.send("GET", "/proxies").body == before);
  }
}

TEST_CASE("populate says which entry is wrong, and does nothing then", "[proxy]") {
  Fixture fixture;

  const http::Reply reply = fixture.send(
      "POST", "/populate", R"([{"name":"a","upstream":"x:1","enabled":false},{"name":"b"}])");

  CHECK(reply.status == 400);
  CHECK(reply.body == R"({"error":"missing required field: upstream at proxy 2","status":400,)"
                      R"("title":"missing required field: upstream at proxy 2","proxies":null})");
  CHECK(*reply.headers.find("content-type") == "application/json");
  CHECK(fixture.send("GET", "/proxies/a").status == 404);
}

TEST_CASE("toxics come with their proxy, or the proxy does not come", "[proxy]") {
  Fixture fixture;

  const http::Reply good =
      fixture.send("POST",
                   "/proxies",
                   R"({"name":"a","upstream":"x:1","enabled":false,"toxics":[{"type":"noop"}]})");
  const http::Reply bad =
      fixture.send("POST",
                   "/populate",
                   R"([{"name":"b","upstream":"x:1","enabled":false,"toxics":[{"type":"fire"}]}])");

  CHECK(good.body ==
        R"({"name":"a","listen":"","upstream":"x:1","enabled":false,"toxics":[{"attributes":{},)"
        R"("name":"noop_downstream","type":"noop","stream":"downstream","toxicity":1}]})");
  CHECK(bad.status == 400);
  CHECK(fixture.send("GET", "/proxies/b").status == 404);
}

TEST_CASE("toxics are listed upstream first", "[proxy]") {
  Fixture fixture;
  fixture.send("POST", "/proxies/redis/toxics", R"({"type":"noop","stream":"upstream"})");

  const std::string body = fixture.send("GET", "/proxies/redis/toxics").body;

  CHECK(body.find("noop_upstream") < body.find("slow"));
}

TEST_CASE("what is no place is 404, another method 405, a browser 403", "[proxy]") {
  Fixture fixture;
  http::Request browser;
  browser.method = "GET";
  browser.path = "/proxies";
  browser.headers.add("user-agent", "Mozilla/5.0");

  const http::Reply nowhere = fixture.send("GET", "/nowhere");
  const http::Reply wrong = fixture.send("PUT", "/proxies");
  const http::Reply refused = fixture.api.handle(browser);

  CHECK(nowhere.status == 404);
  CHECK(nowhere.body == "404 page not found\n");
  CHECK_FALSE(nowhere.headers.has("x-toxiproxy-request-id"));
  CHECK(fixture.send("GET", "/proxies/").status == 404);
  CHECK(wrong.status == 405);
  CHECK(wrong.body.empty());
  CHECK(refused.status == 403);
  CHECK(refused.body == "User agent not allowed\n");
}

/// Listeners bind, and nobody connects: the io_context never runs.
TEST_CASE("an enabled proxy says where it listens, and others cannot", "[proxy]") {
  Fixture fixture;
  const std::string made =
      fixture.send("POST", "/proxies", R"({"name":"a","listen":"localhost:0","upstream":"x:1"})")
          .body;
  const std::string start = R"({"name":"a","listen":")";
  REQUIRE(made.starts_with(start + "127.0.0.1:"));
  const std::string listen = made.substr(start.size(), made.find('"', start.size()) - start.size());

  const http::Reply taken = fixture.send(
      "POST", "/proxies", R"({"name":"b","upstream":"x:1","listen":")" + listen + "\"}");
  const http::Reply open =
      fixture.send("POST", "/proxies", R"({"name":"c","upstream":"x:1","listen":"0.0.0.0:0"})");
  fixture.send("POST", "/proxies/a", R"({"enabled":false})");
  const http::Reply free = fixture.send(
      "POST", "/proxies", R"({"name":"b","upstream":"x:1","listen":")" + listen + "\"}");

  CHECK(listen != "127.0.0.1:0");
  CHECK(taken.status == 500);
  CHECK(taken.body == failure(500, "listen tcp " + listen + ": bind: address already in use"));
  CHECK(open.status == 400);
  CHECK(fixture.send("GET", "/proxies/c").status == 404);
  CHECK(free.status == 201);
}

TEST_CASE("reset enables all proxies and removes all toxics", "[proxy]") {
  Fixture fixture;

  CHECK(fixture.send("POST", "/reset").status == 204);

  const std::string body = fixture.send("GET", "/proxies/redis").body;
  CHECK(body.find(R"("enabled":true,"toxics":[])") != std::string::npos);
}

TEST_CASE("metrics count the bytes of each proxy", "[proxy]") {
  Fixture fixture;

  const http::Reply reply = fixture.send("GET", "/metrics");

  CHECK(reply.body.find("# TYPE toxiproxy_proxy_received_bytes_total counter\n"
                        "toxiproxy_proxy_received_bytes_total{direction=\"downstream\","
                        "listener=\"127.0.0.1:0\",proxy=\"redis\",upstream=\"localhost:6379\"} "
                        "0\n") != std::string::npos);
}

}  // namespace
}  // namespace firedrill::proxy
