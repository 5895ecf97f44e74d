#include "harness/promql/regex_syntax.hpp"

#include <algorithm>
#include <cassert>
#include <optional>

#include <fmt/format.h>

#include "harness/core/ascii.hpp"
#include "harness/core/overloaded.hpp"
#include "harness/promql/character_set.hpp"
#include "harness/promql/quoting.hpp"
#include "harness/promql/regex_escape.hpp"

namespace firedrill::promql {
namespace {

constexpr int most_repetitions = 1000;
constexpr int deepest_nesting = 100;

using ParsedNode = Result<RegexNodePtr>;

template <class Data>
RegexNodePtr make(Data data) {
  return std::make_unique<RegexNode>(RegexNode{std::move(data)});
}

/// The letters of (?ims), in force until the end of the group.
struct Flags {
  bool fold_case = false;
  bool multiline = false;
  bool dot_takes_newline = false;
  bool swap_greed = false;
};

/// Whether nothing in a node is repeated more often than this, nested counts multiplied: Go's
/// limit.
bool repeats_at_most(const RegexNode& node, int limit) {
  const auto all = [limit](const std::vector<RegexNodePtr>& nodes) {
    return std::all_of(nodes.begin(), nodes.end(), [limit](const RegexNodePtr& one) {
      return repeats_at_most(*one, limit);
    });
  };
  return std::visit(
      Overloaded{
          [](const CharacterSet&) { return true; },
          [](Assertion) { return true; },
          [&](const Sequence& sequence) { return all(sequence.parts); },
          [&](const Alternatives& alternatives) { return all(alternatives.choices); },
          [&](const Capture& capture) { return repeats_at_most(*capture.operand, limit); },
          [&](const Repetition& repetition) {
            const int count = std::max(repetition.least, repetition.most);
            return repetition.most == 0 ||
                   (count <= limit &&
                    repeats_at_most(*repetition.operand, limit / std::max(count, 1)));
          },
      },
      node.data);
}

class RegexParser {
 public:
  explicit RegexParser(std::string_view pattern) : pattern_(pattern), rest_(pattern) {}

  Result<RegexTree> parse() {
    ParsedNode root = parse_alternatives();
    if (!root) {
      return root.error();
    }
    if (!rest_.empty()) {
      return regex_error("unexpected )", pattern_);
    }
    return RegexTree{std::move(*root), std::move(group_names_)};
  }

 private:
  ParsedNode parse_alternatives() {
    if (++depth_ > deepest_nesting) {
      return regex_error("expression nests too deeply", pattern_);
    }
    Alternatives alternatives;
    do {
      ParsedNode sequence = parse_sequence();
      if (!sequence) {
        return sequence;
      }
      alternatives.choices.push_back(std::move(*sequence));
    } while (take('|'));
    --depth_;
    return alternatives.choices.size() == 1 ? std::move(alternatives.choices.front())
                                            : make(std::move(alternatives));
  }

  ParsedNode parse_sequence() {
    Sequence sequence;
    while (!rest_.empty() && rest_.front() != '|' && rest_.front() != ')') {
      ParsedNode atom = rest_.substr(0, 2) == "\\Q" ? parse_quoted(sequence) : parse_atom();
      if (!atom) {
        return atom;
      }
      if (*atom == nullptr) {  // flags for what follows or an empty quotation: nothing to match
        continue;
      }
      atom = parse_repetition(std::move(*atom));
      if (!atom) {
        return atom;
      }
      sequence.parts.push_back(std::move(*atom));
    }
    return make(std::move(sequence));
  }

