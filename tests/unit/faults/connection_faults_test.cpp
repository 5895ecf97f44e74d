// The faults that leave a caller without an answer, or with one that it cannot read.
#include <algorithm>
#include <string>
#include <variant>

#include "tests/unit/faults/fault_fixture.hpp"

using namespace firedrill;
using namespace firedrill::tests;
using namespace std::chrono_literals;

namespace {

/// What the caller of the first request gets.
std::uint16_t broken_as(const std::string& text) {
  const auto all = verdicts(good_fault(text), 1, 1);
  return std::get<BreakConnection>(all.front()).code;
}

SpoilAnswer spoilt_by(const std::string& text) {
  return std::get<SpoilAnswer>(verdicts(good_fault(text), 1, 1).front());
}

}  // namespace

TEST_CASE("a connection breaks in the way that the fault is named for", "[unit][faults]") {
  CHECK(broken_as(R"({"fault": "refuse"})") == code::refused);
  CHECK(broken_as(R"({"fault": "reset"})") == code::reset);
  CHECK(broken_as(R"({"fault": "dns_failure"})") == code::dns);
  CHECK(broken_as(R"({"fault": "tls_failure"})") == code::tls);
  CHECK(broken_as(R"({"fault": "redirect_loop"})") == code::redirects);
}

TEST_CASE("a handshake may fail for a reason, which its caller does not know", "[unit][faults]") {
  for (const char* reason : {"expired", "wrong_host", "unknown_ca", "protocol_too_old"}) {
    const std::string text =
        R"({"fault": "tls_failure", "reason": ")" + std::string(reason) + R"("})";
    CHECK(broken_as(text) == code::tls);
    CHECK(reason_of(good_fault(text)) == reason);
    CHECK(described(good_fault(text)) == "tls_failure (" + std::string(reason) + ")");
  }
  CHECK(described(good_fault(R"({"fault": "tls_failure"})")) == "tls_failure");
  CHECK(reason_of(good_fault(R"({"fault": "reset"})")).empty());
  CHECK(mistakes_of_fault(R"({"fault": "tls_failure", "reason": "expird"})").size() == 1);
}

TEST_CASE("an answer may end behind so many bytes, which the fault says", "[unit][faults]") {
  CHECK(spoilt_by(R"({"fault": "truncate"})").code == code::truncated);
  CHECK(spoilt_by(R"({"fault": "truncate", "bytes": "1kB"})").code == code::truncated);
  CHECK(described(good_fault(R"({"fault": "truncate"})")) == "truncate");
  CHECK(described(good_fault(R"({"fault": "truncate", "bytes": "1kB"})")) ==
        "truncate (behind 1000 bytes)");
  CHECK(described(good_fault(R"({"fault": "truncate", "bytes": "0B"})")) ==
        "truncate (behind 0 bytes)");
  CHECK(mistakes_of_fault(R"({"fault": "truncate", "bytes": "2GiB"})").size() == 1);
  CHECK(mistakes_of_fault(R"({"fault": "truncate", "bytes": -1})").size() == 1);
}

TEST_CASE("a name has no address, gets no answer, or leads to who is not there", "[unit][faults]") {
  const auto first = [](const std::string& reason) {
    const std::string text = R"({"fault": "dns_failure", "reason": ")" + reason + R"("})";
    return std::get<BreakConnection>(verdicts(good_fault(text), 1, 1).front());
  };

  CHECK(first("no_such_host").code == code::dns);
  CHECK(first("no_such_host").after == 0s);
  CHECK(first("no_answer").code == code::dns);
  CHECK(first("no_answer").after == 10s);
  CHECK(first("wrong_address").code == code::refused);
  CHECK(first("wrong_address").after == 0s);
  CHECK(mistakes_of_fault(R"({"fault": "dns_failure", "reason": "stale"})").size() == 1);
}

