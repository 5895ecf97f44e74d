#include "harness/control/scraper.hpp"

#include <algorithm>
#include <optional>
#include <string>

#include <catch2/catch.hpp>

#include "harness/simulated/scheduler.hpp"
#include "tests/support/recording_world.hpp"

using namespace firedrill;
using namespace firedrill::tests;
using namespace std::chrono_literals;

namespace {

promql::Labels labels_of(std::string metric, std::string instance) {
  return {{"__name__", std::move(metric)}, {"instance", std::move(instance)}, {"job", "server"}};
}

/// A World with two replicas that show one counter each, and all that is scraped from it.
struct Scraping {
  explicit Scraping(Monitoring monitoring = {}, Duration begins = -30s)
      : scheduler({.start = Instant{begins}}) {
    scenario.monitoring = monitoring;
    world.targets = {{"server", "server-0"}, {"server", "server-1"}};
    world.exposes = [](const ScrapeTarget& target) {
      return ScrapeResult{.up = true,
                          .samples = {{labels_of("requests_total", target.instance), 7}}};
    };
  }

  /// Begins, and what came before t = 0 gets no past.
  void start(Seed seed = Seed{1}) {
    scraper.emplace(scheduler, world, store, scenario);
    scraper->start(seed);
    scheduler.run_until(std::max(scheduler.now(), Instant{-1ms}));
    scraper->release_history({});
  }

  void until(Duration end) { scheduler.run_until(Instant{end}); }

  /// "0:1 15:stale" for a series: seconds and value of each sample.
  std::string samples(std::string metric, std::string instance) {
    const auto series = store.series(labels_of(std::move(metric), std::move(instance)));
    REQUIRE(series);
    std::string text;
    for (const promql::Point& point : store.points(*series, -1'000'000, 10'000'000)) {
      text += text.empty() ? "" : " ";
      text += std::to_string(point.t_ms / 1000) + ":";
      text +=
          promql::is_stale(point.value) ? "stale" : std::to_string(static_cast<int>(point.value));
    }
    return text;
  }

  simulated::Scheduler scheduler;
  RecordingWorld world{scheduler};
  Scenario scenario;
  promql::SampleStore store;
  std::optional<control::Scraper> scraper;
};

ScrapeResult down() {
  return {.up = false, .samples = {}};
}

}  // namespace

TEST_CASE("targets are scraped on a grid through t = 0, whenever the scraper began",
          "[unit][control][scraper]") {
  Scraping scraping({}, -22s);
  scraping.start();

  scraping.until(31s);

  CHECK(scraping.samples("up", "server-0") == "-15:1 0:1 15:1 30:1");
  CHECK(scraping.samples("requests_total", "server-1") == "-15:7 0:7 15:7 30:7");
}

TEST_CASE("a scraper that begins on a point of its grid scrapes at once",
          "[unit][control][scraper]") {
  Scraping scraping({.scrape_interval = 10s}, -20s);
  scraping.start();

  scraping.until(0s);

  CHECK(scraping.samples("up", "server-0") == "-20:1 -10:1 0:1");
}

TEST_CASE("sample times are incident time from the scenario's own start",
          "[unit][control][scraper]") {
  Scraping scraping;
  scraping.scenario.starts_at_unix_ns = 1'000'000'000'000;  // 1000 s
  scraping.start();

  scraping.until(15s);

  CHECK(scraping.scraper->timestamp_ms(Instant{1500ms}) == 1'001'500);
  CHECK(scraping.samples("up", "server-0") == "970:1 985:1 1000:1 1015:1");
}

TEST_CASE("a sample carries the time of the grid, however late its answer came",
          "[unit][control][scraper]") {
  Scraping scraping({}, 0s);
  scraping.world.scrape_takes = [](const ScrapeTarget&) { return 9s; };
  scraping.start();

  scraping.until(8s);
  CHECK(scraping.samples("requests_total", "server-0").empty());
  scraping.until(9s);

  CHECK(scraping.samples("requests_total", "server-0") == "0:7");
}

TEST_CASE("a target that does not answer within ten seconds is down, and its answer is dropped",
          "[unit][control][scraper]") {
  Scraping scraping({}, 0s);
  std::optional<Duration> takes = 0s;
  scraping.world.scrape_takes = [&](const ScrapeTarget&) { return takes; };
  scraping.start();
  scraping.until(1s);

  takes = 11s;
  scraping.until(29s);
  CHECK(scraping.samples("up", "server-0") == "0:1 15:0");
  CHECK(scraping.samples("requests_total", "server-0") == "0:7 15:stale");

  takes = std::nullopt;
  scraping.until(45s);
  takes = 1s;
  scraping.until(65s);
  CHECK(scraping.samples("up", "server-0") == "0:1 15:0 30:0 45:0 60:1");
  CHECK(scraping.samples("requests_total", "server-0") == "0:7 15:stale 60:7");
}

TEST_CASE("where scrapes follow each other sooner than that, none waits for longer than the next",
          "[unit][control][scraper]") {
  Scraping scraping({.scrape_interval = 2s}, 0s);
  scraping.world.scrape_takes = [](const ScrapeTarget&) { return 3s; };
  scraping.start();

  scraping.until(7s);

  CHECK(scraping.samples("up", "server-0") == "0:0 2:0 4:0");
  CHECK(scraping.samples("requests_total", "server-0").empty());
}

