#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

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

/// Filled with spaces to that many columns; a wider text stays as it is.
std::string left_aligned(std::string_view text, std::size_t columns);
std::string right_aligned(std::string_view text, std::size_t columns);

/// "54,000".
std::string grouped(std::uint64_t count);

/// "1 request", "54,000 requests", "2 processes"; without a plural the noun takes an s.
std::string counted(std::uint64_t count, std::string_view noun, std::string_view plural = "");

/// A word of the shell: quoted if it must be.
std::string shell_word(std::string_view text);

/// As code in a cell of a Markdown table: "`firedrill run x.json`".
std::string markdown_code(std::string_view text);

}  // namespace firedrill::reports