TEST_CASE("an answer is spoilt in the way that the fault is named for", "[unit][faults]") {
  CHECK(spoilt_by(R"({"fault": "truncate"})").code == code::truncated);
  CHECK(spoilt_by(R"({"fault": "malformed"})").code == code::malformed);
  CHECK(spoilt_by(R"({"fault": "slow_answers", "by": "2s"})").late == 2s);
  CHECK(spoilt_by(R"({"fault": "slow_answers", "by": "2s"})").code == code::none);
}

TEST_CASE("an answer is spoilt so that its caller gets what such an answer is", "[unit][faults]") {
  const SpoilAnswer large = spoilt_by(R"({"fault": "headers_too_large"})");
  CHECK(large.code == code::malformed);
  CHECK(large.how == Spoiling::large_headers);

  const SpoilAnswer longer = spoilt_by(R"({"fault": "wrong_content_length"})");
  CHECK(longer.code == code::truncated);
  CHECK(longer.how == Spoiling::wrong_length);

  const SpoilAnswer other = spoilt_by(R"({"fault": "wrong_content_type"})");
  CHECK(other.code == code::malformed);
  CHECK(other.how == Spoiling::wrong_type);

  const SpoilAnswer chunked = spoilt_by(R"({"fault": "bad_chunk", "rate": 1})");
  CHECK(chunked.code == code::malformed);
  CHECK(chunked.how == Spoiling::bad_chunk);
  CHECK(mistakes_of_fault(R"({"fault": "bad_chunk", "size": 1})").size() == 1);
}

TEST_CASE("a share of the answers is spoilt, each by its own draw", "[unit][faults]") {
  for (const char* kind :
       {"headers_too_large", "wrong_content_length", "wrong_content_type", "bad_chunk"}) {
    CAPTURE(kind);
    const std::string text = R"({"fault": ")" + std::string(kind) + R"(", "rate": "25%"})";
    const auto hits = count_of<SpoilAnswer>(verdicts(good_fault(text), 4000, 1));
    CHECK(hits > 890);  // 1000, four standard deviations of 27
    CHECK(hits < 1110);
    CHECK(pattern_of<SpoilAnswer>(verdicts(good_fault(text), 100, 7)) ==
          pattern_of<SpoilAnswer>(verdicts(good_fault(text), 100, 7)));
  }
}

TEST_CASE("a share of the connections breaks, each by its own draw", "[unit][faults]") {
  const auto broken = pattern_of<BreakConnection>(
      verdicts(good_fault(R"({"fault": "reset", "rate": "25%"})"), 4000, 1));

  const auto hits = std::count(broken.begin(), broken.end(), true);
  CHECK(hits > 890);  // 1000, four standard deviations of 27
  CHECK(hits < 1110);
}

TEST_CASE("timeout holds a connection before it is closed", "[unit][faults]") {
  const auto all = verdicts(good_fault(R"({"fault": "timeout", "closes_after": "5s"})"), 1, 1);

  CHECK(std::get<BreakConnection>(all.front()).after == 5s);
  CHECK(std::get<BreakConnection>(all.front()).code == code::reset);
  CHECK(mistakes_of_fault(R"({"fault": "timeout"})").size() == 1);
}

TEST_CASE("drop_first resets so many and no more", "[unit][faults]") {
  const Fault fault = good_fault(R"({"fault": "drop_first", "requests": 2})");

  CHECK(pattern_of<BreakConnection>(verdicts(fault, 4, 1)) ==
        std::vector{true, true, false, false});
  CHECK(mistakes_of_fault(R"({"fault": "drop_first", "requests": 0})").size() == 1);
}

TEST_CASE("a partition loses requests, or only answers", "[unit][faults]") {
  const auto first = [](const std::string& text) { return verdicts(good_fault(text), 1, 1)[0]; };

  CHECK(std::holds_alternative<NeverAnswer>(first(R"({"fault": "partition"})")));
  CHECK(
      std::holds_alternative<NeverAnswer>(first(R"({"fault": "partition", "loses": "requests"})")));
  CHECK(spoilt_by(R"({"fault": "partition", "loses": "answers"})").code == code::timeout);
  CHECK(mistakes_of_fault(R"({"fault": "partition", "loses": "replies"})").size() == 1);
}
