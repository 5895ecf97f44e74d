#include "harness/text/quantity.hpp"

#include <string>

#include <catch2/catch.hpp>

using firedrill::parse_rate;
using firedrill::parse_ratio;
using firedrill::parse_size;
using firedrill::Rate;

namespace {

template <class T>
std::string reason(const firedrill::Result<T>& result) {
  REQUIRE_FALSE(result);
  return result.error().message;
}

}  // namespace

TEST_CASE("a ratio is a number from 0 to 1 or a percentage", "[unit][text]") {
  CHECK(*parse_ratio("5%") == 0.05);
  CHECK(*parse_ratio("0.7%") == 0.007);  // 0.7 / 100 would be another double
  CHECK(*parse_ratio("0.25") == 0.25);
  CHECK(*parse_ratio("100%") == 1.0);
  CHECK(*parse_ratio("0") == 0.0);
}

TEST_CASE("what is no ratio is refused with an example", "[unit][text]") {
  const std::string form = R"(; expected a ratio from 0 to 1 such as 0.05 or "5%")";
  CHECK(reason(parse_ratio("101%")) == "\"101%\" is more than the whole" + form);
  CHECK(reason(parse_ratio("5")) == "\"5\" is more than the whole" + form);
  CHECK(reason(parse_ratio("-5%")) == "\"-5%\" is negative" + form);
  CHECK(reason(parse_ratio("half")) == "\"half\" is not a ratio" + form);
  CHECK(reason(parse_ratio("5 %")) == "\"5 %\" is not a ratio" + form);
  CHECK(reason(parse_ratio("")) == "\"\" is not a ratio" + form);
  CHECK(reason(parse_ratio(std::string(400, '9') + "%")).find("more than") != std::string::npos);
}

TEST_CASE("a rate is a number per unit of time", "[unit][text]") {
  CHECK(parse_rate("40/s")->per_second == 40.0);
  CHECK(parse_rate("120/m")->per_second == 2.0);
  CHECK(parse_rate("1k/s")->per_second == 1000.0);
  CHECK(parse_rate("2.5M/h")->per_second == 2.5e6 / 3600.0);
  CHECK(parse_rate("0/s")->per_second == 0.0);
  CHECK(parse_rate("1/d")->per_second == 1.0 / 86400.0);
}

TEST_CASE("what is no rate is refused with an example", "[unit][text]") {
  const std::string form = R"(; expected a rate such as "40/s", "100/m" or "1k/s")";
  CHECK(reason(parse_rate("40")) == "\"40\" says no time" + form);
  CHECK(reason(parse_rate("1k")) == "\"1k\" says no time" + form);
  CHECK(reason(parse_rate("40/w")) == "\"40/w\" is not a rate" + form);
  CHECK(reason(parse_rate("/s")) == "\"/s\" is not a rate" + form);
  CHECK(reason(parse_rate("-1/s")) == "\"-1/s\" is negative" + form);
  CHECK(reason(parse_rate("1001M/s")) ==
        "\"1001M/s\" is more than a thousand million a second" + form);
}

TEST_CASE("a size is a whole number of bytes", "[unit][text]") {
  CHECK(*parse_size("512B") == 512);
  CHECK(*parse_size("4KiB") == 4096);
  CHECK(*parse_size("1MB") == 1'000'000);
  CHECK(*parse_size("1KB") == 1000);
  CHECK(*parse_size("1.5KiB") == 1536);
  CHECK(*parse_size("1TiB") == 1'099'511'627'776);
}

TEST_CASE("what is no size is refused with an example", "[unit][text]") {
  const std::string form = R"(; expected a size such as "512B", "4KiB" or "1MB")";
  CHECK(reason(parse_size("512")) == "\"512\" has no unit" + form);
  CHECK(reason(parse_size("4 KiB")) == "\"4 KiB\" has a space in it" + form);
  CHECK(reason(parse_size("4XB")) == "\"4XB\" has the unknown unit \"XB\"" + form);
  CHECK(reason(parse_size("0.5B")) == "\"0.5B\" is no whole number of bytes" + form);
  CHECK(reason(parse_size("2TiB")) == "\"2TiB\" is more than 1 TiB" + form);
  CHECK(reason(parse_size(std::string(400, '9') + "B")).find("more than") != std::string::npos);
  CHECK(reason(parse_size("-1B")) == "\"-1B\" is negative" + form);
  CHECK(reason(parse_size("big")) == "\"big\" is not a size" + form);
}

TEST_CASE("quantities print as short text that reads back the same", "[unit][text]") {
  CHECK(firedrill::ratio_text(0.05) == "5%");
  CHECK(firedrill::ratio_text(0.001) == "0.1%");
  CHECK(firedrill::ratio_text(0.007) == "0.7%");
  CHECK(firedrill::ratio_text(1.0) == "100%");
  CHECK(*parse_ratio(firedrill::ratio_text(1.0 / 3.0)) == 1.0 / 3.0);
  CHECK(firedrill::to_text(Rate{40.0}) == "40/s");
}
