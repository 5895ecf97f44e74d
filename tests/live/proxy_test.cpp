#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "tests/support/http_client.hpp"
#include "tests/support/live_proxy.hpp"

namespace firedrill::tests {
namespace {

using namespace std::chrono_literals;
using End = RawClient::End;

constexpr std::string_view plain_request = LiveProxy::plain_request;
constexpr std::size_t body_bytes = LiveProxy::body_bytes;

TEST_CASE("a proxy passes one answer after the other, however its flows wait", "[proxy]") {
  proxy::Options options;
  options.waits_together = GENERATE(std::size_t{1}, proxy::Options{}.waits_together);
  LiveProxy proxy(options);
  RawClient client(proxy.port());

  for (int turn = 0; turn < 20; ++turn) {
    client.send(plain_request);
    CHECK(client.read_until("end", 10s) == End::none);
    CHECK(client.take().size() > body_bytes);
  }

  CHECK(proxy.connections() == 1);
}

TEST_CASE("a proxy passes the answer to who has finished sending", "[proxy]") {
  LiveProxy proxy;
  RawClient client(proxy.port());

  client.send("GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n");
  client.finish_sending();

  CHECK(client.read_until("", 10s) == End::closed);
  CHECK(client.take().ends_with("xend"));
  CHECK(proxy.has_none_left());
}

TEST_CASE("whatever a request's size, all of it passes, and an end is an end", "[proxy]") {
  LiveProxy proxy;
  for (const std::size_t size : {100U, 1023U, 1024U, 1025U, 2048U, 9000U}) {
    CAPTURE(size);
    std::string request = "GET / HTTP/1.1\r\nhost: a\r\nfiller: ";
    request += std::string(size - request.size() - 4, 'f') + "\r\n\r\n";
    RawClient finishing(proxy.port());
    finishing.send(request);
    CHECK(finishing.read_until("end", 10s) == End::none);
    finishing.send(request);
    finishing.finish_sending();
    CHECK(finishing.read_until("", 10s) == End::closed);
    CHECK(finishing.take().size() > 2 * body_bytes);
    CHECK(proxy.has_none_left());

    {
      RawClient vanishing(proxy.port());
      vanishing.send(request);
      CHECK(vanishing.read_until("xx", 10s) == End::none);
      vanishing.send(request);  // closed with answers unread: a reset
    }
    CHECK(proxy.has_none_left());
  }
}

TEST_CASE("a latency is there from the first request after it, and gone with it", "[proxy]") {
  LiveProxy proxy;
  RawClient client(proxy.port());
  const auto timed = [&] {
    const auto began = std::chrono::steady_clock::now();
    client.send(plain_request);
    REQUIRE(client.read_until("end", 10s) == End::none);
    client.take();
    return std::chrono::steady_clock::now() - began;
  };
  timed();

  proxy.add(R"({"type":"latency","stream":"upstream","attributes":{"latency":100}})");
  proxy.add(R"({"type":"latency","attributes":{"latency":200}})");
  CHECK(timed() >= 300ms);
  CHECK(proxy.send("DELETE", "/proxies/web/toxics/latency_upstream").status == 204);
  CHECK(timed() >= 200ms);
  proxy.send(
      "POST", "/proxies/web/toxics/latency_downstream", R"({"attributes":{"latency":9000}})");
  client.send(plain_request);
  proxy.send("POST", "/reset");

  CHECK(client.read_until("end", 5s) == End::none);
}

TEST_CASE("a limit of data cuts the answer, a reset takes it", "[proxy]") {
  LiveProxy proxy;
  proxy.add(R"({"type":"limit_data","attributes":{"bytes":1000}})");
  RawClient cut(proxy.port());
  cut.send(plain_request);
  CHECK(cut.read_until("", 10s) == End::closed);
  CHECK(cut.take().size() == 1000);

  proxy.send("POST", "/reset");
  proxy.add(R"({"type":"reset_peer","stream":"upstream"})");
  RawClient reset(proxy.port());
  reset.send(plain_request);

  CHECK(reset.read_until("", 10s) == End::reset);
  CHECK(reset.take().empty());
  CHECK(proxy.has_none_left());
}

TEST_CASE("answers of HTTP get another status, headers and body on the way", "[proxy]") {
  LiveProxy proxy;
  RawClient client(proxy.port());
  const auto answered = [&](std::string_view request, std::string_view last) {
    client.send(request);
    REQUIRE(client.read_until(last, 10s) == End::none);
    return client.take();
  };
  CHECK(answered(plain_request, "xend").starts_with("HTTP/1.1 200 OK\r\n"));

  proxy.add(R"({"name":"s","type":"http_status","attributes":{"retry_after":3,"first":2}})");
  const std::string unavailable =
      "HTTP/1.1 503 Service Unavailable\r\nretry-after: 3\r\ncontent-length: 0\r\n\r\n";
  CHECK(answered(plain_request, "\r\n\r\n") == unavailable);
  CHECK(answered(plain_request, "\r\n\r\n") == unavailable);
  CHECK(answered(plain_request, "xend").starts_with("HTTP/1.1 200 OK\r\n"));

  proxy.add(R"({"name":"h","type":"http_headers","attributes":{"set":{"x-a":"b"}}})");
  proxy.add(R"({"name":"b","type":"http_body","attributes":{"replace":"other"}})");
  const std::string of_head = answered("HEAD / HTTP/1.1\r\nhost: a\r\n\r\n", "\r\n\r\n");
  CHECK(of_head.find("x-a: b\r\n") != std::string::npos);
  CHECK(of_head.ends_with("content-length: 5\r\n\r\n"));
  CHECK(answered(plain_request, "other").find("content-length: 5\r\n") != std::string::npos);

  proxy.send("PATCH", "/proxies/web/toxics/b", R"({"attributes":{"truncate":70000}})");
  client.send(plain_request);
  CHECK(client.read_until("", 10s) == End::closed);
  const std::string cut = client.take();
  CHECK(cut.find("content-length: 100003\r\n") != std::string::npos);
  CHECK(cut.size() - cut.find("\r\n\r\n") - 4 == 70'000);
  CHECK(proxy.has_none_left());
}

TEST_CASE("another upstream closes the connections to the old one", "[proxy]") {
  LiveProxy proxy;
  RawClient client(proxy.port());
  client.send(plain_request);
  REQUIRE(client.read_until("end", 10s) == End::none);

  const std::string other = fmt::format(R"({{"upstream":"localhost:{}"}})", proxy.upstream_port());
  CHECK(proxy.send("PATCH", "/proxies/web", other).status == 200);

  CHECK(client.read_until("", 10s) == End::closed);
  RawClient again(proxy.port());
  again.send(plain_request);
  CHECK(again.read_until("end", 10s) == End::none);
}

TEST_CASE("an upstream that refuses closes the client's connection", "[proxy]") {
  LiveProxy proxy;
  proxy.send("PATCH", "/proxies/web", R"({"upstream":"127.0.0.1:1"})");
  RawClient refused(proxy.port());
  CHECK(refused.read_until("", 10s) != End::late);

  proxy.send("PATCH", "/proxies/web", R"({"upstream":"no port"})");
  RawClient nowhere(proxy.port());
  CHECK(nowhere.read_until("", 10s) != End::late);

  CHECK(proxy.has_none_left());
}

TEST_CASE("a proxy that is deleted closes its connections", "[proxy]") {
  LiveProxy proxy;
  RawClient client(proxy.port());
  proxy.add(R"({"type":"latency","attributes":{"latency":60000}})");
  client.send(plain_request);

  CHECK(proxy.send("DELETE", "/proxies/web").status == 204);

  CHECK(client.read_until("", 10s) != End::late);
}

}  // namespace
}  // namespace firedrill::tests
