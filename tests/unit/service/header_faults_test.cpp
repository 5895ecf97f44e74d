#include "mock_services/service/header_faults.hpp"

#include <cstdint>
#include <initializer_list>
#include <string>
#include <variant>

#include <catch2/catch.hpp>

// The faults that clients ask for in headers, as Envoy's HTTP fault filter has them.

using namespace std::chrono_literals;
using namespace firedrill;
using mock::HeaderFaults;

namespace {

constexpr const char* abort_header = "x-envoy-fault-abort-request";
constexpr const char* abort_percentage = "x-envoy-fault-abort-request-percentage";
constexpr const char* delay_header = "x-envoy-fault-delay-request";
constexpr const char* delay_percentage = "x-envoy-fault-delay-request-percentage";

HeaderFaults allowing(double abort, double delay) {
  mock::ServiceSettings settings{.name = "users", .seed = Seed{7}};
  settings.header_faults = {
      .abort = *Probability::from(abort), .delay = *Probability::from(delay), .longest_delay = 10s};
  return HeaderFaults(settings);
}

int aborted_with(const mock::FaultDecision& decision) {
  const auto* reply = std::get_if<Reply>(&decision.last);
  return reply == nullptr ? 0 : reply->status;
}

int status_asked_by(std::initializer_list<http::Headers::Line> headers) {
  return aborted_with(allowing(1, 1).decide(headers));
}

Duration delay_asked_by(const std::string& value) {
  return allowing(1, 1).decide({{delay_header, value}}).delay;
}

/// How many of 1,000 requests with these headers are aborted.
std::uint64_t aborted(HeaderFaults faults, std::initializer_list<http::Headers::Line> headers) {
  for (int request = 0; request < 1000; ++request) {
    faults.decide(headers);
  }
  return faults.counts().aborts;
}

}  // namespace

TEST_CASE("headers ask for nothing unless the settings allow it", "[service][header_faults]") {
  const http::Headers both{{abort_header, "503"}, {delay_header, "250"}};
  HeaderFaults none(mock::ServiceSettings{});
  mock::ServiceSettings aborts_only;
  aborts_only.header_faults = {.abort = *Probability::from(1)};
  HeaderFaults no_delays(aborts_only);

  const mock::FaultDecision nothing = none.decide(both);

  CHECK(std::holds_alternative<Pass>(nothing.last));
  CHECK(nothing.delay == 0ns);
  CHECK_FALSE(nothing.touched);
  CHECK(aborted_with(no_delays.decide(both)) == 503);
  CHECK(no_delays.decide(both).delay == 0ns);
}

TEST_CASE("a request without the headers is left alone, whatever is allowed",
          "[service][header_faults]") {
  HeaderFaults faults = allowing(1, 1);

  const mock::FaultDecision decision =
      faults.decide({{abort_percentage, "100"}, {delay_percentage, "100"}});

  CHECK(std::holds_alternative<Pass>(decision.last));
  CHECK_FALSE(decision.touched);
  CHECK(faults.counts().aborts + faults.counts().delays == 0);
}

TEST_CASE("headers ask for a delay, an abort, or one after the other", "[service][header_faults]") {
  HeaderFaults faults = allowing(1, 1);

  const mock::FaultDecision delayed = faults.decide({{"X-Envoy-Fault-Delay-Request", "250"}});
  const mock::FaultDecision both = faults.decide({{abort_header, "429"}, {delay_header, "40"}});

  CHECK(std::holds_alternative<Pass>(delayed.last));
  CHECK(delayed.delay == 250ms);
  CHECK(delayed.touched);
  CHECK(aborted_with(both) == 429);
  CHECK(both.delay == 40ms);
  CHECK(both.cause == EventId::none);
  CHECK(faults.counts().aborts == 1);
  CHECK(faults.counts().delays == 2);
}

TEST_CASE("only statuses from 200 to 599 are headers' aborts", "[service][header_faults]") {
  CHECK(status_asked_by({{abort_header, "200"}}) == 200);
  CHECK(status_asked_by({{abort_header, "599"}}) == 599);
  for (const char* nonsense :
       {"199", "600", "", "abc", "503x", "-503", "5e2", "18446744073709552119"}) {
    INFO(nonsense);
    CHECK(status_asked_by({{abort_header, nonsense}}) == 0);
  }
  CHECK(status_asked_by({{abort_header, "502"}, {abort_header, "503"}}) == 502);
}

TEST_CASE("a header's delay is cut to the longest that is allowed", "[service][header_faults]") {
  CHECK(delay_asked_by("1") == 1ms);
  CHECK(delay_asked_by("10000") == 10s);
  CHECK(delay_asked_by("10001") == 10s);
  CHECK(delay_asked_by("18446744073709551615") == 10s);
  for (const char* nonsense : {"0", "-1", "1.5", "1s", "", "18446744073709551616"}) {
    INFO(nonsense);
    CHECK(delay_asked_by(nonsense) == 0ns);
  }
}

TEST_CASE("a header's percentage lowers the one that is allowed, and cannot raise it",
          "[service][header_faults]") {
  const auto near = [](std::uint64_t count, std::uint64_t expected) {
    return count >= expected - 60 && count <= expected + 60;
  };

  CHECK(aborted(allowing(1, 0), {{abort_header, "503"}}) == 1000);
  CHECK(aborted(allowing(1, 0), {{abort_header, "503"}, {abort_percentage, "0"}}) == 0);
  CHECK(aborted(allowing(0, 0), {{abort_header, "503"}, {abort_percentage, "100"}}) == 0);
  CHECK(near(aborted(allowing(1, 0), {{abort_header, "503"}, {abort_percentage, "30"}}), 300));
  CHECK(near(aborted(allowing(0.2, 0), {{abort_header, "503"}, {abort_percentage, "90"}}), 200));
  CHECK(near(aborted(allowing(0.2, 0), {{abort_header, "503"}}), 200));
  CHECK(aborted(allowing(1, 0), {{abort_header, "503"}, {abort_percentage, "101"}}) == 1000);
  CHECK(aborted(allowing(1, 0), {{abort_header, "503"}, {abort_percentage, "few"}}) == 1000);

  HeaderFaults never = allowing(1, 1);
  CHECK(never.decide({{delay_header, "5"}, {delay_percentage, "0"}}).delay == 0ns);
  CHECK(never.counts().delays == 0);
}

TEST_CASE("the draws for headers' aborts follow from the seed, whatever is delayed",
          "[service][header_faults]") {
  HeaderFaults plain = allowing(0.5, 0.5);
  HeaderFaults delayed = allowing(0.5, 0.5);

  for (int request = 0; request < 50; ++request) {
    CHECK(aborted_with(plain.decide({{abort_header, "503"}})) ==
          aborted_with(delayed.decide({{abort_header, "503"}, {delay_header, "1"}})));
  }
  CHECK(plain.counts().aborts > 0);
  CHECK(plain.counts().aborts < 50);
}
