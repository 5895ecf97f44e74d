#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "harness/text/escape.hpp"
#include "harness/text/json_parse.hpp"
#include "harness/text/reader.hpp"
#include "harness/text/utf8.hpp"

using firedrill::Diagnostics;
using firedrill::Json;
using firedrill::parse_json;
using firedrill::SourceText;

namespace {

/// splitmix64: small, seeded, the same everywhere.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : state_(seed) {}

  std::size_t below(std::size_t limit) {
    state_ += 0x9E3779B97F4A7C15ULL;
    std::uint64_t mixed = state_;
    mixed = (mixed ^ (mixed >> 30U)) * 0xBF58476D1CE4E5B9ULL;
    mixed = (mixed ^ (mixed >> 27U)) * 0x94D049BB133111EBULL;
    return (mixed ^ (mixed >> 31U)) % limit;
  }

  template <std::size_t size>
  std::string_view one_of(const std::array<std::string_view, size>& words) {
    return words[below(size)];
  }

 private:
  std::uint64_t state_;
};

std::string white_space(Dice& dice) {
  constexpr std::array<std::string_view, 6> kinds = {"", "", " ", "\n", "\t ", "\r\n"};
  return std::string(dice.one_of(kinds));
}

std::string random_scalar(Dice& dice) {
  constexpr std::array<std::string_view, 14> kinds = {"null",
                                                      "true",
                                                      "false",
                                                      "0",
                                                      "-12",
                                                      "3.50",
                                                      "1e3",
                                                      "-0.0",
                                                      "18446744073709551615",
                                                      R"("")",
                                                      R"("a\"b, :]")",
                                                      "\"\xC3\xA9\"",
                                                      R"("\u00e9\ud83d\ude00")",
                                                      R"("x")"};
  return std::string(dice.one_of(kinds));
}

/// Random JSON text with random white space.
std::string random_json(Dice& dice, std::size_t depth) {
  const std::size_t kind = depth == 0 ? 0 : dice.below(3);
  if (kind == 0) {
    return random_scalar(dice);
  }
  std::string out = kind == 1 ? "[" : "{";
  const std::size_t size = dice.below(4);
  for (std::size_t index = 0; index < size; ++index) {
    out += (index > 0 ? "," : "") + white_space(dice);
    if (kind == 2) {
      out += "\"k" + std::to_string(index) + "\"" + white_space(dice) + ":" + white_space(dice);
    }
    out += random_json(dice, depth - 1) + white_space(dice);
  }
  return out + (kind == 1 ? "]" : "}");
}

/// Every span must be, byte for byte, the text that parses to the same value again.
void check_spans(const SourceText& source, const Json& node, const nlohmann::json& expected) {
  const std::string_view slice = source.slice(node.span());
  REQUIRE_FALSE(slice.empty());
  REQUIRE(std::string_view(" \t\r\n,:").find(slice.front()) == std::string_view::npos);
  REQUIRE(std::string_view(" \t\r\n,:").find(slice.back()) == std::string_view::npos);
  REQUIRE(nlohmann::json::parse(slice) == expected);
  if (node.is_array()) {
    REQUIRE(node.items().size() == expected.size());
    for (std::size_t index = 0; index < node.items().size(); ++index) {
      check_spans(source, node.items()[index], expected[index]);
    }
  } else if (node.is_object()) {
    REQUIRE(node.members().size() == expected.size());
    for (const firedrill::JsonMember& member : node.members()) {
      REQUIRE(nlohmann::json::parse(source.slice(member.key_span)) == member.key);
      check_spans(source, member.value, expected.at(member.key));
    }
  } else if (node.is_string()) {
    REQUIRE(node.as_string() == expected.get<std::string>());
  } else if (node.is_number()) {
    REQUIRE(node.as_number() == expected.get<double>());
  }
}

