#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>

#include <boost/asio/io_context.hpp>
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "mock_services/service/service.hpp"
#include "tests/unit/service/admin_desk.hpp"

using namespace std::chrono_literals;
using namespace firedrill;
using namespace firedrill::tests;

namespace {

/// Headers may abort any request, and delay it for up to an hour.
mock::ServiceSettings heeding_headers() {
  mock::ServiceSettings settings = AdminDesk::instant();
  settings.header_faults = {
      .abort = *Probability::from(1), .delay = *Probability::from(1), .longest_delay = 1h};
  return settings;
}

constexpr const char* broken = R"({"id": "broken", "fault": "error_rate", "rate": 1})";

}  // namespace

TEST_CASE("the admin API of a service says whose it is", "[service]") {
  AdminDesk desk;

  CHECK(
      desk.told("") ==
      nlohmann::json({{"mock", "service"}, {"name", "users"}, {"version", "2"}, {"in_flight", 0}}));
}

TEST_CASE("an order for another process of the replica is not carried out", "[service]") {
  const auto ordered = [](unsigned own, const char* meant) {
    mock::ServiceSettings settings = AdminDesk::instant();
    settings.life = own;
    AdminDesk desk(settings);
    http::Request request = http::request_to("POST", "/__firedrill/faults");
    request.body = broken;
    request.headers.add("x-firedrill-life", meant);
    const int status = desk.ask(request).status;
    CHECK(desk.told("faults")["faults"].size() == (status == 201 ? 1U : 0U));
    return status;
  };

  CHECK(ordered(2, "2") == 201);
  CHECK(ordered(1, "2") == 421);
  CHECK(ordered(0, "2") == 201);  // it is on its own
}

TEST_CASE("a service counts its hits by path and status", "[service]") {
  AdminDesk desk;
  desk.ask("GET", "/users/1");
  desk.ask("GET", "/healthz");
  desk.admin("POST", "faults", broken);
  desk.ask("GET", "/users/1");
  desk.ask("GET", "/" + std::string(300, 'x'));

  const auto hits = desk.told("hits");

  CHECK(hits.size() == 3);
  CHECK(hits["GET /users/1"]["requests"] == 2);
  CHECK(hits["GET /users/1"]["faulted"] == 1);
  CHECK(hits["GET /users/1"]["by_status"] == nlohmann::json({{"200", 1}, {"500", 1}}));
  CHECK(hits["GET /healthz"]["requests"] == 1);
  CHECK(hits["other"]["requests"] == 1);
  CHECK(desk.admin("DELETE", "hits").status == 204);
  CHECK(desk.told("hits").empty());
}

TEST_CASE("faults of a service are added alone or as an array, with or without an id",
          "[service]") {
  AdminDesk desk;

  const http::Reply one = desk.admin("POST", "faults", R"({"fault": "hang"})");
  const http::Reply two = desk.admin(
      "POST", "faults", R"([{"fault": "refuse"}, {"id": "slow", "fault": "latency", "by": "1s"}])");

  CHECK(one.status == 201);
  CHECK(nlohmann::json::parse(one.body) == nlohmann::json({{"ids", {"added-1"}}}));
  CHECK(nlohmann::json::parse(two.body) == nlohmann::json({{"ids", {"added-2", "slow"}}}));
  CHECK(desk.admin("POST", "faults", R"({"id": "slow", "fault": "hang"})").status == 409);
  CHECK(desk.admin("DELETE", "faults/slow").status == 204);
  CHECK(desk.admin("DELETE", "faults/slow").status == 404);
  CHECK(desk.admin("DELETE", "faults").status == 204);
  const nlohmann::json faults = desk.told("faults")["faults"];
  CHECK(faults.size() == 3);
  for (const auto& fault : faults) {
    CHECK(fault["active"] == false);
  }
  CHECK(desk.ask("GET", "/").status == 200);
}

TEST_CASE("a fault with a ttl ends by itself, and not what took its place", "[service]") {
  AdminDesk desk;
  const std::string spec = R"({"id": "f", "fault": "error_rate", "rate": 1, "ttl": ")";
  CHECK(desk.admin("POST", "faults", spec + "-1s\"}").status == 400);
  REQUIRE(desk.admin("POST", "faults", spec + "1h\"}").status == 201);
  REQUIRE(desk.admin("DELETE", "faults/f").status == 204);
  REQUIRE(desk.admin("POST", "faults", spec + "1ms\"}").status == 201);
  CHECK(desk.ask("GET", "/").status == 500);

  desk.finish();

  CHECK(desk.told("faults")["faults"].back()["active"] == false);
  CHECK(desk.ask("GET", "/").status == 200);
  REQUIRE(desk.admin("POST", "faults", spec + "1h\"}").status == 201);
  REQUIRE(desk.admin("POST", "reset").status == 204);
  desk.finish();  // nothing is waited for
}

