#include "mock_services/http/credentials.hpp"

#include <string>
#include <string_view>

#include <catch2/catch.hpp>

namespace firedrill::tests {
namespace {

TEST_CASE("base64 gives the vectors of RFC 4648 and takes them back", "[http]") {
  struct Vector {
    std::string_view plain;
    std::string_view encoded;
  };

  for (const Vector& one : {Vector{"", ""},
                            Vector{"f", "Zg=="},
                            Vector{"fo", "Zm8="},
                            Vector{"foo", "Zm9v"},
                            Vector{"foob", "Zm9vYg=="},
                            Vector{"fooba", "Zm9vYmE="},
                            Vector{"foobar", "Zm9vYmFy"},
                            Vector{"\xfb\xff\xfe", "+//+"}}) {
    CAPTURE(one.plain);
    CHECK(http::encode_base64(one.plain) == one.encoded);
    CHECK(http::decode_base64(one.encoded) == one.plain);
  }
  CHECK(http::encode_base64url("\xfb\xff\xfe") == "-__-");
  CHECK(http::decode_base64url("Zg") == "f");
}

TEST_CASE("base64 has one spelling for a text and refuses all others", "[http]") {
  for (const std::string_view wrong : {"Zg", "Zg=", "Zh==", "Zm9=", "Z", "Zm 9v", "Zm-v", "===="}) {
    CAPTURE(wrong);
    CHECK(!http::decode_base64(wrong));
  }
  for (const std::string_view wrong : {"Zg==", "Zh", "Z", "Zm+v", "Zm/v"}) {
    CAPTURE(wrong);
    CHECK(!http::decode_base64url(wrong));
  }
}

TEST_CASE("basic credentials split at the first colon, the scheme in any case", "[http]") {
  const auto credentials = http::parse_basic("bAsIc dXNlcjpwYTpzcw==");

  REQUIRE(credentials);
  CHECK(credentials->user == "user");
  CHECK(credentials->password == "pa:ss");
}

TEST_CASE("what is no basic credential is refused", "[http]") {
  for (const std::string_view wrong :
       {"", "Basic", "Basic ", "Basic !!!!", "Bearer dXNlcjpwYTpzcw==", "Basic dXNlcg=="}) {
    CAPTURE(wrong);
    CHECK(!http::parse_basic(wrong));
  }
}

TEST_CASE("a bearer token is one word", "[http]") {
  CHECK(http::parse_bearer("Bearer abc.def") == "abc.def");
  CHECK(http::parse_bearer("bearer  abc") == "abc");
  for (const std::string_view wrong : {"", "Bearer", "Bearer ", "Bearer a b", "Basic abc"}) {
    CAPTURE(wrong);
    CHECK(!http::parse_bearer(wrong));
  }
}

}  // namespace
}  // namespace firedrill::tests
