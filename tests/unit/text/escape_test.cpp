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

TEST_CASE("Markdown text that means itself stays as it is", "[unit][text]") {
  for (const std::string_view plain : {"time_to_detect",
                                       "server 4.2.0 -> 5.0.0, all at once",
                                       "0.1.0 is (almost) 50% & more",
                                       "p99 < 200ms, a<=b, 1 > 0",
                                       "R&D, x]",
                                       "-6m",
                                       "+30s",
                                       "don't \"quote\" C:\\temp",
                                       "v4.2.0 - x.",
                                       "1.5 replicas",
                                       "ops@example.com: caf\xC3\xA9"}) {
    CHECK(escape_markdown(plain) == plain);
  }
}

TEST_CASE("Markdown sees no emphasis, code, link, math or strike-through", "[unit][text]") {
  CHECK(escape_markdown("_x_ *b* `c`") == R"(\_x\_ \*b\* \`c\`)");
  CHECK(escape_markdown("[x](http://y) ![z](w) [^1]") == R"(\[x](http://y) !\[z](w) \[^1])");
  CHECK(escape_markdown("~~x~~ $y$") == R"(\~\~x\~\~ \$y\$)");
}

TEST_CASE("Markdown sees no HTML and no character reference", "[unit][text]") {
  CHECK(escape_markdown("<script>&lt;&#60;") == "&lt;script>&amp;lt;&amp;#60;");
  CHECK(escape_markdown("</td><!-- x --><?y?>") == "&lt;/td>&lt;!-- x -->&lt;?y?>");
  CHECK(escape_markdown("<http://x>") == "&lt;http://x>");
}

TEST_CASE("a backslash in Markdown hides no escape", "[unit][text]") {
  CHECK(escape_markdown(R"(\|)") == R"(\\\|)");
  CHECK(escape_markdown(R"(\<b>)") == R"(\\&lt;b>)");
  CHECK(escape_markdown(R"(end\)") == R"(end\\)");
}

TEST_CASE("Markdown sees no block at the beginning of a text", "[unit][text]") {
  CHECK(escape_markdown("# head") == R"(\# head)");
  CHECK(escape_markdown("## head") == R"(\## head)");
  CHECK(escape_markdown("- item") == R"(\- item)");
  CHECK(escape_markdown("+ item") == R"(\+ item)");
  CHECK(escape_markdown("---") == R"(\---)");
  CHECK(escape_markdown("===") == R"(\===)");
  CHECK(escape_markdown("> quote") == R"(\> quote)");
  CHECK(escape_markdown("1. item") == R"(1\. item)");
  CHECK(escape_markdown("12) item") == R"(12\) item)");
  CHECK(escape_markdown("   # head") == R"(\# head)");
  CHECK(escape_markdown("\t    code ") == "code");
  CHECK(escape_markdown("[ ] task $x$") == R"(\[ ] task \$x\$)");
}

TEST_CASE("Markdown text is one line and one cell", "[unit][text]") {
  CHECK(escape_markdown("a|b\nc\r\nd") == R"(a\|b c  d)");
  CHECK(escape_markdown("\x1b[31mred\xE2\x80\xAE\xFF") == "red\xEF\xBF\xBD");
  CHECK(escape_markdown(" \n ").empty());
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

TEST_CASE("every ASCII character has its one form in every language", "[unit][text]") {
  for (int code = 0; code < 0x80; ++code) {
    const std::string one(1, static_cast<char>(code));
    const bool is_control = code < 0x20 || code == 0x7F;
    CAPTURE(code);

    const std::string json = json_string(one);
    CHECK((json == "\"" + one + "\"") == (!is_control && one != "\"" && one != "\\"));
    const std::string xml = escape_xml_attribute(one);
    CHECK((xml == one) == (code >= 0x20 && one.find_first_of("<>&\"'") == std::string::npos));
    const std::string terminal = escape_terminal(one);
    CHECK((terminal == one) == !is_control);
    const std::string markdown = escape_markdown("a" + one + "b");
    const bool is_special = one.find_first_of("`*[|~$<") != std::string::npos;
    CHECK((markdown == "a" + one + "b") == (!is_control && !is_special));
  }
}

TEST_CASE("text that is plain in all languages is left as it is", "[unit][text]") {
  const std::string plain = "Auth upgrade: 5.0.0 (v2), 37 min; caf\xC3\xA9 \xE6\xBC\xA2";

  CHECK(json_string(plain) == "\"" + plain + "\"");
  CHECK(escape_xml_text(plain) == plain);
  CHECK(escape_xml_attribute(plain) == plain);
  CHECK(escape_markdown(plain) == plain);
  CHECK(escape_terminal(plain) == plain);
}

TEST_CASE("escaping for a terminal twice changes nothing more", "[unit][text]") {
  const std::string once = escape_terminal("\x1b[2J\xFF\xE2\x80\xAE\n");

  CHECK(escape_terminal(once) == once);
}

TEST_CASE("a sequence that is cut short hides nothing behind it", "[unit][text]") {
  CHECK(escape_xml_text("a\x1b[31") == "a");
  CHECK(escape_xml_text("a\x1b]0;title") == "a");
  CHECK(escape_xml_text("a\x1b]0;t\x1b\\z") == "az");
  CHECK(escape_xml_text("a\x1b\x1b[0mz") == "az");
  CHECK(escape_xml_text("a\x1b(Bz") == "aBz");
  CHECK(escape_markdown("a\x1b[1m|\x1b[0mz") == R"(a\|z)");
}

TEST_CASE("a quoted value is one line in quotes, whatever it is", "[unit][text]") {
  CHECK(quote("") == R"("")");
  CHECK(quote("a\nb\x1b") == R"("a\nb\x1b")");
  CHECK(quote(std::string(80, 'x')) == "\"" + std::string(80, 'x') + "\"");
  CHECK(quote(std::string(81, 'x')) == "\"" + std::string(80, 'x') + "...\"");
  CHECK(quote("\xE6\xBC\xA2\xE5\xAD\x97", 5) == "\"\xE6\xBC\xA2...\"");
  CHECK(quote("\x80\x80\x80", 2) == "\"...\"");
}