TEST_CASE("the clock of a service goes forward, and never back", "[service]") {
  mock::ServiceSettings settings = AdminDesk::instant();
  settings.behaviour.workers = 1;
  AdminDesk desk(settings);
  const std::int64_t before = desk.told("clock")["now_s"];

  const http::Reply moved = desk.admin("POST", "clock", R"({"advance": "2h"})");

  CHECK(moved.status == 200);
  const std::int64_t after = desk.told("clock")["now_s"];
  CHECK(after - before >= 7200);
  CHECK(after - before < 7300);
  CHECK(desk.admin("POST", "clock", R"({"advance": "-1h"})").status == 400);
  CHECK(desk.admin("POST", "clock", R"({"set": "2001-01-01T00:00:00Z"})").status == 400);
  CHECK(desk.admin("POST", "clock", "{}").status == 400);
  CHECK(desk.told("clock")["now_s"] >= after);
}

TEST_CASE("a service that is cold is warm when its clock has moved on", "[service]") {
  mock::ServiceSettings settings = AdminDesk::instant();
  settings.behaviour.latency = Distribution(Constant{1ms});
  settings.behaviour.warm_up = {.lasts = 1h, .factor = 10'000'000};  // an answer takes hours
  AdminDesk desk(settings);

  desk.admin("POST", "clock", R"({"advance": "1h"})");

  CHECK(desk.ask("GET", "/").status == 200);
}

TEST_CASE("a fault with a profile counts from when it began, by the service's clock", "[service]") {
  AdminDesk desk;
  const std::string fault =
      R"("fault": "error_rate", "rate": 1, "profile": {"steps": [{"after": "5m", "share": 1}]})";
  desk.admin("POST", "faults", R"({"id": "new", )" + fault + "}");
  CHECK(desk.ask("GET", "/").status == 200);
  desk.admin("POST", "clock", R"({"advance": "6m"})");
  CHECK(desk.ask("GET", "/").status == 500);
  desk.admin("DELETE", "faults/new");
  CHECK(desk.ask("GET", "/").status == 200);

  desk.admin("POST", "faults", R"({"id": "old", "elapsed": "6m", )" + fault + "}");

  CHECK(desk.ask("GET", "/").status == 500);
  CHECK(desk.admin("POST", "faults", R"({"fault": "hang", "share": 2})").status == 400);
}

TEST_CASE("a reset ends the faults of a service and forgets its hits", "[service]") {
  AdminDesk desk;
  desk.admin("POST", "faults", broken);
  desk.ask("GET", "/");

  CHECK(desk.admin("POST", "reset").status == 204);

  CHECK(desk.told("faults") == nlohmann::json({{"faults", nlohmann::json::array()}}));
  CHECK(desk.told("hits").empty());
  CHECK(desk.ask("GET", "/").status == 200);
}

