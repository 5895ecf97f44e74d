#include "mock_services/gateway/fault_toxics.hpp"

#include <chrono>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "harness/text/duration.hpp"
#include "tests/support/fault_text.hpp"

// Which toxics a fault of connections is, and which faults are none.

using namespace std::chrono_literals;
using namespace firedrill;
using namespace firedrill::gateway;

namespace {

FaultSpec fault_of(const std::string& keys) {
  return tests::fault_spec("{\"fault\": " + keys + "}", {"db"});
}

std::string text_of(const proxy::Toxic& toxic) {
  std::string text = toxic.direction == proxy::Direction::upstream ? "up " : "down ";
  text += proxy::type_of(toxic.kind);
  if (const auto* delay = std::get_if<proxy::Delay>(&toxic.kind)) {
    text += fmt::format(" by {} pieces {}", to_text(delay->by.mean()), delay->pieces);
  } else {
    for (const auto& [name, value] : proxy::attributes_of(toxic.kind)) {
      text += fmt::format(" {} {}", name, value);
    }
  }
  return toxic.toxicity < 1 ? fmt::format("{} of {:g}", text, toxic.toxicity) : text;
}

/// "up delay by 1s pieces 1; down ...", or why there is none.
std::string hindrance_by(const std::string& keys, Duration lasted = {}) {
  const FaultSpec fault = fault_of(keys);
  const Result<Hindrance> hindrance = hindrance_of(fault);
  if (!hindrance) {
    return hindrance.error().message;
  }
  std::string text = hindrance->closes_port ? "closed" : "";
  for (const proxy::Toxic& toxic : toxics_at(*hindrance, fault, lasted)) {
    text += (text.empty() ? "" : "; ") + text_of(toxic);
  }
  return text;
}

constexpr const char* http = "it is about HTTP";
constexpr const char* within = "it acts within the program";
constexpr const char* no_service = "it acts on no service";

/// The keys of a fault of each kind, behind it, and what becomes of it.
const std::map<std::string_view, std::pair<std::string, std::string>> rows{
    {"latency", {R"("by": {"uniform": {"from": "1s", "to": "3s"}})", "up delay by 2s pieces 1"}},
    {"slow_answers", {R"("by": "20ms")", "down delay by 20ms pieces 1"}},
    {"dribble", {R"("chunks": 5, "over": "2s")", "down delay by 2s pieces 5"}},
    {"growing_latency", {R"("by": "10ms", "every": "1s")", "up delay by 0s pieces 1"}},
    {"bandwidth", {R"("rate": "99500B", "size": "1kB")", "down bandwidth rate 100"}},
    {"packet_loss",
     {R"("rate": "2%", "burst": 3, "rto": "300ms")",
      "up loss per_thousand 20 burst 3 round_trip 0 rto 300; "
      "down loss per_thousand 20 burst 3 round_trip 0 rto 300"}},
    {"refuse", {"", "closed"}},
    {"reset",
     {R"("rate": 0.5)", "up reset_peer timeout 0 of 0.5; down reset_peer timeout 0 of 0.5"}},
    {"drop_first", {R"("requests": 20)", "up reject first 20"}},
    {"timeout", {R"("closes_after": "1500us")", "up timeout timeout 2; down timeout timeout 2"}},
    {"hang", {R"("rate": 0.5)", "up timeout timeout 0 of 0.5; down timeout timeout 0 of 0.5"}},
    {"partition", {"", "up bandwidth rate 0; down bandwidth rate 0"}},
    {"truncate", {R"("rate": 0.5, "bytes": "2kB")", "down limit_data bytes 2000 of 0.5"}},
    {"dns_failure", {"", "who calls it is told an address, and looks up no name"}},
    {"stale_dns", {"", "who calls it is told an address, and looks up no name"}},
    {"tls_failure", {"", "TLS passes through a proxy as it is"}},
    {"error_rate", {R"("rate": 0.5)", http}},
    {"fail_first", {R"("requests": 1)", http}},
    {"fail_every", {R"("requests": 2)", http}},
    {"quota", {R"("allows": 100, "per": "20s")", http}},
    {"malformed", {"", http}},
    {"headers_too_large", {"", http}},
    {"wrong_content_length", {"", http}},
    {"wrong_content_type", {"", http}},
    {"body_change", {R"("change": {"remove": "/a"})", http}},
    {"bad_chunk", {"", http}},
    {"redirect_loop", {"", http}},
    {"header_change", {R"("change": {"remove": "etag"})", http}},
    {"stale_config", {"", http}},
    {"disk_full", {R"("fills_in": "20s", "writes": "40%", "reply": 507)", http}},
    {"auth_rate_limited", {R"("allows": "10/s")", http}},
    {"auth_change", {R"("change": "secret_expired")", http}},
    {"clock_skew", {R"("ahead": "30m")", http}},
    {"cache_loss", {R"("lost": "80%")", within}},
    {"cpu_theft", {R"("factor": 2)", within}},
    {"pool_exhaustion", {R"("left": 1)", within}},
    {"descriptor_exhaustion", {R"("fills_in": "30s")", within}},
    {"slow_start", {R"("by": "30s")", within}},
    {"crash", {"", within}},
    {"crash_loop", {R"("lives": "5s", "backoff": "5s")", within}},
    {"memory_leak", {R"("fills_in": "20s", "restarts_after": "10s")", within}},
    {"poison_data", {R"("rate": "2%", "restarts_after": "5s")", within}},
    {"scrape_failure", {"", no_service}},
    {"monitoring_down", {"", no_service}},
    {"alert_delay", {R"("by": "5m")", no_service}},
    {"pager_lost", {"", no_service}},
    {"pager_late", {R"("by": "5m")", no_service}},
    {"pager_duplicated", {"", no_service}},
    {"pager_throttled", {R"("allows": 0)", no_service}},
    {"status_page_down", {"", no_service}},
    {"action_outcome", {R"("step": "again", "outcome": "failed")", no_service}},
};

std::string with_keys(std::string_view kind, const std::string& keys) {
  return fmt::format("\"{}\"{}{}", kind, keys.empty() ? "" : ", ", keys);
}

}  // namespace

