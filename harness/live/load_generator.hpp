#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "harness/core/time.hpp"
#include "harness/live/lateness.hpp"
#include "harness/live/scheduler.hpp"
#include "mock_services/http/client.hpp"
#include "mock_services/http/message.hpp"
#include "mock_services/service/call_answer.hpp"

namespace firedrill::live {

/// Sends one client's request, with `patience` (wall time) left to get an answer, and calls `done`
/// once, never from inside.
using SendLoad = std::function<void(Duration patience, std::function<void(mock::CallAnswer)> done)>;

/// One crowd of clients.
struct LoadPopulation {
  SendLoad send;
  /// Wire clock, from the intended moment: who still waits for a connection then gives up.
  Duration timeout = std::chrono::seconds{10};
  bool retries = false;  ///< then an answer may take longer than the timeout of one attempt
  /// When the next client comes, never before the one before; nullopt: nobody comes any more.
  std::function<std::optional<Instant>()> next_arrival;
};

/// What one client got.
struct LoadResult {
  std::size_t population = 0;
  Instant intended{};  ///< when the client came, by schedule
  /// Wall time from that moment until the client had its answer or gave up, whatever it waited for.
  Duration latency{};
  mock::CallAnswer answer = {};
};

/// A client who has come and has neither an answer nor given up.
struct WaitingClient {
  std::size_t population = 0;
  Duration waited{};  ///< wall time since it came
};

/// How clients send who all send the same request to the same address. The client must outlive it.
SendLoad send_to(http::Client& client, http::Origin origin, http::Request request);

struct LoadOptions {
  /// Requests under way at once, at most a third of descriptor_limit(): a generator out of
  /// descriptors would report an outage that is its own. Beyond, clients queue here, and their
  /// waiting counts as latency.
  std::size_t connections = 2000;
};

/// An open loop: clients come when they come, whatever the services do, and their latency counts
/// from the intended moment, so a stall shows as what all who came meanwhile have felt
/// ("coordinated omission" otherwise; Tene, "How NOT to Measure Latency", 2013). Connections are
/// kept and used again.
///
/// Everything happens on the Scheduler's thread. `on_result` is called once for each client who has
/// come, from a handler of the io_context or from a task: it may count, and post() what it wants
/// told. The Scheduler must outlive it.
class LoadGenerator {
 public:
  using OnResult = std::function<void(const LoadResult&)>;

  LoadGenerator(Scheduler& scheduler,
                std::vector<LoadPopulation> populations,
                OnResult on_result,
                const LoadOptions& options = {});
  /// Nobody hears of the requests under way any more.
  ~LoadGenerator();
  LoadGenerator(const LoadGenerator&) = delete;
  LoadGenerator& operator=(const LoadGenerator&) = delete;

  /// Clients come from now on. Who should have come before comes at once.
  void start();

  /// Nobody comes any more; requests under way go on.
  void stop();

  /// Clients who have come and have neither an answer nor given up.
  std::size_t under_way() const;

  /// Those clients.
  std::vector<WaitingClient> waiting() const;

  /// How much later than intended requests were sent, for want of time or of connections.
  const Lateness& send_lateness() const;
  /// Counts it anew, without a warm-up say.
  void forget_lateness();

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace firedrill::live
