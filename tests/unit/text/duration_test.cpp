#include "harness/text/duration.hpp"

#include <cstdint>
#include <string>

#include <catch2/catch.hpp>

using firedrill::brief;
using firedrill::Duration;
using firedrill::parse_duration;
using firedrill::to_text;
using namespace std::chrono_literals;

namespace {

/// The reason before the expected form.
std::string refusal(std::string_view text) {
  const auto result = parse_duration(text);
  REQUIRE_FALSE(result);
  const std::string& message = result.error().message;
  const std::string form = R"(; expected a duration such as "250ms", "15m" or "1h30m")";
  REQUIRE(message.size() > form.size());
  CHECK(message.substr(message.size() - form.size()) == form);
  return message.substr(0, message.size() - form.size());
}

}  // namespace

TEST_CASE("a duration is numbers with units, exact to the nanosecond", "[unit][text]") {
  CHECK(*parse_duration("250ms") == 250ms);
  CHECK(*parse_duration("15m") == 15min);
  CHECK(*parse_duration("1h30m") == 90min);
  CHECK(*parse_duration("1.5s") == 1500ms);
  CHECK(*parse_duration("2d") == 48h);
  CHECK(*parse_duration("7us") == 7us);
  CHECK(*parse_duration("1d2h3m4s5ms6us7ns") == 26h + 3min + 4s + 5ms + 6us + 7ns);
  CHECK(*parse_duration("0s") == 0s);
  CHECK(*parse_duration("0.000000001s") == 1ns);
  CHECK(*parse_duration("1.000000000000s") == 1s);
  CHECK(*parse_duration("0.1d") == 144min);
}

TEST_CASE("what is no duration is refused with its reason and an example", "[unit][text]") {
  CHECK(refusal("") == R"("" is empty)");
  CHECK(refusal("250") == R"("250" has no unit)");
  CHECK(refusal("abc") == R"("abc" is not a duration)");
  CHECK(refusal("ms") == R"("ms" is not a duration)");
  CHECK(refusal("-") == R"("-" is not a duration)");
  CHECK(refusal("5 sec") == R"("5 sec" has a space in it)");
  CHECK(refusal("5sec") == R"("5sec" has the unknown unit "sec"; write "s")");
  CHECK(refusal("5Min") == R"("5Min" has the unknown unit "Min"; write "m")");
  CHECK(refusal("5S") == R"("5S" has the unknown unit "S"; write "s")");
  CHECK(refusal("5\xC2\xB5s").find("write \"us\"") != std::string::npos);
  CHECK(refusal("5w") == R"("5w" has the unknown unit "w")");
  CHECK(refusal("30m1h") == R"("30m1h" must name its units from large to small, each once)");
  CHECK(refusal("1m1m") == R"("1m1m" must name its units from large to small, each once)");
  CHECK(refusal("1.5h30m") == R"("1.5h30m" may have a fraction only in its last part)");
  CHECK(refusal("1.5ns") == R"("1.5ns" is finer than a nanosecond)");
  CHECK(refusal("-5m") == R"("-5m" is negative)");
  CHECK(refusal("11h\x1b[2J").find('\x1b') == std::string::npos);
}

TEST_CASE("a duration over ten years is refused, however many digits it has", "[unit][text]") {
  CHECK(parse_duration("3653d"));
  CHECK(refusal("3654d") == R"("3654d" is longer than ten years)");
  CHECK(refusal("3653d1ns") == R"("3653d1ns" is longer than ten years)");
  CHECK(refusal("99999999999999999999h").find("is longer than ten years") != std::string::npos);
  CHECK(refusal(std::string(500, '9') + "s").find("is longer than ten years") != std::string::npos);
}

TEST_CASE("a negative duration is taken where it is allowed", "[unit][text]") {
  CHECK(*parse_duration("-2m", {.allow_negative = true}) == -2min);
  CHECK(*parse_duration("2m", {.allow_negative = true}) == 2min);
}

TEST_CASE("the exact text of a duration is short and reads back the same", "[unit][text]") {
  CHECK(to_text(0s) == "0s");
  CHECK(to_text(90min) == "1h30m");
  CHECK(to_text(1500ms) == "1.5s");
  CHECK(to_text(61500ms) == "1m1.5s");
  CHECK(to_text(250ms) == "250ms");
  CHECK(to_text(1250us) == "1.25ms");
  CHECK(to_text(7ns) == "7ns");
  CHECK(to_text(36h) == "1d12h");
  CHECK(to_text(-2min) == "-2m");
  for (std::int64_t value = 1; value < firedrill::longest_duration.count(); value = value * 3 + 1) {
    const std::string text = to_text(Duration{value});
    CAPTURE(text);
    CHECK(parse_duration(text)->count() == value);
  }
  CHECK(to_text(Duration::min()) == "-106751d23h47m16.854775808s");
}

TEST_CASE("the clock text of a duration is rounded for people", "[unit][text]") {
  CHECK(brief(0s) == "0s");
  CHECK(brief(250ms) == "250ms");
  CHECK(brief(1'234'567ns) == "1.23ms");
  CHECK(brief(12'437ms) == "12.4s");
  CHECK(brief(4min + 12'370ms) == "4m12.4s");
  CHECK(brief(22min) == "22m");
  CHECK(brief(22min + 400ms) == "22m");
  CHECK(brief(59'990ms) == "1m");
  CHECK(brief(12min + 5'600ms) == "12m6s");
  CHECK(brief(90min) == "1h30m");
  CHECK(brief(-72s) == "-1m12s");
  CHECK(brief(-1ns) == "-1ns");
  CHECK(brief(999'999'999ns) == "1s");
}
