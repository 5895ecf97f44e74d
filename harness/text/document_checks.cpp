#include "harness/text/document_checks.hpp"

#include <algorithm>
#include <optional>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "harness/text/escape.hpp"
#include "harness/text/utf8.hpp"

namespace firedrill {

bool has_readable_bytes(Diagnostics& diagnostics, std::size_t max_bytes) {
  const std::string_view bytes = diagnostics.source().bytes();
  if (bytes.size() > max_bytes) {
    diagnostics.error({},
                      fmt::format("the file is larger than the limit of {} KiB", max_bytes / 1024));
    return false;
  }
  if (bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF")) {
    diagnostics.error({0, 2}, "the file is UTF-16", "save it as UTF-8");
    return false;
  }
  if (const std::optional<std::size_t> bad = first_invalid_utf8(bytes)) {
    const auto byte = static_cast<unsigned char>(bytes[*bad]);
    diagnostics.error({*bad, *bad + 1},
                      fmt::format("the byte 0x{:02x} is not UTF-8", byte),
                      "save the file as UTF-8");
    return false;
  }
  if (const std::size_t nul = bytes.find('\0'); nul != std::string_view::npos) {
    diagnostics.error({nul, nul + 1}, "the file contains a NUL byte", "remove it");
    return false;
  }
  return true;
}

bool has_no_byte_order_mark(Diagnostics& diagnostics) {
  if (!diagnostics.source().bytes().starts_with(byte_order_mark)) {
    return true;
  }
  diagnostics.error({0, byte_order_mark.size()},
                    "the file begins with a byte order mark",
                    "save it as UTF-8 without one");
  return false;
}

void report_duplicate_keys(const Json::Members& members, Diagnostics& diagnostics) {
  std::vector<const JsonMember*> sorted;
  sorted.reserve(members.size());
  for (const JsonMember& member : members) {
    sorted.push_back(&member);
  }
  std::stable_sort(
      sorted.begin(), sorted.end(), [](const JsonMember* left, const JsonMember* right) {
        return left->key < right->key;
      });
  const JsonMember* first = nullptr;
  for (const JsonMember* member : sorted) {
    if (first != nullptr && first->key == member->key) {
      diagnostics.add({.message = "duplicate key " + quote(member->key),
                       .span = member->key_span,
                       .label = "a key may stand only once in an object",
                       .second = SecondPlace{first->key_span, "first given here"}});
    } else {
      first = member;
    }
  }
}

}  // namespace firedrill
