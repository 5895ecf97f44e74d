#include <cassert>
#include <map>
#include <utility>
#include <variant>

#include "harness/core/overloaded.hpp"
#include "harness/promql/regex_program.hpp"

namespace firedrill::promql {

/// Writes the instructions from the end of the pattern to its front, so that every instruction
/// knows its successor when it is written.
class RegexCompiler {
 public:
  Result<RegexProgram> compile(const RegexTree& tree) {
    const std::uint32_t accept = emit(Code::accept, 0, 0);
    const std::uint32_t start = before(*tree.root, accept);
    if (full_) {
      return Error{ErrorCode::invalid_input, "expression too large"};
    }
    // The machine starts at instruction 0.
    std::swap(program_.instructions_[0], program_.instructions_[start]);
    for (RegexProgram::Instruction& instruction : program_.instructions_) {
      redirect(instruction.next, start);
      if (instruction.code == Code::split) {
        redirect(instruction.argument, start);
      }
    }
    return std::move(program_);
  }

 private:
  using Code = RegexProgram::Code;

  static void redirect(std::uint32_t& target, std::uint32_t start) {
    if (target == 0 || target == start) {
      target = target == 0 ? start : 0;
    }
  }

  std::uint32_t emit(Code code, std::uint32_t next, std::uint32_t argument) {
    if (program_.instructions_.size() >= RegexProgram::most_instructions) {
      full_ = true;
      return 0;
    }
    program_.instructions_.push_back({code, next, argument});
    return static_cast<std::uint32_t>(program_.instructions_.size() - 1);
  }

  /// Writes a node that goes on at `next`; the answer is where it starts.
  std::uint32_t before(const RegexNode& node, std::uint32_t next) {
    if (full_) {
      return 0;
    }
    return std::visit(
        Overloaded{
            [&](const CharacterSet& set) { return character(set, next); },
            [&](Assertion place) {
              return emit(Code::assertion, next, static_cast<std::uint32_t>(place));
            },
            [&](const Sequence& sequence) { return all_of(sequence, next); },
            [&](const Alternatives& alternatives) { return one_of(alternatives, next); },
            [&](const Repetition& repetition) { return repeated(repetition, next); },
            [&](const Capture& capture) {
              const auto slot = static_cast<std::uint32_t>(2 * capture.index);
              const std::uint32_t end = emit(Code::save, next, slot + 1);
              return emit(Code::save, before(*capture.operand, end), slot);
            },
        },
        node.data);
  }

  std::uint32_t character(const CharacterSet& set, std::uint32_t next) {
    // A repetition writes its operand many times over; the set is kept once.
    const auto fresh = static_cast<std::uint32_t>(program_.sets_.size());
    const auto [known, added] = set_numbers_.try_emplace(&set, fresh);
    if (added) {
      program_.sets_.push_back(set);
    }
    return emit(Code::character, next, known->second);
  }

  std::uint32_t all_of(const Sequence& sequence, std::uint32_t next) {
    for (auto part = sequence.parts.rbegin(); part != sequence.parts.rend(); ++part) {
      next = before(**part, next);
    }
    return next;
  }

  std::uint32_t one_of(const Alternatives& alternatives, std::uint32_t next) {
    auto choice = alternatives.choices.rbegin();
    std::uint32_t start = before(**choice, next);
    for (++choice; choice != alternatives.choices.rend(); ++choice) {
      start = emit(Code::split, before(**choice, next), start);
    }
    return start;
  }

  std::uint32_t choose(std::uint32_t into, std::uint32_t past, bool greedy) {
    return greedy ? emit(Code::split, into, past) : emit(Code::split, past, into);
  }

  std::uint32_t repeated(const Repetition& repetition, std::uint32_t next) {
    std::uint32_t start = next;
    if (repetition.most == Repetition::unlimited) {
      const std::uint32_t loop = emit(Code::split, 0, 0);
      const std::uint32_t body = before(*repetition.operand, loop);
      program_.instructions_[loop] = {
          Code::split, repetition.greedy ? body : next, repetition.greedy ? next : body};
      start = loop;
    } else {
      for (int i = repetition.least; i < repetition.most && !full_; ++i) {
        start = choose(before(*repetition.operand, start), next, repetition.greedy);
      }
    }
    for (int i = 0; i < repetition.least && !full_; ++i) {
      start = before(*repetition.operand, start);
    }
    return start;
  }

  RegexProgram program_;
  std::map<const CharacterSet*, std::uint32_t> set_numbers_;
  bool full_ = false;
};

Result<RegexProgram> RegexProgram::compile(const RegexTree& tree) {
  assert(tree.root != nullptr);
  return RegexCompiler().compile(tree);
}

}  // namespace firedrill::promql
