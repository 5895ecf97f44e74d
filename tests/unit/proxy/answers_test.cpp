#include <cstddef>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <catch2/catch.hpp>

#include "mock_services/proxy/pipe.hpp"
#include "tests/support/proxy_line.hpp"
#include "tests/unit/proxy/http_texts.hpp"

namespace firedrill::proxy {
namespace {

using tests::Line;

const std::string post = "POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 3\r\n\r\nabc";
const std::string chunked_answer =
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: x-sum\r\n\r\n"
    "3;a=b\r\nhel\r\n2\r\nlo\r\n0\r\nx-sum: 1\r\n\r\n";
const std::string endless_answer = "HTTP/1.1 200 Fine\r\nServer: s\r\n\r\nuntil the end";
const std::string json_answer =
    "HTTP/1.1 200 OK\r\nContent-Type: application/json; charset=utf-8\r\n"
    "Transfer-Encoding: chunked\r\n\r\n6\r\n{\"a\": \r\n2\r\n1}\r\n0\r\n\r\n";

/// An exchange on one connection.
struct HttpCase {
  std::string name;
  std::vector<ToxicKind> toxics;
  std::string asked;
  std::string answered;
  std::string received;           ///< by the client
  std::string ending = "finish";  ///< of the connection, when the upstream has finished
};

const std::vector<HttpCase> http_cases = {
    {"a status takes the place of answers",
     {HttpStatus{.retry_after_s = 7}},
     get + post,
     short_answer + chunked_answer,
     "HTTP/1.1 503 Service Unavailable\r\nretry-after: 7\r\ncontent-length: 0\r\n\r\n"
     "HTTP/1.1 503 Service Unavailable\r\nretry-after: 7\r\ncontent-length: 0\r\n\r\n"},
    {"an answer that ends with the connection ends it still",
     {HttpStatus{}},
     get,
     endless_answer,
     "HTTP/1.1 503 Service Unavailable\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"},
    {"what the upstream says of the connection stays",
     {HttpStatus{.status = 429}},
     get,
     "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 1\r\n\r\nx",
     "HTTP/1.0 429 Too Many Requests\r\nconnection: keep-alive\r\ncontent-length: 0\r\n\r\n"},
    {"a status without a body has no length",
     {HttpStatus{.status = 204}},
     get + get,
     short_answer + chunked_answer,
     "HTTP/1.1 204 No Content\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n"},
    {"every third of the first seven",
     {HttpStatus{.first = 7, .every = 3}},
     get + get + get + get + get + get + get + get + get,
     short_answer + short_answer + short_answer + short_answer + short_answer + short_answer +
         short_answer + short_answer + short_answer,
     short_answer + short_answer + unavailable + short_answer + short_answer + unavailable +
         short_answer + short_answer + short_answer},
    {"an interim answer passes, and the final one counts",
     {HttpStatus{}},
     post + get,
     "HTTP/1.1 100 Continue\r\n\r\n" + short_answer +
         "HTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\n" + short_answer,
     "HTTP/1.1 100 Continue\r\n\r\n" + unavailable + "HTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\n" +
         unavailable},
    {"no body follows an answer to HEAD, nor 204 and 304",
     {HttpHeaders{.set = {{"x", "y"}}}},
     head + get + get + get,
     "HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n"
     "HTTP/1.1 304 Not Modified\r\nContent-Length: 99\r\n\r\n" +
         short_answer,
     "HTTP/1.1 200 OK\r\nContent-Length: 99\r\nx: y\r\n\r\n"
     "HTTP/1.1 204 No Content\r\nx: y\r\n\r\n"
     "HTTP/1.1 304 Not Modified\r\nContent-Length: 99\r\nx: y\r\n\r\n"
     "HTTP/1.1 200 OK\r\nETag: \"1\"\r\nContent-Length: 5\r\nx: y\r\n\r\nhello"},
    {"headers are set and removed in any case",
     {HttpHeaders{.set = {{"server", "b"}, {"x-a", "\xc3\xa4"}}, .remove = {"etag", "none"}}},
     get + get,
     short_answer + endless_answer,
     "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nserver: b\r\nx-a: \xc3\xa4\r\n\r\nhello"
     "HTTP/1.1 200 Fine\r\nServer: b\r\nx-a: \xc3\xa4\r\n\r\nuntil the end"},
    {"chunks stay as they are under other headers",
     {HttpHeaders{.remove = {"trailer"}}},
     get,
     chunked_answer,
     "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
     "3;a=b\r\nhel\r\n2\r\nlo\r\n0\r\nx-sum: 1\r\n\r\n"},
    {"another body has its own length",
     {HttpBody{HttpBody::Replace{"<html>"}}},
     get + head + get,
     chunked_answer + "HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n" +
         "HTTP/1.1 304 Not Modified\r\n\r\n",
     "HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\n<html>"
     "HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\n"
     "HTTP/1.1 304 Not Modified\r\n\r\n"},
    {"a status with a body",
     {HttpStatus{}, HttpBody{HttpBody::Replace{"{}"}}},
     get,
     short_answer,
     "HTTP/1.1 503 Service Unavailable\r\ncontent-length: 2\r\n\r\n{}"},
    {"a body is cut, and its length kept",
     {HttpBody{HttpBody::Truncate{4}}},
     get + get,
     short_answer + short_answer,
     "HTTP/1.1 200 OK\r\nETag: \"1\"\r\nContent-Length: 5\r\n\r\nhell",
     "close"},
    {"a body that is short enough is whole",
     {HttpBody{HttpBody::Truncate{5}}},
     get + head + get,
     short_answer + "HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n" + endless_answer,
     short_answer + "HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n" +
         "HTTP/1.1 200 Fine\r\nServer: s\r\n\r\nuntil",
     "close"},
    {"another body is cut too",
     {HttpBody{HttpBody::Replace{"long text"}}, HttpBody{HttpBody::Truncate{0}}},
     get,
     short_answer,
     "HTTP/1.1 200 OK\r\nETag: \"1\"\r\ncontent-length: 9\r\n\r\n",
     "close"},
    {"JSON is changed by one toxic after the other",
     {changing(faults::RenameMember{"/a", "/b"}), changing(faults::WrapBody{"data"})},
     get + get,
     json_answer + short_answer,
     "HTTP/1.1 200 OK\r\nContent-Type: application/json; charset=utf-8\r\n"
     "content-length: 16\r\n\r\n{\"data\":{\"b\":1}}" +
         short_answer},
    {"what only says it is JSON stays",
     {changing(faults::WrapBody{"data"})},
     get + get,
     "HTTP/1.1 200 OK\r\nContent-Type: application/problem+json\r\nContent-Length: "
     "5\r\n\r\n{\"a\":" +
         short_answer,
     "HTTP/1.1 200 OK\r\nContent-Type: application/problem+json\r\nContent-Length: "
     "5\r\n\r\n{\"a\":" +
         short_answer},
    {"a body that breaks off is what has come of it",
     {changing(faults::WrapBody{"data"})},
     get,
     "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 50\r\n\r\n{\"a\":1}",
     "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 50\r\n\r\n{\"a\":1}"},
    {"what follows an upgrade is no answer",
     {HttpStatus{}},
     get + get,
     "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n" + short_answer,
     "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n" + short_answer},
    {"nor what comes through a tunnel",
     {HttpStatus{}},
     "CONNECT a:1 HTTP/1.1\r\nhost: a\r\n\r\n",
     "HTTP/1.1 200 OK\r\n\r\n" + short_answer,
     "HTTP/1.1 200 OK\r\n\r\n" + short_answer},
    {"no answer of HTTP",
     {HttpStatus{}},
     get,
     "HTTP 200\r\n\r\n" + short_answer,
     "HTTP 200\r\n\r\n" + short_answer},
    {"no request of HTTP", {HttpStatus{}}, "*1\r\n$4\r\nPING\r\n", short_answer, short_answer},
    {"not HTTP/1.1",
     {HttpStatus{}},
     "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
     short_answer,
     short_answer},
    {"a head that breaks off",
     {HttpStatus{}},
     get,
     "HTTP/1.1 200 OK\r\nETag:",
     "HTTP/1.1 200 OK\r\nETag:"},
    {"a head that contradicts itself",
     {HttpStatus{}},
     get,
     "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxy",
     "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxy"},
    {"chunks that are none",
     {HttpHeaders{.remove = {"etag"}}},
     get,
     "HTTP/1.1 200 OK\r\nETag: 1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n" + short_answer,
     "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n" + short_answer},
};

/// Its bytes in pieces that end at these places, and at the end.
void play(Line& line, const HttpCase& one, const std::vector<std::size_t>& cuts) {
  std::size_t number = 0;
  for (ToxicKind kind : one.toxics) {
    if (auto* status = std::get_if<HttpStatus>(&kind)) {
      *status->answers = 0;
    }
    line.add(kind, 1, "toxic-" + std::to_string(++number));
  }
  line.pipe.asked(one.asked);
  std::size_t sent = 0;
  for (const std::size_t cut : cuts) {
    line.read(std::string_view(one.answered).substr(sent, cut - sent));
    sent = cut;
  }
  line.read(std::string_view(one.answered).substr(sent));
  line.finish();
}

TEST_CASE("answers are what the toxics make of them", "[proxy]") {
  for (const HttpCase& one : http_cases) {
    INFO(one.name);
    Line line;

    play(line, one, {});

    CHECK(line.received == one.received);
    REQUIRE_FALSE(line.log.empty());
    CHECK(line.log.back() == "0ms " + one.ending);
    CHECK(line.pipe.bytes() == 0);
  }
}

TEST_CASE("wherever an answer is cut into pieces, the client gets the same", "[proxy]") {
  for (const HttpCase& one : http_cases) {
    INFO(one.name);
    std::vector<std::size_t> all;
    for (std::size_t cut = 1; cut < one.answered.size(); ++cut) {
      all.push_back(cut);
      Line line;
      play(line, one, {cut});
      CAPTURE(cut);
      CHECK(line.received == one.received);
      CHECK(line.log.back() == "0ms " + one.ending);
    }
    Line line;
    play(line, one, all);
    CHECK(line.received == one.received);
    CHECK(line.log.back() == "0ms " + one.ending);
  }
}

TEST_CASE("wherever requests are cut into pieces, their methods are known", "[proxy]") {
  const std::string asked = post + head +
                            "PUT / HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n"
                            "5\r\nHEAD \r\n0\r\n\r\n" +
                            head;
  const std::string bare = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n";
  const std::string marked = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nx: y\r\n\r\n";
  for (std::size_t cut = 1; cut < asked.size(); ++cut) {
    CAPTURE(cut);
    Line line;
    line.add(HttpHeaders{.set = {{"x", "y"}}});
    line.pipe.asked(std::string_view(asked).substr(0, cut));
    line.pipe.asked(std::string_view(asked).substr(cut));

    line.read(bare + "hello" + bare + bare + "hello" + bare);

    CHECK(line.received == marked + "hello" + marked + marked + "hello" + marked);
  }
}

}  // namespace
}  // namespace firedrill::proxy
