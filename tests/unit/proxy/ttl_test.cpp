#include <chrono>
#include <string>
#include <string_view>

#include <boost/asio/steady_timer.hpp>
#include <catch2/catch.hpp>

#include "tests/support/proxy_api.hpp"

// Toxics that remove themselves, so that one who forgets them does not leave a broken network.
namespace firedrill::proxy {
namespace {

using namespace std::chrono_literals;

struct TtlFixture : tests::ProxyApi {
  TtlFixture() {
    send("POST", "/proxies", R"({"name": "redis", "upstream": "127.0.0.1:1", "enabled": false})");
  }

  http::Reply add(std::string_view ttl) {
    return send("POST",
                "/proxies/redis/toxics",
                R"({"name": "slow", "type": "latency", "ttl": )" + std::string(ttl) + "}");
  }

  bool is_there() { return proxies.find("redis")->find("slow") != nullptr; }
};

TEST_CASE("a toxic with a ttl says so, and removes itself", "[proxy]") {
  TtlFixture fixture;

  const http::Reply reply = fixture.add(R"("2ms")");

  CHECK(reply.body.ends_with(R"("toxicity":1,"ttl":"2ms"})"));
  REQUIRE(fixture.is_there());
  CHECK(fixture.context.run_for(10s) == 1);
  CHECK_FALSE(fixture.is_there());
}

TEST_CASE("an update begins the ttl anew, and can change or end it", "[proxy]") {
  TtlFixture fixture;
  const auto update = [&fixture](std::string_view body) {
    return fixture.send("POST", "/proxies/redis/toxics/slow", body);
  };
  fixture.add(R"("1ms")");

  update(R"({"ttl": "1h"})");
  fixture.context.poll();  // the wait for the first, which ends without removing anything
  CHECK(fixture.is_there());
  CHECK(update("{}").body.ends_with(R"("ttl":"1h"})"));

  CHECK(update(R"({"ttl": "0s"})").body.ends_with(R"("toxicity":1})"));
  fixture.context.restart();
  fixture.context.run_for(10s);  // nothing is left to wait for
  CHECK(fixture.is_there());
  CHECK(fixture.context.stopped());
}

TEST_CASE("a wait that has ended already does not remove what is set anew", "[proxy]") {
  TtlFixture fixture;
  const auto add = [&fixture](const std::string& name) {
    fixture.send("POST",
                 "/proxies/redis/toxics",
                 R"({"name": ")" + name + R"(", "type": "noop", "ttl": "1ms"})");
  };
  add("first");
  add("second");
  boost::asio::steady_timer(fixture.context, 2ms).wait();

  REQUIRE(fixture.context.run_one() == 1);  // one is removed, the other's wait is queued
  const proxy::Proxy& proxy = *fixture.proxies.find("redis");
  REQUIRE((proxy.find("first") == nullptr) != (proxy.find("second") == nullptr));
  const std::string left = proxy.find("first") == nullptr ? "second" : "first";
  fixture.send("POST", "/proxies/redis/toxics/" + left, R"({"ttl": "1h"})");
  fixture.context.poll();

  CHECK(proxy.find(left) != nullptr);
}

TEST_CASE("a toxic that is removed leaves its name to one without a ttl", "[proxy]") {
  TtlFixture fixture;
  fixture.add(R"("1ms")");
  fixture.send("DELETE", "/proxies/redis/toxics/slow", "");
  fixture.add("null");

  fixture.context.run_for(10s);

  CHECK(fixture.is_there());
}

TEST_CASE("proxies that are gone do not wait for their toxics", "[proxy]") {
  TtlFixture fixture;
  fixture.add(R"("1h")");

  fixture.proxies.clear();
  fixture.context.run_for(10s);

  CHECK(fixture.context.stopped());
}

TEST_CASE("a wrong ttl is refused", "[proxy]") {
  TtlFixture fixture;

  CHECK(fixture.add("30").body.find("cannot unmarshal number into Go struct field "
                                    "ToxicWrapper.ttl of type string") != std::string::npos);
  CHECK(fixture.add(R"("soon")").body.find("bad request body: ttl: ") != std::string::npos);
  CHECK(fixture.add(R"("soon")").status == 400);
  CHECK_FALSE(fixture.is_there());
}

}  // namespace
}  // namespace firedrill::proxy
