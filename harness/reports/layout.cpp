#include "harness/reports/layout.hpp"

#include <algorithm>
#include <array>

#include "harness/text/escape.hpp"
#include "harness/text/width.hpp"

namespace firedrill::reports {
namespace {

constexpr std::array<std::string_view, 6> tone_codes{
    "", "\x1b[1m", "\x1b[2m", "\x1b[32m", "\x1b[1;31m", "\x1b[33m"};  // in the order of Tone
constexpr std::string_view plain = "\x1b[0m";

}  // namespace

std::string Paint::operator()(std::string_view text, Tone tone) const {
  if (!color || tone == Tone::plain || text.empty()) {
    return std::string(text);
  }
  return std::string(tone_codes.at(static_cast<std::size_t>(tone))).append(text).append(plain);
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

std::string counted(std::uint64_t count, std::string_view noun, std::string_view plural) {
  const std::string number = grouped(count) + " ";
  if (count == 1 || plural.empty()) {
    return number + std::string(noun) + (count == 1 ? "" : "s");
  }
  return number + std::string(plural);
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
  std::string code;
  std::size_t run = 0;
  std::size_t longest_run = 0;
  for (const char byte : escape_terminal(text)) {
    run = byte == '`' ? run + 1 : 0;
    longest_run = std::max(longest_run, run);
    code += byte == '|' ? std::string("\\|") : std::string(1, byte);
  }
  // The fence is longer than any run inside; a space keeps it apart from a backtick
  // (CommonMark 6.1).
  const std::string fence(longest_run + 1, '`');
  const bool apart = code.empty() || code.front() == '`' || code.back() == '`';
  return fence + (apart ? " " : "") + code + (apart ? " " : "") + fence;
}

}  // namespace firedrill::reports
