#include <chrono>
#include <cstddef>
#include <future>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "mock_services/http/server.hpp"
#include "mock_services/proxy/api.hpp"
#include "tests/support/http_client.hpp"

namespace firedrill::tests {
namespace {

using namespace std::chrono_literals;
using End = RawClient::End;

constexpr std::string_view plain_request = "GET / HTTP/1.1\r\nhost: a\r\n\r\n";
constexpr std::size_t body_bytes = 100'000;

/// A proxy "web" in front of an HTTP server, whose answers have 100,000 bytes of "x" and "end".
class Scene {
 public:
  Scene() {
    http::ServerOptions options;
    const auto answer = [](const http::Request&, http::Responder respond) {
      respond(http::text_reply(200, std::string(body_bytes, 'x') + "end"));
    };
    server_ = std::make_unique<http::Server>(*http::Server::start(context_, options, answer));
    proxies_ = std::make_unique<proxy::Proxies>(context_, proxy::Options{});
    api_ = std::make_unique<proxy::Api>(*proxies_);
    thread_ = std::thread([this] { context_.run(); });
    send("POST",
         "/proxies",
         fmt::format(R"({{"name":"web","listen":"127.0.0.1:0","upstream":"127.0.0.1:{}"}})",
                     server_->port()));
  }

  Scene(const Scene&) = delete;
  Scene& operator=(const Scene&) = delete;

  ~Scene() {
    on_thread([this] {
      proxies_->clear();
      server_->stop();
    });
    work_.reset();
    thread_.join();
  }

  http::Reply send(std::string_view method, std::string_view path, std::string_view body = "") {
    http::Request request;
    request.method = method;
    request.path = path;
    request.body = body;
    return on_thread([&] { return api_->handle(request); });
  }

  void add(std::string_view toxic) {
    REQUIRE(send("POST", "/proxies/web/toxics", toxic).status == 200);
  }

  std::uint16_t port() {
    const std::string listen = on_thread([&] { return proxies_->find("web")->settings().listen; });
    return static_cast<std::uint16_t>(std::stoi(listen.substr(listen.find(':') + 1)));
  }

  std::size_t connections() {
    return on_thread([&] { return proxies_->find("web")->connections(); });
  }

  bool has_none_left() {
    const auto patience = std::chrono::steady_clock::now() + 10s;
    while (connections() > 0 && std::chrono::steady_clock::now() < patience) {
      std::this_thread::sleep_for(5ms);
    }
    return connections() == 0;
  }

  std::uint16_t upstream_port() const { return server_->port(); }

 private:
  template <class Do>
  std::invoke_result_t<Do> on_thread(Do what) {
    std::packaged_task<std::invoke_result_t<Do>()> task(std::move(what));
    auto result = task.get_future();
    boost::asio::post(context_, [&task] { task(); });
    return result.get();
  }

