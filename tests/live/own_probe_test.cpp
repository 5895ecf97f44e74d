// What programs of the user's own say of themselves, over real sockets and files.
#include "harness/live/own_probe.hpp"

#include <chrono>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>

#include <catch2/catch.hpp>

#include "mock_services/http/server.hpp"
#include "tests/live/supervised.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace std::chrono_literals;
using namespace firedrill;
using namespace firedrill::test;
using live::OwnAddress;

namespace {

/// A server that answers /up with 204, /version and /metrics with 1.4.0, /silent never, all else
/// with 500.
struct Asked {
  live::Scheduler scheduler;
  Result<http::Server> server = http::Server::start(
      scheduler.io(), {}, [](const http::Request& request, http::Responder respond) {
        if (request.path == "/up") {
          respond(http::text_reply(204, ""));
        } else if (request.path == "/version") {
          respond(http::text_reply(200, "1.4.0\n"));
        } else if (request.path == "/metrics") {
          respond(http::text_reply(200, "build_info{version=\"1.4.0\"} 1\n"));
        } else if (request.path == "/silent") {
          respond(http::Hang{});
        } else {
          respond(http::text_reply(500, ""));
        }
      });
  http::Origin origin{.address = "127.0.0.1", .port = server->port()};
  live::OwnProbe probe{scheduler};

  template <class Answer>
  Answer awaited(const std::optional<Answer>& answer) {
    while (!answer && scheduler.now() < Instant{patience}) {
      scheduler.run_until(scheduler.now() + 1ms);
    }
    REQUIRE(answer);
    return *answer;
  }

  bool is_ready(const Readiness& readiness, const OwnAddress& address) {
    std::optional<bool> answer;
    probe.is_ready(readiness, address, [&](bool ready) { answer = ready; });
    CHECK_FALSE(answer.has_value());  // never from inside the call
    return awaited(answer);
  }

  bool is_ready(const Readiness& readiness) { return is_ready(readiness, {.origin = origin}); }

  std::optional<std::string> version(const OwnProgram& program, Duration timeout = patience) {
    std::optional<std::optional<std::string>> answer;
    probe.version(program, origin, timeout, [&](const std::optional<std::string>& version) {
      answer = version;
    });
    return awaited(answer);
  }
};

}  // namespace

TEST_CASE("a program is ready when it answers as it was said to", "[live][own]") {
  Asked fixture;

  CHECK(fixture.is_ready(AcceptsConnections{}));
  CHECK(fixture.is_ready(AnswersHttp{"/up"}));
  CHECK_FALSE(fixture.is_ready(AnswersHttp{"/elsewhere"}));

  fixture.server->stop();
  CHECK_FALSE(fixture.is_ready(AcceptsConnections{}));
  CHECK_FALSE(fixture.is_ready(AnswersHttp{"/up"}));
}

TEST_CASE("a program is ready when its own process has written the text", "[live][own]") {
  const tests::TemporaryFolder folder;
  const std::filesystem::path log = std::filesystem::path(folder.path()) / "shop.log";
  std::ofstream(log) << "listening\n";
  Asked fixture;

  CHECK(fixture.is_ready(WritesText{"listening"}, {.origin = {}, .log = log}));
  CHECK_FALSE(
      fixture.is_ready(WritesText{"listening"}, {.origin = {}, .log = log, .log_from = 10}));
  CHECK_FALSE(fixture.is_ready(WritesText{"ready"}, {.origin = {}, .log = log}));
  CHECK_FALSE(
      fixture.is_ready(WritesText{"listening"}, {.origin = {}, .log = "/nowhere/shop.log"}));
}

TEST_CASE("a program says which version it is, or does not", "[live][own]") {
  Asked fixture;
  const auto by_page = [](const std::string& path) {
    return OwnProgram{.version = VersionProbe{.source = VersionPage{.path = path}}};
  };

  CHECK(fixture.version(by_page("/version")) == "1.4.0");
  CHECK(fixture.version({.version = VersionProbe{.source = VersionLabel{.metric = "build_info",
                                                                        .label = "version"}}}) ==
        "1.4.0");
  CHECK(fixture.version(by_page("/elsewhere")) == std::nullopt);
  CHECK(fixture.version({}) == std::nullopt);

  fixture.server->stop();
  CHECK(fixture.version(by_page("/version")) == std::nullopt);
}

TEST_CASE("a program that accepts and never answers is not waited for", "[live][own]") {
  Asked fixture;
  const OwnProgram silent{.version = VersionProbe{.source = VersionPage{.path = "/silent"}}};
  const OwnProgram silent_metrics{
      .metrics = "/silent",
      .version = VersionProbe{.source = VersionLabel{.metric = "m", .label = "l"}}};

  CHECK_FALSE(fixture.is_ready(AnswersHttp{"/silent"}));
  CHECK(fixture.version(silent, 50ms) == std::nullopt);
  CHECK(fixture.version(silent_metrics, 50ms) == std::nullopt);
  CHECK(fixture.scheduler.now() < Instant{patience});
}
