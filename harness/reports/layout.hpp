#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace firedrill::reports {

/// How a piece of text looks on a terminal; never the only signal, every tone has words as well.
enum class Tone : std::uint8_t {
  plain,
  bold,
  dim,
  good,
  bad,
  doubtful
};

/// Gives a text its tone, or leaves it as it is without color.
struct Paint {
  bool color = false;

  std::string operator()(std::string_view text, Tone tone) const;
};

/// Terminal columns of a text without control sequences.
std::size_t display_width(std::string_view text);

/// Filled with spaces to that many columns; a wider text stays as it is.
std::string left_aligned(std::string_view text, std::size_t columns);
std::string right_aligned(std::string_view text, std::size_t columns);

/// "54,000".
std::string grouped(std::uint64_t count);

/// A word of the shell: quoted if it must be.
std::string shell_word(std::string_view text);

/// As code in Markdown, also inside a table: "`firedrill run x.json`".
std::string markdown_code(std::string_view text);

}  // namespace firedrill::reports
