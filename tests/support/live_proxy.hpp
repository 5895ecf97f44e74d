#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include <boost/asio/ip/tcp.hpp>

#include "mock_services/http/server.hpp"
#include "mock_services/proxy/api.hpp"
#include "tests/support/context_thread.hpp"

namespace firedrill::tests {

/// A proxy "web" in front of an HTTP server, whose answers have 100,000 bytes of "x" and "end".
class LiveProxy {
 public:
  static constexpr std::string_view plain_request = "GET / HTTP/1.1\r\nhost: a\r\n\r\n";
  static constexpr std::size_t body_bytes = 100'000;

  explicit LiveProxy(const proxy::Options& options = {});
  ~LiveProxy();
  LiveProxy(const LiveProxy&) = delete;
  LiveProxy& operator=(const LiveProxy&) = delete;

  /// To the proxy's API.
  http::Reply send(std::string_view method, std::string_view path, std::string_view body = "");

  /// To "web", for which it must be good.
  void add(std::string_view toxic);

  /// Where "web" listens.
  std::uint16_t port();

  /// Of "web".
  std::size_t connections();

  /// Waits until it has no connection; false if that takes 10 s.
  bool has_none_left();

  std::uint16_t upstream_port() const { return reserved_.local_endpoint().port(); }

  /// The server closes all connections, and new ones are refused.
  void stop_upstream();

  /// It listens again.
  void start_upstream();

 private:
  ContextThread thread_;
  boost::asio::ip::tcp::acceptor reserved_;  ///< the upstream's port, also while it is stopped
  std::optional<http::Server> server_;
  std::unique_ptr<proxy::Proxies> proxies_;
  std::unique_ptr<proxy::Api> api_;
};

}  // namespace firedrill::tests
