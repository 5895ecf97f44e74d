#include <algorithm>
#include <chrono>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "mock_services/proxy/pipe.hpp"
#include "tests/support/proxy_line.hpp"
#include "tests/unit/proxy/http_texts.hpp"

namespace firedrill::proxy {
namespace {

using tests::Line;
using namespace std::chrono_literals;

TEST_CASE("a toxic acts on the answers that begin while it is there", "[proxy]") {
  Line line;
  line.pipe.asked(get);
  line.read(short_answer.substr(0, 20));
  line.add(HttpStatus{});
  line.read(short_answer.substr(20));
  line.pipe.asked(get);
  line.read(short_answer.substr(0, 20));
  line.read(short_answer.substr(20, 30));
  line.remove();
  line.read(short_answer.substr(50));
  line.pipe.asked(get);
  line.read(short_answer);

  CHECK(line.received == short_answer + unavailable + short_answer);
}

TEST_CASE("a toxic that comes between request and answer acts on the answer", "[proxy]") {
  Line line;
  line.pipe.asked(head);
  line.add(HttpHeaders{.remove = {"etag"}});
  line.read("HTTP/1.1 200 OK\r\nETag: 1\r\nContent-Length: 5\r\n\r\n");
  line.pipe.asked(get);
  line.read(short_answer);

  CHECK(line.received ==
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello");
}

TEST_CASE("an update counts for the next answer", "[proxy]") {
  Line line;
  line.add(HttpStatus{.status = 500});
  line.pipe.asked(get);
  line.read(short_answer);
  line.change(HttpStatus{.status = 502});
  line.pipe.asked(get);
  line.read(short_answer);
  line.change(HttpStatus{.status = 502}, 0);
  line.pipe.asked(get);
  line.read(short_answer);

  CHECK(line.received ==
        "HTTP/1.1 500 Internal Server Error\r\ncontent-length: 0\r\n\r\n"
        "HTTP/1.1 502 Bad Gateway\r\ncontent-length: 0\r\n\r\n" +
            short_answer);
}

TEST_CASE("the first answers are counted over all connections", "[proxy]") {
  const HttpStatus twice{.first = 2};
  std::string received;
  for (int connection = 0; connection < 3; ++connection) {
    Line line;
    line.add(twice);
    line.pipe.asked(get);
    line.read(short_answer);
    received += line.received;
  }

  CHECK(received == unavailable + unavailable + short_answer);
}

TEST_CASE("toxics for HTTP come before those for bytes", "[proxy]") {
  Line line;
  line.add(LimitData{.bytes = 20}, 1, "limit");
  line.add(Latency{.latency_ms = 50}, 1, "latency");
  line.add(HttpStatus{}, 1, "status");
  line.pipe.asked(get);
  line.read(short_answer);
  line.go_on(1s);

  CHECK(line.log == tests::Log{"50ms " + unavailable.substr(0, 20), "50ms close"});
}

TEST_CASE("large heads and large bodies pass untouched", "[proxy]") {
  const std::string large_head =
      "HTTP/1.1 200 OK\r\nx: " + std::string(70'000, 'x') + "\r\ncontent-length: 0\r\n\r\n";
  const std::string start = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";
  const std::string text = '"' + std::string(1'100'000, 'x') + '"';
  const std::string known = start + fmt::format("Content-Length: {}\r\n\r\n{}", text.size(), text);
  const std::string chunked =
      start +
      fmt::format("Transfer-Encoding: chunked\r\n\r\n{:x}\r\n{}\r\n0\r\n\r\n", text.size(), text);
  const std::string deep = std::string(100'000, '[') + std::string(100'000, ']');
  const std::string nested = start + fmt::format("Content-Length: {}\r\n\r\n{}", deep.size(), deep);
  for (const std::string& answer : {large_head, known, chunked, nested}) {
    INFO(answer.substr(0, 90));
    Line line;
    line.add(changing(faults::WrapBody{"data"}));
    line.pipe.asked(get);
    line.read(answer);
    CHECK(line.received == answer);
  }
}

TEST_CASE("an endless answer is passed as it comes, and memory stays bounded", "[proxy]") {
  const std::string piece = fmt::format("{:x}\r\n{}\r\n", 10'000, std::string(10'000, 'x'));
  Line line;
  line.add(HttpHeaders{.set = {{"x", "y"}}});
  line.add(changing(faults::WrapBody{"data"}), 1, "change");
  line.pipe.asked(get);
  line.read(
      "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n");
  for (std::size_t count = 1; count <= 500; ++count) {
    line.read(piece);
    REQUIRE(line.received.size() > count * 10'000);
  }
}

TEST_CASE("a slow client of many short answers slows the upstream down", "[proxy]") {
  Line line;
  const std::string body(50'000, 'b');
  line.add(HttpBody{HttpBody::Replace{body}});
  std::string asked;
  std::string answered;
  for (int count = 0; count < 1000; ++count) {
    asked += get;
    answered += short_answer;
  }
  line.pipe.asked(asked);
  const std::span<char> space = line.pipe.space();
  REQUIRE(space.size() >= answered.size());
  std::copy(answered.begin(), answered.end(), space.begin());
  line.pipe.arrived(answered.size(), line.now);

  std::size_t sent = 0;
  line.pipe.advance(line.now);
  CHECK_FALSE(line.pipe.wants_more());
  while (line.pipe.front() != nullptr) {
    REQUIRE(line.pipe.bytes() < 300'000);
    const std::size_t count = line.pipe.front_bytes().size();
    line.pipe.sent(count);
    sent += count;
    line.pipe.advance(line.now);
  }

  CHECK(sent > 1000 * body.size());
  CHECK(line.pipe.wants_more());
}

}  // namespace
}  // namespace firedrill::proxy
