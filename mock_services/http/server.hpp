#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "harness/core/result.hpp"
#include "harness/core/time.hpp"
#include "mock_services/http/answer.hpp"

namespace boost::asio {
class io_context;
}  // namespace boost::asio

namespace firedrill::http {

/// What one client may cost. Beyond: 431, 413, 400 or the end of the connection.
struct ServerLimits {
  std::size_t header_bytes = std::size_t{64} * 1024;  ///< request line and headers, else 431
  std::size_t body_bytes = std::size_t{1024} * 1024;  ///< else 413
  std::size_t connections = 10'000;                   ///< more are reset as they come
  Duration request = std::chrono::seconds(10);  ///< from its first byte to its last, else closed
  Duration idle = std::chrono::minutes(2);      ///< between requests, else closed
  Duration write = std::chrono::seconds(30);    ///< for a client that does not read its answer
};

/// Certificate chain and private key, as PEM.
struct TlsIdentity {
  std::string certificate;
  std::string key;
};

struct ServerOptions {
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;  ///< 0: any free one
  ServerLimits limits = {};
  std::optional<TlsIdentity> tls = {};  ///< then the server speaks https only
  /// Lets one more process of this user listen on the same port (SO_REUSEPORT) and takes the new
  /// clients from then on: how a new version takes over from an old one without a client that is
  /// refused or reset.
  bool share_port = false;
};

/// An HTTP/1.1 server on an io_context that one thread runs; everything happens on that thread. It
/// keeps connections alive and answers pipelined requests one after the other. Bad requests hurt
/// nobody but their connection. The io_context must outlive it.
class Server {
 public:
  /// Binds and listens; connections are accepted as soon as the io_context runs. An error says what
  /// could not be bound, and why.
  static Result<Server> start(boost::asio::io_context& context,
                              const ServerOptions& options,
                              Handler handler);

  Server(Server&&) noexcept;
  Server& operator=(Server&&) noexcept;
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  /// stop()
  ~Server();

  std::uint16_t port() const;

  /// "http://127.0.0.1:43210"; of an address for all interfaces, the loopback one.
  const std::string& url() const;

  /// Closes the listener and all connections; the handler is not called any more. Pending work on
  /// the io_context ends by itself. May be called twice, not from inside the handler.
  void stop();

  /// Takes no more connections but those that clients have made by now, closes idle ones, the
  /// others after their answers, and new ones that ask for nothing soon; then calls `done`, once,
  /// never from inside drain(). The handler is still called for what was accepted.
  void drain(std::function<void()> done);

  std::size_t connections() const;

 private:
  class State;
  explicit Server(std::shared_ptr<State> state);
  std::shared_ptr<State> state_;
};

}  // namespace firedrill::http
