#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "mock_services/http/message.hpp"
#include "mock_services/proxy/proxies.hpp"

namespace firedrill::proxy {

/// The HTTP API of Toxiproxy 2.12. Source: its api.go, toxic_collection.go and
/// proxy_collection.go. What is added to it is in docs/proxy.md.
class Api {
 public:
  /// `proxies` must outlive it.
  explicit Api(Proxies& proxies) : proxies_(proxies) {}

  http::Reply handle(const http::Request& request);

 private:
  Proxies& proxies_;
  std::uint64_t requests_ = 0;
};

}  // namespace firedrill::proxy
