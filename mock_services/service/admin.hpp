#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include <boost/asio/steady_timer.hpp>

#include "mock_services/http/message.hpp"
#include "mock_services/service/replica.hpp"
#include "mock_services/service/settings.hpp"

namespace firedrill::mock {

/// Ends faults that nobody has ended in time: a dead man's switch. Real time.
class FaultTimers {
 public:
  /// Both must outlive it.
  FaultTimers(boost::asio::io_context& context, Replica& replica)
      : context_(context),
        replica_(replica) {}

  /// In place of the time that the fault had before.
  void set(const std::string& fault, Duration ttl);

  void forget(std::string_view fault);

  void forget_all() { timers_.clear(); }

 private:
  boost::asio::io_context& context_;
  Replica& replica_;
  std::map<std::string, boost::asio::steady_timer, std::less<>> timers_;  ///< by fault
};

/// What the harness, or a test, steers a mock service with: the places that all mocks have below
/// http::admin_prefix (docs/mock-service.md), and
///
///   POST /__firedrill/purge   {"cache": "tokens" | "keys" | "all"}
///
/// Replies are JSON; mistakes are 400 with {"error": "..."}, what is not there is 404.
class ServiceAdmin {
 public:
  /// All must outlive it.
  ServiceAdmin(boost::asio::io_context& context, const ServiceSettings& settings, Replica& replica)
      : settings_(settings),
        replica_(replica),
        timers_(context, replica) {}

  http::Reply answer(const http::Request& request);

 private:
  const ServiceSettings& settings_;
  Replica& replica_;
  FaultTimers timers_;
  std::uint64_t faults_made_ = 0;
};

}  // namespace firedrill::mock
