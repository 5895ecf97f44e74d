#include "mock_services/service/admin.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <boost/asio/io_context.hpp>

#include "harness/actions/operation.hpp"
#include "harness/text/escape.hpp"
#include "harness/text/json_writer.hpp"
#include "harness/text/reader.hpp"
#include "mock_services/http/admin.hpp"
#include "mock_services/http/json_body.hpp"

namespace firedrill::mock {
namespace {

constexpr std::array<std::pair<std::string_view, CacheKind>, 3> cache_kinds = {
    {{"tokens", CacheKind::tokens}, {"keys", CacheKind::keys}, {"all", CacheKind::all}}};

/// A fault to put in effect, and the event that did.
struct AddedFault {
  std::string id;
  std::optional<FaultSpec> spec = {};
  EventId cause = EventId::none;
  Duration elapsed{};  ///< since it began, incident clock
  /// Of the process that it acts on, incident clock; nullopt: this one.
  std::optional<Duration> process_age = {};
  Duration ttl{};  ///< real time; 0: until it is ended
};

/// The fault that the object describes, or names.
std::optional<FaultSpec> fault_in(ObjectReader& reader,
                                  const std::string& id,
                                  const ServiceSettings& settings) {
  if (reader.has("fault")) {
    const std::optional<Fault> fault = parse_fault(reader);
    if (fault && acts_on_processes(*fault)) {
      reader.error("fault", "a fault of processes: kill the process instead");
    }
    if (fault && acts_on_calls(*fault)) {
      reader.error("fault", "a fault of the calls on an edge of a scenario, which names it by id");
    }
    if (fault && !part_of_response(*fault).empty()) {
      reader.error("fault", "a fault of those who respond: a service knows nothing of it");
    }
    if (fault && settings.upstream && !can_act_on_edges(*fault)) {
      reader.error("fault", "a fault of a service's own work, and a gateway has none");
    }
    const Profile profile = Profile::parse(reader);
    if (fault && !acts_on_processes(*fault) && !can_have_share(*fault) && !profile.takes_all()) {
      reader.error("fault", "this fault acts on whole replicas: it has no share");
    }
    return fault ? std::optional<FaultSpec>{{.id = id,
                                             .target = {settings.name},
                                             .fault = *fault,
                                             .profile = profile}}
                 : std::nullopt;
  }
  for (const FaultSpec& known : settings.faults) {
    if (known.id == id) {
      return known;
    }
  }
  const std::string problem =
      reader.has("id") ? "no fault " + quote(id) + " is known here" : "a fault needs its kind";
  reader.error("id", problem, R"(expected a "fault" and its keys)");
  return std::nullopt;
}

/// The admin API of one service, a function for each place.
struct Admin {
  const ServiceSettings& settings;
  Replica& replica;
  http::Deadlines& ttls;
  std::uint64_t& faults_made;
  const http::Request& request;
  http::AdminTime now;  ///< real

  http::Reply overview() const {
    std::string json;
    JsonWriter(json)
        .begin_object()
        .member("mock", "service")
        .member("name", settings.name)
        .member("version", settings.version)
        .member("in_flight", replica.in_flight())
        .end_object();
    return http::admin_reply(200, json);
  }

  http::Reply reset() const {
    replica.faults().clear();
    ttls.forget_all();
    replica.serve_queue();
    replica.header_faults().clear_counts();
    replica.hits().clear();
    replica.empty_caches(true, true);
    return http::admin_done();
  }

  http::Reply clock() const { return http::clock_reply(now + replica.clock().ahead()); }

  /// What waits for a time or lasts until one would not survive a step back.
  http::Reply move_clock() const {
    Duration ahead = replica.clock().ahead();
    http::Reply reply = http::move_clock(request, now, ahead);
    const Duration by = ahead - replica.clock().ahead();
    if (by < Duration::zero()) {
      return http::admin_error(400, "the clock of a service goes forward only");
    }
    replica.clock().advance(by);
    return reply;
  }