  /// One atom; null after flags that stand alone, as in (?i).
  ParsedNode parse_atom() {
    const std::string_view whole = rest_;
    switch (rest_.front()) {
      case '(':
        return parse_group();
      case '[':
        return parse_class();
      case '.':
        rest_.remove_prefix(1);
        return make(flags_.dot_takes_newline ? complement({})
                                             : complement(CharacterSet{{{'\n', '\n'}}}));
      case '^':
        rest_.remove_prefix(1);
        return make(flags_.multiline ? Assertion::line_begin : Assertion::text_begin);
      case '$':
        rest_.remove_prefix(1);
        return make(flags_.multiline ? Assertion::line_end : Assertion::text_end);
      case '*':
      case '+':
      case '?':
        return regex_error("missing argument to repetition operator", whole.substr(0, 1));
      case '\\':
        return parse_escape();
      default:
        return make(single(take_code_point(rest_)));
    }
  }

  ParsedNode parse_group() {
    const std::string_view whole = rest_;
    const Flags outer = flags_;
    rest_.remove_prefix(1);
    std::size_t index = 0;
    if (rest_.substr(0, 1) != "?") {
      index = add_group("");
    } else if (rest_.substr(0, 3) == "?P<") {
      auto name = take_group_name(whole);
      if (!name) {
        return name.error();
      }
      index = add_group(std::move(*name));
    } else {
      auto ends_at_once = take_flags(whole);
      if (!ends_at_once) {
        return ends_at_once.error();
      }
      if (*ends_at_once) {
        return RegexNodePtr{};
      }
    }
    ParsedNode inner = parse_alternatives();
    if (!inner) {
      return inner;
    }
    if (!take(')')) {
      return regex_error("missing closing )", pattern_);
    }
    flags_ = outer;
    return index == 0 ? std::move(inner) : make(Capture{std::move(*inner), index});
  }

  std::size_t add_group(std::string name) {
    group_names_.push_back(std::move(name));
    return group_names_.size() - 1;
  }

  Result<std::string> take_group_name(std::string_view whole) {
    const std::size_t end = rest_.find('>');
    if (end == rest_.npos) {
      return regex_error("invalid named capture", whole);
    }
    std::string name(rest_.substr(3, end - 3));
    if (name.empty() || !std::all_of(name.begin(), name.end(), is_word)) {
      return regex_error("invalid named capture", whole.substr(0, end + 2));
    }
    rest_.remove_prefix(end + 1);
    return name;
  }

  /// Reads ?flags) or ?flags: after the parenthesis; true if it was the former.
  Result<bool> take_flags(std::string_view whole) {
    Flags flags = flags_;
    bool value = true;
    char last = '?';
    rest_.remove_prefix(1);
    while (!rest_.empty()) {
      const char letter = rest_.front();
      rest_.remove_prefix(1);
      if ((letter == ')' || letter == ':') && last != '-') {
        flags_ = flags;
        return letter == ')';
      }
      if (letter == '-' && value) {
        value = false;
      } else if (!set_flag(flags, letter, value)) {
        break;
      }
      last = letter;
    }
    return regex_error("invalid or unsupported Perl syntax",
                       whole.substr(0, whole.size() - rest_.size()));
  }

  static bool set_flag(Flags& flags, char letter, bool value) {
    switch (letter) {
      case 'i':
        flags.fold_case = value;
        return true;
      case 'm':
        flags.multiline = value;
        return true;
      case 's':
        flags.dot_takes_newline = value;
        return true;
      case 'U':
        flags.swap_greed = value;
        return true;
      default:
        return false;
    }
  }

  ParsedNode parse_class() {
    auto set = take_class(rest_, case_rule());
    if (!set) {
      return set.error();
    }
    if (flags_.fold_case) {
      fold_case(set->members);
    }
    normalise(set->members);
    return make(set->negated ? complement(std::move(set->members)) : std::move(set->members));
  }

  ParsedNode parse_escape() {
    constexpr std::pair<char, Assertion> assertions[] = {{'A', Assertion::text_begin},
                                                         {'z', Assertion::text_end},
                                                         {'b', Assertion::word_boundary},
                                                         {'B', Assertion::no_word_boundary}};
    for (const auto& [letter, assertion] : assertions) {
      if (rest_.size() > 1 && rest_[1] == letter) {
        rest_.remove_prefix(2);
        return make(assertion);
      }
    }
    auto set = take_escaped_set(rest_, case_rule());
    if (!set) {
      return set.error();
    }
    return make(folded(std::move(*set)));
  }

