#include "harness/text/escape.hpp"

#include <string>

#include <catch2/catch.hpp>

using firedrill::escape_markdown;
using firedrill::escape_terminal;
using firedrill::escape_xml_attribute;
using firedrill::escape_xml_text;
using firedrill::json_string;
using firedrill::quote;

TEST_CASE("a JSON string escapes what JSON forbids and nothing else", "[unit][text]") {
  CHECK(json_string("plain") == R"("plain")");
  CHECK(json_string("a\"b\\c/d") == R"("a\"b\\c/d")");
  CHECK(json_string("\n\r\t\x1b\x7f") == R"("\n\r\t\u001b\u007f")");
  CHECK(json_string("\xC3\xA9\xF0\x9F\x98\x80") == "\"\xC3\xA9\xF0\x9F\x98\x80\"");
  CHECK(json_string(std::string_view("\0", 1)) == R"("\u0000")");
  CHECK(json_string("a\xFFz") == "\"a\xEF\xBF\xBDz\"");
}

TEST_CASE("XML text has no markup and no character that XML forbids", "[unit][text]") {
  CHECK(escape_xml_text("a<b>&\"'") == "a&lt;b&gt;&amp;&quot;&apos;");
  CHECK(escape_xml_text("line\n\tnext\r") == "line\n\tnext&#13;");
  CHECK(escape_xml_text("bell\x07") == "bell\xEF\xBF\xBD");
  CHECK(escape_xml_text("\xEF\xBF\xBE") == "\xEF\xBF\xBD");  // U+FFFE
  CHECK(escape_xml_text("\xFF") == "\xEF\xBF\xBD");
  CHECK(escape_xml_text("]]>") == "]]&gt;");
}

TEST_CASE("XML text loses ANSI escape sequences whole", "[unit][text]") {
  CHECK(escape_xml_text("\x1b[1;31mred\x1b[0m!") == "red!");
  CHECK(escape_xml_text("\x1b]0;title\x07text") == "text");
  CHECK(escape_xml_text("\x1b]8;;url\x1b\\link") == "link");
  CHECK(escape_xml_text("end\x1b") == "end");
  CHECK(escape_xml_text("end\x1b[") == "end");
  CHECK(escape_xml_text("a\x1b<b") == "a&lt;b");
}

TEST_CASE("an XML attribute keeps its line breaks and tabs", "[unit][text]") {
  CHECK(escape_xml_attribute("a\n\tb\"") == "a&#10;&#9;b&quot;");
}

TEST_CASE("Markdown shows the text, not what it could mean", "[unit][text]") {
  CHECK(escape_markdown("time_to_detect") == "time_to_detect");
  CHECK(escape_markdown("_x_ *b* `c`") == R"(\_x\_ \*b\* \`c\`)");
  CHECK(escape_markdown("<script>&") == "&lt;script&gt;&amp;");
  CHECK(escape_markdown("a|b\nc") == R"(a\|b c)");
  CHECK(escape_markdown("[x](http://y)") == R"(\[x\](http://y))");
  CHECK(escape_markdown("# head") == R"(\# head)");
  CHECK(escape_markdown("- item") == R"(\- item)");
  CHECK(escape_markdown("1. item") == R"(1\. item)");
  CHECK(escape_markdown("v4.2.0 - x.") == "v4.2.0 - x.");
  CHECK(escape_markdown("\x1b[31mred\xE2\x80\xAE\xFF") == "red\xEF\xBF\xBD");
}

TEST_CASE("a terminal sees what is not printable spelled out", "[unit][text]") {
  CHECK(escape_terminal("\x1b[2J") == R"(\x1b[2J)");
  CHECK(escape_terminal("a\nb\tc\r") == R"(a\nb\tc\r)");
  CHECK(escape_terminal("\xE2\x80\xAE") == R"(\u{202e})");
  CHECK(escape_terminal("\xC2\x9B") == R"(\x9b)");
  CHECK(escape_terminal("\xFF") == R"(\xff)");
  CHECK(escape_terminal("\xC3\xA9") == "\xC3\xA9");
}

TEST_CASE("a quoted value is cut between code points", "[unit][text]") {
  CHECK(quote("short") == "\"short\"");
  CHECK(quote("abcdef", 3) == "\"abc...\"");
  CHECK(quote("ab\xC3\xA9z", 3) == "\"ab...\"");
}