  http::Reply faults() const {
    std::string json;
    JsonWriter writer(json);
    writer.begin_object().key("faults").begin_array();
    for (const FaultSet::Tally& tally : replica.faults().tallies()) {
      writer.begin_object()
          .member("id", tally.id)
          .member("active", tally.active)
          .member("injected", tally.injected)
          .member("suppressed", total(tally.suppressed_by))
          .end_object();
    }
    writer.end_array();
    if (settings.header_faults) {
      const HeaderFaults::Counts& counts = replica.header_faults().counts();
      writer.key("header_faults")
          .begin_object()
          .member("aborts", counts.aborts)
          .member("delays", counts.delays)
          .end_object();
    }
    writer.end_object();
    return http::admin_reply(200, json);
  }

  http::Reply add_faults() const {
    const auto load = [&](const Json& json, const std::string& made, Diagnostics& diagnostics) {
      ObjectReader reader(json, "a fault", diagnostics);
      AddedFault added{.id = reader.identifier("id").value_or(made)};
      added.spec = fault_in(reader, added.id, settings);
      const auto cause = reader.integer("cause", {.least = 0, .most = 0xffff'ffff}).value_or(0);
      added.cause = static_cast<EventId>(cause);
      added.elapsed = reader.duration("elapsed").value_or(Duration{});
      added.process_age = reader.duration("process_age").optional();
      added.ttl = reader.duration("ttl").value_or(Duration{});
      if (added.spec) {  // else nobody knows which keys it might have
        reader.finish();
      }
      return added;
    };
    const auto add = [&](const AddedFault& added) {
      const Instant present = replica.clock().incident();
      const Instant process = added.process_age ? present - *added.process_age : Instant{};
      if (!replica.faults().start(*added.spec, added.cause, present - added.elapsed, process)) {
        return "the fault " + quote(added.id) + " is in effect";
      }
      if (added.ttl > Duration::zero()) {
        ttls.set(added.id, added.ttl);
      }
      return std::string();
    };
    return http::add_faults(request, faults_made, load, add);
  }

  http::Reply remove_faults() const {
    for (const FaultSet::Tally& tally : replica.faults().tallies()) {
      replica.faults().end(tally.id);
    }
    ttls.forget_all();
    replica.serve_queue();
    return http::admin_done();
  }

  http::Reply remove_fault(const std::string& id) const {
    if (!replica.faults().end(id)) {
      return http::admin_error(404, "there is no fault " + quote(id));
    }
    ttls.forget(id);
    replica.serve_queue();
    return http::admin_done();
  }

  http::Reply hits() const { return replica.hits().reply(); }

  http::Reply clear_hits() const {
    replica.hits().clear();
    return http::admin_done();
  }

  http::Reply purge() const {
    http::JsonBody body(request);
    if (body.json() != nullptr) {
      ObjectReader reader(*body.json(), "a purge", body.diagnostics());
      const CacheKind cache =
          reader.choice<CacheKind>("cache", cache_kinds).value_or(CacheKind::all);
      reader.finish();
      if (!body.diagnostics().has_errors()) {
        replica.empty_caches(cache != CacheKind::keys, cache != CacheKind::tokens);
      }
    }
    return http::admin_refusal(body).value_or(http::admin_done());
  }
};

constexpr auto admin_places = http::admin_places_with(std::array{
    http::admin_place<&Admin::purge>("POST", "/__firedrill/purge"),
});

}  // namespace

ServiceAdmin::ServiceAdmin(boost::asio::io_context& context,
                           const ServiceSettings& settings,
                           Replica& replica)
    : settings_(settings),
      replica_(replica),
      ttls_(context.get_executor(), [&replica](const std::string& fault) {
        replica.faults().end(fault);
        replica.serve_queue();
      }) {}

http::Reply ServiceAdmin::answer(const http::Request& request) {
  const Admin admin{.settings = settings_,
                    .replica = replica_,
                    .ttls = ttls_,
                    .faults_made = faults_made_,
                    .request = request,
                    .now = std::chrono::system_clock::now()};
  if (request.method == "DELETE" && request.path.starts_with(http::admin_faults_prefix)) {
    return admin.remove_fault(request.path.substr(http::admin_faults_prefix.size()));
  }
  return http::answer_admin<Admin>(admin, admin_places, request);
}

}  // namespace firedrill::mock
