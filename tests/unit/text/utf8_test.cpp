#include "harness/text/utf8.hpp"

#include <string>

#include <catch2/catch.hpp>

using firedrill::append_utf8;
using firedrill::decode_code_point;
using firedrill::first_invalid_utf8;

TEST_CASE("every code point survives the way through UTF-8", "[unit][text]") {
  for (const char32_t value : {0x0U, 0x7FU, 0x80U, 0x7FFU, 0x800U, 0xFFFDU, 0x10000U, 0x10FFFFU}) {
    std::string bytes;
    append_utf8(bytes, value);
    const firedrill::CodePoint decoded = decode_code_point(bytes, 0);

    CHECK(decoded.valid);
    CHECK(decoded.value == value);
    CHECK(decoded.length == bytes.size());
  }
}

TEST_CASE("overlong forms, surrogates and broken sequences are not UTF-8", "[unit][text]") {
  CHECK(first_invalid_utf8("ok \xC3\xA9") == std::nullopt);
  CHECK(first_invalid_utf8("a\xC0\xAF") == 1U);         // overlong "/"
  CHECK(first_invalid_utf8("a\xE0\x80\xAF") == 1U);     // overlong "/"
  CHECK(first_invalid_utf8("\xED\xA0\x80") == 0U);      // surrogate
  CHECK(first_invalid_utf8("\xF4\x90\x80\x80") == 0U);  // over U+10FFFF
  CHECK(first_invalid_utf8("ab\xC3") == 2U);            // cut
  CHECK(first_invalid_utf8("ab\xC3(") == 2U);           // no continuation
  CHECK(first_invalid_utf8("\x80") == 0U);              // continuation alone
}

TEST_CASE("what could hide or reorder text is not printable", "[unit][text]") {
  CHECK(firedrill::is_printable('a'));
  CHECK(firedrill::is_printable(0xE9));
  CHECK(firedrill::is_printable(0x1F600));
  for (const char32_t hidden :
       {0x1BU, 0x7FU, 0x9BU, 0x200BU, 0x202EU, 0x2066U, 0xFEFFU, 0xE0041U}) {
    CHECK_FALSE(firedrill::is_printable(hidden));
  }
}

TEST_CASE("wide characters take two columns and combining marks none", "[unit][text]") {
  CHECK(firedrill::column_width('a') == 1);
  CHECK(firedrill::column_width(0x301) == 0);
  CHECK(firedrill::column_width(0x6F22) == 2);
  CHECK(firedrill::column_width(0x1F600) == 2);
}

TEST_CASE("all of Unicode survives, and nothing but Unicode", "[unit][text]") {
  std::string bytes;
  std::size_t refused = 0;
  std::size_t changed = 0;
  for (char32_t value = 0; value <= 0x10FFFF; ++value) {
    bytes.clear();
    append_utf8(bytes, value);
    const firedrill::CodePoint decoded = decode_code_point(bytes, 0);
    const bool is_surrogate = value >= 0xD800 && value <= 0xDFFF;
    const bool same = decoded.value == value && decoded.length == bytes.size();
    refused += decoded.valid ? 0U : 1U;
    changed += decoded.valid == is_surrogate || (decoded.valid && !same) ? 1U : 0U;
  }

  CHECK(refused == 0x800);
  CHECK(changed == 0);
}

TEST_CASE("of the two-byte sequences exactly those of RFC 3629 are taken", "[unit][text]") {
  for (unsigned first = 0x80; first < 0x100; ++first) {
    for (unsigned second = 0; second < 0x100; ++second) {
      const std::string bytes{static_cast<char>(first), static_cast<char>(second)};
      const bool legal = first >= 0xC2 && first <= 0xDF && second >= 0x80 && second <= 0xBF;
      REQUIRE(decode_code_point(bytes, 0).valid == legal);
    }
  }
}

TEST_CASE("the second byte of a long sequence is bounded as in RFC 3629", "[unit][text]") {
  struct Bounds {
    unsigned char first;
    unsigned low;
    unsigned high;
    std::size_t length;
  };

  for (const Bounds& bounds : {Bounds{0xE0, 0xA0, 0xBF, 3},
                               Bounds{0xE1, 0x80, 0xBF, 3},
                               Bounds{0xED, 0x80, 0x9F, 3},
                               Bounds{0xEF, 0x80, 0xBF, 3},
                               Bounds{0xF0, 0x90, 0xBF, 4},
                               Bounds{0xF3, 0x80, 0xBF, 4},
                               Bounds{0xF4, 0x80, 0x8F, 4},
                               Bounds{0xF5, 1, 0, 4},
                               Bounds{0xFF, 1, 0, 4}}) {
    for (unsigned second = 0; second < 0x100; ++second) {
      std::string bytes{static_cast<char>(bounds.first), static_cast<char>(second)};
      bytes.append(bounds.length - 2, '\xBF');
      const firedrill::CodePoint decoded = decode_code_point(bytes, 0);
      REQUIRE(decoded.valid == (second >= bounds.low && second <= bounds.high));
      REQUIRE(decoded.length == (decoded.valid ? bounds.length : 1));
    }
  }
}

TEST_CASE("a sequence that is cut anywhere is invalid at its first byte", "[unit][text]") {
  const std::string smile = "\xF0\x9F\x98\x80";

  for (std::size_t length = 1; length < smile.size(); ++length) {
    CHECK(first_invalid_utf8("ab" + smile.substr(0, length)) == 2U);
    CHECK(first_invalid_utf8("ab" + smile.substr(0, length) + "c") == 2U);
  }
  CHECK(first_invalid_utf8(smile + smile) == std::nullopt);
}

TEST_CASE("an invalid byte is one code point of its own, so that a loop moves on", "[unit][text]") {
  const firedrill::CodePoint invalid = decode_code_point("a\xF0\x9F", 1);

  CHECK_FALSE(invalid.valid);
  CHECK(invalid.length == 1);
  CHECK(invalid.value == 0xF0);
}
