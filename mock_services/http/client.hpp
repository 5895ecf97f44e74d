#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "harness/core/result.hpp"
#include "harness/core/time.hpp"
#include "mock_services/http/message.hpp"

namespace boost::asio {
class io_context;
}  // namespace boost::asio

namespace firedrill::http {

/// Who is called, by address: names are not resolved.
struct Origin {
  std::string address;  ///< "127.0.0.1"
  std::uint16_t port = 0;

  auto operator<=>(const Origin&) const = default;
};

/// "http://127.0.0.1:8080", with or without a "/" at its end. Names other than localhost, https and
/// paths are refused.
Result<Origin> parse_origin(std::string_view url);

/// "http://127.0.0.1:8080"
std::string to_url(const Origin& origin);

/// A request without headers, for a path that needs no escapes.
Request request_to(std::string method, std::string path);

/// How an exchange ended.
enum class Reached : std::uint8_t {
  answered,   ///< a whole reply
  refused,    ///< no connection
  broken,     ///< the connection ended before any of the reply came
  truncated,  ///< ... before all of it came
  garbage,    ///< what came was no HTTP reply, or too large
  timed_out,  ///< nothing, or not all of it, within the time
};

struct Exchange {
  Reached reached = Reached::answered;
  /// When answered; when truncated what came of it, of status 0 if that was not even its head.
  Reply reply = {};
};

using ExchangeDone = std::function<void(Exchange)>;

struct ClientOptions {
  std::size_t idle_connections = 256;  ///< kept open to each origin; more are closed after use
  std::size_t reply_bytes = std::size_t{16} * 1024 * 1024;  ///< body; more is garbage
};

/// Names one exchange, for cancel(). A value-initialised one names none.
struct ExchangeId {
  std::uint64_t number = 0;
};

/// An HTTP/1.1 client on an io_context that one thread runs; everything happens on that thread. It
/// keeps connections and uses the one again that was used last. A kept connection that turns out
/// to have been closed by the server is replaced once, as RFC 9110, 9.2.2 allows for a request of
/// which the server has read nothing. The io_context must outlive it.
class Client {
 public:
  explicit Client(boost::asio::io_context& context, const ClientOptions& options = {});
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;
  /// Ends all exchanges; nobody hears of it.
  ~Client();

  /// Sends the request's method, target, headers and body; host and content-length are added.
  /// `timeout` is wall time from now to the reply's last byte; zero: none. `done` is called once,
  /// never from inside send(), unless cancelled.
  ExchangeId send(const Origin& origin,
                  const Request& request,
                  Duration timeout,
                  ExchangeDone done);

  /// Closes the connection of an exchange under way; its `done` is never called. A stale id does
  /// nothing.
  void cancel(ExchangeId id);

  std::size_t exchanges() const;  ///< under way

 private:
  class State;
  std::shared_ptr<State> state_;
};

}  // namespace firedrill::http