TEST_CASE("each fault is toxics, or it is said why not", "[unit][gateway]") {
  for (const FaultInfo& info : fault_kinds()) {
    INFO(info.kind);
    const auto row = rows.find(info.kind);
    REQUIRE(row != rows.end());
    CHECK(hindrance_by(with_keys(info.kind, row->second.first)) == row->second.second);
  }
  CHECK(rows.size() == fault_kinds().size());
}

TEST_CASE("a partition loses what goes the one way or the other", "[unit][gateway]") {
  CHECK(hindrance_by(R"("partition", "loses": "requests")") == "up bandwidth rate 0");
  CHECK(hindrance_by(R"("partition", "loses": "answers")") == "down bandwidth rate 0");
}

TEST_CASE("a port closes for all, and not for a share", "[unit][gateway]") {
  CHECK(hindrance_by(R"("refuse", "rate": 0.3)") == "up reject first 0 of 0.3");
  CHECK(hindrance_by(R"("refuse", "share": "50%")") == "up reject first 0 of 0.5");
  CHECK(hindrance_by(R"("refuse", "profile": {"ramp": {"over": "10s"}})", 20s) ==
        "up reject first 0");
}

TEST_CASE("what a proxy is too coarse for is refused", "[unit][gateway]") {
  CHECK(hindrance_by(R"("bandwidth", "rate": "999B", "size": "1B")") ==
        "a proxy's least bandwidth is 1kB a second");
  CHECK(hindrance_by(R"("packet_loss", "rate": 0.0004)") ==
        "a proxy loses whole thousandths of the packets");
}

TEST_CASE("a share is one of the fault's rate, and follows its profile", "[unit][gateway]") {
  const std::string ramp = R"("hang", "rate": 0.5, "profile": {"ramp": {"over": "10s"}})";

  CHECK(hindrance_by(ramp, 5s) == "up timeout timeout 0 of 0.25; down timeout timeout 0 of 0.25");
  CHECK(changes_with_time(fault_of(ramp)));
  CHECK_FALSE(changes_with_time(fault_of(R"("latency", "by": "1s", "share": "50%")")));
}

TEST_CASE("a latency grows as long as it may", "[unit][gateway]") {
  const std::string keys = R"("growing_latency", "by": "10ms", "every": "1s", "most": "1s")";

  CHECK(hindrance_by(keys, 4500ms) == "up delay by 45ms pieces 1");
  CHECK(hindrance_by(keys, 1h) == "up delay by 1s pieces 1");
  CHECK(changes_with_time(fault_of(keys)));
}

TEST_CASE("toxics of a fault are named by it, one in each direction", "[unit][gateway]") {
  const Result<Hindrance> reset = hindrance_of(fault_of(R"("reset")"));

  REQUIRE(reset);
  REQUIRE(reset->toxics.size() == 2);
  CHECK(reset->toxics[0].name == "it/upstream");
  CHECK(reset->toxics[1].name == "it/downstream");
}

TEST_CASE("toxics at another time count on", "[unit][gateway]") {
  const FaultSpec fault = fault_of(R"("drop_first", "requests": 2)");
  const Result<Hindrance> hindrance = hindrance_of(fault);
  REQUIRE(hindrance);

  const auto now = std::get<proxy::Reject>(toxics_at(*hindrance, fault, 0s).front().kind);
  const auto later = std::get<proxy::Reject>(toxics_at(*hindrance, fault, 5s).front().kind);

  CHECK(now.rejected == later.rejected);
}
