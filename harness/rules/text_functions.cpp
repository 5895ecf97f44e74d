#include "harness/rules/text_functions.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "harness/core/ascii.hpp"

namespace firedrill::rules {
namespace {

char upper(char letter) {
  return letter >= 'a' && letter <= 'z' ? static_cast<char>(letter - ('a' - 'A')) : letter;
}

bool is_ascii(char letter) {
  return static_cast<unsigned char>(letter) < 0x80;
}

}  // namespace

std::string to_title(std::string_view text) {
  std::string out;
  bool begins_word = true;
  for (const char letter : text) {
    out += begins_word ? upper(letter) : letter;
    begins_word = is_ascii(letter) && !is_word(letter);
  }
  return out;
}

std::string to_upper_case(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), upper);
  return out;
}

std::string to_lower_case(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), to_lower);
  return out;
}

std::string unchanged(std::string_view text) {
  return std::string(text);
}

std::string escape_query(std::string_view text) {
  std::string out;
  for (const char letter : text) {
    if (is_word(letter) || letter == '-' || letter == '.' || letter == '~') {
      out += letter;
    } else if (letter == ' ') {
      out += '+';
    } else {
      out += fmt::format("%{:02X}", static_cast<unsigned char>(letter));
    }
  }
  return out;
}

std::string table_link(std::string_view expression) {
  return "/graph?g0.expr=" + escape_query(expression) + "&g0.tab=1";
}

}  // namespace firedrill::rules
