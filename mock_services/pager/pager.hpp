#pragma once

#include <array>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "mock_services/http/answer.hpp"
#include "mock_services/pager/config.hpp"
#include "mock_services/pager/incidents.hpp"

namespace firedrill::pager {

struct PagerState;

/// The names of a pager's doors, in faults and counters: PagerDuty's events and REST API,
/// Alertmanager's webhook, Slack's, Opsgenie's alert API.
const std::array<std::string_view, 5>& door_names();

/// What somebody has asked of an incident by REST, and has been done.
struct Deed {
  enum class Kind : std::uint8_t {
    acknowledge,
    resolve,
    trigger,
    note,
  };

  Kind kind = Kind::note;
  const Incident& incident;
  std::string agent;
  std::string text = {};  ///< of a note
};

/// Who else wants to know, such as a run whose pager this is. Either may be empty.
struct Listeners {
  /// If set, what monitoring tools tell goes there and nowhere else: it opens no incident.
  std::function<void(const Signal&)> on_signal = {};
  std::function<void(const Deed&)> on_deed = {};
};

/// A pager without sockets and clocks: a request and the time in, an answer out. Everything that it
/// remembers is bounded; a reset forgets it. One thread at a time.
///
///   POST /v2/enqueue                  PagerDuty Events API v2
///   POST /alertmanager                Alertmanager's webhook, version 4
///   POST /services/T0/B0/KEY          a Slack incoming webhook
///   POST /v2/alerts[/ALIAS/close]     Opsgenie's alert API, as Alertmanager uses it
///   GET, PUT /incidents[/ID]          PagerDuty's REST API, of which this is a part; also
///                                     /incidents/ID/log_entries and POST /incidents/ID/notes
///   /__firedrill/...                  the admin API (docs/mock-pager.md)
class Pager {
 public:
  /// `url` is where it is reached.
  Pager(Config config, const std::string& url, Listeners listeners = {});
  Pager(Pager&&) noexcept;
  Pager& operator=(Pager&&) noexcept;
  ~Pager();

  /// `now` is the real time; the pager's own clock may have been moved away from it.
  http::Answer handle(const http::Request& request, WallTime now);

  /// For whoever keeps it in step with something else.
  Incidents& incidents();

 private:
  std::unique_ptr<PagerState> state_;
};

}  // namespace firedrill::pager
