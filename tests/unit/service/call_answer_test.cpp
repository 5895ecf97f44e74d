#include "mock_services/service/call_answer.hpp"

#include <cstdint>
#include <string>

#include <catch2/catch.hpp>

using namespace firedrill;

namespace {

std::uint16_t code_of(http::Reached reached) {
  return mock::answer_of({.reached = reached}).code;
}

}  // namespace

TEST_CASE("how an exchange ended is what the caller gets", "[unit][service]") {
  CHECK(code_of(http::Reached::refused) == code::refused);
  CHECK(code_of(http::Reached::broken) == code::reset);
  CHECK(code_of(http::Reached::truncated) == code::truncated);
  CHECK(code_of(http::Reached::garbage) == code::malformed);
  CHECK(code_of(http::Reached::timed_out) == code::timeout);
  CHECK(mock::answer_of({.reply = http::text_reply(404, "")}).code == 404);
}

TEST_CASE("a caller is told of what the wire cannot show, and who is to blame", "[unit][service]") {
  for (const std::uint16_t code :
       {code::refused, code::reset, code::dns, code::tls, code::redirects}) {
    http::Reply reply = mock::told_as_reply(code);
    reply.headers.add(std::string(mock::cause_header), "7");

    const mock::CallAnswer answer = mock::answer_of({.reply = reply});

    CHECK(answer.code == code);
    CHECK(answer.cause == EventId{7});
  }
}

TEST_CASE("a caller is told beside an answer that it cannot read it", "[unit][service]") {
  http::Reply reply = http::json_reply(200, "{}");
  mock::tell(reply, code::malformed);

  CHECK(mock::answer_of({.reply = reply}).code == code::malformed);
  CHECK(reply.status == 200);
}
