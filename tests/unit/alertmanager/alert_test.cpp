#include "harness/alertmanager/alert.hpp"

#include <chrono>
#include <vector>

#include <catch2/catch.hpp>

#include "harness/alertmanager/notification.hpp"

using firedrill::Instant;
using firedrill::alertmanager::Alert;
using firedrill::alertmanager::comes_before;
using firedrill::alertmanager::group_key;
using firedrill::alertmanager::merged;
using firedrill::alertmanager::Route;
using firedrill::promql::Labels;
using namespace std::chrono_literals;

namespace {

Alert lasting(std::chrono::seconds start, std::chrono::seconds end, bool by_timeout = false) {
  return {.labels = {{"a", "b"}},
          .starts_at = Instant{start},
          .ends_at = Instant{end},
          .ends_by_timeout = by_timeout};
}

std::vector<std::int64_t> merged_seconds(const Alert& before,
                                         const Alert& after,
                                         std::chrono::seconds now) {
  const Alert kept = merged(before, after, Instant{now});
  return {kept.starts_at.time_since_epoch() / 1s, kept.ends_at.time_since_epoch() / 1s};
}

using Seconds = std::vector<std::int64_t>;

}  // namespace

TEST_CASE("posts that overlap are one alert with the earlier start", "[unit][alertmanager]") {
  CHECK(merged_seconds(lasting(1s, 20s), lasting(5s, 30s), 6s) == Seconds{1, 30});
  CHECK(merged_seconds(lasting(1s, 20s), lasting(21s, 30s), 22s) == Seconds{21, 30});
}

TEST_CASE("a later end that was there before counts unless it was a timeout",
          "[unit][alertmanager]") {
  CHECK(merged_seconds(lasting(1s, 20s), lasting(1s, 10s), 6s) == Seconds{1, 20});
  CHECK(merged_seconds(lasting(1s, 20s, true), lasting(1s, 10s), 6s) == Seconds{1, 10});
}

TEST_CASE("a resolve ends an alert that fires, and a later one stays", "[unit][alertmanager]") {
  CHECK(merged_seconds(lasting(1s, 20s), lasting(10s, 10s), 10s) == Seconds{1, 10});
  CHECK(merged_seconds(lasting(1s, 9s), lasting(5s, 8s), 10s) == Seconds{1, 9});
}

TEST_CASE("alerts stand in the order of job, instance, number of labels, name and value",
          "[unit][alertmanager]") {
  const std::vector<Labels> sorted{{{"job", "a"}, {"instance", "2"}, {"x", "1"}},
                                   {{"job", "b"}, {"instance", "1"}},
                                   {{"job", "b"}, {"instance", "2"}},
                                   {{"job", "b"}},
                                   {{"instance", "1"}, {"z", "1"}},
                                   {{"z", "1"}},
                                   {{"b", "1"}, {"z", "1"}},
                                   {{"a", "1"}, {"z", "2"}},
                                   {{"a", "2"}, {"b", "1"}}};

  for (std::size_t left = 0; left < sorted.size(); ++left) {
    for (std::size_t right = 0; right < sorted.size(); ++right) {
      INFO(sorted[left].to_string() << " and " << sorted[right].to_string());
      CHECK(comes_before(sorted[left], sorted[right]) == (left < right));
    }
  }
}

TEST_CASE("a group's key names its route and its labels", "[unit][alertmanager]") {
  CHECK(group_key(Route{.key = "{}"}, {}) == "{}:{}");
  CHECK(group_key(Route{.key = R"({}/{team="multi"})"}, {{"alertname", "AuthDown"}}) ==
        R"({}/{team="multi"}:{alertname="AuthDown"})");
  CHECK(group_key(Route{.key = "{}"}, {{"a", "x\"y"}, {"a1", "z"}}) == R"({}:{a1="z", a="x\"y"})");
}

TEST_CASE("fingerprints are Alertmanager's", "[unit][alertmanager]") {
  const Labels captured{{"alertname", "AuthDown"},
                        {"inst", "a"},
                        {"service", "AuthDown"},
                        {"severity", "critical"},
                        {"team", "multi"}};

  CHECK(captured.fingerprint() == 0x78b03da995cee2a8);
}
