#include "harness/faults/composed.hpp"

#include <algorithm>
#include <variant>

#include "harness/core/overloaded.hpp"

namespace firedrill {
namespace {

/// Whether an answer comes as `one` says that has been spoilt as the other says: the first that
/// spoils it counts, and one that callers notice before one that they do not.
bool outdoes(const SpoilAnswer& one, const SpoilAnswer& other) {
  return one.is_spoilt() &&
         (!other.is_spoilt() || (one.code != code::none && other.code == code::none));
}

}  // namespace

bool has_effect(const Verdict& verdict) {
  if (std::holds_alternative<Pass>(verdict)) {
    return false;  // of most requests
  }
  return std::visit(Overloaded{[](const Pass&) { return false; },
                               [](const Delay& delay) { return delay.by > Duration::zero(); },
                               [](const SlowWork& slow) { return slow.factor > 1; },
                               [](const SpoilAnswer& spoilt) {
                                 return spoilt.late > Duration::zero() || spoilt.is_spoilt();
                               },
                               [](const auto&) { return true; }},
                    verdict);
}

bool acts_on_work(const Verdict& verdict) {
  return std::holds_alternative<SlowWork>(verdict) ||
         std::holds_alternative<HoldWorkers>(verdict) ||
         std::holds_alternative<SpoilAnswer>(verdict);
}

double slowdown(const Verdict& verdict, Duration usual) {
  const auto with = [usual](Duration wait) {
    const auto work = static_cast<double>(std::max<Duration::rep>(usual.count(), 1));
    return 1 + static_cast<double>(wait.count()) / work;
  };
  return std::visit(Overloaded{[&](const Delay& delay) { return with(delay.by); },
                               [](const SlowWork& slow) { return slow.factor; },
                               [&](const SpoilAnswer& spoilt) {
                                 return spoilt.is_unnoticed()          ? 0
                                        : spoilt.code == code::timeout ? endless
                                                                       : with(spoilt.late);
                               },
                               [](const HoldWorkers& held) { return held.left == 0 ? endless : 2; },
                               [&](const BreakConnection& broken) { return with(broken.after); },
                               [](const NeverAnswer&) { return endless; },
                               [](const KillProcess&) { return endless; },
                               [](const auto&) { return 1.0; }},
                    verdict);
}

bool ComposedVerdict::take(const Verdict& verdict, double slower) {
  if (add(verdict)) {
    heaviest_ = endless;
    return true;
  }
  const bool leads = slower > heaviest_;
  heaviest_ = std::max(heaviest_, slower);
  return leads;
}

bool ComposedVerdict::hides(const Verdict& another) const {
  const auto* spoils = std::get_if<SpoilAnswer>(&another);
  if (spoils == nullptr || spoilt.code == code::timeout) {
    return spoils != nullptr;
  }
  return spoils->late <= Duration::zero() && !outdoes(*spoils, spoilt);
}

/// Whether the verdict decides what the caller gets.
bool ComposedVerdict::add(const Verdict& verdict) {
  return std::visit(Overloaded{[](const Pass&) { return false; },
                               [&](const Delay& added) {
                                 delay += added.by;
                                 return false;
                               },
                               [&](const SlowWork& slow) {
                                 slower *= slow.factor;
                                 return false;
                               },
                               [](const HoldWorkers&) { return false; },
                               [&](const SpoilAnswer& another) {
                                 spoilt.late += another.late;
                                 spoilt.pieces = std::max(spoilt.pieces, another.pieces);
                                 if (!outdoes(another, spoilt)) {
                                   return false;
                                 }
                                 spoilt.code = another.code;
                                 spoilt.how = another.how;
                                 return spoilt.code != code::none;
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
