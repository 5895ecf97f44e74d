#include "harness/text/timestamp.hpp"

#include <string>

#include <catch2/catch.hpp>

using firedrill::parse_timestamp;
using firedrill::Timestamp;
using firedrill::to_rfc3339;
using namespace std::chrono_literals;

namespace {

std::string timestamp_refusal(std::string_view text) {
  const auto result = parse_timestamp(text);
  REQUIRE_FALSE(result);
  const std::string& message = result.error().message;
  const std::size_t split = message.rfind("; expected a date and time with zone such as ");
  REQUIRE(split != std::string::npos);
  return message.substr(0, split);
}

}  // namespace

TEST_CASE("a timestamp is a moment and the offset of its writer", "[unit][text]") {
  const auto seed = parse_timestamp("2023-11-09T09:45:00+01:00");

  REQUIRE(seed);
  CHECK(seed->unix_ns == 1'699'519'500'000'000'000);
  CHECK(seed->offset_minutes == 60);
  CHECK(parse_timestamp("1970-01-01T00:00:00Z")->unix_ns == 0);
  CHECK(parse_timestamp("1970-01-01T00:00:00.5Z")->unix_ns == 500'000'000);
  CHECK(parse_timestamp("1970-01-01T00:00:00-03:30")->unix_ns == 12'600'000'000'000);
  CHECK(parse_timestamp("2024-02-29T23:59:59Z"));
}

TEST_CASE("a timestamp prints as it was written", "[unit][text]") {
  for (const std::string text : {"2023-11-09T09:45:00+01:00",
                                 "1970-01-01T00:00:00Z",
                                 "2024-02-29T23:59:59.25-03:30",
                                 "2199-12-31T23:59:59.999999999+14:00",
                                 "1970-01-01T00:30:00+01:00"}) {
    CHECK(to_rfc3339(*parse_timestamp(text)) == text);
  }
}

TEST_CASE("a later moment keeps its offset over midnight", "[unit][text]") {
  const Timestamp start = *parse_timestamp("2023-12-31T23:45:00+01:00");

  CHECK(to_rfc3339(start + 15min + 250ms) == "2024-01-01T00:00:00.25+01:00");
  CHECK(to_rfc3339(start + -46min) == "2023-12-31T22:59:00+01:00");
  CHECK(to_time_of_day(start + 10h + 7s) == "09:45:07");
}

TEST_CASE("what is no timestamp is refused with its reason and an example", "[unit][text]") {
  CHECK(timestamp_refusal("") == R"("" is not a timestamp)");
  CHECK(timestamp_refusal("yesterday") == R"("yesterday" is not a timestamp)");
  CHECK(timestamp_refusal("2023-11-09 09:45:00Z") ==
        R"("2023-11-09 09:45:00Z" is not a timestamp)");
  CHECK(timestamp_refusal("2023-11-09T09:45Z") == R"("2023-11-09T09:45Z" is not a timestamp)");
  CHECK(timestamp_refusal("2023-11-09T09:45:00") == R"("2023-11-09T09:45:00" has no zone)");
  CHECK(timestamp_refusal("2023-11-09T09:45:00+1") ==
        R"("2023-11-09T09:45:00+1" has no zone such as +01:00 or Z)");
  CHECK(timestamp_refusal("2023-11-09T09:45:00+19:00").find("has no zone") != std::string::npos);
  CHECK(timestamp_refusal("2023-02-29T09:45:00Z") ==
        R"("2023-02-29T09:45:00Z" is a day that no calendar has)");
  CHECK(timestamp_refusal("2023-11-09T24:00:00Z") ==
        R"("2023-11-09T24:00:00Z" is a time that no clock shows)");
  CHECK(timestamp_refusal("1969-12-31T23:59:59Z") ==
        R"("1969-12-31T23:59:59Z" has a year outside 1970 to 2200)");
  CHECK(timestamp_refusal("2023-11-09T09:45:00.Z").find("has a fraction") != std::string::npos);
  CHECK(timestamp_refusal("2023-11-09T09:45:00.1234567890Z").find("has a fraction") !=
        std::string::npos);
}
