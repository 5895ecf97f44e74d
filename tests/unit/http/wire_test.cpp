#include "mock_services/http/wire.hpp"

#include <chrono>
#include <string>

#include <catch2/catch.hpp>

namespace firedrill::tests {
namespace {

using namespace std::chrono_literals;
using http::Ending;

std::string bytes_of(const http::WirePlan& plan) {
  std::string all;
  for (const http::WirePiece& piece : plan.pieces) {
    all += piece.bytes;
  }
  return all;
}

TEST_CASE("a reply goes out in one piece with its length, and the connection stays", "[http]") {
  const http::WirePlan plan = http::plan(http::text_reply(404, "no such page"), {});

  REQUIRE(plan.pieces.size() == 1);
  CHECK(plan.pieces[0].bytes ==
        "HTTP/1.1 404 Not Found\r\ncontent-type: text/plain; charset=utf-8\r\n"
        "content-length: 12\r\n\r\nno such page");
  CHECK(plan.ending == Ending::keep_open);
}

TEST_CASE("line breaks in a reply's headers cannot split it", "[http]") {
  http::Reply reply;
  reply.headers.add("Location", "/a\r\nSet-Cookie: stolen=1\r\n\r\n<html>");
  reply.headers.add("X-A\r\nX-B: 1", "dropped");
  reply.headers.add("", "dropped");
  reply.headers.add("Content-Length", "999");
  reply.headers.add("Transfer-Encoding", "chunked");

  CHECK(bytes_of(http::plan(reply, {})) ==
        "HTTP/1.1 200 OK\r\nLocation: /a  Set-Cookie: stolen=1    <html>\r\n"
        "content-length: 0\r\n\r\n");
}

TEST_CASE("the connection closes when client or handler ask for it, and says so", "[http]") {
  http::Reply reply = http::text_reply(200, "x");
  const http::WirePlan asked = http::plan(reply, {.keep_alive = false});
  reply.headers.add("Connection", "close");
  const http::WirePlan said = http::plan(reply, {});

  for (const http::WirePlan& plan : {asked, said}) {
    CHECK(plan.ending == Ending::close);
    CHECK(bytes_of(plan).find("connection: close\r\n") != std::string::npos);
  }
}

TEST_CASE("HEAD and statuses without content have no body", "[http]") {
  const std::string head = bytes_of(http::plan(http::text_reply(200, "abc"), {.head = true}));
  const std::string empty =
      bytes_of(http::plan(http::Reply{.status = 204, .headers = {}, .body = "abc"}, {}));

  CHECK(head.ends_with("content-length: 3\r\n\r\n"));
  CHECK(empty == "HTTP/1.1 204 No Content\r\n\r\n");
}

TEST_CASE("a truncated reply promises more than it sends", "[http]") {
  const http::WirePlan plan =
      http::plan(http::Truncate{.reply = http::text_reply(200, "abcdef"), .body_bytes = 2}, {});

  CHECK(bytes_of(plan).find("content-length: 6\r\n") != std::string::npos);
  CHECK(bytes_of(plan).ends_with("\r\n\r\nab"));
  CHECK(plan.ending == Ending::close);
}

TEST_CASE("a truncated reply that is short is promised to be longer, one without a body has no end",
          "[http]") {
  const http::Reply reply = http::text_reply(200, "abc");
  const std::string whole = bytes_of(http::plan(http::Truncate{reply, 1'000'000}, {}));
  const std::string none = bytes_of(
      http::plan(http::Truncate{http::Reply{.status = 204, .headers = {}, .body = {}}, 5}, {}));
  const std::string head = bytes_of(http::plan(http::Truncate{reply, 1}, {.head = true}));

  CHECK(whole.find("content-length: 4\r\n") != std::string::npos);
  CHECK(whole.ends_with("\r\n\r\nabc"));
  CHECK(none == "HTTP/1.1 204 No Content\r\n");
  CHECK_FALSE(head.ends_with("\r\n\r\n"));
}

TEST_CASE("a dribbled reply comes whole, in chunks spread evenly over the time", "[http]") {
  const http::WirePlan plan = http::plan(
      http::Dribble{.reply = http::text_reply(200, "abcdefg"), .chunks = 3, .over = 300ms}, {});

  REQUIRE(plan.pieces.size() == 4);
  CHECK(plan.pieces[0].wait == 0ms);
  CHECK(plan.pieces[1].wait == 100ms);
  CHECK(plan.pieces[1].bytes == "2\r\nab\r\n");
  CHECK(plan.pieces[3].bytes == "3\r\nefg\r\n0\r\n\r\n");
  CHECK(plan.ending == Ending::keep_open);
}

TEST_CASE("a dribble never has more chunks than bytes", "[http]") {
  const auto chunks = [](std::string body) {
    return http::plan(http::Dribble{.reply = http::text_reply(200, body), .chunks = 1'000'000}, {})
        .pieces.size();
  };

  CHECK(chunks("abc") == 4);
  CHECK(chunks("") == 1);
}

TEST_CASE("a delay comes before the first byte, or before what comes instead", "[http]") {
  struct Case {
    http::Answer answer;
    Ending ending;
  };

  for (Case& one : std::vector<Case>{{http::text_reply(200, "x"), Ending::keep_open},
                                     {http::Drop{}, Ending::close},
                                     {http::Reset{}, Ending::reset},
                                     {http::Hang{}, Ending::hang},
                                     {http::Raw{"garbage"}, Ending::close}}) {
    one.answer.delay = 20ms;
    const http::WirePlan plan = http::plan(one.answer, {});

    REQUIRE(plan.pieces.size() == 1);
    CHECK(plan.pieces[0].wait == 20ms);
    CHECK(plan.ending == one.ending);
  }
}

}  // namespace
}  // namespace firedrill::tests
