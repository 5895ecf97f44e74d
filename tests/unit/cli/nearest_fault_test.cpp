#include "harness/cli/nearest_fault.hpp"

#include <chrono>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "mock_services/gateway/fault_toxics.hpp"

using namespace std::chrono_literals;
using namespace firedrill;
using namespace firedrill::cli;
using Catch::Matchers::Contains;

namespace {

constexpr proxy::Direction upstream = proxy::Direction::upstream;
constexpr proxy::Direction downstream = proxy::Direction::downstream;
constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t least = std::numeric_limits<std::int64_t>::min();

/// The fault as a step would have it, `latency by="5ms"`; or why there is none.
std::string told(const proxy::Toxic& toxic) {
  const Result<FaultKeys> fault = nearest_fault(toxic);
  if (!fault) {
    return fault.error().message;
  }
  std::string text(fault->fault);
  for (const auto& [key, value] : fault->keys) {
    text += " " + std::string(key) + "=" + value;
  }
  return text;
}

std::string nearest(const proxy::ToxicKind& kind, proxy::Direction direction = downstream) {
  return told({.name = "t", .direction = direction, .kind = kind});
}

std::string assumed(const proxy::ToxicKind& kind, proxy::Direction direction = downstream) {
  const auto fault = nearest_fault({.name = "t", .direction = direction, .kind = kind});
  REQUIRE(fault);
  return std::string(fault->assumes);
}

}  // namespace

TEST_CASE("latency with jitter is uniform around it, and never below zero", "[unit][cli]") {
  CHECK(nearest(proxy::Latency{1000, 0}) == R"(slow_answers by="1s")");
  CHECK(nearest(proxy::Latency{1000, -5}, upstream) == R"(latency by="1s")");
  CHECK(nearest(proxy::Latency{1000, 100}, upstream) ==
        R"(latency by={"uniform": {"from": "900ms", "to": "1.1s"}})");
  CHECK(nearest(proxy::Latency{100, 100}, upstream) ==
        R"(latency by={"uniform": {"from": "0s", "to": "200ms"}})");
  CHECK(nearest(proxy::Latency{100, 300}, upstream) ==
        R"(latency by={"zero_inflated": {"zero": "33.33%", "otherwise": )"
        R"({"uniform": {"from": "0s", "to": "400ms"}}}})");
}

TEST_CASE("latency that is none, or longer than a scenario may have, has no fault", "[unit][cli]") {
  CHECK(nearest(proxy::Latency{0, 0}) == "it delays nothing");
  CHECK(nearest(proxy::Latency{-100, 50}) == "it delays nothing");
  CHECK(nearest(proxy::Latency{least, 50}) == "it delays nothing");
  CHECK(nearest(proxy::Latency{most, 0}) == "it waits for more than a day");
  CHECK(nearest(proxy::Latency{0, most}) == "it waits for more than a day");
}

TEST_CASE("a bandwidth narrows answers, and without any nothing gets through", "[unit][cli]") {
  CHECK(nearest(proxy::Bandwidth{100}) == R"(bandwidth rate="100kB" size="1kB")");
  CHECK_THAT(assumed(proxy::Bandwidth{100}), Contains("size of your answers"));
  CHECK(nearest(proxy::Bandwidth{0}) == R"(partition loses="answers")");
  CHECK(nearest(proxy::Bandwidth{0}, upstream) == R"(partition loses="requests")");
  CHECK_THAT(nearest(proxy::Bandwidth{100}, upstream), Contains("slows what clients send"));
  CHECK_THAT(nearest(proxy::Bandwidth{most}), Contains("slows nobody"));
}

