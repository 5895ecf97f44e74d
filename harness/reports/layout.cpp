#include "harness/reports/layout.hpp"

#include <algorithm>
#include <array>

#include "harness/text/escape.hpp"
#include "harness/text/utf8.hpp"

namespace firedrill::reports {
namespace {

constexpr std::array<std::string_view, 6> codes{
    "", "\x1b[1m", "\x1b[2m", "\x1b[32m", "\x1b[1;31m", "\x1b[33m"};  // in the order of Tone
constexpr std::string_view plain = "\x1b[0m";

}  // namespace

std::string Paint::operator()(std::string_view text, Tone tone) const {
  if (!color || tone == Tone::plain || text.empty()) {
    return std::string(text);
  }
  return std::string(codes.at(static_cast<std::size_t>(tone))).append(text).append(plain);
}

std::size_t display_width(std::string_view text) {
  std::size_t width = 0;
  for (std::size_t offset = 0; offset < text.size();) {
    const CodePoint point = decode_code_point(text, offset);
    width += point.valid ? column_width(point.value) : 1;
    offset += point.length;
  }
  return width;
}

std::string left_aligned(std::string_view text, std::size_t columns) {
  const std::size_t width = display_width(text);
  return std::string(text) + std::string(columns > width ? columns - width : 0, ' ');
}

std::string right_aligned(std::string_view text, std::size_t columns) {
  const std::size_t width = display_width(text);
  return std::string(columns > width ? columns - width : 0, ' ') + std::string(text);
}

std::string grouped(std::uint64_t count) {
  std::string digits = std::to_string(count);
  for (std::size_t place = digits.size(); place > 3; place -= 3) {
    digits.insert(place - 3, 1, ',');
  }
  return digits;
}

std::string shell_word(std::string_view text) {
  constexpr std::string_view harmless =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_@%+=:,./-";
  if (!text.empty() && text.find_first_not_of(harmless) == std::string_view::npos) {
    return std::string(text);
  }
  std::string quoted = "'";
  for (const char byte : text) {
    quoted += byte == '\'' ? std::string("'\\''") : std::string(1, byte);
  }
  return quoted + "'";
}

std::string markdown_code(std::string_view text) {
  std::string code = "`";
  for (const char byte : escape_terminal(text)) {
    code += byte == '|' ? std::string("\\|") : std::string(1, byte == '`' ? '\'' : byte);
  }
  return code + "`";
}

}  // namespace firedrill::reports
