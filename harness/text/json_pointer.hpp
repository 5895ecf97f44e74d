#pragma once

#include <string_view>

#include "harness/text/diagnostic.hpp"

namespace firedrill {

/// Reports a text that is no JSON pointer to a member or an item (RFC 6901, 3): "/price". The whole
/// document, which the empty pointer names, is none.
void check_json_pointer(std::string_view text, Span span, Diagnostics& diagnostics);

}  // namespace firedrill
