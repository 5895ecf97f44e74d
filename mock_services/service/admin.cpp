#include "mock_services/service/admin.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "harness/actions/operation.hpp"
#include "harness/text/escape.hpp"
#include "harness/text/reader.hpp"
#include "mock_services/http/admin.hpp"
#include "mock_services/http/json_body.hpp"

namespace firedrill::mock {
namespace {

constexpr std::array<std::pair<std::string_view, CacheKind>, 3> cache_kinds = {
    {{"tokens", CacheKind::tokens}, {"keys", CacheKind::keys}, {"all", CacheKind::all}}};

http::Reply done() {
  return http::json_reply(200, "{}\n");
}

/// What a request's body says to `read`; the mistakes in it as a reply.
template <class Read>
http::Reply with_body(const http::Request& request, std::string_view what, Read read) {
  http::JsonBody body(request);
  http::Reply reply;
  if (body.json() != nullptr) {
    ObjectReader reader(*body.json(), what, body.diagnostics());
    reply = read(reader);
  }
  return http::admin_refusal(body).value_or(std::move(reply));
}

http::Reply list_faults(Replica& replica) {
  std::string items;
  for (const FaultSet::Tally& tally : replica.faults().tallies()) {
    items += fmt::format("{}\n  {{\"id\": {}, \"active\": {}, \"injected\": {}}}",
                         items.empty() ? "" : ",",
                         json_string(tally.id),
                         tally.active,
                         tally.injected);
  }
  return http::json_reply(200, "[" + items + "\n]\n");
}

/// The fault that the body names or describes.
std::optional<FaultSpec> fault_in(ObjectReader& reader, const ServiceSettings& settings) {
  const std::string id = reader.identifier("id").required();
  if (reader.has("fault")) {
    const std::optional<Fault> fault = parse_fault(reader);
    return fault ? std::optional<FaultSpec>{{.id = id, .target = {settings.name}, .fault = *fault}}
                 : std::nullopt;
  }
  for (const FaultSpec& known : settings.faults) {
    if (known.id == id) {
      return known;
    }
  }
  reader.error(
      "id", "no fault " + quote(id) + " is known here", R"(expected a "fault" and its keys)");
  return std::nullopt;
}

http::Reply start_fault(const http::Request& request,
                        const ServiceSettings& settings,
                        Replica& replica) {
  return with_body(request, "a fault", [&](ObjectReader& reader) {
    const std::optional<FaultSpec> fault = fault_in(reader, settings);
    const auto cause = reader.integer("cause", {.least = 0, .most = 0xffff'ffff}).value_or(0);
    reader.finish();
    if (!fault || reader.diagnostics().has_errors()) {
      return http::Reply{};
    }
    if (acts_on_processes(fault->fault)) {
      return http::admin_error(400, "a fault of processes: kill the process instead");
    }
    const bool is_new = replica.faults().start(*fault, static_cast<EventId>(cause));
    return is_new ? done()
                  : http::admin_error(409, "the fault " + quote(fault->id) + " is in effect");
  });
}

http::Reply end_fault(std::string_view id, Replica& replica) {
  if (!replica.faults().end(id)) {
    return http::admin_error(404, "no such fault is in effect");
  }
  const std::vector<FaultSet::Tally> tallies = replica.faults().tallies();
  const auto ended = std::find_if(
      tallies.begin(), tallies.end(), [&](const FaultSet::Tally& one) { return one.id == id; });
  return http::json_reply(200, fmt::format("{{\"injected\": {}}}\n", ended->injected));
}

http::Reply purge(const http::Request& request, Replica& replica) {
  return with_body(request, "a purge", [&](ObjectReader& reader) {
    const CacheKind cache = reader.choice<CacheKind>("cache", cache_kinds).value_or(CacheKind::all);
    reader.finish();
    if (!reader.diagnostics().has_errors()) {
      replica.empty_caches(cache != CacheKind::keys, cache != CacheKind::tokens);
    }
    return done();
  });
}

http::Reply reset(Replica& replica) {
  replica.faults().clear();
  replica.empty_caches(true, true);
  return done();
}

}  // namespace

std::optional<http::Reply> administer(const http::Request& request,
                                      const ServiceSettings& settings,
                                      Replica& replica) {
  constexpr std::string_view one_fault = "faults/";
  const std::string_view path = std::string_view(request.path).substr(http::admin_prefix.size());
  const auto asks = [&](std::string_view method, std::string_view expected) {
    return request.method == method && path == expected;
  };
  if (asks("GET", "faults")) {
    return list_faults(replica);
  }
  if (asks("POST", "faults")) {
    return start_fault(request, settings, replica);
  }
  if (asks("POST", "purge")) {
    return purge(request, replica);
  }
  if (asks("POST", "reset")) {
    return reset(replica);
  }
  if (request.method == "DELETE" && path.starts_with(one_fault)) {
    return end_fault(path.substr(one_fault.size()), replica);
  }
  return std::nullopt;
}

}  // namespace firedrill::mock
