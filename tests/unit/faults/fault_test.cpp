#include "harness/faults/fault.hpp"

#include <algorithm>
#include <set>
#include <string>
#include <string_view>

#include "harness/faults/other_names.hpp"
#include "tests/support/json_document.hpp"
#include "tests/unit/faults/fault_fixture.hpp"

using namespace firedrill;
using namespace firedrill::tests;

TEST_CASE("every fault is listed once with a summary", "[unit][faults]") {
  std::set<std::string_view> names;
  for (const FaultInfo& info : fault_kinds()) {
    CHECK_FALSE(info.summary.empty());
    names.insert(info.kind);
  }

  CHECK(names == std::set<std::string_view>{"error_rate",
                                            "fail_first",
                                            "fail_every",
                                            "quota",
                                            "malformed",
                                            "truncate",
                                            "headers_too_large",
                                            "wrong_content_length",
                                            "wrong_content_type",
                                            "body_change",
                                            "header_change",
                                            "bad_chunk",
                                            "dribble",
                                            "redirect_loop",
                                            "latency",
                                            "slow_answers",
                                            "growing_latency",
                                            "bandwidth",
                                            "packet_loss",
                                            "refuse",
                                            "reset",
                                            "timeout",
                                            "drop_first",
                                            "partition",
                                            "dns_failure",
                                            "stale_dns",
                                            "tls_failure",
                                            "hang",
                                            "cpu_theft",
                                            "pool_exhaustion",
                                            "descriptor_exhaustion",
                                            "disk_full",
                                            "stale_config",
                                            "cache_loss",
                                            "slow_start",
                                            "crash",
                                            "crash_loop",
                                            "memory_leak",
                                            "poison_data",
                                            "auth_rate_limited",
                                            "auth_change",
                                            "clock_skew",
                                            "scrape_failure",
                                            "monitoring_down",
                                            "alert_delay",
                                            "pager_lost",
                                            "pager_late",
                                            "pager_duplicated",
                                            "pager_throttled",
                                            "status_page_down",
                                            "action_outcome"});
  CHECK(fault_kinds().size() == names.size());
}

TEST_CASE("a fault knows its own name", "[unit][faults]") {
  CHECK(kind_of(good_fault(R"({"fault": "hang"})")) == "hang");
  CHECK(kind_of(good_fault(R"({"fault": "latency", "by": "1ms"})")) == "latency");
}

TEST_CASE("a fault acts on requests or on processes", "[unit][faults]") {
  CHECK(acts_on_processes(good_fault(R"({"fault": "crash"})")));
  CHECK(
      acts_on_processes(good_fault(R"({"fault": "crash_loop", "lives": "1s", "backoff": "1s"})")));
  CHECK_FALSE(acts_on_processes(good_fault(R"({"fault": "refuse"})")));
}

TEST_CASE("who is hurt in silence is known, and what can act on edges", "[unit][faults]") {
  CHECK(is_silent(good_fault(R"({"fault": "truncate"})")));
  CHECK(is_silent(good_fault(R"({"fault": "partition", "loses": "answers"})")));
  CHECK_FALSE(is_silent(good_fault(R"({"fault": "error_rate", "rate": 1})")));
  CHECK(is_silent(good_fault(R"({"fault": "dns_failure"})")));
  CHECK(is_silent(good_fault(R"({"fault": "reset"})")));

  CHECK(can_act_on_edges(good_fault(R"({"fault": "reset"})")));
  CHECK_FALSE(can_act_on_edges(good_fault(R"({"fault": "cpu_theft", "factor": 2})")));
  CHECK_FALSE(can_act_on_edges(good_fault(R"({"fault": "crash"})")));
}

TEST_CASE("faults of requests kill no process", "[unit][faults]") {
  const Fault fault = good_fault(R"({"fault": "hang"})");
  Rng random{1};

  CHECK_FALSE(on_injected(fault, random).kill);
  CHECK_FALSE(on_started(fault, random).kill);
}

TEST_CASE("an unknown fault is answered with the one that was meant", "[unit][faults]") {
  JsonDocument document(R"({"fault": "latancy", "by": "1s"})");
  ObjectReader reader(document.root, "an inject step", document.diagnostics);

  CHECK_FALSE(parse_fault(reader).has_value());

  REQUIRE(document.messages().size() == 1);
  CHECK(document.messages().front().find("latency") != std::string::npos);
  CHECK(document.marked() == "\"latancy\"");
}

TEST_CASE("a missing fault is one mistake", "[unit][faults]") {
  JsonDocument document("{}");
  ObjectReader reader(document.root, "an inject step", document.diagnostics);

  CHECK_FALSE(parse_fault(reader).has_value());
  CHECK(document.messages().size() == 1);
}

TEST_CASE("who writes a fault as others call it is told its name here", "[unit][faults]") {
  for (const OtherName& other : faults::other_names) {
    CAPTURE(other.name);
    JsonDocument document(R"({"fault": ")" + std::string(other.name) + R"(", "by": "1s"})");
    CHECK_FALSE(document.read([](ObjectReader& reader) { return parse_fault(reader); }));
    REQUIRE(document.messages().size() == 1);
    CHECK(document.messages().front() ==
          "the fault \"" + std::string(other.name) + "\" has another name here");

    const std::string_view first = other.here.substr(0, other.here.find_first_of(",: "));
    const auto kinds = fault_kinds();
    CHECK((first == "none" || std::any_of(kinds.begin(), kinds.end(), [&](const FaultInfo& info) {
             return info.kind == first;
           })));
  }
}
