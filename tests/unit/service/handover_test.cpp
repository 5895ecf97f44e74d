#include "mock_services/service/handover.hpp"

#include <string>

#include <catch2/catch.hpp>

using namespace std::chrono_literals;
using namespace firedrill;

TEST_CASE("a request that is handed over keeps what its caller said, and what is known of it",
          "[service][handover]") {
  http::Request request = http::Request{.method = "POST",
                                        .target = "/token?x=1",
                                        .path = "/token",
                                        .query = {},
                                        .headers = {{"host", "127.0.0.1:1"},
                                                    {"content-length", "3"},
                                                    {"authorization", "Basic YTpi"}},
                                        .body = "a=b",
                                        .peer = ""};

  const http::Request next =
      mock::handed_over(request, {.work = 80ms, .waited = 5s, .cause = EventId{7}});

  CHECK(next.method == "POST");
  CHECK(next.target == "/token?x=1");
  CHECK(next.body == "a=b");
  CHECK_FALSE(next.headers.has("host"));
  CHECK_FALSE(next.headers.has("content-length"));
  CHECK(*next.headers.find("authorization") == "Basic YTpi");
  const auto known = mock::handover_of(next.headers);
  REQUIRE(known);
  CHECK(known->work == 80ms);
  CHECK(known->waited == 5s);
  CHECK(known->cause == EventId{7});
  CHECK(mock::handed_over(next, {}).headers.count(mock::handover_header) == 1);
}

TEST_CASE("a client's request, or nonsense, is no handover", "[service][handover]") {
  CHECK_FALSE(mock::handover_of({}));
  for (const char* text :
       {"", "1", "1 2", "x 2 3", "-1 2 3", "1 -2 3", "0 9223372036854775807 0"}) {
    CAPTURE(text);
    CHECK_FALSE(mock::handover_of({{std::string(mock::handover_header), text}}));
  }
}

TEST_CASE("an answer of the next process is passed on but for what is about its connection",
          "[service][handover]") {
  const http::Reply reply{
      .status = 503, .headers = {{"connection", "keep-alive"}, {"retry-after", "2"}}, .body = "no"};

  const http::Reply same = mock::passed_on(reply);

  CHECK(same.status == 503);
  CHECK(same.body == "no");
  CHECK_FALSE(same.headers.has("connection"));
  CHECK(*same.headers.find("retry-after") == "2");
}
