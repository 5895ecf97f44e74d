// How a gateway passes requests on to the server behind it.
#include <utility>
#include <variant>

#include "mock_services/service/call_answer.hpp"
#include "mock_services/service/handover.hpp"
#include "mock_services/service/replica.hpp"
#include "mock_services/service/replica_visit.hpp"

namespace firedrill::mock {
namespace {

/// As much of an answer as came of it.
http::Truncate cut_short(const http::Reply& began) {
  if (began.status == 0) {
    return {.reply = http::text_reply(502, "cut short\n")};
  }
  return {.reply = passed_on(began),
          .body_bytes = began.body.size(),
          .promised = number_in(began.headers, "content-length")};
}

/// What the client gets of an exchange with the server behind.
http::Answer relayed(const http::Exchange& exchange, bool client_understands) {
  switch (exchange.reached) {
    case http::Reached::answered:
      return passed_on(exchange.reply);
    case http::Reached::truncated:
      return cut_short(exchange.reply);
    case http::Reached::garbage:
      return http::Raw{"this is no HTTP\r\n\r\n"};
    case http::Reached::refused:
      return client_understands ? http::Answer(told_as_down()) : http::Reset{};
    case http::Reached::broken:
    case http::Reached::timed_out:
      break;
  }
  return client_understands ? http::Answer(told_as_reply(code::reset)) : http::Reset{};
}

}  // namespace

void Replica::forward(const VisitPointer& visit) {
  http::Request request = for_next_hop(visit->request);
  request.headers.remove(caller_header);  // no business of somebody else's server
  request.headers.remove(caller_age_header);
  request.headers.remove(caller_version_header);
  request.headers.remove(door_header);
  const auto done = [this, visit](const http::Exchange& exchange) {
    if (visit->ended) {
      return;
    }
    http::Answer answer = relayed(exchange, visit->request.headers.has(caller_header));
    auto* reply = std::get_if<http::Reply>(&answer.delivery);
    if (reply != nullptr && !reply->headers.has(cause_header)) {
      sign(*visit, *reply);  // a delay is to be blamed on somebody
    }
    leave(*visit);
    deliver(visit, std::move(answer));
  };
  visit->exchange = client_.send(*settings_.upstream, request, Duration::zero(), done);
}

}  // namespace firedrill::mock