  boost::asio::io_context context_{1};
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_{
      context_.get_executor()};
  std::unique_ptr<http::Server> server_;
  std::unique_ptr<proxy::Proxies> proxies_;
  std::unique_ptr<proxy::Api> api_;
  std::thread thread_;
};

TEST_CASE("a proxy passes one answer after the other", "[proxy]") {
  Scene scene;
  RawClient client(scene.port());

  for (int turn = 0; turn < 20; ++turn) {
    client.send(plain_request);
    CHECK(client.read_until("end", 10s) == End::none);
    CHECK(client.take().size() > body_bytes);
  }

  CHECK(scene.connections() == 1);
}

TEST_CASE("a proxy passes the answer to who has finished sending", "[proxy]") {
  Scene scene;
  RawClient client(scene.port());

  client.send("GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n");
  client.finish_sending();

  CHECK(client.read_until("", 10s) == End::closed);
  CHECK(client.take().ends_with("xend"));
  CHECK(scene.has_none_left());
}

TEST_CASE("whatever a request's size, all of it passes, and an end is an end", "[proxy]") {
  Scene scene;
  for (const std::size_t size : {100U, 1023U, 1024U, 1025U, 2048U, 9000U}) {
    CAPTURE(size);
    std::string request = "GET / HTTP/1.1\r\nhost: a\r\nfiller: ";
    request += std::string(size - request.size() - 4, 'f') + "\r\n\r\n";
    RawClient finishing(scene.port());
    finishing.send(request);
    CHECK(finishing.read_until("end", 10s) == End::none);
    finishing.send(request);
    finishing.finish_sending();
    CHECK(finishing.read_until("", 10s) == End::closed);
    CHECK(finishing.take().size() > 2 * body_bytes);
    CHECK(scene.has_none_left());

    {
      RawClient vanishing(scene.port());
      vanishing.send(request);
      CHECK(vanishing.read_until("xx", 10s) == End::none);
      vanishing.send(request);  // closed with answers unread: a reset
    }
    CHECK(scene.has_none_left());
  }
}

TEST_CASE("a latency is there from the first request after it, and gone with it", "[proxy]") {
  Scene scene;
  RawClient client(scene.port());
  const auto timed = [&] {
    const auto began = std::chrono::steady_clock::now();
    client.send(plain_request);
    REQUIRE(client.read_until("end", 10s) == End::none);
    client.take();
    return std::chrono::steady_clock::now() - began;
  };
  timed();

  scene.add(R"({"type":"latency","stream":"upstream","attributes":{"latency":100}})");
  scene.add(R"({"type":"latency","attributes":{"latency":200}})");
  CHECK(timed() >= 300ms);
  CHECK(scene.send("DELETE", "/proxies/web/toxics/latency_upstream").status == 204);
  CHECK(timed() >= 200ms);
  scene.send(
      "POST", "/proxies/web/toxics/latency_downstream", R"({"attributes":{"latency":9000}})");
  client.send(plain_request);
  scene.send("POST", "/reset");

  CHECK(client.read_until("end", 5s) == End::none);
}

TEST_CASE("a limit of data cuts the answer, a reset takes it", "[proxy]") {
  Scene scene;
  scene.add(R"({"type":"limit_data","attributes":{"bytes":1000}})");
  RawClient cut(scene.port());
  cut.send(plain_request);
  CHECK(cut.read_until("", 10s) == End::closed);
  CHECK(cut.take().size() == 1000);

  scene.send("POST", "/reset");
  scene.add(R"({"type":"reset_peer","stream":"upstream"})");
  RawClient reset(scene.port());
  reset.send(plain_request);

  CHECK(reset.read_until("", 10s) == End::reset);
  CHECK(reset.take().empty());
  CHECK(scene.has_none_left());
}

TEST_CASE("answers of HTTP get another status, headers and body on the way", "[proxy]") {
  Scene scene;
  RawClient client(scene.port());
  const auto answered = [&](std::string_view request, std::string_view last) {
    client.send(request);
    REQUIRE(client.read_until(last, 10s) == End::none);
    return client.take();
  };
  CHECK(answered(plain_request, "xend").starts_with("HTTP/1.1 200 OK\r\n"));

  scene.add(R"({"name":"s","type":"http_status","attributes":{"retry_after":3,"first":2}})");
  const std::string unavailable =
      "HTTP/1.1 503 Service Unavailable\r\nretry-after: 3\r\ncontent-length: 0\r\n\r\n";
  CHECK(answered(plain_request, "\r\n\r\n") == unavailable);
  CHECK(answered(plain_request, "\r\n\r\n") == unavailable);
  CHECK(answered(plain_request, "xend").starts_with("HTTP/1.1 200 OK\r\n"));

  scene.add(R"({"name":"h","type":"http_headers","attributes":{"set":{"x-a":"b"}}})");
  scene.add(R"({"name":"b","type":"http_body","attributes":{"replace":"other"}})");
  const std::string of_head = answered("HEAD / HTTP/1.1\r\nhost: a\r\n\r\n", "\r\n\r\n");
  CHECK(of_head.find("x-a: b\r\n") != std::string::npos);
  CHECK(of_head.ends_with("content-length: 5\r\n\r\n"));
  CHECK(answered(plain_request, "other").find("content-length: 5\r\n") != std::string::npos);

  scene.send("PATCH", "/proxies/web/toxics/b", R"({"attributes":{"truncate":70000}})");
  client.send(plain_request);
  CHECK(client.read_until("", 10s) == End::closed);
  const std::string cut = client.take();
  CHECK(cut.find("content-length: 100003\r\n") != std::string::npos);
  CHECK(cut.size() - cut.find("\r\n\r\n") - 4 == 70'000);
  CHECK(scene.has_none_left());
}

TEST_CASE("another upstream closes the connections to the old one", "[proxy]") {
  Scene scene;
  RawClient client(scene.port());
  client.send(plain_request);
  REQUIRE(client.read_until("end", 10s) == End::none);

  const std::string other = fmt::format(R"({{"upstream":"localhost:{}"}})", scene.upstream_port());
  CHECK(scene.send("PATCH", "/proxies/web", other).status == 200);

  CHECK(client.read_until("", 10s) == End::closed);
  RawClient again(scene.port());
  again.send(plain_request);
  CHECK(again.read_until("end", 10s) == End::none);
}

TEST_CASE("an upstream that refuses closes the client's connection", "[proxy]") {
  Scene scene;
  scene.send("PATCH", "/proxies/web", R"({"upstream":"127.0.0.1:1"})");
  RawClient refused(scene.port());
  CHECK(refused.read_until("", 10s) != End::late);

  scene.send("PATCH", "/proxies/web", R"({"upstream":"no port"})");
  RawClient nowhere(scene.port());
  CHECK(nowhere.read_until("", 10s) != End::late);

  CHECK(scene.has_none_left());
}

TEST_CASE("clients that vanish under changing toxics leave nothing behind", "[proxy]") {
  Scene scene;
  const std::vector<std::string_view> toxics{
      R"({"name":"t","type":"latency","attributes":{"latency":5,"jitter":5}})",
      R"({"name":"t","type":"bandwidth","attributes":{"rate":100}})",
      R"({"name":"t","type":"slow_close","attributes":{"delay":5}})",
      R"({"name":"t","type":"timeout","attributes":{"timeout":5}})",
      R"({"name":"t","type":"reset_peer","attributes":{"timeout":5}})",
      R"({"name":"t","type":"slicer","attributes":{"average_size":500,"delay":10}})",
      R"({"name":"t","type":"limit_data","attributes":{"bytes":5000}})",
      R"({"name":"t","type":"http_status"})",
      R"({"name":"t","type":"http_body","attributes":{"truncate":5000}})"};

  for (std::size_t turn = 0; turn < 90; ++turn) {
    std::vector<std::unique_ptr<RawClient>> clients;
    for (int count = 0; count < 5; ++count) {
      clients.push_back(std::make_unique<RawClient>(scene.port()));
      clients.back()->send(plain_request);
    }
    scene.add(toxics[turn % toxics.size()]);
    clients.pop_back();
    clients.front()->read_until("end", 2ms);
    scene.send("PATCH", "/proxies/web/toxics/t", R"({"toxicity":0.5})");
    clients.pop_back();
    scene.send("DELETE", "/proxies/web/toxics/t");
  }

  CHECK(scene.has_none_left());
  RawClient client(scene.port());
  client.send(plain_request);
  CHECK(client.read_until("end", 10s) == End::none);
}

TEST_CASE("a proxy that is deleted closes its connections", "[proxy]") {
  Scene scene;
  RawClient client(scene.port());
  scene.add(R"({"type":"latency","attributes":{"latency":60000}})");
  client.send(plain_request);

  CHECK(scene.send("DELETE", "/proxies/web").status == 204);

  CHECK(client.read_until("", 10s) != End::late);
}

}  // namespace
}  // namespace firedrill::tests
