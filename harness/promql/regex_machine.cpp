#include <algorithm>
#include <utility>

#include "harness/core/ascii.hpp"
#include "harness/promql/character_set.hpp"
#include "harness/promql/quoting.hpp"
#include "harness/promql/regex_escape.hpp"
#include "harness/promql/regex_program.hpp"

namespace firedrill::promql {

/// The threads of one run.
class RegexProgram::Machine {
 public:
  Machine(const RegexProgram& program, std::string_view text, std::size_t groups)
      : program_(program),
        text_(text),
        seen_(program.instructions_.size(), never),
        slots_(2 * groups) {}

  std::optional<Bounds> run() {
    std::vector<Thread> threads;
    start(threads, {0, Bounds(slots_, unset)}, 0);
    std::size_t place = 0;
    while (place < text_.size() && !threads.empty()) {
      step(threads, place);
    }
    for (Thread& thread : threads) {
      if (program_.instructions_[thread.at].code == Code::accept) {
        return std::move(thread.bounds);
      }
    }
    return std::nullopt;
  }

  /// As run(), but a new thread begins at each place until one has matched.
  std::optional<Bounds> search(std::size_t from) {
    std::vector<Thread> threads;
    std::optional<Bounds> found;
    for (std::size_t place = from;; step(threads, place)) {
      if (!found) {
        Thread first{0, Bounds(slots_, unset)};
        first.bounds[0] = place;
        start(threads, std::move(first), place);
      }
      const auto match = std::find_if(threads.begin(), threads.end(), [this](const Thread& thread) {
        return program_.instructions_[thread.at].code == Code::accept;
      });
      if (match != threads.end()) {
        found = std::move(match->bounds);
        (*found)[1] = place;
        threads.erase(match, threads.end());  // they have less priority
      }
      if (place >= text_.size() || (found && threads.empty())) {
        return found;
      }
    }
  }

 private:
  static constexpr std::size_t never = unset;

  struct Thread {
    std::uint32_t at;
    Bounds bounds;
  };

  /// Takes one character.
  void step(std::vector<Thread>& threads, std::size_t& place) {
    std::string_view rest = text_.substr(place);
    const char32_t character = take_code_point(rest);
    place = text_.size() - rest.size();
    std::vector<Thread> next;
    for (Thread& thread : threads) {
      const Instruction& instruction = program_.instructions_[thread.at];
      if (instruction.code == Code::character &&
          contains(program_.sets_[instruction.argument], character)) {
        start(next, {instruction.next, std::move(thread.bounds)}, place);
      }
    }
    threads = std::move(next);
  }

  /// Follows a new thread to the instructions that take a character, by priority. An instruction
  /// that was reached at this place already has a thread of higher priority.
  void start(std::vector<Thread>& threads, Thread first, std::size_t place) {
    pending_.push_back(std::move(first));
    while (!pending_.empty()) {
      Thread thread = std::move(pending_.back());
      pending_.pop_back();
      if (std::exchange(seen_[thread.at], place) == place) {
        continue;
      }
      const Instruction& instruction = program_.instructions_[thread.at];
      switch (instruction.code) {
        case Code::character:
        case Code::accept:
          threads.push_back(std::move(thread));
          break;
        case Code::split:
          pending_.push_back({instruction.argument, thread.bounds});
          pending_.push_back({instruction.next, std::move(thread.bounds)});
          break;
        case Code::assertion:
          if (holds(static_cast<Assertion>(instruction.argument), place)) {
            pending_.push_back({instruction.next, std::move(thread.bounds)});
          }
          break;
        case Code::save:
          if (instruction.argument < slots_) {
            thread.bounds[instruction.argument] = place;
          }
          pending_.push_back({instruction.next, std::move(thread.bounds)});
          break;
      }
    }
  }

  bool holds(Assertion assertion, std::size_t place) const {
    switch (assertion) {
      case Assertion::text_begin:
        return place == 0;
      case Assertion::text_end:
        return place == text_.size();
      case Assertion::line_begin:
        return place == 0 || text_[place - 1] == '\n';
      case Assertion::line_end:
        return place == text_.size() || text_[place] == '\n';
      case Assertion::word_boundary:
        return at_word_boundary(place);
      case Assertion::no_word_boundary:
        return !at_word_boundary(place);
    }
    return false;
  }

  bool at_word_boundary(std::size_t place) const {
    const bool before = place > 0 && is_word(text_[place - 1]);
    const bool after = place < text_.size() && is_word(text_[place]);
    return before != after;
  }

  const RegexProgram& program_;
  std::string_view text_;
  std::vector<std::size_t> seen_;  // where each instruction was reached last
  std::vector<Thread> pending_;
  std::size_t slots_;
};

std::optional<RegexProgram::Bounds> RegexProgram::run(std::string_view text,
                                                      std::size_t groups) const {
  return Machine(*this, text, groups).run();
}

std::optional<RegexProgram::Bounds> RegexProgram::search(std::string_view text,
                                                         std::size_t from,
                                                         std::size_t groups) const {
  return Machine(*this, text, std::max<std::size_t>(groups, 1)).search(from);
}

}  // namespace firedrill::promql
