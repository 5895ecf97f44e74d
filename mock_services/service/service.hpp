#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "mock_services/http/answer.hpp"
#include "mock_services/http/message.hpp"
#include "mock_services/service/settings.hpp"

namespace boost::asio {
class io_context;
}  // namespace boost::asio

namespace firedrill::mock {

/// One process of a service that behaves as a scenario says: worker slots and a bounded queue, its
/// own latency, calls with timeouts, retries and breakers, auth providers with caches, faults.
/// It has no socket of its own: a server hands it requests, and it calls through an http::Client.
///
///   GET /healthz      200 while the process lives, however busy it is
///   GET /metrics      Prometheus text format
///   /__firedrill/...  what the harness and tests steer it with (admin.hpp)
///   anything else     a request that is worked on
///
/// Everything happens on the thread that runs the io_context, which must outlive it.
class Service {
 public:
  Service(boost::asio::io_context& context, ServiceSettings settings);
  Service(const Service&) = delete;
  Service& operator=(const Service&) = delete;
  ~Service();

  void handle(http::Request request, http::Responder respond);

  /// Another process has taken its place and listens where it did: it gets the requests that wait.
  void hand_over();

 private:
  bool is_for_another(const http::Request& request) const;

  class State;
  std::unique_ptr<State> state_;
};

}  // namespace firedrill::mock
