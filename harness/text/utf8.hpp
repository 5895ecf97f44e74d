#pragma once

#include <cassert>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace firedrill {

/// One code point of a UTF-8 text. An invalid byte is a CodePoint of length 1 with `valid` false
/// and the byte as its value, so that a loop over any bytes always moves on.
struct CodePoint {
  char32_t value;
  std::size_t length;  ///< bytes
  bool valid;
};

/// What decode_code_point() does with a byte that is not ASCII.
CodePoint decode_beyond_ascii(std::string_view bytes, std::size_t offset);

/// Precondition: offset < bytes.size(). Refuses overlong forms, surrogates and values over U+10FFFF
/// (RFC 3629, section 4).
inline CodePoint decode_code_point(std::string_view bytes, std::size_t offset) {
  assert(offset < bytes.size());
  const auto byte = static_cast<unsigned char>(bytes[offset]);
  return byte < 0x80 ? CodePoint{byte, 1, true} : decode_beyond_ascii(bytes, offset);
}

/// Calls `visit(code_point, bytes)` for each code point or invalid byte.
template <class Visitor>
void for_each_code_point(std::string_view text, Visitor visit) {
  std::size_t offset = 0;
  while (offset < text.size()) {
    const CodePoint code_point = decode_code_point(text, offset);
    visit(code_point, text.substr(offset, code_point.length));
    offset += code_point.length;
  }
}

/// U+FFFD, which stands for what is not UTF-8.
inline constexpr std::string_view replacement_character = "\xEF\xBF\xBD";

/// The offset of the first byte that is not UTF-8; empty if all of them are.
std::optional<std::size_t> first_invalid_utf8(std::string_view bytes);

/// The beginning of a text, at most `longest` bytes, not cut inside a code point.
std::string_view beginning(std::string_view text, std::size_t longest);

void append_utf8(std::string& out, char32_t code_point);

/// Whether a terminal shows it as ink or as a plain space: no controls, no zero-width, format or
/// bidirectional characters, which could hide or reorder what the reader sees.
bool is_printable(char32_t code_point);

/// Terminal columns of a printable code point: 0 for combining marks, 2 for wide ones (a coarse
/// form of Unicode Standard Annex 11), else 1.
std::size_t column_width(char32_t code_point);

}  // namespace firedrill
