#pragma once

#include <cstdint>

#include "mock_services/http/deadlines.hpp"
#include "mock_services/http/message.hpp"
#include "mock_services/service/replica.hpp"
#include "mock_services/service/settings.hpp"

namespace firedrill::mock {

/// What the harness, or a test, steers a mock service with: the places that all mocks have below
/// http::admin_prefix (docs/mock-service.md), and
///
///   POST /__firedrill/purge   {"cache": "tokens" | "keys" | "all"}
///
/// Replies are JSON; mistakes are 400 with {"error": "..."}, what is not there is 404.
class ServiceAdmin {
 public:
  /// All must outlive it.
  ServiceAdmin(boost::asio::io_context& context, const ServiceSettings& settings, Replica& replica);

  http::Reply answer(const http::Request& request);

 private:
  const ServiceSettings& settings_;
  Replica& replica_;
  http::Deadlines ttls_;  ///< of faults that have one
  std::uint64_t faults_made_ = 0;
};

}  // namespace firedrill::mock
