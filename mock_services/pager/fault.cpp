#include "mock_services/pager/fault.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "harness/core/overloaded.hpp"

namespace firedrill::pager {
namespace {

/// Adds one fault to a strike; false if it leaves this request alone after all.
bool apply(FaultTable::Entry& entry, Instant now, Strike& strike) {
  const auto instead = [&](http::Answer answer) {
    if (!strike.instead) {  // the first has the last word
      strike.instead = std::move(answer);
    }
    return true;
  };
  return std::visit(
      Overloaded{[&](const DelayAnswer& one) {
                   strike.delay += one.by.sample(entry.random);
                   return true;
                 },
                 [&](const DelayEffect& one) {
                   strike.effect_delay += one.by.sample(entry.random);
                   return true;
                 },
                 [&](const Lose&) {
                   strike.copies = 0;
                   return true;
                 },
                 [&](const Duplicate& one) {
                   strike.copies *= one.times;
                   return true;
                 },
                 [&](const Throttle& one) {
                   const bool too_fast = !entry.bucket.take(one.limit, now);
                   strike.throttled |= too_fast;
                   return too_fast;
                 },
                 [&](const Refuse& one) {
                   return instead(http::text_reply(one.status, http::reason_phrase(one.status)));
                 },
                 [&](const HangUp&) { return instead(http::Hang{}); },
                 [&](const DropConnection&) { return instead(http::Drop{}); }},
      entry.fault.kind);
}

}  // namespace

bool FaultTable::add(Fault fault, Instant now) {
  remove(fault.id);
  if (entries_.size() >= most) {
    return false;
  }
  Rng random = stream(Seed{1}, "pager/fault/" + fault.id);
  const Instant over = fault.ttl ? now + *fault.ttl : Instant::max();
  entries_.push_back({.fault = std::move(fault), .random = random, .over = over});
  return true;
}

bool FaultTable::remove(std::string_view id) {
  return std::erase_if(entries_, [&](const Entry& entry) { return entry.fault.id == id; }) > 0;
}

Strike FaultTable::strike(std::string_view door, Instant now) {
  Strike strike;
  for (Entry& entry : entries_) {
    const Fault& fault = entry.fault;
    const bool is_over =
        now >= entry.over || (fault.for_requests != 0 && entry.struck >= fault.for_requests);
    if (is_over || (fault.at != "*" && fault.at != door) ||
        (fault.share < 1 && entry.random.unit() >= fault.share)) {
      continue;
    }
    if (apply(entry, now, strike)) {
      ++entry.struck;
      strike.any = true;
    }
  }
  strike.copies = std::min<std::uint32_t>(strike.copies, 100);
  return strike;
}

}  // namespace firedrill::pager
