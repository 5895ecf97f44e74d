#include "harness/text/values.hpp"

#include <array>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <catch2/catch.hpp>

#include "tests/support/json_document.hpp"

using firedrill::Diagnostics;
using firedrill::Json;
using firedrill::tests::JsonDocument;
using namespace std::chrono_literals;
using namespace firedrill;

namespace {

/// What reading the value says: "" if it was taken, else "message | label".
using Read = std::function<bool(const Json&, Diagnostics&)>;

std::string verdict(const std::string& json, const Read& read) {
  JsonDocument document(json);
  const bool taken = read(document.root, document.diagnostics);
  CHECK(taken == document.diagnostics.empty());
  if (taken) {
    return "";
  }
  CHECK(document.diagnostics.errors() == 1);
  CHECK(document.marked() == json);
  const Diagnostic& mistake = document.diagnostics.all().front();
  return mistake.message + " | " + mistake.label;
}

struct Kind {
  std::string_view name;
  Read read;
  std::string_view expected;  ///< how the messages call it
  std::vector<std::string> good;
};

const std::vector<Kind>& kinds() {
  static const std::vector<Kind> all = {
      {"duration",
       [](const Json& json, Diagnostics& to) { return read_duration(json, "x", to).has_value(); },
       R"(a duration such as "250ms")",
       {R"("250ms")", R"("0s")"}},
      {"ratio",
       [](const Json& json, Diagnostics& to) { return read_ratio(json, "x", to).has_value(); },
       R"(a ratio from 0 to 1 such as 0.05 or "5%")",
       {"0", "1", "0.5", R"("5%")", R"("0.5")"}},
      {"rate",
       [](const Json& json, Diagnostics& to) { return read_rate(json, "x", to).has_value(); },
       R"(a rate such as "40/s")",
       {R"("40/s")", R"("0/m")"}},
      {"size",
       [](const Json& json, Diagnostics& to) { return read_size(json, "x", to).has_value(); },
       R"(a size such as "4KiB")",
       {R"("4KiB")", R"("0B")"}},
      {"timestamp",
       [](const Json& json, Diagnostics& to) { return read_timestamp(json, "x", to).has_value(); },
       R"(a date and time with zone such as "2023-11-09T09:45:00+01:00")",
       {R"("2023-11-09T09:45:00+01:00")"}},
      {"integer",
       [](const Json& json, Diagnostics& to) { return read_integer(json, "x", to).has_value(); },
       "a whole number",
       {"0", "-7", "9223372036854775807", "-9223372036854775808"}},
      {"number",
       [](const Json& json, Diagnostics& to) { return read_number(json, "x", to).has_value(); },
       "a number",
       {"0", "-7", "1.5", "1e300", "9223372036854775808"}},
      {"boolean",
       [](const Json& json, Diagnostics& to) { return read_boolean(json, "x", to).has_value(); },
       "true or false",
       {"true", "false"}},
      {"string",
       [](const Json& json, Diagnostics& to) { return read_string(json, "x", to).has_value(); },
       "text in double quotes",
       {R"("250ms")", R"(" ")", "\"\xC3\xA9\""}},
      {"identifier",
       [](const Json& json, Diagnostics& to) { return read_identifier(json, "x", to).has_value(); },
       "a name in double quotes",
       {R"("a")", R"("4.2.0")", R"("a-b_c.d")", R"("-")"}}};
  return all;
}

/// One value of each kind of JSON, and how messages call it. Texts are left to each parser.
const std::vector<std::pair<std::string, std::string>> values = {{"null", "null"},
                                                                 {"true", "true"},
                                                                 {"250", "the number 250"},
                                                                 {"-1", "the number -1"},
                                                                 {"2.5", "the number 2.5"},
                                                                 {"1e3", "the number 1e3"},
                                                                 {"[]", "an empty array"},
                                                                 {"[1]", "an array"},
                                                                 {"{}", "an empty object"},
                                                                 {R"({"a":1})", "an object"}};

bool is_taken(const std::string& kind, const std::string& json) {
  const bool is_number = json.find_first_not_of("-.0123456789e") == std::string::npos;
  const bool is_whole = json.find_first_not_of("-0123456789") == std::string::npos;
  return (kind == "boolean" && json == "true") || (kind == "number" && is_number) ||
         (kind == "integer" && is_whole);
}

}  // namespace

TEST_CASE("each kind takes its own values", "[unit][text]") {
  for (const Kind& kind : kinds()) {
    for (const std::string& json : kind.good) {
      CAPTURE(kind.name, json);
      CHECK(verdict(json, kind.read).empty());
    }
  }
}

TEST_CASE("each kind says of all others what was found and what belongs there", "[unit][text]") {
  for (const Kind& kind : kinds()) {
    for (const auto& [json, found] : values) {
      CAPTURE(kind.name, json);
      const std::string said = verdict(json, kind.read);
      if (is_taken(std::string(kind.name), json)) {
        CHECK(said.empty());
      } else {
        const std::string sentence =
            "\"x\" must be " + std::string(kind.expected) + ", found " + found + " | ";
        CHECK(said.substr(0, sentence.size()) == sentence);
        CHECK(said.size() > sentence.size());
      }
    }
  }
}

