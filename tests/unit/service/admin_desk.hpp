#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>

#include <boost/asio/io_context.hpp>
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "mock_services/service/service.hpp"

namespace firedrill::tests {

using namespace std::chrono_literals;

/// A service that answers at once.
class AdminDesk {
 public:
  explicit AdminDesk(mock::ServiceSettings settings = instant())
      : service_(io_, std::move(settings)) {}

  static mock::ServiceSettings instant() {
    mock::ServiceSettings settings{.name = "users", .version = "2"};
    settings.behaviour.latency = Distribution(Constant{0ns});
    return settings;
  }

  http::Reply ask(const std::string& method, const std::string& path, std::string body = "") {
    http::Request request = http::request_to(method, path);
    request.body = std::move(body);
    return ask(std::move(request));
  }

  http::Reply ask_with(http::Headers headers) {
    http::Request request = http::request_to("GET", "/");
    request.headers = std::move(headers);
    return ask(std::move(request));
  }

  /// The answer has to be a reply.
  http::Reply ask(http::Request request) {
    const http::Answer answer = answer_to(std::move(request));
    REQUIRE(std::holds_alternative<http::Reply>(answer.delivery));
    return std::get<http::Reply>(answer.delivery);
  }

  http::Answer answer_to(http::Request request) {
    std::optional<http::Answer> answer;
    service_.handle(std::move(request),
                    http::Responder([&](http::Answer given) { answer = std::move(given); }));
    while (!answer && io_.run_one() > 0) {
    }
    REQUIRE(answer);
    return *answer;
  }

  /// The bytes of the answer while the fault is in effect.
  std::string bytes_under(const std::string& kind) {
    CHECK(admin("POST", "faults", R"({"id": "f", "fault": ")" + kind + R"("})").status == 201);
    const http::Answer answer = answer_to(http::request_to("GET", "/"));
    CHECK(admin("DELETE", "faults/f").status == 204);
    REQUIRE(std::holds_alternative<http::Raw>(answer.delivery));
    return std::get<http::Raw>(answer.delivery).bytes;
  }

  http::Reply admin(const std::string& method, const std::string& place, std::string body = "") {
    return ask(method, "/__firedrill/" + place, std::move(body));
  }

  /// Sends it, and does not wait for an answer.
  void send(http::Headers headers) {
    http::Request request = http::request_to("GET", "/");
    request.headers = std::move(headers);
    service_.handle(std::move(request), http::Responder([](http::Answer) {}));
    io_.poll();
  }

  /// Waits for whatever the service has begun.
  void finish() {
    io_.run();
    io_.restart();
  }

  nlohmann::json told(const std::string& place) {
    return nlohmann::json::parse(admin("GET", place).body);
  }

 private:
  boost::asio::io_context io_{1};
  mock::Service service_;
};

}  // namespace firedrill::tests