/// Parses, renders and reads; nothing may crash, and a refusal must say something.
void check_survives(const std::string& bytes) {
  const SourceText source("fuzz.json", bytes);
  Diagnostics diagnostics(source);
  const auto document = parse_json(source, diagnostics);
  REQUIRE((document || diagnostics.has_errors()));
  if (document) {
    firedrill::ObjectReader reader(*document, "a thing", diagnostics);
    (void)reader.duration("k0").required();
    (void)reader.identifiers("k1").required();
    reader.finish();
  }
  const std::string shown = render(diagnostics);
  REQUIRE(firedrill::first_invalid_utf8(shown) == std::nullopt);
  REQUIRE(shown.find('\x1b') == std::string::npos);
}

}  // namespace

TEST_CASE("in random documents every span is the text of its value", "[unit][text]") {
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    CAPTURE(seed);
    Dice dice(seed);
    const std::string text = white_space(dice) + random_json(dice, 5) + white_space(dice);
    const SourceText source("a.json", text);
    Diagnostics diagnostics(source);

    const auto document = parse_json(source, diagnostics);

    REQUIRE(document);
    const nlohmann::json expected = nlohmann::json::parse(text);
    check_spans(source, *document, expected);
  }
}

TEST_CASE("random bytes never crash the parser, the reader or the renderer", "[unit][text]") {
  constexpr std::string_view alphabet = "{}[]:,\"\\ntfu0123456789.eE+-/ \n\t'\x1b\xC3\xA9\xFF";
  for (std::uint64_t seed = 0; seed < 2000; ++seed) {
    CAPTURE(seed);
    Dice dice(seed);
    std::string bytes;
    for (std::size_t left = dice.below(40); left > 0; --left) {
      bytes += dice.below(8) == 0 ? static_cast<char>(dice.below(256))
                                  : alphabet[dice.below(alphabet.size())];
    }
    check_survives(bytes);
  }
}

TEST_CASE("a document with one byte changed is read or refused in words", "[unit][text]") {
  for (std::uint64_t seed = 0; seed < 2000; ++seed) {
    CAPTURE(seed);
    Dice dice(seed);
    std::string bytes = random_json(dice, 3);
    const std::size_t at = dice.below(bytes.size());
    switch (dice.below(3)) {
      case 0:
        bytes[at] = static_cast<char>(dice.below(256));
        break;
      case 1:
        bytes.erase(at, 1);
        break;
      default:
        bytes.insert(at, 1, static_cast<char>(dice.below(256)));
    }
    check_survives(bytes);
  }
}

TEST_CASE("the parser agrees with nlohmann on what JSON is", "[unit][text]") {
  std::size_t accepted = 0;
  for (std::uint64_t seed = 0; seed < 3000; ++seed) {
    CAPTURE(seed);
    Dice dice(seed);
    std::string bytes = random_json(dice, 2);
    bytes[dice.below(bytes.size())] = "{}[]:,\"0a "[dice.below(10)];

    const bool expected = nlohmann::json::accept(bytes);
    const SourceText source("a.json", bytes);
    Diagnostics diagnostics(source);

    REQUIRE(parse_json(source, diagnostics).has_value() == expected);
    accepted += expected ? 1 : 0;
  }
  CHECK(accepted > 300);
}

TEST_CASE("escaped bytes of any kind are valid in their format", "[unit][text]") {
  for (std::uint64_t seed = 0; seed < 1000; ++seed) {
    CAPTURE(seed);
    Dice dice(seed);
    std::string bytes;
    for (std::size_t left = dice.below(30); left > 0; --left) {
      bytes += static_cast<char>(dice.below(2) == 0 ? dice.below(256) : 0x1B + dice.below(0x50));
    }

    REQUIRE(nlohmann::json::accept(firedrill::json_string(bytes)));
    for (const std::string& out : {firedrill::escape_terminal(bytes),
                                   firedrill::escape_markdown(bytes),
                                   firedrill::escape_xml_attribute(bytes)}) {
      REQUIRE(firedrill::first_invalid_utf8(out) == std::nullopt);
      REQUIRE(out.find_first_of("\x1b\n\r\x07") == std::string::npos);
    }
  }
}
