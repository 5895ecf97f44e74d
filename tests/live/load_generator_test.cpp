// The open loop against servers that answer, stall, refuse and break.
#include "harness/live/load_generator.hpp"

#include <algorithm>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <catch2/catch.hpp>
#include <sys/resource.h>

#include "harness/core/rng.hpp"
#include "harness/engine/arrivals.hpp"
#include "harness/live/descriptor_limit.hpp"
#include "mock_services/http/server.hpp"
#include "tests/support/sanitized.hpp"

using namespace std::chrono_literals;
using namespace firedrill;
using live::LoadPopulation;
using live::LoadResult;

namespace {

constexpr auto evenly = Arrivals::constant;

/// A scheduler, a server in the same thread, and what clients got.
struct LoadStage {
  explicit LoadStage(http::Handler handler, double speed = 1)
      : scheduler({.speed = speed}),
        server(http::Server::start(scheduler.io(), {}, std::move(handler))),
        client(scheduler.io()) {}

  LoadPopulation clients(double per_second,
                         Duration timeout = 10s,
                         http::Request request = http::request_to("GET", "/")) {
    const http::Origin origin{.address = "127.0.0.1", .port = server->port()};
    return {.send = live::send_to(client, origin, std::move(request)),
            .timeout = timeout,
            .next_arrival =
                [arrivals = ArrivalTimes{
                     {{.per_second = per_second}}, evenly, {}, stream(Seed{1}, "a")}]() mutable {
                  return arrivals.next();
                }};
  }

  live::LoadGenerator::OnResult hear() {
    return [this](const LoadResult& result) { results.push_back(result); };
  }

  /// Lets clients come until `end`, then waits for those who wait.
  void play(live::LoadGenerator& generator, Duration end) {
    generator.start();
    scheduler.run_until(Instant{end});
    generator.stop();
    const Instant patience = scheduler.now() + scheduler.incident_time(20s);
    while (generator.under_way() > 0 && scheduler.now() < patience) {
      scheduler.run_until(scheduler.now() + scheduler.incident_time(1ms));
    }
  }

  live::Scheduler scheduler;
  Result<http::Server> server;
  http::Client client;
  std::vector<LoadResult> results;
};

/// Lowers the number of descriptors for a while.
class DescriptorLimit {
 public:
  explicit DescriptorLimit(rlim_t count) {
    ::getrlimit(RLIMIT_NOFILE, &before_);
    const rlimit lowered{.rlim_cur = count, .rlim_max = before_.rlim_max};
    ::setrlimit(RLIMIT_NOFILE, &lowered);
  }

  ~DescriptorLimit() { ::setrlimit(RLIMIT_NOFILE, &before_); }

  DescriptorLimit(const DescriptorLimit&) = delete;
  DescriptorLimit& operator=(const DescriptorLimit&) = delete;

 private:
  rlimit before_{};
};

void answer(const http::Request&, http::Responder respond) {
  respond(http::text_reply(200, "ok"));
}

bool all(const std::vector<LoadResult>& results,
         const std::function<bool(const LoadResult&)>& holds) {
  return std::all_of(results.begin(), results.end(), holds);
}

}  // namespace

TEST_CASE("clients come at the instants that the population's stream draws", "[live][load]") {
  LoadStage stage{answer, 100};
  LoadPopulation clients = stage.clients(1);
  const auto arrivals = [] {
    return ArrivalTimes{{{.per_second = 20}}, Arrivals::poisson, Instant{}, stream(Seed{7}, "b")};
  };
  clients.next_arrival = [drawn = arrivals()]() mutable { return drawn.next(); };
  live::LoadGenerator generator{stage.scheduler, {clients}, stage.hear()};

  stage.play(generator, 20s);

  std::vector<Instant> intended;
  for (const LoadResult& result : stage.results) {
    intended.push_back(result.intended);
  }
  std::sort(intended.begin(), intended.end());
  std::vector<Instant> drawn;
  ArrivalTimes again = arrivals();
  for (auto next = again.next(); next && *next <= Instant{20s}; next = again.next()) {
    drawn.push_back(*next);
  }
  CHECK(drawn.size() > 50);
  CHECK(intended == drawn);
}

