#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <string_view>
#include <variant>

#include "mock_services/http/admin.hpp"
#include "mock_services/http/message.hpp"
#include "mock_services/pager/config.hpp"
#include "mock_services/pager/fault.hpp"
#include "mock_services/pager/incidents.hpp"
#include "mock_services/pager/pager.hpp"

namespace firedrill::pager {

/// Something that came in at a door, as it came.
struct Received {
  std::string door;
  WallTime at;
  std::string path;
  std::string body;  ///< JSON
};

/// The latest of what came in. Bounded by number and bytes: the oldest go.
class Inbox {
 public:
  static constexpr std::size_t most = 1000;
  static constexpr std::size_t most_bytes = std::size_t{8} * 1024 * 1024;

  void put(Received one);
  void clear();

  const std::deque<Received>& all() const { return all_; }

 private:
  std::deque<Received> all_;
  std::size_t bytes_ = 0;
};

/// What a request comes to, once it is accepted: something received, and what it tells the pager
/// (a Slack message tells it nothing).
struct Effect {
  Received received;
  std::optional<Signal> signal = {};
};

/// All of a pager.
struct PagerState {
  static constexpr std::size_t most_pending = 1000;
  static constexpr std::size_t most_routing_keys = 1000;

  PagerState(Config given, std::string where, Listeners who);

  Config config;
  std::string url;
  Listeners listeners;
  Incidents incidents;
  FaultTable faults = {};
  Inbox inbox = {};
  http::HitCounters hits = {};                      ///< by door
  std::map<std::string, TokenBucket> senders = {};  ///< by routing key
  std::multimap<WallTime, Effect> pending = {};     ///< late ones, by when they are due
  Duration clock_offset{};
  std::uint64_t faults_made = 0;
  std::uint64_t keys_made = 0;

  /// Brings it to the time: what is late and due happens, what nobody acknowledged escalates.
  void advance(WallTime now);

  /// At one of the doors; empty: there is no such place.
  std::optional<http::Answer> answer(const http::Request& request, WallTime now);

  void reset();

  /// Answers a request to /__firedrill/. `now` is the real time.
  http::Reply admin(const http::Request& request, WallTime now);

  /// Answers a request to /incidents...
  http::Reply rest(const http::Request& request, WallTime now);

 private:
  http::Answer behind(std::string_view door, const http::Request& request, WallTime now);
  http::Reply take(std::string_view door,
                   const http::Request& request,
                   const Strike& strike,
                   WallTime now);
  bool sends_too_much(const Signal& signal, WallTime now);
  void happen(Effect effect, WallTime now);
  http::Reply enter(const Effect& effect, http::Reply done, const Strike& strike);
};

/// The reply of a door that is asked too often.
http::Reply throttled_reply(std::string_view door);

}  // namespace firedrill::pager