  /// Reads \Q...\E, or up to the end. Its last character is an atom that may be repeated, the
  /// others go into the sequence.
  RegexNodePtr parse_quoted(Sequence& sequence) {
    const std::size_t end = std::min(rest_.find("\\E"), rest_.size());
    std::string_view text = rest_.substr(2, end - 2);
    rest_.remove_prefix(std::min(end + 2, rest_.size()));
    RegexNodePtr last;
    while (!text.empty()) {
      if (last) {
        sequence.parts.push_back(std::move(last));
      }
      last = make(single(take_code_point(text)));
    }
    return last;
  }

  ParsedNode parse_repetition(RegexNodePtr atom) {
    const std::string_view whole = rest_;
    auto bounds = take_bounds(whole);
    if (!bounds) {
      return bounds.error();
    }
    if (!*bounds) {
      return atom;
    }
    const bool lazy = take('?');
    const bool greedy = lazy == flags_.swap_greed;
    RegexNodePtr repeated =
        make(Repetition{std::move(atom), (*bounds)->first, (*bounds)->second, greedy});
    if (!repeats_at_most(*repeated, most_repetitions)) {
      return regex_error("invalid repeat count", whole.substr(0, whole.size() - rest_.size()));
    }
    const std::string_view here = rest_;
    auto again = take_bounds(here);
    if (!again) {
      return again.error();
    }
    if (*again) {
      take('?');
      return regex_error("invalid nested repetition operator",
                         whole.substr(0, whole.size() - rest_.size()));
    }
    return repeated;
  }

  using Bounds = std::optional<std::pair<int, int>>;

  /// Reads * + ? {n} {n,} {n,m}. A brace that starts none of these is a plain character.
  Result<Bounds> take_bounds(std::string_view whole) {
    if (take('*')) {
      return Bounds{{0, Repetition::unlimited}};
    }
    if (take('+')) {
      return Bounds{{1, Repetition::unlimited}};
    }
    if (take('?')) {
      return Bounds{{0, 1}};
    }
    if (!take('{')) {
      return Bounds{};
    }
    const std::optional<int> least = take_number();
    int most = least.value_or(0);
    if (least && take(',')) {
      most = !rest_.empty() && rest_.front() == '}' ? Repetition::unlimited
                                                    : take_number().value_or(-2);
    }
    if (!least || most < Repetition::unlimited || !take('}')) {
      rest_ = whole;
      return Bounds{};
    }
    if (*least > most_repetitions || most > most_repetitions ||
        (most != Repetition::unlimited && most < *least)) {
      return regex_error("invalid repeat count", whole.substr(0, whole.size() - rest_.size()));
    }
    return Bounds{{*least, most}};
  }

  std::optional<int> take_number() {
    std::optional<int> number;
    while (!rest_.empty() && is_digit(rest_.front())) {
      number = std::min(number.value_or(0) * 10 + (rest_.front() - '0'), most_repetitions + 1);
      rest_.remove_prefix(1);
    }
    return number;
  }

  CaseRule case_rule() const { return flags_.fold_case ? CaseRule::folded : CaseRule::exact; }

  CharacterSet single(char32_t character) { return folded({{{character, character}}}); }

  CharacterSet folded(CharacterSet set) const {
    if (flags_.fold_case) {
      fold_case(set);
    }
    normalise(set);
    return set;
  }

  bool take(char character) {
    if (rest_.empty() || rest_.front() != character) {
      return false;
    }
    rest_.remove_prefix(1);
    return true;
  }

  std::string_view pattern_;
  std::string_view rest_;
  Flags flags_;
  int depth_ = 0;
  std::vector<std::string> group_names_ = {""};
};

}  // namespace

Result<RegexTree> parse_regex(std::string_view pattern) {
  return RegexParser(pattern).parse();
}

}  // namespace firedrill::promql
