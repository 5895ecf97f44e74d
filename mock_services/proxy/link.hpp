#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/system/error_code.hpp>

#include "harness/core/rng.hpp"
#include "harness/core/units.hpp"
#include "mock_services/proxy/blocks.hpp"
#include "mock_services/proxy/pipe.hpp"
#include "mock_services/proxy/toxic.hpp"
#include "mock_services/proxy/waits.hpp"

namespace firedrill::proxy {

class Link;

/// Bytes of one direction of a proxy, since it was made.
struct Traffic {
  std::uint64_t received = 0;
  std::uint64_t sent = 0;
};

/// What the connections of one proxy have in common.
struct Hub {
  std::string proxy;
  std::string upstream;
  Seed seed;
  std::shared_ptr<BlockPool> pool;
  Waits waits;
  OnHit on_hit = {};
  std::vector<Toxic> toxics = {};       ///< as they were added
  std::array<Traffic, 2> traffic = {};  ///< by Direction
  Duration timers_late = {};            ///< lately
  /// By their numbers, so that toxics come to them in that order; keeps them alive.
  std::map<std::uint64_t, std::shared_ptr<Link>> open = {};
};

/// What is drawn under this name for the connection of that number.
Rng stream_of(const Hub& hub, std::string_view name, std::uint64_t connection);

/// One client and its connection to the upstream. Everything happens on the io_context's thread.
class Link : public std::enable_shared_from_this<Link> {
 public:
  using Socket = boost::asio::ip::tcp::socket;

  /// `number`: which connection of its proxy it is, so that its chances are its own.
  Link(Socket client, std::shared_ptr<Hub> hub, std::uint64_t number);
  ~Link();
  Link(const Link&) = delete;
  Link& operator=(const Link&) = delete;

  /// Joins the hub and connects to the upstream. If that fails, the client's connection closes.
  void start();

  void add(const Toxic& toxic);
  void change(const Toxic& toxic);
  void remove(const Toxic& toxic);

  Socket::executor_type executor() { return client_.get_executor(); }

  /// Waits until there is something to read, and does with it all that can be done. The upstream is
  /// connected, and no wait of that direction under way.
  void await_data(Direction direction);

  /// At once, both ways; leaves the hub.
  void close();

 private:
  using ErrorCode = boost::system::error_code;
  struct Flow;

  void connect(std::vector<boost::asio::ip::tcp::endpoint> endpoints);
  void connected();
  void begin(const Toxic& toxic);
  void pump(Flow& flow);
  void pump_later(Flow& flow);
  bool read(Flow& flow);
  void arrived(Flow& flow, std::span<const char> bytes);
  bool write(Flow& flow);
  bool send(Flow& flow);
  ErrorCode take_first(Flow& flow, std::size_t count);
  bool goes_on(Flow& flow, const ErrorCode& error);
  void await_room(Flow& flow);
  void await_due(Flow& flow);
  void finish(Flow& flow);
  void reset();
  Flow& flow_of(Direction direction);

  std::shared_ptr<Hub> hub_;
  std::uint64_t number_;
  Socket client_;
  Socket server_;
  boost::asio::ip::tcp::resolver resolver_;
  std::unique_ptr<Flow> up_;  ///< null until the upstream is connected
  std::unique_ptr<Flow> down_;
};

}  // namespace firedrill::proxy