TEST_CASE("a replica that is down ends its own series and no other's", "[unit][control][scraper]") {
  Scraping scraping({}, 0s);
  bool is_down = false;
  scraping.world.exposes = [&](const ScrapeTarget& target) {
    return is_down && target.instance == "server-1"
               ? down()
               : ScrapeResult{.up = true,
                              .samples = {{labels_of("requests_total", target.instance), 7}}};
  };
  scraping.start();
  scraping.until(1s);
  is_down = true;
  scraping.until(31s);
  is_down = false;
  scraping.until(46s);

  CHECK(scraping.samples("up", "server-1") == "0:1 15:0 30:0 45:1");
  CHECK(scraping.samples("requests_total", "server-1") == "0:7 15:stale 45:7");
  CHECK(scraping.samples("requests_total", "server-0") == "0:7 15:7 30:7 45:7");
}

TEST_CASE("a series that a target no longer shows ends, the target's others go on",
          "[unit][control][scraper]") {
  Scraping scraping({}, 0s);
  bool both = true;
  scraping.world.exposes = [&](const ScrapeTarget& target) {
    ScrapeResult result{.up = true, .samples = {{labels_of("requests_total", target.instance), 1}}};
    if (both) {
      result.samples.insert(result.samples.begin(),
                            {labels_of("queue_length", target.instance), 5});
    }
    return result;
  };
  scraping.start();
  scraping.until(1s);
  both = false;
  scraping.until(16s);
  both = true;
  scraping.until(31s);

  CHECK(scraping.samples("queue_length", "server-0") == "0:5 15:stale 30:5");
  CHECK(scraping.samples("requests_total", "server-0") == "0:1 15:1 30:1");
}

TEST_CASE("random grids keep the interval, and each target has a phase of its own from the seed",
          "[unit][control][scraper]") {
  const auto phases = [](Seed seed) {
    Scraping scraping({.random_offset = true}, -30s);
    std::vector<Instant> scraped;
    scraping.world.exposes = [&](const ScrapeTarget&) {
      scraped.push_back(scraping.scheduler.now());
      return down();
    };
    scraping.start(seed);
    return scraped;
  };

  const std::vector<Instant> first = phases(Seed{1});

  REQUIRE(first.size() == 4);  // two targets, twice in 30 s
  CHECK(first[0] != first[1]);
  CHECK(first[1] < Instant{-15s});
  CHECK(first[2] - first[0] == 15s);
  CHECK(first[3] - first[1] == 15s);
  CHECK(phases(Seed{1}) == first);
  CHECK(phases(Seed{2}) != first);
}

TEST_CASE("whoever waits for the scrapes waits for the last one under way",
          "[unit][control][scraper]") {
  Scraping scraping({}, 0s);
  scraping.world.scrape_takes = [](const ScrapeTarget& target) -> std::optional<Duration> {
    return target.instance == "server-0" ? 1s : 4s;
  };
  scraping.start();
  std::vector<std::string> told;
  const auto wait = [&](std::string name) {
    scraping.scraper->when_idle([&told, &scraping, name] {
      told.push_back(name + " " + std::to_string(scraping.scheduler.now().time_since_epoch() / 1s));
    });
  };

  wait("one");
  wait("two");
  scraping.until(3s);
  CHECK(told.empty());
  scraping.until(5s);
  wait("idle");

  CHECK(told == std::vector<std::string>{"one 4", "two 4", "idle 5"});
}

TEST_CASE("scrapes from before the incident are put behind a past that is as long as asked for",
          "[unit][control][scraper]") {
  Scraping scraping({}, -30s);
  double value = 100;
  scraping.world.exposes = [&](const ScrapeTarget& target) {
    value += target.instance == "server-0" ? 15 : 0;
    return ScrapeResult{.up = true,
                        .samples = {{labels_of("requests_total", target.instance), value}}};
  };
  scraping.scraper.emplace(scraping.scheduler, scraping.world, scraping.store, scraping.scenario);
  scraping.scraper->start(Seed{1});
  scraping.until(-1s);
  CHECK(scraping.samples("requests_total", "server-0").empty());

  scraping.scraper->release_history({.by_metric = {}, .of_others = 30s, .longest = 30s});
  scraping.until(0s);

  CHECK(scraping.samples("requests_total", "server-0") == "-60:85 -45:100 -30:115 -15:130 0:145");
  CHECK(scraping.samples("up", "server-0") == "-60:1 -45:1 -30:1 -15:1 0:1");
}

TEST_CASE("the times of scrapes are told once for all targets, and who does not answer",
          "[unit][control]") {
  Scraping scraping;
  scraping.start();
  scraping.until(15s);

  CHECK(scraping.scraper->targets() == 2);
  CHECK(scraping.scraper->unanswered() == 0);
  CHECK(scraping.scraper->interval() == 15s);
  const auto& recent = scraping.scraper->recent();
  REQUIRE(recent.size() == 4);
  CHECK(recent.front() == -30'000);
  CHECK(recent.back() == 15'000);

  scraping.world.exposes = [](const ScrapeTarget& target) {
    return ScrapeResult{.up = target.instance != "server-0", .samples = {}};
  };
  scraping.until(30s);
  CHECK(scraping.scraper->unanswered() == 1);
}

TEST_CASE("nothing is scraped while Prometheus hangs", "[unit][control]") {
  Monitoring monitoring;
  monitoring.outages = {{.from = 15s, .until = 45s}};
  Scraping scraping(monitoring, 0s);
  scraping.start();
  scraping.until(1min);

  CHECK(scraping.samples("requests_total", "server-0") == "0:7 45:7 60:7");
}