TEST_CASE("the request is what the population says, and the result what the answer says",
          "[live][load]") {
  http::Request seen;
  LoadStage stage{[&](const http::Request& request, http::Responder respond) {
    seen = request;
    http::Reply reply = http::text_reply(503, "no");
    reply.headers.add("X-Firedrill-Cause", "42");
    respond(std::move(reply));
  }};
  http::Request order = http::request_to("POST", "/orders");
  order.headers.add("x-customer", "7");
  order.body = "{}";
  const LoadPopulation posting = stage.clients(100, 10s, order);
  LoadPopulation nobody = stage.clients(100);
  nobody.next_arrival = [] { return std::nullopt; };
  live::LoadGenerator generator{stage.scheduler, {nobody, posting}, stage.hear()};

  stage.play(generator, 20ms);

  CHECK(seen.method == "POST");
  CHECK(seen.path == "/orders");
  CHECK(seen.body == "{}");
  REQUIRE(seen.headers.find("x-customer") != nullptr);
  CHECK(*seen.headers.find("x-customer") == "7");
  REQUIRE(stage.results.size() == 2);
  CHECK(all(stage.results, [](const LoadResult& result) {
    return result.population == 1 && result.answer.code == 503 &&
           result.answer.cause == EventId{42};
  }));
}

TEST_CASE("clients keep coming while the server hangs, and give up at their timeout",
          "[live][load]") {
  std::vector<http::Responder> held;
  LoadStage stage{
      [&](const http::Request&, http::Responder respond) { held.push_back(std::move(respond)); }};
  static constexpr Duration timeout = 700ms * tests::slower;
  live::LoadGenerator generator{stage.scheduler, {stage.clients(1000, timeout)}, stage.hear()};

  stage.play(generator, 100ms);

  CHECK(held.size() == 100);
  REQUIRE(stage.results.size() == 100);
  CHECK(all(stage.results, [](const LoadResult& result) {
    return result.answer.code == code::timeout && result.latency == timeout;
  }));
}

TEST_CASE("a stall is felt by all who came during it, from the moment they meant to come",
          "[live][load]") {
  std::vector<http::Responder> held;
  bool stalls = true;
  LoadStage stage{[&](const http::Request&, http::Responder respond) {
    if (stalls) {
      held.push_back(std::move(respond));
    } else {
      respond(http::text_reply(200, "ok"));
    }
  }};
  stage.scheduler.at(Instant{200ms}, [&] {
    stalls = false;
    for (http::Responder& respond : held) {
      respond(http::text_reply(200, "late"));
    }
  });
  const std::size_t connections = GENERATE(std::size_t{1}, std::size_t{100});
  live::LoadGenerator generator{
      stage.scheduler, {stage.clients(100)}, stage.hear(), {.connections = connections}};

  stage.play(generator, 300ms);

  REQUIRE(stage.results.size() == 30);
  for (const LoadResult& result : stage.results) {
    CAPTURE(result.intended.time_since_epoch().count(), connections);
    CHECK(result.latency >= Instant{200ms} - result.intended);
    CHECK(result.answer.code == 200);
  }
  if (connections == 1) {
    CHECK(generator.send_lateness().worst() > 150ms);
  }
}

TEST_CASE("who finds no free connection gives up in time, too", "[live][load]") {
  std::vector<http::Responder> held;
  LoadStage stage{
      [&](const http::Request&, http::Responder respond) { held.push_back(std::move(respond)); }};
  live::LoadGenerator generator{stage.scheduler,
                                {stage.clients(1000, 100ms), stage.clients(1000, 50ms)},
                                stage.hear(),
                                {.connections = 2}};

  stage.play(generator, 30ms);

  CHECK(stage.results.size() == 60);
  CHECK(all(stage.results, [](const LoadResult& result) {
    return result.answer.code == code::timeout &&
           result.latency == (result.population == 0 ? 100ms : 50ms);
  }));
  CHECK(generator.under_way() == 0);
}

