#include "harness/rules/humanize.hpp"

#include <limits>
#include <string>
#include <utility>

#include <catch2/catch.hpp>

using namespace firedrill::rules;

namespace {

constexpr double infinite = std::numeric_limits<double>::infinity();
constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

using HumanizeTable = std::initializer_list<std::pair<double, const char*>>;

void check_table(std::string (*readable)(double), const HumanizeTable& table) {
  for (const auto& [value, expected] : table) {
    CAPTURE(value);
    CHECK(readable(value) == expected);
  }
}

}  // namespace

// Examples of Prometheus' own tests (template/template_test.go), and beyond their edges.

TEST_CASE("humanize takes a prefix of a thousand", "[unit][rules][humanize]") {
  check_table(humanize,
              {{0, "0"},
               {1, "1"},
               {999.9, "999.9"},
               {1234567, "1.235M"},
               {-1234567, "-1.235M"},
               {0.00123, "1.23m"},
               {1e-7, "100n"},
               {.12, "120m"},
               {1e27, "1000Y"},
               {1e-30, "1e-06y"},
               {infinite, "+Inf"},
               {-infinite, "-Inf"},
               {not_a_number, "NaN"}});
}

TEST_CASE("humanize1024 takes a prefix of 1024", "[unit][rules][humanize]") {
  check_table(humanize_1024,
              {{0, "0"},
               {1, "1"},
               {1024, "1ki"},
               {1048576, "1Mi"},
               {0.12, "0.12"},
               {1.5, "1.5"},
               {-2048, "-2ki"},
               {infinite, "+Inf"}});
}

TEST_CASE("humanizeDuration splits seconds into days, hours and minutes",
          "[unit][rules][humanize]") {
  check_table(humanize_duration,
              {{0, "0s"},
               {1, "1s"},
               {60, "1m 0s"},
               {3600, "1h 0m 0s"},
               {86400, "1d 0h 0m 0s"},
               {90061.9, "1d 1h 1m 1s"},
               {-3661, "-1h 1m 1s"},
               {59.9999, "60s"},
               {12.345678, "12.35s"},
               {.1, "100ms"},
               {.0001, "100us"},
               {1.2345e-8, "12.35ns"},
               {-.1, "-100ms"},
               {not_a_number, "NaN"},
               {infinite, "+Inf"}});
}

TEST_CASE("humanizePercentage is of one", "[unit][rules][humanize]") {
  check_table(humanize_percentage,
              {{0, "0%"}, {0.12345, "12.35%"}, {1, "100%"}, {-0.5, "-50%"}, {1e6, "1e+08%"}});
}

TEST_CASE("humanizeTimestamp is a time in UTC", "[unit][rules][humanize]") {
  const auto at = [](double seconds) { return *humanize_timestamp(seconds); };

  CHECK(at(0) == "1970-01-01 00:00:00 +0000 UTC");
  CHECK(at(1435065584.128) == "2015-06-23 13:19:44.128 +0000 UTC");
  CHECK(at(1.5) == "1970-01-01 00:00:01.5 +0000 UTC");
  CHECK(at(-3) == "1969-12-31 23:59:57 +0000 UTC");
  CHECK(at(not_a_number) == "NaN");
  CHECK(humanize_timestamp(1e10).error().message ==
        "1e+10 cannot be represented as a nanoseconds timestamp since it overflows int64");
}