TEST_CASE("a slicer with waits is as narrow as it makes the stream", "[unit][cli]") {
  CHECK(nearest(proxy::Slicer{100, 50, 10'000}) == R"(bandwidth rate="10000B" size="1kB")");
  CHECK_THAT(nearest(proxy::Slicer{100, 0, 0}), Contains("only cuts data into pieces"));
  CHECK_THAT(nearest(proxy::Slicer{1, 0, most}), Contains("less than 10 bytes a second"));
  CHECK_THAT(nearest(proxy::Slicer{most, 0, 1}), Contains("slows nobody"));
}

TEST_CASE("a timeout closes after its time, or never", "[unit][cli]") {
  CHECK(nearest(proxy::Timeout{5000}) == R"(timeout closes_after="5s")");
  CHECK(nearest(proxy::Timeout{0}) == R"(partition loses="answers")");
  CHECK(nearest(proxy::Timeout{-1}, upstream) == R"(partition loses="requests")");
  CHECK(nearest(proxy::Timeout{most}) == "it waits for more than a day");
}

TEST_CASE("a reset comes at once, or as a timeout ends", "[unit][cli]") {
  CHECK(nearest(proxy::ResetPeer{0}) == "reset");
  CHECK(nearest(proxy::ResetPeer{250}) == R"(timeout closes_after="250ms")");
}

TEST_CASE("a limit of data cuts answers off, or ends requests", "[unit][cli]") {
  CHECK(nearest(proxy::LimitData{500}) == R"(truncate bytes="500B")");
  CHECK_THAT(assumed(proxy::LimitData{500}), Contains("cuts every answer"));
  CHECK(nearest(proxy::LimitData{500}, upstream) == "reset");
  CHECK_THAT(assumed(proxy::LimitData{500}, upstream), Contains("ends every request"));
  CHECK(nearest(proxy::LimitData{0}) == "reset");
  CHECK(assumed(proxy::LimitData{0}).empty());
}

TEST_CASE("loss keeps what is not usual, within the bounds of the fault", "[unit][cli]") {
  CHECK(nearest(proxy::Loss{.per_thousand = 5}) == R"(packet_loss rate="0.5%")");
  CHECK(nearest(proxy::Loss{.per_thousand = 1000, .burst = 7, .rto_ms = 300}) ==
        R"(packet_loss rate="100%" burst=7 rto="300ms")");
  CHECK(nearest(proxy::Loss{.per_thousand = 1, .burst = 10'000'000, .rto_ms = 500'000}) ==
        R"(packet_loss rate="0.1%" burst=1000000 rto="2m")");
  CHECK(nearest(proxy::Loss{}) == "it loses nothing");
}

TEST_CASE("a delay keeps its distribution", "[unit][cli]") {
  const proxy::Delay toxic{.by = Uniform{.low = 1s, .high = 3s}, .by_json = R"({"uniform": 1})"};
  proxy::Delay in_pieces = toxic;
  in_pieces.pieces = 4;

  CHECK(nearest(toxic) == R"(slow_answers by={"uniform": 1})");
  CHECK(nearest(toxic, upstream) == R"(latency by={"uniform": 1})");
  CHECK(nearest(in_pieces) == R"(dribble chunks=4 over={"uniform": 1})");
  CHECK(nearest(proxy::Delay{}) == "it delays nothing");
}

TEST_CASE("a reject refuses, or drops the first", "[unit][cli]") {
  CHECK(nearest(proxy::Reject{}) == "refuse");
  CHECK(nearest(proxy::Reject{.first = 3}) == "drop_first requests=3");
  CHECK(nearest(proxy::Reject{.first = most}) == "drop_first requests=1000000000");
}

TEST_CASE("what a gateway makes of a fault is imported as that fault", "[unit][cli]") {
  const auto imported = [](const Fault& fault) {
    const Result<gateway::Hindrance> hindrance =
        gateway::hindrance_of({.id = "it", .target = {"db"}, .fault = fault});
    REQUIRE(hindrance);
    std::vector<std::string> kinds;
    for (const proxy::Toxic& toxic : hindrance->toxics) {
      const Result<FaultKeys> keys = nearest_fault(toxic);
      kinds.emplace_back(keys ? keys->fault : keys.error().message);
    }
    return kinds;
  };
  using Names = std::vector<std::string>;

  CHECK(imported(faults::Latency{.by = Constant{1s}}) == Names{"latency"});
  CHECK(imported(faults::SlowAnswers{.by = Constant{1s}}) == Names{"slow_answers"});
  CHECK(imported(faults::Dribble{.over = Constant{1s}}) == Names{"dribble"});
  CHECK(imported(faults::Bandwidth{.rate = 1000}) == Names{"bandwidth"});
  CHECK(imported(faults::PacketLoss{.path = {.lost = 0.1}}) == Names{"packet_loss", "packet_loss"});
  CHECK(imported(faults::DropFirst{.requests = 2}) == Names{"drop_first"});
  CHECK(imported(faults::Reset{{.rate = *Probability::from(1)}}) == Names{"reset", "reset"});
  CHECK(imported(faults::Refuse{{.rate = *Probability::from(0.5)}}) == Names{"refuse"});
  CHECK(imported(faults::Truncate{{.rate = *Probability::from(1)}}) == Names{"truncate"});
  CHECK(imported(faults::Timeout{.closes_after = 1s}) == Names{"timeout", "timeout"});
  CHECK(imported(faults::Partition{}) == Names{"partition", "partition"});
}

TEST_CASE("a status of HTTP is the fault that counts as it does", "[unit][cli]") {
  CHECK(nearest(proxy::HttpStatus{}) == R"(error_rate reply=503 rate="100%")");
  CHECK(nearest(proxy::HttpStatus{.status = 429, .retry_after_s = 90}) ==
        R"(error_rate reply=429 rate="100%" retry_after="1m30s")");
  CHECK(nearest(proxy::HttpStatus{.first = 3}) == "fail_first reply=503 requests=3");
  CHECK(assumed(proxy::HttpStatus{.first = 3}).empty());
  CHECK_THAT(assumed(proxy::HttpStatus{.retry_after_s = 1, .first = 3}), Contains("come again"));
  CHECK(nearest(proxy::HttpStatus{.every = 4}) == "fail_every reply=503 requests=4");
  CHECK_THAT(assumed(proxy::HttpStatus{.retry_after_s = 1, .every = 2}), Contains("come again"));
  CHECK(assumed(proxy::HttpStatus{.first = 3, .every = 2}) == "it goes on after the first answers");
  const std::string all = assumed(proxy::HttpStatus{.retry_after_s = 1, .first = 3, .every = 2});
  CHECK_THAT(all, Contains("it goes on") && Contains("come again"));
}

TEST_CASE("of headers the content type is a fault of its own, else the first counts",
          "[unit][cli]") {
  CHECK(nearest(proxy::HttpHeaders{.set = {{"Content-Type", "text/html"}}}) ==
        "wrong_content_type");
  CHECK(nearest(proxy::HttpHeaders{.remove = {"etag"}}) ==
        R"(header_change change={"remove": "etag"})");
  CHECK(assumed(proxy::HttpHeaders{.remove = {"etag"}}) == "clients need that header");
  const proxy::HttpHeaders two{.set = {{"vary", "*"}}, .remove = {"etag"}};
  CHECK(nearest(two) == R"(header_change change={"set": {"vary": "*"}})");
  CHECK_THAT(assumed(two), Contains("it changes others too"));
  CHECK_THAT(nearest(proxy::HttpHeaders{}), Contains("it changes nothing"));
  CHECK_THAT(nearest(proxy::HttpHeaders{.remove = {"X-Firedrill-Cause"}}), Contains("itself sets"));
  const std::string long_value(4097, 'x');
  CHECK_THAT(nearest(proxy::HttpHeaders{.set = {{"vary", long_value}}}), Contains("longer than"));
}

TEST_CASE("another body is changed, cut or, if it is long, malformed", "[unit][cli]") {
  const std::string change = R"({"wrap":"data"})";
  const proxy::HttpBody page{proxy::HttpBody::Replace{"<p class=\"a\">"}};
  CHECK(nearest(page) == R"(body_change change={"replace": "<p class=\"a\">"})");
  CHECK(assumed(page) == "clients cannot read its answers");
  CHECK(nearest(proxy::HttpBody{proxy::HttpBody::Replace{}}) ==
        R"(body_change change={"replace": ""})");
  const proxy::HttpBody long_page{proxy::HttpBody::Replace{std::string(4097, 'x')}};
  CHECK(nearest(long_page) == "malformed");
  CHECK_THAT(assumed(long_page), Contains("no text of more than 4 KiB"));
  CHECK(nearest(proxy::HttpBody{proxy::HttpBody::Truncate{5}}) == R"(truncate bytes="5B")");
  CHECK_THAT(assumed(proxy::HttpBody{proxy::HttpBody::Truncate{5}}), Contains("cuts every answer"));
  CHECK(nearest(proxy::HttpBody{proxy::HttpBody::Change{change, {}}}) ==
        R"(body_change change={"wrap":"data"})");
}

TEST_CASE("a toxic that never acts has no fault", "[unit][cli]") {
  CHECK_THAT(told({.name = "t", .toxicity = 0, .kind = proxy::ResetPeer{}}),
             Contains("toxicity of 0"));
  CHECK_THAT(nearest(proxy::Noop{}), Contains("does nothing"));
  CHECK_THAT(nearest(proxy::SlowClose{5}), Contains("an HTTP answer is over"));
}

TEST_CASE("a toxicity is a share", "[unit][cli]") {
  const auto with = [](float toxicity) {
    return told({.name = "t", .toxicity = toxicity, .kind = proxy::ResetPeer{}});
  };

  CHECK(with(1) == "reset");
  CHECK(with(0.3F) == R"(reset share="30%")");
  CHECK(with(0.001F) == R"(reset share="0.1%")");
  CHECK(with(1e-9F) == R"(reset share="0.0001%")");
}