TEST_CASE("a bare number is told the two units it may have meant", "[unit][text]") {
  CHECK(verdict("250", kinds()[0].read).ends_with(R"(| write "250ms" or "250s")"));
  CHECK(verdict("2.5", kinds()[0].read).ends_with(R"(| write "2.5ms" or "2.5s")"));
  CHECK(verdict("40", kinds()[2].read).ends_with(R"(| write "40/s" or "40/m")"));
  CHECK(verdict("4096", kinds()[3].read).ends_with(R"(| write "4096B" or "4096KiB")"));
}

TEST_CASE("a ratio above 1 was meant as per cent, one below 0 as nothing", "[unit][text]") {
  const Read& ratio = kinds()[1].read;

  CHECK(verdict("5", ratio).ends_with(R"(| write "5%")"));
  CHECK(verdict("2.5", ratio).ends_with(R"(| write "2.5%")"));
  CHECK(verdict("100", ratio).ends_with(R"(| write "100%")"));
  CHECK(verdict("100.5", ratio).ends_with("| expected 0 to 1"));
  CHECK(verdict("-0.1", ratio).ends_with("| expected 0 to 1"));
  CHECK(verdict("1e-320", ratio).empty());
}

TEST_CASE("a text that its parser refuses keeps the parser's reason and advice", "[unit][text]") {
  for (const auto& [kind, json, message, label] : std::vector<std::array<std::string, 4>>{
           {"0", R"("5")", R"("x": "5")", "expected a duration"},
           {"0", R"("5 m")", R"("x": "5 m" has a space in it)", "expected a duration"},
           {"0", R"("-5s")", R"("x": "-5s")", "expected a duration"},
           {"1", R"("150%")", R"("x": "150%")", "expected a ratio"},
           {"2", R"("40")", R"("x": "40")", "expected a rate"},
           {"3", R"("4 apples")", R"("x": "4 apples")", "expected a size"},
           {"4", R"("2023-13-09T09:45:00Z")", R"("x": "2023-13-09T09:45:00Z")", "expected"}}) {
    CAPTURE(json);
    const std::string said = verdict(json, kinds()[static_cast<std::size_t>(kind[0] - '0')].read);
    CHECK(said.substr(0, message.size()) == message);
    CHECK_THAT(said, Catch::Matchers::Contains(" | " + label));
  }
}

TEST_CASE("an integer out of range is told the range", "[unit][text]") {
  const auto said = [](const std::string& json, IntegerRange range) {
    return verdict(json, [range](const Json& value, Diagnostics& to) {
      return read_integer(value, "x", to, range).has_value();
    });
  };

  CHECK(said("3", {.least = 3, .most = 3}).empty());
  CHECK(said("2", {.least = 3}) ==
        "\"x\" must be a whole number, at least 3, found the number 2 | "
        "expected a whole number, at least 3");
  CHECK(said("4", {.most = 3}) ==
        "\"x\" must be a whole number, at most 3, found the number 4 | "
        "expected a whole number, at most 3");
  CHECK(said("0", {.least = 1, .most = 9}) ==
        "\"x\" must be a whole number from 1 to 9, found the number 0 | "
        "expected a whole number from 1 to 9");
  CHECK(said("9223372036854775808", {}) ==
        "\"x\" must be a whole number, found the number 9223372036854775808 | "
        "expected a whole number");
  CHECK(said("1.0", {}) ==
        "\"x\" must be a whole number, found the number 1.0 | expected a whole number");
}

TEST_CASE("a negative duration is taken only where the key allows it", "[unit][text]") {
  JsonDocument document(R"("-5m")");

  CHECK(read_duration(document.root, "x", document.diagnostics, {.allow_negative = true}) == -5min);
  CHECK(document.diagnostics.empty());
  CHECK_FALSE(read_duration(document.root, "x", document.diagnostics));
}

TEST_CASE("a name has only letters that fit into a label, a file and an option", "[unit][text]") {
  const Read& identifier = kinds()[9].read;
  const std::string letters = R"( | expected letters a-z, digits, "_", "." and "-")";

  for (const std::string bad : {"", "A", "a b", "a/b", "\xC3\xA9", "a\\u0000"}) {
    CAPTURE(bad);
    CHECK_THAT(verdict("\"" + bad + "\"", identifier),
               Catch::Matchers::StartsWith("\"x\" must be a name, found ") &&
                   Catch::Matchers::EndsWith(letters));
  }
  CHECK(verdict("\"" + std::string(100, 'a') + "\"", identifier).empty());
  CHECK(verdict("\"" + std::string(101, 'a') + "\"", identifier) ==
        "\"x\" has 101 letters | expected at most 100");
}

TEST_CASE("an empty text is no text", "[unit][text]") {
  CHECK(verdict(R"("")", kinds()[8].read) == R"("x" is empty | expected some text)");
}
