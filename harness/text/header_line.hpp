#pragma once

#include <string_view>

#include "harness/text/diagnostic.hpp"
#include "harness/text/json.hpp"

namespace firedrill {

/// A token of RFC 9110, 5.6.2: what may stand before the colon.
bool is_header_name(std::string_view name);

/// Whether the header, in any case, is about the connection or the body's length (RFC 9112, 6 and
/// 9.6): what is sent decides it, and nobody can ask for another.
bool is_framing_header(std::string_view name);

/// Whether a line break, or anything else that no line of a request may hold, stands in it.
bool has_control_character(std::string_view text);

/// Whether a file may name the header: it is a name, and neither one of framing nor one by which
/// firedrill's own processes speak to each other. Reports what is wrong.
bool check_header_name(std::string_view name, Span span, Diagnostics& diagnostics);

/// Whether the member can be sent as a line of HTTP's headers: its key a name as above, its
/// value a text without control characters. Reports what is wrong.
bool check_header_line(const JsonMember& member, Diagnostics& diagnostics);

}  // namespace firedrill
