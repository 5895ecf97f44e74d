#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include <boost/asio/steady_timer.hpp>
#include <boost/system/error_code.hpp>

#include "mock_services/http/server.hpp"
#include "mock_services/http/stream.hpp"
#include "mock_services/http/wire.hpp"

namespace firedrill::http {

class Connection;

/// What the connections of one server have in common.
struct Hub {
  ServerLimits limits;
  Handler handler;
  std::map<const Connection*, std::shared_ptr<Connection>> open = {};  ///< keeps them alive
  bool stopped = false;
  std::function<void()> on_drained = {};  ///< set while draining: who is done closes

  bool is_draining() const { return on_drained != nullptr; }
};

/// One client: request, answer, request, ... Every wait has a deadline, kept by the server's sweep,
/// but for the time that a handler takes to answer.
class Connection : public std::enable_shared_from_this<Connection> {
 public:
  using Clock = std::chrono::steady_clock;

  Connection(Stream::Socket socket, boost::asio::ssl::context* tls, std::shared_ptr<Hub> hub);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  /// Joins the hub.
  void start();

  bool is_late(Clock::time_point now) const { return now >= deadline_; }

  /// Between two requests, with nothing of the next one.
  bool is_idle() const { return idle_; }

  /// Whether it has not asked for anything yet: its first request may be on its way.
  bool is_new() const { return is_new_; }

  /// Closed by the sweep unless a request has begun by then.
  void expect_request_within(Duration limit) { expect_within(limit); }

  /// At once; leaves the hub. What still waits for the connection ends without effect.
  void close();

 private:
  using ErrorCode = boost::system::error_code;
  struct Incoming;

  void await_request();
  void look();
  void looked();
  void watch(Responder::Gone gone);
  void read_request();
  void on_header(const ErrorCode& error);
  void on_request(const ErrorCode& error);
  void refuse(const ErrorCode& error);
  void answer(Answer answer, const WireContext& context);
  void send_next();
  void write_next();
  void end();
  void close_in_peace();
  void discard();
  void reset();

  /// The deadline of what comes next; `limit` zero: none.
  void expect_within(Duration limit);

  Stream stream_;
  std::shared_ptr<Hub> hub_;
  boost::asio::steady_timer timer_;
  std::unique_ptr<Incoming> incoming_;
  std::string peer_;
  WirePlan plan_;
  std::size_t next_piece_ = 0;
  bool idle_ = false;
  bool is_new_ = true;
  bool looking_ = false;  ///< waits for the client's next bytes, or for its end
  bool gone_ = false;     ///< the client has closed, or will send no more
  bool leaving_ = false;  ///< what the client still sends is thrown away
  Responder::Gone on_gone_;
  Clock::time_point deadline_ = Clock::time_point::max();
  std::array<char, 4096> discarded_{};
};

}  // namespace firedrill::http
