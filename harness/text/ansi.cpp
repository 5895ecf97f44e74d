#include "harness/text/ansi.hpp"

#include <algorithm>
#include <cstddef>

namespace firedrill {
namespace {

/// The length of the ANSI escape sequence (ECMA-48: CSI, OSC, or two characters) at `offset`; 0 if
/// none begins there.
std::size_t ansi_sequence_length(std::string_view text, std::size_t offset) {
  if (text[offset] != '\x1b') {
    return 0;
  }
  if (offset + 1 == text.size()) {
    return 1;
  }
  const char kind = text[offset + 1];
  std::size_t end = offset + 2;
  if (kind == '[') {
    while (end < text.size() && !(text[end] >= '@' && text[end] <= '~')) {
      ++end;
    }
    return std::min(end + 1, text.size()) - offset;
  }
  if (kind == ']') {
    while (end < text.size() && text[end] != '\a' && text[end] != '\x1b') {
      ++end;
    }
    const bool closed_by_two = end + 1 < text.size() && text[end] == '\x1b';
    return std::min(end + (closed_by_two ? 2 : 1), text.size()) - offset;
  }
  return (kind & 0x60) != 0 && kind != '<' && kind != '&' ? 2 : 1;
}

}  // namespace

std::string without_ansi(std::string_view text) {
  std::string out;
  std::size_t offset = 0;
  while (offset < text.size()) {
    const std::size_t skipped = ansi_sequence_length(text, offset);
    if (skipped > 0) {
      offset += skipped;
    } else {
      out += text[offset++];
    }
  }
  return out;
}

}  // namespace firedrill
