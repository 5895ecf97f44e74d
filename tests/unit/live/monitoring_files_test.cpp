#include "harness/live/monitoring_files.hpp"

#include <chrono>
#include <cstdint>
#include <string>

#include <catch2/catch.hpp>

// What the real Prometheus and Alertmanager are told, and what they say when they do not like it.

using namespace firedrill;
using namespace std::chrono_literals;

namespace {

std::string without_blanks(std::string text) {
  std::erase_if(text, [](char character) { return character == ' ' || character == '\n'; });
  return text;
}

}  // namespace

TEST_CASE("Prometheus scrapes each page with the labels that it has in virtual time",
          "[live][monitoring]") {
  const auto page = [](std::uint16_t port, const char* path, const char* job, const char* name) {
    return live::MetricsPage{.origin = {.address = "127.0.0.1", .port = port},
                             .path = path,
                             .target = {.job = job, .instance = name}};
  };
  const std::string file = live::prometheus_file(
      {.grids = {.scrape_interval = 1500ms, .evaluation_interval = 1min},
       .pages = {page(1, "/metrics", "shop", "shop-0"), page(2, "/stats", "shop", "shop-1")},
       .alertmanager = {.address = "127.0.0.1", .port = 3},
       .rule_files = {"/logs/rules-0.yml"}});

  CHECK(without_blanks(file) == without_blanks(R"({
    "global": {"scrape_interval": "1500ms", "scrape_timeout": "1500ms",
               "evaluation_interval": "60000ms"},
    "rule_files": ["/logs/rules-0.yml"],
    "alerting": {"alertmanagers": [{"static_configs": [{"targets": ["127.0.0.1:3"]}]}]},
    "scrape_configs": [{"job_name": "shop", "static_configs": [
      {"targets": ["127.0.0.1:1"],
       "labels": {"instance": "shop-0", "__metrics_path__": "/metrics"}},
      {"targets": ["127.0.0.1:2"],
       "labels": {"instance": "shop-1", "__metrics_path__": "/stats"}}]}]})"));
}

TEST_CASE("a scrape of Prometheus has ten seconds at most", "[live][monitoring]") {
  const std::string file = live::prometheus_file({.grids = {.scrape_interval = 1min}});

  CHECK(file.find(R"("scrape_timeout": "10000ms")") != std::string::npos);
}

TEST_CASE("a silence lasts as long as the scenario says, from the wall time of t = 0 on",
          "[live][monitoring]") {
  const std::string body =
      live::silence_body({.matchers = R"(alertname="Down", team!~"a|b")", .from = 90s, .until = 1h},
                         std::chrono::sys_time<Duration>{1'000'000'000s});

  CHECK(body ==
        R"({"matchers":[{"name":"alertname","value":"Down","isRegex":false,"isEqual":true},)"
        R"({"name":"team","value":"a|b","isRegex":true,"isEqual":false}],)"
        R"("startsAt":"2001-09-09T01:48:10Z","endsAt":"2001-09-09T02:46:40Z",)"
        R"("createdBy":"firedrill","comment":"of the scenario"})");
}

TEST_CASE("the complaint of a program is the reason of its first error, or its last words",
          "[live][monitoring]") {
  CHECK(live::complaint_in("level=info msg=begins\n"
                           "level=error msg=\"loading groups failed\" err=\"a.yml: 5:11: no "
                           "\\\"x\\\"\" file=a\n"
                           "level=error err=\"one or more errors occurred\"\n") ==
        "a.yml: 5:11: no \"x\"");
  CHECK(live::complaint_in("level=error msg=x err=EOF\n") == "EOF");
  CHECK(live::complaint_in("usage: prometheus\nunknown flag\n\n") == "unknown flag");
  CHECK(live::complaint_in("").empty());
}
