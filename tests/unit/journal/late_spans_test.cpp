#include "harness/journal/late_spans.hpp"

#include <cstdint>
#include <vector>

#include <catch2/catch.hpp>

using firedrill::Duration;
using firedrill::Instant;
using firedrill::late_spans_from;
using firedrill::LateSpan;
using firedrill::LateSpans;

namespace {

Instant ns(std::int64_t count) {
  return Instant{Duration{count}};
}

LateSpans spans(const std::vector<std::vector<std::int64_t>>& each) {
  LateSpans all;
  for (const auto& one : each) {
    all.add({.from = ns(one[0]), .until = ns(one[1])});
  }
  return all;
}

}  // namespace

TEST_CASE("spans that touch are one, whatever their order", "[unit][journal]") {
  CHECK(spans({{30, 40}, {10, 20}}).all() ==
        std::vector<LateSpan>{{ns(10), ns(20)}, {ns(30), ns(40)}});
  CHECK(spans({{30, 40}, {10, 20}, {20, 30}}).all() == std::vector<LateSpan>{{ns(10), ns(40)}});
  CHECK(spans({{10, 20}, {30, 40}, {50, 60}, {15, 35}}).all() ==
        std::vector<LateSpan>{{ns(10), ns(40)}, {ns(50), ns(60)}});
  CHECK(spans({{10, 40}, {20, 30}}).all() == std::vector<LateSpan>{{ns(10), ns(40)}});
}

TEST_CASE("a span counts whole with those that it meets", "[unit][journal]") {
  const LateSpans late = spans({{10, 20}, {30, 35}, {50, 60}});

  CHECK(late.total() == Duration{25});
  CHECK(late.total_meeting({ns(20), ns(30)}) == Duration{15});
  CHECK(late.total_meeting({ns(21), ns(29)}) == Duration{0});
  CHECK(late.total_meeting({ns(55), ns(55)}) == Duration{10});
}

TEST_CASE("of too many spans the closest are joined", "[unit][journal]") {
  LateSpans late;
  const auto most = static_cast<std::int64_t>(LateSpans::most);
  for (std::int64_t index = 0; index < most; ++index) {
    late.add({.from = ns(10 * index), .until = ns(10 * index + 1)});
  }
  REQUIRE(late.all().size() == LateSpans::most);

  late.add({.from = ns(14), .until = ns(16)});

  CHECK(late.all().size() == LateSpans::most);
  CHECK(late.all()[1] == LateSpan{ns(10), ns(16)});  // 3 from the left, 4 from the right
}

TEST_CASE("spans are read back from their text", "[unit][journal]") {
  const LateSpans late = spans({{10, 20}, {30, 1'000'000'000'000}});

  CHECK(to_text(late) == "10-20 30-1000000000000");
  CHECK(late_spans_from(to_text(late))->all() == late.all());
  CHECK(late_spans_from("")->empty());
  for (const char* wrong : {"10",
                            "10-",
                            "-10",
                            "20-10",
                            "10-20,30-40",
                            "a-b",
                            "10 20",
                            "-5-10",
                            "0-9223372036854775807"}) {
    CAPTURE(wrong);
    CHECK_FALSE(late_spans_from(wrong));
  }
}
