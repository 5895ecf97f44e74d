#include "harness/faults/composed.hpp"

#include <variant>

#include "harness/core/overloaded.hpp"

namespace firedrill {

bool has_effect(const Verdict& verdict) {
  if (std::holds_alternative<Pass>(verdict)) {
    return false;  // of most requests
  }
  return std::visit(Overloaded{[](const Pass&) { return false; },
                               [](const Delay& delay) { return delay.by > Duration::zero(); },
                               [](const SlowWork& slow) { return slow.factor > 1; },
                               [](const SpoilAnswer& spoilt) {
                                 return spoilt.late > Duration::zero() || spoilt.code != code::none;
                               },
                               [](const auto&) { return true; }},
                    verdict);
}

bool ComposedVerdict::take(const Verdict& verdict) {
  return std::visit(Overloaded{[](const Pass&) { return false; },
                               [&](const Delay& added) {
                                 delay += added.by;
                                 return false;
                               },
                               [&](const SlowWork& slow) {
                                 slower *= slow.factor;
                                 return false;
                               },
                               [&](const SpoilAnswer& another) {
                                 spoilt.late += another.late;
                                 const bool decides =
                                     spoilt.code == code::none && another.code != code::none;
                                 spoilt.code = decides ? another.code : spoilt.code;
                                 return decides;
                               },
                               [&](const BreakConnection& broken) {
                                 delay += broken.after;
                                 last = broken;
                                 return true;
                               },
                               [&](const auto& final) {
                                 last = final;
                                 return true;
                               }},
                    verdict);
}

}  // namespace firedrill
