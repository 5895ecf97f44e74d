#include "mock_services/service/caller.hpp"

#include <catch2/catch.hpp>

#include "mock_services/http/client.hpp"

using namespace firedrill;
using namespace std::chrono_literals;

TEST_CASE("who calls is told and understood", "[service][faults]") {
  mock::ServiceSettings settings;
  settings.name = "shop";
  settings.version = "4.2 beta";
  http::Request request = http::request_to("GET", "/");
  mock::name_caller(request.headers, settings);
  request.headers.add("x-firedrill-population", "partners");
  request.headers.add("x-firedrill-caller-age", "1500");
  request.headers.add("x-firedrill-request", "4503599627370496");

  const mock::FaultedRequest told = mock::faulted_request(request);

  CHECK(told.caller == "shop");
  CHECK(told.population == "partners");
  CHECK(told.caller_age == 1500ns);
  CHECK(told.lot == 0.5);
  CHECK(told.caller_version == "4.2 beta");
}

TEST_CASE("what is missing or nonsense is unknown", "[service][faults]") {
  const http::Request nothing = http::request_to("GET", "/");
  http::Request nonsense = http::request_to("GET", "/");
  nonsense.headers.add("x-firedrill-caller-age", "-1");
  nonsense.headers.add("x-firedrill-request", "9007199254740992");  // 2^53

  for (const http::Request& request : {nothing, nonsense}) {
    const mock::FaultedRequest told = mock::faulted_request(request);
    CHECK(told.caller.empty());
    CHECK(told.population.empty());
    CHECK_FALSE(told.caller_age);
    CHECK_FALSE(told.lot);
    CHECK(told.caller_version.empty());
  }
}

TEST_CASE("who does not name itself is named by the door through which it came",
          "[service][faults]") {
  http::Request request = http::request_to("GET", "/");
  request.headers.add("x-firedrill-door", "cart");
  CHECK(mock::faulted_request(request).caller == "cart");
  request.headers.add("x-firedrill-caller", "");
  CHECK(mock::faulted_request(request).caller.empty());
}

TEST_CASE("who has no version tells none", "[service][faults]") {
  mock::ServiceSettings settings;
  settings.name = "shop";
  http::Headers headers;
  mock::name_caller(headers, settings);
  CHECK(headers.count("x-firedrill-caller") == 1);
  CHECK_FALSE(headers.has("x-firedrill-caller-version"));
}
