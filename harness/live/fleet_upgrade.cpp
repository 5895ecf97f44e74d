// How one process takes the place of another while that still serves, or finishes what it has
// begun.
#include <algorithm>
#include <utility>

#include "harness/live/fleet.hpp"

namespace firedrill::live {

/// The new process listens beside the old one before that goes.
void Fleet::upgrade(std::size_t index, InFlight in_flight) {
  const FleetMember& member = members_[index];
  if (member.own() != nullptr) {
    upgrade_own(index, in_flight);
    return;
  }
  Leaving old{.member = index,
              .life = member.life,
              .successor = 0,
              .process = member.process,
              .in_flight = in_flight,
              .version = member.version,
              .version_cause = member.version_cause,
              .was_ready = member.ready};
  begin_life(index, Duration::zero());
  old.successor = member.life;
  leaving_.push_back(std::move(old));
}

void Fleet::dismiss_predecessors(std::size_t index) {
  std::erase_if(leaving_, [&](const Leaving& one) {
    const bool is_dropped = one.member == index && one.in_flight == InFlight::drop;
    if (is_dropped) {
      processes_.signal(one.process, ProcessSignal::kill);
    }
    return is_dropped;
  });
  for (Leaving& one : leaving_) {
    if (one.member == index && !std::exchange(one.drains, true)) {
      processes_.signal(one.process, ProcessSignal::terminate);
    }
  }
}

/// If the process that has failed was to take over from another that serves: that one goes on.
bool Fleet::keep_predecessor(std::size_t index) {
  FleetMember& member = members_[index];
  unsigned failed = member.life;
  ProcessNumber process = member.process;
  while (true) {
    processes_.signal(process, ProcessSignal::kill);
    const auto old = std::find_if(leaving_.begin(), leaving_.end(), [&](const Leaving& one) {
      return one.member == index && one.successor == failed && !one.drains;
    });
    if (old == leaving_.end()) {
      return false;
    }
    failed = old->life;
    process = old->process;
    const Leaving kept = *old;
    leaving_.erase(old);
    if (kept.was_ready) {
      member.life = kept.life;
      member.process = kept.process;
      set_version(member, kept.version, kept.version_cause);
      member.ready = true;
      return true;
    }
  }
}

/// If it was to leave to another that was to leave to a third: the first now leaves to the third.
void Fleet::process_ended(std::size_t index, unsigned life) {
  const auto gone = std::find_if(leaving_.begin(), leaving_.end(), [&](const Leaving& one) {
    return one.member == index && one.life == life;
  });
  if (gone != leaving_.end()) {
    const unsigned successor = gone->successor;
    leaving_.erase(gone);
    for (Leaving& one : leaving_) {
      one.successor = one.member == index && one.successor == life ? successor : one.successor;
    }
  }
  life_ended(index, life);
}

/// Also those before it that have not left yet.
void Fleet::signal_all(std::size_t index, ProcessSignal signal) {
  processes_.signal(members_[index].process, signal);
  for (const Leaving& one : leaving_) {
    if (one.member == index) {
      processes_.signal(one.process, signal);
    }
  }
}

}  // namespace firedrill::live
