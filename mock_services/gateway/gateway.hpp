#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include "harness/core/time.hpp"
#include "harness/faults/fault.hpp"
#include "mock_services/gateway/fault_toxics.hpp"
#include "mock_services/http/message.hpp"
#include "mock_services/proxy/proxy.hpp"
#include "mock_services/service/fault_counts.hpp"
#include "mock_services/service/load.hpp"
#include "mock_services/service/settings.hpp"

namespace firedrill::gateway {

/// Stands before one replica of a program that speaks no HTTP, with a proxy for each entrance: it
/// hears of faults as mock services do, and carries them out by toxics. Everything happens on the
/// thread of the io_context, which must outlive it.
class Gateway {
 public:
  /// `settings` are those of a mock with an `upstream`: what is behind it, and the faults that it
  /// may hear of.
  Gateway(boost::asio::io_context& context, const mock::ServiceSettings& settings);
  Gateway(const Gateway&) = delete;
  Gateway& operator=(const Gateway&) = delete;

  /// Listens at each entrance; empty, or why it cannot.
  std::string open(const std::vector<mock::Entrance>& entrances);

  /// GET /__firedrill/, POST /__firedrill/faults with {"id": ..., "elapsed": ...} and, of one in
  /// effect while a process begins behind it, "process_age", DELETE
  /// /__firedrill/faults/ID.
  http::Reply handle(const http::Request& request);

  /// Closes all connections and listens no longer: then nothing keeps the io_context running.
  void close();

 private:
  struct Door {
    std::string caller;
    std::unique_ptr<proxy::Proxy> proxy;
  };

  struct Entry {
    FaultSpec spec;
    Hindrance hindrance;
    Instant began{};
    bool active = false;
    std::uint64_t injected = 0;  ///< over all its times in effect
    Suppressions suppressed_by = {};
    /// The connections that it has hit, by their door, since it is in effect.
    std::set<std::pair<std::size_t, std::uint64_t>> hit = {};
    std::set<std::pair<std::size_t, std::uint64_t>> hidden = {};  ///< others have ended them before
  };

  http::Reply start_faults(const http::Request& request);
  std::string start(const FaultSpec& spec, Duration elapsed, bool goes_on);
  void take_away(const Entry& entry);
  http::Reply end(std::string_view id);
  void close_doors(Entry& entry);
  bool is_kept_closed(const Door& door) const;
  void let_in();
  void note_hidden(Entry& entry);
  bool share_a_door(const Entry& one, const Entry& other) const;
  static bool concerns(const Entry& entry, const Door& door);
  void hide_others(const Entry& entry, std::size_t door, std::uint64_t connection);
  void heard(std::size_t door, std::string_view toxic, std::uint64_t connection);
  void update_later();
  void note() const;

  mock::ServiceSettings settings_;
  proxy::Options options_;
  boost::asio::io_context& context_;
  boost::asio::steady_timer timer_;
  mock::FaultCounts counts_;
  std::vector<Door> doors_;
  std::vector<Entry> entries_;
  std::uint64_t faults_made_ = 0;
};

}  // namespace firedrill::gateway
