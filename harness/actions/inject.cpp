#include "harness/actions/inject.hpp"

#include <string>

#include <fmt/format.h>

#include "harness/text/duration.hpp"
#include "harness/text/escape.hpp"

namespace firedrill::actions {
namespace {

constexpr std::int64_t most_replicas = 1000;
constexpr std::string_view arrow = "->";

/// "caller->callee" as a target.
FaultTarget edge_target(const std::string& edge, ObjectReader& reader) {
  const std::size_t split = edge.find(arrow);
  if (split == std::string::npos || split == 0 || split + arrow.size() == edge.size()) {
    reader.error("edge", fmt::format("{} is no edge", quote(edge)), R"(expected "caller->callee")");
    return {};
  }
  return {.service = edge.substr(split + arrow.size()), .from = edge.substr(0, split)};
}

/// Who has neither that nor the edge which could stand in its place is told of both.
std::string parse_service(ObjectReader& reader, bool of_edges_too) {
  if (!of_edges_too || reader.has("service")) {
    return reader.string("service").required();
  }
  reader.ignore("service");
  reader.error(
      "service",
      fmt::format(R"(the action {} needs the key "service" or "edge")", quote(Inject::kind)),
      R"("service" or "edge" is missing here)");
  return "";
}

FaultTarget parse_place(ObjectReader& reader, bool of_edges_too) {
  const auto edge = reader.string("edge").optional();
  const auto replicas = reader.integer("replicas", {.least = 1, .most = most_replicas}).optional();
  if (!reader.has("edge")) {
    return {.service = parse_service(reader, of_edges_too),
            .from = {},
            .replicas = static_cast<std::size_t>(replicas.value_or(0))};
  }
  reader.ignore("service");
  if (reader.has("service")) {
    reader.error("edge", R"(a fault acts on a "service" or on an "edge", not on both)");
  }
  if (reader.has("replicas")) {
    reader.error("replicas", R"("replicas" needs a "service", an "edge" has none)");
  }
  if (!of_edges_too) {
    reader.error("edge", "this fault acts on a service itself: it needs a \"service\"");
  }
  return edge ? edge_target(*edge, reader) : FaultTarget{};
}

/// Reports a key that the fault cannot have, if it is there.
void refuse_key(ObjectReader& reader, std::string_view key, std::string_view why) {
  reader.ignore(key);
  if (reader.has(key)) {
    reader.error(key, fmt::format("this fault {}: it has no {}", why, quote(key)));
  }
}

/// A part of the response has no service: "the pager".
FaultTarget parse_no_target(ObjectReader& reader) {
  for (const std::string_view key : {"service", "edge", "replicas"}) {
    refuse_key(reader, key, "acts on the response");
  }
  return {};
}

/// Of a fault of calls, which is on an edge and nowhere else.
FaultTarget parse_edge(ObjectReader& reader) {
  for (const std::string_view key : {"service", "replicas"}) {
    refuse_key(reader, key, "acts on the calls of an edge");
  }
  const std::string edge = reader.string("edge").required();
  return edge.empty() ? FaultTarget{} : edge_target(edge, reader);
}

FaultTarget parse_target(ObjectReader& reader, const std::optional<Fault>& fault) {
  if (fault && !has_target(*fault)) {
    return parse_no_target(reader);
  }
  return fault && acts_on_calls(*fault) ? parse_edge(reader)
                                        : parse_place(reader, !fault || can_act_on_edges(*fault));
}

std::string described(const FaultTarget& target) {
  const std::string version = target.version.empty() ? "" : " " + target.version;
  std::string place = target.service + version;
  if (!target.from.empty()) {
    place = fmt::format("{}{}->{}", target.from, version, target.service);
  } else if (target.replicas > 0) {
    place = fmt::format("{} of the replicas of {}", target.replicas, place);
  }
  return target.population.empty() ? place : fmt::format("{}, for {}", place, target.population);
}

std::string_view why_no_share(const Fault& fault) {
  return acts_on_processes(fault) ? "acts on processes" : "takes all or nothing";
}

Profile read_profile(ObjectReader& reader, const std::optional<Fault>& fault) {
  if (!fault || can_have_share(*fault)) {
    return Profile::parse(reader);
  }
  refuse_key(reader, "share", why_no_share(*fault));
  refuse_key(reader, "profile", why_no_share(*fault));
  return {};
}

/// Of whose requests it takes a share.
std::string read_population(ObjectReader& reader, const std::optional<Fault>& fault) {
  const bool is_of_requests = fault && (acts_on_requests(*fault) || acts_on_calls(*fault));
  if (!fault || (is_of_requests && can_have_share(*fault))) {
    return reader.string("population").value_or("");
  }
  refuse_key(reader,
             "population",
             has_target(*fault) && can_have_share(*fault) ? "acts on no requests of clients"
             : has_target(*fault)                         ? why_no_share(*fault)
                                                          : "acts on the response");
  return "";
}

}  // namespace

Inject Inject::parse(ObjectReader& reader) {
  const std::optional<Fault> fault = parse_fault(reader);
  Inject parsed{.fault = fault.value_or(faults::Crash{})};
  parsed.target = parse_target(reader, fault);
  parsed.target.population = read_population(reader, fault);
  if (!fault || part_of_response(*fault).empty()) {
    parsed.target.version = reader.string("version").value_or("");
  } else {
    refuse_key(reader, "version", "acts on the response");
  }
  parsed.profile = read_profile(reader, fault);
  if (fault && strikes_once(*fault)) {
    refuse_key(reader, "for", "happens once");
  } else {
    parsed.lasts = reader.duration("for").optional();
  }
  return parsed;
}

FaultSpec Inject::spec(std::string_view step) const {
  return {.id = std::string(step), .target = target, .fault = fault, .profile = profile};
}

Plan Inject::plan(std::string_view step, const Fleet& fleet) const {
  const std::string id{step};
  if (has_target(fault) && !fleet.services.contains(target.service)) {
    return refused(fmt::format("there is no service {}", target.service));
  }
  if (fleet.faults.contains(id)) {
    return without_effect(fmt::format("{} is active already", id));
  }
  Plan plan{.stages = {{.operations = {StartFault{.fault = spec(step)}}}}};
  plan.what = has_target(fault)
                  ? fmt::format("{} on {}", firedrill::described(fault), described(target))
                  : firedrill::described(fault);
  if (const auto* forced = std::get_if<faults::ActionOutcome>(&fault)) {
    plan.what += " of " + forced->step;
  }
  if (lasts) {
    plan.afterwards =
        Stage{.takes = *lasts, .operations = {EndFault{.id = id}}, .what = plan.what + " is over"};
    plan.what += " for " + brief(*lasts);
  }
  if (!profile.takes_all()) {
    plan.what += ", " + described(profile);
  }
  return plan;
}

}  // namespace firedrill::actions
