#pragma once

#include <algorithm>
#include <optional>
#include <vector>

#include "harness/faults/composed.hpp"
#include "harness/faults/fault.hpp"

namespace firedrill {

/// Who of the faults that are asked about one request has what to do: of those that act on its work
/// or on its answer, nobody whose doing another undoes. `Who` names a fault; used for one request
/// after the other, so that it allocates nothing.
template <class Who>
class Composition {
 public:
  /// A fault that has spoken, and what it remembered before that.
  struct Word {
    Who who;
    FaultState before;
  };

  struct Taken {
    bool is_hidden = false;  ///< the fault has nothing to do, and has been taken back
    bool leads = false;      ///< it is the one to blame, so far
    bool spoils = false;     ///< it is what the answer will be, so far
  };

  /// Another request.
  void begin() {
    on_work_.clear();
    spoiler_.reset();
  }

  /// Takes the next fault's word into `composed`, by which the request takes `slower` times as
  /// long. take_back(word, by) is called for each fault, this one or an earlier one, that has
  /// nothing to do by the doing of the fault `by`.
  template <class TakeBack>
  Taken take(ComposedVerdict& composed,
             const Word& word,
             const Verdict& verdict,
             double slower,
             const TakeBack& take_back) {
    if (composed.hides(verdict)) {
      take_back(word, *spoiler_);
      return {.is_hidden = true};
    }
    const bool was_unnoticed = composed.spoilt.is_unnoticed();
    Taken taken{.leads = composed.take(verdict, slower)};
    if (was_unnoticed && !composed.spoilt.is_unnoticed()) {
      const auto outdone = std::find_if(
          on_work_.begin(), on_work_.end(), [&](const Word& one) { return one.who == *spoiler_; });
      take_back(*outdone, word.who);
      on_work_.erase(outdone);
      spoiler_.reset();
    }
    if (!spoiler_ && composed.spoilt.is_spoilt()) {
      spoiler_ = word.who;
      taken.spoils = true;
    }
    if (composed.is_final()) {
      for (const Word& one : on_work_) {
        take_back(one, word.who);
      }
    }
    if (acts_on_work(verdict)) {
      on_work_.push_back(word);
    }
    return taken;
  }

 private:
  std::vector<Word> on_work_;   ///< those that act on what the request comes to
  std::optional<Who> spoiler_;  ///< whose answer it will be, if nothing ends the request
};

}  // namespace firedrill
