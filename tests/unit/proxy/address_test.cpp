#include "mock_services/proxy/address.hpp"

#include <string>
#include <string_view>
#include <vector>

#include <catch2/catch.hpp>

namespace firedrill::proxy {
namespace {

TEST_CASE("an address has a host and a port, either of which may be missing", "[proxy]") {
  struct Row {
    std::string_view text;
    std::string_view host;
    int port;
  };

  for (const Row& row : std::vector<Row>{{"localhost:6379", "localhost", 6379},
                                         {"127.0.0.1:0", "127.0.0.1", 0},
                                         {"[::1]:80", "::1", 80},
                                         {":65535", "", 65535},
                                         {"db.internal:", "db.internal", 0},
                                         {"", "", 0}}) {
    INFO(row.text);

    const Result<HostPort> place = split_host_port(row.text);

    REQUIRE(place);
    CHECK(place->host == row.host);
    CHECK(place->port == row.port);
  }
}

TEST_CASE("what is no address is refused in Go's words", "[proxy]") {
  struct Row {
    std::string_view text;
    std::string_view message;
  };

  for (const Row& row : std::vector<Row>{
           {"localhost", "listen tcp: address localhost: missing port in address"},
           {"[::1]", "listen tcp: address [::1]: missing port in address"},
           {"::1:80", "listen tcp: address ::1:80: too many colons in address"},
           {"a:65536", "listen tcp: address 65536: invalid port"},
           {"a:-1", "listen tcp: address -1: invalid port"},
           {"a:8o", "listen tcp: address 8o: invalid port"},
       }) {
    INFO(row.text);

    const Result<HostPort> place = split_host_port(row.text);

    REQUIRE_FALSE(place);
    CHECK(place.error().message == row.message);
  }
}

TEST_CASE("a listener without a host is where the API is", "[proxy]") {
  CHECK(to_string(*resolve_listen(":80", "127.0.0.1")) == "127.0.0.1:80");
  CHECK(to_string(*resolve_listen("", "::1")) == "[::1]:0");
  CHECK(to_string(*resolve_listen("localhost:80", "0.0.0.0")) == "127.0.0.1:80");
  CHECK(to_string(*resolve_listen("[::1]:80", "127.0.0.1")) == "[::1]:80");
  CHECK_FALSE(resolve_listen("nothing", "127.0.0.1"));
}

}  // namespace
}  // namespace firedrill::proxy