TEST_CASE("spoilt answers look on the wire as the fault says", "[service][faults]") {
  AdminDesk desk;

  const std::string large = desk.bytes_under("headers_too_large");
  CHECK(large.starts_with("HTTP/1.1 200 OK\r\nx-large-0: xxx"));
  CHECK(large.size() > 100'000);
  CHECK(desk.bytes_under("wrong_content_length") ==
        "HTTP/1.1 200 OK\r\ncontent-length: 1007\r\n\r\n200 OK\n");
  CHECK(desk.bytes_under("bad_chunk") ==
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nno size\r\n200 OK\n");
}

TEST_CASE("an answer of a wrong type is as ever but for that, and says what it is to callers",
          "[service][faults]") {
  mock::ServiceSettings settings = AdminDesk::instant();
  http::Reply page = http::text_reply(200, "<p>hello</p>");
  page.headers.set("content-type", "text/html; charset=utf-8");
  settings.canned = {{.path = "/page", .reply = page}};
  AdminDesk desk(settings);
  desk.admin("POST", "faults", R"({"fault": "wrong_content_type"})");

  const http::Reply text = desk.ask("GET", "/");
  CHECK(text.status == 200);
  CHECK(text.body == "200 OK\n");
  CHECK(*text.headers.find("content-type") == "text/html");
  CHECK(*text.headers.find("x-firedrill-outcome") == "malformed");
  CHECK(*desk.ask("GET", "/page").headers.find("content-type") == "application/octet-stream");
}

TEST_CASE("an answer that dribbles is handed over at once, to be sent in pieces",
          "[service][faults]") {
  AdminDesk desk;
  desk.admin("POST", "faults", R"({"fault": "dribble", "chunks": 5, "over": "2h"})");

  const http::Answer answer = desk.answer_to(http::request_to("GET", "/"));

  const auto* dribble = std::get_if<http::Dribble>(&answer.delivery);
  REQUIRE(dribble != nullptr);
  CHECK(dribble->chunks == 5);
  CHECK(dribble->over == 2h);
  CHECK(dribble->reply.body == "200 OK\n");
}

TEST_CASE("a redirect leads back to where it was asked for", "[service][faults]") {
  AdminDesk desk;
  desk.admin("POST", "faults", R"({"fault": "redirect_loop"})");

  const http::Reply reply = desk.ask("GET", "/cart?x=1");

  CHECK(reply.status == 307);
  CHECK(*reply.headers.find("location") == "/cart?x=1");
}

TEST_CASE("a service refuses faults that are not for its requests", "[service][faults]") {
  AdminDesk desk;

  CHECK(desk.admin("POST", "faults", R"({"fault": "slow_start", "by": "1m"})").status == 400);
  CHECK(desk.admin("POST", "faults", R"({"fault": "pool_exhaustion", "left": 1, "share": 0.5})")
            .status == 400);
  CHECK(desk.admin("POST", "faults", R"({"fault": "pool_exhaustion", "left": 1})").status == 201);
}

TEST_CASE("caches are purged by kind, and mistakes are named", "[service]") {
  AdminDesk desk;

  CHECK(desk.admin("POST", "purge", R"({"cache": "tokens"})").status == 204);
  CHECK(desk.admin("POST", "purge", R"({"cache": "all of it"})").status == 400);
  CHECK(desk.admin("POST", "nothing").status == 404);
  CHECK(desk.admin("POST", "faults", R"({"id": "f", "fault": "crash"})").status == 400);
}

TEST_CASE("a service aborts what a header asks for, and counts it", "[service][header_faults]") {
  AdminDesk desk(heeding_headers());

  const http::Reply reply =
      desk.ask_with({{"x-envoy-fault-abort-request", "418"}, {"x-envoy-fault-delay-request", "1"}});

  CHECK(reply.status == 418);
  CHECK_FALSE(reply.headers.has("x-firedrill-cause"));
  CHECK(*reply.headers.find("x-firedrill-version") == "2");
  const nlohmann::json hits = desk.told("hits");
  CHECK(hits["GET /"]["faulted"] == 1);
  CHECK(hits["GET /"]["by_status"] == nlohmann::json({{"418", 1}}));
  CHECK(desk.ask("GET", "/metrics").body.find(R"(http_requests_total{code="418")") !=
        std::string::npos);
  CHECK(desk.told("faults")["header_faults"] == nlohmann::json({{"aborts", 1}, {"delays", 1}}));
  desk.admin("POST", "reset");
  CHECK(desk.told("faults")["header_faults"] == nlohmann::json({{"aborts", 0}, {"delays", 0}}));
  CHECK(desk.ask_with({{"x-envoy-fault-abort-request", "418"}}).status == 418);
}

TEST_CASE("a service holds back what a header delays", "[service][header_faults]") {
  AdminDesk desk(heeding_headers());

  desk.send({{"x-envoy-fault-delay-request", "3600000"}});

  CHECK(desk.told("")["in_flight"] == 1);
  CHECK(desk.told("faults")["header_faults"]["delays"] == 1);
}

TEST_CASE("a service heeds no fault headers unless told to", "[service][header_faults]") {
  AdminDesk desk;

  const http::Reply reply = desk.ask_with(
      {{"x-envoy-fault-abort-request", "418"}, {"x-envoy-fault-delay-request", "3600000"}});

  CHECK(reply.status == 200);
  CHECK_FALSE(desk.told("faults").contains("header_faults"));
}

TEST_CASE("headers speak before the faults in effect, which do not see what they abort",
          "[service][header_faults]") {
  AdminDesk desk(heeding_headers());
  desk.admin("POST", "faults", broken);

  CHECK(desk.ask_with({{"x-envoy-fault-abort-request", "418"}}).status == 418);
  CHECK(desk.told("faults")["faults"][0]["injected"] == 0);

  CHECK(desk.ask_with({{"x-envoy-fault-delay-request", "1"}}).status == 500);
  CHECK(desk.told("faults")["faults"][0]["injected"] == 1);
  CHECK(desk.told("faults")["header_faults"]["delays"] == 1);
}

TEST_CASE("the delay of a header is added to those of the faults in effect",
          "[service][header_faults]") {
  AdminDesk desk(heeding_headers());
  desk.admin("POST", "faults", R"({"fault": "latency", "by": "3ms"})");

  desk.ask_with({{"x-envoy-fault-delay-request", "4"}});

  const std::string metrics = desk.ask("GET", "/metrics").body;
  const std::string sum = R"(http_request_duration_seconds_sum{service="users"} )";
  REQUIRE(metrics.find(sum) != std::string::npos);
  CHECK(std::stod(metrics.substr(metrics.find(sum) + sum.size())) >= 0.007);
}