TEST_CASE("a burst beyond the descriptors is no outage", "[live][load]") {
  const DescriptorLimit few{300};
  std::vector<http::Responder> held;
  LoadStage stage{
      [&](const http::Request&, http::Responder respond) { held.push_back(std::move(respond)); }};
  live::LoadGenerator generator{stage.scheduler, {stage.clients(10'000, 300ms)}, stage.hear()};

  stage.play(generator, 50ms);

  CHECK(held.size() >= 100);
  CHECK(stage.results.size() == 500);
  CHECK(all(stage.results,
            [](const LoadResult& result) { return result.answer.code == code::timeout; }));
}

TEST_CASE("connections are used again", "[live][load]") {
  std::set<std::string> peers;
  LoadStage stage{[&](const http::Request& request, http::Responder respond) {
    peers.insert(request.peer);
    respond(http::text_reply(200, "ok"));
  }};
  live::LoadGenerator generator{
      stage.scheduler, {stage.clients(1000)}, stage.hear(), {.connections = 5}};

  stage.play(generator, 200ms);

  CHECK(stage.results.size() == 200);
  CHECK(all(stage.results, [](const LoadResult& result) { return result.answer.code == 200; }));
  CHECK(peers.size() <= 5);
}

TEST_CASE("who is refused, reset or given garbage got no answer", "[live][load]") {
  const std::pair<http::Delivery, std::uint16_t> deliveries[] = {
      {http::Reset{}, code::reset},
      {http::Drop{}, code::reset},
      {http::Truncate{.reply = http::text_reply(200, "long enough"), .body_bytes = 3},
       code::truncated},
      {http::Raw{.bytes = "these are not the bytes\r\n\r\n"}, code::malformed}};
  const auto got = [](std::uint16_t code) {
    return [code](const LoadResult& result) {
      return result.answer.code == code && result.answer.cause == EventId::none;
    };
  };
  for (const auto& [delivery, code] : deliveries) {
    LoadStage stage{
        [&, what = delivery](const http::Request&, http::Responder respond) { respond(what); }};
    live::LoadGenerator generator{stage.scheduler, {stage.clients(100)}, stage.hear()};

    stage.play(generator, 20ms);

    CHECK(stage.results.size() == 2);
    CHECK(all(stage.results, got(code)));
  }
  LoadStage stage{answer};
  const LoadPopulation clients = stage.clients(100);
  stage.server->stop();
  live::LoadGenerator generator{stage.scheduler, {clients}, stage.hear()};

  stage.play(generator, 20ms);

  CHECK(stage.results.size() == 2);
  CHECK(all(stage.results, got(code::refused)));
}

TEST_CASE("latency and timeout are wall time, however fast the incident runs", "[live][load]") {
  std::vector<http::Responder> held;
  LoadStage stage{
      [&](const http::Request&, http::Responder respond) { held.push_back(std::move(respond)); },
      1000};
  live::LoadGenerator generator{stage.scheduler, {stage.clients(1, 30ms)}, stage.hear()};

  stage.play(generator, 10s);

  REQUIRE(stage.results.size() == 10);
  CHECK(all(stage.results, [](const LoadResult& result) { return result.latency == 30ms; }));
}

TEST_CASE("the limit of descriptors can be raised to what the user may have", "[live][load]") {
  const DescriptorLimit few{300};
  CHECK(live::descriptor_limit() == 300);

  CHECK(live::raise_descriptor_limit() >= 1024);
}

TEST_CASE("after stop nobody comes, and who has come is served", "[live][load]") {
  std::optional<http::Responder> held;
  LoadStage stage{
      [&](const http::Request&, http::Responder respond) { held = std::move(respond); }};
  LoadPopulation clients = stage.clients(100);
  clients.next_arrival = [next = Instant{}]() mutable { return std::exchange(next, next + 1h); };
  live::LoadGenerator generator{stage.scheduler, {clients}, stage.hear()};
  generator.start();
  while (!held) {
    stage.scheduler.run_until(stage.scheduler.now() + 1ms);
  }

  generator.stop();
  const std::size_t came = generator.under_way();
  stage.scheduler.run_until(stage.scheduler.now() + 50ms);
  CHECK(generator.under_way() == came);
  (*held)(http::text_reply(200, "ok"));
  stage.scheduler.run_until(stage.scheduler.now() + 50ms);

  CHECK(came == 1);
  CHECK(generator.under_way() == 0);
  CHECK(stage.results.size() == 1);
}

TEST_CASE("a generator may go while requests are under way", "[live][load]") {
  std::vector<http::Responder> held;
  LoadStage stage{
      [&](const http::Request&, http::Responder respond) { held.push_back(std::move(respond)); }};
  {
    live::LoadGenerator generator{
        stage.scheduler, {stage.clients(1000)}, stage.hear(), {.connections = 3}};
    generator.start();
    stage.scheduler.run_until(Instant{20ms});
    CHECK(generator.under_way() == 20);
  }
  held.clear();
  stage.scheduler.run_until(Instant{50ms});

  CHECK(stage.results.empty());
}
