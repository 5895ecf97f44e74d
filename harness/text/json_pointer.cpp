#include "harness/text/json_pointer.hpp"

#include <fmt/format.h>

#include "harness/text/escape.hpp"

namespace firedrill {
namespace {

bool is_pointer(std::string_view text) {
  if (!text.starts_with('/')) {
    return false;
  }
  for (std::size_t at = text.find('~'); at != std::string_view::npos; at = text.find('~', at + 1)) {
    if (at + 1 == text.size() || (text[at + 1] != '0' && text[at + 1] != '1')) {
      return false;
    }
  }
  return true;
}

}  // namespace

void check_json_pointer(std::string_view text, Span span, Diagnostics& diagnostics) {
  if (!is_pointer(text)) {
    diagnostics.error(
        span, fmt::format("{} is no JSON pointer", quote(text)), R"(such as "/expires_in")");
  }
}

}  // namespace firedrill
