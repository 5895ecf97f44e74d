#include "harness/text/time_zone.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include <catch2/catch.hpp>

#include "harness/text/timestamp.hpp"

namespace firedrill {
namespace {

std::int64_t unix_s(const std::string& moment) {
  return parse_timestamp(moment)->unix_ns / 1'000'000'000;
}

std::string big_endian_text(std::int64_t value, int bytes) {
  std::string text;
  for (int byte = bytes - 1; byte >= 0; --byte) {
    text +=
        static_cast<char>(static_cast<std::uint64_t>(value) >> (8U * static_cast<unsigned>(byte)));
  }
  return text;
}

/// One block of a TZif file: changes to one of the offsets, at these times.
std::string tzif_block(char version,
                       int time_bytes,
                       const std::vector<std::int64_t>& offsets,
                       const std::vector<std::pair<std::int64_t, int>>& changes) {
  std::string text = std::string("TZif") + version + std::string(15, '\0');
  for (const std::size_t count : {std::size_t{0},
                                  std::size_t{0},
                                  std::size_t{0},
                                  changes.size(),
                                  offsets.size(),
                                  std::size_t{4}}) {
    text += big_endian_text(static_cast<std::int64_t>(count), 4);
  }
  for (const auto& [at, type] : changes) {
    text += big_endian_text(at, time_bytes);
  }
  for (const auto& [at, type] : changes) {
    text += static_cast<char>(type);
  }
  for (const std::int64_t offset : offsets) {
    text += big_endian_text(offset, 4) + std::string(2, '\0');
  }
  return text + std::string("LMT\0", 4);
}

/// A file of version 2 with a footer.
std::string tzif(const std::vector<std::int64_t>& offsets,
                 const std::vector<std::pair<std::int64_t, int>>& changes,
                 const std::string& footer) {
  return tzif_block('2', 4, {0}, {}) + tzif_block('2', 8, offsets, changes) + "\n" + footer + "\n";
}

TimeZone zone_by_rule(const std::string& footer) {
  const Result<TimeZone> zone = parse_time_zone(tzif({0}, {}, footer));
  INFO(footer);
  REQUIRE(zone.has_value());
  return *zone;
}

}  // namespace

TEST_CASE("a fixed distance from UTC holds at all times", "[unit][text][time_zone]") {
  const Result<TimeZone> zone = time_zone_of("-03:30");

  REQUIRE(zone.has_value());
  CHECK(zone->offset_at(0) == -12'600);
  CHECK(zone->local_at(unix_s("2024-07-01T12:00:00Z")) == unix_s("2024-07-01T08:30:00Z"));
  CHECK(zone->first_at(unix_s("2024-07-01T08:30:00Z")) == unix_s("2024-07-01T12:00:00Z"));
  CHECK(time_zone_of("Z")->offset_at(0) == 0);
}

TEST_CASE("the changes of a time zone file hold from their second on", "[unit][text][time_zone]") {
  const Result<TimeZone> zone = parse_time_zone(tzif({3000, 3600, 7200}, {{100, 1}, {200, 2}}, ""));

  REQUIRE(zone.has_value());  // an empty footer: nobody knows what comes later
  CHECK(zone->offset_at(99) == 3000);
  CHECK(zone->offset_at(5'000'000'000) == 7200);
  const Result<TimeZone> short_file =
      parse_time_zone(tzif_block('\0', 4, {3000, 3600, 7200}, {{-100, 1}, {200, 2}}));
  REQUIRE(short_file.has_value());
  CHECK(short_file->offset_at(-101) == 3000);
  CHECK(short_file->offset_at(-100) == 3600);
  CHECK(short_file->offset_at(199) == 3600);
  CHECK(short_file->offset_at(200) == 7200);
  CHECK(short_file->offset_at(5'000'000'000) == 7200);
}

TEST_CASE("the rule at the end of a file holds after its last change", "[unit][text][time_zone]") {
  const TimeZone berlin = zone_by_rule("CET-1CEST,M3.5.0,M10.5.0/3");

  CHECK(berlin.offset_at(unix_s("2024-03-31T00:59:59Z")) == 3600);
  CHECK(berlin.offset_at(unix_s("2024-03-31T01:00:00Z")) == 7200);
  CHECK(berlin.offset_at(unix_s("2024-10-27T00:59:59Z")) == 7200);
  CHECK(berlin.offset_at(unix_s("2024-10-27T01:00:00Z")) == 3600);
  CHECK(berlin.offset_at(unix_s("2199-07-01T00:00:00Z")) == 7200);

  const TimeZone new_york = zone_by_rule("EST5EDT,M3.2.0,M11.1.0");
  CHECK(new_york.offset_at(unix_s("2024-03-10T06:59:59Z")) == -18'000);
  CHECK(new_york.offset_at(unix_s("2024-03-10T07:00:00Z")) == -14'400);
  CHECK(new_york.offset_at(unix_s("2024-11-03T06:00:00Z")) == -18'000);
}

TEST_CASE("rules of the south, of half hours and of odd times are read",
          "[unit][text][time_zone]") {
  const TimeZone lord_howe = zone_by_rule("<+1030>-10:30<+11>-11,M10.1.0,M4.1.0");
  CHECK(lord_howe.offset_at(unix_s("2024-01-01T00:00:00Z")) == 39'600);
  CHECK(lord_howe.offset_at(unix_s("2024-07-01T00:00:00Z")) == 37'800);

  const TimeZone nuuk = zone_by_rule("<-02>2<-01>,M3.5.0/-1,M10.5.0/0");
  CHECK(nuuk.offset_at(unix_s("2024-03-31T00:59:59Z")) == -7200);
  CHECK(nuuk.offset_at(unix_s("2024-03-31T01:00:00Z")) == -3600);

  const Result<TimeZone> kathmandu = parse_time_zone(tzif({20'700}, {}, "<+0545>-5:45"));
  REQUIRE(kathmandu.has_value());
  CHECK(kathmandu->offset_at(0) == 20'700);
}

TEST_CASE("the first moment of a time that clocks show twice or not at all",
          "[unit][text][time_zone]") {
  const TimeZone berlin = zone_by_rule("CET-1CEST,M3.5.0,M10.5.0/3");

  // 02:30 on the day on which it comes twice, and on the day on which it does not come
  CHECK(berlin.first_at(unix_s("2024-10-27T02:30:00Z")) == unix_s("2024-10-27T00:30:00Z"));
  CHECK(berlin.first_at(unix_s("2024-03-31T02:30:00Z")) == unix_s("2024-03-31T01:00:00Z"));
  CHECK(berlin.first_at(unix_s("2024-07-01T02:30:00Z")) == unix_s("2024-07-01T00:30:00Z"));
  CHECK(berlin.first_at(unix_s("2024-10-27T03:00:00Z")) == unix_s("2024-10-27T02:00:00Z"));
}

TEST_CASE("a file that is no time zone is refused, however it is cut", "[unit][text][time_zone]") {
  const std::string whole = tzif({0, 3600}, {{100, 1}}, "CET-1");
  REQUIRE(parse_time_zone(whole).has_value());

  CHECK_FALSE(parse_time_zone("").has_value());
  CHECK_FALSE(parse_time_zone("TZjf" + whole.substr(4)).has_value());
  for (std::size_t size = 0; size + 8 < whole.size(); ++size) {
    CHECK_FALSE(parse_time_zone(whole.substr(0, size)).has_value());
  }
  CHECK_FALSE(parse_time_zone(tzif({0}, {{100, 1}}, "CET-1")).has_value());            // no type 1
  CHECK_FALSE(parse_time_zone(tzif({0}, {{100, 0}, {100, 0}}, "CET-1")).has_value());  // no order
  CHECK_FALSE(parse_time_zone(tzif({500'000}, {}, "CET-1")).has_value());
  for (const char* footer : {"C-1",
                             "CET",
                             "CET-1CEST",
                             "CET-1CEST,J60,J300",
                             "CET-1CEST,M13.1.0,M10.5.0",
                             "CET-1CEST,M3.6.0,M10.5.0",
                             "CET-1CEST,M3.5.7,M10.5.0",
                             "CET-1CEST,M3.5.0/200,M10.5.0",
                             "CET-1CEST,M3.5.0,M10.5.0/3x"}) {
    INFO(footer);
    CHECK_FALSE(parse_time_zone(tzif({0}, {}, footer)).has_value());
  }
}

TEST_CASE("names lead nowhere but into the database", "[unit][text][time_zone]") {
  for (const char* name : {"",
                           "/etc/passwd",
                           "../../../etc/passwd",
                           "Europe/",
                           "Europe",
                           "Europe/Berlin ",
                           "+19:00",
                           "+01:60",
                           "Mars/Olympus"}) {
    INFO(name);
    const Result<TimeZone> zone = time_zone_of(name);
    REQUIRE_FALSE(zone.has_value());
    CHECK(zone.error().message.find("there is no time zone") == 0);
  }
}

TEST_CASE("this machine's database says what is known of some places", "[unit][text][time_zone]") {
  if (!std::filesystem::exists("/usr/share/zoneinfo/Europe/Berlin")) {
    WARN("no tzdata on this machine: not tested");
    return;
  }
  const Result<TimeZone> berlin = time_zone_of("Europe/Berlin");
  const Result<TimeZone> tokyo = time_zone_of("Asia/Tokyo");

  REQUIRE(berlin.has_value());
  REQUIRE(tokyo.has_value());
  CHECK(berlin->offset_at(unix_s("1990-07-01T00:00:00Z")) == 7200);
  CHECK(berlin->offset_at(unix_s("2023-11-09T08:45:00Z")) == 3600);
  CHECK(berlin->offset_at(unix_s("2100-07-01T00:00:00Z")) == 7200);
  CHECK(tokyo->offset_at(unix_s("2050-07-01T00:00:00Z")) == 32'400);
}

}  // namespace firedrill
