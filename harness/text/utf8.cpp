#include "harness/text/utf8.hpp"

#include <algorithm>
#include <array>

namespace firedrill {
namespace {

struct Range {
  char32_t first;
  char32_t last;
};

template <std::size_t size>
bool contains(const std::array<Range, size>& ranges, char32_t code_point) {
  return std::any_of(ranges.begin(), ranges.end(), [code_point](const Range& range) {
    return code_point >= range.first && code_point <= range.last;
  });
}

constexpr std::array invisible = {
    Range{0x0000, 0x001F},
    Range{0x007F, 0x009F},
    Range{0x00AD, 0x00AD},
    Range{0x061C, 0x061C},
    Range{0x180E, 0x180E},
    Range{0x200B, 0x200F},
    Range{0x2028, 0x202E},
    Range{0x2060, 0x206F},
    Range{0xD800, 0xDFFF},
    Range{0xFE00, 0xFE0F},
    Range{0xFEFF, 0xFEFF},
    Range{0xFFF0, 0xFFFB},
    Range{0xFFFE, 0xFFFF},
    Range{0xE0000, 0xE0FFF},
};

constexpr std::array combining = {
    Range{0x0300, 0x036F},
    Range{0x0483, 0x0489},
    Range{0x0591, 0x05BD},
    Range{0x064B, 0x065F},
    Range{0x1AB0, 0x1AFF},
    Range{0x1DC0, 0x1DFF},
    Range{0x20D0, 0x20FF},
    Range{0xFE20, 0xFE2F},
};

constexpr std::array wide = {
    Range{0x1100, 0x115F},
    Range{0x231A, 0x231B},
    Range{0x23E9, 0x23EC},
    Range{0x2E80, 0x303E},
    Range{0x3041, 0xA4CF},
    Range{0xAC00, 0xD7A3},
    Range{0xF900, 0xFAFF},
    Range{0xFE30, 0xFE6F},
    Range{0xFF00, 0xFF60},
    Range{0xFFE0, 0xFFE6},
    Range{0x1F300, 0x1F64F},
    Range{0x1F680, 0x1F6FF},
    Range{0x1F900, 0x1F9FF},
    Range{0x20000, 0x3FFFD},
};

/// How a lead byte begins a sequence of several; length 0 if it cannot.
struct Lead {
  std::size_t length;
  char32_t bits;
  char32_t smallest;  ///< below it the form is overlong
};

Lead lead_of(unsigned char byte) {
  if (byte >= 0xC0 && byte < 0xE0) {
    return {2, byte & 0x1FU, 0x80};
  }
  if (byte >= 0xE0 && byte < 0xF0) {
    return {3, byte & 0x0FU, 0x800};
  }
  if (byte >= 0xF0 && byte < 0xF8) {
    return {4, byte & 0x07U, 0x10000};
  }
  return {0, 0, 0};
}

}  // namespace

CodePoint decode_beyond_ascii(std::string_view bytes, std::size_t offset) {
  const auto byte = static_cast<unsigned char>(bytes[offset]);
  const CodePoint invalid{byte, 1, false};
  const Lead lead = lead_of(byte);
  if (lead.length == 0 || bytes.size() - offset < lead.length) {
    return invalid;
  }
  char32_t value = lead.bits;
  for (std::size_t index = 1; index < lead.length; ++index) {
    const auto next = static_cast<unsigned char>(bytes[offset + index]);
    if ((next & 0xC0U) != 0x80U) {
      return invalid;
    }
    value = (value << 6U) | (next & 0x3FU);
  }
  const bool surrogate = value >= 0xD800 && value <= 0xDFFF;
  if (value < lead.smallest || value > 0x10FFFF || surrogate) {
    return invalid;
  }
  return {value, lead.length, true};
}

std::optional<std::size_t> first_invalid_utf8(std::string_view bytes) {
  std::size_t offset = 0;
  while (offset < bytes.size()) {
    const CodePoint code_point = decode_code_point(bytes, offset);
    if (!code_point.valid) {
      return offset;
    }
    offset += code_point.length;
  }
  return std::nullopt;
}

std::string_view beginning(std::string_view text, std::size_t longest) {
  if (text.size() <= longest) {
    return text;
  }
  std::size_t end = longest;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) {
    --end;
  }
  return text.substr(0, end);
}

void append_utf8(std::string& out, char32_t code_point) {
  const auto push = [&out](char32_t byte) {
    out.push_back(static_cast<char>(static_cast<unsigned char>(byte)));
  };
  if (code_point < 0x80) {
    push(code_point);
  } else if (code_point < 0x800) {
    push(0xC0U | (code_point >> 6U));
    push(0x80U | (code_point & 0x3FU));
  } else if (code_point < 0x10000) {
    push(0xE0U | (code_point >> 12U));
    push(0x80U | ((code_point >> 6U) & 0x3FU));
    push(0x80U | (code_point & 0x3FU));
  } else {
    push(0xF0U | (code_point >> 18U));
    push(0x80U | ((code_point >> 12U) & 0x3FU));
    push(0x80U | ((code_point >> 6U) & 0x3FU));
    push(0x80U | (code_point & 0x3FU));
  }
}

bool is_printable(char32_t code_point) {
  if (code_point >= 0x20 && code_point < 0x7F) {
    return true;
  }
  return code_point <= 0x10FFFF && !contains(invisible, code_point);
}

std::size_t column_width(char32_t code_point) {
  if (code_point < 0x300) {
    return 1;
  }
  if (contains(combining, code_point)) {
    return 0;
  }
  return contains(wide, code_point) ? 2 : 1;
}

}  // namespace firedrill
