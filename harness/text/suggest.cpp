#include "harness/text/suggest.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <numeric>
#include <utility>

#include "harness/text/escape.hpp"

namespace firedrill {
namespace {

constexpr std::size_t longest_word = 64;  // the cost grows with the square

/// Lower case, without separators and plural s.
std::string folded(std::string_view word) {
  std::string out;
  for (const char letter : word) {
    if (letter != '-' && letter != '_' && letter != ' ' && letter != '.') {
      out += letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter + 32) : letter;
    }
  }
  if (out.size() > 2 && out.back() == 's') {
    out.pop_back();
  }
  return out;
}

/// Insertions, deletions, replacements and swaps of neighbours that turn one word into the other;
/// `enough` if it takes as many or more. Neither may be longer than longest_word.
std::size_t edits(std::string_view from, std::string_view to, std::size_t enough) {
  if (std::max(from.size(), to.size()) - std::min(from.size(), to.size()) >= enough) {
    return enough;
  }
  std::array<std::array<std::size_t, longest_word + 1>, 3> rows;
  std::size_t* before = rows[0].data();
  std::size_t* last = rows[1].data();
  std::size_t* row = rows[2].data();
  std::iota(last, last + to.size() + 1, std::size_t{0});
  for (std::size_t line = 1; line <= from.size(); ++line) {
    row[0] = line;
    std::size_t fewest = line;
    for (std::size_t column = 1; column <= to.size(); ++column) {
      const std::size_t replaced = last[column - 1] + (from[line - 1] == to[column - 1] ? 0 : 1);
      row[column] = std::min({last[column] + 1, row[column - 1] + 1, replaced});
      const bool swapped = line > 1 && column > 1 && from[line - 1] == to[column - 2] &&
                           from[line - 2] == to[column - 1];
      if (swapped) {
        row[column] = std::min(row[column], before[column - 2] + 1);
      }
      fewest = std::min(fewest, row[column]);
    }
    if (fewest >= enough) {
      return enough;
    }
    std::swap(before, last);
    std::swap(last, row);
  }
  return std::min(last[to.size()], enough);
}

std::optional<std::string> only_continuation(std::string_view start,
                                             std::span<const std::string_view> known) {
  if (start.size() < 3) {
    return std::nullopt;
  }
  std::optional<std::string> found;
  for (const std::string_view candidate : known) {
    if (folded(candidate).starts_with(start)) {
      if (found) {
        return std::nullopt;
      }
      found = std::string(candidate);
    }
  }
  return found;
}

}  // namespace

std::optional<std::string> closest(std::string_view word, std::span<const std::string_view> known) {
  if (word.empty() || word.size() > longest_word) {
    return std::nullopt;
  }
  const std::string wanted = folded(word);
  std::size_t fewest = std::max<std::size_t>(1, wanted.size() / 3) + 1;
  std::optional<std::string> best;
  for (const std::string_view candidate : known) {
    const std::string name = folded(candidate.substr(0, longest_word));
    const std::size_t needed = edits(wanted, name, fewest);
    if (needed < fewest && needed < std::max(wanted.size(), name.size())) {
      fewest = needed;
      best = std::string(candidate);
    }
  }
  if (best && fewest == 0) {
    return best;
  }
  const std::optional<std::string> continuation = only_continuation(wanted, known);
  return continuation ? continuation : best;
}

std::string did_you_mean(std::string_view word, std::span<const std::string_view> known) {
  const std::optional<std::string> near = closest(word, known);
  return near ? "; did you mean " + quote(*near) + "?" : "";
}

}  // namespace firedrill
