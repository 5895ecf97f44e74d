// Pages of metrics over HTTP, good and bad; and what promtool thinks of ours.
#include "harness/live/scraper.hpp"

#include <cstdlib>
#include <fstream>
#include <optional>
#include <string>
#include <utility>

#include <catch2/catch.hpp>

#include "harness/promql/exposition.hpp"
#include "mock_services/http/server.hpp"
#include "mock_services/service/service_metrics.hpp"
#include "tests/live/supervised.hpp"

using namespace std::chrono_literals;
using namespace firedrill;
using namespace firedrill::test;

namespace {

/// Fetches from a server that answers as told; without a handler from none at all.
ScrapeResult scraped(const http::Handler& handler, Duration timeout = patience) {
  live::Scheduler scheduler;
  Result<http::Server> server = http::Server::start(scheduler.io(), {}, handler);
  const std::uint16_t port = server->port();
  if (!handler) {
    server->stop();
  }
  live::Scraper scraper{scheduler};
  std::optional<ScrapeResult> result;
  scraper.scrape({.origin = {.address = "127.0.0.1", .port = port},
                  .target = {.job = "server", .instance = "server-0"}},
                 timeout,
                 [&](ScrapeResult heard) { result = std::move(heard); });
  while (!result && scheduler.now() < Instant{patience}) {
    scheduler.run_until(scheduler.now() + 1ms);
  }
  REQUIRE(result);
  return *result;
}

ScrapeResult scraped_page(const std::string& page) {
  return scraped(
      [&](const http::Request&, http::Responder respond) { respond(http::text_reply(200, page)); });
}

}  // namespace

TEST_CASE("samples get the target's labels, the page's own step back", "[live][scraper]") {
  const ScrapeResult result = scraped_page("up_since{job=\"mine\",zone=\"a\"} 7 1000\n");

  CHECK(result.up);
  CHECK(result.problem.empty());
  REQUIRE(result.samples.size() == 1);
  CHECK(result.samples[0].value == 7);
  CHECK(result.samples[0].labels == promql::Labels{{"__name__", "up_since"},
                                                   {"exported_job", "mine"},
                                                   {"instance", "server-0"},
                                                   {"job", "server"},
                                                   {"zone", "a"}});
}

TEST_CASE("the path of metrics is asked for, as text", "[live][scraper]") {
  http::Request seen;

  scraped([&](const http::Request& request, http::Responder respond) {
    seen = request;
    respond(http::text_reply(200, ""));
  });

  CHECK(seen.path == "/metrics");
  REQUIRE(seen.headers.find("accept") != nullptr);
  CHECK(*seen.headers.find("accept") == promql::exposition_type);
}

TEST_CASE("a target without a readable page is not up, and why is told", "[live][scraper]") {
  const http::Delivery endless = http::Raw{
      .bytes = "HTTP/1.1 200 OK\r\n\r\n" + std::string(live::Scraper::longest_page + 1, '#')};

  const struct {
    http::Delivery delivery;
    std::string problem;
  } cases[] = {
      {http::text_reply(200, "good 1\n<html>\n"),
       "line 2: expected a metric name, found \"<html>\""},
      {http::text_reply(503, "good 1\n"), "HTTP 503"},
      {http::Reset{}, "the connection broke"},
      {http::Raw{.bytes = "good 1\n\n"}, "no HTTP, or more than 8 MiB"},
      {endless, "no HTTP, or more than 8 MiB"},
  };

  for (const auto& bad : cases) {
    const ScrapeResult result =
        scraped([&](const http::Request&, http::Responder respond) { respond(bad.delivery); });

    CHECK_FALSE(result.up);
    CHECK(result.samples.empty());
    CHECK(result.problem == bad.problem);
  }
  CHECK(scraped({}).problem == "connection refused");
  const auto hang = [](const http::Request&, http::Responder respond) { respond(http::Hang{}); };
  CHECK(scraped(hang, 50ms).problem == "no answer within 50ms");
}

TEST_CASE("promtool finds nothing to blame in what a mock service exposes", "[live][scraper]") {
  Supervised run;
  const auto page = run.supervisor->folder() / "page";
  const auto complaints = run.supervisor->folder() / "complaints";
  mock::ServiceMetrics metrics{{.service = "a \"b\"\\", .version = "5.0.0"}};
  metrics.answered(200, 3ms);
  metrics.answered(500, 1min);
  metrics.authenticated("identity", "ok");
  std::ofstream{page} << metrics.exposed(
      {.in_flight = 1, .queue_length = 0, .process_start_s = 1'700'000'000.25});
  live::ProcessSpec spec =
      script("command -v promtool || exit 77; promtool check metrics < " + page.native());
  const char* const path = std::getenv("PATH");
  spec.environment = {"PATH=" + std::string{path != nullptr ? path : "/usr/bin:/bin"}};
  spec.standard_output = complaints;
  spec.standard_error = complaints;

  const live::ProcessEnd end = Spawned{run, spec}.ended();

  INFO(contents_of(complaints));
  if (end.exit_code == 77) {
    WARN("skipped: no promtool here");
  } else {
    CHECK(end.exit_code == 0);
  }
}

TEST_CASE("a time-out between the bytes of a long answer hurts nobody", "[live][scraper]") {
  const http::Delivery dribble = http::Dribble{
      .reply = http::text_reply(200, std::string(100'000, '#')), .chunks = 1000, .over = 2s};
  for (int i = 1; i <= 20; ++i) {
    const ScrapeResult result =
        scraped([&](const http::Request&, http::Responder respond) { respond(dribble); }, i * 1ms);
    CHECK_FALSE(result.up);
  }
}
