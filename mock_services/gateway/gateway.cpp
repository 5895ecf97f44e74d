#include "mock_services/gateway/gateway.hpp"

#include <algorithm>
#include <chrono>
#include <string_view>

#include <fmt/format.h>

#include "harness/text/escape.hpp"
#include "harness/text/json_writer.hpp"
#include "harness/text/reader.hpp"
#include "mock_services/http/admin.hpp"
#include "mock_services/service/fault_set.hpp"

namespace firedrill::gateway {
namespace {

/// How often a fault that changes with time is brought up to date.
constexpr Duration update_period = std::chrono::milliseconds(50);

Instant now() {
  return Instant(std::chrono::steady_clock::now().time_since_epoch());
}

/// A fault that a request names.
struct NamedFault {
  std::string id;
  const FaultSpec* spec = nullptr;
  Duration elapsed{};
  bool goes_on = false;  ///< a process has begun behind it: what counts begins anew
};

}  // namespace

Gateway::Gateway(boost::asio::io_context& context, const mock::ServiceSettings& settings)
    : settings_(settings),
      options_{.seed = settings.seed, .share_ports = true},
      context_(context),
      timer_(context),
      counts_(settings.note(mock::fault_counts_suffix)) {}

std::string Gateway::open(const std::vector<mock::Entrance>& entrances) {
  const http::Origin& behind = *settings_.upstream;
  for (const mock::Entrance& entrance : entrances) {
    const std::size_t place = doors_.size();
    Door& door = doors_.emplace_back(
        Door{.caller = entrance.caller,
             .proxy = std::make_unique<proxy::Proxy>(
                 context_,
                 options_,
                 proxy::ProxySettings{
                     .name = fmt::format("{}/{}", settings_.instance(), entrance.caller),
                     .listen = fmt::format("127.0.0.1:{}", entrance.port),
                     .upstream = fmt::format("{}:{}", behind.address, behind.port)})});
    door.proxy->on_hit([this, place](std::string_view toxic, std::uint64_t connection) {
      heard(place, toxic, connection);
    });
    if (const auto refusal = door.proxy->start()) {
      return refusal->message;
    }
  }
  return "";
}

void Gateway::close() {
  timer_.cancel();
  doors_.clear();
}

http::Reply Gateway::handle(const http::Request& request) {
  if (request.method == "GET" && request.path == http::admin_prefix) {
    return http::admin_reply(200, R"({"mock": "gateway"})");
  }
  if (request.method == "POST" && request.path == "/__firedrill/faults") {
    return start_faults(request);
  }
  if (request.method == "DELETE" && request.path.starts_with(http::admin_faults_prefix)) {
    return end(std::string_view(request.path).substr(http::admin_faults_prefix.size()));
  }
  return http::admin_error(404, "there is no " + request.method + " " + request.path);
}

http::Reply Gateway::start_faults(const http::Request& request) {
  const auto load = [&](const Json& json, const std::string& made, Diagnostics& diagnostics) {
    ObjectReader reader(json, "a fault", diagnostics);
    NamedFault named{.id = reader.identifier("id").value_or(made)};
    for (const FaultSpec& known : settings_.faults) {
      named.spec = known.id == named.id ? &known : named.spec;
    }
    if (named.spec == nullptr) {
      reader.error("id", "no fault " + quote(named.id) + " is known here");
    }
    reader.ignore("cause");  // nobody who hears of it could say so
    named.goes_on = reader.duration("process_age").optional().has_value();
    named.elapsed = reader.duration("elapsed").value_or(Duration{});
    reader.finish();
    return named;
  };
  const auto add = [&](const NamedFault& named) {
    return start(*named.spec, named.elapsed, named.goes_on);
  };
  http::Reply reply = http::add_faults(request, faults_made_, load, add);
  note();
  return reply;
}

bool Gateway::concerns(const Entry& entry, const Door& door) {
  const std::string& from = entry.spec.target.from;
  return from.empty() || from == door.caller;
}

std::string Gateway::start(const FaultSpec& spec, Duration elapsed, bool goes_on) {
  const Result<Hindrance> hindrance = hindrance_of(spec);
  if (!hindrance) {
    return hindrance.error().message;
  }
  auto entry = std::find_if(
      entries_.begin(), entries_.end(), [&](const Entry& one) { return one.spec.id == spec.id; });
  if (entry == entries_.end()) {
    entry = entries_.insert(entries_.end(), {.spec = spec, .hindrance = {}});
  }
  if (entry->active && !goes_on) {
    return "the fault " + quote(spec.id) + " is in effect";
  }
  if (!entry->active) {
    entry->hit.clear();
    entry->hidden.clear();
    entry->hindrance = *hindrance;
    note_hidden(*entry);
    if (entry->hindrance.closes_port) {
      close_doors(*entry);
    }
  }
  take_away(*entry);
  entry->began = now() - elapsed;
  entry->active = true;
  const std::vector<proxy::Toxic> toxics = toxics_at(entry->hindrance, spec, elapsed);
  for (Door& door : doors_) {
    if (concerns(*entry, door)) {
      for (const proxy::Toxic& toxic : toxics) {
        door.proxy->add(toxic);
      }
    }
  }
  update_later();
  return "";
}

bool Gateway::share_a_door(const Entry& one, const Entry& other) const {
  return std::any_of(doors_.begin(), doors_.end(), [&](const Door& door) {
    return concerns(one, door) && concerns(other, door);
  });
}

/// Of a fault that begins: what would have come through a closed port nobody can count, so for all
/// that it hides it counts once, too.
void Gateway::note_hidden(Entry& entry) {
  for (Entry& other : entries_) {
    if (!other.active || !share_a_door(entry, other)) {
      continue;
    }
    if (other.hindrance.closes_port) {
      suppress(entry.suppressed_by, other.spec.id);
      return;
    }
    if (entry.hindrance.closes_port) {
      suppress(other.suppressed_by, entry.spec.id);
    }
  }
}

/// Whom a closed port refuses nobody can count: it counts once, and each connection that it ends.
void Gateway::close_doors(Entry& entry) {
  const bool is_open = std::any_of(doors_.begin(), doors_.end(), [&](const Door& door) {
    return concerns(entry, door) && !is_kept_closed(door);
  });
  entry.injected += is_open ? 1U : 0U;
  for (Door& door : doors_) {
    if (concerns(entry, door)) {
      entry.injected += door.proxy->connections();
      door.proxy->stop();
    }
  }
}

bool Gateway::is_kept_closed(const Door& door) const {
  return std::any_of(entries_.begin(), entries_.end(), [&](const Entry& entry) {
    return entry.active && entry.hindrance.closes_port && concerns(entry, door);
  });
}

/// At each door that no fault keeps closed.
void Gateway::let_in() {
  for (Door& door : doors_) {
    if (!is_kept_closed(door)) {
      (void)door.proxy->start();  // the port is reserved for it
    }
  }
}

/// Its toxics.
void Gateway::take_away(const Entry& entry) {
  for (Door& door : doors_) {
    for (const proxy::Toxic& toxic : entry.hindrance.toxics) {
      door.proxy->remove(toxic.name);
    }
  }
}

http::Reply Gateway::end(std::string_view id) {
  const auto entry = std::find_if(entries_.begin(), entries_.end(), [&](const Entry& one) {
    return one.spec.id == id && one.active;
  });
  if (entry == entries_.end()) {
    return http::admin_error(404, "there is no fault " + quote(id));
  }
  entry->active = false;
  take_away(*entry);
  let_in();
  note();
  return http::admin_done();
}

/// From the other faults that are to hit a connection which this one ends: those that began later
/// and, where it is cut at once, those whose turn had not come either.
void Gateway::hide_others(const Entry& entry, std::size_t door, std::uint64_t connection) {
  const Ending ending = ending_of(entry.spec.fault);
  const std::pair place{door, connection};
  for (Entry& other : entries_) {
    const bool comes_later = ending == Ending::at_once || other.began > entry.began;
    if (ending == Ending::none || !comes_later || !other.active || &other == &entry ||
        other.hindrance.toxics.empty() || other.hit.contains(place)) {
      continue;
    }
    const auto* first = std::get_if<faults::DropFirst>(&other.spec.fault);
    const std::size_t met = other.hit.size() + other.hidden.size();
    const bool is_over = first != nullptr && met >= static_cast<std::size_t>(first->requests);
    if (!is_over && doors_[door].proxy->acts_on(other.hindrance.toxics.front().name, connection) &&
        other.hidden.insert(place).second) {
      suppress(other.suppressed_by, entry.spec.id);
    }
  }
}

void Gateway::heard(std::size_t door, std::string_view toxic, std::uint64_t connection) {
  for (Entry& entry : entries_) {
    const bool is_its = std::any_of(entry.hindrance.toxics.begin(),
                                    entry.hindrance.toxics.end(),
                                    [&](const proxy::Toxic& one) { return one.name == toxic; });
    if (is_its && !entry.hidden.contains({door, connection}) &&
        entry.hit.emplace(door, connection).second) {
      ++entry.injected;
      hide_others(entry, door, connection);
      note();
    }
  }
}

void Gateway::update_later() {
  const bool is_needed = std::any_of(entries_.begin(), entries_.end(), [](const Entry& entry) {
    return entry.active && changes_with_time(entry.spec);
  });
  if (!is_needed) {
    return;
  }
  timer_.expires_after(update_period);
  timer_.async_wait([this](const boost::system::error_code& error) {
    if (error) {
      return;
    }
    for (const Entry& entry : entries_) {
      if (!entry.active || !changes_with_time(entry.spec)) {
        continue;
      }
      for (const proxy::Toxic& toxic :
           toxics_at(entry.hindrance, entry.spec, now() - entry.began)) {
        for (Door& door : doors_) {
          if (concerns(entry, door)) {
            door.proxy->change(toxic);
          }
        }
      }
    }
    update_later();
  });
}

/// Where it survives whatever ends this process.
void Gateway::note() const {
  std::vector<mock::FaultSet::Tally> tallies;
  for (const Entry& entry : entries_) {
    tallies.push_back({.id = entry.spec.id,
                       .active = entry.active,
                       .injected = entry.injected,
                       .suppressed_by = entry.suppressed_by});
  }
  counts_.write(tallies);
}

}  // namespace firedrill::gateway
