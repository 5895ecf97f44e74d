#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "harness/core/time.hpp"
#include "mock_services/http/answer.hpp"
#include "mock_services/http/server.hpp"

namespace boost::asio {
class io_context;
}  // namespace boost::asio

namespace firedrill::http {

/// A further port at which a mock listens, and what it hears of requests that come there: a header
/// line.
struct Door {
  std::uint16_t port = 0;
  std::string header;
  std::string value;
  std::vector<std::string> hides = {};  ///< headers that who comes by it has no business to send
};

struct ServeOptions {
  ServerOptions server = {};
  std::vector<Door> doors = {};
  /// When to listen, on the machine's monotonic clock; zero: at once.
  Duration listens_at{};
  /// Told the URL once the port is bound, before the ready line and the first request.
  std::function<void(const std::string& url)> on_bound = {};
  /// Told when it has been asked to leave and takes no more connections.
  std::function<void()> on_leave = {};
  Duration longest_leave = std::chrono::seconds(5);  ///< then it goes, whoever still waits
};

/// Runs one mock until SIGTERM or SIGINT: prints {"ready":true,"url":"..."} as the one line on
/// stdout when it accepts connections, and lets requests under way end before it leaves,
/// `longest_leave` at most. Raises the process' limit of open files first. `make` gets the
/// io_context on which the handler may work; if it stops that, nothing listens or is printed.
/// Returns why it could not listen; "" when it was stopped.
std::string serve(const ServeOptions& options,
                  const std::function<Handler(boost::asio::io_context&)>& make);

/// How a path is logged.
using PathShape = std::function<std::string(const std::string& path)>;

/// Wraps a handler so that each answer is one line on stderr: method, path and status; never a
/// query, header or body, where secrets are. `shape` is for paths that hold secrets themselves;
/// empty: they are logged as they are.
Handler logged(Handler handler, PathShape shape = {});

}  // namespace firedrill::http
