#include "harness/promql/character_set.hpp"

#include <algorithm>
#include <cstddef>

namespace firedrill::promql {
namespace {

struct NamedClass {
  std::string_view name;
  std::string_view ranges;  // pairs of characters
};

constexpr NamedClass posix_classes[] = {{"alnum", "09AZaz"},
                                        {"alpha", "AZaz"},
                                        {"ascii", std::string_view("\0\x7F", 2)},
                                        {"blank", "\t\t  "},
                                        {"cntrl", std::string_view("\0\x1F\x7F\x7F", 4)},
                                        {"digit", "09"},
                                        {"graph", "!~"},
                                        {"lower", "az"},
                                        {"print", " ~"},
                                        {"punct", "!/:@[`{~"},
                                        {"space", "\t\r  "},
                                        {"upper", "AZ"},
                                        {"word", "09AZaz__"},
                                        {"xdigit", "09AFaf"}};

CharacterSet from_pairs(std::string_view pairs) {
  CharacterSet set;
  for (std::size_t i = 0; i + 1 < pairs.size(); i += 2) {
    set.ranges.emplace_back(static_cast<unsigned char>(pairs[i]),
                            static_cast<unsigned char>(pairs[i + 1]));
  }
  return set;
}

}  // namespace

void normalise(CharacterSet& set) {
  std::sort(set.ranges.begin(), set.ranges.end());
  std::size_t last = 0;
  for (std::size_t i = 1; i < set.ranges.size(); ++i) {
    if (set.ranges[i].first <= set.ranges[last].second + 1) {
      set.ranges[last].second = std::max(set.ranges[last].second, set.ranges[i].second);
    } else {
      set.ranges[++last] = set.ranges[i];
    }
  }
  set.ranges.resize(std::min(set.ranges.size(), last + 1));
}

CharacterSet complement(CharacterSet set) {
  normalise(set);
  CharacterSet rest;
  char32_t next = 0;
  for (const auto& [from, to] : set.ranges) {
    if (from > next) {
      rest.ranges.emplace_back(next, from - 1);
    }
    next = to + 1;
  }
  if (next <= last_code_point) {
    rest.ranges.emplace_back(next, last_code_point);
  }
  return rest;
}

bool contains(const CharacterSet& set, char32_t character) {
  const auto after = std::upper_bound(
      set.ranges.begin(), set.ranges.end(), character, [](char32_t value, const auto& range) {
        return value < range.first;
      });
  return after != set.ranges.begin() && character <= std::prev(after)->second;
}

std::optional<CharacterSet> perl_class(char letter) {
  switch (letter) {
    case 'd':
      return from_pairs("09");
    case 's':
      return from_pairs("\t\n\f\r  ");
    case 'w':
      return from_pairs("09AZaz__");
    case 'D':
      return complement(from_pairs("09"));
    case 'S':
      return complement(from_pairs("\t\n\f\r  "));
    case 'W':
      return complement(from_pairs("09AZaz__"));
    default:
      return std::nullopt;
  }
}

std::optional<CharacterSet> posix_class(std::string_view name) {
  for (const NamedClass& one : posix_classes) {
    if (one.name == name) {
      return from_pairs(one.ranges);
    }
  }
  return std::nullopt;
}

}  // namespace firedrill::promql
