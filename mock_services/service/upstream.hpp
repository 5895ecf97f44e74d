#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "harness/core/time.hpp"
#include "mock_services/http/client.hpp"
#include "mock_services/service/call_answer.hpp"

namespace firedrill::mock {

/// The replicas of a service that is called, in turn. One that refuses the connection is passed
/// over, as a load balancer with health checks would, so that a call is refused only when all are
/// down. The client must outlive it.
class Upstream {
 public:
  using Done = std::function<void(CallAnswer)>;

  Upstream(http::Client& client, std::vector<http::Origin> replicas)
      : client_(client),
        replicas_(std::move(replicas)) {}

  /// One request on its way; a value-initialised one is not.
  class Sending {
   public:
    Sending() = default;

    /// Nobody waits any more: `done` is not called, the connection closes.
    void cancel();

   private:
    friend class Upstream;
    struct State;
    std::weak_ptr<State> state_;  ///< the client owns it: who waits owns what `done` holds
  };

  /// `timeout` is wall time; zero: none. `done` is called once, never from inside send() unless
  /// there are no replicas at all.
  Sending send(const http::Request& request, Duration timeout, Done done);

 private:
  void try_next(const std::shared_ptr<Sending::State>& state);

  http::Client& client_;
  std::vector<http::Origin> replicas_;
  std::size_t next_ = 0;
};

}  // namespace firedrill::mock
