#include "mock_services/http/form.hpp"

#include <string>
#include <string_view>

#include <catch2/catch.hpp>

namespace firedrill::tests {
namespace {

using http::FormPairs;

TEST_CASE("a form is decoded pair by pair, repeated names and empty values included", "[http]") {
  const auto pairs = http::parse_form("a=1&b=%2B%20+x&a=2&&c&d=&%C3%A4=%C3%B6");

  REQUIRE(pairs);
  CHECK(*pairs ==
        FormPairs{{"a", "1"}, {"b", "+  x"}, {"a", "2"}, {"c", ""}, {"d", ""}, {"ä", "ö"}});
  CHECK(http::repeated(*pairs) == "a");
  CHECK(*http::find(*pairs, "a") == "1");
  CHECK(http::find(*pairs, "e") == nullptr);
}

TEST_CASE("a percent sign without two digits is refused, and quoted", "[http]") {
  for (const std::string_view wrong : {"a=%", "a=%4", "a=%zz", "%g1=1", "a=1&b=x%2"}) {
    CAPTURE(wrong);
    const auto pairs = http::parse_form(wrong);

    REQUIRE(!pairs);
    CHECK(pairs.error().message.find("is no percent escape") != std::string::npos);
  }
}

TEST_CASE("what a form encodes it decodes, for every byte", "[http]") {
  std::string bytes;
  for (int byte = 0; byte < 256; ++byte) {
    bytes += static_cast<char>(byte);
  }

  const FormPairs pairs{{bytes, "x"}, {"secret", "a+b/c=d&e:f "}};
  const auto back = http::parse_form(http::encode_form(pairs));

  REQUIRE(back);
  CHECK(*back == pairs);
  CHECK(http::encode_form("a b-c~") == "a+b-c%7E");
}

TEST_CASE("in a path a plus is a plus", "[http]") {
  CHECK(*http::decode_percent("/a+b%20c") == "/a+b c");
}

}  // namespace
}  // namespace firedrill::tests
