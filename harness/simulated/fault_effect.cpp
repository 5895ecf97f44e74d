#include "harness/simulated/fault_effect.hpp"

#include "harness/core/overloaded.hpp"

namespace firedrill::simulated {

std::uint16_t FaultEffect::code() const {
  return std::visit(
      Overloaded{[](const Reply& reply) { return static_cast<std::uint16_t>(reply.status); },
                 [](const BreakConnection& broken) { return broken.code; },
                 [](const NeverAnswer&) { return code::timeout; },
                 [](const KillProcess&) { return code::reset; },
                 [](const auto&) { return code::none; }},
      verdict.last);
}

Duration FaultEffect::retry_after() const {
  const auto* reply = std::get_if<Reply>(&verdict.last);
  return reply == nullptr ? Duration::zero() : reply->retry_after.value_or(Duration::zero());
}

const ProviderChange* FaultEffect::change() const {
  const auto* reply = std::get_if<Reply>(&verdict.last);
  return reply == nullptr ? nullptr : reply->change;
}

}  // namespace firedrill::simulated
