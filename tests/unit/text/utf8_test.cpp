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
