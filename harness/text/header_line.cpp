#include "harness/text/header_line.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "harness/core/ascii.hpp"
#include "harness/text/escape.hpp"
#include "harness/text/values.hpp"

namespace firedrill {

bool is_header_name(std::string_view name) {
  constexpr std::string_view marks = "!#$%&'*+-.^_`|~";
  return !name.empty() && std::all_of(name.begin(), name.end(), [&](char letter) {
    return is_letter(letter) || is_digit(letter) || marks.find(letter) != std::string_view::npos;
  });
}

bool is_framing_header(std::string_view name) {
  constexpr std::array<std::string_view, 7> names{
      "connection", "content-length", "expect", "te", "trailer", "transfer-encoding", "upgrade"};
  return std::any_of(names.begin(), names.end(), [&](std::string_view one) {
    return equal_ignoring_case(one, name);
  });
}

bool has_control_character(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char letter) {
    return static_cast<unsigned char>(letter) < 0x20 || letter == 0x7f;
  });
}

bool check_header_name(std::string_view name, Span span, Diagnostics& diagnostics) {
  constexpr std::string_view own = "x-firedrill-";
  if (!is_header_name(name)) {
    diagnostics.error(span,
                      fmt::format("{} is no name of a header", quote(name)),
                      "expected letters, digits and \"-\"");
    return false;
  }
  if (is_framing_header(name) || equal_ignoring_case(name.substr(0, own.size()), own)) {
    diagnostics.error(
        span, fmt::format("firedrill itself sets the header {}", quote(name)), "leave it out");
    return false;
  }
  return true;
}

bool check_header_line(const JsonMember& member, Diagnostics& diagnostics) {
  if (!check_header_name(member.key, member.key_span, diagnostics)) {
    return false;
  }
  if (!member.value.is_string()) {
    report_wrong_kind(member.value, member.key, "text", diagnostics);
    return false;
  }
  if (has_control_character(member.value.as_string())) {
    diagnostics.error(member.value.span(),
                      fmt::format("{} holds a control character", quote(member.key)),
                      "a header is one line of text");
    return false;
  }
  return true;
}

}  // namespace firedrill
