#include "harness/engine/shown_facts.hpp"

#include <utility>

namespace firedrill {
namespace {

LabelVariables variables_of(const ReplicaIdentity& replica) {
  return {{"service", replica.service},
          {"instance", replica.instance},
          {"replica", std::to_string(replica.ordinal)},
          {"version", replica.version}};
}

}  // namespace

ReplicaIdentity ReplicaIdentity::at(std::string other_version) const {
  ReplicaIdentity other = *this;
  other.version = std::move(other_version);
  return other;
}

ShownFact requests_fact(const ReplicaIdentity& replica,
                        std::uint16_t code,
                        std::uint64_t count,
                        const LatencyCounts* durations) {
  ShownFact fact{.source = ShownSource::requests,
                 .variables = variables_of(replica),
                 .value = static_cast<double>(count),
                 .durations = durations};
  add_code_variables(code, fact.variables);
  return fact;
}

ShownFact calls_fact(const ReplicaIdentity& replica,
                     const CallResult& result,
                     std::uint64_t count,
                     const LatencyCounts* durations) {
  ShownFact fact{.source = ShownSource::calls,
                 .variables = variables_of(replica),
                 .value = static_cast<double>(count),
                 .durations = durations};
  fact.variables.emplace_back("callee", result.callee);
  add_call_variables(result.code, fact.variables);
  return fact;
}

ShownFact auth_requests_fact(const ReplicaIdentity& replica,
                             const AuthResult& result,
                             std::uint64_t count) {
  ShownFact fact{.source = ShownSource::auth_requests,
                 .variables = variables_of(replica),
                 .value = static_cast<double>(count)};
  fact.variables.emplace_back("provider", result.provider);
  fact.variables.emplace_back("result", result.result);
  return fact;
}

void add_gauge_facts(const ReplicaIdentity& replica,
                     const Load& load,
                     std::vector<ShownFact>& facts) {
  const LabelVariables variables = variables_of(replica);
  const auto add = [&](ShownSource source, double value) {
    facts.push_back({.source = source, .variables = variables, .value = value});
  };
  add(ShownSource::in_flight, static_cast<double>(load.in_flight));
  add(ShownSource::queue_length, static_cast<double>(load.queue_length));
  add(ShownSource::up, 1);
}

}  // namespace firedrill
