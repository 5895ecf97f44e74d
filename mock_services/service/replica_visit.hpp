#pragma once

#include <cstddef>
#include <utility>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include "mock_services/service/replica.hpp"

namespace firedrill::mock {

/// One request, from its arrival until it is answered.
struct Replica::Visit {
  Visit(boost::asio::io_context& context, http::Request received, http::Responder responder)
      : request(std::move(received)),
        respond(std::move(responder)),
        timer(context) {}

  /// Once; counts it.
  void answer(http::HitCounters& hits, http::Answer what) {
    constexpr std::size_t longest = 256;  // who asks for longer paths fills no memory
    const bool is_long = request.path.size() > longest;
    hits.count(
        is_long ? "other" : request.method + " " + request.path, http::status_of(what), is_faulted);
    respond(std::move(what));
  }

  http::Request request;
  http::Responder respond;
  boost::asio::steady_timer timer;
  Instant arrived{};
  Duration work{};
  std::size_t step = 0;
  std::size_t open_calls = 0;
  std::vector<Edge::Ongoing> calls = {};
  http::ExchangeId exchange = {};  ///< with a successor or the upstream
  EventId cause = EventId::none;   ///< what has changed its fate so far
  SpoilAnswer spoilt = {};         ///< what faults make of the answer
  AnswerChange change = {};        ///< of a spoilt answer
  bool has_worker = false;
  bool is_faulted = false;
  bool ended = false;
};

}  // namespace firedrill::mock
